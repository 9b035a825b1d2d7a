"""Rows and columns that a sheet hides: told before they count."""

from kpi_core.intake.grid import Grid
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
