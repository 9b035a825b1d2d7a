"""Did you mean: names that are written differently and may be one."""

import re
from functools import cache
from typing import Any

from kpi_core.intake.names import fold

# From this likeness (of 100) a longer name is taken for a slip of the pen.
_LIKE = 86
_LEAST = 4
_BLANKS = re.compile(r"[\s\-_·・./()（）、,，]+")
# What tells two names of one series apart: 一车间 and 二车间, A线 and B线, 2023 and 2024.
_SERIAL = re.compile(
    r"\d+|(?<![a-z])[a-z](?![a-z])|[一二三四五六七八九十甲乙丙丁东南西北中上下左右前后内外新老大小高低男女正副]"
)


def alike(new: list[str], known: list[str]) -> dict[str, str]:
    """For each new name the known (or earlier new) one it may mean; names without one are left out.

    Names that differ in blanks, marks, or traditional against simplified characters are alike; so are longer names that
    are nearly the same, unless they differ in what tells a series apart.
    """
    from rapidfuzz import fuzz, process

    bones: dict[str, str] = {}
    for name in known:
        bones.setdefault(_bone(name), name)
    near = [fold(name) for name in known]
    found: dict[str, str] = {}
    for name in new:
        bone = _bone(name)
        if bone in bones:
            found[name] = bones[bone]
            continue
        bones[bone] = name
        if len(name) >= _LEAST and near:
            best = process.extractOne(fold(name), near, scorer=fuzz.ratio, score_cutoff=_LIKE)
            if best is not None and _SERIAL.findall(best[0]) == _SERIAL.findall(fold(name)):
                found[name] = known[best[2]]
    return found


def _bone(name: str) -> str:
    return str(_simplified().convert(_BLANKS.sub("", fold(name))))


@cache
def _simplified() -> Any:
    """Traditional to simplified characters; loaded when names are first compared."""
    import opencc

    return opencc.OpenCC("t2s")
