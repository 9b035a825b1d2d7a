"""Rounds of a survey: opened, closed, filled by raters or from a file; who answered is never known."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kpi_core.intake import Unreadable as Unreadable
from kpi_core.intake import clean, fold
from kpi_core.intake.ratings import Ratings as Ratings
from kpi_core.intake.ratings import read_ratings
from kpi_core.review.changed import ChangedMeanwhile, Clash
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Store
from kpi_core.store import (
    RoundTurned,
    add_coded_sheet,
    add_codes,
    add_sheet,
    add_sheets,
    add_survey,
    code_team,
    turn_survey,
)
from kpi_core.tables.surveys import GRADES, LEAST_RATERS

_MODELS = Path(__file__).parents[2] / "data" / "forces"
TEN = "ten"
LEAST_ITEMS, MOST_ITEMS = 3, 16
LEAST = LEAST_RATERS
MOST_CODES = 500


class NoRound(Refusal):
    """Something a round does not allow."""


@dataclass(frozen=True)
class Item:
    """What is graded: a force of the ten, or an item of another model."""

    item: str
    name: str
    name_en: str
    meaning: str
    meaning_en: str

    def title(self, lang: str) -> str:
        """Its name in the reader's language."""
        return self.name_en or self.name if lang == "en" else self.name

    def about(self, lang: str) -> str:
        """What is graded, in the reader's language."""
        return self.meaning_en or self.meaning if lang == "en" else self.meaning


@dataclass(frozen=True)
class Round:
    """One round of a survey; `state` is opened, closed or reopened, `sheets` how many raters answered.

    `closings` says how many had answered at each closing, oldest first, as "6,11".
    `teams` are the groups a rater may choose from, one a line; with `codes` only their holders answer, each once.
    """

    survey_id: int
    kind: str
    title: str
    subject: str
    period: date
    scale: str
    who: str
    teams: str
    state: str
    closings: str | None
    sheets: int
    codes: int

    @property
    def closed(self) -> bool:
        """Whether no further answer is taken."""
        return self.state == "closed"

    @property
    def shown_at(self) -> list[int]:
        """How many had answered at each closing whose results may be read: at least five, and five more than before.

        Two results that differ by fewer would give away those few; so a round that was opened again shows nothing new
        until five more have answered.
        """
        shown: list[int] = []
        for sheets in map(int, (self.closings or "").split(",") if self.closings else []):
            if sheets - (shown[-1] if shown else 0) >= LEAST:
                shown.append(sheets)
        return shown

    @property
    def readable(self) -> bool:
        """Whether its results may be read: it is closed, and no few answers could be found by subtraction."""
        return self.closed and (self.closings is None or self.sheets in self.shown_at)

    @property
    def groups(self) -> list[str]:
        """The groups of raters."""
        return self.teams.splitlines()


@cache
def model(name: str = TEN) -> tuple[Item, ...]:
    """The items of a model, in their order: forces are data, one file a model in `data/forces`."""
    with (_MODELS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(Item(*row) for row in list(csv.reader(file))[1:])


def rounds(store: Store) -> list[Round]:
    """All rounds, the newest month first."""
    return [Round(**row) for row in store.rows("surveys")]


def round_by_text(known: list[Round], text: str | None) -> Round | None:
    """The round a person named by number or title; without a name our newest, that is the first. None when there is none."""
    if text is None or not text:
        return known[0] if known else None
    return next((r for r in known if str(r.survey_id) == text or fold(r.title) == fold(text)), None)


@dataclass(frozen=True)
class Opening:
    """What a round is opened with: its items and the groups of its raters come beside title, company and month."""

    title: str
    subject: str
    period: date
    scale: str
    items: tuple[Item, ...]
    teams: tuple[str, ...] = ()


def open_round(store: Store, asked: Opening, who: str) -> int:
    """Open a round; returns its number. Raises NoRound without a title, subject or name, or for a title in use."""
    title, subject = clean(asked.title), clean(asked.subject)
    if not title or not subject or not who.strip():
        raise NoRound("forces.no_title")
    teams = list(dict.fromkeys(clean(team) for team in asked.teams if clean(team)))
    items = [(i.item, i.name, i.name_en, i.meaning, i.meaning_en) for i in asked.items]
    with store.held():
        if any(fold(known.title) == fold(title) for known in rounds(store)):
            raise NoRound("forces.title_used", title=title)
        return add_survey(
            store, who.strip(), "forces", title, subject, asked.period.replace(day=1), asked.scale, items, teams
        )


def items_from_text(text: str) -> tuple[Item, ...]:
    """The items of another model, one a line: a name and, after a colon, what it means. Raises NoRound under three or twice."""
    found: dict[str, Item] = {}
    for line in text.splitlines():
        name, _, meaning = line.replace("：", ":").partition(":")
        if not clean(name):
            continue
        if fold(name) in found:
            raise NoRound("rounds.item_twice", name=clean(name))
        found[fold(name)] = Item(fold(name), clean(name), "", clean(meaning), "")
    if not LEAST_ITEMS <= len(found) <= MOST_ITEMS:
        raise NoRound("rounds.item_count", count=len(found), least=LEAST_ITEMS, most=MOST_ITEMS)
    return tuple(found.values())


def turn_round(store: Store, asked: Round, what: str, who: str) -> None:
    """Close a round, or open it again. Raises NoRound when it is so already, ChangedMeanwhile when it was turned since it was shown."""
    if (what == "closed") == asked.closed:
        raise NoRound("forces.already", title=asked.title)
    with store.held():
        last = store.rows("survey_turn", survey=asked.survey_id)[0]
        if last["state"] != asked.state:
            raise ChangedMeanwhile([Clash("rounds", asked.title, asked.survey_id, asked.state, last["state"], what,
                                          last["who"], last["moment"])])  # fmt: skip
        with _as_known("forces.already", asked):
            turn_survey(store, asked.survey_id, what, who)


@contextmanager
def _as_known(code: str, asked: Round) -> Iterator[None]:
    """The refusal `code` when somebody has turned the round since it was read."""
    try:
        yield
    except RoundTurned as error:
        raise NoRound(code, title=asked.title) from error


def items_of(store: Store, asked: Round) -> list[Item]:
    """The items of a round in the order of the radar."""
    return [Item(**row) for row in store.rows("survey_items", survey=asked.survey_id)]


def read(store: Store, asked: Round, data: bytes) -> Ratings:
    """What a file of ratings says about a round's items. Raises Unreadable."""
    return read_ratings(data, _named(items_of(store, asked)))


def read_new(data: bytes, name: str = TEN) -> Ratings:
    """What a file says about the items of a model whose round is still to be opened. Raises Unreadable."""
    return read_ratings(data, _named(model(name)))


def _named(items: Iterable[Item]) -> dict[str, str]:
    return {fold(name): i.item for i in items for name in (i.name, i.name_en, i.item) if name}


def take(store: Store, asked: Round, found: Ratings, who: str) -> int:
    """Keep the sheets of a file that is whole; returns how many. Raises NoRound when closed, bad or empty."""
    if asked.closed:
        raise NoRound("forces.closed", title=asked.title)
    if any(not p.warning for p in found.problems) or not found.sheets:
        raise NoRound("forces.bad", count=sum(not p.warning for p in found.problems))
    with _as_known("forces.closed", asked):
        add_sheets(store, asked.survey_id, [(sheet.team, sheet.grades) for sheet in found.sheets], who)
    return len(found.sheets)


def rate(store: Store, asked: Round, team: str | None, grades: dict[str, int], code: str = "") -> None:
    """Keep one rater's answers; with codes the code decides the group and is used up.

    Raises NoRound when the round is closed, a grade is off the scale, an item missing or unknown, or the code is refused.
    """
    admit(store, asked, code)
    known = {i.item for i in items_of(store, asked)}
    if set(grades) != known or not all(grade in GRADES for grade in grades.values()):
        raise NoRound("forces.bad", count=1)
    if team and not asked.codes and team not in asked.groups:
        raise NoRound("forces.bad", count=1)
    with _as_known("rate.closed", asked):
        if not asked.codes:
            add_sheet(store, asked.survey_id, (team or None, grades))
        elif not add_coded_sheet(store, asked.survey_id, code, grades):
            raise NoRound("rate.code_used")


def admit(store: Store, asked: Round, code: str) -> None:
    """Let the holder of a code answer, once; everybody where no codes were made. Raises NoRound.

    An empty or wrong code is refused first: who has none learns nothing of the round.
    """
    found = code_team(store, asked.survey_id, code) if code else None
    if found is None and (asked.codes or code):
        raise NoRound("rate.code_unknown")
    if asked.closed:
        raise NoRound("rate.closed")
    if found is not None and found[0]:
        raise NoRound("rate.code_used")


def make_codes(store: Store, asked: Round, counts: dict[str, int], who: str) -> list[tuple[str, str]]:
    """(group, code) for so many raters a group ("" without one); the codes are not kept. Raises NoRound."""
    if asked.closed:
        raise NoRound("forces.closed", title=asked.title)
    teams = [team or None for team, count in counts.items() for _ in range(count)]
    if not 0 < len(teams) <= MOST_CODES:
        raise NoRound("rounds.code_count", count=len(teams), most=MOST_CODES)
    with _as_known("forces.closed", asked):
        codes = add_codes(store, asked.survey_id, teams, who)
    return [(team or "", code) for team, code in zip(teams, codes, strict=True)]


def answered(store: Store, asked: Round) -> list[tuple[str, int, int]]:
    """(group, codes made, codes used) of a round: who has answered, not what."""
    return [
        (str(row["team"] or ""), int(row["made"]), int(row["used"]))
        for row in store.rows("codes", survey=asked.survey_id)
    ]
