"""Proofs and copies: verify what is stored, copy the file, put a copy back."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from kpi_core.store import audit, files, results
from kpi_core.store.engine import Store, open_here, open_store, place_of
from kpi_core.store.errors import (
    BackupUnproved,
    CopyDamaged,
    StoreDamaged,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreNewer,
)
from kpi_core.store.failures import first_line, when_written
from kpi_core.store.statements import sql

_KEYS = {
    "fact": "unit_id, kpi_id, grain, period",
    "result": "unit_id, kpi_id, grain, period",
    "score": "unit_id, grain, period",
    "unit": "unit_id",
    "kpi": "kpi_id",
    "upload": "upload_id",
    "entry": "upload_id, unit_id, kpi_id, grain, period",
    "assignment": "unit_id, kpi_id, valid_from",
    "baseline": "baseline_id",
    "remark": "remark_id",
    "action": "action_id",
    "action_event": "event_id",
    "survey": "survey_id",
    "survey_event": "event_id",
    "survey_code": "survey_id, digest",
    "rating": "survey_id, sheet, item",
}


def verify(store: Store) -> list[tuple[str, dict[str, object]]]:
    """What does not hold in the store, as (code, values); an empty list when all is well."""
    found: list[tuple[str, dict[str, object]]] = []
    with store.cursor() as cursor:
        for table, key in _KEYS.items():
            twice = cursor.execute(
                f"select count(*) from (select {key} from {table} group by {key} having count(*) > 1) as t"
            ).fetchall()[0][0]
            if twice:
                found.append(("key_twice", {"table": table, "count": twice}))
        link = audit.broken_link(cursor)
        if link is not None:
            found.append(("audit_broken", {"row": link}))
        found += _files(cursor)
        found += _derived(cursor)
    return found


def _files(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    for upload, sha in cursor.execute("select upload_id, sha256 from upload order by upload_id").fetchall():
        if hashlib.sha256(upload_bytes(cursor, upload)).hexdigest() != sha:
            found.append(("file_changed", {"upload": upload}))
    return found


def upload_bytes(cursor: duckdb.DuckDBPyConnection, upload: int) -> bytes:
    """The bytes of an upload as they came; empty when there are none."""
    rows = cursor.execute("select size, bytes from upload_file where upload_id = ?", [upload]).fetchall()
    if not rows or not rows[0][0]:
        return b""
    try:
        return bytes(pa.decompress(rows[0][1], decompressed_size=rows[0][0], codec="zstd", asbytes=True))
    except (pa.ArrowInvalid, OSError):
        return b""


def _derived(cursor: duckdb.DuckDBPyConnection) -> list[tuple[str, dict[str, object]]]:
    """Facts, results and scores made again in a transaction that is thrown away must equal the stored ones."""
    found: list[tuple[str, dict[str, object]]] = []
    cursor.execute("begin")
    try:
        for table in ("fact", "result", "score"):
            cursor.execute(f"create temp table stored_{table} as select * from {table}")
        cursor.execute(f"create temp table touched as select distinct {_KEYS['fact']} from entry")
        cursor.execute("delete from fact")
        cursor.execute(sql("facts_from_ledger"))
        results.rebuild(cursor)
        for table in ("fact", "result", "score"):
            columns = [row[0] for row in cursor.execute(f"select column_name from (describe {table})").fetchall()]
            same = " and ".join(_equal(column) for column in columns)
            keys = " and ".join(f"s.{key.strip()} = n.{key.strip()}" for key in _KEYS[table].split(","))
            differing = cursor.execute(
                f"select count(*) from stored_{table} as s full join {table} as n on {keys} where ({same}) is not true"
            ).fetchall()[0][0]
            if differing:
                found.append(("derived_differs", {"table": table, "count": differing}))
    finally:
        cursor.execute("rollback")
    return found


def _equal(column: str) -> str:
    if column in ("actual", "numerator", "denominator", "target", "floor", "stretch", "attainment", "scored", "score",
                  "coverage", "weight", "own_weight"):  # fmt: skip
        return (
            f"(s.{column} is not distinct from n.{column} or "
            f"abs(s.{column} - n.{column}) <= 1e-9 * (1 + abs(n.{column})))"
        )
    return f"s.{column} is not distinct from n.{column}"


def backup(store: Store, target: Path) -> int:
    """Copy the store to `target` while nobody writes, prove the copy, then put it in place of one of that name.

    Returns its size in bytes. Raises BackupUnproved, StoreFull and StoreLocked (`target` is a store in use); what lay
    at `target` then still does.
    """
    try:
        with _held_by_nobody(target), files.part_of(target) as part:
            with store.standing_still():
                _copy_whole(Path(store.place), part)
            try:
                _prove(part)
            except StoreDamaged as error:
                raise BackupUnproved(**error.values | {"file": str(target), "store": store.place}) from error
            for left in files.beside(target):
                left.unlink(missing_ok=True)
            files.install(part, target)
    except OSError as error:
        raise StoreFull(file=str(target), why=error.strerror or str(error)) from error
    return target.stat().st_size


def restore(source: Path, url: str) -> Path | None:
    """Put the copy `source` in place of the store at `url`, sound or damaged, after proving that it holds together.

    Returns where the store that was there is kept, with what lay beside it; None when there was none. Raises, with
    nothing changed, CopyDamaged, StoreNewer and StoreForeign (of `source`), StoreLocked, StoreReadOnly, StoreFull.
    """
    place = place_of(url)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _held_by_nobody(place), files.part_of(place) as part:
            try:
                _copy_whole(source, part)
                _prove(part)
            except (StoreNewer, StoreForeign) as error:
                raise type(error)(**error.values | {"file": str(source)}) from error
            except StoreDamaged as error:
                raise CopyDamaged(**error.values | {"file": str(source)}) from error
            kept = files.set_aside(place)
            files.install(part, place)
    except OSError as error:
        raise when_written(str(place), error) or StoreFull(file=str(place), why=str(error)) from error
    return kept


@contextmanager
def _held_by_nobody(place: Path) -> Iterator[None]:
    """Keep others from opening a store file meanwhile. Raises StoreLocked while anybody has it open."""
    if open_here(place):
        raise StoreLocked(file=str(place), process=f"PID {os.getpid()}")
    with files.held_by_nobody(place):
        yield


def _copy_whole(source: Path, part: Path) -> None:
    """Copy a store file with what DuckDB has left beside it. Raises OSError."""
    files.copy_apart(source, part)
    for left, copied in zip(files.beside(source), files.beside(part), strict=True):
        if left.exists():
            files.copy_apart(left, copied)


def _prove(part: Path) -> None:
    """Prove that a copy opens and holds together, and bring what lies beside it in. Raises StoreError."""
    copy = open_store(str(part))
    try:
        wrong = verify(copy)
        if wrong:
            code, values = wrong[0]
            raise StoreDamaged(file=str(part), why=code, finding=(code, values))
        with copy.standing_still():
            pass
    except duckdb.Error as error:
        raise StoreDamaged(file=str(part), why=first_line(error)) from error
    finally:
        copy.close()
