"""Weights in a facts file: what they say that the register does not."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpi_core.intake import Reading
from kpi_core.store import ALWAYS, Store

# The known weights of each (unit, KPI) by the month they hold from.
Weights = dict[tuple[int, int], dict[date, float]]


@dataclass(frozen=True)
class NewWeight:
    """The weight a row of a reading states anew for a unit's KPI, from `start` on; `before` what held there, None for the first."""

    row: int
    unit: int
    kpi: int
    before: float | None
    weight: float
    start: date


def known_weights(store: Store) -> Weights:
    """Every weight the register holds."""
    known: Weights = {}
    for row in store.rows("assignments"):
        known.setdefault((row["unit_id"], row["kpi_id"]), {})[row["valid_from"]] = row["weight"]
    return known


def new_weights(
    reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None], known: Weights
) -> list[NewWeight]:
    """The kept weights that differ from what holds in their month; rows of a unit or KPI without an id are passed over.

    Weights hold from the period they first stand at. The first weight a unit's KPI ever has holds from the beginning;
    later ones leave the months before theirs alone.
    """
    if reading.weight is None:
        return []
    rows = np.flatnonzero(reading.kept & ~np.isnan(reading.weight))
    held = {pair: dict(months) for pair, months in known.items()}
    news = []
    for row in sorted(rows.tolist(), key=lambda row: reading.spans[reading.span[row]][1]):
        unit, kpi = unit_ids[reading.unit[row]], kpi_ids[reading.kpi[row]]
        if unit is None or kpi is None:
            continue
        weight, month = float(reading.weight[row]), reading.spans[reading.span[row]][1].replace(day=1)
        months = held.setdefault((unit, kpi), {})
        holding = max((start for start in months if start <= month), default=None)
        before = None if holding is None else months[holding]
        if before is None or before != weight:
            start = month if months else ALWAYS
            months[start] = weight
            news.append(NewWeight(row, unit, kpi, before, weight, start))
    return news


def weight_changes(
    store: Store, reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None]
) -> list[dict[str, Any]]:
    """The weights that would be other than before, as a preview lists changes of the register: line, name, field, old, new, since."""
    if reading.weight is None:
        return []
    found = [new for new in new_weights(reading, unit_ids, kpi_ids, known_weights(store)) if new.before is not None]
    kpis, units = reading.kpis, ["/".join(path) for path in reading.units]
    return [
        {"line": int(reading.line[new.row]), "name": f"{kpis[reading.kpi[new.row]]} · {units[reading.unit[new.row]]}",
         "field": "weight", "old": new.before, "new": new.weight, "since": new.start} for new in found
    ]  # fmt: skip
