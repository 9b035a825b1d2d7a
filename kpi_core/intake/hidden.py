"""Rows and columns that a sheet hides: told before they count, and left out when a person says so."""

from dataclasses import replace

from kpi_core.intake.grid import Grid, Row
from kpi_core.intake.layout import Layout
from kpi_core.intake.problem import Problem, problem
from kpi_core.intake.sheet_marks import letters_of

_SHOWN = 10


def hidden_told(grid: Grid, headers: list[str]) -> list[Problem]:
    """A warning for the hidden rows of a sheet and one for its hidden columns, with the first of them by number or letter and head."""
    found = []
    if grid.hidden_rows:
        found.append(_told(grid, "rows_hidden", [str(line) for line in grid.hidden_rows]))
    if grid.hidden_columns:
        heads = {place: head for place, head in enumerate(headers) if head}
        places = [
            f"{letters_of(place)} “{heads[place]}”" if place in heads else letters_of(place)
            for place in grid.hidden_columns
        ]
        found.append(_told(grid, "columns_hidden", places))
    return found


def _told(grid: Grid, code: str, places: list[str]) -> Problem:
    shown = ", ".join(places[:_SHOWN]) + ("…" if len(places) > _SHOWN else "")
    return problem(0, "", grid.sheet, code, warning=True, count=len(places), places=shown)


def unhidden(grid: Grid, layout: Layout, rows: list[Row]) -> tuple[Layout, list[Row]]:
    """A recognised table and its rows of data without what the sheet hides."""
    lines, places = set(grid.hidden_rows), set(grid.hidden_columns)
    values = [column for column in layout.values if column.place not in places]
    keys = {which: place for which, place in layout.keys.items() if place not in places}
    return replace(layout, values=values, keys=keys), [row for row in rows if row[0] not in lines]


def unhidden_register(grid: Grid, headers: list[str], rows: list[Row]) -> tuple[list[str], list[Row]]:
    """The same for the header and rows of a register: what is hidden is blank."""
    lines, places = set(grid.hidden_rows), set(grid.hidden_columns)

    def seen(texts: list[str]) -> list[str]:
        return ["" if place in places else text for place, text in enumerate(texts)]

    return seen(headers), [(line, seen(texts)) for line, texts in rows if line not in lines]
