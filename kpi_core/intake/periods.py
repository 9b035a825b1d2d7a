"""Periods as people write them, to a grain and a first day."""

import re
import unicodedata
from datetime import date, timedelta

from kpi_core.intake.period_forms import CHINESE, MONTHS, NAME, NUMERALS, Written, written

_FIRST_YEAR, _LAST_YEAR = 1990, 2100

Span = tuple[str, date]


def parse_period(text: str, fiscal_start: int = 1) -> Span | None:
    """(grain, first day) of a written period, or None when it is none or is ambiguous.

    `2024-05`, `202405`, `2024/5/1`, `2024年5月`, `May-24`, `2024Q1`, `Q1'24`, `2024`, `FY2023`, `2024-W05`, `2023/24`.
    A date that is the first of a month means the month; any other date is a day. Fiscal years and quarters (`FY2023`, `FY23 Q1`,
    `2022/23`) are called by the year in which they end and begin in month `fiscal_start`; where two years are written and the
    year begins in January, it is none.
    """
    said = written(text)
    return span_of(said, fiscal_start) if said is not None and not why_none(said, fiscal_start) else None


def span_of(said: Written, fiscal_start: int = 1) -> Span:
    """(grain, first day) of what is a period (`why_none` is "")."""
    year = said.year
    if said.fiscal:
        year -= fiscal_start > 1
    if said.grain == "year":
        return "year", date(year, fiscal_start if said.fiscal else 1, 1)
    if said.grain == "quarter":
        month = 3 * said.part - 3 + (fiscal_start - 1 if said.fiscal else 0)
        return "quarter", date(year + month // 12, month % 12 + 1, 1)
    if said.grain == "week":
        return "week", date.fromisocalendar(year, said.part, 1)
    day = date(said.year, said.part, said.day or 1)
    return ("month" if day.day == 1 else "day"), day


def why_none(said: Written | None, fiscal_start: int = 1) -> str:
    """Why what is written is no period of a store, in one word (a key of `period_reason`), or "" when it is one."""
    if said is None:
        return "unknown"
    if said.grain in ("epoch", "relative", "range", "half"):
        return said.grain
    most = {"month": 12, "day": 12, "quarter": 4, "week": 53}.get(said.grain)
    if most and not 1 <= said.part <= most:
        return "month" if said.grain == "day" else said.grain
    if not said.year:
        return "no_year"
    if not _FIRST_YEAR < said.year - (said.fiscal == "span") + 1 <= _LAST_YEAR + 1:
        return "year_range"
    if said.grain == "week" and said.part > weeks_in(said.year):
        return "week"
    if said.grain == "day" and not 1 <= said.day <= _days_in(said.year, said.part):
        return "day"
    return _why_not_fiscal(said, fiscal_start)


def _why_not_fiscal(said: Written, fiscal_start: int) -> str:
    if said.fiscal == "span" and fiscal_start == 1:
        return "fiscal_start"
    if said.fiscal == "period" and fiscal_start > 1:
        return "fiscal_period"
    # Quarters are stored as those of the calendar: a fiscal one must be one of them.
    return "fiscal_quarter" if said.fiscal and said.grain == "quarter" and fiscal_start % 3 != 1 else ""


def weeks_in(year: int) -> int:
    """How many weeks an ISO year has: 52 or 53."""
    return date(year, 12, 28).isocalendar()[1]


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def bare_month(text: str) -> int | None:
    """The month a cell names without a year: 3, 3月, 03月份, 三月, Mar, March, 第3期; None for anything else."""
    narrowed = unicodedata.normalize("NFKC", text).strip()
    match = _BARE.fullmatch(narrowed)
    if match:
        return int(match["m"] or match["p"]) if match["m"] or match["p"] else NUMERALS[match["c"]]
    return MONTHS.get(narrowed[:3].lower()) if _MONTH_NAME.fullmatch(narrowed) else None


def with_year(year: str, text: str) -> str:
    """The period of two cells, a year and a month, quarter, week or number of a period in it: `2024` and `Q1` are `2024Q1`.

    "" where they are none together; a text that has its own year, and agrees, is what it was.
    """
    # A quarter beside it makes a year of what alone may be a month (2010/11).
    own, said = written(f"{re.sub(_POINT_NULL, '', year.strip())} Q1"), written(text)
    month = bare_month(re.sub(_POINT_NULL, "", text.strip()))
    if own is None or own.grain != "quarter":
        return ""
    if month is not None:
        said = Written("month", 0, month)
    if said is None or said.grain not in ("month", "quarter", "week", "half"):
        return ""
    if said.year:
        return said.text if said.year == own.year else ""
    if own.fiscal and said.grain != "quarter":
        # March of 2023/24 lies in the one calendar year or the other: the year's first month tells which.
        return ""
    return Written(said.grain, own.year, said.part, fiscal=own.fiscal).text


_BARE = re.compile(
    rf"(?P<m>0{{0,2}}[1-9]|0?1[0-2])\s*(?:月份?)?|(?P<c>{CHINESE})月份?|第?\s*(?P<p>0?[1-9]|1[0-2])\s*期"
)
_MONTH_NAME = re.compile(NAME + r"\.?", re.IGNORECASE)
# A whole number as a spreadsheet writes it.
_POINT_NULL = r"\.0+$"


def period_text(grain: str, first: date, fiscal_start: int = 1) -> str:  # noqa: ARG001
    """A period as it is written in files, URLs and JSON: 2024-05, 2024Q1, 2024, FY2023, 2024-W05, 2024-05-17.

    A year that does not begin in January is a fiscal year, whatever the company's own first month (`fiscal_start`) is.
    """
    if grain == "month":
        return f"{first.year}-{first.month:02d}"
    if grain == "quarter":
        return f"{first.year}Q{(first.month + 2) // 3}"
    if grain == "year":
        return f"FY{first.year + 1}" if first.month != 1 else f"{first.year}"
    if grain == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02d}"
    return first.isoformat()
