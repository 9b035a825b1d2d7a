"""Numbers as they are shown: the KPI's own decimals, a thin way with missing ones."""

import math
from collections.abc import Iterable
from datetime import date

from kpi_core.tables import DEFAULT_GOOD, DEFAULT_WATCH, MIN_COVERAGE, SCORE_GRADES
from kpi_core.text import MISSING, t

_MINUS = "−"
# What a score or an attainment is held against where the KPI does not say otherwise, and what coverage is: fractions.
JUDGED = (DEFAULT_GOOD, DEFAULT_WATCH)
GRADED = (*JUDGED, *(cut / 100 for _, cut in SCORE_GRADES))
COVERED = (MIN_COVERAGE, 1.0)
# Closer than this (relative) to a line is on it, as it is judged (DESIGN 7).
_SLACK = 1e-9
_MOST_DECIMALS = 10


def number(
    value: float | None, decimals: int | None = None, sign: bool = False, lines: Iterable[float | None] = ()
) -> str:
    """A number with thousands separators; without `decimals` about four significant digits; – when missing.

    `lines` are what it is judged by: a number beside a line gets the decimals that show on which side of it it lies.
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if decimals is None:
        decimals = _fitting(value)
    decimals = max((_apart(value, line, decimals) for line in lines if line is not None), default=decimals)
    text = f"{abs(value):,.{decimals}f}"
    if value < 0 and float(text.replace(",", "")) != 0:
        return _MINUS + text
    return f"+{text}" if sign and float(text.replace(",", "")) != 0 else text


def _apart(value: float, line: float, decimals: int) -> int:
    """The fewest decimals, `decimals` at least, with which a value that is not on a line is not shown as on it."""
    if not math.isfinite(line) or abs(value - line) <= _SLACK * max(1.0, abs(line)):
        return decimals
    while decimals < _MOST_DECIMALS and float(f"{value:.{decimals}f}") == float(f"{line:.{decimals}f}"):
        decimals += 1
    return decimals


def _fitting(value: float) -> int:
    size = abs(value)
    if size >= 1000 or value == int(value):
        return 0
    return 1 if size >= 100 else 2 if size >= 0.1 else 3


def wide(value: float | None, decimals: int | None) -> str:
    """A limit, mean or forecast error: one decimal more than the KPI's own figures."""
    return number(value, None if decimals is None else decimals + 1)


def percent(fraction: float | None, decimals: int = 1, lines: Iterable[float | None] = ()) -> str:
    """A fraction as percent: 0.942 is 94.2 %; below one of `lines` (fractions) it is not rounded onto it."""
    if fraction is None:
        return MISSING
    return f"{number(100 * fraction, decimals, lines=_above(fraction, lines))} %"


def attainment(fraction: float | None, lines: Iterable[float | None] = JUDGED) -> str:
    """An attainment as percent; 99.96 % of the target is not shown as 100.0 % (METHODS 3, the rounding trap)."""
    return percent(fraction, 1, lines)


def coverage(fraction: float | None) -> str:
    """How much of the data is in, as whole percent; 69.6 % is not shown as the 70 % from which it is judged."""
    return percent(fraction, 0, COVERED)


def _above(fraction: float, lines: Iterable[float | None]) -> list[float]:
    """The lines that a fraction lies below, in hundredths."""
    return [100 * line for line in lines if line is not None and line > fraction]


def as_points(fraction: float) -> float:
    """A score as points of 100, unrounded."""
    return 100 * fraction


def points(fraction: float | None, decimals: int = 1, lines: Iterable[float | None] = ()) -> str:
    """A score as points of 100: 0.942 is 94.2; `lines` (fractions) as for percent."""
    return MISSING if fraction is None else number(as_points(fraction), decimals, lines=_above(fraction, lines))


def whole_points(fraction: float | None, lines: Iterable[float | None] = JUDGED) -> str:
    """Whole points of 100, for the small cell of a map: what rounding would lift onto a line is cut instead."""
    if fraction is None:
        return MISSING
    apart = [_apart(as_points(fraction), line, 0) for line in _above(fraction, lines)]
    return number(math.floor(as_points(fraction)) if any(apart) else as_points(fraction), 0)


def share(score: float, decimals: int, sign: bool = False) -> str:
    """A part of a score as points of 100, with up to four decimals where `decimals` would show nothing of it."""
    value = as_points(score)
    while decimals < 4 and 0 < abs(value) < 0.5 * 10**-decimals:
        decimals += 1
    return number(value, decimals, sign)


def period_title(grain: str, first: date, lang: str, fiscal_start: int = 1) -> str:  # noqa: ARG001
    """A period as a person says it: 2026年5月 / May 2026."""
    if grain == "month":
        return t("period.month", lang, year=first.year, name=month_name(first.month, lang))
    if grain == "quarter":
        return t("period.quarter", lang, year=first.year, quarter=(first.month + 2) // 3)
    if grain == "year":
        if first.month != 1:
            return t("period.fiscal", lang, year=first.year + 1)
        return t("period.year", lang, year=first.year)
    return first.isoformat()


def month_name(month: int, lang: str) -> str:
    """A month's short name."""
    return t(f"month.m{month}", lang)


def shown_title(span: str, grain: str, since: date, until: date, lang: str, fiscal_start: int = 1) -> str:
    """What a page shows: the period itself, or the months of a span that ends with it."""
    if span == "month":
        return period_title(grain, until, lang, fiscal_start)
    return span_title(since, until, lang)


def span_title(since: date, until: date, lang: str) -> str:
    """The months of a span as a person says them: 2024年1月至9月 / January to September 2024."""
    if since == until:
        return period_title("month", until, lang)
    ends = {"first": t(f"month_name.m{since.month}", lang), "last": t(f"month_name.m{until.month}", lang)}
    if since.year == until.year:
        return t("period.span", lang, year=until.year, **ends)
    return t("period.span_of_years", lang, from_year=since.year, year=until.year, **ends)


def received(missing: int, due: int, lang: str) -> str:
    """How many of the figures that were due have come in: the one way in which the product says it."""
    return t("reporting.received", lang, had=due - missing, due=due)
