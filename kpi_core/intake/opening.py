"""Bytes of any table to the cells that facts and registers are read from."""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa

from kpi_core.intake.containers import WORKBOOKS
from kpi_core.intake.decode import decode
from kpi_core.intake.grid import Grid, Row, read_grid, read_grids
from kpi_core.intake.headers import VALUE_FIELDS, field_of, kind_of
from kpi_core.intake.layout import Given, Layout, is_number, recognise, shape, tells_facts, year_in
from kpi_core.intake.melting import molten, places_of
from kpi_core.intake.names import fold
from kpi_core.intake.opened import Opened as Opened
from kpi_core.intake.periods import bare_month
from kpi_core.intake.problem import MAX_CELL, Problem, Unreadable, numbered, problem
from kpi_core.intake.records import by_the_book
from kpi_core.intake.table import SEPARATORS, Cells, read_cells
from kpi_core.intake.together import read_sheets
from kpi_core.intake.workbook import is_workbook

TOTALS = {
    fold(word) for word in ("合计", "总计", "小计", "累计", "汇总", "total", "totals", "subtotal", "grand total", "sum")
}
# Encodings of East Asian texts whose bytes GBK would take for other characters; and all that a person may name.
_LIKE_GBK = ("big5", "cp932", "euc_kr")
ENCODINGS = ("utf-8", "gb18030", *_LIKE_GBK, "utf-16", "cp1252")
# From this share of common characters on a text is taken for what its encoding makes of it; fewer letters tell nothing.
_COMMON, _FEWEST_LETTERS = 0.75, 4
# The common characters of an encoding: from which leading byte to which, and from which second byte on.
_COMMON_BYTES = {"gb18030": (0xB0, 0xD7, 0xA1), "big5": (0xA4, 0xC6, 0x40)}
# Enough of a text to know its header by.
_BEGINNING = 1 << 16
# What may be quoted in another way than by the book: after a blank, by a single quote, or with a backslash.
_SUSPECT = (b' "', b"'", b'\\"')
_QUOTED_OTHERWISE = re.compile(rb'[,;\t|] +"|(?:^|[,;\t|])\'|\\"', re.MULTILINE)
_NOTES = ("注", "备注", "说明", "数据来源", "来源", "审核", "填表", "制表", "单位负责人", "note", "source", "*")


def open_table(data: bytes, name: str, given: Given, kind: str = "auto") -> Opened:
    """The cells of a file. A plain long CSV is read as it stands; anything else is recognised first. Raises Unreadable."""
    if not is_workbook(data) and not given:
        text, encoding = decode(data)
        if encoding.startswith("GB") and _common(data, "gb18030") < _COMMON:
            _other_encoding(data, True)
        plain = _plain(text, kind)
        if plain is not None:
            return Opened(plain, encoding, SEPARATORS[plain.separator])
    opened = _recognised(data, name, given, kind)
    return replace(opened, cells=_renamed(opened.cells, given.names)) if given.names else opened


def _recognised(data: bytes, name: str, given: Given, kind: str) -> Opened:
    grids = read_grids(data, given.sheet, given.encoding, given.separator, given.hidden == "leave")
    if grids[0].encoding in WORKBOOKS:
        return read_sheets(
            grids, given, year_in(name), lambda grid, said, year: _read(grid, data, _of_year(name, year), said, kind)
        )
    return _read(grids[0], data, name, given, kind)


def _of_year(name: str, year: str) -> str:
    """The name of a file as that of one of its sheets: the year in it, if any, is the sheet's own."""
    before = year_in(name)
    return name if not year or before == year else name.replace(before, year) if before else f"{year} {name}"


def _read(grid: Grid, data: bytes, name: str, given: Given, kind: str) -> Opened:
    if not grid.rows:
        raise Unreadable(*grid.problems)
    if _registers(grid.rows[0][1], kind):
        cells, mended = _register(grid, given)
        return replace(_opened(grid, cells), notes=mended)
    if not given.encoding and grid.encoding.startswith("GB"):
        _other_encoding(data, any(field_of(text) for _, texts in grid.rows[:20] for text in texts))
    layout = recognise(grid, name, given)
    rows, notes = _data_rows(grid, layout)
    rows, mended = _mend(rows, layout.headers, layout.kind == "long", given)
    return _opened(grid, molten(grid, layout, rows), layout, notes | mended)


def shape_of(data: bytes) -> str:
    """The shape of a file's table, found without any help and from its beginning alone; "" when it cannot be told."""
    if not is_workbook(data) and len(data) > _BEGINNING:
        data = data[: data.rfind(b"\n", 0, _BEGINNING) + 1]
    try:
        return shape(read_grid(data))
    except Unreadable:
        return ""


def _renamed(cells: Cells, names: dict[str, str]) -> Cells:
    """Departments and KPIs by the names that a person says are meant."""
    meant = {fold(written): name for written, name in names.items()}
    columns = list(cells.columns)
    for place in {cells.fields[which] for which in ("department", "kpi") if which in cells.fields}:
        words = [word or "" for word in columns[place].to_pylist()]
        columns[place] = pa.array([meant.get(fold(word), word) for word in words], pa.string())
    return replace(cells, columns=columns)


def _plain(text: bytes, kind: str) -> Cells | None:
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
    if _registers(cells.headers, kind):
        return cells if fields & {"department", "kpi"} else None
    if not ({"department", "kpi", "period"} <= fields and fields & set(VALUE_FIELDS)) or "year" in map(
        fold, cells.headers
    ):
        return None
    words = [set(_words(cells, which)) for which in ("department", "kpi", "period")]
    if any(field_of(word) == "period" for word in words[2]) or any(_begins_header(p, cells) for p in cells.problems):
        return None
    if any(fold(word) in TOTALS for found in words[:2] for word in found) or "" in words[1] & words[2]:
        return None
    return None if any(bare_month(word) is not None for word in words[2]) else cells


def _quoted_otherwise(text: bytes) -> bool:
    """Whether a text is quoted in a way that the plain reading does not know; looked at closely only where a sign of it stands."""
    if not any(sign in text for sign in _SUSPECT) or not _QUOTED_OTHERWISE.search(text):
        return False
    return not by_the_book(text.decode("utf-8", "replace"))


def _begins_header(found: Problem, cells: Cells) -> bool:
    """Whether a line of another number of cells looks like the header of another table."""
    return found.code == "cell_count" and field_of(found.value.split(cells.separator)[0]) is not None


def _registers(headers: list[str], kind: str) -> bool:
    """Whether a table with this header is a register of KPIs or units."""
    if kind != "auto":
        return kind in ("kpis", "units")
    return kind_of({found for found in map(field_of, headers) if found}) != "facts" and not tells_facts(headers)


def _other_encoding(data: bytes, known: bool) -> None:
    """Ask when another encoding fits better than GBK: it makes words we know of what GBK makes none of (unless some are `known`),
    or of rare characters common ones. Raises Unreadable.
    """
    rare = _common(data, "gb18030") < _COMMON
    for encoding in _LIKE_GBK:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = 0 if known else sum(field_of(cell) is not None for cell in re.split(r"[,;\t|\r\n]", text[:2000]))
        if words >= 2 or (rare and encoding == "big5" and _common(data, "big5") >= _COMMON):
            raise Unreadable(problem(0, "", encoding, "encoding_unsure"))


def _common(data: bytes, encoding: str) -> float:
    """The share of Chinese characters that stand among the common ones of GBK or Big5; 1 when there are few of them."""
    text = data[:_BEGINNING].decode(encoding, "ignore")
    letters = [letter.encode(encoding) for letter in set(text) if "\u4e00" <= letter <= "\u9fff"]
    lead, last, trail = _COMMON_BYTES[encoding]
    common = sum(lead <= letter[0] <= last and letter[1] >= trail for letter in letters)
    return common / len(letters) if len(letters) >= _FEWEST_LETTERS else 1.0


def _words(cells: Cells, which: str) -> list[str]:
    column = cells.columns[next(place for place, header in enumerate(cells.headers) if field_of(header) == which)]
    distinct = column.dictionary if pa.types.is_dictionary(column.type) else column.cast(pa.string()).unique()
    return [(word or "").strip() for word in distinct.to_pylist()]


def _opened(grid: Grid, cells: Cells, layout: Layout | None = None, notes: dict[str, int] | None = None) -> Opened:
    separator = SEPARATORS.get(grid.separator, "")
    if layout is None:
        return Opened(cells, grid.encoding, separator, sheet=grid.sheet, sheets=grid.sheets, hidden=grid.hidden)
    return Opened(cells, grid.encoding, separator, layout.kind, layout.line, grid.sheet, grid.sheets, grid.hidden,
                  layout.fixed, notes or {}, layout.headers)  # fmt: skip


def _register(grid: Grid, given: Given) -> tuple[Cells, dict[str, int]]:
    """The grid as it stands, its first row the header, with what a person wrote in place of cells; and the notes of that."""
    headers = grid.rows[0][1]
    rows = [(line, [*texts, *[""] * (len(headers) - len(texts))][: len(headers)]) for line, texts in grid.rows[1:]]
    rows, notes = _mend(rows, headers, True, given)
    columns = [pa.array([texts[place] for _, texts in rows], pa.string()) for place in range(len(headers))]
    lines = np.array([line for line, _ in rows], np.int32)
    return Cells(headers, columns, lines, grid.separator or ",", list(grid.problems)), notes


def _data_rows(grid: Grid, layout: Layout) -> tuple[list[tuple[int, list[str]]], dict[str, int]]:
    """The rows of data below the header, without notes and totals, which are counted."""
    kept: list[tuple[int, list[str]]] = []
    notes = {"totals": 0, "footnotes": 0}
    named = [layout.keys[which] for which in ("department", "kpi") if which in layout.keys]
    for line, texts in grid.rows[layout.first :]:
        filled = [text for text in texts if text]
        if len(filled) <= 2 and filled[0].casefold().startswith(_NOTES) and not any(map(is_number, filled[1:])):
            notes["footnotes"] += 1
        elif any(place < len(texts) and fold(texts[place]) in TOTALS for place in named):
            notes["totals"] += 1
        elif texts != layout.headers[: len(texts)]:
            kept.append((line, texts))
    return kept, {name: count for name, count in notes.items() if count}


def _mend(rows: list[Row], headers: list[str], lines: bool, given: Given) -> tuple[list[Row], dict[str, int]]:
    """The rows with what a person wrote in place of single cells, and how many were left out at their word or are nowhere.

    What shall be left out is its line where a line is one statement (`lines`), else the one cell.
    """
    by_line = dict(rows)
    places = places_of(headers)
    gone = {key: "" for key, answer in given.answers.items() if answer == "leave"}
    notes = {"left": 0, "nowhere": 0}
    out: set[int] = set()
    for key, text in (given.cells | gone).items():
        line, header = numbered(key, [])
        row = by_line.get(line)
        if row is None or header not in places:
            notes["nowhere"] += 1
        elif key in gone and lines:
            out.add(line)
        else:
            row += [""] * (places[header] + 1 - len(row))
            row[places[header]] = text
        notes["left"] += key in gone and row is not None and header in places
    kept = [(line, texts) for line, texts in by_line.items() if line not in out]
    return kept, {name: count for name, count in notes.items() if count}


__all__ = ["Given", "Opened", "Problem", "open_table"]
