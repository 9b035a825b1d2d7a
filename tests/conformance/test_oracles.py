"""Each formula on inputs that stand in no table, against an oracle written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import itertools
import math
import statistics

import numpy as np
import pandas as pd
import pingouin
import pymannkendall
import pytest
from scipy import stats
from statsmodels.tsa.seasonal import seasonal_decompose

from tests.conformance.answers import answer

SEEDS = (1, 2, 3)


@pytest.fixture(params=SEEDS)
def rng(request):
    return np.random.default_rng(request.param)


def close(found, wanted, tol=1e-6):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(wanted, dtype=float), rtol=tol, atol=tol)


def draw(rng, low, high, digits=3):
    return round(float(rng.uniform(low, high)), digits)


def walk(rng, n, drift=0.1):
    return [round(float(v), 3) for v in 50 + np.cumsum(rng.normal(drift, 1, n))]


# --- attainment --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_universal(rng, direction):
    a, t = draw(rng, -50, 150), draw(rng, -120, 120) or 1.0
    sign = 1 if direction == "higher" else -1

    close(
        answer("att.universal.1", {"actual": a, "target": t, "direction": direction})["raw"],
        1 + sign * (a - t) / abs(t),
    )


def test_lower_better_forms(rng):
    a, t = draw(rng, 1, 40), draw(rng, 5, 20)
    found = answer("att.lower_compare.1", {"actual": a, "target": t})

    close([found["mirror"], found["inverse"]], [2 - a / t, t / a])


def test_baseline(rng):
    a, b, t = draw(rng, 0, 100), draw(rng, 110, 200), draw(rng, 20, 90)

    close(answer("att.anchored.1", {"actual": a, "baseline": b, "target": t})["raw"], (a - b) / (t - b))
    close(
        answer("att.servicenow_minimize_bug", {"actual": a, "baseline": b, "target": t})["correct"], (a - b) / (t - b)
    )


def test_piecewise(rng):
    floor, target, stretch = sorted(draw(rng, 10, 100) for _ in range(3))
    a = draw(rng, 5, 110)
    up = [[floor, 60], [target, 100], [stretch, 120]]

    close(
        answer("att.piecewise.higher.1", {"actual": a, "points": up})["score"],
        np.interp(a, [floor, target, stretch], [60, 100, 120]),
    )
    down = [[floor, 120], [target, 100], [stretch, 60]]
    close(
        answer("att.piecewise.lower.1", {"actual": a, "points": down})["score"],
        np.interp(a, [floor, target, stretch], [120, 100, 60]),
    )


def test_band(rng):
    low, width, a = draw(rng, 80, 95), draw(rng, 5, 20), draw(rng, 60, 130)
    tol_low, tol_high = draw(rng, 5, 20), draw(rng, 5, 20)
    high = low + width
    away = (low - a) / tol_low if a < low else (a - high) / tol_high if a > high else 0

    inputs = {"actual": a, "low": low, "high": high, "tol_low": tol_low, "tol_high": tol_high}
    close(answer("att.band.1", inputs)["raw"], max(0, 1 - away))


def test_zero_target(rng):
    a, t = draw(rng, 0, 6), draw(rng, 1, 5)

    close(answer("att.zero_target_lower.1", {"actual": a, "target": 0, "tolerance": t})["raw"], max(0, 1 - a / t))


def test_milestones(rng):
    late = [int(rng.integers(0, 20)) for _ in range(3)]
    rate = draw(rng, 0.005, 0.04)
    items = [
        {"w": w, "done": done, "days_late": days if done else None}
        for w, done, days in zip((0.5, 0.3, 0.2), (True, True, False), late, strict=True)
    ]

    wanted = 0.5 * max(0, 1 - rate * late[0]) + 0.3 * max(0, 1 - rate * late[1])
    close(answer("att.milestone", {"milestones": items, "late_penalty_per_day": rate})["raw"], wanted)


def test_cap(rng):
    raw, cap = draw(rng, -0.5, 1.8), draw(rng, 1.0, 1.5)

    close(answer("att.cap.1", {"raw": raw, "floor": 0, "cap": cap})["scored"], min(max(raw, 0), cap))


# --- time, units, scores -----------------------------------------------------------------------------------------


def test_year_to_date(rng):
    n = int(rng.integers(3, 12))
    actual, target = [draw(rng, 50, 120) for _ in range(n)], [draw(rng, 60, 110) for _ in range(n)]
    found = answer("agg.ytd_sum", {"actual": actual, "target": target})

    close(
        [found["ytd_actual"], found["ytd_target"], found["ytd_attainment"]],
        [sum(actual), sum(target), sum(actual) / sum(target)],
    )
    window = answer("agg.servicenow_window", {"actual": actual, "target": target})
    close(window["per_period"], np.divide(actual, target))
    close(window["window"], np.cumsum(actual) / np.cumsum(target))
    steps = answer(
        "agg.servicenow_cumulative",
        {"actual_cum": np.cumsum(actual).tolist(), "target_cum": np.cumsum(target).tolist()},
    )
    close(steps["per_period"], np.cumsum(actual) / np.cumsum(target))


def test_rates_are_sums_over_sums(rng):
    den = [int(v) for v in rng.integers(20, 400, 4)]
    num = [int(rng.integers(0, d)) for d in den]

    close(answer("agg.ratio", {"num": num, "den": den})["ratio_of_sums"], sum(num) / sum(den))
    depts = {f"D{at}": [n, d] for at, (n, d) in enumerate(zip(num, den, strict=True))}
    close(answer("agg.dept_ratio", {"dept": depts})["company"], sum(num) / sum(den))
    easy, hard, easy2, hard2 = zip(num, den, strict=True)
    found = answer(
        "agg.simpson",
        {"dept1": {"easy": list(easy), "hard": list(hard)}, "dept2": {"easy": list(easy2), "hard": list(hard2)}},
    )
    close(found["dept1_all"], (easy[0] + hard[0]) / (easy[1] + hard[1]))
    assert found["dept1_better_in_each"] == (
        easy[0] / easy[1] > easy2[0] / easy2[1] and hard[0] / hard[1] > hard2[0] / hard2[1]
    )


def test_changes(rng):
    now, before = draw(rng, -50, 100), draw(rng, 1, 100)

    close(answer("agg.yoy.1", {"current": now, "previous": before})["pct"], now / before - 1)
    assert answer("agg.yoy.1", {"current": now, "previous": -before})["pct"] is None
    close(answer("agg.pp_change", {"current": now / 100, "previous": before / 100})["pp"], now - before)


def test_rolling_twelve_months(rng):
    last, this = [draw(rng, 50, 120) for _ in range(12)], [draw(rng, 50, 120) for _ in range(int(rng.integers(2, 12)))]
    both = last + this

    close(
        answer("agg.rolling12", {"last_year": last, "this_year": this})["r12"],
        [sum(both[at + 1 : at + 13]) for at in range(len(this))],
    )


def test_phasing_and_landing(rng):
    last = [draw(rng, 50, 120) for _ in range(12)]
    year = draw(rng, 1000, 1500)
    found = answer("agg.phasing_last_year", {"annual_target": year, "last_year": last})

    close(found["monthly"], [year * v / sum(last) for v in last])
    close([found["ytd6"], found["equal_ytd6"]], [year * sum(last[:6]) / sum(last), year / 2])
    k = int(rng.integers(2, 11))
    known, plan = [draw(rng, 50, 120) for _ in range(k)], [draw(rng, 100, 160) for _ in range(12)]
    landed = answer("agg.landing", {"actual_ytd": known, "monthly_target": plan, "last_year": last})
    close(landed["run_rate"], sum(known) / k * 12)
    close(landed["shrunk_share"], sum(known) + sum(last[k:]) * (sum(known) / sum(last[:k])) ** (k / (k + 2)))
    close(landed["required_run_rate"], (sum(plan) - sum(known)) / (12 - k))
    close(landed["required_vs_plan"], (sum(plan) - sum(known)) / sum(plan[k:]))


def test_scores(rng):
    scores = [draw(rng, 0.5, 1.2), draw(rng, 0.5, 1.2), None, draw(rng, 0.5, 1.2)]
    weights = [draw(rng, 20, 40, 0), draw(rng, 20, 40, 0), draw(rng, 5, 12, 0), draw(rng, 10, 40, 0)]
    held = [(w, s) for w, s in zip(weights, scores, strict=True) if s is not None]
    found = answer("score.weighted_missing", {"scores": scores, "weights": weights})

    close(found["renormalised"], sum(w * s for w, s in held) / sum(w for w, _ in held))
    close(found["coverage"], sum(w for w, _ in held) / sum(weights))
    depts = {f"D{at}": {"score": draw(rng, 0.6, 1.2), "weight": draw(rng, 0.1, 0.5)} for at in range(4)}
    company = answer("score.company", {"dept": depts})
    close(
        company["company"],
        sum(d["score"] * d["weight"] for d in depts.values()) / sum(d["weight"] for d in depts.values()),
    )
    assert company["worst_wins"] == min(depts, key=lambda name: depts[name]["score"])


def test_colours_and_grades(rng):
    seq = [draw(rng, 0.6, 1.3) for _ in range(8)]
    green, amber = draw(rng, 0.95, 1.05), draw(rng, 0.75, 0.9)

    assert answer("score.rag_plain", {"seq": seq, "green": green, "amber": amber})["status"] == [
        "G" if v >= green else "A" if v >= amber else "R" for v in seq
    ]
    points = [draw(rng, 50, 100) for _ in range(9)]
    assert answer("score.grade", {"scores": points, "cuts": {"A": 95, "B": 85, "C": 70}})["grades"] == [
        "A" if v >= 95 else "B" if v >= 85 else "C" if v >= 70 else "D" for v in points
    ]
    assert answer("score.rounding_trap", {"score": 94.9 + draw(rng, 0, 0.099)})["grade"] == "B"


def test_the_waterfall(rng):
    shape = {"S": {"a": 0.6, "b": 0.4}, "O": {"c": 0.5, "d": 0.5}}
    sides = [
        {dept: {"w": 0.5, "k": {k: [w, draw(rng, 0.6, 1.2)] for k, w in held.items()}} for dept, held in shape.items()}
        for _ in range(2)
    ]
    found = answer("cmp.waterfall", {"before": sides[0], "after": sides[1]})
    score = [sum(0.5 * w * x for dept in side.values() for w, x in dept["k"].values()) for side in sides]

    close([found["before"], found["after"], found["sum"]], [*score, score[1] - score[0]])
    for dept, held in shape.items():
        for k, w in held.items():
            close(
                found["contribution"][f"{dept}.{k}"], 0.5 * w * (sides[1][dept]["k"][k][1] - sides[0][dept]["k"][k][1])
            )


def test_the_cap_in_a_contribution(rng):
    raw = [draw(rng, 0.9, 1.5), draw(rng, 0.9, 1.5)]
    cap, weight = draw(rng, 1.0, 1.5), draw(rng, 0.1, 0.5)

    found = answer("cmp.cap_effect", {"raw0": raw[0], "raw1": raw[1], "cap": cap, "weight": weight})["scored_change"]
    close(found, weight * (min(raw[1], cap) - min(raw[0], cap)))


# --- trends and signals ------------------------------------------------------------------------------------------


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


# --- forecasts ---------------------------------------------------------------------------------------------------


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


# --- departments -------------------------------------------------------------------------------------------------


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


def test_robust_scores_against_pingouin(rng):
    """pingouin's MAD-median rule flags the same score, with its own cut sqrt(chi2(0.975, 1))."""
    x = np.r_[rng.normal(20, 1, 12), 40.0, 23.5].round(2)
    scores = np.abs(answer("outlier.modified_z", {"x": x.tolist()})["mz"])

    assert (scores > math.sqrt(stats.chi2.ppf(0.975, 1))).tolist() == pingouin.madmedianrule(x).tolist()


# --- ten forces --------------------------------------------------------------------------------------------------


def graded(rng, n=10, m=12):
    level = rng.uniform(2, 4.5, (n, 1))
    return np.clip(np.round(level + rng.normal(0, 0.8, (n, m))), 1, 5).astype(int)


def test_the_table_of_forces(rng):
    r = graded(rng)
    found = answer("ten.table", {"ratings": r.tolist()})
    mean = r.mean(axis=1)

    close(found["mean"], mean)
    close(found["proportion"], mean / mean.sum())
    close(found["ci95_lo"], [stats.t.interval(0.95, 11, row.mean(), stats.sem(row))[0] for row in r])
    assert found["rank"] == stats.rankdata(-mean.round(9), method="min").tolist()


def test_concordance_is_friedmans_statistic(rng):
    r = graded(rng)
    friedman = stats.friedmanchisquare(*r)
    found = answer("ten.kendall_w", {"ratings": r.tolist()})

    close([found["chi2"], found["p"], found["W"]], [friedman.statistic, friedman.pvalue, friedman.statistic / (12 * 9)])


@pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning")
def test_intraclass_correlation_and_alpha_against_pingouin(rng):
    r = graded(rng)
    frame = pd.DataFrame(
        [(f, k, int(r[f, k])) for f in range(10) for k in range(12)], columns=["force", "rater", "grade"]
    )
    theirs = pingouin.intraclass_corr(frame, "force", "rater", "grade").set_index("Type")["ICC"]
    found = answer("ten.icc", {"ratings": r.tolist()})

    close([found["ICC(2,1)"], found["ICC(2,k)"], found["ICC(3,k)"]], [theirs[name] for name in _names(theirs)], 1e-5)
    alpha = answer("ten.cronbach", {"ratings": r.tolist()})
    close(alpha["alpha_raters_as_items"], pingouin.cronbach_alpha(pd.DataFrame(r))[0])
    close(alpha["alpha_forces_as_items"], pingouin.cronbach_alpha(pd.DataFrame(r.T))[0])


def _names(theirs):
    """The names of the three coefficients in this version of pingouin."""
    return [
        next(name for name in theirs.index if name in wanted)
        for wanted in (("ICC2", "ICC(A,1)"), ("ICC2k", "ICC(A,k)"), ("ICC3k", "ICC(C,k)"))
    ]


def test_agreement_within_one_force(rng):
    r = graded(rng)

    close(answer("ten.rwg", {"ratings": r.tolist(), "scale_points": 5})["rwg"], 1 - r.var(axis=1, ddof=1) / 2)
    close(answer("ten.rwg.edge.1", {"ratings": r[0].tolist()})["rwg"], 1 - r[0].var(ddof=1) / 2)


def test_outlying_raters(rng):
    r = graded(rng).astype(float)
    r[:, 3] = 6 - r[:, 3]
    found = answer("ten.outlier_rater", {"ratings": r.tolist()})

    wanted = [stats.pearsonr(r[:, k], np.delete(r, k, axis=1).mean(axis=1)).statistic for k in range(12)]
    close(found["corrected_rater_total_r"], wanted)
    close(found["mean_shift"], r.mean(axis=0) - r.mean())
    assert found["flag_below_0"] == [k + 1 for k, value in enumerate(wanted) if value < 0]


def test_bootstrap_intervals_are_near_the_normal_ones(rng):
    r = graded(rng, m=25)
    found = answer("ten.bootstrap_ci", {"ratings": r.tolist()})
    half = 1.96 * r.std(axis=1, ddof=0) / 5

    np.testing.assert_allclose(found["lo"], r.mean(axis=1) - half, atol=0.09)
    np.testing.assert_allclose(found["hi"], r.mean(axis=1) + half, atol=0.09)


def test_no_hidden_group_can_be_subtracted(rng):
    for _ in range(20):
        sizes = {f"G{at}": int(n) for at, n in enumerate(rng.integers(1, 12, int(rng.integers(2, 6))))}
        shown = answer("ten.anonymity", {"min_group": 5, "groups": sizes, "published_total": sum(sizes.values())})[
            "show"
        ]

        assert not any(visible and sizes[group] < 5 for group, visible in shown.items())
        assert sum(not visible for visible in shown.values()) != 1 or not any(shown.values())
