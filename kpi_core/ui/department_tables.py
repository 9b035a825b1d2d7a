"""The tables behind the Departments page's charts: every figure leads to its KPI, and the whole table to a file."""

from typing import Any

import pandas as pd

from kpi_core.review.departments import Cell as Judged
from kpi_core.review.departments import Departments
from kpi_core.text import t
from kpi_core.text.numbers import as_points, attainment, number, share
from kpi_core.ui.badges import marked
from kpi_core.ui.department_panels import kpi_link
from kpi_core.ui.pieces import Cell
from kpi_core.ui.scope_bar import Scope

# More rows are for the file: a page of thousands of links is slow and nobody reads it.
_MOST_ROWS = 200
PART_COLUMNS = ("unit", "kpi", "change", "by_value", "by_weight")
CELL_COLUMNS = ("departments.unit", "kpi.actual", "kpi.target", "kpi.attainment", "kpi.status")


def part_rows(shown: Departments, scope: Scope) -> list[list[Cell]]:
    """The heaviest parts of what moved the score in the order of PART_COLUMNS: points of 100."""
    return [
        [
            part.unit.title(scope.lang),
            (marked(part.kpi, scope.lang), "", "", kpi_link(part.unit, part.kpi, scope)),
            *(share(value, 2, sign=True) for value in (part.total, part.by_value, part.by_weight)),
        ]
        for part in shown.waterfall[:_MOST_ROWS]
    ]


def parts_frame(shown: Departments, lang: str) -> pd.DataFrame:
    """Every part as numbers."""
    rows = [
        [part.unit.title(lang), part.kpi.title(lang), as_points(part.total), as_points(part.by_value),
         as_points(part.by_weight)] for part in shown.waterfall
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[t(f"departments.{word}", lang) for word in PART_COLUMNS])


def cell_rows(cells: list[Judged], scope: Scope) -> list[list[Cell]]:
    """One KPI's units in the order of CELL_COLUMNS, the actual leading to its page."""
    return [
        [
            cell.unit.title(scope.lang),
            (
                number(cell.actual, cell.kpi.values["decimals"], lines=(cell.target,)),
                "",
                "",
                kpi_link(cell.unit, cell.kpi, scope),
            ),
            number(cell.target, cell.kpi.values["decimals"]),
            attainment(cell.attainment, (cell.kpi.values["good"], cell.kpi.values["watch"])),
            t(f"status.{cell.status}", scope.lang),
        ]
        for cell in cells[:_MOST_ROWS]
    ]


def cells_frame(cells: list[Judged], lang: str) -> pd.DataFrame:
    """One KPI's units as numbers; attainment is a fraction."""
    rows: list[list[Any]] = [
        [cell.unit.title(lang), cell.actual, cell.target, cell.attainment, t(f"status.{cell.status}", lang)]
        for cell in cells
    ]
    return pd.DataFrame(rows, columns=[t(key, lang) for key in CELL_COLUMNS])
