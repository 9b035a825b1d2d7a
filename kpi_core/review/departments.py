"""Review > Departments: who is ahead, who is behind?"""

from dataclasses import dataclass
from typing import Any

from kpi_core.review.scope import Kpi, Period, Unit
from kpi_core.review.scope import kpis as all_kpis
from kpi_core.review.scope import units as all_units
from kpi_core.store import Store, snapshot

_TIE = 1e-9


@dataclass(frozen=True)
class Ranked:
    """One unit in the ranking: `rank` counts 1, 2, 2, 4 among units with a score; score and coverage are fractions."""

    unit: Unit
    rank: int | None
    score: float | None
    coverage: float | None
    previous_rank: int | None
    previous_score: float | None
    counts: dict[str, int]


@dataclass(frozen=True)
class Cell:
    """One unit's KPI in the heat map."""

    unit: Unit
    kpi: Kpi
    attainment: float | None
    actual: float | None
    target: float | None
    status: str
    reason: str


@dataclass(frozen=True)
class Departments:
    """The comparison of the units right below `unit`."""

    unit: Unit
    period: Period
    span: str
    rows: list[Ranked]
    cells: list[Cell]


def departments(store: Store, unit: Unit, period: Period, span: str = "month") -> Departments:
    """The units right below `unit`, best first; without any, the unit alone."""
    units, kpis = all_units(store), all_kpis(store)
    grain = span if span != "month" else period.grain
    with snapshot(store, span, period.first) as seen:
        scores = seen.rows("scores_at", grain=grain, period=period.first)
        cells = seen.rows("cells_below", unit=unit.unit_id, grain=grain, period=period.first)
    months = period.months
    with snapshot(store, span, period.back(months)) as before:
        earlier = before.rows("scores_at", grain=grain, period=period.back(months))
    below = {row["unit_id"] for row in scores if units[row["unit_id"]].parent_id == unit.unit_id} or {unit.unit_id}
    now, then = _ranked(scores, below), _ranked(earlier, below)
    rows = [
        Ranked(
            unit=units[row["unit_id"]], rank=now.get(row["unit_id"]), score=row["score"], coverage=row["coverage"],
            previous_rank=then.get(row["unit_id"]),
            previous_score=next((e["score"] for e in earlier if e["unit_id"] == row["unit_id"]), None),
            counts={status: row[status] or 0 for status in ("good", "watch", "miss", "blank")},
        )
        for row in scores if row["unit_id"] in below
    ]  # fmt: skip
    last = len(rows) + 1
    rows.sort(key=lambda row: (row.rank or last, row.unit.unit_id))
    return Departments(unit, period, span, rows, [_cell(row, units, kpis) for row in cells if row["unit_id"] in below])


def _ranked(rows: list[dict[str, Any]], among: set[int]) -> dict[int, int]:
    """Competition ranks 1, 2, 2, 4; scores closer than 1e-9 tie (source: METHODS section 5)."""
    scored = sorted(((row["score"], row["unit_id"]) for row in rows if row["score"] is not None and row["unit_id"] in among),
                    reverse=True)  # fmt: skip
    ranks: dict[int, int] = {}
    last, rank = None, 0
    for place, (score, unit) in enumerate(scored, start=1):
        if last is None or last - score >= _TIE:
            rank = place
        ranks[unit], last = rank, score
    return ranks


def _cell(row: dict[str, Any], units: dict[int, Unit], kpis: dict[int, Kpi]) -> Cell:
    return Cell(
        units[row["unit_id"]], kpis[row["kpi_id"]], row["attainment"], row["actual"], row["target"], row["status"],
        row["reason"],
    )  # fmt: skip
