"""A table as cells, and how it was understood."""

from dataclasses import dataclass, field, replace

from kpi_core.intake.melting import places_of
from kpi_core.intake.problem import Problem, row_of, sheet_of
from kpi_core.intake.sheet_marks import letters_of
from kpi_core.intake.table import Cells


@dataclass(frozen=True)
class Opened:
    """A table as cells, and how it was understood: `layout` is long, months, kpis or departments.

    `notes` count what was left out: totals, footnotes; `headers` are the table's own, two header rows joined.
    `sheet_names` are the sheets that were read, in the order that `sheet_of` counts; empty for a text;
    `heads` are the headers of each sheet by its place there.
    """

    cells: Cells
    encoding: str
    separator: str
    layout: str = "long"
    header_line: int = 1
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    fixed: dict[str, str] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    sheet_names: list[str] = field(default_factory=list)
    heads: dict[int, list[str]] = field(default_factory=dict)


def placed(problems: list[Problem], opened: Opened) -> list[Problem]:
    """The problems of a file with the sheet they are in and the letter of their column; those of a text as they are."""
    if not opened.sheet_names:
        return problems
    places = {at: places_of(headers) for at, headers in opened.heads.items()}
    return [_placed(found, opened, places.get(sheet_of(found.line), {})) for found in problems]


def _placed(found: Problem, opened: Opened, places: dict[str, int]) -> Problem:
    other = found.more.get("other_line")
    more = found.more
    if isinstance(other, int) and other:
        more = {**more, "other_line": row_of(other)}
        if sheet_of(other) != sheet_of(found.line):
            more["other_sheet"] = _sheet(opened, other)
    sheet = found.sheet or (_sheet(opened, found.line) if found.line else "")
    column, letter = found.column, letters_of(places[found.column]) if found.column in places else ""
    if found.code == "formula_uncached":
        # A cell without its value is known by the letter of its column alone.
        letter = column
        column = next((name for name, place in places.items() if letters_of(place) == letter), column)
    return replace(found, sheet=sheet, column=column, letter=letter, more=more)


def _sheet(opened: Opened, line: int) -> str:
    return opened.sheet_names[sheet_of(line)] if sheet_of(line) < len(opened.sheet_names) else ""
