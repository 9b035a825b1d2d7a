"""Nobody overwrites unseen: what a form was drawn from is compared with what is there now, under the write lock."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from kpi_core.review.refusal import Refusal
from kpi_core.store import Effect, Store

_LOOKED_BACK = 500
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Saved:
    """What a form wrote (or, rehearsed, would write): the keys of what is other than before, and what moves on the boards."""

    what: list[Any]
    effect: Effect | None = None

    @property
    def moves(self) -> bool:
        """Whether a status or a score turns."""
        return self.effect is not None and bool(self.effect.turned or self.effect.score_count)


@dataclass(frozen=True)
class Clash:
    """One field of a form that somebody else changed: as it was seen, as it is now, and as it was to be.

    `field` is a name of the register, of a setting or of a form, `place` the unit, month or item it stands at; `who` and
    `moment` (UTC) are None where nobody is known to have changed it.
    """

    field: str
    place: object
    key: Any
    seen: Any
    now: Any
    wanted: Any
    who: str | None
    moment: datetime | None


class ChangedMeanwhile(Refusal):
    """Nothing was written: what a form was drawn from is no longer so. `clashes` has every field."""

    def __init__(self, clashes: list[Clash]) -> None:
        super().__init__("changed_meanwhile", count=len(clashes))
        self.clashes = clashes


def differing(seen: Mapping[Key, Value], wanted: Mapping[Key, Value]) -> dict[Key, Value]:
    """What a person changed: the keys of `wanted` that are other than what was seen; a key never seen was None."""
    return {key: value for key, value in wanted.items() if value != seen.get(key)}


def unseen(seen: Mapping[Key, Value], wanted: Mapping[Key, Value], now: Mapping[Key, Value]) -> list[Key]:
    """The wanted keys whose present value was never seen, nor is the wanted one."""
    return [key for key, value in wanted.items() if now.get(key) != seen.get(key) and now.get(key) != value]


def refuse_unseen(
    field: Callable[[Any], tuple[str, object]],
    seen: Mapping[Any, Any],
    wanted: Mapping[Any, Any],
    now: Mapping[Any, Any],
    by: Callable[[Any], tuple[str, datetime] | None],
) -> None:
    """Raise ChangedMeanwhile for every wanted key that somebody else changed; `field` names it and its place, `by` who did."""
    clashes = []
    for key in unseen(seen, wanted, now):
        name, place = field(key)
        who, moment = by(key) or (None, None)
        clashes.append(Clash(name, place, key, seen.get(key), now.get(key), wanted[key], who, moment))
    if clashes:
        raise ChangedMeanwhile(clashes)


def changed_by(
    store: Store, what: str, about: Callable[[dict[str, Any]], bool], uploads: Iterable[int] = ()
) -> tuple[str, datetime] | None:
    """Who did the latest deed `what` whose detail is `about` it, or took in, undid or redid one of `uploads`; None when unknown."""
    numbers = set(uploads)
    for row in store.rows("audit_log", count=_LOOKED_BACK):
        detail = json.loads(row["detail"])
        file = row["what"] in ("import", "undo", "redo") and detail.get("upload") in numbers
        if file or (row["what"] == what and about(detail)):
            return str(row["who"]), row["moment"]
    return None


def fact_changed_by(store: Store, unit_id: int, kpi_id: int, month: date) -> tuple[str, datetime] | None:
    """Who last took in, undid or redid a file that speaks of a unit's KPI in a month."""
    files = [row["upload_id"] for row in store.rows("uploads_of_fact", unit=unit_id, kpi=kpi_id, period=month)]
    return changed_by(store, "", bool, files)
