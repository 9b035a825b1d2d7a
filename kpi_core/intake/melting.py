"""A recognised table melted to one fact a line."""

import numpy as np
import pyarrow as pa

from kpi_core.intake.grid import Grid
from kpi_core.intake.layout import Column, Layout
from kpi_core.intake.periods import bare_month
from kpi_core.intake.problem import problem
from kpi_core.intake.sheet_marks import letters_of
from kpi_core.intake.table import Cells

# Lines of a table that are not among its rows.
_LOST = ("open_quote", "other_table", "cell_too_long")


def molten(grid: Grid, layout: Layout, rows: list[tuple[int, list[str]]]) -> Cells:
    """One line of cells a fact: what stands across becomes lines."""
    here = {line for line, _ in rows}
    # What is lost below the header is named; above it stand titles.
    problems = [
        found for found in grid.problems if found.line in here or (found.code in _LOST and found.line > layout.line)
    ]
    without = {found.line for found in problems if found.code == "formula_uncached"}
    width = len(layout.headers)
    # A sheet ends its rows where they are blank; in a text a short row has lost something.
    shortest = (
        max((at for at, header in enumerate(layout.headers, start=1) if header), default=0) if grid.separator else 0
    )
    groups = _groups(layout)
    facts: list[_Fact] = []
    for line, raw in rows:
        texts = [*raw, *[""] * (width - len(raw))]
        if len(raw) < shortest or any(texts[width:]):
            problems.append(problem(line, "", " | ".join(raw), "cell_count", expected=width, found=len(raw)))
        else:
            facts += _facts(line, texts, layout, groups, line in without)
    # Of a wide table each value, and what its header says, has a column of its own.
    across = dict.fromkeys(name for held, _, _ in groups for name in held) if layout.kind != "long" else {}
    names = [*_told(layout), *dict.fromkeys(column.holds for column in layout.values)]
    headers = _shown(layout)
    return Cells(
        [headers.get(name, name) for name in names],
        [pa.array([fact.get(name, "") for _, _, fact in facts], pa.string()) for name in names],
        np.array([line for line, _, _ in facts], np.int32), grid.separator or ",", problems,
        {name: place for place, name in enumerate(names)},
        {name: [held.get(name, "") for _, held, _ in facts] for name in across}, layout.unused,
    )  # fmt: skip


# The line a fact stood at, the header of each field that stood across, and its fields as text.
_Fact = tuple[int, dict[str, str], dict[str, str]]


def _facts(line: int, texts: list[str], layout: Layout, groups: "_Groups", whole: bool) -> list[_Fact]:
    """The facts of one row. A cell without a value makes none in a wide table, and none at all where the row must be whole."""
    found = []
    for held, says, columns in groups:
        values = {column.holds: texts[column.place] for column in columns}
        if (layout.kind != "long" and not any(values.values())) or (whole and not all(values.values())):
            continue
        found.append((line, held, {**_fact(layout, texts, says), **values}))
    return found


def _shown(layout: Layout) -> dict[str, str]:
    """The header each field was read from; of several columns the first and the last."""
    names = column_names(layout.headers)
    headers = {which: names[place] for which, place in layout.keys.items()}
    for column in layout.values:
        before, name = headers.get(column.holds), names[column.place]
        headers[column.holds] = f"{before.split(' … ')[0]} … {name}" if before else name
    return headers


_Groups = list[tuple[dict[str, str], dict[str, str], list[Column]]]


def _groups(layout: Layout) -> _Groups:
    """The value columns that speak of the same fact, with the header of each field that they hold or say, and what they say."""
    groups: dict[tuple[tuple[str, str], ...], list[Column]] = {}
    for column in layout.values:
        groups.setdefault(column.says, []).append(column)
    names = column_names(layout.headers)
    return [(_held(columns, names), dict(says), columns) for says, columns in groups.items()]


def _held(columns: list[Column], names: list[str]) -> dict[str, str]:
    """Field -> name of its column; what several headers say stands in the first of them."""
    return {which: names[columns[0].place] for which, _ in columns[0].says} | {c.holds: names[c.place] for c in columns}


def column_names(headers: list[str]) -> list[str]:
    """The headers, each once: one that stands there again has the letter of its column behind it, one without text is its letter."""
    seen: set[str] = set()
    names = []
    for place, header in enumerate(headers):
        name = header if header and header not in seen else f"{header} [{letters_of(place)}]".strip()
        seen.add(name)
        names.append(name)
    return names


def places_of(headers: list[str]) -> dict[str, int]:
    """Where the columns stand, by name."""
    return {name: place for place, name in enumerate(column_names(headers))}


def _told(layout: Layout) -> list[str]:
    """The fields besides the values that any row has, in a fixed order."""
    said = {which for column in layout.values for which, _ in column.says}
    return [which for which in dict.fromkeys([*layout.keys, *layout.fixed, *sorted(said)]) if which != "year"]


def _fact(layout: Layout, texts: list[str], says: dict[str, str]) -> dict[str, str]:
    fact = {**layout.fixed, **{which: texts[place] for which, place in layout.keys.items()}, **says}
    year = fact.pop("year", "")
    month = bare_month(fact.get("period", ""))
    if year and month is not None:
        fact["period"] = f"{year.strip().rstrip('年')}-{month:02d}"
    return fact
