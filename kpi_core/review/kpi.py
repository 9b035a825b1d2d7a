"""Review > KPI: what is going on with this one, and how did its number come about?"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from kpi_core.measures.signals import change_point, outliers
from kpi_core.measures.trend import FEW, SIGNIFICANT, as_series, mann_kendall, month_effects, slope_interval, verdict
from kpi_core.review.in_a_row import misses_in_a_row
from kpi_core.review.outlook import Outlook, outlook
from kpi_core.review.said import Action, Remark, actions, remarks
from kpi_core.review.scope import Kpi, Period, Unit
from kpi_core.review.scope import units as all_units
from kpi_core.review.variation import Course, courses
from kpi_core.store import Store

SHOWN_PERIODS = 36
_PARTS = 24


@dataclass(frozen=True)
class Point:
    """One period of the KPI. Attainment and scored are fractions."""

    period: date
    actual: float | None
    target: float | None
    last_year: float | None
    attainment: float | None
    status: str


@dataclass(frozen=True)
class Source:
    """A line of an upload that spoke of this number; `state` is effective, replaced, undone or passed_over.

    Line 0 is a replacing file that lacks the number: it is withdrawn by it.
    """

    upload_id: int
    file: str
    line: int
    who: str
    moment: datetime
    period: date
    values: dict[str, float]
    state: str


@dataclass(frozen=True)
class Trend:
    """The trend verdict with its evidence: `slope` in the KPI's measure per period, p and tau of Mann-Kendall.

    `outliers` stand out from the rest; `moved` is where the level most likely changed (Pettitt, p < 0.05), else None.
    """

    said: str
    months: int
    p: float
    tau: float
    slope: float | None
    low: float | None
    high: float | None
    pairs: int
    seasonal: bool
    outliers: list[date]
    moved: date | None
    moved_from: float | None
    moved_to: float | None
    moved_p: float | None


@dataclass(frozen=True)
class KpiView:
    """Everything on the KPI page; `now` is None when nothing is known of the period."""

    unit: Unit
    kpi: Kpi
    period: Period
    points: list[Point]
    ahead: list[tuple[date, float]]
    now: dict[str, Any] | None
    streak: int
    sources: list[Source]
    parts: list[tuple[Unit, dict[str, Any], list[Source]]]
    course: Course | None
    trend: Trend
    outlook: Outlook
    remarks: list[Remark]
    actions: list[Action]
    targets_said: list[dict[str, Any]]


def kpi_view(store: Store, unit: Unit, kpi: Kpi, period: Period) -> KpiView:
    """One unit's KPI: 36 periods, and the lines its number came from."""
    months, pair = period.months, (unit.unit_id, kpi.kpi_id)
    key = {"unit": unit.unit_id, "kpi": kpi.kpi_id, "grain": period.grain}
    year = 12 // months if months < 12 else 1
    since = period.back(months * (SHOWN_PERIODS - 1 + year))
    rows = store.rows("series", **key, since=since, period=period.first)
    by_period = {row["period"]: row for row in rows}
    first = period.back(months * (SHOWN_PERIODS - 1))
    points = [_point(row, by_period) for row in rows if row["period"] >= first]
    now = by_period.get(period.first)
    units = all_units(store)
    at = {"grain": period.grain, "period": period.first, "kpi": kpi.kpi_id}
    sources = _sources(store.rows("provenance", unit=unit.unit_id, **at))
    parts = [] if _say_the_value(sources) else store.rows("parts", unit=unit.unit_id, **at)[:_PARTS]
    course = courses(store, unit.unit_id, period.grain, period.first).get(kpi.kpi_id)
    return KpiView(
        unit=unit, kpi=kpi, period=period, points=points,
        ahead=[(row["period"], row["target"]) for row in store.rows(
            "targets_ahead", **key, period=period.first, until=period.back(-12))],
        now=now, streak=misses_in_a_row(store, [pair], period)[pair], sources=sources,
        parts=[(units[row["unit_id"]], row, _sources(store.rows("provenance", unit=row["unit_id"], **at))[:3])
               for row in parts],
        course=course, trend=_trend(points, course is not None and course.seasonal),
        outlook=outlook(store, unit, kpi, period), remarks=remarks(store, unit, kpi, period.grain),
        actions=actions(store, unit, kpi, period.grain),
        targets_said=store.rows("targets_said", **key, since=first),
    )  # fmt: skip


def _point(row: dict[str, Any], by_period: dict[date, dict[str, Any]]) -> Point:
    when = row["period"]
    before = by_period.get(date(when.year - 1, when.month, 1))
    return Point(
        when, row["actual"], row["target"], before["actual"] if before else None, row["attainment"], row["status"]
    )


def _say_the_value(sources: list[Source]) -> bool:
    return any(found.state == "effective" and {"actual", "denominator"} & found.values.keys() for found in sources)


_FINER = ("day", "week")
# What a line can say of a number, and what a replacing file must cover to end it.
_SPOKEN = {"actual": "figures", "numerator": "figures", "denominator": "figures", "target": "targets"}


def _sources(lines: list[dict[str, Any]]) -> list[Source]:
    """The lines that spoke of the number; per period and column the newest standing one is in force.

    Days and weeks are added up only where the month says nothing itself.
    """
    found = []
    spoken: set[tuple[date, str]] = set()
    own: set[str] = set()
    for row in sorted(lines, key=lambda row: row["grain"] in _FINER):
        values = {name: row[name] for name in _SPOKEN if row[name] is not None}
        ended = [name for name, covered in _SPOKEN.items() if covered in row["ends"]] if row["ends"] else []
        news = {(row["period"], name) for name in [*values, *ended]} - spoken
        state = "undone" if not row["stands"] else "effective" if news else "replaced"
        if row["grain"] not in _FINER and row["stands"]:
            own |= {name for name in values if (row["period"], name) in news}
        elif state == "effective" and values.keys() <= own:
            state = "passed_over"
        if row["stands"]:
            spoken |= news
        found.append(
            Source(row["upload_id"], row["file"], row["line"], row["who"], row["moment"], row["period"], values, state)
        )
    return found


def _trend(points: list[Point], seasonal: bool) -> Trend:
    """The verdict over the months shown, from the first known one on; the chart says whether they have a season."""
    values = [math.nan if point.actual is None else point.actual for point in points]
    y = as_series(values)
    found = verdict(y, np.array([seasonal]))
    if found.seasonal[0]:
        # Evidence for a seasonal KPI is of the series the verdict was made on: without each month's own level.
        y = y - month_effects(y)
    test = mann_kendall(y)
    slope = slope_interval(y[0]) if found.n[0] >= FEW else None
    return Trend(
        said=str(found.said[0]), months=int(found.n[0]), p=float(found.p[0]), tau=float(test.tau[0]),
        slope=float(found.slope[0]) if not math.isnan(found.slope[0]) else slope.slope if slope else None,
        low=slope.low if slope else None, high=slope.high if slope else None, pairs=slope.pairs if slope else 0,
        seasonal=bool(found.seasonal[0]), **_unusual([p for p in points if p.actual is not None]),
    )  # fmt: skip


def _unusual(known: list[Point]) -> dict[str, Any]:
    """Outliers and a change of level among the known points."""
    y = np.array([point.actual for point in known], dtype=np.float64)
    flags = outliers(y).flags.tolist() if len(y) >= FEW else [False] * len(known)
    step = change_point(y)
    apart = step is not None and step.p < SIGNIFICANT
    return {
        "outliers": [point.period for point, out in zip(known, flags, strict=True) if out],
        "moved": known[step.index].period if step and apart else None,
        "moved_from": step.before if step and apart else None, "moved_to": step.after if step and apart else None,
        "moved_p": step.p if step and apart else None,
    }  # fmt: skip
