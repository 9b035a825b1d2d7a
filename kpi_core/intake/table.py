"""Text to a table of cells with the line each row came from.

A regular file (one row a line, no cell over its line) is read by pyarrow. Anything else - quoted line breaks,
blank lines, rows of the wrong length, an open quote - is read again by the csv module, which knows the line.
"""

import csv
import io
import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pacsv

from kpi_core.intake.headers import field_of
from kpi_core.intake.problem import MAX_CELL, Problem, Unreadable, problem

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_MAX_COLUMNS = 1000
_MAX_HEADER = 200_000
_BLOCK = 8 << 20
# In a semicolon file 12.345 may be twelve thousand: such cells are kept as they are written.
_THOUSANDS = re.compile(rb'[;"][+-]?[1-9]\d{0,2}\.\d{3}(?=[;"\n]|$)')


@dataclass(frozen=True)
class Cells:
    """Rows as text: `columns` by position (strings or dictionaries), `lines` the source line of each row.

    `fields` leads from a field to its column where the headers do not tell, `checks` from attainment, status and difference
    to theirs where the headers do; `across` leads from a field to the header of the column it stood in, per row (empty for a
    long table; a field that stands in no header is not there), `unused` are the headers of columns that were not read.
    """

    headers: list[str]
    columns: list[pa.Array]
    lines: npt.NDArray[np.int32]
    separator: str
    problems: list[Problem] = field(default_factory=list)
    fields: dict[str, int] = field(default_factory=dict)
    across: dict[str, list[str]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=dict)


def read_cells(text: bytes, number_fields: tuple[str, ...]) -> Cells:
    """The cells of a UTF-8 CSV; columns meaning one of `number_fields` come as float64 when all their cells are plain.

    Raises Unreadable: header too long, too many columns, an open quote, a cell over 500 characters.
    """
    header_end = text.find(b"\n")
    first = text if header_end < 0 else text[:header_end]
    if len(first) > _MAX_HEADER:
        raise Unreadable(problem(1, "", first[:80].decode("utf-8", "replace"), "header_too_long", limit=_MAX_HEADER))
    separator = _separator(first.decode("utf-8", "replace"))
    headers = next(csv.reader([first.decode("utf-8", "replace")], delimiter=separator), [])
    if len(headers) > _MAX_COLUMNS:
        raise Unreadable(problem(1, "", len(headers), "too_many_columns", limit=_MAX_COLUMNS))
    regular = _read_regular(text, headers, separator, number_fields) if first.count(b'"') % 2 == 0 else None
    return regular if regular is not None else _read_irregular(text, separator)


def _separator(header: str) -> str:
    """The separator that splits the header into the most columns we know, then into the most columns."""

    def known(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([header], delimiter=separator), [])
        return sum(field_of(cell) is not None for cell in cells), len(cells)

    return max(SEPARATORS, key=known)


def _read_regular(text: bytes, headers: list[str], separator: str, number_fields: tuple[str, ...]) -> Cells | None:
    names = [str(position) for position in range(len(headers))]
    rows = text.count(b"\n") - (1 if text.endswith(b"\n") else 0)
    if not rows or not all(header.strip() for header in headers):
        return None
    words: dict[str, pa.DataType] = dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string()))
    numbers = dict.fromkeys(
        (name for name, header in zip(names, headers, strict=True) if field_of(header) in number_fields), pa.float64()
    )
    texts = words | dict.fromkeys(numbers, pa.string())
    for types in (texts,) if separator == ";" and _THOUSANDS.search(text) else (words | numbers, texts):
        try:
            table = pacsv.read_csv(
                pa.BufferReader(text),
                read_options=pacsv.ReadOptions(column_names=names, skip_rows=1, block_size=_BLOCK),
                parse_options=pacsv.ParseOptions(delimiter=separator, ignore_empty_lines=False),
                convert_options=pacsv.ConvertOptions(column_types=types, null_values=[""], strings_can_be_null=False),
            )
        except pa.ArrowInvalid:
            continue
        if table.num_rows != rows:
            return None
        columns = [table.column(name).combine_chunks() for name in names]
        columns = [column if isinstance(column, pa.Array) else column.chunk(0) for column in columns]
        if any(pa.types.is_float64(c.type) and not _finite(c) for c in columns):
            continue
        if any(_longest(column) > MAX_CELL for column in columns):
            return None
        return Cells(headers, columns, np.arange(2, rows + 2, dtype=np.int32), separator)
    return None


def _finite(column: pa.Array) -> bool:
    values = column.to_numpy(zero_copy_only=False)
    return bool(int(np.isfinite(values).sum()) == len(values) - column.null_count)


def _longest(column: pa.Array) -> int:
    words = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not pa.types.is_string(words.type):
        return 0
    return int(pa.compute.max(pa.compute.utf8_length(words)).as_py() or 0)


def _read_irregular(text: bytes, separator: str) -> Cells:
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""), delimiter=separator, strict=True)
    rows, lines, problems = [], [], []
    headers: list[str] = []
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not headers:
                headers = row
                continue
            long = max(map(len, row))
            if long > MAX_CELL:
                cut = max(row, key=len)
                problems.append(problem(line, "", cut, "cell_too_long", limit=MAX_CELL, length=long))
            elif len(row) < len(headers) or any(cell.strip() for cell in row[len(headers) :]):
                problems.append(
                    problem(line, "", separator.join(row), "cell_count", expected=len(headers), found=len(row))
                )
            else:
                rows.append(row[: len(headers)])
                lines.append(line)
    except csv.Error as error:
        raise Unreadable(problem(before + 1, "", '"', "open_quote", why=str(error))) from error
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(headers))]
    return Cells(headers, columns, np.array(lines, np.int32), separator, problems)
