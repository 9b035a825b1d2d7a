"""Review > KPI: what is going on with this one, and how did its number come about?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpi_core.review.board import misses_in_a_row
from kpi_core.review.findings import Finding
from kpi_core.review.scope import Kpi, Period, Unit
from kpi_core.review.scope import units as all_units
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
    """A line of an upload that spoke of this number; `state` is effective, replaced or undone."""

    upload_id: int
    file: str
    line: int
    who: str
    moment: datetime
    period: date
    values: dict[str, float]
    state: str


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


def kpi_view(store: Store, unit: Unit, kpi: Kpi, period: Period) -> KpiView:
    """One unit's KPI: 36 periods, and the lines its number came from."""
    months = period.months
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
    lines = store.rows("provenance", unit=unit.unit_id, **at)
    parts = [] if _says_the_value(lines) else store.rows("parts", unit=unit.unit_id, **at)[:_PARTS]
    return KpiView(
        unit=unit, kpi=kpi, period=period, points=points,
        ahead=[(row["period"], row["target"]) for row in store.rows(
            "targets_ahead", **key, period=period.first, until=period.back(-12))],
        now=now, streak=misses_in_a_row([row["status"] for row in rows]), sources=_sources(lines),
        parts=[(units[row["unit_id"]], row, _sources(store.rows("provenance", unit=row["unit_id"], **at))[:3])
               for row in parts],
    )  # fmt: skip


def _point(row: dict[str, Any], by_period: dict[date, dict[str, Any]]) -> Point:
    when = row["period"]
    before = by_period.get(date(when.year - 1, when.month, 1))
    return Point(
        when, row["actual"], row["target"], before["actual"] if before else None, row["attainment"], row["status"]
    )


def _says_the_value(lines: list[dict[str, Any]]) -> bool:
    return any(row["stands"] and (row["actual"] is not None or row["denominator"] is not None) for row in lines)


def _sources(lines: list[dict[str, Any]]) -> list[Source]:
    """The lines that spoke of the number; per period and column the newest standing one is in force."""
    found = []
    spoken: set[tuple[date, str]] = set()
    for row in lines:
        values = {name: row[name] for name in ("actual", "numerator", "denominator", "target") if row[name] is not None}
        news = {(row["period"], name) for name in values} - spoken
        state = "undone" if not row["stands"] else "effective" if news else "replaced"
        if row["stands"]:
            spoken |= news
        found.append(
            Source(row["upload_id"], row["file"], row["line"], row["who"], row["moment"], row["period"], values, state)
        )
    return found


def kpi_findings(view: KpiView) -> list[Finding]:
    """The page's headline: where the value stands against its target."""
    now, kpi = view.now, view.kpi.values
    measure = {"zh": view.kpi.measure("zh"), "en": view.kpi.measure("en")}

    def shown(value: float | None) -> tuple[float | None, int | None, dict[str, str]]:
        return value, kpi["decimals"], measure

    if now is None or now["actual"] is None:
        return [Finding("headline.kpi.missing", {"period": (view.period.grain, view.period.first)})]
    values: dict[str, object] = {"value": shown(now["actual"])}
    status, reason = now["status"], now["reason"]
    if reason == "low_coverage":
        return [Finding("headline.kpi.partial", {**values, "coverage": now["cells"] / now["due"]})]
    if reason == "bad_config":
        return [Finding("headline.kpi.bad_config", values)]
    if kpi["direction"] == "none":
        return [Finding("headline.kpi.shown", values)]
    if status == "none":
        return [Finding("headline.kpi.no_target", values)]
    if kpi["direction"] == "band" or kpi["form"] == "band":
        band = {"low": shown(kpi["low"]), "high": shown(kpi["high"]), "attainment": now["attainment"]}
        return [Finding(f"headline.kpi.band_{status}", {**values, **band})]
    values["target"] = shown(now["target"])
    if now["attainment"] is None or now["target"] is None:
        return [Finding("headline.kpi.plain_good" if status == "good" else "headline.kpi.plain_miss", values)]
    values["attainment"] = now["attainment"]
    if status == "miss" and view.streak >= 2:
        return [Finding("headline.kpi.miss_streak", {**values, "months": view.streak})]
    return [Finding(f"headline.kpi.{status}", values)]
