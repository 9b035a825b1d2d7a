"""Did you mean: names that are written differently and may be one."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from kpi_core.intake.names import fold
from kpi_core.intake.sounds import confused

# From this likeness (of 100) a longer Chinese name is taken for a slip of the pen; in a shorter one a letter must sound or
# look like the one it stands for.
_LIKE = 86
_LONG = 8
# A foreign word of so many letters may have one slip, one of so many two.
_ONE_SLIP, _TWO_SLIPS = 4, 9
# With more new names than this they are not compared among each other.
_MOST = 1_000
_BLANKS = re.compile(r"[\s\-_·・./()（）、,，]+")
# What tells two names of one series apart (一车间 and 二车间, A线 and B线, 2023 and 2024), and what turns a name round
# (合格率 and 不合格率, 入库 and 出库).
_SERIAL = re.compile(
    r"\d+|(?<![a-z])[a-z](?![a-z])|(?<![a-z])[ivx]+(?![a-z])"
    r"|[一二三四五六七八九十百千零两壹贰叁甲乙丙丁戊己庚辛东南西北中上下左右前后内外新老旧大小高低男女正副主次总分早晚春夏秋冬]"
    r"|[不非未无否没出入进收支付买卖增减升降超欠盈亏损失得公私甜咸冷热软硬干湿快慢多少长短借贷达违加乘除开关始末首尾]"
)
_WORD = re.compile(r"[a-z]+|\d+|[^\Wa-z\d_]+")
_LATIN = re.compile(r"[a-zà-ÿ]+")
_OFFICE = re.compile(r"(?:部门?|\s*dep(?:artmen)?t\.?|\s*team)$")
Apart = Callable[[str, str], bool]


def alike(new: list[str], known: list[str], apart: Apart | None = None) -> dict[str, str]:
    """For each new name the known (or earlier new) one it may mean; names without one are left out.

    Names that differ in blanks, marks, or traditional against simplified characters are alike. So are names that are one
    slip apart (a letter that sounds or looks like another, a letter too many, too few or exchanged) unless they differ in
    what tells a series apart or turns a name round, or `apart` (name, meant) says that both are at home in the file.
    """
    bones: dict[str, str] = {}
    for name in known:
        bones.setdefault(_bone(name), name)
    pool = {fold(name): name for name in reversed(known)}
    found: dict[str, str] = {}
    for name in new:
        bone = _bone(name)
        if bone in bones:
            found[name] = bones[bone]
            continue
        bones[bone] = name
        folded = fold(name)
        near = next((meant for meant in _near(folded, pool) if apart is None or not apart(name, meant)), None)
        if near is not None:
            found[name] = near
        elif len(new) <= _MOST:
            pool.setdefault(folded, name)
    return found


def _near(name: str, pool: dict[str, str]) -> list[str]:
    """The names of `pool` (by folding) that are a slip away from a folded one, the nearest first."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if not pool:
        return []
    longest = 4 if len(name) >= _LONG or _LATIN.search(name) else 2
    texts = list(pool)
    tried = process.extract(name, texts, scorer=OSA.distance, score_cutoff=longest, limit=20)
    return [pool[text] for text, _, _ in tried if slipped(name, text)]


def slipped(one: str, other: str) -> bool:
    """Whether two folded names differ as by a slip of the pen, and not in what tells names apart on purpose."""
    if one == other or _SERIAL.findall(one) != _SERIAL.findall(other):
        return False
    if _OFFICE.sub("", one) == _OFFICE.sub("", other):
        return min(len(one), len(other)) >= 2
    words, others = _WORD.findall(one), _WORD.findall(other)
    if len(words) != len(others):
        return False
    pairs = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(pairs) == 1 and _word_slipped(*pairs[0])


def _word_slipped(one: str, other: str) -> bool:
    from rapidfuzz import fuzz
    from rapidfuzz.distance import OSA

    if _LATIN.fullmatch(one) and _LATIN.fullmatch(other):
        short = min(one, other, key=len)
        slips = 1 if len(short) < _TWO_SLIPS else 2
        # Hardly anybody mistypes the first letter, and rates are no dates; so a prefix that turns a word round is none either.
        return len(short) >= _ONE_SLIP and one[0] == other[0] and OSA.distance(one, other) <= slips
    if len(one) == len(other):
        differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        if len(one) >= 2 and len(differing) == 1 and confused(*differing[0]):
            return True
        if len(one) > 2 and len(differing) == 2 and sorted(one) == sorted(other) and OSA.distance(one, other) == 1:
            return True
    return min(len(one), len(other)) >= _LONG and fuzz.ratio(one, other) >= _LIKE


def _bone(name: str) -> str:
    return str(_simplified().convert(_BLANKS.sub("", fold(name))))


@cache
def _simplified() -> Any:
    """Traditional to simplified characters; loaded when names are first compared."""
    import opencc

    return opencc.OpenCC("t2s")
