"""One DuckDB database: opened, brought up to date, locked down, and opened again when it has broken."""

import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import duckdb

from kpi_core.store.errors import StoreDamaged, StoreError, StoreReadOnly
from kpi_core.store.failures import first_line, is_over, when_asked, when_opening
from kpi_core.store.files import keep_to_owner, tighten
from kpi_core.store.results import rebuild
from kpi_core.store.schema import apply_schema
from kpi_core.store.sealing import seal_what_stands
from kpi_core.store.statements import sql

MEMORY = ":memory:"
_MEMORY_LIMIT = "1GiB"
# Seconds that a broken database waits for the last who still ask it.
_PATIENCE = 10


class Database:
    """The one connection of this process to a file, and a cursor for everybody who asks.

    A fatal error ends a database for good: it is opened again for the next question, once nobody has a cursor of the
    old one, since DuckDB gives the same database to everybody in a process who opens the same file.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        self.read_only = False
        self._gate = threading.Condition()
        self._asking: Counter[int] = Counter()
        self._broken: StoreError | None = None
        self._spill = tempfile.TemporaryDirectory(prefix="attain-spill-")
        try:
            self._root, self.version = self._connect()
        except BaseException:
            self._spill.cleanup()
            raise
        self._seen = self.version

    def acknowledge(self, seen: int) -> None:
        """A deed was kept: the audit now has `seen` rows, and never fewer."""
        self.version += 1
        self._seen = seen

    def _connect(self) -> tuple[duckdb.DuckDBPyConnection, int]:
        """The file opened, brought up to date and locked down, and how many deeds it has seen."""
        config: dict[str, Any] = {"memory_limit": _MEMORY_LIMIT, "temp_directory": self._spill.name}
        if self.place == MEMORY:
            # What lives in memory is small: a second thread costs a quarter more than it brings.
            config["threads"] = 1
        else:
            self.read_only = _prepare(self.place)
        try:
            root = duckdb.connect(self.place, read_only=self.read_only, config=config)
        except (duckdb.Error, RuntimeError) as error:
            raise when_opening(self.place, error) from error
        try:
            root.execute("begin")
            if apply_schema(root, self.place, self.read_only):
                # Its rules may have changed with the schema.
                rebuild(root)
                seal_what_stands(root)
            root.execute("commit")
            # Rows are read by key or with ORDER BY, never by place: a bulk load may then use every core.
            root.execute("set preserve_insertion_order = false")
            root.execute("set enable_external_access = false")
            root.execute("set lock_configuration = true")
            return root, int(root.execute(sql("version")).fetchall()[0][0])
        except BaseException as error:
            root.close()
            if isinstance(error, duckdb.Error):
                raise when_opening(self.place, error) from error
            raise

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own for one caller; closed, with its temporary tables, at the end."""
        cursor = self._enter()
        try:
            yield cursor
        except duckdb.Error as error:
            failure = when_asked(self.place, error)
            if is_over(error) and self.place != MEMORY:
                self._broken = failure or StoreDamaged(file=self.place, why=first_line(error))
            if failure is None:
                raise
            raise failure from error
        finally:
            self._leave(cursor)

    def _enter(self) -> duckdb.DuckDBPyConnection:
        me = threading.get_ident()
        with self._gate:
            # Within a question of its own a thread goes on with the old: it will hear what is wrong with it.
            while self._broken and not self._asking[me]:
                if self._asking.total() == 0:
                    self._open_again()
                elif not self._gate.wait(_PATIENCE):
                    raise self._broken
            cursor = self._root.cursor()
            self._asking[me] += 1
            return cursor

    def _leave(self, cursor: duckdb.DuckDBPyConnection) -> None:
        with suppress(duckdb.Error):
            cursor.close()
        me = threading.get_ident()
        with self._gate:
            self._asking[me] -= 1
            if not self._asking[me]:
                del self._asking[me]
            self._gate.notify_all()

    def _open_again(self) -> None:
        """Open a broken database again. Raises StoreDamaged, also where a deed that was acknowledged is missing."""
        self._root.close()
        self._root, found = self._connect()
        if found < self._seen:
            self._root.close()
            raise StoreDamaged(file=self.place, why=f"deeds missing: {found} of {self._seen} are there")
        # The file may be another one by now: nothing that was answered from the old is an answer any more.
        self.version = max(self.version, found) + 1 if found else 0
        self._broken = None

    def close(self) -> None:
        """Let go of the file; what is asked afterwards fails."""
        self._root.close()
        self._spill.cleanup()


def _prepare(place: str) -> bool:
    """Make the folder of a file and keep the file to its owner; whether the file can only be read."""
    keep_to_owner()
    folder = os.path.dirname(place)
    if not os.path.exists(folder):
        try:
            os.makedirs(folder)
        except OSError as error:
            raise StoreReadOnly(file=place) from error
    tighten(place)
    return not (_writable(folder) and (not os.path.exists(place) or _writable(place)))


def _writable(place: str) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
