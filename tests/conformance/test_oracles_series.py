"""Trends, signals and forecasts on inputs that stand in no table, against oracles written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import itertools
import math
import statistics

import numpy as np
import pingouin
import pymannkendall
import pytest
from scipy import stats
from statsmodels.tsa.seasonal import seasonal_decompose

from tests.conformance.answers import answer
from tests.conformance.drawing import close, draw, walk


@pytest.mark.parametrize("n", [9, 14, 36])
def test_mann_kendall_against_pymannkendall(rng, n):
    y = [round(v, 0 if n == 14 else 3) for v in walk(rng, n)]
    found, theirs = answer("trend.mann_kendall", {"y": y}), pymannkendall.original_test(y)

    close([found["S"], found["varS"], found["z"], found["p"]], [theirs.s, theirs.var_s, theirs.z, theirs.p])
    close(found["tau"], stats.kendalltau(range(n), y).statistic)


def test_exact_p_and_theil_sen_against_scipy(rng):
    y = walk(rng, 10)
    sen = stats.theilslopes(y, range(10), alpha=0.9)
    found = answer("trend.theil_sen", {"y": y, "alpha": 0.9})

    close(
        answer("trend.mann_kendall", {"y": y})["kendalltau_exact_p"],
        stats.kendalltau(range(10), y, method="exact").pvalue,
    )
    close(
        [found["slope"], found["intercept_separate"], found["low"], found["high"]],
        [*stats.theilslopes(y, range(10), alpha=0.9, method="separate")[:2], sen.low_slope, sen.high_slope],
    )
    assert found["n_pairs"] == math.comb(10, 2)


def test_least_p():
    close(
        answer("trend.min_exact_p", {"n": [9, 10]})["min_two_sided_p"],
        [2 / math.factorial(9), 2 / math.factorial(10)],
        1e-12,
    )


def test_seasonal_mann_kendall_against_pymannkendall(rng):
    y = [
        round(float(v), 2)
        for v in 100 + 10 * np.sin(np.arange(48) * np.pi / 6) + rng.normal(0, 2, 48) + 0.1 * np.arange(48)
    ]
    found, theirs = answer("trend.seasonal_mk", {"y": y, "period": 12}), pymannkendall.seasonal_test(y, period=12)

    close(
        [found["S"], found["varS"], found["z"], found["p"], found["seasonal_sen_slope_per_year"]],
        [theirs.s, theirs.var_s, theirs.z, theirs.p, theirs.slope],
    )


def test_debiased_prewhitening(rng):
    y = np.array(walk(rng, 24))
    slope = statistics.median((y[j] - y[i]) / (j - i) for i, j in itertools.combinations(range(24), 2))
    flat = y - slope * np.arange(24)
    centred = flat - flat.mean()
    r = float(centred[1:] @ centred[:-1] / (centred @ centred))
    share = min(max((24 * r + 2) / 20, 0), 0.95)
    white = (y[1:] - share * y[:-1]) / (1 - share) if share else y
    found, theirs = answer("trend.debiased_prewhitened.a", {"y": y.tolist()}), pymannkendall.original_test(white)

    close([found["sen_slope"], found["r1_detrended"], found["r1_corrected"]], [slope, r, share])
    close([found["S"], found["varS"], found["p"]], [theirs.s, theirs.var_s, theirs.p])


@pytest.mark.parametrize("n", [5, 8, 20])
def test_the_verdict(rng, n):
    y = walk(rng, n, drift=float(rng.choice([0.0, 0.6, 1.5])))
    plain = pymannkendall.original_test(y).p if n >= 2 else 1
    white = answer("trend.debiased_prewhitened.a", {"y": y})["p"]
    if n < 6:
        wanted = "too_few"
    elif n < 12:
        wanted = "early_sign" if stats.kendalltau(range(n), y, method="exact").pvalue < 0.05 else "no_clear_trend"
    else:
        wanted = "no_clear_trend" if plain >= 0.05 else "confirmed" if white < 0.05 else "possible"

    assert answer("trend.verdict.1", {"y": y})["verdict"] == wanted


def test_limits_and_rules(rng):
    x = [*np.round(rng.normal(50, 2, 14), 2).tolist(), *np.round(rng.normal(53, 2, 12), 2).tolist()]
    base = x[:12]
    mean, mr = statistics.mean(base), statistics.mean(abs(b - a) for a, b in itertools.pairwise(base))
    found = answer("xmr.rules", {"x": x, "baseline_n": 12})

    close(
        [found["limits"][key] for key in ("mean", "mrbar", "unpl", "lnpl", "url")],
        [mean, mr, mean + 2.66 * mr, mean - 2.66 * mr, 3.268 * mr],
    )
    side = [1 if v > mean else -1 for v in x]
    half = 1.5 * mr / 1.128
    out = [v - mean > half or mean - v > half for v in x]
    assert found["signals"]["r1"] == [at for at, v in enumerate(x) if abs(v - mean) > 2.66 * mr]
    assert found["signals"]["r3_run8"] == [at for at in range(7, len(x)) if abs(sum(side[at - 7 : at + 1])) == 8]
    assert found["signals"]["r2_3of4_beyond_1.5s"] == [
        at
        for at in range(len(x))
        if out[at] and sum(out[k] and side[k] == side[at] for k in range(max(0, at - 3), at + 1)) >= 3
    ]
    close(answer("xmr.limits", {"x": base})["sigma"], mr / 1.128)
    assert answer("xmr.constant", {"x": [draw(rng, 1, 9)] * 10})["signals"] == 0


def test_pettitt_and_outliers(rng):
    x = np.round(np.r_[rng.normal(10, 1, 9), rng.normal(13, 1, 8)], 2)
    u = [abs(sum(np.sign(a - b) for a in x[:t] for b in x[t:])) for t in range(1, 17)]
    found = answer("change.pettitt", {"x": x.tolist()})

    assert found["first_index_of_new_level"] == int(np.argmax(u)) + 1
    close([found["K"], found["p_approx"]], [max(u), min(1, 2 * math.exp(-6 * max(u) ** 2 / (17**3 + 17**2)))])
    mad = statistics.median(abs(v - statistics.median(x)) for v in x)
    scores = [0.6745 * (v - statistics.median(x)) / mad for v in x]
    odd = answer("outlier.modified_z", {"x": x.tolist()})
    close(odd["mz"], scores)
    assert odd["outliers"] == [at for at, z in enumerate(scores) if abs(z) > 3.5]


def test_theta_with_a_fixed_alpha(rng):
    y, alpha = walk(rng, 15), draw(rng, 0.1, 0.9)
    level = y[0]
    for value in y[1:]:
        level += alpha * (value - level)
    slope = stats.linregress(range(15), y).slope
    found = answer("fc.theta_fixed_alpha", {"y": y, "h": 4, "alpha": alpha})

    close(found["level"], level)
    close(found["forecast"], [level + slope / 2 * (h - 1 + (1 - (1 - alpha) ** 15) / alpha) for h in (1, 2, 3, 4)])
    chosen = answer("fc.theta_nonseasonal", {"y": y, "h": 1})["alpha"]

    def error(a):
        return sum(e * e for e in _one_step(y, a))

    assert error(chosen) <= min(error(a) for a in np.linspace(0.01, 0.99, 99)) + 1e-6


def _one_step(y, alpha):
    level = y[0]
    for value in y[1:]:
        yield value - level
        level += alpha * (value - level)


def test_seasonal_indices_against_statsmodels(rng):
    y = (100 + np.arange(36) + 15 * np.sin(np.arange(36) * np.pi / 6) + rng.normal(0, 2, 36)).round(2)
    theirs = seasonal_decompose(y, model="multiplicative", period=12).seasonal[:12]
    found = answer("fc.seasonal_index_24", {"y": y.tolist()})

    close(found["index"], theirs)
    close(found["half_shrunk"], 1 + (theirs - 1) / 2)
    close(answer("fc.snaive", {"y": y.tolist(), "h": 15, "period": 12})["forecast"], [*y[-12:], *y[-12:-9]])


def test_accuracy(rng):
    train, test, values = rng.uniform(50, 90, 30), rng.uniform(50, 90, 5), rng.uniform(50, 90, 5)
    scale = np.mean([abs(train[at] - train[at - 12]) for at in range(12, 30)])
    found = answer(
        "fc.mase", {"train": train.tolist(), "test": test.tolist(), "forecast": values.tolist(), "period": 12}
    )

    close(
        [found["mae"], found["scale"], found["mase"]],
        [np.mean(abs(test - values)), scale, np.mean(abs(test - values)) / scale],
    )
    smape = answer("fc.smape", {"test": test.tolist(), "forecast": values.tolist()})["smape"]
    close(smape, np.mean([200 * abs(a - f) / (abs(a) + abs(f)) for a, f in zip(test, values, strict=True)]))


def test_robust_scores_against_pingouin(rng):
    """pingouin's MAD-median rule flags the same score, with its own cut sqrt(chi2(0.975, 1))."""
    x = np.r_[rng.normal(20, 1, 12), 40.0, 23.5].round(2)
    scores = np.abs(answer("outlier.modified_z", {"x": x.tolist()})["mz"])

    assert (scores > math.sqrt(stats.chi2.ppf(0.975, 1))).tolist() == pingouin.madmedianrule(x).tolist()
