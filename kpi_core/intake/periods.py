"""Periods as people write them, to a grain and a first day."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
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


def bare_month(text: str) -> int | None:
    """The month a cell names without a year: 3, 3月, 03月份, 三月, Mar, March; None for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _BARE.fullmatch(plain)
    if match and match["m"]:
        return int(match["m"])
    if match and match["c"]:
        return _CHINESE[match["c"]]
    return _MONTHS.get(plain[:3].lower()) if _MONTH_NAME.fullmatch(plain) else None


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
    dated = [bool(span) and _FULL_DATE.search(unicodedata.normalize("NFKC", word)) is not None
             for word, span in zip(words, spans, strict=True)]  # fmt: skip
    days = [span[1] for span, full in zip(spans, dated, strict=True) if span and full]
    monthly = all(day.day == 1 or (day + timedelta(days=1)).day == 1 for day in days)
    return [
        (("month", span[1].replace(day=1)) if monthly else ("day", span[1])) if span and full else span
        for span, full in zip(spans, dated, strict=True)
    ]


def _chinese_year(match: re.Match[str], _: int) -> Span:
    year = "".join(str("〇一二三四五六七八九".index(c)) for c in match["cy"].replace("零", "〇").replace("○", "〇"))
    return "month", date(int(year), _CHINESE[match["c"]], 1)


def _short_year(match: re.Match[str], _: int) -> Span:
    return "month", date(2000 + int(match["y"]), int(match["m"]), 1)


def _chinese_quarter(match: re.Match[str], _: int) -> Span:
    return "quarter", date(int(match["y"]), 3 * "一二三四".index(match["c"]) + 1, 1)


def _named_day(match: re.Match[str], _: int) -> Span:
    day = date(int(match["y"]), _MONTHS[match["n"][:3].lower()], int(match["d"]))
    return ("month" if day.day == 1 else "day"), day


def _serial(match: re.Match[str], _: int) -> Span:
    """A date a spreadsheet has shown as its number: days since 1899-12-30, 1995 to 2064."""
    day = date(1899, 12, 30) + timedelta(days=int(match["s"]))
    return ("month" if day.day == 1 else "day"), day


_FULL_DATE = re.compile(
    r"^\s*(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{8}\b|\d{5}\b|\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{4})"
)
_CHINESE = {name: number for number, name in enumerate(
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)}  # fmt: skip
_BARE = re.compile(r"(?P<m>0?[1-9]|1[0-2])\s*(?:月份?|\s*)|(?P<c>十[一二]?|[一二三四五六七八九])月份?")
_NAME = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_NAME = re.compile(_NAME + r"\.?")
_ZERO_MONTH, _LOST_ZERO = re.compile(r"(?:19|20)\d\d\.0[1-9]"), re.compile(r"(?:19|20)\d\d\.1")
_Y = r"(?P<y>(?:19|20|21)\d\d)"
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})\s*(?P<s>[-/.])\s*(?P<b>\d{1,2})\s*(?P=s)\s*(?P<y>(?:19|20)\d\d)")
_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str], int], Span]]] = [
    (re.compile(_Y + r"\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?份?"), _month),
    (re.compile(_Y + r"(?P<m>0[1-9]|1[0-2])"), _month),
    (re.compile(r"(?P<m>0?[1-9]|1[0-2])\s*[-/.]\s*" + _Y), _month),
    (
        re.compile(_Y + r"\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?(?:[ T]00:00(?::00(?:\.0+)?)?)?"),
        _day,
    ),
    (re.compile(_Y + r"(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)"), _day),
    (re.compile(r"(?P<n>" + _NAME + r")[-/ .,']*(?P<y>(?:19|20|21)\d\d|\d\d)"), _named_month),
    (re.compile(_Y + r"[-/ ]*(?P<n>" + _NAME + r")"), _named_month),
    (re.compile(_Y + r"\s*[-/年 ]*\s*[Qq第]\s*(?P<q>[1-4])\s*(?:季度?)?"), _quarter),
    (re.compile(r"[Qq](?P<q>[1-4])\s*[-/ ]*\s*" + _Y), _quarter),
    (re.compile(_Y + r"\s*[-/ ]*[Ww](?P<w>\d{1,2})"), _week),
    (re.compile(_Y + r"\s*年?"), _year),
    (re.compile(r"FY\s*" + _Y, re.IGNORECASE), _fiscal_year),
    (re.compile(_Y + r"\s*(?:财年|财政年度)"), _fiscal_year),
    (re.compile(_Y + r"[Mm](?P<m>0[1-9]|1[0-2])"), _month),
    (re.compile(r"(?P<y>[2-4]\d)年(?P<m>\d{1,2})月份?"), _short_year),
    (
        re.compile(r"(?P<cy>二[〇零○][〇零○一二三四五六七八九]{2})年(?P<c>十[一二]?|[一二三四五六七八九])月份?"),
        _chinese_year,
    ),
    (re.compile(_Y + r"\s*年\s*第?(?P<c>[一二三四])季度?"), _chinese_quarter),
    (re.compile(r"(?P<d>\d{1,2})[- ](?P<n>" + _NAME + r")[- ,]+" + _Y), _named_day),
    (re.compile(r"(?P<s>3[5-9]\d{3}|[45]\d{4})"), _serial),
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
