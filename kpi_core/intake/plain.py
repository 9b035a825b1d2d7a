"""A long table whose first line is its header, read as it stands: quickly, and only where nothing else has to be understood."""

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake.around import is_total, total_of
from kpi_core.intake.grammar import Head, read_head
from kpi_core.intake.headers import VALUE_FIELDS, field_of, kind_of
from kpi_core.intake.layout import tells_facts
from kpi_core.intake.periods import bare_month
from kpi_core.intake.problem import MAX_CELL, Problem, Unreadable
from kpi_core.intake.records import by_the_book
from kpi_core.intake.roles import CHECKS
from kpi_core.intake.table import Cells, read_cells

# What may be quoted in another way than by the book: after a blank, by a single quote, or with a backslash.
_SUSPECT = (b' "', b"'", b'\\"')
_QUOTED_OTHERWISE = re.compile(rb'[,;\t|] +"|(?:^|[,;\t|])\'|\\"', re.MULTILINE)


def read_plain(text: bytes, kind: str) -> Cells | None:
    """The cells of a long table or a register whose first line is its header, without totals or notes; else None."""
    if _quoted_otherwise(text):
        return None
    try:
        cells = read_cells(text, VALUE_FIELDS)
    except Unreadable as error:
        if error.problems[0].code in ("open_quote", "cell_too_long"):
            return None
        raise
    if any(len(header) > MAX_CELL for header in cells.headers):
        return None
    fields = {found for found in map(field_of, cells.headers) if found}
    if kind in ("kpis", "units") or (kind == "auto" and kind_of(fields) != "facts" and not tells_facts(cells.headers)):
        known = all(field_of(header) is not None for header in cells.headers)
        return cells if known and fields & {"department", "kpi"} else None
    return _plain_facts(cells)


def _plain_facts(cells: Cells) -> Cells | None:
    """The cells of a long table that needs no more than its header to be read, with its checks found; else None."""
    heads = [read_head(header) for header in cells.headers]
    places = _meant(heads)
    if not {"department", "kpi", "period"} <= places.keys() or not places.keys() & set(VALUE_FIELDS):
        return None
    if not places.keys() & {"actual", "numerator"} and len(places) < sum(bool(head.text) for head in heads):
        # What nobody knows beside mere targets may be the actuals.
        return None
    words = {which: set(_words(cells.columns[places[which]])) for which in ("department", "kpi", "period")}
    if any(field_of(word) == "period" for word in words["period"]) or any(
        _begins_header(p, cells) for p in cells.problems
    ):
        return None
    if (np.diff(cells.lines) > 1).any() or any(p.code == "cell_count" and p.more["found"] == 1 for p in cells.problems):
        return None
    if any(is_total(word) or total_of(word) for word in words["department"]) or any(map(is_total, words["kpi"])):
        return None
    if "" in words["kpi"] | words["period"] or any(bare_month(word) is not None for word in words["period"]):
        return None
    if "" in words["department"] and not _companys(cells, places):
        return None
    return _placed(cells, heads, places)


def _placed(cells: Cells, heads: list[Head], places: dict[str, int]) -> Cells | None:
    """The cells with the columns that their headers mean in other than the usual words; None where units of heads differ."""
    checks = {head.role: place for place, head in enumerate(heads) if head.role in CHECKS and not head.names}
    units = {head.unit for head in heads if head.role in VALUE_FIELDS and head.unit}
    if len(units) > 1 or (units and "measure" in places):
        return None
    if not units and all(field_of(cells.headers[place]) == which for which, place in places.items()):
        return replace(cells, checks=checks)
    if units:
        # `实际(万元)`: what the heads say of the measure holds for every line.
        places["measure"] = len(cells.columns)
        same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(cells.lines), np.int32)), pa.array([*units]))
        cells = replace(
            cells,
            columns=[*cells.columns, same],
            headers=[*cells.headers, next(head.text for head in heads if head.role in VALUE_FIELDS and head.unit)],
        )
    fields = {**checks, **places}
    return replace(
        cells,
        fields=fields,
        unused=[h for at, h in enumerate(cells.headers) if h.strip() and at not in fields.values()],
    )


def _meant(heads: list[Head]) -> dict[str, int]:
    """Field -> place of its column; nothing where a head says more than that (a period, a name) or two say the same."""
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        which = field_of(head.text) or head.field or (head.role if head.role in VALUE_FIELDS else "")
        more = head.role in VALUE_FIELDS and head.names
        if head.timed or more or head.role in ("current", "unsure") or which in ("type", "year") or which in places:
            return {}
        if which:
            places[which] = place
    return places


def _companys(cells: Cells, where: dict[str, int]) -> bool:
    """Whether blank departments are the company's, and no merged cells.

    So they are where the first row has one, a name stands twice, there are fewer blanks than names, or the name above states the same
    KPI and period.
    """
    places = [where[which] for which in ("department", "kpi", "period")]
    unit, kpi, period = (_codes(cells.columns[place]) for place in places)
    blank = _blank(cells.columns[places[0]])
    names = unit[~blank]
    if blank[0] or len(np.unique(names)) < len(names) or blank.sum() < len(names):
        return True
    above = np.maximum.accumulate(np.where(blank, 0, np.arange(len(unit))))
    key = (unit[above].astype(np.int64) * (kpi.max() + 1) + kpi) * (period.max() + 1) + period
    return len(np.unique(key)) < len(key)


def _codes(column: pa.Array) -> npt.NDArray[np.int32]:
    coded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
    return np.asarray(coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False), np.int32)


def _blank(column: pa.Array) -> npt.NDArray[np.bool_]:
    words = column.cast(pa.string())
    return np.asarray(pc.equal(pc.utf8_trim_whitespace(pc.fill_null(words, "")), "").to_numpy(zero_copy_only=False))


def _quoted_otherwise(text: bytes) -> bool:
    """Whether a text is quoted in a way that the plain reading does not know; looked at closely only where a sign of it stands."""
    if not any(sign in text for sign in _SUSPECT) or not _QUOTED_OTHERWISE.search(text):
        return False
    return not by_the_book(text.decode("utf-8", "replace"))


def _begins_header(found: Problem, cells: Cells) -> bool:
    """Whether a line of another number of cells looks like the header of another table."""
    return found.code == "cell_count" and field_of(found.value.split(cells.separator)[0]) is not None


def _words(column: pa.Array) -> list[str]:
    distinct = column.dictionary if pa.types.is_dictionary(column.type) else column.cast(pa.string()).unique()
    return [(word or "").strip() for word in distinct.to_pylist()]
