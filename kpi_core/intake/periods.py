"""Periods as people write them, to a grain and a first day."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

Span = tuple[str, date]


def parse_period(text: str, fiscal_start: int = 1) -> Span | None:
    """(grain, first day) of a written period, or None when it is none or is ambiguous.

    `2024-05`, `202405`, `2024/5/1`, `2024年5月`, `May-24`, `2024Q1`, `2024`, `FY2023`, `2024-W05`.
    A date that is the first of a month means the month; any other date is a day.
    `FY2023` ends in 2023 and begins in month `fiscal_start`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for pattern, make in _FORMS:
        match = pattern.fullmatch(plain)
        if match:
            try:
                span = make(match, fiscal_start)
            except (ValueError, KeyError):
                return None
            return span if _FIRST_YEAR <= span[1].year <= _LAST_YEAR else None
    return None


def _month(match: re.Match[str], _: int) -> Span:
    return "month", date(int(match["y"]), int(match["m"]), 1)


def _day(match: re.Match[str], _: int) -> Span:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return ("month" if day.day == 1 else "day"), day


def _named_month(match: re.Match[str], _: int) -> Span:
    year = int(match["y"])
    return "month", date(year + 2000 if year < 100 else year, _MONTHS[match["n"][:3].lower()], 1)


def _quarter(match: re.Match[str], _: int) -> Span:
    return "quarter", date(int(match["y"]), 3 * int(match["q"]) - 2, 1)


def _year(match: re.Match[str], _: int) -> Span:
    return "year", date(int(match["y"]), 1, 1)


def _fiscal_year(match: re.Match[str], fiscal_start: int) -> Span:
    year = int(match["y"])
    return "year", date(year - (fiscal_start > 1), fiscal_start, 1)


def _week(match: re.Match[str], _: int) -> Span:
    return "week", date.fromisocalendar(int(match["y"]), int(match["w"]), 1)


_Y = r"(?P<y>(?:19|20|21)\d\d)"
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], int], Span]]] = [
    (re.compile(_Y + r"\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?份?"), _month),
    (re.compile(_Y + r"(?P<m>0[1-9]|1[0-2])"), _month),
    (
        re.compile(_Y + r"\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?"),
        _day,
    ),
    (re.compile(_Y + r"(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)"), _day),
    (re.compile(r"(?P<n>[A-Za-z]{3,9})[-/ .,']*(?P<y>(?:19|20|21)\d\d|\d\d)"), _named_month),
    (re.compile(_Y + r"[-/ ]*(?P<n>[A-Za-z]{3,9})"), _named_month),
    (re.compile(_Y + r"\s*[-/年 ]*\s*[Qq第]\s*(?P<q>[1-4])\s*(?:季度?)?"), _quarter),
    (re.compile(r"[Qq](?P<q>[1-4])\s*[-/ ]*\s*" + _Y), _quarter),
    (re.compile(_Y + r"\s*[-/ ]*[Ww](?P<w>\d{1,2})"), _week),
    (re.compile(_Y + r"\s*年?"), _year),
    (re.compile(r"FY\s*" + _Y, re.IGNORECASE), _fiscal_year),
    (re.compile(_Y + r"\s*(?:财年|财政年度)"), _fiscal_year),
]


def period_text(grain: str, first: date, fiscal_start: int = 1) -> str:
    """A period as it is written in files, URLs and JSON: 2024-05, 2024Q1, 2024, FY2023, 2024-W05, 2024-05-17."""
    if grain == "month":
        return f"{first.year}-{first.month:02d}"
    if grain == "quarter":
        return f"{first.year}Q{(first.month + 2) // 3}"
    if grain == "year":
        fiscal = first.month == fiscal_start != 1
        return f"FY{(first + timedelta(days=360)).year}" if fiscal else f"{first.year}"
    if grain == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    return first.isoformat()
