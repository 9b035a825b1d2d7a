"""Bytes of any table to the cells that facts and registers are read from."""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa

from kpi_core.intake.around import year_in
from kpi_core.intake.containers import WORKBOOKS
from kpi_core.intake.decode import decode
from kpi_core.intake.filling import filled_down
from kpi_core.intake.grid import Grid, Row, read_grid, read_grids
from kpi_core.intake.headers import field_of, kind_of
from kpi_core.intake.heads import find_header, has_figures
from kpi_core.intake.hidden import unhidden, unhidden_register
from kpi_core.intake.layout import Given, Layout, recognise, shape, tells_facts
from kpi_core.intake.melting import molten, places_of
from kpi_core.intake.names import fold
from kpi_core.intake.opened import Opened as Opened
from kpi_core.intake.plain import read_plain
from kpi_core.intake.problem import Problem, Unreadable, numbered, problem
from kpi_core.intake.table import SEPARATORS, Cells
from kpi_core.intake.together import read_sheets
from kpi_core.intake.workbook import is_workbook

# Encodings of East Asian texts whose bytes GBK would take for other characters; and all that a person may name.
_LIKE_GBK = ("big5", "cp932", "euc_kr")
ENCODINGS = ("utf-8", "gb18030", *_LIKE_GBK, "utf-16", "cp1252")
# From this share of common characters on a text is taken for what its encoding makes of it; fewer letters tell nothing.
_COMMON, _FEWEST_LETTERS = 0.75, 4
# The common characters of an encoding: from which leading byte to which, and from which second byte on.
_COMMON_BYTES = {"gb18030": (0xB0, 0xD7, 0xA1), "big5": (0xA4, 0xC6, 0x40)}
# Enough of a text to know its header by.
_BEGINNING = 1 << 16


def open_table(data: bytes, name: str, given: Given, kind: str = "auto") -> Opened:
    """The cells of a file. A plain long CSV is read as it stands; anything else is recognised first. Raises Unreadable."""
    if not is_workbook(data) and not given:
        text, encoding = decode(data)
        if encoding.startswith("GB") and _common(data, "gb18030") < _COMMON:
            _other_encoding(data, True)
        plain = read_plain(text, kind)
        if plain is not None:
            return Opened(plain, encoding, SEPARATORS[plain.separator])
    opened = _recognised(data, name, given, kind)
    return replace(opened, cells=_renamed(opened.cells, given.names)) if given.names else opened


def _recognised(data: bytes, name: str, given: Given, kind: str) -> Opened:
    grids = read_grids(data, given.sheet, given.encoding, given.separator)
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
    # A pair above a table (`KPI | Calls answered`) is no register's header: that stands first, and nothing tells more below it.
    heads_all = kind != "auto" or find_header(grid.rows, 0, grid.merged).at == 0
    if heads_all and _registers(grid.rows[0][1], kind, grid.rows[1:]):
        cells, mended = _register(grid, given)
        return replace(_opened(grid, cells), notes=mended)
    if not given.encoding and grid.encoding.startswith("GB"):
        _other_encoding(data, any(field_of(text) for _, texts in grid.rows[:20] for text in texts))
    layout = recognise(grid, name, given)
    rows = layout.body.rows
    warnings = [*layout.warnings, *filled_down(rows, layout, grid.merged)]
    if given.hidden == "leave":
        # Only now: a hidden row may name the department of those below it, a hidden column the month of its neighbours.
        layout, rows = unhidden(grid, layout, rows)
    rows, mended = _mend(rows, layout.headers, layout.kind == "long", given)
    cells = molten(grid, layout, rows)
    return _opened(grid, replace(cells, problems=[*cells.problems, *warnings]), layout, layout.body.left | mended)


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


def _registers(headers: list[str], kind: str, rows: list[Row]) -> bool:
    """Whether a table with this header is a register of KPIs or units. Raises Unreadable where it may as well hold figures."""
    if kind != "auto":
        return kind in ("kpis", "units")
    fields = {found for found in map(field_of, headers) if found}
    if kind_of(fields) == "facts" or tells_facts(headers):
        return False
    unknown = [place for place, header in enumerate(headers) if header and field_of(header) is None]
    figures = [headers[place] for place in unknown if has_figures(rows, place)]
    if figures and "period" not in fields:
        raise Unreadable(problem(0, figures[0], ", ".join(figures), "register_or_facts", heads=figures))
    return True


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
    if given.hidden == "leave":
        headers, rows = unhidden_register(grid, headers, rows)
    rows, notes = _mend(rows, headers, True, given)
    columns = [pa.array([texts[place] for _, texts in rows], pa.string()) for place in range(len(headers))]
    lines = np.array([line for line, _ in rows], np.int32)
    return Cells(headers, columns, lines, grid.separator or ",", list(grid.problems)), notes


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
