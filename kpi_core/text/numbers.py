"""Numbers as they are shown: the KPI's own decimals, a thin way with missing ones."""

import math
from datetime import date

from kpi_core.text import MISSING, t

_MINUS = "−"


def number(value: float | None, decimals: int | None = None, sign: bool = False) -> str:
    """A number with thousands separators; without `decimals` about four significant digits; – when missing."""
    if value is None or not math.isfinite(value):
        return MISSING
    if decimals is None:
        decimals = _fitting(value)
    text = f"{abs(value):,.{decimals}f}"
    if value < 0 and float(text.replace(",", "")) != 0:
        return _MINUS + text
    return f"+{text}" if sign and float(text.replace(",", "")) != 0 else text


def _fitting(value: float) -> int:
    size = abs(value)
    if size >= 1000 or value == int(value):
        return 0
    return 1 if size >= 100 else 2 if size >= 0.1 else 3


def wide(value: float | None, decimals: int | None) -> str:
    """A limit, mean or forecast error: one decimal more than the KPI's own figures."""
    return number(value, None if decimals is None else decimals + 1)


def percent(fraction: float | None, decimals: int = 1) -> str:
    """A fraction as percent: 0.942 is 94.2 %."""
    return MISSING if fraction is None else f"{number(100 * fraction, decimals)} %"


def attainment(fraction: float | None, edges: tuple[float, ...]) -> str:
    """A fraction as percent, with a second decimal where one would hide on which side of an edge it lies.

    99.95 % of the target is not shown as 100.0 % beside the sign for "watch" (METHODS 3, the rounding trap).
    """
    near = fraction is not None and any(1e-9 < abs(fraction - edge) < 0.001 for edge in edges)
    return percent(fraction, 2 if near else 1)


def as_points(fraction: float) -> float:
    """A score as points of 100, unrounded."""
    return 100 * fraction


def points(fraction: float | None, decimals: int = 1) -> str:
    """A score as points of 100: 0.942 is 94.2."""
    return MISSING if fraction is None else number(as_points(fraction), decimals)


def share(score: float, decimals: int, sign: bool = False) -> str:
    """A part of a score as points of 100, with up to four decimals where `decimals` would show nothing of it."""
    value = as_points(score)
    while decimals < 4 and 0 < abs(value) < 0.5 * 10**-decimals:
        decimals += 1
    return number(value, decimals, sign)


def period_title(grain: str, first: date, lang: str, fiscal_start: int = 1) -> str:
    """A period as a person says it: 2026年5月 / May 2026."""
    if grain == "month":
        return t("period.month", lang, year=first.year, name=month_name(first.month, lang))
    if grain == "quarter":
        return t("period.quarter", lang, year=first.year, quarter=(first.month + 2) // 3)
    if grain == "year":
        if first.month == fiscal_start != 1:
            return t("period.fiscal", lang, year=first.year + 1)
        return t("period.year", lang, year=first.year)
    return first.isoformat()


def month_name(month: int, lang: str) -> str:
    """A month's short name."""
    return t(f"month.m{month}", lang)


def received(missing: int, due: int, lang: str) -> str:
    """How many of the figures that were due have come in: the one way in which the product says it."""
    return t("reporting.received", lang, had=due - missing, due=due)
