"""Data > Upload: the file as it came, with the cells that a problem speaks of."""

from dataclasses import dataclass, field

from kpi_core.intake import Grid, Problem, Unreadable, clean, places_of, read_grids, sheet_of
from kpi_core.review.upload import Preview

# Rows shown whole; of a longer file only its header and the lines with problems.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Marked:
    """Rows by their line in the file or sheet; `cells` leads from (line, place) and `lines` from a line to its problems.

    Line 0 has the problems of the file as a whole, with its first sheet; `header_line` is the line of the header.
    """

    rows: list[tuple[int, list[str]]]
    cells: dict[tuple[int, int], list[Problem]] = field(default_factory=dict)
    lines: dict[int, list[Problem]] = field(default_factory=dict)
    sheet: str = ""
    header_line: int = 1


def marked(found: Preview) -> list[Marked]:
    """The previewed file with its marks, one for each of its sheets; none when its rows cannot be told apart."""
    given = found.given
    try:
        grids = read_grids(found.data, given.sheet, given.encoding, given.separator)
    except Unreadable:
        return []
    heads = (found.opened.heads or {0: found.opened.headers}) if found.opened else {}
    return [_marked(found, grid, at, heads.get(at, [])) for at, grid in enumerate(grids) if grid.rows]


def _marked(found: Preview, grid: Grid, at: int, named: list[str]) -> Marked:
    problems = [p for p in found.problems if sheet_of(p.line) == at]
    lines: dict[int, list[Problem]] = {}
    for problem in problems:
        lines.setdefault(problem.row, []).append(problem)
    header_line = found.opened.header_line if found.opened else 1
    rows = grid.rows
    if len(rows) > MOST_ROWS:
        rows = [row for row in rows if row[0] <= header_line or row[0] in lines]
    headers = named or next((texts for line, texts in rows if line == header_line), [])
    places: dict[str, int] = {}
    for name, place in places_of(headers).items():
        places.setdefault(clean(name), place)
    cells: dict[tuple[int, int], list[Problem]] = {}
    for problem in problems:
        place = places.get(clean(problem.column), -1)
        if place >= 0 and problem.line:
            cells.setdefault((problem.row, place), []).append(problem)
    return Marked(rows, cells, lines, grid.sheet, header_line)
