"""Review > Board: how did we do this month, and what needs talking about?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi_core.measures.change import Change as Change
from kpi_core.measures.change import change
from kpi_core.review.in_a_row import misses_in_a_row
from kpi_core.review.said import Live, live_actions
from kpi_core.review.scope import Kpi, Period, Unit, fiscal_start
from kpi_core.review.scope import kpis as all_kpis
from kpi_core.review.scope import units as all_units
from kpi_core.review.variation import Course, courses
from kpi_core.store import Snapshot, Store, snapshot, span_bounds

SPARK_PERIODS = 14
HEAT_PERIODS = 12
DISCUSSED = 12
# More than any company misses: whoever asks for every miss gets them.
EVERY = 1_000_000


@dataclass(frozen=True)
class Tile:
    """One KPI on the wall. Attainment and scored are fractions, `lost` points of 100 (None without a share of the score).

    `variation` and `assurance` are words of review.variation; spans other than the month have neither (`none`).
    """

    kpi: Kpi
    actual: float | None
    target: float | None
    attainment: float | None
    status: str
    reason: str
    coverage: float | None
    approximate: bool
    cells: int
    due: int
    lost: float | None
    streak: int
    variation: str
    assurance: str
    to_previous: Change | None
    to_last_year: Change | None
    spark: list[tuple[date, float | None, float | None]]


@dataclass(frozen=True)
class Talk:
    """One unit's KPI to talk about: points of 100 lost (None without a share of the score), due periods missed in a row,
    and the countermeasure in progress."""

    unit: Unit
    kpi: Kpi
    status: str
    actual: float | None
    target: float | None
    lost: float | None
    streak: int
    live: Live | None


@dataclass(frozen=True)
class Board:
    """Everything on the board. Scores and coverage are fractions."""

    unit: Unit
    period: Period
    span: str
    since: date
    score: float | None
    coverage: float | None
    previous: float | None
    last_year: float | None
    counts: dict[str, int]
    tiles: list[Tile]
    discuss: list[Talk]
    misses: int
    heat_periods: list[date]
    heat: list[tuple[Unit, list[float | None]]]
    silent: list[tuple[Unit, int, int]]

    @property
    def unconfirmed(self) -> list[Kpi]:
        """The KPIs with a status here, as a tile or to discuss, of which something is only guessed."""
        kpis = [*(tile.kpi for tile in self.tiles), *(talk.kpi for talk in self.discuss)]
        return list({kpi.kpi_id: kpi for kpi in kpis if kpi.unconfirmed}.values())


def board(store: Store, unit: Unit, period: Period, span: str = "month", discussed: int = DISCUSSED) -> Board:
    """The board of a unit for the span that ends with `period`, with at most `discussed` misses to talk about."""
    kpis, units = all_kpis(store), all_units(store)
    grain = span if span != "month" else period.grain
    at = {"grain": grain, "period": period.first}
    with snapshot(store, span, period.first) as seen:
        now = (seen.rows("score_now", unit=unit.unit_id, **at) or [{}])[0]
        tiles = seen.rows("tiles", unit=unit.unit_id, **at)
        alone = not any(other.parent_id == unit.unit_id for other in units.values())
        losses, missed, count = _lost(seen, unit, alone, at, discussed)
        silent = _silent(unit, tiles) if alone else seen.rows("not_reported", unit=unit.unit_id, **at)
    since = _since(period, SPARK_PERIODS)
    month = {"grain": period.grain, "period": period.first}
    sparks = store.tuples("sparks", unit=unit.unit_id, since=since, **month)
    history = store.rows("score_history", unit=unit.unit_id, since=since, **month)
    pairs = [(unit.unit_id, row["kpi_id"]) for row in tiles] + [(row["unit_id"], row["kpi_id"]) for row in missed]
    streaks = misses_in_a_row(store, list(dict.fromkeys(pairs)), period)
    live = live_actions(store, period.grain)
    moving = courses(store, unit.unit_id, period.grain, period.first) if span == "month" else {}
    lost = {row["kpi_id"]: 100 * row["lost"] for row in losses if row["lost"] is not None}
    own = {row["period"]: row["score"] for row in history if row["unit_id"] == unit.unit_id}
    heat_periods = sorted({row["period"] for row in history})[-HEAT_PERIODS:]
    return Board(
        unit=unit, period=period, span=span, since=span_bounds(span, period.first, fiscal_start(store))[0],
        score=now.get("score"), coverage=now.get("coverage"),
        previous=own.get(_back(period, 1)) if span == "month" else _span_before(store, unit, period, span),
        last_year=own.get(_back(period, 12 if period.grain == "month" else 4)) if span == "month" else None,
        counts={status: now.get(status) or 0 for status in ("good", "watch", "miss", "blank")},
        tiles=_tiles(tiles, kpis, _lines(sparks), moving, lost, streaks, unit, period, span),
        discuss=[_talk(row, units, kpis, streaks, live) for row in missed],
        misses=count, heat_periods=heat_periods, heat=_heat(history, units, unit, heat_periods),
        silent=[(units[row["unit_id"]], row["missing"], row["due"]) for row in silent],
    )  # fmt: skip


def _span_before(store: Store, unit: Unit, period: Period, span: str) -> float | None:
    """The score of the span of equal length that this one is compared with."""
    last = period.before(span)
    with snapshot(store, span, last) as seen:
        rows = seen.rows("score_now", unit=unit.unit_id, grain=span, period=last)
    return rows[0]["score"] if rows else None


_Rows = list[dict[str, Any]]


def _lost(seen: Snapshot, unit: Unit, alone: bool, at: dict[str, Any], count: int) -> tuple[_Rows, _Rows, int]:
    """What each KPI cost the unit, the `count` heaviest misses at or below it, and how many misses there are."""
    if alone:
        rows = seen.rows("lossy_own", unit=unit.unit_id, **at)
        missed = [row for row in rows if row["status"] == "miss"]
        return rows, missed[:count], len(missed)
    seen.prepare("lossy", unit=unit.unit_id, **at)
    missed = seen.rows("misses", count=count)
    return seen.rows("losses"), missed, missed[0]["missed"] if missed else 0


def _back(period: Period, count: int) -> date:
    """First day of the period `count` periods earlier."""
    months = period.months
    return period.back(months * count)


def _since(period: Period, count: int) -> date:
    return _back(period, count - 1)


# Month, actual, target and status of one KPI, oldest first.
_Line = list[tuple[date, float | None, float | None, str]]


def _lines(sparks: list[tuple[Any, ...]]) -> dict[int, _Line]:
    lines: dict[int, _Line] = {}
    for kpi_id, *point in sparks:
        lines.setdefault(kpi_id, []).append(tuple(point))
    return lines


def _tiles(
    rows: list[dict[str, Any]],
    kpis: dict[int, Kpi],
    lines: dict[int, _Line],
    moving: dict[int, Course],
    lost: dict[int, float],
    streaks: dict[tuple[int, int], int],
    unit: Unit,
    period: Period,
    span: str,
) -> list[Tile]:
    tiles = []
    for row in rows:
        kpi, line = kpis[row["kpi_id"]], lines.get(row["kpi_id"], [])
        seen = {point[0]: point[1] for point in line}
        measure = kpi.values["measure"]
        monthly = span == "month"
        course = moving.get(row["kpi_id"])
        tiles.append(
            Tile(
                kpi=kpi, actual=row["actual"], target=row["target"], attainment=row["attainment"],
                status=row["status"], reason=row["reason"],
                coverage=row["cells"] / row["due"] if row["due"] else None, approximate=bool(row["approximate"]),
                cells=row["cells"], due=row["due"],
                lost=lost.get(row["kpi_id"]), streak=streaks[unit.unit_id, row["kpi_id"]],
                variation=course.variation(period.first) if course else "none",
                assurance=course.assurance(period.first) if course else "none",
                to_previous=change(row["actual"], seen.get(_back(period, 1)), measure) if monthly else None,
                to_last_year=change(row["actual"], seen.get(period.back(12)), measure) if monthly else None,
                spark=[point[:3] for point in line],
            )
        )  # fmt: skip
    return sorted(tiles, key=lambda tile: tile.kpi.kpi_id)


def _silent(unit: Unit, tiles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a unit without units below has not handed in."""
    due = [row for row in tiles if row["due"]]
    missing = sum(row["reason"] == "missing" for row in due)
    return [{"unit_id": unit.unit_id, "missing": missing, "due": len(due)}] if missing else []


def heaviest_first(tiles: list[Tile]) -> list[Tile]:
    """Misses by points lost, then what to watch, then what cannot be judged, then what is on target."""
    rank = {"miss": 0, "watch": 1, "none": 2, "good": 3}
    return sorted(tiles, key=lambda tile: (rank[tile.status], -(tile.lost or 0.0), tile.kpi.kpi_id))


def _talk(
    row: dict[str, Any],
    units: dict[int, Unit],
    kpis: dict[int, Kpi],
    streaks: dict[tuple[int, int], int],
    live: dict[tuple[int, int], Live],
) -> Talk:
    pair = (row["unit_id"], row["kpi_id"])
    return Talk(
        unit=units[row["unit_id"]], kpi=kpis[row["kpi_id"]], status=row["status"], actual=row["actual"],
        target=row["target"], lost=None if row["lost"] is None else 100 * row["lost"], streak=streaks[pair], live=live.get(pair),
    )  # fmt: skip


def _heat(
    history: list[dict[str, Any]], units: dict[int, Unit], unit: Unit, periods: list[date]
) -> list[tuple[Unit, list[float | None]]]:
    scores: dict[int, dict[date, float | None]] = {}
    for row in history:
        if row["unit_id"] != unit.unit_id:
            scores.setdefault(row["unit_id"], {})[row["period"]] = row["score"]
    if not scores:
        scores[unit.unit_id] = {row["period"]: row["score"] for row in history}
    return [(units[u], [months.get(p) for p in periods]) for u, months in scores.items()]


def cells(store: Store, unit: Unit, period: Period, span: str = "month") -> list[dict[str, Any]]:
    """Every judged unit x KPI at or below the unit, for scripts: ids, values and status."""
    grain = span if span != "month" else period.grain
    with snapshot(store, span, period.first) as seen:
        return seen.rows("cells_below", unit=unit.unit_id, grain=grain, period=period.first)
