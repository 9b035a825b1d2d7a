"""Stored rows against the seals of the audit: which were changed, are missing, or were written by nobody."""

from collections import defaultdict
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from kpi_core.store.audit import AuditRow
from kpi_core.store.seals import Seal, block_slices, from_text, picked, seal_of
from kpi_core.tables import DEFAULT_SETTINGS

Found = tuple[str, dict[str, object]]
# The columns that pick the rows of a seal, per table that is written by deeds. The first column of a table leads.
SEALED_BY: dict[str, tuple[str, ...]] = {
    "identity": (),
    "setting": ("name",),
    "upload": ("upload_id",),
    "upload_file": ("upload_id",),
    "upload_event": ("event_id",),
    "entry": ("upload_id",),
    "register_entry": ("seq",),
    "milestone": ("unit_id", "kpi_id"),
    "baseline": ("baseline_id",),
    "remark": ("remark_id",),
    "action": ("action_id",),
    "action_event": ("event_id",),
    "survey": ("survey_id",),
    "survey_item": ("survey_id",),
    "survey_event": ("event_id",),
    "survey_code": ("survey_id",),
    "rating": ("survey_id",),
}
# What tells a row within those of one seal.
_WITHIN = {"entry": "line", "register_entry": "seq", "survey_item": "place", "milestone": "item"}
# Read one seal's rows at a time: all of them may be more than the memory holds.
_LARGE = ("entry", "upload_file")
_Sealed = tuple[int, Seal]


def against_seals(cursor: duckdb.DuckDBPyConnection, rows: list[AuditRow]) -> list[Found]:
    """What differs from the latest seals: (code, table, place, audit row, counts)."""
    found, latest = _latest(rows)
    for table, columns in SEALED_BY.items():
        seals = latest.get(table, [])
        whole = picked(cursor, table, {}) if seals and table not in _LARGE else None
        for seq, seal in seals:
            if seal.sha256 is not None:
                found += _differences(seq, seal, _rows(cursor, seal, whole))
        if columns:
            strange = _unsealed(cursor, table, columns, [seal for _, seal in seals])
            found += [("row_added", {"table": table, "place": place(rows)}) for rows in strange]
    return found


def _latest(rows: list[AuditRow]) -> tuple[list[Found], dict[str, list[_Sealed]]]:
    """Seals that cannot be read, and per table the latest seal of each set of rows with its audit row."""
    found: list[Found] = []
    latest: dict[tuple[str, str], _Sealed] = {}
    for row in rows:
        try:
            for seal in from_text(row[7] or "[]"):
                latest[seal.key] = row[0], seal
        except (ValueError, TypeError):
            found.append(("audit_unreadable", {"table": "audit", "row": row[0]}))
    by_table: dict[str, list[_Sealed]] = defaultdict(list)
    for seq, seal in latest.values():
        by_table[seal.table].append((seq, seal))
    return found, by_table


def _rows(cursor: duckdb.DuckDBPyConnection, seal: Seal, whole: pa.Table | None) -> pa.Table:
    """The rows that a seal speaks of as they are now: cut out of the whole sorted table where its numbers allow."""
    lead = None if whole is None else whole.column(0)
    if (
        whole is None
        or lead is None
        or list(seal.rows) != whole.column_names[:1]
        or lead.type != pa.int32()
        or lead.null_count
    ):
        return picked(cursor, seal.table, seal.rows, seal.width)
    first, last = _ends(next(iter(seal.rows.values())))
    numbers = lead.to_numpy()
    start, end = np.searchsorted(numbers, first, "left"), np.searchsorted(numbers, last, "right")
    return whole.slice(start, end - start).select(whole.column_names[: seal.width])


def _ends(value: object) -> tuple[Any, Any]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def _differences(seq: int, seal: Seal, now: pa.Table) -> list[Found]:
    fresh = seal_of(seal.table, seal.rows, now)
    if fresh.sha256 == seal.sha256 and fresh.count == seal.count:
        return []
    values: dict[str, object] = {"table": seal.table, "place": place(seal.rows), "row": seq}
    if fresh.count != seal.count:
        return [("row_count", {**values, "count": seal.count, "stands": fresh.count})]
    return [("row_changed", {**values, "place": place(seal.rows) + _within(seal, fresh, now)})]


def _within(seal: Seal, fresh: Seal, now: pa.Table) -> str:
    """Where in many rows the first change is: the line, the number, or from which to which."""
    column = _WITHIN.get(seal.table)
    differing = [at for at, (old, new) in enumerate(zip(seal.blocks, fresh.blocks, strict=False)) if old != new]
    if not differing or column is None:
        return ""
    first, count = block_slices(seal.count)[differing[0]]
    ends = [str(now[column][at].as_py()) for at in (first, first + count - 1)]
    return f", {column} {'–'.join(dict.fromkeys(ends))}"


def place(rows: dict[str, Any]) -> str:
    """Rows as a person can find them: `upload_id 3`, `seq 4–19`."""
    return ", ".join(f"{name} {'–'.join(dict.fromkeys(map(str, _ends(value))))}" for name, value in rows.items())


def _unsealed(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: tuple[str, ...], seals: list[Seal]
) -> list[dict[str, Any]]:
    """The rows that no seal speaks of. A setting that nobody ever changed has none."""
    names = ", ".join(columns)
    stands = cursor.execute(f"select distinct {names} from {table} order by {names}").fetchall()
    if table == "setting":
        untouched = cursor.execute("select name, value from setting").fetchall()
        stands = [(name,) for name, value in untouched if DEFAULT_SETTINGS.get(name) != value]
    if len(columns) > 1 or table == "setting":
        known = {tuple(seal.rows.get(name) for name in columns) for seal in seals}
        return [dict(zip(columns, key, strict=True)) for key in stands if key not in known]
    numbers = np.array([key[0] for key in stands if key[0] is not None], np.int64)
    covered = np.zeros(len(numbers), bool)
    for first, last in (_ends(seal.rows[columns[0]]) for seal in seals):
        covered[np.searchsorted(numbers, first, "left") : np.searchsorted(numbers, last, "right")] = True
    strange = [*numbers[~covered].tolist(), *(None for key in stands if key[0] is None)]
    return [{columns[0]: number} for number in strange]
