"""Any table as rows of texts with their line: a CSV of whatever dialect, or one sheet of a workbook."""

import re
from dataclasses import dataclass, field, replace

from kpi_core.intake.containers import old_container
from kpi_core.intake.decode import decode
from kpi_core.intake.headers import field_of
from kpi_core.intake.problem import MAX_CELL, Problem, Unreadable, problem
from kpi_core.intake.records import Record, sniffed, split
from kpi_core.intake.sheets import Sheet
from kpi_core.intake.table import SEPARATORS
from kpi_core.intake.workbook import is_workbook, read_workbook

Row = tuple[int, list[str]]
# Excel's own line: the next character separates, and it is no data.
_SEP_LINE = re.compile(r'"?sep=([^\w\s"\']|\t)"? *', re.IGNORECASE)
_MAX_COLUMNS = 1000


@dataclass(frozen=True)
class Grid:
    """The rows of a table that have any text, with their line in the file (row of the sheet).

    `separator` is "" for a workbook. `sheets` are the visible sheets that have rows, `hidden` the ones not read;
    `problems` are cells that could not be taken as they stand, `merged` the ranges of a sheet that are one cell: first line,
    first place, last line, last place, ends included, places counted from 0. Only the first cell of a range has its text.
    `hidden_rows` are the lines and `hidden_columns` the places with any text that a sheet hides, read or left out.
    """

    rows: list[Row]
    encoding: str
    separator: str
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)


def read_grid(data: bytes, sheet: str = "", encoding: str = "", separator: str = "") -> Grid:
    """The rows of a file, decoded by `encoding` and cut at `separator` if given; of a workbook those of `sheet`, or of its first with rows.

    Raises Unreadable.
    """
    return next(grid for grid in read_grids(data, sheet, encoding, separator) if grid.rows)


def read_grids(
    data: bytes, sheet: str = "", encoding: str = "", separator: str = "", leave_hidden: bool = False
) -> list[Grid]:
    """The same for every visible sheet with rows; one grid for a text and where `sheet` is the name of one of them.

    A sheet none of whose rows can be shown has none, and the problems of that; not all are such. With `leave_hidden`, rows and
    columns that a sheet hides are blank. Raises Unreadable.
    """
    if is_workbook(data):
        grids = _from_workbook(read_workbook(data), sheet, leave_hidden, old_container(data) or "xlsx")
        if not any(grid.rows for grid in grids):
            raise Unreadable(*grids[0].problems)
        return grids
    text, encoding = decode(data, encoding)
    return [_from_text(text.decode("utf-8", "replace"), encoding, separator)]


def _from_workbook(sheets: list[Sheet], wanted: str, leave_hidden: bool, kind: str) -> list[Grid]:
    filled = [sheet for sheet in sheets if sheet.rows]
    chosen = [sheet for sheet in filled if sheet.name == wanted] or filled
    names, hidden = [sheet.name for sheet in filled], [sheet.name for sheet in sheets if sheet.hidden]
    return [replace(_from_sheet(sheet, leave_hidden), encoding=kind, sheets=names, hidden=hidden) for sheet in chosen]


def _from_sheet(sheet: Sheet, leave_hidden: bool) -> Grid:
    problems = [problem(row, column, "=", "formula_uncached") for row, column in sheet.uncached]
    rows, long = _bounded(sheet.rows)
    unseen = [line for line, _ in rows if line in sheet.hidden_rows]
    places = sorted(place for place in sheet.hidden_columns if any(place < len(t) and t[place] for _, t in rows))
    if leave_hidden and len(unseen) < len(rows):
        gone = sheet.hidden_columns
        rows = [
            (line, ["" if place in gone else text for place, text in enumerate(texts)])
            for line, texts in rows if line not in sheet.hidden_rows
        ]  # fmt: skip
        rows = [(line, texts) for line, texts in rows if any(texts)] or rows
    problems += long
    return Grid(
        rows, "", "", sheet.name, problems=problems, merged=sheet.merged, hidden_rows=unseen, hidden_columns=places
    )


def _from_text(text: str, encoding: str, separator: str) -> Grid:
    separator, records = _read(text, separator)
    first, *others = tables(records)
    rows: list[Row] = []
    problems: list[Problem] = []
    for table in (first, *others):
        begins = table.head[0] if table.head else None
        if begins and begins.cells != first.head[0].cells:
            problems += [
                problem(r.line, "", " | ".join(r.cells), "other_table", begins=begins.line) for r in table.records
            ]
            continue
        rows += [(record.line, record.cells) for record in table.records if record.sound]
        problems += [problem(r.line, "", " | ".join(r.cells), "open_quote") for r in table.records if not r.sound]
    rows, long = _bounded(rows)
    if not rows:
        raise Unreadable(*([*problems, *long] or [problem(0, "", "", "empty_file")]))
    return Grid(rows, encoding, separator, problems=[*problems, *long])


def _read(text: str, separator: str = "") -> tuple[str, list[Record]]:
    """The separator of a text (the one given, the one it tells, or the one that fits) and its records that have any text."""
    first, _, rest = text.partition("\n")
    told = _SEP_LINE.fullmatch(first)
    if told and told[1] in SEPARATORS:
        dialect = sniffed(rest, [told[1]])
        return told[1], split(rest, dialect, 1)
    dialect = sniffed(text, [separator]) if separator else sniffed(text)
    return dialect.separator, split(text, dialect)


@dataclass(frozen=True)
class Table:
    """One of the tables that stand one below another in a text: what stands above its header, the rows of that, and the rows below."""

    titles: list[Record]
    head: list[Record]
    body: list[Record]

    @property
    def records(self) -> list[Record]:
        """All of it in the order of the file."""
        return [*self.titles, *self.head, *self.body]


def read_tables(data: bytes, encoding: str = "") -> list[Table]:
    """The tables of a text as they stand, records with a quote astray among them. Raises Unreadable."""
    text, _ = decode(data, encoding)
    return tables(_read(text.decode("utf-8", "replace"))[1])


def tables(records: list[Record]) -> list[Table]:
    """Records cut where the header, or the greater part of it, stands again below data; right below itself it is still the header."""
    widths = [len(record.cells) for record in records]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    top = next(
        (at for at, r in enumerate(records) if widths[at] == usual and sum(map(bool, r.cells)) > 1), len(records)
    )
    found = [Table(records[:top], records[top : top + 1], [])]
    header = {cell for record in found[0].head for cell in record.cells if cell}
    # Below a header of fields we know, another one need not have the very same words.
    fields = sum(field_of(cell) is not None for cell in header) > len(header) // 2
    for record in records[top + 1 :]:
        told = {cell for cell in record.cells if cell}
        known = {cell for cell in told if cell in header or (fields and field_of(cell) is not None)}
        repeated = known == told and len(told) > max(1, len(header) // 2)
        if repeated and found[-1].body:
            found.append(Table([], [record], []))
        else:
            (found[-1].head if repeated else found[-1].body).append(record)
    return found


def _bounded(rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """Rows without a cell that nobody could show; a row with one is a problem. Raises Unreadable for too many columns."""
    kept: list[Row] = []
    problems: list[Problem] = []
    for line, texts in rows:
        if len(texts) > _MAX_COLUMNS:
            raise Unreadable(problem(line, "", len(texts), "too_many_columns", limit=_MAX_COLUMNS))
        long = max(texts, key=len)
        if len(long) <= MAX_CELL:
            kept.append((line, texts))
        elif len([text for text in texts if text]) > 1:
            problems.append(problem(line, "", long, "cell_too_long", limit=MAX_CELL, length=len(long)))
        else:
            # A text alone in its row is a title or a note: its beginning tells as much as all of it.
            kept.append((line, [text[:MAX_CELL] for text in texts]))
    return kept, problems
