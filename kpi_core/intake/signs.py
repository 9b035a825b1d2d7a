"""Targets with a sign or a span: ≥95%, no more than 4, 95以上, 60-65, 65±2; what they say of the direction."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kpi_core.intake.numbers import SCALES, Flags, Floats, read_numbers
from kpi_core.intake.period_forms import plain
from kpi_core.intake.table import Cells

SIGNED_FIELDS = ("target", "floor", "stretch")
_BEFORE = {
    "lower": r"<=?|=<|[≤⩽≦]|不(?:超过|高于|大于|多于|得超过|得高于)|(?:小|低|少)于(?:等于|或等于)?|最[多高大]|至多|控制在|max(?:imum|\.)?"
    r"|at most|(?:no|not) (?:more|greater|higher) than|not exceeding|up to|(?:less|fewer|lower) than(?: or equal to)?|under|below|within",
    "higher": r">=?|=>|[≥⩾≧]|不(?:低于|小于|少于|得低于|得少于)|(?:大|高|多)于(?:等于|或等于)?|超过|至少|最[少低小]|min(?:imum|\.)?"
    r"|at least|(?:no|not) (?:less|fewer|lower) than|(?:more|greater|higher) than(?: or equal to)?|over|above",
}
_AFTER = {
    "lower": r"[及或]?(?:以下|以内)|之内|or (?:less|fewer|lower|below|under)|and (?:below|under)|max(?:imum|\.)?",
    # `30 min` are minutes.
    "higher": r"[及或]?以上|or (?:more|above|higher|better|over)|and (?:above|over)|\+",
}
_BEFORES = {where: re.compile(rf"(?:{words}) ?") for where, words in _BEFORE.items()}
_AFTERS = {where: re.compile(rf" ?(?:{words})$") for where, words in _AFTER.items()}
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d+)?"
# 3e-38 is a figure: its e is no unit.
_UNIT = r"(?: ?(?:%|(?!e ?[+-]?\d)[^\W\d_]{1,6}|[°℃]c?))?"
_SPANS = [
    re.compile(rf"(?P<a>{_NUMBER})(?P<u>{_UNIT}) ?(?:-|~|to|至|到) ?(?P<b>{_NUMBER})(?P<v>{_UNIT})"),
    re.compile(rf"between (?P<a>{_NUMBER})(?P<u>{_UNIT}) and (?P<b>{_NUMBER})(?P<v>{_UNIT})"),
    re.compile(rf"\[(?P<a>{_NUMBER})(?P<u>{_UNIT}) ?[,;~-] ?(?P<b>{_NUMBER})(?P<v>{_UNIT})\](?P<w>%?)"),
    # (1,200) is the accountant's -1200.
    re.compile(rf"[\[(](?P<a>{_NUMBER})(?P<u>{_UNIT}) ?(?:[;~-] ?|, )(?P<b>{_NUMBER})(?P<v>{_UNIT})[\])](?P<w>%?)"),
    re.compile(rf"(?P<a>{_NUMBER})(?P<u>{_UNIT}) ?(?:<=?|≤) ?[^\W\d]* ?(?:<=?|≤) ?(?P<b>{_NUMBER})(?P<v>{_UNIT})"),
]
_AROUND = re.compile(rf"(?P<a>{_NUMBER})(?P<u>{_UNIT}) ?± ?(?P<b>{_NUMBER})(?P<v>{_UNIT})")
_YEAR = re.compile(r"(?:19|20)\d\d")
Codes = npt.NDArray[np.int8]
DIRECTIONS = ("", "higher", "lower", "band")


@dataclass(frozen=True)
class Signed:
    """One cell taken apart: what is left for a number, the direction its sign says, and the ends of a band (points where `percent`)."""

    text: str
    direction: str = ""
    low: float = 0.0
    high: float = 0.0
    percent: bool = False


@dataclass(frozen=True)
class Signs:
    """The signs of a file: per field that has any, each row's code into `words`; `cells` are the cells without them."""

    cells: Cells
    codes: dict[str, npt.NDArray[np.int32]] = field(default_factory=dict)
    words: dict[str, list[Signed]] = field(default_factory=dict)

    def directions(self, name: str) -> Codes:
        """Per row the place in DIRECTIONS of what the sign in its field `name` says."""
        return np.array([DIRECTIONS.index(word.direction) for word in self.words[name]], np.int8)[self.codes[name]]


def taken_apart(text: str, decimal_comma: bool = False) -> Signed:
    """A target as written without its sign, with what the sign says; a text without one is what it was."""
    form = plain(text)
    band = _band(form, decimal_comma)
    if band is not None:
        return band
    said = set()
    for where, pattern in _BEFORES.items():
        match = pattern.match(form)
        if match:
            said.add(where)
            form = form[match.end() :]
            break
    for where, pattern in _AFTERS.items():
        match = pattern.search(form)
        if match:
            said.add(where)
            form = form[: match.start()]
            break
    # What is left must be a figure and nothing like another sign.
    good = len(said) == 1 and re.match(r"[^\w]?\d", form) is not None and not re.search(r"[<>≤≥]", form)
    return Signed(form, said.pop()) if good else Signed(text)


def _band(form: str, decimal_comma: bool) -> Signed | None:
    for pattern in (*_SPANS, _AROUND):
        match = pattern.fullmatch(form)
        if match is None:
            continue
        first, last = _number(match["a"], decimal_comma), _number(match["b"], decimal_comma)
        units = [unit.strip() for unit in (match["u"], match["v"], match.groupdict().get("w") or "")]
        units = [unit for unit in units if unit]
        if first is None or last is None or len(set(units)) > 1 or any(unit in SCALES for unit in units):
            return None
        if pattern is _AROUND:
            # 65 ± 2% may be two points or two hundredths of 65.
            unclear = bool(match["u"].strip()) != bool(match["v"].strip()) and "%" in units
            first, last = first - abs(last), first + abs(last)
            if unclear:
                return None
        if not first < last or _dated(match["a"], match["b"]):
            return None
        return Signed("", "band", first, last, units[:1] == ["%"])
    return None


def _dated(first: str, last: str) -> bool:
    """Whether two whole numbers are rather a month and a year."""
    return any(_YEAR.fullmatch(a) and b.isdigit() and int(b) <= 31 for a, b in ((first, last), (last, first)))


def _number(text: str, decimal_comma: bool) -> float | None:
    if decimal_comma:
        return float(text.replace(".", "").replace(",", ".")) if text.count(",") < 2 else None
    grouped = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text)
    text = text.replace(",", "") if grouped else text
    return None if "," in text else float(text)


def read_signs(cells: Cells, columns: dict[str, int], decimal: str = "") -> Signs:
    """The signs of the target, floor and stretch columns, and the cells without them; nothing is copied where none stands.

    `decimal` is `,` where a person says so; a file that separates cells by `;` writes 6,5 so too.
    """
    comma = decimal == "," or (not decimal and cells.separator == ";")
    found = Signs(cells)
    changed = list(cells.columns)
    for name in SIGNED_FIELDS:
        column = cells.columns[columns[name]] if name in columns else None
        if column is None or pa.types.is_floating(column.type):
            continue
        coded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
        texts = [text or "" for text in coded.dictionary.to_pylist()]
        words = [taken_apart(text, comma) if _SUSPECT.search(text) else Signed(text) for text in texts]
        if not any(word.direction for word in words):
            continue
        found.codes[name] = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False).astype(np.int32)
        found.words[name] = [*words, Signed("")]
        changed[columns[name]] = pa.array([word.text for word in words], pa.string()).take(coded.indices)
    return replace(found, cells=replace(cells, columns=changed)) if found.codes else found


# A cell that may have a sign: anything but a bare figure.
_SUSPECT = re.compile(r"[<>≤≥⩽⩾≦≧＜＞﹤﹥±~～〜\[［a-zA-Z\u4e00-\u9fff]|\d\s*%?\s*[-‐-―−—–+]|\(\d.*, ")

Report = Callable[..., None]


def mark_percent(signs: Signs, percent: dict[str, Flags]) -> None:
    """Add to `percent` (per field the rows with a % sign) those whose band is written with one."""
    for name, words in signs.words.items():
        flags = np.array([word.percent for word in words])[signs.codes[name]]
        if flags.any():
            percent[name] = percent[name] | flags if name in percent else flags


def settle_signs(signs: Signs, kpi: npt.NDArray[np.int32], said: dict[str, dict[int, str]], report: Report) -> set[int]:
    """What the signs say of each KPI goes to `said` (direction, low, high); returns the KPI codes whose band is written with %.

    Two signs of one KPI that contradict each other or the file's direction column are the problem `said_twice`, bands that differ between
    its lines `band_twice`. `kpi` is each row's KPI code (-1: none), `report(rows, field, code, **more)` marks rows.
    """
    points: set[int] = set()
    directions = said.get("direction", {})
    for name in signs.words:
        way, code = signs.directions(name), signs.codes[name]
        for which in np.unique(kpi[(way > 0) & (kpi >= 0)]).tolist():
            mine = (kpi == which) & (way > 0)
            if directions.get(which) == "none":
                continue
            told = directions.setdefault(which, DIRECTIONS[int(way[mine][0])])
            against = mine & (way != DIRECTIONS.index(told) if told in DIRECTIONS else mine)
            if against.any():
                report(against, name, "said_twice", field="direction", used=told, size="")
            elif told == "band":
                bands = {
                    (signs.words[name][at].low, signs.words[name][at].high) for at in np.unique(code[mine]).tolist()
                }
                if len(bands) > 1:
                    report(mine, name, "band_twice")
                    continue
                ((low, high),) = bands
                for end, value in (("low", low), ("high", high)):
                    said.setdefault(end, {})[which] = repr(value)
                if any(signs.words[name][at].percent for at in np.unique(code[mine]).tolist()):
                    points.add(which)
    if directions:
        said["direction"] = directions
    return points


def settle_ends(
    cells: Cells, columns: dict[str, int], kpi: npt.NDArray[np.int32], said: dict[str, dict[int, str]], target: Floats | None,
    report: Report,
) -> None:  # fmt: skip
    """What columns of band ends (区间下限, 区间上限) say of each KPI goes to `said`; a KPI with both and no target is best inside them."""
    for end in ("low", "high"):
        if end not in columns:
            continue
        numbers = read_numbers(cells.columns[columns[end]])
        report(numbers.bad, end, "number_bad")
        known = (kpi >= 0) & np.isfinite(numbers.values)
        for which in np.unique(kpi[known]).tolist():
            values = np.unique(numbers.values[known & (kpi == which)])
            told = said.setdefault(end, {}).setdefault(which, repr(float(values[0])))
            if len(values) > 1 or told != repr(float(values[0])):
                report(known & (kpi == which), end, "band_twice")
    both = said.get("low", {}).keys() & said.get("high", {}).keys() if {"low", "high"} <= columns.keys() else set()
    for which in both - said.get("direction", {}).keys():
        if target is None or not np.isfinite(target[kpi == which]).any():
            said.setdefault("direction", {})[which] = "band"
