"""Proofs and copies: verify what is stored, copy the file, put a copy back."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from kpi_core.store import audit, results
from kpi_core.store.engine import Store, open_store
from kpi_core.store.errors import StoreDamaged, StoreFull
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
                  "coverage", "weight", "own_weight", "planned", "planned_floor", "planned_stretch"):  # fmt: skip
        return (
            f"(s.{column} is not distinct from n.{column} or "
            f"abs(s.{column} - n.{column}) <= 1e-9 * (1 + abs(n.{column})))"
        )
    return f"s.{column} is not distinct from n.{column}"


def backup(store: Store, target: Path) -> int:
    """Copy the store to `target` while nobody writes; returns its size in bytes. Raises StoreFull."""
    part = target.with_name(target.name + ".part")
    try:
        with store.standing_still():
            _copy_apart(store.place, part)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreFull(file=str(target), why=str(error)) from error
    return target.stat().st_size


def _copy_apart(place: str, part: Path) -> None:
    """Copy a file that this process has open and locked, in a process of its own. Raises OSError.

    A lock goes as soon as its process closes the file, be it another handle: copied here, the store would stay open
    but unlocked, and the next process would write into it too.
    """
    copying = "import shutil, sys\ntry: shutil.copyfile(*sys.argv[1:])\nexcept OSError as error: sys.exit(str(error))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", copying, place, str(part)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise OSError(done.stderr.strip())


def restore(source: Path, target: str) -> None:
    """Put the copy `source` in place of the store at `target`, after proving that it opens and holds together.

    The store that was there stays beside it as `<name>.before-restore`.
    """
    place = Path(target.removeprefix("duckdb:///")).resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    try:
        shutil.copyfile(source, part)
    except OSError as error:
        raise StoreDamaged(file=str(source), why=str(error)) from error
    try:
        copy = open_store(str(part))
        wrong = verify(copy)
        copy.close()
        if wrong:
            raise StoreDamaged(file=str(source), why=f"{wrong[0][0]} {wrong[0][1]}")
        if place.exists():
            open_store(str(place)).close()
            os.replace(place, place.with_name(place.name + ".before-restore"))
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)
