"""A workbook (xlsx, or xls) to rows of texts: bounded, without entities, hidden sheets named but not read."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from kpi_core.intake.containers import ZIP, old_container, packed_kind
from kpi_core.intake.formats import BY_NUMBER, moment_text, number_text, serial_text
from kpi_core.intake.old_workbook import read_old
from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.sheet_marks import Marks, clipped, read_marks
from kpi_core.intake.sheets import Sheet, bounded_rows, tidied

# What a workbook may unpack to, in all and against its packed size; a table of a million cells needs a tenth of it.
_MAX_UNPACKED = 400 << 20
_SMALL, _MAX_RATIO = 4 << 20, 200
_MAX_MEMBERS = 5_000
# Texts that cells share, and the size of the parts that are read whole before any cell is.
_MAX_TEXTS = 1_000_000
_MAX_PART = 24 << 20
_WHOLE = ("xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive, as a workbook is, or a workbook of old Excel, open or under a password."""
    return data.startswith(ZIP) or old_container(data) in ("xls", "locked")


def read_workbook(data: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order; a hidden one has no rows.

    Raises Unreadable: no workbook, unpacks to too much, a document type inside, too many columns or cells, nothing in it.
    """
    kind = old_container(data)
    if kind == "locked":
        raise Unreadable(problem(0, "", "XLSX", "workbook_locked"))
    sheets = read_old(data) if kind else _read_new(data)
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable(problem(0, "", ", ".join(sheet.name for sheet in sheets), "workbook_empty"))
    return sheets


def _read_new(data: bytes) -> list[Sheet]:
    # Loaded here: most processes never meet a workbook.
    import openpyxl

    _check_archive(data)
    try:
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            # It warns of parts that a table does not need: pictures, links, formats.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            marks = {sheet.title: _marks(archive, sheet) for sheet in book.worksheets}
            calculated = any(found.formulas for found in marks.values())
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if calculated else None
            return [_sheet(sheet, formulas, marks[sheet.title]) for sheet in book.worksheets]
    except Unreadable:
        raise
    except (
        Exception
    ) as error:  # what openpyxl, the XML parser and the decompressors raise on damaged parts is written nowhere
        raise Unreadable(problem(0, "", type(error).__name__, "not_workbook")) from error


def _check_archive(data: bytes) -> None:
    """Refuse what would unpack to too much, and any document type, before a parser sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            packed = sum(member.compress_size for member in members)
            unpacked = sum(member.file_size for member in members)
            swollen = any(m.file_size > _SMALL and m.file_size > _MAX_RATIO * max(1, m.compress_size) for m in members)
            if unpacked > _MAX_UNPACKED or swollen or len(members) > _MAX_MEMBERS:
                raise Unreadable(
                    problem(0, "", f"{unpacked >> 20} MiB", "workbook_swollen", packed=f"{max(1, packed >> 10)} KiB")
                )
            if not any(member.filename == "xl/workbook.xml" for member in members):
                kind = packed_kind(archive)
                raise Unreadable(problem(0, "", kind or "ZIP", "workbook_other" if kind else "not_workbook"))
            _check_parts(archive, {member.filename: member.file_size for member in members})
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        # The document type stands before the root element; without NULs it is found in UTF-16 too.
                        if b"<!DOCTYPE" in part.read(4096).replace(b"\0", b"").upper():
                            raise Unreadable(problem(0, "", member.filename, "workbook_doctype"))
    except Unreadable:
        raise
    except Exception as error:  # damaged, encrypted, or packed in a way nobody knows
        raise Unreadable(problem(0, "", type(error).__name__, "not_workbook")) from error


def _check_parts(archive: zipfile.ZipFile, sizes: dict[str, int]) -> None:
    """Refuse more shared texts than there may be cells, and formats that nobody could have chosen."""
    large = next((name for name in _WHOLE if sizes.get(name, 0) > _MAX_PART), "")
    if large:
        raise Unreadable(problem(0, "", f"{sizes[large] >> 20} MiB", "workbook_swollen", packed=large))
    texts = 0
    # Which part holds the texts is told by another: it may have any name.
    for name in (name for name, size in sizes.items() if size > _SMALL and not name.startswith("xl/worksheets/")):
        with archive.open(name) as part:
            while piece := part.read(1 << 20):
                texts += piece.count(b"<si") + piece.count(b":si>")
                if texts > _MAX_TEXTS:
                    raise Unreadable(problem(0, "", texts, "workbook_cells", limit=_MAX_TEXTS))


def _marks(archive: zipfile.ZipFile, sheet: Any) -> Marks:
    if sheet.sheet_state != "visible":
        return Marks()
    with archive.open(sheet._worksheet_path) as part:
        return read_marks(part)


def _sheet(sheet: Any, formulas: Any, marks: Marks) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, True, [], [])
    rows = bounded_rows((number, [_text(cell) for cell in row]) for number, row in _rows(sheet))
    uncached = _uncached(sheet, formulas) if formulas is not None and marks.formulas else []
    return Sheet(
        sheet.title, False, rows, uncached, clipped(marks.merged, rows), marks.hidden_rows, marks.hidden_columns
    )


def _rows(sheet: Any) -> Iterator[tuple[int, Any]]:
    # The size a file claims is not believed: rows come as wide as they are.
    sheet.reset_dimensions()
    return enumerate(sheet.iter_rows(), start=1)


def _uncached(sheet: Any, formulas: Any) -> list[tuple[int, str]]:
    """Places of formulas that were saved without their value; they read as missing, never as 0."""
    found = []
    for (_, valued), (number, written) in zip(_rows(sheet), _rows(formulas[sheet.title]), strict=False):
        for at, cell in enumerate(written):
            if cell.data_type == "f" and (at >= len(valued) or valued[at].value is None):
                found.append((number, str(cell.column_letter)))
    return found


def _text(cell: Any) -> str:
    """A cell as a person reads it: a date as 2024-05-31, 0.95 shown as a percentage as 95%, a whole number without point."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return tidied(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date | time | timedelta):
        return moment_text(value, str(cell.number_format))
    if isinstance(value, int | float):
        known = BY_NUMBER.get(_format_number(cell))
        if known:
            return serial_text(value, known, cell.parent.parent.epoch.year == 1904)
        return number_text(value, str(cell.number_format))
    return str(value)


def _format_number(cell: Any) -> int:
    """The number by which a file names the format of a cell; 0 for a plain one."""
    return int(cell.style_array.numFmtId) if cell._style_id else 0
