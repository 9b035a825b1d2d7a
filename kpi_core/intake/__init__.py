"""Intake: bytes to typed lines, and every problem with its place."""

from kpi_core.intake.decode import decode
from kpi_core.intake.grid import Grid, read_grid, read_grids
from kpi_core.intake.headers import ALIASES, SAID_WITH_FACTS, VALUE_FIELDS, WORDS, field_of, kind_of, word_of
from kpi_core.intake.keys import refuse_blank, settle_keys
from kpi_core.intake.layout import LAYOUTS, Given
from kpi_core.intake.measure import measure_in
from kpi_core.intake.melting import places_of
from kpi_core.intake.names import clean, fold, harmless, path_of, tidy
from kpi_core.intake.opened import Opened, placed
from kpi_core.intake.opening import ENCODINGS, open_table, shape_of
from kpi_core.intake.percent import settle_percent, settle_scale
from kpi_core.intake.periods import parse_period, period_text
from kpi_core.intake.polarity import settle_polarity
from kpi_core.intake.problem import (
    Problem,
    Unreadable,
    line_shown,
    lines_shown,
    numbered,
    numbered_answers,
    problem,
    row_of,
    sheet_of,
)
from kpi_core.intake.reading import Reading, columns_of, read_facts
from kpi_core.intake.register_file import RegisterLine, read_register
from kpi_core.intake.snapshots import warn_snapshots
from kpi_core.intake.stated import settle_stated
from kpi_core.intake.table import SEPARATORS, Cells, read_cells
from kpi_core.intake.workbook import is_workbook

__all__ = [
    "ALIASES",
    "ENCODINGS",
    "LAYOUTS",
    "SAID_WITH_FACTS",
    "SEPARATORS",
    "VALUE_FIELDS",
    "WORDS",
    "Cells",
    "Given",
    "Grid",
    "Opened",
    "Problem",
    "Reading",
    "RegisterLine",
    "Unreadable",
    "clean",
    "columns_of",
    "decode",
    "field_of",
    "fold",
    "harmless",
    "is_workbook",
    "kind_of",
    "line_shown",
    "lines_shown",
    "measure_in",
    "numbered",
    "numbered_answers",
    "open_table",
    "parse_period",
    "path_of",
    "period_text",
    "placed",
    "places_of",
    "problem",
    "read_cells",
    "read_facts",
    "read_grid",
    "read_grids",
    "read_register",
    "refuse_blank",
    "row_of",
    "settle_keys",
    "settle_percent",
    "settle_polarity",
    "settle_scale",
    "settle_stated",
    "shape_of",
    "sheet_of",
    "tidy",
    "warn_snapshots",
    "word_of",
]  # fmt: skip
