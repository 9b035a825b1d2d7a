"""Seals: digests of the rows that a deed wrote, kept in its audit row; the rows must stay what they were."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.tables import TABLES

# Which rows of a table: per column their value, or the first and the last of their numbers. No column: all of them.
Picked = Mapping[str, object]
Written = tuple[str, Picked]
# A seal of many rows has the digests of this many blocks, so that a change is found within the rows.
_BLOCKS = 32
_SHORT = 8
_ARROW = {"integer": pa.int32(), "varchar": pa.string(), "date": pa.date32(), "double": pa.float64()}


@dataclass(frozen=True)
class Seal:
    """The digest of some rows of a table over its first `width` columns; None where answers still come in.

    `blocks` are the beginnings of the digests of `count` rows in (up to) 32 blocks in the order of the columns.
    """

    table: str
    rows: dict[str, Any]
    width: int
    count: int
    sha256: str | None
    blocks: list[str]

    @property
    def key(self) -> tuple[str, str]:
        """What it speaks of: a later seal of the same rows takes its place."""
        return self.table, json.dumps(self.rows, sort_keys=True)


def sealed(cursor: duckdb.DuckDBPyConnection, written: Iterable[Written]) -> list[Seal]:
    """The seals of these rows as they are now."""
    return [seal_of(table, rows, picked(cursor, table, rows)) for table, rows in written]


def released(table: str, rows: Picked) -> Seal:
    """From here on these rows change without a deed in the audit: their digest stands in `survey_answers`."""
    return Seal(table, dict(rows), 0, 0, None, [])


def seal_of(table: str, rows: Picked, found: pa.Table) -> Seal:
    """The seal of rows that were read in the order of their columns."""
    digests = block_digests(found)
    blocks = [digest[:_SHORT] for digest in digests] if len(digests) > 1 else []
    return Seal(table, dict(rows), found.num_columns, found.num_rows, digest_of(digests), blocks)


def seal_of_entries(upload: int, lines: pa.Table) -> Seal:
    """The seal of the values that `lines` bring into `entry`, without reading them back; as `picked` would give them."""
    count, order = lines.num_rows, _order(lines)
    fixed = {"upload_id": pa.array(np.full(count, upload, np.int32)), "says": pa.array(["value"] * count)}
    columns = {
        name: fixed[name]
        if name in fixed
        else (lines[name] if order is None else lines[name].take(order)).cast(_ARROW[spec.type])
        for name, spec in TABLES["entry"].columns.items()
    }
    return seal_of("entry", {"upload_id": upload}, pa.table(columns))


def _order(lines: pa.Table) -> pa.Array | None:
    """The rows in the order of the columns of `entry`; None when they lie so already, as one figure a line does."""
    if not lines.num_rows or np.all(np.diff(lines["line"].to_numpy()) > 0):
        return None
    keys = [lines[name].to_numpy() for name in ("line", "unit_id", "kpi_id")]
    grain = lines["grain"].cast(pa.string()).to_numpy(zero_copy_only=False)
    return pa.array(np.lexsort((lines["period"].cast(pa.int32()).to_numpy(), grain, *reversed(keys))))


def digest_of(digests: list[str]) -> str:
    """The digest of a table from those of its blocks."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def picked(cursor: duckdb.DuckDBPyConnection, table: str, rows: Picked, width: int | None = None) -> pa.Table:
    """Rows of a table, the first `width` columns, sorted by them."""
    columns = ", ".join(list(TABLES[table].columns)[:width])
    ends = {name: value if isinstance(value, list | tuple) else (value, value) for name, value in rows.items()}
    where = " and ".join(f"{name} between ? and ?" for name in ends) or "true"
    return cursor.execute(
        f"select {columns} from {table} where {where} order by {columns}",
        [end for pair in ends.values() for end in pair],
    ).to_arrow_table()


def block_slices(count: int) -> list[tuple[int, int]]:
    """First row and number of rows of each block of a table of `count` rows."""
    size = max(1, -(-count // _BLOCKS))
    return [(first, min(size, count - first)) for first in range(0, count, size)]


def block_digests(found: pa.Table) -> list[str]:
    """SHA-256 of each block of rows: of every column whether it is known, and its values.

    The same for the same rows on any engine: numbers as they lie in memory, texts as their lengths and UTF-8.
    """
    columns = [_plain(column) for column in found.columns]
    return [
        hashlib.sha256(b"".join(_bytes(column.slice(first, count)) for column in columns)).hexdigest()
        for first, count in block_slices(found.num_rows)
    ]


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """One array of numbers, texts or bytes."""
    whole = column.combine_chunks()
    kind = whole.type
    if pa.types.is_dictionary(kind):
        return whole.cast(pa.string())
    if pa.types.is_date32(kind):
        return whole.cast(pa.int32())
    return whole.cast(pa.int64()) if pa.types.is_timestamp(kind) else whole


def _bytes(column: pa.Array) -> bytes:
    known = np.packbits(column.is_valid().to_numpy(zero_copy_only=False)).tobytes() if column.null_count else b"1"
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        lengths = pc.fill_null(pc.binary_length(column), 0).to_numpy(zero_copy_only=False).tobytes()
        return b"".join((known, lengths, _text(column)))
    filled = column.fill_null(False if pa.types.is_boolean(column.type) else 0) if column.null_count else column
    values = filled.to_numpy(zero_copy_only=False)
    # The store does not keep the sign of a zero: its compression takes -0.0 for 0.0.
    return b"".join((known, (values + 0.0 if values.dtype.kind == "f" else values).tobytes()))


def _text(column: pa.Array) -> bytes:
    """The texts one after another; a missing one has no bytes."""
    if column.null_count:
        column = column.drop_null()
    offsets, data = column.buffers()[1:]
    if data is None or not len(column):
        return b""
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return memoryview(data)[ends[0] : ends[-1]].tobytes()


def to_text(seals: Iterable[Seal]) -> str:
    """Seals as they stand in the audit: a JSON list, short."""
    return json.dumps([vars(seal) for seal in seals], ensure_ascii=False, default=str)


def from_text(text: str) -> list[Seal]:
    """The seals of an audit row. Raises ValueError, TypeError when the text holds none."""
    return [Seal(**values) for values in json.loads(text)]
