"""When the columns of a table are: periods in their heads, completed by a year that stands elsewhere."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.grammar import Head
from kpi_core.intake.heads import Row
from kpi_core.intake.periods import parse_period, with_year
from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.roles import KEPT

if TYPE_CHECKING:
    from kpi_core.intake.dimension import Told

# Stands before a month or quarter whose year nobody tells.
UNDATED = "?"


@dataclass(frozen=True)
class Timed:
    """A column of figures with its head and the text of its period ("" when a column or a title tells it)."""

    place: int
    head: Head
    period: str


def placed_in_time(figures: list[tuple[int, Head]], known: "Told", rows: list[Row]) -> tuple[list[Timed], list[str]]:
    """The columns of figures with their periods, and the heads of those left out: sums of others, other years, a whole year's target.

    Raises Unreadable where heads and a column both say when, and differ.
    """
    dropped: list[str] = []
    if "period" in known.keys:
        return _beside_a_column(figures, known, rows, dropped), dropped
    across = any(head.timed and not head.yearly for _, head in figures)
    shifts = _years_on(figures, known)
    found = []
    for place, head in figures:
        if head.yearly and head.role in KEPT and not head.timed and (across or not known.misses("period")):
            if head.role == "target" and across and not head.names:
                found.append(Timed(place, head, known.year or UNDATED))
            else:
                dropped.append(head.text)
            continue
        found.append(Timed(place, head, _period(head, known, shifts.get(place, 0))))
    return _without_sums(_dated_by_others(found), dropped), dropped


def _dated_by_others(found: list[Timed]) -> list[Timed]:
    """Columns whose year nobody tells (`Q1 RAG`, `一季度`) by the columns beside them that have one."""
    dated = {one.period for one in found if one.period and not one.period.startswith(UNDATED)}
    parts: dict[tuple[int, int], set[str]] = {}
    for one in found:
        if one.period in dated:
            for said in find_periods(one.period):
                parts.setdefault((said.month or 0, said.quarter or 0), set()).add(one.period)
    years = {span[1].year for period in dated if (span := parse_period(period))}
    kept = []
    for one in found:
        same = (
            parts.get((one.head.month, one.head.quarter), set())
            if one.period[:1] == UNDATED and one.period[1:]
            else set()
        )
        if len(same) == 1:
            one = replace(one, period=next(iter(same)))
        elif one.period[:1] == UNDATED and len(years) == 1 and all(parse_period(period) for period in dated):
            one = replace(one, period=with_year(str(next(iter(years))), one.period[1:]) or str(next(iter(years))))
        kept.append(one)
    return kept


def _period(head: Head, known: "Told", shift: int) -> str:
    """The text of a head's period; a month without year takes the file's, or waits for its row's (a year column)."""
    if head.period:
        return head.period
    if head.month or head.quarter:
        bare = f"{head.month}" if head.month else f"Q{head.quarter}"
        if "year" in known.keys:
            return bare
        if not known.year:
            return UNDATED + bare
        year = int(known.year) + shift if known.year.isdigit() else known.year
        return f"{year}-{head.month:02d}" if head.month else f"{year}Q{head.quarter}"
    return head.year


def _years_on(figures: list[tuple[int, Head]], known: "Told") -> dict[int, int]:
    """How many years after the first each column is, where months go round (4 ... 12, 1, 2, 3).

    Raises Unreadable unless a person tells the year of the first.
    """
    shifts: dict[int, int] = {}
    before: dict[tuple[object, ...], tuple[int, int]] = {}
    for place, head in figures:
        at = head.month or head.quarter * 3
        if head.period or not at:
            continue
        key = (head.role, head.names)
        last, shift = before.get(key, (0, 0))
        shifts[place] = shift + (at <= last)
        before[key] = (at, shifts[place])
    if any(shifts.values()) and known.year and not known.given.fixed.get("year"):
        months = ", ".join(head.text for _, head in figures)
        raise Unreadable(problem(known.line, "", months[:60], "year_unknown"))
    return shifts


def _beside_a_column(
    figures: list[tuple[int, Head]], known: "Told", rows: list[Row], dropped: list[str]
) -> list[Timed]:
    """Columns whose rows say when: a head's year must be theirs."""
    place_of_period = known.keys["period"]
    texts = {row[place_of_period] for _, row in rows if place_of_period < len(row) and row[place_of_period]}
    spans = [parse_period(text) for text in texts]
    years = {str(span[1].year) for span in spans if span} | {
        y for text in texts for y in re.findall(r"(?:19|20)\d\d", text)
    }
    timed = [(place, head) for place, head in figures if head.timed]
    mine = [(p, h) for p, h in timed if not h.period and not h.month and not h.quarter and {h.year} == years]
    others = [
        (p, h)
        for p, h in timed
        if (p, h) not in mine and not h.period and not h.month and not h.quarter and h.year not in years
    ]
    if len(mine) + len(others) < len(timed):
        heads = [head.text for _, head in timed]
        raise Unreadable(problem(known.line, heads[0], ", ".join(heads), "periods_twice", heads=heads))
    dropped += [head.text for _, head in others]
    kept = []
    for place, head in figures:
        if (place, head) in others:
            continue
        if head.yearly and head.role in KEPT and not head.timed:
            dropped.append(head.text)
            continue
        kept.append(Timed(place, replace(head, year=""), ""))
    return kept


def _without_sums(found: list[Timed], dropped: list[str]) -> list[Timed]:
    """The columns without quarters and years whose months stand beside them: they are sums, and named as seen."""
    parts: dict[tuple[object, ...], set[str]] = {}
    for one in found:
        span = parse_period(one.period.removeprefix(UNDATED)) if one.period else None
        if span and span[0] == "month":
            key = (one.head.role or "actual", one.head.names)
            parts.setdefault((*key, span[1].year), set()).add(str(span[1].month))
            parts.setdefault((*key, span[1].year, (span[1].month + 2) // 3), set()).add(str(span[1].month))
    kept = []
    for one in found:
        span = parse_period(one.period) if one.period else None
        key = (one.head.role or "actual", one.head.names)
        summed = span is not None and not one.head.yearly and (
            (span[0] == "quarter" and len(parts.get((*key, span[1].year, (span[1].month + 2) // 3), ())) >= 2)
            or (span[0] == "year" and len(parts.get((*key, span[1].year), ())) >= 2)
        )  # fmt: skip
        if summed:
            dropped.append(one.head.text)
        else:
            kept.append(one)
    return kept
