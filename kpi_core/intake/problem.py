"""What is wrong, or worth knowing, at one place of a file."""

from dataclasses import dataclass, field
from typing import Any

# Cells and names longer than this are refused: nothing in the field needs them, and a page could not show them.
MAX_CELL = 500
SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One finding at `line` (header is 1; 0 for the whole file) and `column` (header text; "" for the whole line).

    `value` is what stood there, cut to 60 characters; `code` names the sentence and `more` fills it.
    A warning does not keep the line out.
    """

    line: int
    column: str
    value: str
    code: str
    more: dict[str, Any] = field(default_factory=dict)
    warning: bool = False


def problem(line: int, column: str, value: object, code: str, warning: bool = False, **more: object) -> Problem:
    """A Problem with its value cut to what a sentence can show."""
    text = "" if value is None else str(value)
    return Problem(line, column, text if len(text) <= SHOWN else text[: SHOWN - 1] + "…", code, more, warning)


class Unreadable(Exception):
    """The file as a whole cannot be read; `problems` say where and why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].code)
        self.problems = list(problems)
