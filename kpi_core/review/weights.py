"""Weights in a facts file: what it says of them, what that changes, and which KPIs it leaves without one."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, period_text, problem
from kpi_core.review.names import Names
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


def stated_weights(reading: Reading) -> list[Weight]:
    """The kept weights of a reading by month, each only where it is another than that of the month before.

    A weight holds from the month it first stands at. A file states its weights whether they are known or not: what one
    file says must not hang on whether another stands.
    """
    if reading.weight is None:
        return []
    rows = np.flatnonzero(reading.kept & ~np.isnan(reading.weight))
    days = np.array([first.toordinal() for _, first in reading.spans], np.int64)[reading.span[rows]]
    pair, weight = _pairs(reading, rows), reading.weight[rows]
    order = np.lexsort((days, pair))
    new = np.ones(len(rows), bool)
    new[1:] = (np.diff(pair[order]) != 0) | (np.diff(weight[order]) != 0)
    news = order[new]
    found = rows[news[np.argsort(days[news], kind="stable")]]
    return [
        Weight(row, int(reading.unit[row]), int(reading.kpi[row]), float(reading.weight[row]),
               reading.spans[reading.span[row]][1].replace(day=1)) for row in found.tolist()
    ]  # fmt: skip


def _pairs(reading: Reading, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """One number for each unit and KPI of these rows."""
    return reading.unit[rows].astype(np.int64) * len(reading.kpis) + reading.kpi[rows]


def weight_changes(
    store: Store, reading: Reading, stated: list[Weight], unit_ids: list[int | None], kpi_ids: list[int | None]
) -> list[dict[str, Any]]:
    """The weights of known units and KPIs that would be other than before, as a preview lists changes of the register."""
    if not stated:
        return []
    held: dict[tuple[int, int], list[tuple[date, float]]] = defaultdict(list)
    for row in store.rows("assignments"):
        held[row["unit_id"], row["kpi_id"]].append((row["valid_from"], row["weight"]))
    last: dict[tuple[int, int], tuple[date, float]] = {}
    changes = []
    for said in stated:
        unit, kpi = unit_ids[said.unit], kpi_ids[said.kpi]
        if unit is None or kpi is None:
            continue
        known, here = held[unit, kpi], last.get((unit, kpi))
        at = bisect_right(known, said.start, key=_start)
        before = known[at - 1] if at else None
        if here is not None and (before is None or here[0] >= before[0]):
            before = here
        last[unit, kpi] = said.start, said.weight
        if before is None or before[1] != said.weight:
            name = f"{reading.kpis[said.kpi]} · {'/'.join(reading.units[said.unit])}"
            changes.append({"line": int(reading.line[said.row]), "name": name, "field": "weight", "since": said.start,
                            "old": None if before is None else before[1], "new": said.weight})  # fmt: skip
    return changes


def _start(known: tuple[date, float]) -> date:
    return known[0]


def weight_checks(
    store: Store, known_names: Names, reading: Reading, stated: list[Weight],
    unit_ids: list[int | None], kpi_ids: list[int | None],
) -> list[Problem]:  # fmt: skip
    """A warning for each unit that gets weights for some of its KPIs only: the others will not count in its score.

    KPIs that are only shown have no weight.
    """
    if not stated:
        return []
    first: dict[int, Weight] = {}
    weighed: dict[int, set[str]] = defaultdict(set)
    for said in stated:
        first.setdefault(said.unit, said)
        weighed[said.unit].add(reading.kpis[said.kpi])
    # Of two names of one, the reading's codes are those of the first.
    names = {row["kpi_id"]: row["name"] for row in store.rows("kpi_names")}
    names |= {found: reading.kpis[code] for code, found in reversed([*enumerate(kpi_ids)]) if found is not None}
    codes = {found: code for code, found in reversed([*enumerate(unit_ids)]) if found is not None}
    known: dict[int, set[str]] = defaultdict(set)
    for row in store.rows("pairs"):
        if row["unit_id"] in codes:
            (weighed if row["weighed"] else known)[codes[row["unit_id"]]].add(names[row["kpi_id"]])
    kept = reading.kept & ~np.isnan(reading.values["actual"]) if "actual" in reading.values else reading.kept
    for code in np.unique(_pairs(reading, np.flatnonzero(kept))).tolist():
        unit, kpi = divmod(code, len(reading.kpis))
        name, said_here = reading.kpis[kpi], reading.said.get("direction", {}).get(kpi)
        if "none" not in (said_here, known_names.stated(name, "direction")):
            known[unit].add(name)
    found = []
    for unit, said in first.items():
        if bare := sorted(known[unit] - weighed[unit]):
            named = ", ".join(bare[:_NAMED]) + ("…" if len(bare) > _NAMED else "")
            found.append(problem(int(reading.line[said.row]), reading.headers.get("weight", ""), f"{said.weight:g}",
                                 "door_weights", warning=True, unit="/".join(reading.units[unit]), count=len(bare),
                                 kpis=named, month=period_text("month", said.start)))  # fmt: skip
    return found
