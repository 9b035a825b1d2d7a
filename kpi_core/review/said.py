"""What was said about a KPI and what is done about it: append-only, with author and time."""

from dataclasses import dataclass
from datetime import date, datetime

from kpi_core.review.changed import ChangedMeanwhile, Clash
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Kpi, Period, Store, Unit, once_a_version
from kpi_core.store import add_row
from kpi_core.tables import STEPS

_LONGEST = 2000


class NotSaid(Refusal):
    """Nothing was written, and what is missing."""


@dataclass(frozen=True)
class Remark:
    """A comment or a cause."""

    period: date
    kind: str
    text: str
    who: str
    moment: datetime


@dataclass(frozen=True)
class Action:
    """A countermeasure with its latest step; `state` is open or one of STEPS."""

    action_id: int
    period: date
    text: str
    owner: str
    due: date
    who: str
    moment: datetime
    state: str
    note: str | None
    stepped_by: str | None
    stepped: datetime | None

    @property
    def live(self) -> bool:
        """Whether it is still being worked on."""
        return self.state in ("open", "started", "reopened")


@dataclass(frozen=True)
class Live:
    """The live countermeasures of one unit's KPI: how many, the earliest due date, one owner."""

    count: int
    due: date
    owner: str


def remarks(store: Store, unit: Unit, kpi: Kpi, grain: str) -> list[Remark]:
    """What was said, newest first."""
    return [Remark(row["period"], row["kind"], row["text"], row["who"], row["moment"]) for row in
            store.rows("remarks", unit=unit.unit_id, kpi=kpi.kpi_id, grain=grain)]  # fmt: skip


def actions(store: Store, unit: Unit, kpi: Kpi, grain: str) -> list[Action]:
    """Countermeasures, newest first."""
    return [Action(**row) for row in store.rows("actions", unit=unit.unit_id, kpi=kpi.kpi_id, grain=grain)]


@once_a_version
def live_actions(store: Store, grain: str) -> dict[tuple[int, int], Live]:
    """The (unit, KPI) pairs with a countermeasure that is still being worked on; read once per data version."""
    return {(row["unit_id"], row["kpi_id"]): Live(row["live"], row["due"], row["owner"])
            for row in store.rows("live_actions", grain=grain)}  # fmt: skip


def say(store: Store, unit: Unit, kpi: Kpi, period: Period, kind: str, text: str, who: str) -> int:
    """Add a comment or a cause; returns its number. Raises NotSaid."""
    return add_row(
        store, "remark", _name(who), _about(unit, kpi), **_key(unit, kpi, period), kind=kind, text=_text(text)
    )


def agree(store: Store, unit: Unit, kpi: Kpi, period: Period, text: str, owner: str, due: date | None, who: str) -> int:
    """Add a countermeasure with one owner and a due date; returns its number. Raises NotSaid."""
    if not owner.strip():
        raise NotSaid("say.no_owner")
    if due is None or due < period.first:
        raise NotSaid("say.no_due")
    return add_row(store, "action", _name(who), _about(unit, kpi), **_key(unit, kpi, period), text=_text(text),
                   owner=owner.strip(), due=due)  # fmt: skip


def step(store: Store, action: Action, what: str, note: str, who: str) -> int:
    """A step of a countermeasure: one of STEPS, with a note. Raises NotSaid when it changes nothing.

    Raises ChangedMeanwhile when somebody else has taken it further than `action` shows.
    """
    if what not in STEPS or what == action.state or (what == "reopened") == action.live:
        raise NotSaid("say.no_step", action=action.text)
    if what == "cancelled" and not note.strip():
        raise NotSaid("say.no_reason")
    with store.held():
        row = store.rows("action_state", action=action.action_id)[0]
        if row["state"] != action.state:
            raise ChangedMeanwhile([Clash("step", action.text, action.action_id, action.state, row["state"], what,
                                          row["who"], row["moment"])])  # fmt: skip
        return add_row(store, "action_event", _name(who), {"action": action.text}, action_id=action.action_id, what=what,
                       note=note.strip()[:_LONGEST] or None)  # fmt: skip


def start_anew(store: Store, unit: Unit, kpi: Kpi, period: Period, reason: str, who: str) -> int:
    """Decide that the KPI's limits start anew at `period`, with the reason; returns the decision's number. Raises NotSaid."""
    if not reason.strip():
        raise NotSaid("say.no_reason")
    return add_row(store, "baseline", _name(who), _about(unit, kpi), **_key(unit, kpi, period), reason=_text(reason))


def _key(unit: Unit, kpi: Kpi, period: Period) -> dict[str, object]:
    return {"unit_id": unit.unit_id, "kpi_id": kpi.kpi_id, "grain": period.grain, "period": period.first}


def _about(unit: Unit, kpi: Kpi) -> dict[str, object]:
    return {"unit": unit.address, "kpi": kpi.values["name"]}


def _text(text: str) -> str:
    if not text.strip():
        raise NotSaid("say.no_text")
    return text.strip()[:_LONGEST]


def _name(who: str) -> str:
    if not who.strip():
        raise NotSaid("say.no_name")
    return who.strip()
