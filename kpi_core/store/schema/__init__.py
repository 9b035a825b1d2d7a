"""Versioned schema files, applied in the order of their numbers."""

from pathlib import Path

import duckdb

_FOLDER = Path(__file__).parent


def files() -> list[tuple[int, str]]:
    """Number and name of each schema file, in their order."""
    return [(int(file.name[:4]), file.name) for file in sorted(_FOLDER.glob("[0-9]*.sql"))]


def apply_schema(root: duckdb.DuckDBPyConnection) -> None:
    """Bring an empty or older file up to date; each file in its own transaction."""
    root.execute("create table if not exists schema_version (version integer, file varchar)")
    newest = root.execute("select coalesce(max(version), 0) from schema_version").fetchall()[0][0]
    for file in sorted(_FOLDER.glob("[0-9]*.sql")):
        number = int(file.name[:4])
        if number <= newest:
            continue
        root.execute("begin")
        root.execute(file.read_text(encoding="utf-8"))
        root.execute("insert into schema_version values (?, ?)", [number, file.name])
        root.execute("commit")
