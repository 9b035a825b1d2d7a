"""Design > Catalogue: what a KPI weighs in each unit from a month on, and changing that for the months from then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kpi_core.review.catalogue import BadValue
from kpi_core.review.changed import Saved, changed_by, differing, refuse_unseen
from kpi_core.review.scope import Kpi
from kpi_core.store import ALWAYS as ALWAYS
from kpi_core.store import Store, deed


@dataclass(frozen=True)
class Weight:
    """A unit's weight for a KPI from a month on."""

    unit_id: int
    weight: float
    valid_from: date


@dataclass(frozen=True)
class Weights:
    """What a KPI weighs in the month `start`: per unit id the weight in force, since when, and the next that follows.

    A unit where it weighs nothing (never assigned, or ended by a 0) is not in `held`.
    """

    kpi: Kpi
    start: date
    held: dict[int, float]
    since: dict[int, date]
    later: dict[int, Weight]


def weights(store: Store, kpi_id: int) -> list[Weight]:
    """The assignments of a KPI, by unit and first month."""
    return [Weight(**row) for row in store.rows("weights", kpi=kpi_id)]


def weights_at(store: Store, kpi: Kpi, start: date) -> Weights:
    """What the KPI weighs in the month `start` (ALWAYS: from the beginning of time)."""
    held: dict[int, float] = {}
    since: dict[int, date] = {}
    later: dict[int, Weight] = {}
    for row in weights(store, kpi.kpi_id):
        if row.valid_from > start:
            later.setdefault(row.unit_id, row)
            continue
        held[row.unit_id], since[row.unit_id] = row.weight, row.valid_from
    held = {unit: weight for unit, weight in held.items() if weight}
    return Weights(kpi, start, held, {unit: since[unit] for unit in held}, later)


def change_weights(store: Store, seen: Weights, wanted: Mapping[int, float], who: str, keep: bool = True) -> Saved:
    """Set the wanted weights (by unit id; 0 ends one) that are other than `seen`, from its month on.

    What began before stays for the months before; what follows later stays as well. With `keep` False only rehearsed.
    Raises BadValue, and ChangedMeanwhile where a weight in that month is no longer as it was seen.
    """
    for weight in wanted.values():
        if not 0 <= weight < float("inf"):
            raise BadValue("weight", weight, "bad_number")
    # A weight of nothing is none.
    typed = {unit: weight or None for unit, weight in wanted.items()}
    with store.held():
        now = weights_at(store, seen.kpi, seen.start)
        asked = differing(seen.held, typed)
        refuse_unseen(
            lambda unit: ("weight", unit), seen.held, asked, now.held,
            lambda unit: _changed_by(store, seen.kpi.kpi_id, unit),
        )  # fmt: skip
        asked = differing(now.held, asked)
        if not asked:
            return Saved([])
        with deed(store, who, watched=True, keep=keep) as doing:
            for unit, held in asked.items():
                doing.state(0, unit, seen.kpi.kpi_id, "weight", repr(float(held or 0)), seen.start)
            doing.note("weights", {"kpi": seen.kpi.values["name"], "kpi_id": seen.kpi.kpi_id,
                                   "before": {unit: now.held.get(unit) for unit in asked},
                                   "after": asked, "valid_from": seen.start})  # fmt: skip
    return Saved(sorted(asked), doing.effect)


def _changed_by(store: Store, kpi_id: int, unit: int) -> tuple[str, datetime] | None:
    files = [row["upload_id"] for row in store.rows("uploads_of_kpi", kpi=kpi_id, unit=unit, field="weight")]
    return changed_by(store, "weights", lambda d: d.get("kpi_id") == kpi_id and str(unit) in d["after"], files)
