"""One DuckDB file: opened once per process, locked down, read through cursors, written under one lock."""

import os
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from kpi_core.store.errors import StoreDamaged, StoreFull, StoreLocked, StoreReadOnly, StoreUnknown
from kpi_core.store.schema import apply_schema
from kpi_core.store.statements import sql

_PREFIX = "duckdb:///"
_MEMORY_LIMIT = "1GiB"
_HOLDER = re.compile(r"held in (?P<program>.*?)\s*\(PID (?P<pid>\d+)\)")


def open_store(url: str) -> "Store":
    """The store at `url`: `duckdb:///path`, a bare path, or `:memory:`.

    Raises StoreLocked when another process holds the file, StoreReadOnly only later, on writing;
    StoreDamaged when the file is no store, StoreUnknown for another kind of URL.
    """
    if "://" in url and not url.startswith(_PREFIX):
        raise StoreUnknown(url=url)
    place = url.removeprefix(_PREFIX)
    return Store(":memory:" if place == ":memory:" else str(Path(place).resolve()))


def _pairs(pairs: list[tuple[int, int]]) -> pa.Table:
    """Pairs as the table `wanted_pair` of a question."""
    ids = zip(*pairs, strict=True) if pairs else ((), ())
    names = ("unit_id", "kpi_id")
    return pa.table({name: pa.array(list(column), pa.int32()) for name, column in zip(names, ids, strict=True)})


class Store:
    """The one user of the database: questions in, rows or tables out; deeds under one lock."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.read_only = False
        self._writing = threading.RLock()
        self._spill = tempfile.TemporaryDirectory(prefix="attain-spill-")
        self._root = self._connect()
        self.version = self._read_version()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        if self.place != ":memory:":
            folder = Path(self.place).parent
            if not Path(self.place).exists() and not folder.exists():
                try:
                    folder.mkdir(parents=True)
                except OSError as error:
                    raise StoreReadOnly(file=self.place) from error
            self.read_only = not (_writable(folder) and (not Path(self.place).exists() or _writable(self.place)))
        config: dict[str, Any] = {"memory_limit": _MEMORY_LIMIT, "temp_directory": self._spill.name}
        if self.place == ":memory:":
            # What lives in memory is small: a second thread costs a quarter more than it brings.
            config["threads"] = 1
        try:
            root = duckdb.connect(self.place, read_only=self.read_only, config=config)
        except duckdb.IOException as error:
            raise _opening(self.place, error) from error
        except (duckdb.Error, RuntimeError) as error:
            raise StoreDamaged(file=self.place, why=_first_line(error)) from error
        if not self.read_only:
            apply_schema(root)
        # Rows are read by key or with ORDER BY, never by place: a bulk load may then use every core.
        root.execute("set preserve_insertion_order = false")
        root.execute("set enable_external_access = false")
        root.execute("set lock_configuration = true")
        return root

    def _read_version(self) -> int:
        return int(self.rows("version")[0]["version"])

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one caller; closed, with its temporary tables, at the end."""
        cursor = self._root.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    def rows(self, question: str, **values: object) -> list[dict[str, Any]]:
        """The rows that answer `sql/<question>.sql`, as dicts; missing numbers are None."""
        with self.cursor() as cursor:
            return fetch_rows(cursor, question, values)

    def table(self, question: str, **values: object) -> pa.Table:
        """The answer to `sql/<question>.sql` as one arrow table."""
        with self.cursor() as cursor:
            return cursor.execute(sql(question), values).to_arrow_table()

    def tuples(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        """The rows of `sql/<question>.sql` as plain tuples: for answers of thousands of rows."""
        with self.cursor() as cursor:
            return cursor.execute(sql(question), values).fetchall()

    def rows_for_pairs(self, question: str, pairs: list[tuple[int, int]], **values: object) -> list[dict[str, Any]]:
        """The rows of a question about these (unit, KPI) pairs, which it finds as `wanted_pair`."""
        with self.cursor() as cursor:
            cursor.register("wanted_pair", _pairs(pairs))
            return fetch_rows(cursor, question, values)

    def table_for_pairs(self, question: str, pairs: list[tuple[int, int]], **values: object) -> pa.Table:
        """The answer to a question about these pairs as one arrow table."""
        with self.cursor() as cursor:
            cursor.register("wanted_pair", _pairs(pairs))
            return cursor.execute(sql(question), values).to_arrow_table()

    def compare(self, lines: pa.Table, covers: str) -> pa.Table:
        """Lines (as for Deed.add_entries, with a `place`) that meet a known fact: place, same, old and new actual and target.

        `covers` names what a blank of these lines ends (figures, own_targets); "" for a file that only adds.
        """
        with self.cursor() as cursor:
            if not cursor.execute("select 1 from fact limit 1").fetchall():
                lines = lines.slice(0, 0)
            cursor.register("incoming", lines)
            return cursor.execute(sql("compare"), {"covers": covers}).to_arrow_table()

    def withdrawn(self, lines: pa.Table, covers: str) -> pa.Table:
        """The known facts of which these lines would end something: unit, kpi (names), grain, period, and the values that end."""
        with self.cursor() as cursor:
            cursor.register("touched", lines)
            return cursor.execute(sql("withdrawn"), {"covers": covers}).to_arrow_table()

    @contextmanager
    def writing(self, keep: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """One transaction under the one write lock: all of it is kept, or none; none without `keep`.

        Raises StoreReadOnly, StoreFull; after StoreFull the store has been opened again.
        """
        if self.read_only:
            raise StoreReadOnly(file=self.place)
        with self._writing, self.cursor() as cursor:
            try:
                cursor.execute("begin")
                yield cursor
                cursor.execute("commit" if keep else "rollback")
            except (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, OSError) as error:
                self._reopen()
                raise StoreFull(file=self.place, why=_first_line(error)) from error
            except BaseException:
                cursor.execute("rollback")
                raise
            self.version += keep

    def _reopen(self) -> None:
        self._root.close()
        self._root = self._connect()

    @contextmanager
    def held(self) -> Iterator[None]:
        """The write lock alone: what is looked up here still holds when a deed inside writes."""
        with self._writing:
            yield

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The write lock with everything flushed to the file, for copying it."""
        with self._writing:
            with self.cursor() as cursor:
                cursor.execute("checkpoint").fetchall()
            yield

    def close(self) -> None:
        """Let go of the file."""
        self._root.close()
        self._spill.cleanup()


def fetch_rows(
    cursor: duckdb.DuckDBPyConnection, question: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of `sql/<question>.sql` on this cursor, drained."""
    cursor.execute(sql(question), dict(values or {}))
    return drained(cursor)


def drained(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every row of the statement just executed, as dicts."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _writable(place: str | Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _opening(place: str, error: Exception) -> StoreLocked | StoreReadOnly | StoreDamaged:
    text = str(error)
    if "lock" in text.lower():
        holder = _HOLDER.search(text)
        process = f"{Path(holder['program']).name} (PID {holder['pid']})" if holder else "?"
        return StoreLocked(file=place, process=process)
    if "read-only" in text.lower() or "permission" in text.lower():
        return StoreReadOnly(file=place)
    return StoreDamaged(file=place, why=_first_line(error))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
