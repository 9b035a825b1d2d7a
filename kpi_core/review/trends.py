"""Review > Trends: what is changing across all KPIs of a unit?"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from kpi_core.measures.comparison import discoveries
from kpi_core.measures.trend import FEW, STATED, verdict
from kpi_core.review.findings import Finding, names
from kpi_core.review.scope import Kpi, Period, Store, Unit, kpis
from kpi_core.review.variation import Course, courses

SHOWN, BOWLER, _JUDGED = 24, 12, 36
_RULES = ("beyond", "near", "run")


@dataclass(frozen=True)
class Month:
    """One period of the small chart: what was reached, wanted and usual; `signal` marks a completed rule."""

    period: date
    actual: float | None
    target: float | None
    lower: float | None
    upper: float | None
    signal: bool


@dataclass(frozen=True)
class Bowl:
    """One cell of the bowler grid."""

    period: date
    actual: float | None
    target: float | None
    status: str


@dataclass(frozen=True)
class Row:
    """One KPI: its signal this period (rule or None), its trend with p and slope a period, and its recent course.

    `found` is whether the trend stands among all KPIs of the page (Benjamini-Hochberg, q = 0.10).
    """

    kpi: Kpi
    rule: str | None
    variation: str
    assurance: str
    trend: str
    p: float
    slope: float | None
    found: bool
    months: list[Month]
    bowler: list[Bowl]
    points: int

    @property
    def stated(self) -> bool:
        """Whether the tests of this KPI alone speak of a trend."""
        return self.trend in STATED

    @property
    def standing(self) -> bool:
        """Whether that trend also stands among all KPIs of the page."""
        return self.found and self.stated


@dataclass(frozen=True)
class Trends:
    """All KPIs of a unit, those with a signal first, then standing trends by p."""

    unit: Unit
    period: Period
    rows: list[Row]


def trends(store: Store, unit: Unit, period: Period) -> Trends:
    """Signals and trends of every KPI of a unit up to a period; the false discovery rate is held over the page."""
    known = courses(store, unit.unit_id, period.grain, period.first)
    since = period.back(period.months * (BOWLER - 1))
    cells: dict[int, list[Bowl]] = {}
    for kpi_id, when, actual, target, status in store.tuples(
        "sparks", unit=unit.unit_id, grain=period.grain, period=period.first, since=since
    ):
        cells.setdefault(kpi_id, []).append(Bowl(when, actual, target, status))
    register = kpis(store)
    items = [known[kpi_id] for kpi_id in sorted(known) if register[kpi_id].values["standing"] and kpi_id in cells]
    if not items:
        return Trends(unit, period, [])
    found = verdict(
        np.vstack([_recent(course, period) for course in items]), np.array([course.seasonal for course in items])
    )
    tested = np.where(found.n >= FEW, found.p, np.nan)
    stands = discoveries(tested)
    rows = [
        Row(
            kpi=course.kpi, rule=course.rule(period.first), variation=course.variation(period.first),
            assurance=course.assurance(period.first), trend=str(found.said[at]), p=float(found.p[at]),
            slope=None if np.isnan(found.slope[at]) else float(found.slope[at]), found=bool(stands[at]),
            months=_months(course, period), bowler=cells[course.kpi.kpi_id], points=int(found.n[at]),
        )
        for at, course in enumerate(items)
    ]  # fmt: skip
    return Trends(unit, period, sorted(rows, key=_weight))


def _recent(course: Course, period: Period) -> np.ndarray:
    """The last 36 periods up to the one asked about, NaN before the course begins."""
    end = course.place(period.first) + 1
    values = course.actual[max(0, end - _JUDGED) : max(0, end)]
    return np.concatenate([np.full(_JUDGED - len(values), np.nan), values])


def _months(course: Course, period: Period) -> list[Month]:
    last = course.place(period.first)
    return [
        Month(when, course.at(when, course.actual), course.at(when, course.target), course.at(when, course.lower),
              course.at(when, course.upper), course.rule(when) is not None)
        for when in (course.period(place) for place in range(max(0, last - SHOWN + 1), last + 1))
    ]  # fmt: skip


def _weight(row: Row) -> tuple[int, float, int]:
    """Signals first, the strongest rule ahead, then standing trends by p, then the rest."""
    if row.rule:
        return 0, _RULES.index(row.rule), row.kpi.kpi_id
    if row.standing:
        return 1, row.p, row.kpi.kpi_id
    return 2, 0.0, row.kpi.kpi_id


def trends_findings(shown: Trends) -> list[Finding]:
    """How many KPIs signal a change this period, which way, and which trends stand."""
    when = (shown.period.grain, shown.period.first)
    rows = shown.rows
    if not rows:
        return [Finding("headline.trends.none", {"period": when})]
    if all(row.points < FEW for row in rows):
        return [Finding("headline.trends.short", {"count": max(row.points for row in rows)})]
    signals = [row for row in rows if row.rule]
    worse = [row for row in signals if row.variation == "worsening"]
    better = [row for row in signals if row.variation == "improving"]
    values: dict[str, object] = {
        "period": when,
        "kpis": len(rows),
        "count": len(signals),
        "worse": len(worse),
        "better": len(better),
    }
    key = "both" if worse and better else "worse" if worse else "better" if better else "plain" if signals else "quiet"
    found = [Finding(f"headline.trends.{key}", values)]
    for first in (worse or better or signals)[:1]:
        found.append(Finding(f"headline.trends.first_{first.rule}", {"kpi": names(first.kpi)}))
    found.append(_standing(rows))
    return found


def _standing(rows: list[Row]) -> Finding:
    """The trends that stand among all tests of the page."""
    standing = [row for row in rows if row.standing]
    if not standing:
        return Finding("headline.trends.no_trend")
    least = min(standing, key=lambda row: row.p)
    key = "one_trend" if len(standing) == 1 else "trends"
    return Finding(f"headline.trends.{key}", {"count": len(standing), "kpi": names(least.kpi)})
