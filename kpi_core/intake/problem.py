"""What is wrong, or worth knowing, at one place of a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# Cells and names longer than this are refused: nothing in the field needs them, and a page could not show them.
MAX_CELL = 500
SHOWN = 60
# Sheets that are read together are one file: a line is then the row of its sheet plus this for each sheet before it.
# No sheet has so many rows.
SHEET_LINES = 1 << 21


def row_of(line: int) -> int:
    """The row of its own sheet that a line is; of any other file the line itself."""
    return line % SHEET_LINES


def sheet_of(line: int) -> int:
    """Which of the sheets read together a line is of, counted from 0; 0 for any other file."""
    return line // SHEET_LINES


def line_shown(line: int, sheets: Sequence[str] = ()) -> str:
    """A line as a person finds it: `3`, of several sheets `二月!3`, or `2!3` (the second sheet) where their names are not known."""
    at = sheet_of(line)
    if len(sheets) > 1 and at < len(sheets):
        return f"{sheets[at]}!{row_of(line)}"
    return f"{at + 1}!{row_of(line)}" if at else str(line)


def lines_shown(text: str) -> str:
    """Line numbers in short (`3,7-9`) as `line_shown` writes them."""
    return re.sub(r"\d+", lambda number: line_shown(int(number[0])), text)


def numbered(key: str, sheets: list[str]) -> tuple[int, str]:
    """A place as answers name it (`3|实际值`, of several sheets `二月!3|实际值`) as line and column; line -1 where it is none."""
    place, _, column = key.partition("|")
    sheet, mark, row = place.rpartition("!")
    if not row.isdecimal() or len(row) > 10 or (mark and sheet not in sheets):
        return -1, column
    return int(row) + (SHEET_LINES * sheets.index(sheet) if mark else 0), column


def numbered_answers(answers: dict[str, str], sheets: list[str]) -> dict[str, str]:
    """Answers by the lines of a file of several sheets (`2097155|实际值` for `二月!3|实际值`); others as they are."""
    found = {}
    for key, answer in answers.items():
        line, column = numbered(key, sheets)
        found[f"{line}|{column}" if line >= 0 else key] = answer
    return found


@dataclass(frozen=True)
class Problem:
    """One finding at `line` (header is 1; 0 for the whole file) and `column` (header text; "" for the whole line).

    `value` is what stood there, cut to 60 characters; `code` names the sentence and `more` fills it.
    A warning does not keep the line out. `sheet` is the sheet of a workbook and `letter` the column as it is lettered there;
    of sheets read together `line` counts them too, and `row` is the row of its own.
    """

    line: int
    column: str
    value: str
    code: str
    more: dict[str, Any] = field(default_factory=dict)
    warning: bool = False
    sheet: str = ""
    letter: str = ""

    @property
    def row(self) -> int:
        """The line in its own sheet or file."""
        return row_of(self.line)


def problem(line: int, column: str, value: object, code: str, warning: bool = False, **more: object) -> Problem:
    """A Problem with its value cut to what a sentence can show."""
    text = "" if value is None else str(value)
    return Problem(line, column, text if len(text) <= SHOWN else text[: SHOWN - 1] + "…", code, more, warning)


class Unreadable(Exception):
    """The file as a whole cannot be read; `problems` say where and why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].code)
        self.problems = list(problems)
