"""Design > Catalogue: the KPI register and its milestones, and changing them with an audit trail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kpi_core.intake import fold
from kpi_core.review.changed import Saved, changed_by, differing, refuse_unseen
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Kpi, kpis
from kpi_core.store import Store, deed
from kpi_core.tables import KPI_FIELDS

_NUMBERS = {name for name, column in KPI_FIELDS.items() if column.type in ("double", "integer")}


class BadValue(Refusal):
    """A field that cannot hold what was typed: `field`, `value` and `why` (a text key)."""

    def __init__(self, field: str, value: object, why: str) -> None:
        super().__init__("bad_form", field=field, value=value, why=why)
        self.field, self.value, self.why = field, value, why


def log(store: Store, limit: int = 50) -> list[tuple[datetime, str, str, str]]:
    """The latest audit rows: moment, who, what, detail."""
    return [(row["moment"], row["who"], row["what"], row["detail"]) for row in store.rows("audit_log", count=limit)]


def change_kpi(store: Store, seen: Kpi, wanted: dict[str, Any], who: str, keep: bool = True) -> Saved:
    """Set the fields that are wanted other than `seen`; with `keep` False only rehearsed.

    Raises BadValue, and ChangedMeanwhile where such a field is no longer as it was seen; then nothing is written.
    """
    wanted = {name: None if value == "" else value for name, value in wanted.items()}
    with store.held():
        asked = differing(seen.values, wanted)
        found = kpis(store).get(seen.kpi_id)
        now = found.values if found else {}
        refuse_unseen(
            lambda name: (name, seen.values["name"]), seen.values, asked, now,
            lambda name: _kpi_changed_by(store, seen.kpi_id, name),
        )  # fmt: skip
        asked = differing(now, asked)
        if not asked:
            return Saved([])
        _check(store, seen.kpi_id, {**now, **asked}, asked)
        with deed(store, who, watched=True, keep=keep) as doing:
            for name, value in asked.items():
                doing.state(0, None, seen.kpi_id, name, None if value is None else _text(value))
            before = {name: now[name] for name in asked}
            doing.note("kpi", {"kpi": now["name"], "kpi_id": seen.kpi_id, "before": before, "after": asked})
    return Saved(sorted(asked), doing.effect)


def _kpi_changed_by(store: Store, kpi_id: int, field: str) -> tuple[str, datetime] | None:
    files = [row["upload_id"] for row in store.rows("uploads_of_kpi", kpi=kpi_id, unit=None, field=field)]
    return changed_by(store, "kpi", lambda d: d.get("kpi_id") == kpi_id and field in d["after"], files)


def _text(value: object) -> str:
    return repr(float(value)) if isinstance(value, int | float) else str(value)


def _check(store: Store, kpi_id: int, wanted: dict[str, Any], asked: dict[str, Any]) -> None:
    for name, column in KPI_FIELDS.items():
        value = wanted[name]
        if value is None or name not in asked:
            continue
        if name in _NUMBERS and (isinstance(value, str) or value != value or abs(value) == float("inf")):
            raise BadValue(name, value, "bad_number")
        if column.allowed and value not in column.allowed:
            raise BadValue(name, value, "bad_number")
    if not str(wanted["name"] or "").strip() or any(
        other.kpi_id != kpi_id and fold(other.values["name"]) == fold(wanted["name"]) for other in kpis(store).values()
    ):
        raise BadValue("name", wanted["name"], "bad_name")
    if wanted["cap"] is not None and not 1.0 <= wanted["cap"] <= 1.5:
        raise BadValue("cap", wanted["cap"], "bad_cap")
    if wanted["watch"] is not None and wanted["good"] is not None and wanted["watch"] > wanted["good"]:
        raise BadValue("watch", wanted["watch"], "bad_edges")
    if wanted["low"] is not None and wanted["high"] is not None and wanted["low"] > wanted["high"]:
        raise BadValue("low", wanted["low"], "bad_band")


@dataclass(frozen=True)
class Milestone:
    """One step of a KPI that is reached or not: its share, when it should be done and when it was."""

    item: str
    weight: float
    due: date | None
    done: date | None


def milestones_of(store: Store, kpi_id: int, unit_id: int) -> dict[str, Milestone]:
    """The milestones of a unit's KPI by item."""
    return {
        row["item"]: Milestone(row["item"], row["weight"], row["due"], row["done"])
        for row in store.rows("milestones", kpi=kpi_id) if row["unit_id"] == unit_id
    }  # fmt: skip


def change_milestones(
    store: Store,
    kpi: Kpi,
    unit_id: int,
    items: list[tuple[str, float, date | None, date | None]],
    who: str,
    seen: dict[str, Milestone] | None = None,
    keep: bool = True,
) -> Saved:
    """Make the milestones of a unit's KPI these (item, weight, due, done); only those other than `seen` are written.

    `seen` None means what is there now. With `keep` False only rehearsed. Raises BadValue, ChangedMeanwhile.
    """
    wanted: dict[str, Milestone | None] = dict(_milestones(items))
    with store.held():
        now = milestones_of(store, kpi.kpi_id, unit_id)
        before = now if seen is None else seen
        asked = differing(before, wanted | dict.fromkeys(before.keys() - wanted.keys()))
        refuse_unseen(
            lambda item: ("milestone", item), before, asked, now,
            lambda item: changed_by(
                store, "milestones", lambda d: (d.get("kpi_id"), d["unit"]) == (kpi.kpi_id, unit_id) and item in d["items"]
            ),
        )  # fmt: skip
        asked = differing(now, asked)
        if not asked:
            return Saved([])
        left = [made for made in {**now, **asked}.values() if made is not None]
        with deed(store, who, watched=True, keep=keep) as doing:
            doing.set_milestones(unit_id, kpi.kpi_id, [(m.item, m.weight, m.due, m.done) for m in left if m.due])
            doing.note("milestones", {"kpi": kpi.values["name"], "kpi_id": kpi.kpi_id, "unit": unit_id,
                                      "items": sorted(asked), "before": [vars(m) for m in now.values()],
                                      "after": [vars(m) for m in left]})  # fmt: skip
    return Saved(sorted(asked), doing.effect)


def _milestones(items: list[tuple[str, float, date | None, date | None]]) -> dict[str, Milestone]:
    """The items by name. Raises BadValue for one without name, due date or weight, or named twice."""
    found: dict[str, Milestone] = {}
    for item, weight, due, done in items:
        if not item.strip() or due is None or not 0 < weight < float("inf"):
            raise BadValue("weight", f"{item} {weight}", "bad_milestone")
        if item.strip() in found:
            raise BadValue("milestone", item.strip(), "bad_item_twice")
        found[item.strip()] = Milestone(item.strip(), weight, due, done)
    return found
