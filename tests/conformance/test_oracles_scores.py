"""Time, units and scores on inputs that stand in no table, against oracles written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import numpy as np

from tests.conformance.answers import answer
from tests.conformance.drawing import close, draw


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
