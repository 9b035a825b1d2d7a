"""Where a KPI is going: forecast with its band, where the year lands, and what the rest of the year must bring."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpi_core.measures.forecast import YEAR, forecast
from kpi_core.measures.landing import Required, landing, landing_error, required
from kpi_core.measures.trend import FEW, Numbers
from kpi_core.review.scope import Kpi, Period, Store, Unit, fiscal_start, months_between
from kpi_core.review.variation import natural_range
from kpi_core.store import span_bounds

# Forecasts reach the year's end, at least a quarter; and look back at most ten years.
_AHEAD, _BACK = 3, 120


@dataclass(frozen=True)
class Ahead:
    """One forecast month with its 80 % band."""

    period: date
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Outlook:
    """What is expected. `why` says why there is no forecast or landing (`short`, `gap`, `grain`, `kind`), else None.

    `landing` and `year_target` are in the KPI's measure for the whole fiscal year; `landing_error` a fraction.
    `required` is a month's rate for sums, the average level of the months left for means.
    """

    months: int
    method: str | None
    ahead: list[Ahead]
    error: float | None
    why: str | None
    known: int
    landing: float | None
    landing_method: str | None
    landing_error: float | None
    landing_why: str | None
    year_target: float | None
    to_date: float | None
    required: Required | None


def outlook(store: Store, unit: Unit, kpi: Kpi, period: Period) -> Outlook:
    """The outlook of a unit's KPI from the month asked about; nothing is expected at other grains."""
    if period.grain != "month":
        return Outlook(0, None, [], None, "grain", 0, None, None, None, "grain", None, None, None)
    start = span_bounds("ytd", period.first, fiscal_start(store))[0]
    end = Period("month", start).back(-(YEAR - 1))
    key = {"unit": unit.unit_id, "kpi": kpi.kpi_id}
    rows = {row["period"]: row for row in store.rows("year", **key, since=period.back(_BACK), until=end)}
    for row in rows.values():
        if row["partial"] and kpi.values["aggregation"] in ("sum", "last"):
            row["actual"] = None
    y = _unbroken(rows, period, "actual")
    left = months_between(period.first, end)
    known = months_between(start, period.first) + 1
    made = forecast(y, max(left, _AHEAD), *natural_range(kpi, y))
    ahead = [] if made is None else [
        Ahead(period.back(-1 - step), *(float(part[step]) for part in (made.values, made.low, made.high)))
        for step in range(len(made.values))
    ]  # fmt: skip
    why = None if made else "gap" if _count(rows, period) >= FEW else "short"
    target = store.rows("year_target", **key, since=start)[0]["target"]
    bounds = natural_range(kpi, np.array([row["actual"] for day, row in rows.items()
                                          if day <= period.first and row["actual"] is not None], dtype=np.float64))  # fmt: skip
    lands = _lands(kpi, rows, period, start, known, ahead, bounds)
    targets = _column(rows, start, YEAR, "target")
    year_target = target if target is not None else _together(kpi, targets)
    return Outlook(
        months=len(y), method=made.method if made else None, ahead=ahead,
        error=made.error if made else None, why=why, known=known, year_target=year_target,
        required=_required(kpi, rows, start, known, year_target, bounds), **lands,
    )  # fmt: skip


def _count(rows: dict[date, dict[str, Any]], period: Period) -> int:
    return sum(row["actual"] is not None for day, row in rows.items() if day <= period.first)


def _column(rows: dict[date, dict[str, Any]], start: date, count: int, name: str) -> Numbers:
    """`count` months of a column from `start` on, NaN where unknown."""
    first = Period("month", start)
    days = [first.back(-step) for step in range(count)]
    return np.array(
        [np.nan if rows.get(day, {}).get(name) is None else rows[day][name] for day in days], dtype=np.float64
    )


def _unbroken(rows: dict[date, dict[str, Any]], period: Period, name: str) -> Numbers:
    """The months without a gap that end with the period asked about, oldest first."""
    values: list[float] = []
    while len(values) < _BACK:
        value = rows.get(period.back(len(values)), {}).get(name)
        if value is None:
            break
        values.insert(0, value)
    return np.array(values, dtype=np.float64)


def _lands(
    kpi: Kpi, rows: dict[date, dict[str, Any]], period: Period, start: date, known: int, ahead: list[Ahead],
    bounds: tuple[float, float],
) -> dict[str, Any]:  # fmt: skip
    """Landing, its method and back-test error, the value to date; or why there is none. Months stay within `bounds`."""
    nothing: dict[str, Any] = {"landing": None, "landing_method": None, "landing_error": None, "to_date": None}
    aggregation = kpi.values["aggregation"]
    year = _column(rows, start, known, "actual")
    if np.isnan(year).any():
        return nothing | {"landing_why": "gap"}
    if aggregation == "last":
        if known < YEAR and not ahead:
            return nothing | {"landing_why": "short"}
        value = float(year[-1]) if known >= YEAR else ahead[YEAR - known - 1].value
        return {
            "landing": value,
            "landing_method": "forecast",
            "landing_error": None,
            "landing_why": None,
            "to_date": float(year[-1]),
        }
    if aggregation in ("max", "min"):
        return nothing | {"landing_why": "kind"}
    if aggregation == "ratio":
        return _ratio_lands(rows, period, start, known, bounds) or nothing | {"landing_why": "kind"}
    before = _unbroken(rows, Period("month", Period("month", start).back(1)), "actual")
    found = landing(before, year, *bounds)
    share = 1 if aggregation == "sum" else YEAR
    to_date = float(year.sum()) if aggregation == "sum" else float(year.mean())
    return {"landing": found.value / share, "landing_method": found.method, "landing_why": None, "to_date": to_date,
            "landing_error": landing_error(before, known, *bounds)}  # fmt: skip


def _ratio_lands(
    rows: dict[date, dict[str, Any]], period: Period, start: date, known: int, bounds: tuple[float, float]
) -> dict[str, Any] | None:
    """A rate lands where its numerator and denominator land, each by itself (METHODS 2); None without both."""
    ends = []
    for name in ("numerator", "denominator"):
        year = _column(rows, start, known, name)
        if np.isnan(year).any():
            return None
        before = _unbroken(rows, Period("month", Period("month", start).back(1)), name)
        low = 0.0 if min(year.min(), before.min(initial=0.0)) >= 0 else -np.inf
        ends.append((landing(before, year, low), float(year.sum())))
    (top, upper), (bottom, lower) = ends
    actual, whole = rows[period.first]["actual"], rows[period.first]
    if not bottom.value or not lower or not whole["denominator"] or not whole["numerator"]:
        return None
    scale = actual / (whole["numerator"] / whole["denominator"])
    value = min(max(scale * top.value / bottom.value, bounds[0]), bounds[1])
    return {"landing": value, "landing_method": bottom.method, "landing_error": None,
            "landing_why": None, "to_date": scale * upper / lower}  # fmt: skip


def _together(kpi: Kpi, targets: Numbers) -> float | None:
    """The year's target from its months, where all twelve are set."""
    if np.isnan(targets).any():
        return None
    return {"sum": float(targets.sum()), "mean": float(targets.mean()), "last": float(targets[-1])}.get(
        kpi.values["aggregation"]
    )


def _required(
    kpi: Kpi, rows: dict[date, dict[str, Any]], start: date, known: int, year_target: float | None,
    bounds: tuple[float, float],
) -> Required | None:  # fmt: skip
    if (
        year_target is None
        or kpi.values["aggregation"] not in ("sum", "mean")
        or kpi.values["direction"] not in ("higher", "lower")
    ):
        return None
    year = _column(rows, start, known, "actual")
    if np.isnan(year).any():
        return None
    whole = year_target if kpi.values["aggregation"] == "sum" else year_target * YEAR
    plan = _column(rows, start, YEAR, "target")
    if np.isnan(plan).any() or abs(float(plan.sum()) - whole) > 1e-6 * max(1.0, abs(whole)):
        plan = np.full(YEAR, whole / YEAR)
    low, high = bounds
    return required(year, plan, kpi.values["direction"] == "lower", low, high)
