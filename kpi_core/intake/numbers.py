"""Numbers as people write them, a whole column at a time: each distinct cell is cut into figures and what stands about them."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake.affixes import BARE, MISSING, PENDING, Mark, read_mark
from kpi_core.intake.durations import seconds_in
from kpi_core.intake.measure import MONEY
from kpi_core.intake.measure import SCALES as SCALES
from kpi_core.intake.measure import weight_of as weight_of
from kpi_core.intake.names import fold

_PLAIN = r"^(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
# Figures with what may stand between them, and what stands before and behind.
_CUT = r"^(?P<before>[^0-9]*?)(?P<core>(?:[0-9](?:[ ',.]?[0-9])*[.,]?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?)(?P<behind>[^0-9].*)?$"
# Thousands by blanks or apostrophes: the sign behind them can only be the decimal one.
_SPACED = r"^\d{1,3}(( \d{3})+|('\d{3})+)([.,]\d*)?$"
_SPACED_COMMA = r"^\d{1,3}(( \d{3})+|('\d{3})+),\d*$"
_SPACED_POINT = r"^\d{1,3}(( \d{3})+|('\d{3})+)\.\d*$"
# 1.234.567,89: two points, or a point before a comma; and 1,234,567.8 or 12,34,567.
_CONTINENTAL = r"^\d{1,3}((\.\d{3})+,\d*|(\.\d{3}){2,})$"
_GROUPED = r"^(\d{1,3}((,\d{3}){2,}(\.\d*)?|,\d{3}\.\d*)|\d{1,2}(,\d{2})+,\d{3}(\.\d*)?)$"
# A sign that cannot separate thousands: not followed by exactly three digits, or behind more than three, or behind a zero.
_COMMA = r"^(\d*,(\d{1,2}|\d{4,})|0\d*,\d+|\d{4,},\d+|\d+,\d+[eE][+-]?\d{1,3})$"
_POINT = r"^(\d*\.(\d{1,2}|\d{4,})|0\d*\.\d+|\d{4,}\.\d+|\d+\.\d+[eE][+-]?\d{1,3})$"
_EITHER_COMMA = r"^[1-9]\d{0,2},\d{3}$"
_EITHER_POINT = r"^[1-9]\d{0,2}\.\d{3}$"
_MINUTES = r"^\d{1,3}'\d{1,2}$"
# Signs that width-folding would turn into digits: 10² is not 102, ½ is not 12.
_RAISED = dict(zip(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), [f"^{digit}" for digit in range(10)], strict=True))
_RAISED |= dict.fromkeys(range(9312, 9332), "^o") | {0x33A1: "m^2", 0x33A5: "m^3"}
_ODD, _NOT_DIGITS = "[⁰-⁹²³¹①-⑳㎡㎥]", r"[₀-₟¼½¾⑴-⓿㉈-㉟㊱-㊿㋀-㋋㍘-㍰㏠-㏾🄀-🄊\x00-\x08\x0e-\x1f]"

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: `values` (NaN where blank or bad), `percent` where a % sign stood, `bad` where no number.

    `scale` is what a word behind the number says of its size (万: 10,000), 1 without one; `values` are without it.
    `mark` leads from each row to what stands about its figures in `marks`; `seconds` is the length of time that stands there
    instead of a number (NaN elsewhere).
    """

    values: Floats
    percent: Flags
    bad: Flags
    scale: Floats
    mark: Codes
    marks: list[Mark]
    seconds: Floats

    def marked(self, what: str) -> Flags:
        """The rows whose mark has this field told: measure, flag, why."""
        return np.asarray(np.array([bool(getattr(mark, what)) for mark in self.marks])[self.mark], bool)


@dataclass(frozen=True)
class Written:
    """A column of texts cut: per distinct word its `text`, its figures (`core`, "" without any) and its mark; `rows` leads to the words."""

    rows: Codes
    text: pa.Array
    core: pa.Array
    mark: Codes
    marks: list[Mark]

    @cached_property
    def blank(self) -> Flags:
        """Which words say that there is no number."""
        bare: Flags = np.array([not mark.why for mark in self.marks])[self.mark]
        return np.asarray(_flags(pc.equal(self.core, "")) & bare, bool)


def read_numbers(column: pa.Array, decimal_comma: bool = False) -> Numbers:
    """The numbers in a column of text; 1,234.5 · 96.5% · (300) · −5 · ＋１２ · $1'200 · 3天 · 1177,0 with `decimal_comma`.

    Blank means missing, and so do 缺报, —, N/A and the like. NaN, inf, 1e309, hex and words are bad, never numbers.
    """
    return numbers_in(cut(column), decimal_comma)


@lru_cache(4096)
def is_figure(text: str) -> bool:
    """Whether a text is a figure by all that stands about it; with a unit that is no currency it may as well be a name (1班)."""
    found = read_numbers(pa.array([text], pa.string()))
    return not np.isnan(found.values[0]) and fold(found.marks[found.mark[0]].measure) in {*MONEY, ""}


def cut(column: pa.Array) -> Written:
    """The distinct words of a column, each cut into its figures and what stands about them."""
    coded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
    words = pa.concat_arrays([coded.dictionary.cast(pa.string()), pa.array([""], pa.string())])
    rows = coded.indices.fill_null(len(words) - 1).to_numpy(zero_copy_only=False).astype(np.int32)
    text = _narrowed(pc.fill_null(words, ""))
    plain = _flags(pc.match_substring_regex(text, _PLAIN))
    if plain.all():
        return Written(rows, text, text, np.zeros(len(words), np.int32), [BARE])
    mark, marks = np.zeros(len(words), np.int32), [BARE]
    rest = pa.array(np.flatnonzero(~plain))
    core, mark[~plain], marks = _split(text.take(rest))
    return Written(rows, text, pc.replace_with_mask(text, pa.array(~plain), core), mark, marks)


def numbers_in(written: Written, decimal_comma: bool) -> Numbers:
    """The numbers of a column that was cut, its decimal sign a comma or a point where a cell alone does not tell."""
    core = written.core
    spaced, continental, grouped, comma, either, points = (
        pc.match_substring_regex(core, pattern)
        for pattern in (_SPACED, _CONTINENTAL, _GROUPED, _COMMA, _EITHER_COMMA, _EITHER_POINT)
    )
    if decimal_comma:
        swapped, closed = pc.or_(pc.or_(continental, points), pc.or_(comma, either)), grouped
    else:
        swapped, closed = continental, pc.or_(grouped, either)
    text = pc.if_else(spaced, pc.replace_substring_regex(core, pattern="[ ']", replacement=""), core)
    text = pc.if_else(swapped, pc.replace_substring(text, ".", ""), text)
    text = pc.if_else(pc.or_(swapped, spaced), pc.replace_substring(text, ",", "."), text)
    text = pc.if_else(closed, pc.replace_substring(text, ",", ""), text)
    plain = pc.match_substring_regex(text, _PLAIN)
    values = pc.cast(pc.if_else(plain, text, None), pa.float64()).to_numpy(zero_copy_only=False)
    told = {
        name: np.array([getattr(mark, name) for mark in written.marks])[written.mark]
        for name in ("negative", "percent", "size", "why")
    }
    good = _flags(plain) & np.isfinite(values) & (told["why"] == "")
    values = np.where(good, np.where(told["negative"], -values, values), np.nan)
    bad, mark, marks = ~written.blank & ~good, written.mark, written.marks
    minutes = _flags(pc.match_substring_regex(core, _MINUTES)) & bad
    if minutes.any():
        mark, marks = np.where(minutes, len(marks), mark).astype(np.int32), [*marks, Mark(why="duration")]
    seconds = np.full(len(values), np.nan)
    for word in np.flatnonzero(np.array([found.why == "duration" for found in marks])[mark]).tolist():
        seconds[word] = seconds_in(written.text[word].as_py()) or np.nan
    at, percent, size = written.rows, told["percent"] & good, np.where(good, told["size"], 1.0)
    return Numbers(values[at], percent[at], bad[at], size[at], mark[at], marks, seconds[at])


def _narrowed(text: pa.Array) -> pa.Array:
    """Texts with narrow forms, single blanks, one apostrophe, and raised figures told from the others."""
    if pc.any(pc.match_substring_regex(text, _ODD)).as_py():
        text = pa.array([word.translate(_RAISED) for word in text.to_pylist()], pa.string())
    text = pc.replace_substring_regex(text, pattern=_NOT_DIGITS, replacement="?")
    text = pc.utf8_normalize(text, form="NFKC")
    text = pc.replace_substring_regex(text, pattern="[’ʼ‘`´]", replacement="'")
    text = pc.replace_substring_regex(text, pattern="[\\x{200B}\\x{2060}\\x{FEFF}\\x{00AD}]", replacement="")
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(text, pattern=r"\s+", replacement=" "))


def _split(text: pa.Array) -> tuple[pa.Array, Codes, list[Mark]]:
    """Texts that are no plain figures: their figures, and the mark of each among the distinct ones (0 is bare)."""
    missing = pc.match_substring_regex(text, MISSING)
    text = pc.if_else(missing, "", text)
    cuts = pc.extract_regex(text, _CUT)
    before, core, behind = (pc.fill_null(pc.struct_field(cuts, name), "") for name in ("before", "core", "behind"))
    pointed = pc.if_else(pc.match_substring_regex(core, "[.,]"), ".", "")
    # A text without any figure is its own reason.
    before = pc.if_else(pc.equal(core, ""), text, before)
    about = pc.binary_join_element_wise(
        before, behind, pointed, pc.if_else(pc.equal(core, ""), "", "1"), "\x1f"
    ).dictionary_encode()
    wordy = _flags(pc.match_substring_regex(about.dictionary, r"^(?:[^\x1f]*)\x1f\x1f\x1f$"))
    marks = [BARE]
    codes = np.zeros(len(about.dictionary), np.int32)
    for place, (key, bare) in enumerate(zip(about.dictionary.to_pylist(), wordy.tolist(), strict=True)):
        front, back, point, _ = key.split("\x1f")
        mark = _wordy(front) if bare else read_mark(front, back, bool(point))
        if mark != BARE:
            codes[place] = len(marks)
            marks.append(mark)
    return core, codes[about.indices.to_numpy(zero_copy_only=False)], marks


def _wordy(text: str) -> Mark:
    """The mark of a text without any figure: blank, to come, or no number."""
    if not text:
        return BARE
    return Mark(why="value_pending" if re.match(PENDING, text) else "number_bad")


def _flags(found: pa.Array) -> Flags:
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), bool)


@dataclass(frozen=True)
class Commas:
    """What the signs of a column tell: `decimal` and `grouped` where a comma can only be that, `point` where a point is the decimal sign.

    `strong` says that a single cell needs nothing beside it (1.234,5). `open` are the rows with a comma that hang on it, of which
    `weak` can only be decimal unless they are mistyped (1,23); `points` are those that hang on their point (12.345).
    """

    decimal: bool
    grouped: bool
    open: Flags
    strong: bool
    point: bool
    weak: Flags
    points: Flags


def commas(column: pa.Array) -> Commas:
    """How a column of texts writes its numbers, as far as its commas tell."""
    return signs_of(cut(column))


def signs_of(written: Written) -> Commas:
    """How a column that was cut writes its numbers, as far as the signs between its figures tell."""
    sound = np.array([not mark.why for mark in written.marks])[written.mark]
    spaced, continental, comma, grouped, either, spaced_point, point, points = (
        _flags(pc.match_substring_regex(written.core, pattern)) & sound
        for pattern in (
            _SPACED_COMMA,
            _CONTINENTAL,
            _COMMA,
            _GROUPED,
            _EITHER_COMMA,
            _SPACED_POINT,
            _POINT,
            _EITHER_POINT,
        )
    )
    strong = bool((spaced | continental).any())
    at = written.rows
    return Commas(strong or bool(comma.any()), bool(grouped.any()), (comma | either)[at], strong,
                  bool((spaced_point | point).any()), comma[at], points[at])  # fmt: skip
