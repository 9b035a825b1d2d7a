"""Data > Upload: the file as it came, with the cells that a problem speaks of."""

from dataclasses import dataclass, field

from kpi_core.intake import Problem, Unreadable, clean, read_grid
from kpi_core.review.upload import Preview

# Rows shown whole; of a longer file only its header and the lines with problems.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Marked:
    """Rows by their line in the file; `cells` leads from (line, place) and `lines` from a line to its problems."""

    rows: list[tuple[int, list[str]]]
    cells: dict[tuple[int, int], list[Problem]] = field(default_factory=dict)
    lines: dict[int, list[Problem]] = field(default_factory=dict)


def marked(found: Preview) -> Marked | None:
    """The previewed file with its marks; None when its rows cannot be told apart."""
    try:
        grid = read_grid(found.data, found.given.sheet, found.given.encoding, found.given.separator)
    except Unreadable:
        return None
    lines: dict[int, list[Problem]] = {}
    for problem in found.problems:
        lines.setdefault(problem.line, []).append(problem)
    header_line = found.opened.header_line if found.opened else 1
    rows = grid.rows
    if len(rows) > MOST_ROWS:
        rows = [row for row in rows if row[0] <= header_line or row[0] in lines]
    named = found.opened.headers if found.opened else []
    headers = named or next((texts for line, texts in rows if line == header_line), [])
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        places.setdefault(clean(header), place)
    cells: dict[tuple[int, int], list[Problem]] = {}
    for problem in found.problems:
        place = places.get(clean(problem.column), -1)
        if place >= 0 and problem.line:
            cells.setdefault((problem.line, place), []).append(problem)
    return Marked(rows, cells, lines)
