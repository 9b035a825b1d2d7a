"""Weights in a facts file: what it says of them, what that changes, and which KPIs it leaves without one."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, period_text, problem
from kpi_core.store import Store

_NAMED = 3


@dataclass(frozen=True)
class Weight:
    """What a row of a reading says of the weight of a KPI of a unit (codes of the reading) from the month `start` on."""

    row: int
    unit: int
    kpi: int
    weight: float
    start: date


def stated_weights(reading: Reading) -> Iterator[Weight]:
    """The kept weights of a reading by month, each only where it is another than that of the month before.

    A weight holds from the month it first stands at. A file states its weights whether they are known or not: what one
    file says must not hang on whether another stands.
    """
    if reading.weight is None:
        return
    rows = np.flatnonzero(reading.kept & ~np.isnan(reading.weight))
    last: dict[tuple[int, int], float] = {}
    for row in sorted(rows.tolist(), key=lambda row: reading.spans[reading.span[row]][1]):
        unit, kpi, weight = int(reading.unit[row]), int(reading.kpi[row]), float(reading.weight[row])
        if last.get((unit, kpi)) != weight:
            last[unit, kpi] = weight
            yield Weight(row, unit, kpi, weight, reading.spans[reading.span[row]][1].replace(day=1))


def weight_changes(
    store: Store, reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None]
) -> list[dict[str, Any]]:
    """The weights of known units and KPIs that would be other than before, as a preview lists changes of the register."""
    held: dict[tuple[int | None, int | None], dict[date, float]] = defaultdict(dict)
    if reading.weight is not None:
        for row in store.rows("assignments"):
            held[row["unit_id"], row["kpi_id"]][row["valid_from"]] = row["weight"]
    changes = []
    for said in stated_weights(reading):
        pair = unit_ids[said.unit], kpi_ids[said.kpi]
        months = held[pair]
        before = months.get(max((start for start in months if start <= said.start), default=said.start))
        if None not in pair and before != said.weight:
            name = f"{reading.kpis[said.kpi]} · {'/'.join(reading.units[said.unit])}"
            changes.append({"line": int(reading.line[said.row]), "name": name, "field": "weight", "old": before,
                            "new": said.weight, "since": said.start})  # fmt: skip
        months[said.start] = said.weight
    return changes


def weight_checks(
    store: Store, reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None]
) -> list[Problem]:
    """A warning for each unit that gets weights for some of its KPIs only: the others will not count in its score."""
    first: dict[int, Weight] = {}
    weighed: dict[int, set[str]] = defaultdict(set)
    for said in stated_weights(reading):
        first.setdefault(said.unit, said)
        weighed[said.unit].add(reading.kpis[said.kpi])
    if not first:
        return []
    names = {found: reading.kpis[code] for code, found in enumerate(kpi_ids) if found is not None}
    names |= {row["kpi_id"]: row["name"] for row in store.rows("kpi_names") if row["kpi_id"] not in names}
    codes = {found: code for code, found in enumerate(unit_ids) if found is not None}
    known: dict[int, set[str]] = defaultdict(set)
    for row in store.rows("pairs"):
        if row["unit_id"] in codes:
            (weighed if row["weighed"] else known)[codes[row["unit_id"]]].add(names[row["kpi_id"]])
    kept = reading.kept & ~np.isnan(reading.values["actual"]) if "actual" in reading.values else reading.kept
    for unit, kpi in set(zip(reading.unit[kept].tolist(), reading.kpi[kept].tolist(), strict=True)):
        known[unit].add(reading.kpis[kpi])
    found = []
    for unit, said in first.items():
        if bare := sorted(known[unit] - weighed[unit]):
            named = ", ".join(bare[:_NAMED]) + ("…" if len(bare) > _NAMED else "")
            found.append(problem(int(reading.line[said.row]), reading.headers.get("weight", ""), f"{said.weight:g}",
                                 "door_weights", warning=True, unit="/".join(reading.units[unit]), count=len(bare),
                                 kpis=named, month=period_text("month", said.start)))  # fmt: skip
    return found
