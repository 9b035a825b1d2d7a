"""Versioned schema files, applied in the order of their numbers."""

from pathlib import Path

import duckdb

from kpi_core.store.errors import StoreForeign, StoreNewer, StoreOlder

_FILES = {int(file.name[:4]): file for file in sorted(Path(__file__).parent.glob("[0-9]*.sql"))}
NEWEST = max(_FILES)


def files() -> list[tuple[int, str]]:
    """Number and name of each schema file, in their order."""
    return [(number, file.name) for number, file in _FILES.items()]


def apply_schema(root: duckdb.DuckDBPyConnection, place: str, read_only: bool) -> bool:
    """Bring an empty or older file up to date; whether it was an older one with something in it.

    In the caller's transaction, so that a file is of one schema or of the next, never between. Raises, with nothing
    written, StoreNewer, StoreForeign, and StoreOlder where the file cannot be written.
    """
    found = _found(root, place)
    if found > NEWEST:
        raise StoreNewer(file=place, found=found, known=NEWEST)
    if found == NEWEST:
        return False
    if read_only:
        raise StoreOlder(file=place, found=found, known=NEWEST)
    root.execute("create table if not exists schema_version (version integer, file varchar)")
    for number in sorted(number for number in _FILES if number > found):
        root.execute(_FILES[number].read_text(encoding="utf-8"))
        root.execute("insert into schema_version values (?, ?)", [number, _FILES[number].name])
    return found > 0


def _found(root: duckdb.DuckDBPyConnection, place: str) -> int:
    """The schema of a file, 0 for an empty one. Raises StoreForeign."""
    names = root.execute(
        "select table_name from information_schema.tables where table_schema = 'main' and table_type = 'BASE TABLE'"
    ).fetchall()
    if ("schema_version",) in names:
        return int(root.execute("select coalesce(max(version), 0) from schema_version").fetchall()[0][0])
    if names:
        raise StoreForeign(file=place)
    return 0
