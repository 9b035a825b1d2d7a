"""Forces > Ten forces: where do we stand against the industry, and do we agree?"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from kpi_core.intake import Unreadable as Unreadable
from kpi_core.intake import fold
from kpi_core.intake.ratings import Ratings as Ratings
from kpi_core.intake.ratings import read_ratings
from kpi_core.measures import agreement
from kpi_core.measures.trend import Numbers
from kpi_core.review.scope import Store
from kpi_core.store import add_sheets, add_survey, turn_survey
from kpi_core.tables.surveys import GRADES

_MODELS = Path(__file__).parents[2] / "data" / "forces"
TEN = "ten"


class NoRound(Exception):
    """Something a round does not allow: `code` and `values` make the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


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
    """One round of a survey; `state` is opened, closed or reopened, `sheets` how many raters answered."""

    survey_id: int
    kind: str
    title: str
    subject: str
    period: date
    scale: str
    who: str
    state: str
    sheets: int

    @property
    def closed(self) -> bool:
        """Whether no further answer is taken."""
        return self.state == "closed"


@dataclass(frozen=True)
class Level:
    """One item's result; None where too few raters are known. `counts` says how many gave each grade from 1 on."""

    item: Item
    mean: float | None
    sd: float | None
    low: float | None
    high: float | None
    proportion: float | None
    rank: int | None
    best: int | None
    worst: int | None
    agreement: float | None
    raters: int
    counts: list[int]

    @property
    def position(self) -> int | None:
        """The grade whose anchor is nearest to the mean."""
        return None if self.mean is None else agreement.position(self.mean)


@dataclass(frozen=True)
class Change:
    """One item's change from another round, against rater noise; `real` after Holm's adjustment at 5 %."""

    item: Item
    change: float
    low: float
    high: float
    p: float
    real: bool


@dataclass(frozen=True)
class Forces:
    """A round as it may be shown: nothing below five raters, no group that could be found by subtraction."""

    round: Round
    items: list[Item]
    levels: list[Level]
    overall: float | None
    raters: int
    complete: int
    concordance: agreement.Concordance
    intra_class: agreement.IntraClass
    flagged: int
    overall_without_flagged: float | None
    concordance_without_flagged: float | None
    groups: list[tuple[str, int, list[float | None] | None]]
    others: list[tuple[Round, list[float | None], list[Change]]]

    @property
    def shown(self) -> bool:
        """Whether there are enough raters to show anything."""
        return self.raters >= agreement.LEAST


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


def open_round(store: Store, title: str, subject: str, period: date, scale: str, who: str, name: str = TEN) -> int:
    """Open a round of a model; returns its number. Raises NoRound without a title or subject, or for a title in use."""
    if not title.strip() or not subject.strip() or not who.strip():
        raise NoRound("forces.no_title")
    if any(fold(known.title) == fold(title) for known in rounds(store)):
        raise NoRound("forces.title_used", title=title)
    items = [(i.item, i.name, i.name_en, i.meaning, i.meaning_en) for i in model(name)]
    return add_survey(store, who.strip(), "forces", title.strip(), subject.strip(), period.replace(day=1), scale, items)


def turn_round(store: Store, asked: Round, what: str, who: str) -> None:
    """Close a round, or open it again. Raises NoRound when it is so already."""
    if (what == "closed") == asked.closed:
        raise NoRound("forces.already", title=asked.title)
    turn_survey(store, asked.survey_id, what, who)


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
    add_sheets(store, asked.survey_id, [(sheet.team, sheet.grades) for sheet in found.sheets], who)
    return len(found.sheets)


def rate(store: Store, asked: Round, team: str | None, grades: dict[str, int]) -> None:
    """Keep one rater's answers. Raises NoRound when the round is closed, a grade is off the scale or an item unknown."""
    if asked.closed:
        raise NoRound("forces.closed", title=asked.title)
    known = {i.item for i in items_of(store, asked)}
    if not grades or not set(grades) <= known or not all(grade in GRADES for grade in grades.values()):
        raise NoRound("forces.bad", count=1)
    add_sheets(store, asked.survey_id, [(team or None, grades)], "")


def _table(store: Store, asked: Round, items: list[Item]) -> tuple[Numbers, list[str | None]]:
    """Grades (items, sheets) with NaN for a missing one, and each sheet's team."""
    rows = store.rows("ratings", survey=asked.survey_id)
    sheets = {sheet: at for at, sheet in enumerate(dict.fromkeys(row["sheet"] for row in rows))}
    place = {item.item: at for at, item in enumerate(items)}
    grades = np.full((len(items), len(sheets)), np.nan)
    teams: list[str | None] = [None] * len(sheets)
    for row in rows:
        if row["item"] in place:
            grades[place[row["item"]], sheets[row["sheet"]]] = row["grade"]
            teams[sheets[row["sheet"]]] = row["team"]
    return grades, teams


def forces(store: Store, asked: Round, beside: list[Round]) -> Forces:
    """A round with its agreement, and up to two others beside it (other years, other companies)."""
    items = items_of(store, asked)
    grades, teams = _table(store, asked, items)
    enough = grades.shape[1] >= agreement.LEAST
    found = agreement.raters(grades) if enough else None
    kept = grades[:, ~found.flagged] if found is not None else grades
    few = kept.shape[1] < agreement.LEAST
    return Forces(
        round=asked, items=items, levels=_levels(items, grades) if enough else [],
        overall=float(np.nanmean(grades)) if enough else None, raters=grades.shape[1],
        complete=agreement.complete(grades).shape[1], concordance=agreement.concordance(grades if enough else grades[:, :0]),
        intra_class=agreement.intra_class(grades if enough else grades[:, :0]),
        flagged=int(found.flagged.sum()) if found is not None else 0,
        overall_without_flagged=None if few else float(np.nanmean(kept)),
        concordance_without_flagged=None if few else agreement.concordance(kept).w,
        groups=_groups(grades, teams) if enough else [],
        others=[_beside(store, other, items, grades) for other in beside[:2]] if enough else [],
    )  # fmt: skip


def _levels(items: list[Item], grades: Numbers) -> list[Level]:
    table, within = agreement.levels(grades), agreement.within_group(grades)
    sure = grades.shape[1] >= agreement.ENOUGH
    drawn = agreement.bootstrap(grades) if sure else None
    return [
        Level(
            item=item, mean=_known(table.mean[at]), sd=_known(table.sd[at]), low=_known(table.low[at]), high=_known(table.high[at]),
            proportion=_known(table.proportion[at]), rank=int(table.rank[at]) or None,
            best=round(float(drawn.best[at])) if drawn else None, worst=round(float(drawn.worst[at])) if drawn else None,
            agreement=_known(max(0.0, within[at]) if not np.isnan(within[at]) else np.nan), raters=int(table.raters[at]),
            counts=[int(np.sum(grades[at] == grade)) for grade in GRADES],
        )
        for at, item in enumerate(items)
    ]  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _groups(grades: Numbers, teams: list[str | None]) -> list[tuple[str, int, list[float | None] | None]]:
    """Each group with its size and its means, None for a hidden one: below five, or found by subtraction."""
    sizes = {team: teams.count(team) for team in dict.fromkeys(teams) if team}
    # Raters without a group could be subtracted too: they count as one.
    nameless = teams.count(None)
    shown = agreement.shown_groups({**sizes, **({"": nameless} if nameless and sizes else {})})
    found: list[tuple[str, int, list[float | None] | None]] = []
    for team, size in sizes.items():
        columns = [at for at, other in enumerate(teams) if other == team]
        means = [_known(float(np.nanmean(row))) if np.any(~np.isnan(row)) else None for row in grades[:, columns]]
        found.append((team, size, means if shown[team] else None))
    return found


def _beside(
    store: Store, other: Round, items: list[Item], grades: Numbers
) -> tuple[Round, list[float | None], list[Change]]:
    """Another round's means on the same items, and the change from it; empty below five raters."""
    theirs, _ = _table(store, other, items)
    if theirs.shape[1] < agreement.LEAST:
        return other, [None] * len(items), []
    means = [_known(float(np.nanmean(row))) if np.any(~np.isnan(row)) else None for row in theirs]
    found = agreement.difference(theirs, grades, paired=False)
    return other, means, [
        Change(item, float(found.change[at]), float(found.low[at]), float(found.high[at]), float(found.adjusted[at]),
               bool(found.adjusted[at] < 0.05))
        for at, item in enumerate(items) if not np.isnan(found.change[at])
    ]  # fmt: skip
