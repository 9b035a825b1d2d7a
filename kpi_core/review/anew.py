"""A preview that is older than the store is made anew before it is written: it goes through while it says the same."""

from typing import Any

from kpi_core.intake import Reading
from kpi_core.review.upload import Preview, preview
from kpi_core.store import Effect, Store


class Stale(Exception):
    """The store has changed since the preview, and the file would now do something else; nothing was written.

    `preview` is the new one, to be looked at.
    """

    def __init__(self, found: Preview) -> None:
        super().__init__(found.name)
        self.preview = found


def previewed_anew(store: Store, found: Preview) -> Preview:
    """The preview of the same file, read as it was, for the store as it is: itself while nothing has changed."""
    if found.version == store.version:
        return found
    fresh = preview(store, found.name, found.data, found.asked_kind, found.given, found.mode)
    stated = {new.name: new.fields for new in found.new_kpis}
    for new in fresh.new_kpis:
        new.fields = stated.get(new.name, new.fields)
    return fresh


def says_the_same(one: Preview, other: Preview) -> bool:
    """Whether two previews of a file would do the same: lines, values, problems, what ends, and what is stated of new KPIs.

    Who makes a new department or KPI is no matter, as long as it is made as this file would.
    """
    return _said(one) == _said(other) and all(
        other.names is not None and other.names.stated(new.name, field) == value
        for new in one.new_kpis if new.name not in {made.name for made in other.new_kpis}
        for field, value in new.fields.items()
    )  # fmt: skip


def _said(found: Preview) -> tuple[Any, ...]:
    """What a file does, for comparing: its lines, the values they are read as, and what they change or end.

    A question that has come up since (a figure outside limits that are new) keeps nothing out, and is no matter.
    """
    errors = [(p.line, p.column, p.value, p.code) for p in found.errors]
    return (
        found.kind, found.mode, found.accepted, found.new, found.changed, found.same, found.left_out, found.no_op,
        errors, found.changes, found.withdrawn, found.register_changes, _values(found.reading),
    )  # fmt: skip


def _values(reading: Reading | None) -> tuple[Any, ...]:
    if reading is None:
        return ()
    return (
        reading.line[reading.kept].tobytes(),
        *(values[reading.kept].tobytes() for values in reading.values.values()),
    )


def same_effect(one: Effect | None, other: Effect | None) -> bool:
    """Whether two effects turn the same statuses and move the same scores, whatever numbers new units have."""
    return _told(one) == _told(other)


def _told(effect: Effect | None) -> object:
    if effect is None:
        return None
    units = {row["unit_id"]: (row["parent_id"], row["name"]) for row in effect.units}

    def path(unit: int | None) -> tuple[str, ...]:
        above, name = units.get(unit or 0, (None, ""))
        return () if unit is None else (*path(above), name)

    statuses = {(path(row["unit_id"]), effect.kpis[row["kpi_id"]]["name"], row["grain"], row["period"]): (row["before"], row["after"])
                for row in effect.statuses}  # fmt: skip
    scores = {(path(row["unit_id"]), row["grain"], row["period"]): (_round(row["before"]), _round(row["after"]))
              for row in effect.scores}  # fmt: skip
    return effect.turned, statuses, effect.score_count, scores, effect.withdrawn


def _round(score: float | None) -> float | None:
    return None if score is None else round(score, 9)
