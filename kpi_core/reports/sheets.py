"""Tables as files for a spreadsheet: xlsx with typed numbers, texts that stay texts, and lists to choose from."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from kpi_core.review.reporting import harmless

Cell = str | float | int | None
_MAX_LIST = 200
_WIDE = 48


def workbook(
    name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], lists: Mapping[int, Sequence[str]] | None = None
) -> bytes:
    """One sheet with a frozen header. A text is never run as a formula or link; `lists` gives a column's choices.

    Choices stand in a hidden sheet, so that their number and length are not limited by the cell.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_title(name))
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for at, title in enumerate(head):
        sheet.write_string(0, at, title, bold)
        longest = max([_width(title), *(_width(str(row[at])) for row in rows if row[at] is not None)])
        sheet.set_column(at, at, min(_WIDE, longest + 3))
    for line, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str) and cell:
                # A string cell is never run; only a quote of its own would be taken off when it is read back.
                sheet.write_string(line, at, harmless(cell) if cell[0] == "'" else cell)
            elif isinstance(cell, int | float):
                sheet.write_number(line, at, cell)
    _choices(book, sheet, lists or {}, len(rows))
    book.close()
    return out.getvalue()


def _choices(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, lists: Mapping[int, Sequence[str]], count: int
) -> None:
    if not lists or not count:
        return
    kept = book.add_worksheet("lists")
    kept.hide()
    for column, words in lists.items():
        for line, word in enumerate(words[:_MAX_LIST]):
            kept.write_string(line, column, word)
        letter = chr(ord("A") + column)
        source = f"=lists!${letter}$1:${letter}${min(_MAX_LIST, len(words))}"
        sheet.data_validation(
            1, column, count + 200, column, {"validate": "list", "source": source, "error_type": "warning"}
        )


def _title(name: str) -> str:
    """A sheet's name: at most 31 characters, none that Excel refuses."""
    return "".join("_" if letter in "[]:*?/\\'" else letter for letter in name)[:31] or "Sheet1"


def _width(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
