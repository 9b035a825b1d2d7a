"""Departments on inputs that stand in no table, against oracles written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import math

import numpy as np
from scipy import stats

from tests.conformance.answers import answer
from tests.conformance.drawing import close


def test_ranks_against_scipy(rng):
    scores = [float(v) for v in rng.integers(80, 90, 9)]
    found = answer("cmp.rank", {"scores": scores})

    assert found["competition"] == stats.rankdata([-v for v in scores], method="min").tolist()
    close(found["average"], stats.rankdata([-v for v in scores]))


def test_the_funnel(rng):
    bases = [int(v) for v in rng.integers(60, 900, 6)]
    cases = [int(b * rng.uniform(0.6, 0.95)) for b in bases]
    theta = sum(cases) / sum(bases)
    found = answer(
        "cmp.funnel", {"dept": {f"D{at}": [c, b] for at, (c, b) in enumerate(zip(cases, bases, strict=True))}}
    )

    close(found["target"], theta)
    z = []
    for at, (c, b) in enumerate(zip(cases, bases, strict=True)):
        error = math.sqrt(theta * (1 - theta) / b)
        z.append((c / b - theta) / error)
        one = found["dept"][f"D{at}"]
        close(
            [one["z"], one["lo95"], one["hi998"]],
            [z[-1], theta - stats.norm.ppf(0.975) * error, min(1, theta + stats.norm.ppf(0.999) * error)],
        )
    phi = answer("cmp.overdispersion", {"z": z})
    close([phi["phi"], phi["multiplier"]], [np.mean(np.square(z)), math.sqrt(np.mean(np.square(z)))])


def test_shrinkage(rng):
    bases = rng.integers(20, 900, 6).tolist()
    cases = [int(b * rng.uniform(0.6, 0.95)) for b in bases]
    theta = sum(cases) / sum(bases)
    weights = [b / (theta * (1 - theta)) for b in bases]
    q = sum(w * (c / b - theta) ** 2 for w, c, b in zip(weights, cases, bases, strict=True))
    tau2 = max(0, (q - 5) / (sum(weights) - sum(w * w for w in weights) / sum(weights)))
    pull = [tau2 / (tau2 + 1 / w) for w in weights]
    found = answer(
        "cmp.shrinkage", {"dept": {f"D{at}": [c, b] for at, (c, b) in enumerate(zip(cases, bases, strict=True))}}
    )

    close([found["Q"], found["tau2"]], [q, tau2])
    close(found["shrunk"], [theta + B * (c / b - theta) for B, c, b in zip(pull, cases, bases, strict=True)])


def test_changed_weights_and_mix(rng):
    w0, w1 = rng.dirichlet([3, 3, 3]), rng.dirichlet([3, 3, 3])
    x0, x1 = rng.uniform(0.7, 1.2, 3), rng.uniform(0.7, 1.2, 3)
    found = answer("cmp.waterfall_weights_changed", {"before": np.c_[w0, x0].tolist(), "after": np.c_[w1, x1].tolist()})
    middle = (w0 @ x0 + w1 @ x1) / 2

    close(found["delta"], w1 @ x1 - w0 @ x0)
    close(found["attainment_effect"], (w0 + w1) / 2 * (x1 - x0))
    close(found["weight_effect_centred"], (w1 - w0) * ((x0 + x1) / 2 - middle))
    b0, b1 = rng.integers(50, 400, 3), rng.integers(50, 400, 3)
    c0, c1 = (b0 * rng.uniform(0.5, 0.9, 3)).astype(int), (b1 * rng.uniform(0.5, 0.9, 3)).astype(int)
    mixed = answer(
        "cmp.mix_rate",
        {
            "before": {n: [int(c0[i]), int(b0[i])] for i, n in enumerate("ABC")},
            "after": {n: [int(c1[i]), int(b1[i])] for i, n in enumerate("ABC")},
        },
    )
    close(mixed["sum"], c1.sum() / b1.sum() - c0.sum() / b0.sum())
    close(mixed["rate_effect"]["A"], (b0[0] / b0.sum() + b1[0] / b1.sum()) / 2 * (c1[0] / b1[0] - c0[0] / b0[0]))
