"""The store: questions through cursors of their own, deeds under one lock."""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any
from weakref import WeakSet

import duckdb
import pyarrow as pa

from kpi_core.store.database import MEMORY, Database
from kpi_core.store.errors import StoreError, StoreFull, StoreReadOnly, StoreUnknown
from kpi_core.store.failures import when_written
from kpi_core.store.files import beside
from kpi_core.store.statements import fetch_rows, sql

_PREFIX = "duckdb:///"
# Seconds that closing waits for the deed that is being done.
_LAST_DEED = 60
_OPEN: "WeakSet[Store]" = WeakSet()


def open_store(url: str) -> "Store":
    """The store at `url`: `duckdb:///path`, a bare path, or `:memory:`.

    Raises StoreLocked when another process holds the file, StoreDamaged when it is no store or its bytes were changed,
    StoreNewer, StoreForeign, StoreOlder (where it cannot be written), StoreFull, StoreUnknown for another kind of URL.
    A file that can only be read is opened; StoreReadOnly comes when it is written to.
    """
    return Store(MEMORY if url in (MEMORY, _PREFIX + MEMORY) else str(place_of(url)))


def place_of(url: str) -> Path:
    """The file of a store. Raises StoreUnknown for an address that names none."""
    place = url.removeprefix(_PREFIX)
    if "://" in place or place in ("", MEMORY):
        raise StoreUnknown(url=url)
    return Path(place).resolve()


def open_here(place: Path) -> bool:
    """Whether this very process has the store open, which its own file locks do not tell it."""
    return any(store.place == str(place.resolve()) for store in _OPEN)


def _pairs(pairs: list[tuple[int, int]]) -> pa.Table:
    """Pairs as the table `wanted_pair` of a question."""
    ids = zip(*pairs, strict=True) if pairs else ((), ())
    names = ("unit_id", "kpi_id")
    return pa.table({name: pa.array(list(column), pa.int32()) for name, column in zip(names, ids, strict=True)})


class Store:
    """The one user of the database: questions in, rows or tables out; deeds under one lock.

    Every question and deed may raise StoreDamaged, where it meets bytes that were changed, and StoreFull, where it needs
    room that is not there.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self._database = Database(place)
        self._writing = threading.RLock()
        _OPEN.add(self)
        # A new store's tables, and what a killed process had committed: into the file, so that it alone is the data.
        if not self.read_only and place != MEMORY and any(path.exists() for path in beside(Path(place))):
            try:
                self._checkpoint()
            except StoreError:
                self.close()
                raise

    @property
    def read_only(self) -> bool:
        """Whether the file can only be read."""
        return self._database.read_only

    @property
    def version(self) -> int:
        """Another number after every deed; 0 while there was none."""
        return self._database.version

    def cursor(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one caller; closed, with its temporary tables, at the end."""
        return self._database.cursor()

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

        What is kept is in the file itself at the end, and nothing of it beside. Raises StoreReadOnly; after StoreFull
        and StoreDamaged nothing of it is kept.
        """
        if self.read_only:
            raise StoreReadOnly(file=self.place)
        with self._writing:
            with self._transaction(keep) as cursor:
                yield cursor
            if keep:
                self._checkpoint()

    @contextmanager
    def _transaction(self, keep: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        with self.cursor() as cursor:
            cursor.execute("begin")
            try:
                yield cursor
                seen = fetch_rows(cursor, "version")[0]["version"]
                cursor.execute("commit" if keep else "rollback")
            except BaseException as error:
                with suppress(duckdb.Error):  # a commit that failed has ended its transaction itself
                    cursor.execute("rollback")
                if isinstance(error, OSError) and (failure := when_written(self.place, error)):
                    raise failure from error
                raise
        if keep:
            self._database.acknowledge(seen)

    def _checkpoint(self) -> None:
        """Bring what was committed into the file itself; readers go on meanwhile. Raises StoreDamaged.

        What finds no room for it stays committed beside the file, in the log, and comes in with the next deed.
        """
        if self.place == MEMORY:
            return
        try:
            with self.cursor() as cursor:
                cursor.execute("checkpoint").fetchall()
        except duckdb.TransactionException:
            pass  # a deed within a deed: the outer one brings both
        except StoreFull as error:
            logging.getLogger("attain").warning("kept in the log beside %s: %s", self.place, error.values["why"])

    @contextmanager
    def held(self) -> Iterator[None]:
        """The write lock alone: what is looked up here still holds when a deed inside writes."""
        with self._writing:
            yield

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """The write lock with everything in the file itself, for copying it. Raises StoreFull, StoreDamaged."""
        with self._writing:
            if not self.read_only:
                with self.cursor() as cursor:
                    cursor.execute("checkpoint").fetchall()
            yield

    def close(self) -> None:
        """Let go of the file, after the deed that is being done."""
        done = self._writing.acquire(timeout=_LAST_DEED)
        try:
            self._database.close()
            _OPEN.discard(self)
        finally:
            if done:
                self._writing.release()
