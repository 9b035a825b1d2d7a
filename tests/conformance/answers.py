"""The worked examples, answered by the product's own functions: names are mapped here, nothing is worked out.

Attainment, scores and roll-ups go through a store in memory and its SQL; series go through kpi_core.measures.
`answer` returns the keys the product offers; what it does not offer stands in not_offered.toml with the reason.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kpi_core.measures import agreement, comparison, forecast, landing, signals, trend
from kpi_core.measures import change as changes
from kpi_core.review.board import board, cells
from kpi_core.review.catalogue import change_milestones
from kpi_core.review.departments import departments
from kpi_core.review.scope import kpi_by_text, kpis, period_by_text, periods, unit_by_text, units
from kpi_core.store import Store, open_store
from kpi_core.text import t
from kpi_core.text.numbers import as_points
from tests.build import Fact, load

Answer = dict[str, Any]
MONTHS = [str(month) for month in pd.period_range("2023-01", "2024-12", freq="M")]
YEAR = [month for month in MONTHS if month.startswith("2024")]
FIRST = "2024-01"
ONE = "1"
SIDE = {"good": "G", "watch": "A", "miss": "R", "none": None}


def answer(example_id: str, inputs: dict[str, Any]) -> Answer:
    """What the product says to a worked example: its keys and values; {} for an example it does not offer."""
    for start in sorted(ANSWERS, key=len, reverse=True):
        if example_id == start or example_id.startswith(start + "."):
            return ANSWERS[start](inputs)
    return {}


def only(values: Iterable[Any]) -> Any:
    """The one value of a series of one."""
    (value,) = values
    return value.item() if isinstance(value, np.generic) else value


def vector(values: Iterable[Any]) -> trend.Numbers:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def vectors(pairs: Iterable[tuple[Any, Any]]) -> tuple[trend.Numbers, trend.Numbers]:
    left, right = zip(*pairs, strict=True)
    return vector(left), vector(right)


# --- through the store -------------------------------------------------------------------------------------------


def cell(store: Store, kpi: str = "K", unit: str = "A", month: str = FIRST) -> Answer:
    """The judged cell of one unit's KPI in a month."""
    where = unit_by_text(units(store), unit)
    wanted = kpi_by_text(kpis(store), kpi).kpi_id
    found = cells(store, where, period_by_text(periods(store), month))
    return next(row for row in found if row["kpi_id"] == wanted and row["unit_id"] == where.unit_id)


def judged(fields: dict[str, object], actual: object, target: object) -> Answer:
    """One value against one target in a store of its own; another KPI keeps the month alive when the value is missing."""
    store = open_store(":memory:")
    facts: list[Fact] = [("A", "K", FIRST, actual, target), ("A", "alive", FIRST, ONE, ONE)]
    load(store, {"K": fields}, facts, weights={("A", "K"): ONE})
    return cell(store)


def reason(row: Answer) -> str:
    return str(row["reason"])


def universal(inputs: dict[str, Any]) -> Answer:
    row = judged({"direction": inputs["direction"]}, inputs["actual"], inputs["target"])
    return {"raw": row["attainment"], "status": reason(row)}


def lower_compare(inputs: dict[str, Any]) -> Answer:
    mirror = judged({"direction": "lower"}, inputs["actual"], inputs["target"])
    inverse = judged({"direction": "lower", "form": "inverse"}, inputs["actual"], inputs["target"])
    unbounded = reason(inverse) == "unbounded"
    return {"mirror": mirror["attainment"], "inverse": "inf" if unbounded else inverse["attainment"]}


def anchored(inputs: dict[str, Any]) -> Answer:
    fields = {"form": "baseline", "baseline": inputs["baseline"]}
    return {"raw": judged(fields, inputs["actual"], inputs["target"])["attainment"]}


def servicenow_bug(inputs: dict[str, Any]) -> Answer:
    return {"correct": anchored(inputs)["raw"]}


def piecewise(inputs: dict[str, Any]) -> Answer:
    by_points = {points: value for value, points in inputs["points"]}
    floor, target, stretch = (by_points[points] for points in sorted(by_points))
    direction = "higher" if stretch > floor else "lower"
    fields = {"form": "floor_target_stretch", "direction": direction, "floor": floor, "stretch": stretch}
    return {"score": as_points(judged(fields, inputs["actual"], target)["scored"])}


def band(inputs: dict[str, Any]) -> Answer:
    limits = {name: inputs[name] for name in ("low", "high", "tol_low", "tol_high")}
    return {"raw": judged({"direction": "band", "form": "band", **limits}, inputs["actual"], None)["attainment"]}


def zero_target(inputs: dict[str, Any]) -> Answer:
    fields = {"direction": "lower", "tolerance": inputs["tolerance"]}
    return {"raw": judged(fields, inputs["actual"], inputs["target"])["attainment"]}


def milestone(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    penalty = inputs["late_penalty_per_day"]
    load(store, {"K": {"form": "milestone", "late_penalty": penalty}}, [("A", "K", FIRST, ONE, ONE)], {("A", "K"): ONE})
    due = pd.Timestamp("1970-01-01").date()
    items = [
        (f"item {at}", item["w"], due, pd.Timestamp(item["days_late"], unit="D").date() if item["done"] else None)
        for at, item in enumerate(inputs["milestones"])
    ]
    change_milestones(store, kpi_by_text(kpis(store), "K"), unit_by_text(units(store), "A").unit_id, items, "tester")
    return {"raw": cell(store)["attainment"]}


def cap(inputs: dict[str, Any]) -> Answer:
    return {"scored": judged({"cap": inputs["cap"]}, inputs["raw"], ONE)["scored"]}


def months_of(actual: list[Any], target: list[Any] | None, fields: dict[str, object]) -> Store:
    """A store with one KPI over the months of a year."""
    store = open_store(":memory:")
    wanted = target or [None for _ in actual]
    load(store, {"K": fields}, [("A", "K", month, a, t) for month, a, t in zip(YEAR, actual, wanted, strict=False)])
    return store


def ratio_store(parts: dict[str, list[tuple[Any, Any]]]) -> Store:
    """A store with one ratio KPI: numerators and denominators of each unit by month."""
    from tests.build import take

    store = open_store(":memory:")
    lines = [
        f"{unit},K,{month},{n!r},{d!r},lower"
        for unit, pairs in parts.items()
        for month, (n, d) in zip(YEAR, pairs, strict=False)
    ]
    take(store, "\n".join(["部门,指标,期间,分子,分母,方向", *lines, ""]))
    return store


def spanned(store: Store, month: str, span: str, unit: str = "A") -> Answer:
    """The KPI of a unit over the span that ends with a month."""
    where = unit_by_text(units(store), unit)
    tile = only(board(store, where, period_by_text(periods(store), month), span).tiles)
    return {"actual": tile.actual, "target": tile.target, "attainment": tile.attainment}


def ytd_sum(inputs: dict[str, Any]) -> Answer:
    store = months_of(inputs["actual"], inputs["target"], {"aggregation": "sum"})
    *_, month = (month for month, _ in zip(YEAR, inputs["actual"], strict=False))
    found = spanned(store, month, "ytd")
    return {f"ytd_{name}": value for name, value in found.items()}


def window(inputs: dict[str, Any]) -> Answer:
    store = months_of(inputs["actual"], inputs["target"], {"aggregation": "sum"})
    known = [month for month, _ in zip(YEAR, inputs["actual"], strict=False)]
    return {"per_period": [cell(store, month=month)["attainment"] for month in known],
            "window": [spanned(store, month, "ytd")["attainment"] for month in known]}  # fmt: skip


def cumulative(inputs: dict[str, Any]) -> Answer:
    store = months_of(inputs["actual_cum"], inputs["target_cum"], {"aggregation": "last"})
    known = [month for month, _ in zip(YEAR, inputs["actual_cum"], strict=False)]
    return {"per_period": [cell(store, month=month)["attainment"] for month in known]}


def ratio(inputs: dict[str, Any]) -> Answer:
    pairs = list(zip(inputs["num"], inputs["den"], strict=True))
    *_, month = (month for month, _ in zip(YEAR, pairs, strict=False))
    return {"ratio_of_sums": spanned(ratio_store({"A": pairs}), month, "ytd")["actual"]}


def dept_ratio(inputs: dict[str, Any]) -> Answer:
    store = ratio_store({unit: [tuple(pair)] for unit, pair in inputs["dept"].items()})
    return {"company": spanned(store, FIRST, "month", "")["actual"]}


def simpson(inputs: dict[str, Any]) -> Answer:
    store = ratio_store(
        {f"{unit}/{unit}_{kind}": [tuple(pair)] for unit, kinds in inputs.items() for kind, pair in kinds.items()}
    )
    found = {
        f"{unit}_{kind}": cell(store, unit=f"{unit}_{kind}")["actual"]
        for unit, kinds in inputs.items()
        for kind in kinds
    }
    found |= {f"{unit}_all": cell(store, unit=unit)["actual"] for unit in inputs}
    each = all(found[f"dept1_{kind}"] > found[f"dept2_{kind}"] for kind in inputs["dept1"])
    return {**found, "dept1_better_in_each": each, "dept1_better_overall": found["dept1_all"] > found["dept2_all"]}


def yoy(inputs: dict[str, Any]) -> Answer:
    found = changes.change(inputs["current"], inputs["previous"])
    assert found is not None
    return {
        "pct": found.value if found.kind == "relative" else None,
        "abs_change": found.difference,
        "status": found.reason,
    }


def pp_change(inputs: dict[str, Any]) -> Answer:
    found = changes.change(inputs["current"], inputs["previous"], "ratio")
    return {"pp": found.value if found else None}


def rolling12(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    values = [*inputs["last_year"], *inputs["this_year"]]
    load(
        store,
        {"K": {"aggregation": "sum"}},
        [("A", "K", month, value, None) for month, value in zip(MONTHS, values, strict=False)],
    )
    this_year = [month for month, _ in zip(YEAR, inputs["this_year"], strict=False)]
    return {"r12": [spanned(store, month, "r12")["actual"] for month in this_year]}


def phasing(inputs: dict[str, Any]) -> Answer:
    monthly = landing.phase_by_profile(inputs["annual_target"], vector(inputs["last_year"])).tolist()
    even = landing.phase_evenly(inputs["annual_target"]).tolist()
    half = {name: spanned(months_of(months, months, {"aggregation": "sum"}), "2024-06", "ytd")["target"]
            for name, months in (("ytd6", monthly), ("equal_ytd6", even))}  # fmt: skip
    return {"monthly": monthly, **half}


def lands(inputs: dict[str, Any]) -> Answer:
    known, plan = vector(inputs["actual_ytd"]), vector(inputs["monthly_target"])
    need = landing.required(known, plan)
    return {
        "ytd": sum(inputs["actual_ytd"]), "annual_target": sum(inputs["monthly_target"]), "run_rate": landing.run_rate(known),
        "shrunk_share": landing.grown_last_year(known, vector(inputs["last_year"])), "required_run_rate": need.rate,
        "required_vs_plan": need.against_plan, "current_run_rate": need.so_far, "gap": need.gap,
    }  # fmt: skip


def landed(inputs: dict[str, Any]) -> Answer:
    need = landing.required(np.ones(inputs["k"]), np.ones(inputs["k"]))
    return {"required_run_rate": need.rate, "status": need.status}


def weighted(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    names = [f"K{at}" for at, _ in enumerate(inputs["scores"])]
    facts: list[Fact] = [("A", name, FIRST, value, ONE) for name, value in zip(names, inputs["scores"], strict=True)]
    weights = {("A", name): weight for name, weight in zip(names, inputs["weights"], strict=True)}
    load(store, {name: {} for name in names}, [*facts, ("B", "alive", FIRST, ONE, ONE)], weights)
    shown = board(store, unit_by_text(units(store), "A"), period_by_text(periods(store), FIRST))
    return {"renormalised": shown.score, "coverage": shown.coverage}


def company(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    depts = inputs["dept"]
    load(store, {"K": {}}, [(name, "K", FIRST, dept["score"], ONE) for name, dept in depts.items()],
         units={name: dept["weight"] for name, dept in depts.items()})  # fmt: skip
    shown = departments(store, unit_by_text(units(store), ""), period_by_text(periods(store), FIRST))
    *_, last = shown.rows
    return {"company": shown.score, "worst_wins": last.unit.name}


def rag(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    fields = {"good": inputs["green"], "watch": inputs["amber"]}
    names = [f"K{at}" for at, _ in enumerate(inputs["seq"])]
    facts: list[Fact] = [("A", name, FIRST, value, ONE) for name, value in zip(names, inputs["seq"], strict=True)]
    load(store, dict.fromkeys(names, fields), facts, {("A", name): ONE for name in names})
    return {"status": [SIDE[cell(store, kpi=name)["status"]] for name in names]}


def grades(inputs: dict[str, Any]) -> Answer:
    cuts = tuple(inputs["cuts"].items())
    return {"grades": [comparison.grade(score, cuts) for score in inputs["scores"]]}


def rounding_trap(inputs: dict[str, Any]) -> Answer:
    return {"grade": comparison.grade(inputs["score"])}


def waterfall(inputs: dict[str, Any]) -> Answer:
    store = open_store(":memory:")
    months = {FIRST: inputs["before"], "2024-02": inputs["after"]}
    facts: list[Fact] = [
        (dept, f"{dept}.{kpi}", month, scored, ONE)
        for month, depts in months.items() for dept, held in depts.items() for kpi, (_, scored) in held["k"].items()
    ]  # fmt: skip
    weights = {
        (dept, f"{dept}.{kpi}"): weight
        for dept, held in inputs["after"].items()
        for kpi, (weight, _) in held["k"].items()
    }
    shares = {dept: held["w"] for dept, held in inputs["after"].items()}
    load(store, {kpi: {"aggregation": "mean"} for _, kpi in weights}, facts, weights, shares)
    shown = departments(store, unit_by_text(units(store), ""), period_by_text(periods(store), "2024-02"))
    parts = {str(part.kpi.values["name"]): part.total for part in shown.waterfall}
    return {
        "before": shown.previous,
        "after": shown.score,
        "delta": shown.change,
        "contribution": parts,
        "sum": sum(parts.values()),
    }


def cap_effect(inputs: dict[str, Any]) -> Answer:
    scored = [judged({"cap": inputs["cap"]}, inputs[name], ONE)["scored"] for name in ("raw0", "raw1")]
    weight = vector([inputs["weight"]])
    before, after = (vector([value]) for value in scored)
    return {"scored_change": only(comparison.score_moved(weight, before, weight, after).by_value)}


# --- numbers alone -----------------------------------------------------------------------------------------------


def series(inputs: dict[str, Any]) -> trend.Numbers:
    return trend.as_series(vector(inputs["y"]))


def theil_sen(inputs: dict[str, Any]) -> Answer:
    found = trend.slope_interval(vector(inputs["y"]), inputs["alpha"])
    assert found is not None
    return {
        "slope": found.slope,
        "intercept_separate": found.intercept,
        "low": found.low,
        "high": found.high,
        "n_pairs": found.pairs,
    }


def mann_kendall(inputs: dict[str, Any]) -> Answer:
    found = trend.mann_kendall(series(inputs))
    s, n = only(found.s), only(found.n)
    said = only(trend.verdict(series(inputs)).said)
    return {"S": s, "varS": only(found.variance), "z": only(found.z), "p": only(found.p), "tau": only(found.tau),
            "tau_b": only(found.tau), "kendalltau_exact_p": trend.exact_p(s, int(n)),
            "trend": {"constant": "no variation"}.get(said, said)}  # fmt: skip


def least_p(inputs: dict[str, Any]) -> Answer:
    return {"min_two_sided_p": [only(trend.verdict(trend.as_series(range(n))).p) for n in inputs["n"]]}


def seasonal(inputs: dict[str, Any]) -> Answer:
    found, slope = trend.seasonal_mann_kendall(series(inputs), inputs["period"])
    return {"S": only(found.s), "varS": only(found.variance), "z": only(found.z), "p": only(found.p),
            "seasonal_sen_slope_per_year": only(slope), "plain_mk_p": only(trend.mann_kendall(series(inputs)).p)}  # fmt: skip


def prewhitened(inputs: dict[str, Any]) -> Answer:
    found = trend.prewhitened(series(inputs))
    test = found.test
    return {"sen_slope": only(found.slope), "r1_detrended": only(found.r1), "r1_corrected": only(found.corrected), "S": only(test.s),
            "varS": only(test.variance), "z": only(test.z), "p": only(test.p), "plain_p": only(trend.mann_kendall(series(inputs)).p)}  # fmt: skip


def verdict(inputs: dict[str, Any]) -> Answer:
    return {"verdict": only(trend.verdict(series(inputs)).said)}


def named_limits(x: trend.Numbers, baseline: int) -> tuple[signals.Limits, Answer]:
    found = signals.limits(x, baseline)
    return found, {"mean": only(found.mean), "mrbar": only(found.moving_range), "unpl": only(found.upper),
                   "lnpl": only(found.lower), "url": only(found.range_upper), "sigma": only(found.sigma)}  # fmt: skip


def xmr_limits(inputs: dict[str, Any]) -> Answer:
    _, named = named_limits(trend.as_series(vector(inputs["x"])), len(inputs["x"]))
    return named


def xmr_rules(inputs: dict[str, Any]) -> Answer:
    x = trend.as_series(vector(inputs["x"]))
    found, named = named_limits(x, inputs["baseline_n"])
    flags = signals.signals(x, found)
    rules = {"r1": flags.beyond, "r2_3of4_beyond_1.5s": flags.near, "r3_run8": flags.run}
    return {"limits": named, "signals": {name: np.flatnonzero(flag).tolist() for name, flag in rules.items()}}


def xmr_constant(inputs: dict[str, Any]) -> Answer:
    x = trend.as_series(vector(inputs["x"]))
    found, named = named_limits(x, len(inputs["x"]))
    return {**named, "signals": int(signals.signals(x, found).any.sum())}


def pettitt(inputs: dict[str, Any]) -> Answer:
    found = signals.change_point(vector(inputs["x"]))
    assert found is not None
    return {
        "first_index_of_new_level": found.index,
        "K": found.k,
        "p_approx": found.p,
        "mean_before": found.before,
        "mean_after": found.after,
    }


def modified_z(inputs: dict[str, Any]) -> Answer:
    found = signals.outliers(vector(inputs["x"]))
    return {
        "median": found.median,
        "mad": found.mad,
        "mz": found.scores.tolist(),
        "outliers": np.flatnonzero(found.flags).tolist(),
    }


def seasonal_naive(inputs: dict[str, Any]) -> Answer:
    found = forecast.seasonal_naive(vector(inputs["y"]), inputs["h"], inputs["period"]).tolist()
    first, *_ = found
    return {"forecast": found, "point": first}


def theta(inputs: dict[str, Any]) -> Answer:
    found = forecast.theta(vector(inputs["y"]), inputs["h"], inputs.get("alpha"))
    return {"alpha": found.alpha, "level": found.level, "ols_slope": found.slope, "forecast": found.values.tolist()}


def seasonal_index(inputs: dict[str, Any]) -> Answer:
    index, multiplies = forecast.seasonal_index(vector(inputs["y"]))
    return {"index": index.tolist(), "half_shrunk": forecast.shrunk(index, multiplies, forecast.HALF).tolist()}


def mase(inputs: dict[str, Any]) -> Answer:
    found = forecast.accuracy(
        vector(inputs["train"]), vector(inputs["test"]), vector(inputs["forecast"]), inputs["period"]
    )
    return {"scale": found.scale, "mae": found.mae, "mase": found.mase}


def smape(inputs: dict[str, Any]) -> Answer:
    test = vector(inputs["test"])
    return {"smape": forecast.accuracy(np.zeros(forecast.YEAR), test, vector(inputs["forecast"])).smape}


def rank(inputs: dict[str, Any]) -> Answer:
    scores = vector(inputs["scores"])
    return {"competition": comparison.ranks(scores).tolist(), "average": comparison.average_ranks(scores).tolist()}


def funnel(inputs: dict[str, Any]) -> Answer:
    found = comparison.funnel(*vectors(inputs["dept"].values()))
    columns = {
        "rate": found.rate,
        "z": found.z,
        "lo95": found.low95,
        "hi95": found.high95,
        "lo998": found.low998,
        "hi998": found.high998,
    }
    return {"target": found.target,
            "dept": {name: {key: values[at].item() for key, values in columns.items()} for at, name in enumerate(inputs["dept"])}}  # fmt: skip


def overdispersion(inputs: dict[str, Any]) -> Answer:
    phi, multiplier = comparison.over_dispersion(vector(inputs["z"]))
    return {"phi": phi, "multiplier": multiplier}


def shrinkage(inputs: dict[str, Any]) -> Answer:
    found = comparison.shrink(*vectors(inputs["dept"].values()))
    return {
        "target": found.target,
        "Q": found.q,
        "tau2": found.tau2,
        "weight": found.weight.tolist(),
        "shrunk": found.rate.tolist(),
    }


def weights_changed(inputs: dict[str, Any]) -> Answer:
    found = comparison.score_moved(*vectors(inputs["before"]), *vectors(inputs["after"]))
    return {
        "delta": found.total,
        "attainment_effect": found.by_value.tolist(),
        "weight_effect_centred": found.by_weight.tolist(),
    }


def mix_rate(inputs: dict[str, Any]) -> Answer:
    names = list(inputs["before"])
    sides = [vectors([inputs[side][name] for name in names]) for side in ("before", "after")]
    before, after = (comparison.funnel(*side).target for side in sides)
    found = comparison.mix_and_rate(*(column for side in sides for column in side))
    effects = {"rate_effect": found.by_value, "mix_effect": found.by_weight}
    return {"R0": before, "R1": after, "delta": found.total, "sum": found.total,
            **{key: dict(zip(names, values.tolist(), strict=True)) for key, values in effects.items()}}  # fmt: skip


# --- ten forces --------------------------------------------------------------------------------------------------


def grid(inputs: dict[str, Any]) -> trend.Numbers:
    """Ratings (items, raters): those of the inputs, else those of the table that the example points to."""
    found = inputs.get("ratings", "ten.table")
    if isinstance(found, str):
        examples = json.loads(Path(__file__).with_name("worked_examples.json").read_text(encoding="utf-8"))["examples"]
        found = next(example for example in examples if example["id"] == "ten.table")["inputs"]["ratings"]
    return np.array([[np.nan if grade is None else grade for grade in row] for row in found], dtype=np.float64)


def anchor(mean: float) -> str:
    return t(f"anchor.a{agreement.position(mean)}", "zh")


def force_table(inputs: dict[str, Any]) -> Answer:
    found = agreement.levels(grid(inputs))
    return {
        "mean": found.mean.tolist(), "sd": found.sd.tolist(), "proportion": found.proportion.tolist(), "rank": found.rank.tolist(),
        "position_label": [anchor(mean) for mean in found.mean], "ci95_lo": found.low.tolist(), "ci95_hi": found.high.tolist(),
        "overall_mean": found.overall, "overall_label": anchor(found.overall), "sum_prop": sum(found.proportion.tolist()),
    }  # fmt: skip


def concordance(inputs: dict[str, Any]) -> Answer:
    ratings = grid(inputs)
    found = agreement.concordance(agreement.without(ratings, inputs["drop"]) if "drop" in inputs else ratings)
    return {"W": found.w, "chi2": found.chi2, "df": found.df, "p": found.p}


def intra_class(inputs: dict[str, Any]) -> Answer:
    found = agreement.intra_class(grid(inputs))
    return {"ICC(2,1)": found.one, "ICC(2,k)": found.mean, "ICC(3,k)": found.consistency}


def alpha(inputs: dict[str, Any]) -> Answer:
    return {"alpha_raters_as_items": agreement.intra_class(grid(inputs)).consistency,
            "alpha_forces_as_items": agreement.intra_class(grid(inputs).T).consistency}  # fmt: skip


def within_group(inputs: dict[str, Any]) -> Answer:
    return {"rwg": agreement.within_group(grid(inputs), inputs["scale_points"]).tolist()}


def within_one(inputs: dict[str, Any]) -> Answer:
    return {"rwg": only(agreement.within_group(trend.as_series(inputs["ratings"])))}


def outlying_raters(inputs: dict[str, Any]) -> Answer:
    found = agreement.raters(grid(inputs))
    return {
        "corrected_rater_total_r": found.correlation.tolist(),
        "mean_shift": found.shift.tolist(),
        "flag_below_0": found.against,
    }


def resampled(inputs: dict[str, Any]) -> Answer:
    found = agreement.bootstrap(grid(inputs))
    return {
        "lo": found.low.tolist(),
        "hi": found.high.tolist(),
        "rank_lo": found.best.tolist(),
        "rank_hi": found.worst.tolist(),
    }


def anonymity(inputs: dict[str, Any]) -> Answer:
    return {"show": agreement.shown_groups(inputs["groups"], inputs["min_group"])}


ANSWERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "att.universal": universal, "att.lower_compare": lower_compare, "att.anchored": anchored,
    "att.servicenow_minimize_bug": servicenow_bug, "att.piecewise": piecewise, "att.band": band,
    "att.zero_target_lower": zero_target, "att.milestone": milestone, "att.cap": cap,
    "agg.ytd_sum": ytd_sum, "agg.servicenow_window": window, "agg.servicenow_cumulative": cumulative, "agg.ratio": ratio,
    "agg.dept_ratio": dept_ratio, "agg.simpson": simpson, "agg.yoy": yoy, "agg.pp_change": pp_change,
    "agg.rolling12": rolling12, "agg.phasing_last_year": phasing, "agg.landing": lands, "agg.landing_done": landed,
    "score.weighted_missing": weighted, "score.all_missing": weighted, "score.company": company, "score.rag_plain": rag,
    "score.grade": grades, "score.rounding_trap": rounding_trap,
    "trend.theil_sen": theil_sen, "trend.mann_kendall": mann_kendall, "trend.mann_kendall_ties": mann_kendall,
    "trend.mann_kendall_constant": mann_kendall, "trend.min_exact_p": least_p, "trend.seasonal_mk": seasonal,
    "trend.seasonal_mk_two_years": seasonal, "trend.debiased_prewhitened": prewhitened, "trend.verdict": verdict,
    "xmr.limits": xmr_limits, "xmr.rules": xmr_rules, "xmr.constant": xmr_constant, "change.pettitt": pettitt,
    "outlier.modified_z": modified_z, "fc.snaive": seasonal_naive, "fc.snaive_pi80": seasonal_naive,
    "fc.theta_nonseasonal": theta, "fc.theta_fixed_alpha": theta, "fc.seasonal_index_24": seasonal_index, "fc.mase": mase,
    "fc.smape": smape, "cmp.rank": rank, "cmp.funnel": funnel, "cmp.overdispersion": overdispersion,
    "cmp.shrinkage": shrinkage, "cmp.waterfall": waterfall, "cmp.waterfall_weights_changed": weights_changed,
    "cmp.mix_rate": mix_rate, "cmp.cap_effect": cap_effect,
    "ten.table": force_table, "ten.kendall_w": concordance, "ten.kendall_w_without_rater20": concordance,
    "ten.icc": intra_class, "ten.icc_shrout_fleiss": intra_class, "ten.cronbach": alpha, "ten.rwg": within_group,
    "ten.rwg.edge": within_one, "ten.outlier_rater": outlying_raters, "ten.bootstrap_ci": resampled, "ten.rank_ci": resampled,
    "ten.anonymity": anonymity,
}  # fmt: skip
