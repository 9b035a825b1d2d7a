"""Design > Targets: a yearly target spread over the months of a fiscal year, kept in the ledger like any other file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from kpi_core.measures.forecast import YEAR
from kpi_core.measures.landing import BadProfile, phase_by_profile, phase_evenly, rounded
from kpi_core.measures.trend import Numbers
from kpi_core.review.commit import commit
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Kpi, Period, Store, Unit, fiscal_start, period_text
from kpi_core.review.upload import preview
from kpi_core.store import set_setting, span_bounds

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
    rows = store.rows("year", unit=unit.unit_id, kpi=kpi.kpi_id, since=first.back(YEAR), until=first.back(-(YEAR - 1)))
    known = {row["period"]: row for row in rows}
    months = [first.back(-step) for step in range(YEAR)]

    def column(name: str, back: int = 0) -> Numbers:
        found = [known.get(first.back(back - step), {}).get(name) for step in range(YEAR)]
        return np.array([np.nan if value is None else value for value in found], dtype=np.float64)

    return Plan(unit, kpi, months, column("target"), column("actual"), column("actual", YEAR))


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
    """Set the months whose target differs, as an upload of its own that can be undone; returns its number.

    Raises BadTarget when nothing differs or a month is not a number. A month without a target keeps the one it has.
    """
    if np.isinf(months).any():
        raise BadTarget("targets.no_number")
    differs = ~np.isnan(months) & ~(months == shown.target)
    if not differs.any():
        raise BadTarget("targets.nothing")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["部门", "指标", "期间", "目标值"])
    for month, value, new in zip(shown.months, months, differs, strict=True):
        if new:
            writer.writerow(
                [shown.unit.trail("zh"), shown.kpi.values["name"], period_text("month", month), repr(float(value))]
            )
    name = f"目标 {shown.unit.name} {shown.kpi.values['name']} {shown.months[0].year}.csv"
    return commit(store, preview(store, name, text.getvalue().encode(), "facts"), who)


def set_fiscal_start(store: Store, month: int, who: str) -> None:
    """Change the first month of the fiscal year. Raises BadTarget while yearly figures rest on another month."""
    if not 1 <= month <= YEAR:
        raise BadTarget("targets.no_month")
    held = store.rows("year_facts", month=month)[0]["count"]
    if held:
        raise BadTarget("targets.year_held", count=held)
    set_setting(store, "fiscal_start", str(month), who)
