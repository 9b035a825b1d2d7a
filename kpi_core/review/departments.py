"""Review > Departments: who is ahead, who is behind, and is the difference real?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpi_core.measures.comparison import LEAST_MONTHS, WARN, grade, month_spread, rank_intervals, ranks, same_groups
from kpi_core.measures.trend import Numbers
from kpi_core.review.scope import Kpi, Period, Unit, fiscal_start, months_between
from kpi_core.review.scope import kpis as all_kpis
from kpi_core.review.scope import units as all_units
from kpi_core.review.waterfall import Part, moved
from kpi_core.store import Store, snapshot, span_bounds

# Periods of scores that a unit's month-to-month spread is taken from.
_SPREAD_PERIODS = 12


@dataclass(frozen=True)
class Ranked:
    """One unit in the ranking: `rank` counts 1, 2, 2, 4 among units with a score; score and coverage are fractions.

    `best` and `worst` are the ranks it could have given how its score moves from month to month (None below three
    months); units of one `group` cannot be told apart. `shared` of its `counted` KPIs are held by every ranked unit.
    """

    unit: Unit
    rank: int | None
    score: float | None
    coverage: float | None
    previous_rank: int | None
    previous_score: float | None
    counts: dict[str, int]
    months: int
    spread: float | None
    best: int | None
    worst: int | None
    group: int | None
    gap: float | None
    grade: str | None
    shared: int
    counted: int

    @property
    def reach(self) -> float | None:
        """How far the score may lie to either side by its month-to-month movement (1.96 standard deviations)."""
        return None if self.spread is None else WARN * self.spread


@dataclass(frozen=True)
class Cell:
    """One unit's KPI: in the heat map, the bullets and the funnel."""

    unit: Unit
    kpi: Kpi
    attainment: float | None
    actual: float | None
    target: float | None
    status: str
    reason: str
    numerator: float | None
    denominator: float | None
    counts: bool
    due: int


@dataclass(frozen=True)
class Departments:
    """The comparison of the units right below `unit`; `waterfall` sums to the change of its score.

    `since` is the span's first month; `compared` the first and last month of the span the change is measured from.
    """

    unit: Unit
    period: Period
    span: str
    since: date
    compared: tuple[date, date]
    rows: list[Ranked]
    cells: list[Cell]
    cells_before: list[Cell]
    score: float | None
    previous: float | None
    waterfall: list[Part]

    @property
    def change(self) -> float | None:
        """The change of the score that the waterfall sums to; None where a score is missing."""
        return None if self.score is None or self.previous is None else self.score - self.previous

    @property
    def comparable(self) -> bool:
        """Whether every ranked unit is scored on the same KPIs."""
        return all(row.shared == row.counted for row in self.rows if row.rank)


def departments(store: Store, unit: Unit, period: Period, span: str = "month") -> Departments:
    """The units right below `unit`, best first; without any, the unit alone."""
    units, kpis, start = all_units(store), all_kpis(store), fiscal_start(store)
    grain, before = span if span != "month" else period.grain, period.before(span)
    at = {"grain": grain, "period": period.first}
    with snapshot(store, span, period.first) as seen:
        scores = seen.rows("scores_at", **at)
        cells = seen.rows("cells_below", unit=unit.unit_id, **at)
        parts = seen.rows("score_parts", unit=unit.unit_id, **at)
    with snapshot(store, span, before) as seen:
        earlier = seen.rows("scores_at", grain=grain, period=before)
        cells_before = seen.rows("cells_below", unit=unit.unit_id, grain=grain, period=before)
        parts_before = seen.rows("score_parts", unit=unit.unit_id, grain=grain, period=before)
    below = {row["unit_id"] for row in scores if units[row["unit_id"]].parent_id == unit.unit_id} or {unit.unit_id}
    shown = [_cell(row, units, kpis) for row in cells if row["unit_id"] in below]
    own = {row["unit_id"]: row["score"] for row in scores}.get(unit.unit_id)
    then = {row["unit_id"]: row["score"] for row in earlier}.get(unit.unit_id)
    return Departments(
        unit, period, span, span_bounds(span, period.first, start)[0], span_bounds(span, before, start),
        _rows(store, unit, period, [row for row in scores if row["unit_id"] in below], earlier, shown),
        shown, [_cell(row, units, kpis) for row in cells_before if row["unit_id"] in below], own, then,
        moved(parts_before, parts, units, kpis) if own is not None and then is not None else [],
    )  # fmt: skip


def _rows(
    store: Store,
    unit: Unit,
    period: Period,
    scores: list[dict[str, Any]],
    earlier: list[dict[str, Any]],
    cells: list[Cell],
) -> list[Ranked]:
    """The units with their ranks, best first, those without a score last."""
    units = all_units(store)
    below = [row["unit_id"] for row in scores]
    now = np.array([np.nan if row["score"] is None else row["score"] for row in scores])
    held = {row["unit_id"]: row["score"] for row in earlier}
    past = np.array([np.nan if held.get(u) is None else held[u] for u in below])
    history = _history(store, unit, period, below)
    spread = month_spread(history)
    rank, was, interval = ranks(now), ranks(past), rank_intervals(now, np.where(np.isnan(now), np.nan, spread))
    order = sorted(range(len(below)), key=lambda at: (rank[at] or len(below) + 1, below[at]))
    ordered = [at for at in order if rank[at]]
    known = np.nan_to_num(spread[ordered])
    groups = dict(zip(ordered, same_groups(now[ordered], known), strict=True))
    gaps = {at: float(now[ordered[place - 1]] - now[at]) for place, at in enumerate(ordered) if place}
    common = _shared(cells, [below[at] for at in ordered])
    return [
        Ranked(
            unit=units[below[at]], rank=int(rank[at]) or None, score=scores[at]["score"], coverage=scores[at]["coverage"],
            previous_rank=int(was[at]) or None, previous_score=held.get(below[at]),
            counts={status: scores[at][status] or 0 for status in ("good", "watch", "miss", "blank")},
            months=int(np.sum(~np.isnan(history[at]))), spread=None if np.isnan(spread[at]) else float(spread[at]),
            best=int(interval.best[at]) or None, worst=int(interval.worst[at]) or None,
            group=groups.get(at) if not np.isnan(spread[at]) else None, gap=gaps.get(at),
            grade=None if scores[at]["score"] is None else grade(100 * scores[at]["score"]),
            shared=len(common & _counted(cells, below[at])), counted=len(_counted(cells, below[at])),
        )
        for at in order
    ]  # fmt: skip


def _history(store: Store, unit: Unit, period: Period, below: list[int]) -> Numbers:
    """Monthly scores of the last twelve periods, one row a unit, NaN where there is none."""
    since = period.back(period.months * (_SPREAD_PERIODS - 1))
    rows = store.rows("score_history", unit=unit.unit_id, grain=period.grain, since=since, period=period.first)
    place = {unit_id: at for at, unit_id in enumerate(below)}
    found = np.full((len(below), _SPREAD_PERIODS), np.nan)
    for row in rows:
        if row["unit_id"] in place and row["score"] is not None:
            found[place[row["unit_id"]], months_between(since, row["period"]) // period.months] = row["score"]
    return found


def _counted(cells: list[Cell], unit_id: int) -> set[int]:
    return {cell.kpi.kpi_id for cell in cells if cell.unit.unit_id == unit_id and cell.counts}


def _shared(cells: list[Cell], among: list[int]) -> set[int]:
    """The KPIs that count in the score of every one of these units."""
    sets = [_counted(cells, unit_id) for unit_id in among]
    return set.intersection(*sets) if sets else set()


def _cell(row: dict[str, Any], units: dict[int, Unit], kpis: dict[int, Kpi]) -> Cell:
    return Cell(
        units[row["unit_id"]], kpis[row["kpi_id"]], row["attainment"], row["actual"], row["target"], row["status"],
        row["reason"], row["numerator"], row["denominator"], row["weight"] is not None and row["weight"] > 0, row["due"],
    )  # fmt: skip


def provisional(row: Ranked) -> bool:
    """Whether the unit has too few months of scores for its rank to be shown."""
    return row.months < LEAST_MONTHS
