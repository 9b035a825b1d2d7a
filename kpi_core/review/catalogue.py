"""Design > Catalogue: the KPI register, its weights and milestones, and changing them with an audit trail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpi_core.intake import fold
from kpi_core.review.scope import Kpi, kpis
from kpi_core.store import ALWAYS, Store, deed
from kpi_core.tables import KPI_FIELDS

_NUMBERS = {name for name, column in KPI_FIELDS.items() if column.type in ("double", "integer")}


class BadValue(Exception):
    """A field that cannot hold what was typed: `field`, `value` and `why` (a text key)."""

    def __init__(self, field: str, value: object, why: str) -> None:
        super().__init__(field, value, why)
        self.field, self.value, self.why = field, value, why


@dataclass(frozen=True)
class Weight:
    """A unit's weight for a KPI from a month on."""

    unit_id: int
    weight: float
    valid_from: date


def weights(store: Store, kpi_id: int) -> list[Weight]:
    """The assignments of a KPI, by unit and first month."""
    return [Weight(**row) for row in store.rows("weights", kpi=kpi_id)]


def milestones(store: Store, kpi_id: int) -> list[dict[str, Any]]:
    """The milestones of a KPI: unit_id, item, weight, due, done."""
    return store.rows("milestones", kpi=kpi_id)


def log(store: Store, limit: int = 50) -> list[tuple[datetime, str, str, str]]:
    """The latest audit rows: moment, who, what, detail."""
    return [(row["moment"], row["who"], row["what"], row["detail"]) for row in store.rows("audit_log", count=limit)]


def change_kpi(store: Store, kpi: Kpi, changes: dict[str, Any], who: str) -> list[str]:
    """Set the fields that differ from the register; returns their names. Raises BadValue before anything is written."""
    differing = {name: value for name, value in changes.items() if value != kpi.values[name]}
    if not differing:
        return []
    _check(store, kpi, {**kpi.values, **differing}, differing)
    with deed(store, who) as doing:
        for name, value in differing.items():
            doing.state(0, None, kpi.kpi_id, name, None if value is None or value == "" else _text(value))
        before = {name: kpi.values[name] for name in differing}
        doing.note("kpi", {"kpi": kpi.values["name"], "before": before, "after": differing})
    return sorted(differing)


def _text(value: object) -> str:
    return repr(float(value)) if isinstance(value, int | float) else str(value)


def _check(store: Store, kpi: Kpi, wanted: dict[str, Any], differing: dict[str, Any]) -> None:
    for name, column in KPI_FIELDS.items():
        value = wanted[name]
        if value is None or name not in differing:
            continue
        if name in _NUMBERS and (isinstance(value, str) or value != value or abs(value) == float("inf")):
            raise BadValue(name, value, "bad_number")
        if column.allowed and value not in column.allowed:
            raise BadValue(name, value, "bad_number")
    if not str(wanted["name"] or "").strip() or any(
        other.kpi_id != kpi.kpi_id and fold(other.values["name"]) == fold(wanted["name"])
        for other in kpis(store).values()
    ):
        raise BadValue("name", wanted["name"], "bad_name")
    if wanted["cap"] is not None and not 1.0 <= wanted["cap"] <= 1.5:
        raise BadValue("cap", wanted["cap"], "bad_cap")
    if wanted["watch"] is not None and wanted["good"] is not None and wanted["watch"] > wanted["good"]:
        raise BadValue("watch", wanted["watch"], "bad_edges")
    if wanted["low"] is not None and wanted["high"] is not None and wanted["low"] > wanted["high"]:
        raise BadValue("low", wanted["low"], "bad_band")


def change_weights(
    store: Store, kpi: Kpi, changes: dict[int, float], who: str, valid_from: date | None = None
) -> list[int]:
    """Set the weights of a KPI per unit id (0 ends the assignment); returns the units changed. Raises BadValue."""
    for weight in changes.values():
        if not 0 <= weight < float("inf"):
            raise BadValue("weight", weight, "bad_number")
    start = valid_from or ALWAYS
    now = {w.unit_id: w.weight for w in weights(store, kpi.kpi_id) if w.valid_from <= start}
    differing = {unit: weight for unit, weight in changes.items() if weight != now.get(unit, 0.0)}
    if differing:
        with deed(store, who) as doing:
            for unit, weight in differing.items():
                doing.state(0, unit, kpi.kpi_id, "weight", repr(float(weight)), start)
            doing.note("weights", {"kpi": kpi.values["name"], "before": {u: now.get(u) for u in differing},
                                   "after": differing, "valid_from": start})  # fmt: skip
    return sorted(differing)


def change_milestones(
    store: Store, kpi: Kpi, unit_id: int, items: list[tuple[str, float, date | None, date | None]], who: str
) -> None:
    """Replace the milestones of a unit's KPI: (item, weight, due, done). Raises BadValue."""
    for item, weight, due, _ in items:
        if not item.strip() or due is None or not 0 < weight < float("inf"):
            raise BadValue("weight", f"{item} {weight}", "bad_number")
    dated = [(item, weight, due, done) for item, weight, due, done in items if due is not None]
    before = [row for row in milestones(store, kpi.kpi_id) if row["unit_id"] == unit_id]
    with deed(store, who) as doing:
        doing.set_milestones(unit_id, kpi.kpi_id, dated)
        doing.note("milestones", {"kpi": kpi.values["name"], "unit": unit_id, "before": before, "after": items})
