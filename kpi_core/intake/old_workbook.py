"""An old workbook (.xls, BIFF) to the sheets of a workbook: bounded before it is read, refused in one sentence when it is damaged.

xlrd, because it tells number formats, merged ranges and what is hidden; other readers give bare values, and 0.93 is then no 93 %.
"""

import io
import warnings
from typing import Any

from kpi_core.intake.formats import BY_NUMBER, is_moment, number_text, serial_text
from kpi_core.intake.old_records import sound_records
from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.sheet_marks import clipped
from kpi_core.intake.sheets import Sheet, bounded_rows, tidied

_MOST_BYTES = 48 << 20
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
            # Given the stream alone, the reader makes nothing of what else is in the container.
            book = xlrd.open_workbook(
                file_contents=sound_records(_stream(data)), logfile=io.StringIO(), formatting_info=True, on_demand=True,
                ragged_rows=True,
            )  # fmt: skip
            return [_sheet(book, at) for at in range(book.nsheets)]
    except Unreadable:
        raise
    except Exception as error:  # what the reader raises on damaged records is written nowhere
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise Unreadable(problem(0, "", "XLS", "workbook_locked")) from error
        raise Unreadable(problem(0, "", f"XLS, {type(error).__name__}", "not_workbook")) from error


def _stream(data: bytes) -> bytes:
    """The records of the workbook in its container."""
    from xlrd.compdoc import CompDoc

    container = CompDoc(data, logfile=io.StringIO())
    stream, base, length = next(
        (found for name in ("Workbook", "Book") if (found := container.locate_named_stream(name))[0]), (b"", 0, 0)
    )
    return bytes(stream[base : base + length])


def _sheet(book: Any, at: int) -> Sheet:
    name = str(book.sheet_names()[at])
    if book._sheet_visibility[at]:
        return Sheet(name, True, [], [])
    sheet = book.sheet_by_index(at)
    forms = _forms(book)
    rows = bounded_rows((row + 1, _texts(sheet, row, forms, bool(book.datemode))) for row in range(sheet.nrows))
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


def _texts(sheet: Any, row: int, forms: list[str], since_1904: bool) -> list[str]:
    styles = sheet._cell_xf_indexes[row]
    cells = zip(sheet.row_types(row), sheet.row_values(row), styles, strict=True)
    return [
        _text(kind, value, forms[style] if 0 <= style < len(forms) else "General", since_1904)
        for kind, value, style in cells
    ]


def _text(kind: int, value: Any, form: str, since_1904: bool) -> str:
    """A cell by its kind as xlrd counts them: 1 text, 2 number, 3 date, 4 boolean, 5 error, 0 and 6 nothing."""
    if kind in (2, 3):
        return serial_text(value, form, since_1904) if is_moment(form) else number_text(value, form)
    if kind == 1:
        return tidied(str(value))
    if kind == 4:
        return str(bool(value)).upper()
    return _ERRORS.get(value, "#ERROR!") if kind == 5 else ""
