"""The forms in which people write periods, each with what it says: a grain, a year and a part of it, or why it is none."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Y4 = r"(?:19|20|21)\d\d"
NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
CHINESE = r"(?:十[一二]?|[一二三四五六七八九])"
QUARTER = (
    r"(?:q(?:uarter|tr\.?)? ?0?\d|\d ?q(?:tr|uarter)?|(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:quarter|qtr\.?)"
    r"|第? ?[\d一二三四五] ?季度?)"
)
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
NUMERALS = {name: number for number, name in enumerate(
    ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)}  # fmt: skip
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_SPAN = rf"(?:{Y4} ?[-/] ?(?:{Y4}|\d\d)|\d\d ?[-/] ?\d\d)"
# A year as it stands beside a quarter, a week or a number of a period.
_YEAR = (
    rf"(?P<y>(?:fy|f/y|cy|fiscal(?: year)?|financial year) ?(?:{_SPAN}|{Y4}|'?\d\d)|{_SPAN}(?: ?(?:财年|财政年度|年度?))?"
    rf"|{Y4} ?(?:财年|财政年度|年度?|fy)?|'?\d\d ?(?:财年|年)?)"
)
_LONG_SPAN = rf"{Y4} ?[-/] ?(?:{Y4}|\d\d)"
_LONG_YEAR = (
    rf"(?P<y>(?:fy|f/y|cy|fiscal(?: year)?|financial year) ?(?:{_SPAN}|{Y4}|'?\d\d)"
    rf"|{_LONG_SPAN}(?: ?(?:财年|财政年度|年度?))?|{Y4} ?(?:财年|财政年度|年度?|fy)?)"
)
_GAP = r"[-/ ,._'年]*"
_TIME = r"(?:(?: ?t ?| )\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[ap]m)?(?: ?(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?))?)?"


@dataclass(frozen=True)
class Written:
    """What a text says of a period: `part` is the month, quarter, half or week of `year`, `day` a day of the month.

    `fiscal` is "named" where the year is called by its last (FY2025, 2025财年), "span" where both are written (2024/25, then `year` is the
    later), "period" where a numbered period of a ledger is meant (P12 2024). `year` 0: none is written. `grain` may also be half,
    epoch, range or relative: what a person understands and a store of months does not hold.
    """

    grain: str
    year: int = 0
    part: int = 0
    day: int = 0
    fiscal: str = ""

    @property
    def text(self) -> str:
        """Its normal form, which reads the same; "" where no year is written or it is no period of a year."""
        if not self.year:
            return ""
        year = f"FY{self.year}" if self.fiscal == "named" else f"{self.year}"
        if self.fiscal == "span":
            year = f"{self.year - 1}/{self.year}"
        forms = {
            "year": year, "quarter": f"{year} Q{self.part}" if self.fiscal else f"{year}Q{self.part}",
            "month": f"P{self.part:02d} {self.year}" if self.fiscal else f"{self.year}-{self.part:02d}",
            "week": f"{self.year}-W{self.part:02d}", "day": f"{self.year}-{self.part:02d}-{self.day:02d}",
            "half": f"{year}H{self.part}",
        }  # fmt: skip
        return forms.get(self.grain, "")


def plain(text: str) -> str:
    """A text as the forms expect it: narrowed, lower case, every dash a `-`, inner blanks single."""
    narrowed = unicodedata.normalize("NFKC", text).strip().casefold()
    return re.sub(r"\s+", " ", re.sub("[‐‑‒–—−]", "-", narrowed.replace("’", "'")))


def written(text: str) -> Written | None:
    """What a whole text says of a period, or None when it is none."""
    form = plain(text)
    for pattern, make in FORMS:
        match = pattern.fullmatch(form)
        if match and (found := make(match)) is not None:
            return found
    return None


def _number(text: str) -> int:
    """A part as digits, as a Chinese numeral or in words."""
    digits = re.search(r"\d+", text)
    if digits:
        return int(digits[0])
    word = re.search(CHINESE, text)
    return NUMERALS[word[0]] if word else _ORDINALS.get(text.split()[0], 0)


def _year(text: str) -> tuple[int, str] | None:
    """A year and in which sense it is fiscal; None where two years written do not follow each other."""
    both = re.search(r"(\d{2,4}) ?[-/] ?(\d{2,4})", text)
    if both:
        first = int(both[1]) + (2000 if len(both[1]) == 2 else 0)
        return (first + 1, "span") if (first + 1) % 10 ** len(both[2]) == int(both[2]) else None
    digits = re.search(r"\d+", text)
    assert digits is not None
    year = int(digits[0]) + (2000 if len(digits[0]) == 2 else 0)
    return year, "named" if re.search(r"f/?y|fiscal|financial|财", text) else ""


def _part(grain: str) -> Callable[[re.Match[str]], Written | None]:
    def make(match: re.Match[str]) -> Written | None:
        year = _year(match["y"])
        return Written(grain, year[0], _number(match["p"]), fiscal=year[1]) if year else None

    return make


def _month(match: re.Match[str]) -> Written | None:
    name = match.groupdict().get("n")
    part = MONTHS[name[:3]] if name else _number(match["m"])
    year = match["y"]
    if part > 12 and len(year) == 4 and part == (int(year) + 1) % 100:
        return Written("year", int(year) + 1, fiscal="span")
    return Written("month", int(year) + (2000 if len(year) == 2 else 0), part)


def _period(match: re.Match[str]) -> Written | None:
    year = _year(match["y"])
    return Written("month", year[0], _number(match["p"]), fiscal="period") if year and year[1] != "span" else None


def _day(match: re.Match[str]) -> Written | None:
    name = match.groupdict().get("n")
    return Written("day", int(match["y"]), MONTHS[name[:3]] if name else int(match["m"]), int(match["d"]))


def _full_year(match: re.Match[str]) -> Written | None:
    year = _year(match["y"])
    return Written("year", year[0], fiscal=year[1]) if year else None


def _chinese_year(match: re.Match[str]) -> Written | None:
    digits = match["cy"].replace("零", "〇").replace("○", "〇")
    year = int("".join(str("〇一二三四五六七八九".index(digit)) for digit in digits))
    return Written("month", year, _number(match["m"])) if match["m"] else Written("year", year)


def _yearless(grain: str) -> Callable[[re.Match[str]], Written | None]:
    return lambda match: Written(grain, 0, MONTHS.get(match["p"][:3]) or _number(match["p"]))


def _no_period(grain: str) -> Callable[[re.Match[str]], Written | None]:
    return lambda _: Written(grain)


def _half(match: re.Match[str]) -> Written | None:
    year = _year(match["y"])
    part = match["p"]
    first = part.startswith(("上", "first")) or "1" in part
    return Written("half", year[0], 1 if first else 2, fiscal=year[1]) if year else None


def _serial(match: re.Match[str]) -> Written | None:
    """A date a spreadsheet has shown as its number: days since 1899-12-30, 1995 to 2064."""
    day = date(1899, 12, 30) + timedelta(days=int(match["s"]))
    return Written("day", day.year, day.month, day.day)


def _epoch(match: re.Match[str]) -> Written:
    """Seconds or milliseconds since 1970 where they are a midnight of UTC; any other moment names no certain day."""
    days, rest = divmod(int(match["s"]), 86_400)
    day = date(1970, 1, 1) + timedelta(days=days)
    return Written("epoch") if rest or int(match["ms"] or 0) else Written("day", day.year, day.month, day.day)


Make = Callable[[re.Match[str]], Written | None]
# What a whole text may be, and what may as well stand within a longer one.
_ANYWHERE: list[tuple[str, Make]] = [
    (rf"(?P<y>{Y4}) ?[-/._年] ?(?P<m>\d{{1,2}}) ?(?:月份?)?", _month),
    (rf"(?P<y>{Y4}) (?P<m>\d{{1,2}}) ?月份?", _month),
    (rf"(?P<y>{Y4})(?P<m>0[1-9]|1[0-2])", _month),
    (rf"(?P<m>0?\d{{1,2}})[-/.](?P<y>{Y4})", _month),
    (rf"(?P<y>{Y4}) ?[-/.年] ?(?P<m>\d{{1,2}}) ?[-/.月] ?(?P<d>\d{{1,2}}) ?日?{_TIME}", _day),
    (rf"(?P<y>{Y4})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)", _day),
    (rf"(?P<n>{NAME})[-/ .,']*(?P<y>{Y4})", _month),
    (rf"(?P<n>{NAME}) ?'(?P<y>\d\d)", _month),
    (rf"(?P<n>{NAME})(?:[-/']*| [-/']| )(?P<y>[23]\d)", _month),
    (rf"(?P<y>{Y4})[-/ .,年]*(?P<n>{NAME})\.?", _month),
    (rf"(?P<d>\d{{1,2}})[- ]?(?P<n>{NAME})[- .,]+(?P<y>{Y4}){_TIME}", _day),
    (rf"(?P<n>{NAME})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>{Y4})", _day),
    (rf"(?P<y>{Y4}|\d\d) ?年 ?(?P<m>\d{{1,2}}|{CHINESE}) ?月份?", _month),
    (rf"(?P<m>\d{{1,2}}|{CHINESE}) ?月份? ?[-/, ]* ?(?P<y>{Y4}) ?年?", _month),
    (rf"(?P<cy>二[〇零○][〇零○一二三四五六七八九]{{2}}) ?年 ?(?:(?P<m>{CHINESE}) ?月份?)?", _chinese_year),
    (rf"(?P<y>{Y4})[-/ ]?m ?(?P<m>\d{{1,2}})", _month),
    (rf"(?:m|month|mth) ?(?P<m>\d{{1,2}})[-/ ,.]+(?P<y>{Y4})", _month),
    (rf"(?P<y>{Y4})[-/ ]?month ?(?P<m>\d{{1,2}})", _month),
    (rf"{_LONG_YEAR}[-/ ]*(?P<p>(?:p|per\.?|period) ?\d{{1,3}}|第? ?\d{{1,2}} ?期)", _period),
    (rf"(?P<p>(?:p|per\.?) ?\d{{1,2}}|第 ?\d{{1,2}} ?期)[-/ ,.]+{_LONG_YEAR}", _period),
    (rf"(?P<p>period ?\d{{1,2}})[ ,]+{_LONG_YEAR}", _period),
    (rf"{_LONG_YEAR}{_GAP}(?P<p>{QUARTER})", _part("quarter")),
    (rf"(?P<p>{QUARTER}){_GAP}(?:of )?{_LONG_YEAR}", _part("quarter")),
    (r"(?P<y>\d\d)(?P<p>q\d)", _part("quarter")),
    (r"(?P<p>q\d|\dq)(?:[-/']*| '?)(?P<y>[123]\d)", _part("quarter")),
    (rf"(?P<y>{Y4})[-/ 年]*(?P<p>(?:w|kw|cw|wk|week|第) ?\d{{1,2}} ?周?)", _part("week")),
    (rf"(?P<p>(?:w|kw|cw|wk|week|calendar week|第) ?\d{{1,2}} ?周?)[-/ ,]+(?P<y>{Y4}) ?年?", _part("week")),
    (rf"{_YEAR}[-/ ]*(?P<p>h ?\d|hy ?\d|上半年|下半年|first half|second half)", _half),
    (rf"(?P<p>h ?\d|hy ?\d|\dh|first half|second half|上半年|下半年)[-/ ,']*(?:of )?{_YEAR}", _half),
    (rf"(?P<y>{Y4}) ?(?:年度?)?", _full_year),
    (rf"(?P<y>(?:fy|f/y|cy|fiscal(?: year)?|financial year) ?(?:{_SPAN}|{Y4}|'?\d\d))", _full_year),
    (rf"(?P<y>{Y4} ?(?:财年|财政年度|fy))", _full_year),
    (rf"(?P<y>{_LONG_SPAN} ?(?:财年|财政年度|年度?|fy)?)", _full_year),
    (rf"(?P<p>\d{{1,2}}|{CHINESE}) ?月份?", _yearless("month")),
    (rf"(?P<p>{NAME})\.?", _yearless("month")),
    (r"(?P<p>(?:month|period) ?\d{1,2}|第 ?\d{1,2} ?期)", _yearless("month")),
    (rf"(?P<p>{QUARTER})", _yearless("quarter")),
    (r"(?P<p>(?:kw|cw|wk|week) ?\d{1,2}|第 ?\d{1,2} ?周)", _yearless("week")),
    (r"h ?[12]|[12]h|hy ?[12]|上半年|下半年|first half|second half", _no_period("half")),
    (
        rf"(?:{Y4} ?[-/.年]? ?)?(?:\d{{1,2}}|{CHINESE}) ?月? ?(?:-|~|至|到) ?(?:\d{{1,2}}|{CHINESE}) ?月份?"
        rf"|{NAME}\.? ?(?:-|~|to|through) ?{NAME}\.?(?: ?,? ?{Y4})?|(?:{Y4} ?)?q\d ?(?:-|~|to) ?q\d(?: ?{Y4})?"
        rf"|第?[\d一二三四] ?(?:-|~|至|到) ?第?[\d一二三四]季度"
        rf"|{Y4}[-/.年]\d{{1,2}}月? ?(?:-|~|至|到|to) ?{Y4}[-/.年]\d{{1,2}}月?",
        _no_period("range"),
    ),
]
_WHOLE: list[tuple[str, Make]] = [
    (rf"(?P<y>{Y4})[ 年]*(?P<m>\d{{1,2}})", _month),
    (rf"(?P<y>{Y4})(?P<m>[01]\d)", _month),
    (rf"(?P<m>0?\d{{1,2}}) ?[-/.] ?(?P<y>{Y4})", _month),
    (rf"(?P<n>{NAME})[-/ .,']*(?P<y>\d\d)", _month),
    (rf"{_YEAR}{_GAP}(?P<p>{QUARTER})", _part("quarter")),
    (rf"(?P<p>{QUARTER}){_GAP}(?:of )?{_YEAR}", _part("quarter")),
    (rf"{_YEAR}[-/ ]*(?P<p>(?:p|per\.?|period) ?\d{{1,3}}|第? ?\d{{1,2}} ?期)", _period),
    (rf"(?P<p>(?:p|per\.?|period) ?\d{{1,2}}|第 ?\d{{1,2}} ?期)[-/ ,.]+{_YEAR}", _period),
    (rf"(?P<y>{_SPAN} ?(?:财年|财政年度|年度?|fy)?)", _full_year),
    (r"(?P<p>[pm] ?\d{1,2})", _yearless("month")),
    (r"(?P<p>w ?\d{1,2})", _yearless("week")),
    (r"(?P<s>3[5-9]\d{3}|[45]\d{4})(?:\.0+)?", _serial),
    (r"(?P<s>1\d{9})(?P<ms>\d{3})?(?:\.0+)?", _epoch),
    (
        r"本月|当月|上月|本季度?|上季度?|本年|本年累计|去年|上年|同期|累计|(?:this|last|current|previous|prior) (?:month|quarter|year)"
        r"|[ymq]td|year[- ]to[- ]date|month[- ]to[- ]date|today|latest",
        _no_period("relative"),
    ),
]  # fmt: skip
# Within a longer text a period does not begin or end in the middle of a word or a number.
_EDGES = r"(?<![a-z0-9'])(?<!\d[.,/~-])(?:{})(?![a-z0-9])(?![.,/~-]\d)"
FORMS = [(re.compile(pattern), make) for pattern, make in [*_ANYWHERE, *_WHOLE]]
# A day may be the first of a span of days.
_DAY_EDGES = r"(?<![a-z0-9'])(?:{})(?![a-z0-9日])"
WITHIN = [(re.compile((_DAY_EDGES if make is _day else _EDGES).format(pattern)), make) for pattern, make in _ANYWHERE]
