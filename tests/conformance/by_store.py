"""Attainment, scores, roll-ups and comparison, through a store in memory and its SQL."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from kpi_core.measures import comparison, landing
from kpi_core.review.board import board, cells
from kpi_core.review.catalogue import change_milestones
from kpi_core.review.departments import departments
from kpi_core.review.scope import kpi_by_text, kpis, period_by_text, periods, unit_by_text, units
from kpi_core.store import Store, open_store
from kpi_core.text.numbers import as_points
from tests.build import Fact, load, take
from tests.conformance.shapes import Answer, only, vector

MONTHS = [str(month) for month in pd.period_range("2023-01", "2024-12", freq="M")]
YEAR = [month for month in MONTHS if month.startswith("2024")]
FIRST = "2024-01"
ONE = "1"
SIDE = {"good": "G", "watch": "A", "miss": "R", "none": None}


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
    load(store, {kpi: {"aggregation": "mean", "direction": "higher"} for _, kpi in weights}, facts, weights, shares)
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


ANSWERS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "att.universal": universal,
    "att.lower_compare": lower_compare,
    "att.anchored": anchored,
    "att.servicenow_minimize_bug": servicenow_bug,
    "att.piecewise": piecewise,
    "att.band": band,
    "att.zero_target_lower": zero_target,
    "att.milestone": milestone,
    "att.cap": cap,
    "agg.ytd_sum": ytd_sum,
    "agg.servicenow_window": window,
    "agg.servicenow_cumulative": cumulative,
    "agg.ratio": ratio,
    "agg.dept_ratio": dept_ratio,
    "agg.simpson": simpson,
    "agg.rolling12": rolling12,
    "agg.phasing_last_year": phasing,
    "score.weighted_missing": weighted,
    "score.all_missing": weighted,
    "score.company": company,
    "score.rag_plain": rag,
    "cmp.waterfall": waterfall,
    "cmp.cap_effect": cap_effect,
}
