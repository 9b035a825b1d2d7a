"""An old workbook (.xls, BIFF) to the sheets of a workbook: bounded before it is read, refused in one sentence when it is damaged.

xlrd, because it tells number formats, merged ranges and what is hidden; other readers give bare values, and 0.93 is then no 93 %.
"""

import io
import struct
import warnings
from typing import Any

from kpi_core.intake.formats import BY_NUMBER, is_moment, number_text, serial_text
from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.sheet_marks import clipped
from kpi_core.intake.sheets import Sheet, bounded_rows

_MOST_BYTES = 48 << 20
_MOST_CELLS = 1_000_000
_MOST_RECORDS = 3_000_000
# Records that hold cells: how many bytes of each are no cells, and the bytes of one cell; 0 where a record is one cell.
_CELLS = {0x203: (0, 0), 0x27E: (0, 0), 0xFD: (0, 0), 0x204: (0, 0), 0xD6: (0, 0), 0x06: (0, 0), 0x205: (0, 0), 0x201: (0, 0),
          0x406: (0, 0), 0x206: (0, 0), 0xBD: (6, 6), 0xBE: (6, 2)}  # fmt: skip
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def read_old(data: bytes) -> list[Sheet]:
    """The sheets of an .xls in their order; a hidden one has no rows.

    Raises Unreadable: damaged, under a password, too many bytes, cells or columns.
    """
    # Loaded here: hardly a file is one.
    import xlrd

    if len(data) > _MOST_BYTES:
        raise Unreadable(problem(0, "", f"{len(data) >> 20} MiB", "file_too_big", limit=_MOST_BYTES >> 20))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _check_records(data)
            book = xlrd.open_workbook(
                file_contents=data, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
            )
            return [_sheet(book, at) for at in range(book.nsheets)]
    except Unreadable:
        raise
    except RecursionError:
        raise
    except Exception as error:  # what the reader raises on damaged records is written nowhere
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise Unreadable(problem(0, "", "XLS", "workbook_locked")) from error
        raise Unreadable(problem(0, "", f"XLS, {type(error).__name__}", "not_workbook")) from error


def _check_records(data: bytes) -> None:
    """Count the cells that the records claim before anything is made of them."""
    from xlrd.compdoc import CompDoc

    container = CompDoc(data, logfile=io.StringIO())
    stream, base, length = next(
        (found for name in ("Workbook", "Book") if (found := container.locate_named_stream(name))[0]), (b"", 0, 0)
    )
    at, end, cells, records = base, min(base + length, len(stream)), 0, 0
    header = struct.Struct("<HH")
    while at + 4 <= end:
        kind, size = header.unpack_from(stream, at)
        if kind in _CELLS:
            before, each = _CELLS[kind]
            cells += (size - before) // each if each and size > before else 1
        at += 4 + size
        records += 1
        if cells > _MOST_CELLS or records > _MOST_RECORDS:
            raise Unreadable(problem(0, "", cells, "workbook_cells", limit=_MOST_CELLS))


def _sheet(book: Any, at: int) -> Sheet:
    name = str(book.sheet_names()[at])
    if book._sheet_visibility[at]:
        return Sheet(name, True, [], [])
    sheet = book.sheet_by_index(at)
    forms = _forms(book)
    rows = bounded_rows(
        (row + 1, [_text(sheet, row, place, forms, bool(book.datemode)) for place in range(sheet.row_len(row))])
        for row in range(sheet.nrows)
    )
    merged = [(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells[:50_000]]
    hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    hidden_columns = {place for place, info in sheet.colinfo_map.items() if info.hidden}
    book.unload_sheet(at)
    return Sheet(name, False, rows, [], clipped(merged, rows), hidden_rows, hidden_columns)


def _forms(book: Any) -> list[str]:
    """The number format of each cell style."""
    return [
        BY_NUMBER.get(style.format_key)
        or getattr(book.format_map.get(style.format_key), "format_str", "General")
        or "General"
        for style in book.xf_list
    ]


def _text(sheet: Any, row: int, place: int, forms: list[str], since_1904: bool) -> str:
    kind, value = sheet.cell_type(row, place), sheet.cell_value(row, place)
    if kind in (0, 6):
        return ""
    if kind == 1:
        return str(value).strip()
    if kind == 4:
        return str(bool(value)).upper()
    if kind == 5:
        return _ERRORS.get(value, "#ERROR!")
    style = sheet.cell_xf_index(row, place)
    form = forms[style] if 0 <= style < len(forms) else "General"
    return serial_text(value, form, since_1904) if is_moment(form) else number_text(value, form)
