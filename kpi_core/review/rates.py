"""One KPI across departments: bullets against each one's target, and for rates the funnel of chance."""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.comparison import funnel, mix_and_rate, shrink
from kpi_core.review.departments import Cell, Departments
from kpi_core.review.scope import Kpi, Unit

_LEAST_UNITS = 3


@dataclass(frozen=True)
class Rate:
    """One unit's rate in the KPI's measure with the limits for its base; `place` is inside, warn or alarm."""

    cell: Cell
    base: float
    rate: float
    low95: float
    high95: float
    low998: float
    high998: float
    shrunk: float
    place: str


@dataclass(frozen=True)
class Funnel:
    """The funnel of one KPI; `multiplier` of the limits is 1 where they were not widened. `why` there is none, else None."""

    target: float
    rates: list[Rate]
    multiplier: float
    why: str | None


def choices(shown: Departments) -> list[Kpi]:
    """KPIs that two or more of the units have a value for, the most shared first."""
    held: dict[int, list[Cell]] = {}
    for cell in shown.cells:
        if cell.actual is not None:
            held.setdefault(cell.kpi.kpi_id, []).append(cell)
    shared = [cells for cells in held.values() if len(cells) > 1]
    return [cells[0].kpi for cells in sorted(shared, key=lambda cells: (-len(cells), cells[0].kpi.kpi_id))]


def bullets(shown: Departments, kpi: Kpi) -> list[Cell]:
    """The units' cells of one KPI, in the order of the ranking."""
    place = {row.unit.unit_id: at for at, row in enumerate(shown.rows)}
    cells = [cell for cell in shown.cells if cell.kpi.kpi_id == kpi.kpi_id and cell.actual is not None]
    return sorted(cells, key=lambda cell: place.get(cell.unit.unit_id, len(place)))


def rate_funnel(shown: Departments, kpi: Kpi) -> Funnel:
    """The funnel of a rate that counts cases of a base; `why` is kind, few or constant when there is none to draw."""
    cells = [cell for cell in bullets(shown, kpi) if cell.numerator is not None and cell.denominator]
    counted = [c for c in cells if c.numerator is not None and c.denominator and 0 <= c.numerator <= c.denominator]
    if kpi.values["aggregation"] != "ratio" or not cells or len(counted) < len(cells):
        return Funnel(0.0, [], 1.0, "kind")
    if len(counted) < _LEAST_UNITS:
        return Funnel(0.0, [], 1.0, "few")
    cases, bases = (
        np.array([c.numerator for c in counted], dtype=np.float64),
        np.array([c.denominator for c in counted], dtype=np.float64),
    )
    if not 0 < cases.sum() < bases.sum():
        return Funnel(0.0, [], 1.0, "constant")
    found, pulled = funnel(cases, bases), shrink(cases, bases)
    scale = 100.0 if kpi.values["measure"] == "%" else 1.0
    rates = [
        Rate(
            cell, float(bases[at]), scale * float(found.rate[at]), scale * float(found.low95[at]), scale * float(found.high95[at]),
            scale * float(found.low998[at]), scale * float(found.high998[at]), scale * float(pulled.rate[at]),
            _place(float(found.rate[at]), *(float(edge[at]) for edge in (found.low95, found.high95, found.low998, found.high998))),
        )
        for at, cell in enumerate(counted)
    ]  # fmt: skip
    return Funnel(
        scale * found.target,
        sorted(rates, key=lambda rate: rate.base),
        found.multiplier if found.widened else 1.0,
        None,
    )


def _place(rate: float, low95: float, high95: float, low998: float, high998: float) -> str:
    return "alarm" if not low998 <= rate <= high998 else "warn" if not low95 <= rate <= high95 else "inside"


@dataclass(frozen=True)
class Mix:
    """What moved a common rate since the period before, in the KPI's measure: each unit's own rate and its share of the base."""

    change: float
    by_rate: float
    by_mix: float
    parts: list[tuple[Unit, float, float]]


def mix(shown: Departments, kpi: Kpi) -> Mix | None:
    """The change of the rate of all units taken together, split exactly; None without cases in both periods."""
    sides = [{c.unit.unit_id: c for c in cells if c.kpi.kpi_id == kpi.kpi_id and c.denominator and c.numerator is not None}
             for cells in (shown.cells_before, shown.cells)]  # fmt: skip
    if kpi.values["aggregation"] != "ratio" or any(len(side) < 2 for side in sides):
        return None
    named = {unit: cell.unit for side in sides for unit, cell in side.items()}
    columns = [
        np.array([(getattr(side[unit], name) or 0.0) if unit in side else 0.0 for unit in named], dtype=np.float64)
        for side in sides for name in ("numerator", "denominator")
    ]  # fmt: skip
    scale = 100.0 if kpi.values["measure"] == "%" else 1.0
    found = mix_and_rate(*columns)
    value, weight = scale * found.by_value, scale * found.by_weight
    parts = [(unit, float(value[at]), float(weight[at])) for at, unit in enumerate(named.values())]
    return Mix(scale * found.total, float(value.sum()), float(weight.sum()), parts)
