"""What the periods of one file tell of each other: orders of days, lost zeros, days that stand for months."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from kpi_core.intake.period_forms import written
from kpi_core.intake.periods import Span

_ZERO_MONTH, _LOST_ZERO = re.compile(r"(?:19|20)\d\d\.0[1-9]"), re.compile(r"(?:19|20)\d\d\.1")
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>(?:19|20)\d\d)"
    r"(?:[T ]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\s*[AaPp][Mm])?)?"
)


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


def settle_days(words: Sequence[str], spans: Sequence[Span | None]) -> list[Span | None]:
    """Full dates of one file: where each is the first or the last of its month they stand for months, else for days."""
    dated = [bool(span) and (said := written(word)) is not None and said.day > 0
             for word, span in zip(words, spans, strict=True)]  # fmt: skip
    days = [span[1] for span, full in zip(spans, dated, strict=True) if span and full]
    monthly = all(day.day == 1 or (day + timedelta(days=1)).day == 1 for day in days)
    return [
        (("month", span[1].replace(day=1)) if monthly else ("day", span[1])) if span and full else span
        for span, full in zip(spans, dated, strict=True)
    ]
