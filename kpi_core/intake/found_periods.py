"""The periods that a longer text names: a head, a title, a note."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kpi_core.intake.period_forms import WITHIN, Written, plain
from kpi_core.intake.periods import why_none

# Between the first and the last day of a span.
_UNTIL = re.compile(r"\s*(?:-|–|—|~|～|至|到|to|through|until)\s*", re.IGNORECASE)
# Names of months that are also words: they count as months only with a capital.
_WORDS = ("may", "march", "mar", "sep", "dec", "jun")
_SHORT_END = re.compile(r"(?:(?P<m>\d{1,2}) ?[-/.月] ?)?(?P<d>\d{1,2}) ?日?(?!\d)")


@dataclass(frozen=True)
class Found:
    """A period in a text from `start` to `end`: `text` is its normal form as `parse_period` reads it, "" where the year is missing.

    `grain` is month, quarter, week, year or day; or what no store of months holds and is to be refused by name: half, range (a span of
    several months). `month` and `quarter` are what is named of a year, `year` is the year as written in the normal form ("" without one).
    """

    text: str
    grain: str
    month: int | None
    quarter: int | None
    year: str
    start: int
    end: int


def find_periods(text: str) -> list[Found]:
    """Every period that a text names, in its order, none inside another; two equal ones are two.

    `Target (Q1 2024)`, `2024年1月目标`, `1月实际` (a month without year), `FY2024 Budget`; `2024年1月-3月` is one range, and from the first
    to the last day of a month is that month.
    """
    form, places = _mapped(text)
    found: list[Found] = []
    taken = 0
    for start, end, said in _candidates(text, form, places):
        if start < taken:
            continue
        whole = _days_to(form, end, said) if said.grain == "day" else None
        if whole is not None:
            said, end = whole
        end -= form[end - 1] == " "
        here = _found(said, places[start], places[end - 1] + 1)
        if found and _UNTIL.fullmatch(form, taken, start):
            here = _found(Written("range"), found.pop().start, here.end)
        taken = end
        found.append(here)
    return found


def _mapped(text: str) -> tuple[str, list[int]]:
    """The text as the forms expect it, and for each of its characters the place it has in the text."""
    form, places = "", []
    for place, letter in enumerate(text):
        narrowed = plain(letter) if letter.strip() else " "
        if narrowed == " " and (not form or form[-1] == " "):
            continue
        form += narrowed
        places += [place] * len(narrowed)
    return form, places


def _candidates(text: str, form: str, places: list[int]) -> list[tuple[int, int, Written]]:
    """What may be a period, the first first and of those that begin together the longest."""
    met: dict[tuple[int, int], Written] = {}
    for pattern, make in WITHIN:
        for match in pattern.finditer(form):
            said = make(match)
            if said is None or why_none(said, 4) not in ("", "no_year", "half", "range", "fiscal_period"):
                continue
            if match[0] in _WORDS and text[places[match.start()]].islower():
                continue
            met.setdefault((match.start(), match.end()), said)
    return [(start, end, met[start, end]) for start, end in sorted(met, key=lambda span: (span[0], -span[1]))]


def _days_to(form: str, end: int, said: Written) -> tuple[Written, int] | None:
    """`2024-01-01 to 2024-01-31` as its month (a quarter, a year), or another span of days as a range; None for a day alone."""
    until = _UNTIL.match(form, end)
    if until is None:
        return None
    last, stop = None, end
    for pattern, make in WITHIN:
        match = pattern.match(form, until.end())
        other = make(match) if match else None
        if match and other is not None and other.grain == "day" and not why_none(other):
            last, stop = date(other.year, other.part, other.day), match.end()
            break
    short = _SHORT_END.match(form, until.end()) if last is None else None
    first = date(said.year, said.part, said.day)
    if short is not None:
        try:
            last, stop = date(said.year, int(short["m"] or said.part), int(short["d"])), short.end()
        except ValueError:
            return None
    return (_span(first, last), stop) if last is not None else None


def _span(first: date, last: date) -> Written:
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    if first.day == after.day == 1:
        if months == 1:
            return Written("month", first.year, first.month)
        if months == 3 and first.month % 3 == 1:
            return Written("quarter", first.year, first.month // 3 + 1)
        if months == 12:
            return Written("year", first.year) if first.month == 1 else Written("year", last.year, fiscal="span")
    return Written("range")


def _found(said: Written, start: int, end: int) -> Found:
    year = replace(said, grain="year").text if said.year else ""
    month = said.part if said.grain in ("month", "day") else None
    quarter = said.part if said.grain == "quarter" else None
    return Found("" if said.grain == "half" else said.text, said.grain, month, quarter, year, start, end)
