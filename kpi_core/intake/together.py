"""The sheets of a workbook read together as one file: one sheet a month or a department, told by the name of the sheet.

A sheet that is no table, or that leaves something open, is not read and named with its reason; the others are.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from kpi_core.intake.grid import Grid
from kpi_core.intake.headers import ALIASES, VALUE_FIELDS, field_of
from kpi_core.intake.hidden import hidden_told
from kpi_core.intake.layout import Given
from kpi_core.intake.names import fold
from kpi_core.intake.opened import Opened
from kpi_core.intake.periods import bare_month
from kpi_core.intake.problem import SHEET_LINES, Problem, Unreadable, numbered, problem
from kpi_core.intake.sheet_names import told_by, year_of
from kpi_core.intake.table import Cells

# More sheets than this cannot be told apart by their lines.
_MOST_SHEETS = 1000
# What a table can lack that its sheet's name may tell: by the code of its refusal, and what the name then is.
_LACKING = {"department_unnamed": {"department"}, "year_unknown": {"year"}, "kpi_unnamed": {"kpi"}}
_TELLABLE = {"department", "kpi", "period", "year"}
# Reads one sheet with what was said of it, under a name of the file in which the year is that of the sheet.
Read = Callable[[Grid, Given, str], Opened]


def read_sheets(grids: list[Grid], given: Given, file_year: str, read: Read) -> Opened:
    """Every sheet that reads, as one: facts together, else the first that is a register. Raises Unreadable when none does.

    `file_year` is the year in the file's name.
    """
    names = [grid.sheet for grid in grids]
    parts: list[tuple[int, Opened]] = []
    unread: list[Problem] = []
    whose: dict[str, list[str]] = {"department": [], "kpi": []}
    for at, grid in enumerate(grids):
        year = given.fixed.get("year") or year_of(grid, file_year)
        try:
            opened, told = _by_name(grid, for_sheet(given, names, at), year, read, len(grids) > 1)
            opened = _by_role(grid, replace(opened, cells=_dated(opened.cells, year)))
        except Unreadable as error:
            unread += [replace(_of_sheet(found, at), sheet=grid.sheet) for found in error.problems]
            continue
        parts.append((at, _hidden(grid, opened, given)))
        for which in told & whose.keys():
            whose[which].append(grid.sheet)
    if not parts:
        hidden = [] if given.hidden else [found for grid in grids for found in hidden_told(grid, [])]
        raise Unreadable(*unread, *hidden)
    facts = [part for part in parts if part[1].cells.fields][:_MOST_SHEETS]
    used = facts or parts[:1]
    left = [problem(0, "", grids[at].sheet, "sheet_other_kind", sheet_name=grids[at].sheet) for at, _ in parts
            if at not in [place for place, _ in used]]  # fmt: skip
    told_of = [_unread(found, [names[at] for at, _ in used]) for found in _one_each(unread) + left]
    told_of += [
        problem(0, "", ", ".join(called), "sheet_names_taken", warning=True, field=which)
        for which, called in whose.items()
        if called
    ]
    opened = _joined(used)
    cells = replace(opened.cells, problems=[*opened.cells.problems, *told_of])
    return replace(opened, cells=cells, sheet=", ".join(names[at] for at, _ in used), sheet_names=names)


def _hidden(grid: Grid, opened: Opened, given: Given) -> Opened:
    """A sheet with what is said of its hidden rows and columns: a warning until a person has answered."""
    if given.hidden == "leave":
        count = len(grid.hidden_rows) + len(grid.hidden_columns)
        return replace(opened, notes={**opened.notes, "hidden_left": count}) if count else opened
    if given.hidden == "keep":
        return opened
    told = [replace(found, sheet=grid.sheet) for found in hidden_told(grid, opened.headers or opened.cells.headers)]
    return replace(opened, cells=replace(opened.cells, problems=[*opened.cells.problems, *told]))


def for_sheet(given: Given, names: list[str], at: int) -> Given:
    """What was said of a file as far as it concerns one of its sheets, with the rows of that sheet."""

    def own(said: dict[str, str]) -> dict[str, str]:
        kept = {}
        for key, text in said.items():
            line, column = numbered(key, names)
            if line // SHEET_LINES == at or (line < 0 and not at):
                kept[f"{line % SHEET_LINES}|{column}" if line >= 0 else key] = text
        return kept

    return replace(given, cells=own(given.cells), answers=own(given.answers)) if given.cells or given.answers else given


def _by_name(grid: Grid, given: Given, year: str, read: Read, several: bool) -> tuple[Opened, set[str]]:
    """One sheet as it reads by itself, or else with what its name tells; and which fields the name told."""
    told = {which: text for which, text in told_by(grid.sheet, year).items() if which not in given.fixed}
    called = told.pop("called", "") if several else ""
    told = {"year": year, **told} if year and "year" not in given.fixed else told
    try:
        opened = read(grid, given, year)
    except Unreadable as error:
        lacking = _lacking(error)
        if called and len(lacking & {"department", "kpi"}) == 1:
            told |= dict.fromkeys(lacking & {"department", "kpi"}, called)
        used = {which: told[which] for which in lacking if which in told}
        if not used or len(used) < len(lacking):
            raise
        if used.get("period") == "":
            raise Unreadable(problem(0, "", grid.sheet, "year_unknown")) from error
        return read(grid, replace(given, fixed={**used, **given.fixed}), year), lacking
    if opened.fixed.get("department") == "" and called and "department" not in given.fixed:
        # A table that names no department is the company's, unless its sheet is called after one.
        whose = replace(given, fixed={"department": called, **given.fixed})
        return read(grid, whose, year), {"department"}
    return opened, set()


def _dated(cells: Cells, year: str) -> Cells:
    """Months that stand in the cells of a table without a year, with that of their sheet."""
    if not year or "period" not in cells.fields:
        return cells
    place = cells.fields["period"]
    words = [word or "" for word in cells.columns[place].cast(pa.string()).to_pylist()]
    months = {word: bare_month(word) for word in set(words)}
    if all(month is None for month in months.values()):
        return cells
    dated = {word: word if month is None else f"{year}-{month:02d}" for word, month in months.items()}
    columns = [*cells.columns]
    columns[place] = pa.array([dated[word] for word in words], pa.string())
    return replace(cells, columns=columns)


def _lacking(error: Unreadable) -> set[str]:
    """What a refused sheet lacks; nothing where no name can tell all of it."""
    found = error.problems[0]
    missing = {str(which) for which in found.more.get("missing", [])} if found.code == "columns_missing" else set()
    missing |= _LACKING.get(found.code, set())
    return missing if missing <= _TELLABLE else set()


def _by_role(grid: Grid, opened: Opened) -> Opened:
    """A sheet called Target whose columns name no role holds targets, not actuals."""
    role = field_of(grid.sheet)
    fields = opened.cells.fields
    if role not in VALUE_FIELDS or role == "actual" or "actual" not in fields or role in fields:
        return opened
    words = [fold(alias) for alias in ALIASES["actual"]]
    if any(word in fold(header) for header in opened.headers for word in words):
        return opened
    cells = opened.cells
    names = {role if name == "actual" else name: place for name, place in fields.items()}
    across = {role if name == "actual" else name: headers for name, headers in cells.across.items()}
    return replace(opened, cells=replace(cells, fields=names, across=across))


def _of_sheet(found: Problem, at: int) -> Problem:
    """A problem of a sheet as one of the file: its lines counted among those of all sheets."""
    more = {
        key: value + SHEET_LINES * at if key in ("other_line", "begins") and isinstance(value, int) and value else value
        for key, value in found.more.items()
    }
    return replace(found, line=found.line + SHEET_LINES * at if found.line else 0, more=more)


def _problems(parts: list[tuple[int, Opened]]) -> list[Problem]:
    """The problems of all sheets; what is said of every one of them as a whole is said once, of some with their names."""
    whole = [[found for found in opened.cells.problems if not found.line] for _, opened in parts]
    common = [found for found in whole[0] if all(found in others for others in whole)]
    problems = list(common)
    for at, opened in parts:
        for found in opened.cells.problems:
            if found not in common or found.line:
                problems.append(
                    replace(_of_sheet(found, at), sheet=found.sheet or ("" if found.line else opened.sheet))
                )
    return problems


def _one_each(found: list[Problem]) -> list[Problem]:
    """The first problem of every sheet."""
    return list({each.sheet: each for each in reversed(found)}.values())[::-1]


def _unread(why: Problem, read: list[str]) -> Problem:
    name = why.sheet or str(why.more.get("sheet_name", ""))
    return problem(0, "", name, "sheets_unread", warning=True, read=", ".join(read), why=why)


def _joined(parts: list[tuple[int, Opened]]) -> Opened:
    """Sheets as one table by field, each line counted with the sheets before it."""
    first = parts[0][1]
    heads = {at: opened.headers or opened.cells.headers for at, opened in parts}
    if len(parts) == 1 and not parts[0][0]:
        return replace(first, heads=heads)
    cells = [opened.cells for _, opened in parts]
    fields = list(dict.fromkeys(name for each in cells for name in each.fields)) if cells[0].fields else []
    lines = np.concatenate(
        [each.lines + np.int32(SHEET_LINES * at) for (at, _), each in zip(parts, cells, strict=True)]
    )
    problems = _problems(parts)
    table = replace(
        cells[0], lines=lines.astype(np.int32), problems=problems,
        unused=list(dict.fromkeys(header for each in cells for header in each.unused)),
    )  # fmt: skip
    if fields:
        table = replace(
            table,
            headers=[next(each.headers[each.fields[name]] for each in cells if name in each.fields) for name in fields],
            columns=[pa.concat_arrays([_texts(each, name) for each in cells]) for name in fields],
            fields={name: place for place, name in enumerate(fields)},
            across={name: _heads(cells, name) for name in fields if _differ(cells, name)},
        )  # fmt: skip
    return replace(
        first, cells=table, heads=heads,
        layout=first.layout if len({opened.layout for _, opened in parts}) == 1 else "long",
        fixed={name: text for name, text in first.fixed.items() if all(o.fixed.get(name) == text for _, o in parts)},
        notes={name: sum(o.notes.get(name, 0) for _, o in parts) for _, opened in parts for name in opened.notes},
    )  # fmt: skip


def _texts(cells: Cells, name: str) -> pa.Array:
    if name not in cells.fields:
        return pa.array([""] * len(cells.lines), pa.string())
    return cells.columns[cells.fields[name]].cast(pa.string())


def _differ(cells: list[Cells], name: str) -> bool:
    """Whether the header of a field is not the same for every line."""
    return (
        any(name in each.across for each in cells)
        or len({_head(each, name) for each in cells if name in each.fields}) > 1
    )


def _head(cells: Cells, name: str) -> str:
    return cells.headers[cells.fields[name]] if name in cells.fields else ""


def _heads(cells: list[Cells], name: str) -> list[str]:
    return [header for each in cells for header in each.across.get(name, [_head(each, name)] * len(each.lines))]
