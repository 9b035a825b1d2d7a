"""Numbers as people write them, a whole column at a time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake.names import fold

_PLAIN = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
_GROUPED = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
_DECIMAL_COMMA = r"^[+-]?(\d+(\.\d{3})*,\d+|\d{1,3}(\.\d{3})+)$"
# A comma that cannot separate thousands: not followed by exactly three digits.
_SURE_DECIMAL_COMMA = r"^[+-]?(\d+,(\d{1,2}|\d{4,})|0,\d+)$"
# A comma that separates thousands for certain, and one that may do either (1,234).
_SURE_GROUPED = r"^[+-]?\d{1,3}((,\d{3}){2,}(\.\d*)?|,\d{3}\.\d*)$"
_EITHER_COMMA = r"^[+-]?[1-9]\d{0,2},\d{3}$"
# What may follow a number for its size, the longer words first: 3.5万, 1.2亿元, 12k.
SCALES = {"千万": 1e7, "百万": 1e6, "万": 1e4, "亿": 1e8, "k": 1e3, "m": 1e6, "千": 1e3, "萬": 1e4, "億": 1e8}
# What a measure may count in thousands of: 千元, 千件; but a 千克 is a kilogram.
_COUNTED = ("", "元", "美元", "件", "个", "人", "人次", "台", "次", "户", "单", "套")
_SCALED = rf"\d\s*(?i:{'|'.join(SCALES)})元?$"
# Words that say there is no number: they read as blank, never as 0.
_MISSING = r"^(?i:缺报|未报|未统计|暂无|无|n/?a|null|none|nil|[-−–—/]{1,3})$"
# Signs that width-folding would turn into digits: 10² is not 102.
_NOT_DIGITS = "[⁰-₟²³¹¼½¾①-⓿]"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `values` (NaN where blank or bad), `percent` where a % sign stood, `bad` where no number.

    `scale` is what a word behind the number says of its size (万: 10,000), 1 without one; `values` are without it.
    """

    values: Floats
    percent: Flags
    bad: Flags
    scale: Floats


def read_numbers(column: pa.Array, decimal_comma: bool = False) -> Numbers:
    """The numbers in a column of text; 1,234.5 · 96.5% · (300) · −5 · ＋１２ · 1177,0 with `decimal_comma`.

    Blank means missing, and so do 缺报, —, N/A and the like. NaN, inf, 1e309, hex and words are bad, never numbers.
    """
    text = pc.replace_substring_regex(column.cast(pa.string()), pattern=_NOT_DIGITS, replacement="?")
    text = pc.utf8_trim_whitespace(pc.utf8_normalize(text, form="NFKC"))
    text = pc.if_else(pc.match_substring_regex(text, _MISSING), "", text)
    text = pc.replace_substring_regex(text, pattern=r"^[−–—‐‑﹣]\s*", replacement="-")
    text = pc.replace_substring_regex(text, pattern=r"^([+-])\s+", replacement=r"\1")
    text = pc.replace_substring_regex(text, pattern=r"^\(\s*([^()+-][^()]*)\)$", replacement=r"-\1")
    text = pc.replace_substring_regex(text, pattern=r"^([^+-].*\d)\s*-$", replacement=r"-\1")
    text = pc.replace_substring_regex(text, pattern=r"^[△▲]\s*(\d)", replacement=r"-\1")
    percent = pc.ends_with(text, "%")
    text = pc.utf8_trim_whitespace(
        pc.if_else(percent, pc.replace_substring_regex(text, pattern="%$", replacement=""), text)
    )
    text, scale = _without_scale(text)
    if decimal_comma:
        continental = pc.match_substring_regex(text, _DECIMAL_COMMA)
        swapped = pc.replace_substring(pc.replace_substring(text, ".", ""), ",", ".")
        text = pc.if_else(continental, swapped, text)
    grouped = pc.match_substring_regex(text, _GROUPED)
    text = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
    plain = pc.match_substring_regex(text, _PLAIN)
    values = pc.cast(pc.if_else(plain, text, None), pa.float64()).to_numpy(zero_copy_only=False)
    blank = pc.fill_null(pc.equal(text, ""), True).to_numpy(zero_copy_only=False)
    good = pc.fill_null(plain, False).to_numpy(zero_copy_only=False) & np.isfinite(values)
    signs = pc.fill_null(percent, False).to_numpy(zero_copy_only=False) & good
    return Numbers(np.where(good, values, np.nan), signs, ~blank & ~good, scale)


def weight_of(measure: str) -> float:
    """How many of its plain unit one of a measure is, as far as its words tell: 万元 10,000, 千元 1,000, % 0.01, else 1."""
    word = fold(measure)
    if word == "%":
        return 0.01
    for name, factor in SCALES.items():
        if name not in "km" and word.startswith(name) and (name != "千" or word[1:] in _COUNTED):
            return factor
    return 1.0


def _without_scale(text: pa.Array) -> tuple[pa.Array, Floats]:
    scale = np.ones(len(text))
    if pc.any(pc.match_substring_regex(text, _SCALED)).as_py():
        for word, factor in SCALES.items():
            ends = pc.match_substring_regex(text, rf"\d\s*(?i:{word})元?$")
            scale[pc.fill_null(ends, False).to_numpy(zero_copy_only=False)] = factor
            text = pc.replace_substring_regex(text, pattern=rf"(\d)\s*(?i:{word})元?$", replacement=r"\1")
    return text, scale


@dataclass(frozen=True)
class Commas:
    """What the commas of a column tell: `decimal` and `grouped` where one can only be that, `open` the cells that hang on it."""

    decimal: bool
    grouped: bool
    open: Flags


def commas(column: pa.Array) -> Commas:
    """How a column of texts writes its numbers, as far as its commas tell."""
    text = pc.utf8_trim_whitespace(pc.fill_null(column.cast(pa.string()), ""))
    # What stands before and behind the figures says nothing of their commas.
    text = pc.replace_substring_regex(text, pattern=rf"\s*(?:[%％]|(?i:{'|'.join(SCALES)})元?)$", replacement="")
    text = pc.replace_substring_regex(text, pattern=r"^[(−–△＋-]\s*|\)$", replacement="")
    sure, grouped, either = (
        pc.match_substring_regex(text, pattern) for pattern in (_SURE_DECIMAL_COMMA, _SURE_GROUPED, _EITHER_COMMA)
    )
    hanging = pc.or_(sure, either).to_numpy(zero_copy_only=False)
    return Commas(bool(pc.any(sure).as_py()), bool(pc.any(grouped).as_py()), hanging)
