"""A number of a workbook as its format lets a person read it, but at its full size and with every digit.

A format shows 0.93 as 93.0 % (the sign scales), 97.5 as 97.5 % (the sign is only written behind), 5,200,000 as 5.2M (the comma
shortens what is shown, not what is there), 3 as 3天, 0.1875 as 04:30. ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

# Excel allows no longer format.
_LONGEST = 255
_LONGEST_UNIT = 12
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*](?P<filled>.)|\[(?P<bracket>[^\]]*)\]?'
    r"|(?P<general>General|G/通用格式|标准)|(?P<ampm>AM/PM|A/P|上午/下午)|(?P<exp>[Ee][+-])|(?P<end>;)|(?P<sign>[0#?.,%@])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d+)?)")
# What is written around a number and says nothing but its sign.
_AROUND = " \u00a0\u3000()（）+-−–—:："
_WORDED = re.compile(r"[^\W\d_]|[°‰%]")
_UNIT = re.compile(r"(?:[^\W\d_]|[°‰/²³·. ])+")
_REMARK = re.compile(r"[(（][^()（）]*\w")
_BEFORE = re.compile(r"[^\W\d_]{1,4}-?|[≥≤<>=]{1,2}")
_MONEY = {"rmb", "cny", "usd", "us", "eur", "gbp", "jpy", "hkd", "hk", "nt", "twd", "inr", "rs", "chf", "aud", "cad"}
# Formats that a file names by number alone, as Chinese Excel shows them; the others are in every reader's list.
BY_NUMBER = {
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# Day 0 as it comes out of a date of the first weeks: Excel counts a 29 February 1900 that never was.
_ZEROS = (datetime(1899, 12, 31), _EPOCH_1904)
_LAST_DAY = 2_958_465
_DAY = 86_400


@dataclass(frozen=True)
class _Section:
    """One part of a format between semicolons: when it holds, how it scales, and what is written before and behind the digits.

    `words` are all its literals where it has no digits at all; `letters` those that stand for parts of a date or time.
    """

    holds: tuple[str, float] | None
    percents: int
    before: str
    after: str
    shortened: bool
    pads: int
    words: str
    letters: str


def number_text(value: int | float, form: str) -> str:
    """A number by its format: `0.93` as `93%`, `97.5` as `97.5%` under `0.0"%"`, 3 as `3天`; shortened ones in full."""
    if form == "General" or form == "":
        return _written(value)
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
    if not exact.is_finite():
        return str(value)
    section = _section(value, form)
    if section is None:
        return _plain(exact)
    if section.words:
        return section.words
    if section.percents:
        return f"{_plain(exact * 100**section.percents)}%"
    if section.shortened:
        return _plain(exact)
    digits = _plain(exact)
    if section.pads > 1 and exact >= 0 and "." not in digits:
        digits = digits.zfill(section.pads)
    return f"{section.before}{digits}{section.after}"


def moment_text(value: datetime | date | time | timedelta, form: str) -> str:
    """A date or time by its format: a day as 2024-05-31, a month shown without its day as 2024-05, a duration as 26:30:00."""
    letters = _letters(form)
    clocked = "h" in letters or "s" in letters
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, datetime):
        if clocked and not set("yed") & set(letters):
            early = next((zero for zero in _ZEROS if timedelta() <= value - zero < timedelta(400)), None)
            return _duration(value - early) if early else value.time().isoformat("seconds")
        if clocked and value.time() != time():
            return value.isoformat(" ", "seconds")
        value = value.date()
    if letters and not clocked and "d" not in letters:
        return f"{value:%Y-%m}" if "m" in letters else f"{value:%Y}" if "y" in letters else value.isoformat()
    return value.isoformat()


def serial_text(serial: float, form: str, since_1904: bool) -> str:
    """The same for a date that is kept as a number of days; one that no calendar has stays the number."""
    if not 0 <= serial <= _LAST_DAY:
        return number_text(serial, "General")
    seconds = timedelta(seconds=round(serial * _DAY))
    letters = _letters(form)
    if (serial < 1 or "[" in letters) and ("h" in letters or "s" in letters or "[" in letters):
        return _duration(seconds)
    bug = timedelta(1) if not since_1904 and 0 < serial < 60 else timedelta()
    return moment_text((_EPOCH_1904 if since_1904 else _EPOCH) + seconds + bug, form)


def is_moment(form: str) -> bool:
    """Whether a format shows a date or a time."""
    return bool(_letters(form))


def _written(value: int | float) -> str:
    """A number with every digit and no exponent."""
    text = repr(value)
    if text.endswith(".0"):
        return "0" if text == "-0.0" else text[:-2]
    return text if "e" not in text else _plain(Decimal(text))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}" if number else "0"


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    return (
        f"{'-' if seconds < 0 else ''}{abs(seconds) // 3600:02d}:{abs(seconds) // 60 % 60:02d}:{abs(seconds) % 60:02d}"
    )


def _letters(form: str) -> str:
    """The letters of the first section that stand for parts of a date or time; `[` where one counts on past its day."""
    sections = _sections(form[:_LONGEST])
    return sections[0].letters if sections else ""


def _section(value: int | float, form: str) -> _Section | None:
    """The section of a format that shows this value."""
    sections = _sections(form) if len(form) <= _LONGEST else ()
    if not sections:
        return None
    if any(section.holds for section in sections):
        return next((s for s in sections if s.holds is None or _holds(value, *s.holds)), None)
    if len(sections) > 2 and value == 0:
        return sections[2]
    return sections[1] if len(sections) > 1 and value < 0 else sections[0]


def _holds(value: float, sign: str, than: float) -> bool:
    return {
        "<": value < than, "<=": value <= than, ">": value > than, ">=": value >= than, "=": value == than, "<>": value != than,
    }[sign]  # fmt: skip


@lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(form):
        kind = str(match.lastgroup or "quoted")
        if kind == "end":
            found.append(_parsed(tokens))
            tokens = []
        else:
            tokens.append((kind, match[kind] or ""))
    return (*found, _parsed(tokens))


def _parsed(tokens: list[tuple[str, str]]) -> _Section:
    holds, percents, letters = None, 0, ""
    parts: list[str] = ["", "", ""]
    digits = [at for at, (kind, text) in enumerate(tokens) if kind == "general" or (kind == "sign" and text in "0#?")]
    first, last = (digits[0], digits[-1]) if digits else (len(tokens), len(tokens))
    for at, (kind, text) in enumerate(tokens):
        where = 0 if at < first else 2 if at > last else 1
        if kind in ("quoted", "escaped"):
            parts[where] += text
        elif kind == "bracket":
            condition = _CONDITION.fullmatch(text.strip())
            holds = (condition[1], float(condition[2])) if condition else holds
            letters += "[" + text.lower() if text.lower().strip("hms") == "" and text else ""
        elif kind == "sign":
            percents += text == "%"
        elif kind == "other" and text.lower() in "ymdhsegba" and not digits:
            letters += text.lower()
        elif kind == "other":
            parts[where] += text
    # A comma behind the last digit shortens by a thousand; a point that is only drawn (0!.0,) shortens too.
    shortened = bool(parts[1]) or any(token == ("sign", ",") for token in _behind(tokens, digits))
    words = "".join(parts).strip() if not digits and not letters else ""
    pads = sum(tokens[at][1] == "0" for at in digits) if not _pointed(tokens) else 0
    return _Section(holds, percents, _before(parts[0]), _after(parts[2]), shortened, pads,
                    words if _WORDED.search(words) and not percents else "", letters)  # fmt: skip


def _behind(tokens: list[tuple[str, str]], digits: list[int]) -> list[tuple[str, str]]:
    """The tokens right behind the whole digits and right behind the last: where a comma shortens."""
    point = next((at for at, token in enumerate(tokens) if token == ("sign", ".")), None)
    ends = [at + 1 for at in (digits[-1:] if digits else [])] + (
        [point - 1] if point and tokens[point - 1][1] == "," else []
    )
    return [tokens[at] for at in ends if 0 <= at < len(tokens)]


def _pointed(tokens: list[tuple[str, str]]) -> bool:
    """Whether what is shown is not simply whole digits."""
    return any(kind in ("exp", "general") or (kind == "sign" and text in ".,#?%") for kind, text in tokens)


def _after(text: str) -> str:
    """The unit that a format writes behind its digits: `3天`, `97.5%`; "" for a currency sign, a bracket or the like."""
    if "%" in text:
        return "%"
    if _REMARK.search(text):
        return ""
    unit = "".join(letter for letter in text if unicodedata.category(letter) != "Sc").strip(_AROUND)
    fits = len(unit) <= _LONGEST_UNIT and _UNIT.fullmatch(unit) and unit.casefold().strip(".") not in _MONEY
    return f"{' ' if text[0].isspace() else ''}{unit}" if fits else ""


def _before(text: str) -> str:
    """What a format writes before its digits where it is part of what is meant: `Q1`, `≥95`; "" for a currency and signs."""
    word = text.strip(" \u00a0\u3000()（）+−–—:：").lstrip("-")
    return word if _BEFORE.fullmatch(word) and word.casefold().strip("-") not in _MONEY else ""
