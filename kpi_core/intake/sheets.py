"""A sheet of a workbook as rows of texts, within bounds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.sheet_marks import Range

MAX_CELLS = 4_000_000
MAX_COLUMNS = 1000
# Excel has no more rows; and so many places may be gone through for the cells with a text in them.
MAX_ROWS = 1_048_576
_MAX_PLACES = 20_000_000
_ESCAPED = "_x000D_"


@dataclass(frozen=True)
class Sheet:
    """One sheet as it is seen: (row number, texts) of each row that has any.

    `uncached` are the (row, column letter) of formulas that were saved without their value; `merged` the ranges that are one
    cell (first row, first place, last row, last place); `hidden_rows` the numbers of rows and `hidden_columns` the places of
    columns that a person does not see, with or without a text.
    """

    name: str
    hidden: bool
    rows: list[tuple[int, list[str]]]
    uncached: list[tuple[int, str]]
    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def bounded_rows(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """The rows that have any text, without blanks at their end. Raises Unreadable for too many columns, rows or cells."""
    kept: list[tuple[int, list[str]]] = []
    cells, places = 0, 0
    for number, texts in rows:
        places += len(texts)
        if number > MAX_ROWS or places > _MAX_PLACES:
            raise Unreadable(problem(0, "", max(number, places), "workbook_rows", limit=MAX_ROWS))
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            kept.append((number, texts))
        cells += len(texts)
        if len(texts) > MAX_COLUMNS:
            raise Unreadable(problem(number, "", len(texts), "too_many_columns", limit=MAX_COLUMNS))
        if cells > MAX_CELLS:
            raise Unreadable(problem(number, "", cells, "workbook_cells", limit=MAX_CELLS))
    return kept


def tidied(text: str) -> str:
    """A text cell without blanks around it and without the written-out carriage returns that some programs leave in it."""
    return text.replace(_ESCAPED, "").strip()
