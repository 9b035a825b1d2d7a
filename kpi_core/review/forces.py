"""Forces > Ten forces: where do we stand against the industry, and do we agree?"""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures import agreement
from kpi_core.measures.trend import Numbers
from kpi_core.review.rounds import Item, Round, items_of
from kpi_core.review.scope import Store
from kpi_core.tables.surveys import GRADES


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
    complete: int | None
    concordance: agreement.Concordance
    intra_class: agreement.IntraClass
    flagged: int
    overall_without_flagged: float | None
    concordance_without_flagged: float | None
    groups: list[tuple[str, int, list[float | None] | None]]
    others: list[tuple[Round, list[float | None], list[Change]]]

    @property
    def shown(self) -> bool:
        """Whether the round is closed and has enough raters to show anything."""
        return bool(self.levels)


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
    """A round with its agreement, and up to two others beside it (other years, other companies).

    Nothing but how many answered while the round is open: who hands in a sheet between two looks would be found.
    """
    items = items_of(store, asked)
    grades, teams = _table(store, asked, items)
    if not asked.readable:
        grades = grades[:, :0]
    enough = grades.shape[1] >= agreement.LEAST
    shown = grades if enough else grades[:, :0]
    found = agreement.raters(grades) if enough else None
    kept = grades[:, ~found.flagged] if found is not None else grades
    few = kept.shape[1] < agreement.LEAST
    return Forces(
        round=asked, items=items, levels=_levels(items, grades) if enough else [],
        overall=float(np.nanmean(grades)) if enough else None, raters=asked.sheets,
        complete=agreement.complete(grades).shape[1] if enough else None, concordance=agreement.concordance(shown),
        intra_class=agreement.intra_class(shown),
        flagged=int(found.flagged.sum()) if found is not None else 0,
        overall_without_flagged=None if few else float(np.nanmean(kept)),
        concordance_without_flagged=None if few else agreement.concordance(kept).w,
        groups=_groups(grades, teams) if enough and len(asked.shown_at) <= 1 else [],
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
    """Another round's means on the same items, and the change from it; empty while it is open or below five raters."""
    theirs, _ = _table(store, other, items)
    if not other.readable or theirs.shape[1] < agreement.LEAST:
        return other, [None] * len(items), []
    means = [_known(float(np.nanmean(row))) if np.any(~np.isnan(row)) else None for row in theirs]
    found = agreement.difference(theirs, grades, paired=False)
    return other, means, [
        Change(item, float(found.change[at]), float(found.low[at]), float(found.high[at]), float(found.adjusted[at]),
               bool(found.adjusted[at] < 0.05))
        for at, item in enumerate(items) if not np.isnan(found.change[at])
    ]  # fmt: skip
