"""What stands before and behind the figures of a cell: signs, currencies, sizes, units, percent signs, and marks of doubt."""

import re
from dataclasses import dataclass, replace

from kpi_core.intake.measure import MONEY, is_measure, with_size
from kpi_core.intake.names import fold

# Words that say there is no number: they read as blank, never as 0.
MISSING = (
    r"^(?i:缺报|未报|未统计|暂无|无|没有|缺|暂缺|缺失|空|无数据|不适用|不考核|n\.?\s?/?\s?a\.?|n\.?\s?d\.?|null|none|nil|no data|"
    r"not available|not applicable|missing|\*|\.{1,3}|:( ?[a-z]{1,2})?|[-−–—―/]{1,3})$"
)
# Words that say the number is still to come.
PENDING = (
    r"^(?i:待定|待确认|待统计|待补|待补充|待报|待更新|待核实|统计中|核算中|tb[acd]|t\.b\.[acd]\.?|pending|awaited|forthcoming|outstanding|"
    r"to be (confirmed|determined|announced|advised|decided|provided))$"
)
# What a mark behind a number says: it is provisional, estimated, revised, or has a note.
_FLAG = re.compile(
    r"(?:\s*(?P<mark>\*{1,3}|[†‡§¶#]|\[\w{1,3}\]|\^o|\^\d|\((?:p|e|r|pr|est\.?|prov\.?|prelim\.?|rev\.?|estimated?|estimate|provisional|"
    r"preliminary|revised|forecast|unaudited|初步|初值|初步数|预估|估|估计|估算|暂|暂估|暂定|修订|修正|未审|未审计|预计|快报|预)\))"
    r"|\s(?P<letter>[per]))$",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"^\s*(?::\s*\d|['′]\s*\d|°\s*\d|(?:d|days?|h|hrs?|hours?|std|m|mins?|minutes?|天|小时|小時|时|分|分钟|')\s*(?:and\s+|,\s*)?\d)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"^\s*(?:/|of|out of|分制)\s*(5|10|100)$", re.IGNORECASE)
_WORDS = re.compile(r"^[^\W\d_]+\.?(?:(?: |[/·.&-])[^\W\d_]+\.?){0,3}(?:\^[23])?$|^°[CF]$|^/ ?[^\W\d_]+$")
# What is said of a number and is no unit of it.
_NO_UNIT = re.compile(
    r"左右|以上|以下|以内|以外|上下|多|余|约|不到|超|估|预|未|不|无|待|含|其中|见|同比|环比|增|减|降|升至|达|完成|计划|目标|实际|累计|合计|至|到|和|或|与|及|前|后|"
    r"\b(?:about|approx|ca|circa|est|or|and|to|than|more|less|over|under|above|below|max|min|see|note|incl|excl|including|excluding|tb[acd]|n/?a|ytd|mtd|qtd|"
    r"target|actual|plan|budget|provisional|revised|estimate|estimated|forecast|up|down|so|still|only|not|no|missing|vs|due|of|out|with|without|from|"
    r"cr|dr|e|p|r|x|a|b|c|f|i|j|n|o|q|u|v|y|z|ok|good|bad|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|am|pm|st|nd|rd|th)\b",
    re.IGNORECASE,
)
_SIGNS = "-−–—‐‑﹣"
_LONGEST = 24
_LONGEST_CHINESE = 6


@dataclass(frozen=True)
class Mark:
    """What stands about a number: its unit of measure (`sure` where it is one we know), a size with its `word`, a flag.

    `why` is the problem's code where that is nothing a number can be read beside: number_bad, duration.
    """

    measure: str = ""
    sure: bool = True
    size: float = 1.0
    word: str = ""
    flag: str = ""
    percent: bool = False
    negative: bool = False
    why: str = ""


BARE = Mark()
_BAD = Mark(why="number_bad")


def read_mark(before: str, behind: str, pointed: bool) -> Mark:
    """What stands before and behind the figures of a cell, which have a decimal sign if `pointed`."""
    if _DURATION.match(behind) and not before.strip(" +-'\"="):
        return Mark(why="duration")
    found = _before(before)
    if found is None:
        return _BAD
    money, negative, opened, wrapper = found
    rest = behind.rstrip()
    if wrapper and not rest.endswith('"'):
        return _BAD
    mark, rest = Mark(negative=negative), rest.removesuffix('"') if '"' in before else rest
    while step := _right(mark, rest.rstrip(), opened, pointed):
        mark, rest, opened = step
    return _BAD if opened else _measured(mark, rest.strip(), money)


def _before(text: str) -> tuple[str, bool, bool, str] | None:
    """Currency, whether a minus, whether a bracket opens, and the wrapper that must end the cell; None for anything else."""
    wrapper = '"' if text.startswith('="') else ""
    text = text[2:] if wrapper else text.lstrip("'\"")
    money, sign, opened = "", "", False
    while text := text.strip():
        if text[0] in _SIGNS or text[0] in "+△▲":
            if sign or opened:
                return None
            sign, text = text[0], text[1:]
        elif text[0] == "(" and not opened:
            if sign:
                return None
            opened, text = True, text[1:]
        elif not money and (found := _currency(text)):
            money, text = found, text[len(found) :]
        else:
            return None
    return money, sign not in ("", "+"), opened, wrapper


def _currency(text: str) -> str:
    """The currency that a text begins with, as it is written."""
    for length in range(min(5, len(text)), 0, -1):
        if fold(text[:length]) in MONEY and not (text[length - 1].isalpha() and text[length : length + 1].isalpha()):
            return text[:length].rstrip()
    return ""


def _right(mark: Mark, rest: str, opened: bool, pointed: bool) -> tuple[Mark, str, bool] | None:
    """One thing less at the right end of what stands behind the figures; None where nothing more can be taken off."""
    if opened and rest.endswith(")") and "(" not in rest:
        return replace(mark, negative=True), rest[:-1], False
    if rest.endswith("%") and not mark.percent:
        return replace(mark, percent=True), rest[:-1], opened
    if rest[-1:] in ("-", "−") and rest and not mark.negative and not opened:
        return replace(mark, negative=True), rest[:-1], opened
    flagged = _FLAG.search(rest)
    if flagged and not mark.flag and not _power(rest, flagged, pointed):
        return replace(mark, flag=_shown(flagged[0])), rest[: flagged.start()], opened
    if pointed and not mark.flag and rest in ("p", "e", "r"):
        return replace(mark, flag=rest), "", opened
    return None


def _power(rest: str, flagged: re.Match[str], pointed: bool) -> bool:
    """Whether a raised figure belongs to the number (10²) or to its unit (m²), and is no note."""
    before = rest[: flagged.start()].strip()
    raised = flagged[0].strip()
    if not raised.startswith("^") or raised in ("^1", "^o"):
        return False
    return raised in ("^2", "^3") if before[-1:].isalpha() else not before and not pointed


def _shown(flag: str) -> str:
    """A mark as it stood there: raised figures are raised again."""
    return (
        flag.strip().replace("^o", "①").translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")).replace("^", "")
        if "^" in flag
        else flag.strip().strip("()")
    )


def _measured(mark: Mark, rest: str, money: str) -> Mark:
    """The mark with the size and the unit that the text between figures and marks tells."""
    if not rest:
        return replace(mark, measure=money)
    if mark.percent:
        return _BAD
    if score := _OUT_OF.match(rest):
        return _BAD if money else replace(mark, measure=f"/{score[1]}")
    if rest[0] in "([" and rest[-1] in ")]" and is_measure(rest[1:-1]):
        rest = rest[1:-1]
    if fold(rest) in ("percent", "per cent", "pct") and not money:
        return replace(mark, percent=True)
    found = with_size(rest, bool(money))
    if found:
        size, word, rest = found
        mark = replace(mark, size=size, word=word)
    return _united(mark, rest.strip(), money)


def _united(mark: Mark, unit: str, money: str) -> Mark:
    if not unit:
        return replace(mark, measure=money)
    if money:
        if fold(unit) in MONEY:
            return replace(mark, measure=unit)
        per = unit.startswith("/") or fold(unit).startswith("per ")
        return (
            replace(mark, measure=f"{money}{unit}" if unit[0] == "/" else f"{money} {unit}", sure=False)
            if per and _WORDS.match(unit)
            else _BAD
        )
    if is_measure(unit):
        return replace(mark, measure=unit.replace("^2", "²").replace("^3", "³"))
    most = _LONGEST if unit.isascii() else _LONGEST_CHINESE
    if len(unit) <= most and _WORDS.match(unit) and not _NO_UNIT.search(unit):
        return replace(mark, measure=unit, sure=False)
    return _BAD
