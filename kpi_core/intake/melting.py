"""A recognised table melted to one fact a line."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from kpi_core.intake.across import Column
from kpi_core.intake.grammar import read_head
from kpi_core.intake.grid import Grid
from kpi_core.intake.headers import VALUE_FIELDS
from kpi_core.intake.heads import Row
from kpi_core.intake.layout import Layout
from kpi_core.intake.names import fold
from kpi_core.intake.periods import parse_period, with_year
from kpi_core.intake.problem import problem
from kpi_core.intake.sheet_marks import letters_of
from kpi_core.intake.table import Cells

# Lines of a table that are not among its rows.
_LOST = ("open_quote", "other_table", "cell_too_long")


@dataclass(frozen=True)
class _Fact:
    """A fact of the table: its line, the header of each field that stood across, and its fields as text."""

    line: int
    held: dict[str, str]
    fields: dict[str, str]


def molten(grid: Grid, layout: Layout, rows: list[Row]) -> Cells:
    """One line of cells a fact: what stands across becomes lines, and what a type column tells apart becomes one."""
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
        elif layout.typed >= 0 and not _role(texts[layout.typed]):
            problems.append(problem(line, layout.headers[layout.typed], texts[layout.typed], "type_bad"))
        else:
            facts += _facts(line, texts, layout, groups, line in without)
    facts = _typed(facts) if layout.typed >= 0 else facts
    held = [column.holds for column in layout.values] + [
        which for fact in facts for which in fact.fields if layout.typed >= 0
    ]
    told = {which for told in layout.body.told.values() for which in told}
    names = list(dict.fromkeys([*_told(layout), *sorted(told), *held]))
    headers = _shown(layout)
    # Of a wide table each value, and what its header says, has a column of its own.
    across = dict.fromkeys(name for group in groups for name in group.held) if layout.kind != "long" else {}
    return Cells(
        [headers.get(name, name) for name in names],
        [pa.array([fact.fields.get(name, "") for fact in facts], pa.string()) for name in names],
        np.array([fact.line for fact in facts], np.int32), grid.separator or ",", problems,
        {name: place for place, name in enumerate(names)},
        {name: [fact.held.get(name, "") for fact in facts] for name in across}, layout.unused,
    )  # fmt: skip


def _facts(line: int, texts: list[str], layout: Layout, groups: "list[_Group]", whole: bool) -> list[_Fact]:
    """The facts of one row. A cell without a value makes none in a wide table, and none at all where the row must be whole."""
    found = []
    role = _role(texts[layout.typed]) if layout.typed >= 0 else ""
    for group in groups:
        values = {role or column.holds: texts[column.place] for column in group.columns}
        if (layout.kind != "long" and not any(values.values())) or (whole and not all(values.values())):
            continue
        held = {role or which: header for which, header in group.held.items()} if role else dict(group.held)
        found.append(_Fact(line, held, {**_fact(line, layout, texts, group.says), **values}))
    return found


def _role(word: str) -> str:
    """What a row's figures are by the word of a type column; "" where it says nothing."""
    return read_head(word).role.replace("current", "actual")


def _typed(facts: list[_Fact]) -> list[_Fact]:
    """Rows of one department, KPI and period that a type column tells apart, as one fact at the first of them."""
    met: dict[tuple[str, ...], _Fact] = {}
    found = []
    for fact in facts:
        key = tuple(fold(fact.fields.get(which, "")) for which in ("department", "kpi", "period"))
        first = met.setdefault(key, fact)
        if first is fact or any(first.fields.get(which) not in (None, text) for which, text in fact.fields.items()):
            found.append(fact)
        else:
            first.fields.update(fact.fields)
            first.held.update(fact.held)
    return found


def _shown(layout: Layout) -> dict[str, str]:
    """The header each field was read from; of several columns the first and the last."""
    names = column_names(layout.headers)
    headers = {which: names[place] for which, place in layout.keys.items()}
    for column in layout.values:
        before, name = headers.get(column.holds), names[column.place]
        headers[column.holds] = f"{before.split(' … ')[0]} … {name}" if before else name
        if layout.kind == "long" and any(which == "measure" for which, _ in column.says):
            headers.setdefault("measure", name)
    return headers


@dataclass(frozen=True)
class _Group:
    """Value columns that speak of the same fact: what their headers say, and the header of each field they hold or say."""

    says: dict[str, str]
    held: dict[str, str]
    columns: list[Column]


def _groups(layout: Layout) -> list[_Group]:
    """The value columns by the fact they speak of; what several headers say stands in the first of them."""
    groups: dict[tuple[tuple[str, str], ...], list[Column]] = {}
    for column in layout.values:
        groups.setdefault(column.about, []).append(column)
    names = column_names(layout.headers)
    found = []
    for about, columns in groups.items():
        kept = [column for column in columns if column.holds in VALUE_FIELDS]
        units = [unit for column in kept for which, unit in column.says if which == "measure"]
        says = dict(about) | ({"measure": units[0]} if units else {})
        held = dict.fromkeys(says, names[columns[0].place]) | {column.holds: names[column.place] for column in columns}
        found.append(_Group(says, held, columns))
    return found


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


def _fact(line: int, layout: Layout, texts: list[str], says: dict[str, str]) -> dict[str, str]:
    keys = {which: texts[place] for which, place in layout.keys.items()}
    fact = {**layout.fixed, **layout.body.told.get(line, {}), **keys, **says}
    year = fact.pop("year", "")
    if year:
        own = fact.get("period", "")
        told = with_year(year, own)
        # A year of the row that does not go with its period makes none.
        fact["period"] = told or (f"{year} {own}" if "year" in keys and not _within(own, year) else own)
    return fact


def _within(period: str, year: str) -> bool:
    """Whether a full date lies in a year."""
    span = parse_period(period)
    return span is not None and str(span[1].year) == year.strip().rstrip("年")
