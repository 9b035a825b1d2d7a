"""Design > Targets: a yearly target spread over the months of a fiscal year, kept in the ledger like any other file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpi_core.measures.forecast import YEAR
from kpi_core.measures.landing import BadProfile, phase_by_profile, phase_evenly, rounded
from kpi_core.measures.trend import Numbers as Numbers
from kpi_core.review.changed import Saved, differing, fact_changed_by, refuse_unseen
from kpi_core.review.commit import commit, rehearse
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Kpi, Period, Store, Unit, fiscal_start, period_text
from kpi_core.review.upload import Preview, preview
from kpi_core.store import span_bounds

HOW = ("even", "profile", "typed")


class BadTarget(Refusal):
    """Targets that cannot be set."""


@dataclass(frozen=True)
class Plan:
    """One fiscal year of a unit's KPI: its months, the targets now set, this and last year's actuals (NaN unknown)."""

    unit: Unit
    kpi: Kpi
    months: list[date]
    target: Numbers
    actual: Numbers
    last_year: Numbers


def plan(store: Store, unit: Unit, kpi: Kpi, period: Period) -> Plan:
    """The fiscal year that `period` lies in."""
    start = fiscal_start(store)
    first = Period("month", span_bounds("ytd", period.first, start)[0])
    known = _year(store, unit, kpi, first.back(YEAR), first.back(-(YEAR - 1)))
    months = [first.back(-step) for step in range(YEAR)]
    before = [first.back(YEAR - step) for step in range(YEAR)]
    target, actual = (_column(known, months, name) for name in ("target", "actual"))
    return Plan(unit, kpi, months, target, actual, _column(known, before, "actual"))


def _year(store: Store, unit: Unit, kpi: Kpi, since: date, until: date) -> dict[date, dict[str, Any]]:
    rows = store.rows("year", unit=unit.unit_id, kpi=kpi.kpi_id, since=since, until=until)
    return {row["period"]: row for row in rows}


def _column(known: dict[date, dict[str, Any]], months: list[date], name: str) -> Numbers:
    found = [known.get(month, {}).get(name) for month in months]
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def phased(shown: Plan, how: str, year_target: float) -> Numbers:
    """The twelve monthly targets: a sum is split up, any other KPI keeps its level through the year. Raises BadTarget."""
    if not np.isfinite(year_target):
        raise BadTarget("targets.no_year")
    whole = year_target if shown.kpi.values["aggregation"] == "sum" else year_target * YEAR
    decimals = shown.kpi.values["decimals"]
    if how == "even":
        return rounded(phase_evenly(whole), whole, decimals)
    try:
        return phase_by_profile(whole, shown.last_year, decimals)
    except BadProfile as error:
        raise BadTarget("targets.no_profile") from error


def as_months(values: Iterable[float | None]) -> Numbers:
    """Typed monthly targets, None for a month without one."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def year_of(shown: Plan, months: Numbers) -> float | None:
    """What twelve monthly targets make in a year: their sum, or their mean level; None while one is missing."""
    if np.isnan(months).any():
        return None
    return float(months.sum()) if shown.kpi.values["aggregation"] == "sum" else float(months.mean())


def set_targets(store: Store, shown: Plan, months: Numbers, who: str) -> int:
    """Set the months whose target is other than shown, as an upload of its own that can be undone; returns its number.

    Raises BadTarget when nothing differs or a month is not a number, ChangedMeanwhile where such a month's target is no
    longer as it was shown. A month without a target keeps the one it has.
    """
    with store.held():
        found = _preview(store, shown, months)
        return commit(store, found, who)


def rehearse_targets(store: Store, shown: Plan, months: Numbers) -> Saved:
    """The months that would be set and what that would move; nothing is kept. Raises as set_targets does."""
    with store.held():
        asked = _asked(store, shown, months)
        return Saved(sorted(asked), rehearse(store, _preview(store, shown, months)))


def _asked(store: Store, shown: Plan, months: Numbers) -> dict[date, float | None]:
    """The months to be set: as wanted, where that is other than shown and than it is now."""
    if np.isinf(months).any():
        raise BadTarget("targets.no_number")
    seen = targets_by_month(shown, shown.target)
    wanted = {month: value for month, value in targets_by_month(shown, months).items() if value is not None}
    asked = differing(seen, wanted)
    fresh = targets_by_month(shown, _targets_now(store, shown))
    refuse_unseen(
        lambda month: ("target", period_text("month", month)), seen, asked, fresh,
        lambda month: fact_changed_by(store, shown.unit.unit_id, shown.kpi.kpi_id, month),
    )  # fmt: skip
    asked = differing(fresh, asked)
    if not asked:
        raise BadTarget("targets.nothing")
    return asked


def _targets_now(store: Store, shown: Plan) -> Numbers:
    """The targets of the plan's own months as they stand: the fiscal year may begin elsewhere by now."""
    known = _year(store, shown.unit, shown.kpi, shown.months[0], shown.months[-1])
    return _column(known, shown.months, "target")


def targets_by_month(shown: Plan, months: Numbers) -> dict[date, float | None]:
    """Twelve targets by their month, None for one without."""
    return {m: None if np.isnan(v) else float(v) for m, v in zip(shown.months, months.tolist(), strict=True)}


def _preview(store: Store, shown: Plan, months: Numbers) -> Preview:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["部门", "指标", "期间", "目标值"])
    for month, value in sorted(_asked(store, shown, months).items()):
        writer.writerow([shown.unit.trail("zh"), shown.kpi.values["name"], period_text("month", month), repr(value)])
    name = f"目标 {shown.unit.name} {shown.kpi.values['name']} {shown.months[0].year}.csv"
    return preview(store, name, text.getvalue().encode(), "facts")
