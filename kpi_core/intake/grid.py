"""Any table as rows of texts with their line: a CSV of whatever dialect, or one sheet of a workbook."""

import csv
import io
from dataclasses import dataclass, field

from kpi_core.intake.decode import decode
from kpi_core.intake.problem import MAX_CELL, Problem, Unreadable, problem
from kpi_core.intake.table import SEPARATORS
from kpi_core.intake.workbook import Sheet, is_workbook, read_workbook

Row = tuple[int, list[str]]
_SEP_LINE = "sep="
_LOOKED_AT = 60
_MAX_COLUMNS = 1000


@dataclass(frozen=True)
class Grid:
    """The rows of a table that have any text, with their line in the file (row of the sheet).

    `separator` is "" for a workbook. `sheets` are the visible sheets that have rows, `hidden` the ones not read;
    `problems` are cells that could not be taken as they stand.
    """

    rows: list[Row]
    encoding: str
    separator: str
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_grid(data: bytes, sheet: str = "", encoding: str = "") -> Grid:
    """The rows of a file, decoded by `encoding` if given; of a workbook those of `sheet`, or of its first with rows. Raises Unreadable."""
    if is_workbook(data):
        return _from_workbook(read_workbook(data), sheet)
    text, encoding = decode(data, encoding)
    return _from_text(text.decode("utf-8", "replace"), encoding)


def _from_workbook(sheets: list[Sheet], wanted: str) -> Grid:
    filled = [sheet for sheet in sheets if sheet.rows]
    chosen = next((sheet for sheet in filled if sheet.name == wanted), filled[0])
    problems = [problem(row, column, "=", "formula_uncached") for row, column in chosen.uncached]
    rows, long = _bounded(chosen.rows)
    return Grid(rows, "xlsx", "", chosen.name, [sheet.name for sheet in filled],
                [sheet.name for sheet in sheets if sheet.hidden], [*problems, *long])  # fmt: skip


def _from_text(text: str, encoding: str) -> Grid:
    first, _, rest = text.partition("\n")
    skipped = 0
    separator = ""
    if first.strip().lower().startswith(_SEP_LINE) and len(first.strip()) == len(_SEP_LINE) + 1:
        # Excel's own line: the next character separates, and it is no data.
        separator, text, skipped = first.strip()[-1], rest, 1
    separator = separator or sniffed(text)
    rows, problems = _bounded(_records(text, separator, skipped))
    if not rows:
        raise Unreadable(problem(0, "", "", "empty_file"))
    return Grid(rows, encoding, separator, problems=problems)


def sniffed(text: str) -> str:
    """The separator that gives the most rows of one width above one, then the wider rows."""

    def fit(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row, _ in zip(reader, range(_LOOKED_AT), strict=False) if any(row)]
        except csv.Error:
            return 0, 0
        if not widths:
            return 0, 0
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        return (widths.count(usual), usual) if usual > 1 else (0, 0)

    return max(SEPARATORS, key=fit)


def _records(text: str, separator: str, skipped: int) -> list[Row]:
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    before = 0
    try:
        for row in reader:
            line, before = before + 1 + skipped, reader.line_num
            texts = [cell.strip() for cell in row]
            if any(texts):
                rows.append((line, texts))
    except csv.Error as error:
        raise Unreadable(problem(before + 1 + skipped, "", '"', "open_quote", why=str(error))) from error
    return rows


def _bounded(rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """Rows without a cell that nobody could show; a row with one is a problem. Raises Unreadable for too many columns."""
    kept: list[Row] = []
    problems: list[Problem] = []
    for line, texts in rows:
        if len(texts) > _MAX_COLUMNS:
            raise Unreadable(problem(line, "", len(texts), "too_many_columns", limit=_MAX_COLUMNS))
        long = max(texts, key=len)
        if len(long) > MAX_CELL and len([text for text in texts if text]) > 1:
            problems.append(problem(line, "", long, "cell_too_long", limit=MAX_CELL, length=len(long)))
        else:
            kept.append((line, texts))
    return kept, problems
