"""Which departments and KPIs moved a score, so that the parts sum exactly to the change shown."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kpi_core.measures.comparison import score_moved
from kpi_core.review.scope import Kpi, Unit


@dataclass(frozen=True)
class Part:
    """One unit's KPI: what its attainment and its weight moved, as fractions of the score."""

    unit: Unit
    kpi: Kpi
    by_value: float
    by_weight: float

    @property
    def total(self) -> float:
        """Both effects together."""
        return self.by_value + self.by_weight


def moved(
    before: list[dict[str, Any]], after: list[dict[str, Any]], units: dict[int, Unit], kpis: dict[int, Kpi]
) -> list[Part]:
    """The parts between two periods from their shares and scored values, heaviest first.

    A KPI with data on one side only moves the score through its weight ("coverage"): the others' shares change.
    """
    old = {(row["unit_id"], row["kpi_id"]): row for row in before}
    new = {(row["unit_id"], row["kpi_id"]): row for row in after}
    keys = sorted(old | new)
    columns = [
        np.array([rows[key][name] if key in rows else missing for key in keys], dtype=np.float64)
        for rows in (old, new) for name, missing in (("share", 0.0), ("scored", np.nan))
    ]  # fmt: skip
    effect = score_moved(*columns)
    parts = [
        Part(units[unit], kpis[kpi], float(value), float(weight))
        for (unit, kpi), value, weight in zip(keys, effect.by_value, effect.by_weight, strict=True)
    ]
    return sorted(parts, key=lambda part: (-abs(part.total), part.unit.unit_id, part.kpi.kpi_id))
