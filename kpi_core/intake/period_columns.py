"""What the periods of one file tell of each other: orders of days, lost zeros, years that look like months, days that stand for months."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpi_core.intake.period_forms import MONTHS, NAME, Written, plain, written
from kpi_core.intake.periods import Span, span_of, weeks_in, why_none

_ZERO_MONTH, _LOST_ZERO = re.compile(r"(?:19|20)\d\d\.0[1-9]"), re.compile(r"(?:19|20)\d\d\.1")
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>(?:19|20)\d\d)"
    r"(?:[T ]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[AaPp][Mm])?)?"
)
# `2009-10` and `2009/10`: a month, or a year that begins in one and ends in the next.
_SPAN_LIKE = re.compile(r"(?P<y>(?:19|20)\d\d) ?[-/] ?(?P<n>\d\d)")
# `24-Dec` is December 2024 or the 24th of December, `12/24` December 2024 or the 24th of December or the year 12/24.
_SHORT = re.compile(rf"(?P<d>\d\d)[- /.]?(?P<n>{NAME})|(?P<a>\d{{1,2}})[/-](?P<b>\d\d)")
_NAMED = re.compile(rf"(?P<n>{NAME})[- .]*(?P<d>\d\d)")
# Midnight somewhere else: a last day of a month at 16:00 UTC is the first of the next in Shanghai.
_STAMP = re.compile(r".*[t ](?P<h>1[0-9]|2[0-3]):[03]0(?::00(?:\.0+)?)? ?(?:z|utc|gmt|\+00:?(?:00)?)")


@dataclass(frozen=True)
class Periods:
    """The distinct periods of a column: each word's span, None where there is none; `doubts` then has the problem's code and values."""

    spans: list[Span | None]
    doubts: dict[int, tuple[str, dict[str, Any]]]


def read_periods(words: Sequence[str], fiscal_start: int, dates: str = "", periods: str = "") -> Periods:
    """The distinct words of a column as periods, each read in the light of the others.

    `dates` says what 03/04/2024 is (dmy or mdy), `periods` what a period of this file is where it could be two things: month (2010-11 is
    November, 24-Dec December 2024, a date its month), year (2010-11 is a financial year) or day (a date is that day).
    """
    stripped = [word.strip() for word in words]
    told, unsure = day_orders(stripped, dates)
    told |= octobers(stripped)
    short, short_unsure = short_months(stripped, periods)
    years, years_unsure = spans_of_years(stripped, periods)
    settled = [(told | short | years).get(word, word) for word in stripped]
    asked = dict.fromkeys(years_unsure, "period_or_year") | dict.fromkeys(short_unsure, "month_unsure")
    asked |= dict.fromkeys(unsure, "date_unsure")
    spans: list[Span | None] = []
    doubts: dict[int, tuple[str, dict[str, Any]]] = {}
    for place, (word, meant) in enumerate(zip(stripped, settled, strict=True)):
        said = written(meant)
        why = asked.get(word) or why_none(said, fiscal_start) or _elsewhere(word, said)
        if why:
            doubts[place] = _doubt(why, said)
        spans.append(span_of(said, fiscal_start) if said is not None and not why else None)
    return Periods(settle_days(settled, spans, periods), doubts)


def _doubt(why: str, said: Written | None) -> tuple[str, dict[str, Any]]:
    if why in ("period_or_year", "month_unsure", "date_unsure"):
        return why, {}
    if why == "fiscal_start":
        return "fiscal_start_unsure", {}
    year = said.year if said is not None else 0
    more: dict[str, Any] = {"reason": why}
    if why == "week" and year:
        more |= {"year": year, "weeks": weeks_in(year)}
        more["reason"] = "week_of"
    return "period_bad", more


def _elsewhere(word: str, said: Written | None) -> str:
    """Whether a time of UTC late on the last day of a month may be midnight of the next one elsewhere."""
    if said is None or said.grain != "day" or not _STAMP.fullmatch(plain(word)):
        return ""
    return "stamp" if (date(said.year, said.part, said.day) + timedelta(days=1)).day == 1 else ""


def spans_of_years(texts: Sequence[str], told: str = "") -> tuple[dict[str, str], set[str]]:
    """`2009-10` -> `2009/2010` where the column holds years that begin in one year and end in the next; and those nobody can tell.

    A text that can only be such a year (2012-13) tells for all, one that can only be a month (2010-05) too; where several stand there
    and all could be either, they are left to be asked. `told` is month or year.
    """
    open_ones: dict[str, str] = {}
    months = years = False
    for text in texts:
        match = _SPAN_LIKE.fullmatch(plain(text))
        if match and int(match["n"]) == (int(match["y"]) + 1) % 100 and 1 <= int(match["n"]) <= 12:
            open_ones[text] = f"{match['y']}/{int(match['y']) + 1}"
            continue
        said = written(text)
        if said is not None and said.year:
            months |= said.grain in ("month", "day")
            years |= said.grain == "year"
    if told == "year" or (years and not months and told != "month"):
        return open_ones, set()
    asked = not told and years == months and (len(set(open_ones.values())) > 1 or years)
    return {}, set(open_ones) if asked else set()


def short_months(texts: Sequence[str], told: str = "") -> tuple[dict[str, str], set[str]]:
    """`24-Dec` and `12/24` as `2024-12` where the column tells that they are months of a year; and those nobody can tell.

    It tells where several months stand beside one year, or follow each other. `told` is month, year or day.
    """
    found: dict[str, tuple[int, int]] = {}
    named = {text: match for text in texts if (match := _NAMED.fullmatch(plain(text)))}
    days = {text for text in named if 1 <= int(named[text]["d"]) <= 31}
    if len({match["n"][:3] for match in named.values()}) == 1 and len(days) > 2 and told != "month":
        # Jan 15, Jan 16, Jan 17: days rather than Januaries.
        return {}, days
    for text in texts:
        match = _SHORT.fullmatch(plain(text))
        if match is None or (told == "year" and written(text) is not None):
            continue
        year, month = (match["d"], MONTHS[match["n"][:3]]) if match["n"] else (match["b"], int(match["a"]))
        if 1 <= month <= 12:
            found[text] = (2000 + int(year), month)
    if not found:
        return {}, set()
    spans = sorted({year * 12 + month for year, month in found.values()})
    years = {year for year, _ in found.values()}
    months = {month for _, month in found.values()}
    in_a_row = len(spans) > 2 and spans[-1] - spans[0] == len(spans) - 1
    if told == "month" or (not told and ((len(years) == 1 and len(months) > 1) or in_a_row)):
        return {text: f"{year}-{month:02d}" for text, (year, month) in found.items()}, set()
    return {}, set(found)


def octobers(texts: Iterable[str]) -> dict[str, str]:
    """`2016.1` -> `2016.10` where other texts write `2016.09`: a spreadsheet has taken 2016.10 for a number."""
    known = [text.strip() for text in texts]
    if not any(_ZERO_MONTH.fullmatch(text) for text in known):
        return {}
    return {text: f"{text}0" for text in known if _LOST_ZERO.fullmatch(text)}


def day_orders(texts: Iterable[str], told: str = "") -> tuple[dict[str, str], set[str]]:
    """Dates with the year last, written with the year first; and those that nobody can tell.

    `told` is dmy or mdy. Without it a date of the file that can only be one of them tells for all; with points it is dmy.
    """
    found = {text.strip(): match for text in texts if (match := _YEAR_LAST.fullmatch(text.strip()))}
    slashed = [match for match in found.values() if match["s"] != "."]
    days_first = any(int(match["a"]) > 12 for match in slashed)
    months_first = any(int(match["b"]) > 12 for match in slashed)
    order = told or ("dmy" if days_first and not months_first else "mdy" if months_first and not days_first else "")
    settled, unsure = {}, set()
    for text, match in found.items():
        here = "dmy" if match["s"] == "." or match["a"] == match["b"] else order
        if here:
            month, day = (match["b"], match["a"]) if here == "dmy" else (match["a"], match["b"])
            settled[text] = f"{match['y']}-{int(month):02d}-{int(day):02d}"
        else:
            unsure.add(text)
    return settled, unsure


def settle_days(words: Sequence[str], spans: Sequence[Span | None], told: str = "") -> list[Span | None]:
    """Full dates of one file: where each is the first or the last of its month they stand for months, else for days.

    `told` is month or day where a person says which.
    """
    dated = [bool(span) and (said := written(word)) is not None and said.day > 0
             for word, span in zip(words, spans, strict=True)]  # fmt: skip
    days = [span[1] for span, full in zip(spans, dated, strict=True) if span and full]
    monthly = told == "month" or (
        told != "day" and all(day.day == 1 or (day + timedelta(days=1)).day == 1 for day in days)
    )
    return [
        (("month", span[1].replace(day=1)) if monthly else ("day", span[1])) if span and full else span
        for span, full in zip(spans, dated, strict=True)
    ]
