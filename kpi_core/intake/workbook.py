"""A workbook (xlsx) to rows of texts: bounded, without entities, hidden sheets named but not read."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from kpi_core.intake.problem import Unreadable, problem

_MAGIC = b"PK\x03\x04"
# What a workbook may unpack to, in all and against its packed size; a table of a million cells needs a tenth of it.
_MAX_UNPACKED = 400 << 20
_SMALL, _MAX_RATIO = 4 << 20, 200
_MAX_MEMBERS = 5_000
_MAX_CELLS = 4_000_000
_MAX_COLUMNS = 1000


@dataclass(frozen=True)
class Sheet:
    """One sheet as it is seen: (row number, texts) of each row that has any.

    `uncached` are the (row, column letter) of formulas that were saved without their value.
    """

    name: str
    hidden: bool
    rows: list[tuple[int, list[str]]]
    uncached: list[tuple[int, str]]


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are a zip archive, as a workbook is."""
    return data.startswith(_MAGIC)


def read_workbook(data: bytes) -> list[Sheet]:
    """The sheets of a workbook in their order; a hidden one has no rows.

    Raises Unreadable: no workbook, unpacks to too much, a document type inside, too many columns or cells, nothing in it.
    """
    # Loaded here: most processes never meet a workbook.
    import openpyxl

    _check_archive(data)
    try:
        with warnings.catch_warnings():
            # It warns of parts that a table does not need: pictures, links, formats.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
            sheets = [_sheet(sheet, formulas) for sheet in book.worksheets]
    except Unreadable:
        raise
    except (
        Exception
    ) as error:  # what openpyxl, the XML parser and the decompressors raise on damaged parts is written nowhere
        raise Unreadable(problem(0, "", type(error).__name__, "not_workbook")) from error
    if not any(sheet.rows for sheet in sheets):
        raise Unreadable(problem(0, "", ", ".join(sheet.name for sheet in sheets), "workbook_empty"))
    return sheets


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
                raise Unreadable(problem(0, "", "ZIP", "not_workbook"))
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


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            b"<f" in archive.read(name) for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )  # fmt: skip


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, True, [], [])
    rows: list[tuple[int, list[str]]] = []
    cells = 0
    for number, row in _rows(sheet):
        texts = [_text(cell) for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            rows.append((number, texts))
        cells += len(texts)
        if len(texts) > _MAX_COLUMNS:
            raise Unreadable(problem(number, "", len(texts), "too_many_columns", limit=_MAX_COLUMNS))
        if cells > _MAX_CELLS:
            raise Unreadable(problem(number, "", cells, "workbook_cells", limit=_MAX_CELLS))
    return Sheet(sheet.title, False, rows, _uncached(sheet, formulas) if formulas is not None else [])


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
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        exact = Decimal(repr(value))
        if "%" in str(cell.number_format):
            return f"{(exact * 100).normalize():f}%"
        return f"{exact.normalize():f}" if exact.is_finite() else str(value)
    return str(value)
