"""What is wrong, or worth knowing, at one place of a file."""

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
