"""What a rater's answer must not leave in the file: the log of changes, and older states in space that is free again."""

import secrets
from contextlib import suppress

import duckdb
import pyarrow as pa

from kpi_core.store.engine import Store

# Bytes that fill one block of the file as a value of their own, and blocks handed over at once.
_FILLING = 262_000
_AT_ONCE = 32
# At most so much is overwritten after an answer (256 MiB); more free space waits for the next.
_MOST = 1024
_FREE = "select free_blocks from pragma_database_size()"


def forget(store: Store) -> None:
    """Empty the log of changes and overwrite the free space of the file with random bytes.

    A table that was written again leaves its older state in blocks that are free; laid beside the present one it would
    tell which sheet came last. The answer is kept already: what cannot be done now (somebody reads, the disk is full)
    is done after the next one.
    """
    if store.place == ":memory:":
        return
    with suppress(duckdb.Error), store.standing_still(), store.cursor() as cursor:
        free = min(_MOST, int(cursor.execute(_FREE).fetchall()[0][0]))
        cursor.execute("create or replace table filling (bytes blob)")
        try:
            for first in range(0, free, _AT_ONCE):
                _fill(cursor, min(_AT_ONCE, free - first))
            cursor.execute("checkpoint").fetchall()
        finally:
            cursor.execute("drop table filling")
            cursor.execute("checkpoint").fetchall()


def _fill(cursor: duckdb.DuckDBPyConnection, count: int) -> None:
    cursor.register("filler", pa.table({"bytes": [secrets.token_bytes(_FILLING) for _ in range(count)]}))
    cursor.execute("insert into filling select bytes from filler")
    cursor.unregister("filler")
