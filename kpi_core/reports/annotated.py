"""A file handed back: every cell with a problem marked, and beside each line what is wrong and what to do."""

import io
import re

import xlsxwriter

from kpi_core.review.marked import Marked, marked
from kpi_core.review.upload import Preview, Problem
from kpi_core.text import t
from kpi_core.text.isolation import plainly
from kpi_core.text.problems import problem_sentence, problem_text

# Written as a number only where nothing of its writing is lost: no leading zero, no more digits than a spreadsheet keeps.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DIGITS = 15
_WRONG, _ODD = "#F9C9B6", "#FBE7B2"
_REASON_WIDTH = 80


def annotated(found: Preview, lang: str) -> bytes | None:
    """The file as xlsx, each row on its own line number; None when it has no rows to show.

    Errors are marked in red, questions in yellow; the reasons stand in a column of their own, in the reader's language.
    """
    with plainly():
        return _annotated(found, lang)


def _annotated(found: Preview, lang: str) -> bytes | None:
    shown = marked(found)
    if not shown:
        return None
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    title = t("upload.annotated_sheet", lang)
    for number, sheet in enumerate(shown, start=1):
        # A sheet of ours may be called anything; theirs can have a name that is taken, in other letters.
        _write_sheet(book, book.add_worksheet(title if len(shown) == 1 else f"{title} {number}"), sheet, lang)
    book.close()
    return out.getvalue()


def _write_sheet(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, shown: Marked, lang: str) -> None:
    paint = {True: book.add_format({"bg_color": _ODD}), False: book.add_format({"bg_color": _WRONG})}
    reason_at = max(len(texts) for _, texts in shown.rows)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for line, texts in shown.rows:
        for place, text in enumerate(texts):
            problems = shown.cells.get((line, place), [])
            _write(sheet, line - 1, place, text, paint[_only_odd(problems)] if problems else None)
        if line in shown.lines:
            reasons = [_reason(problem, lang) for problem in shown.lines[line]]
            sheet.write_string(line - 1, reason_at, "\n".join(reasons)[:32_000], wrapped)
    general = [problem_sentence(problem, lang) for problem in shown.lines.get(0, [])]
    if general:
        sheet.write_string(0, reason_at + 1, "\n".join(general), wrapped)
    sheet.set_column(reason_at, reason_at + 1, _REASON_WIDTH)
    sheet.freeze_panes(shown.header_line, 0)


def _only_odd(problems: list[Problem]) -> bool:
    return all(problem.warning for problem in problems)


def _reason(problem: Problem, lang: str) -> str:
    text = problem_text(problem, lang)
    return f"{problem.column}: {text}" if problem.column else text


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, text: str, paint: xlsxwriter.format.Format | None
) -> None:
    if _NUMBER.fullmatch(text) and len(text) <= _DIGITS:
        sheet.write_number(row, place, float(text), paint)
    elif text or paint:
        sheet.write_string(row, place, text, paint)
