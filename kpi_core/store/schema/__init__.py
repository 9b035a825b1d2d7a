"""Versioned schema files, applied in the order of their numbers."""

from collections.abc import Callable
from pathlib import Path

import duckdb

_FOLDER = Path(__file__).parent


def files() -> list[tuple[int, str]]:
    """Number and name of each schema file, in their order."""
    return [(int(file.name[:4]), file.name) for file in sorted(_FOLDER.glob("[0-9]*.sql"))]


def apply_schema(root: duckdb.DuckDBPyConnection, make_again: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Bring an empty or older file up to date, in one transaction.

    `make_again` writes the results and scores of an older file anew: their rules may have changed with the schema.
    """
    root.execute("create table if not exists schema_version (version integer, file varchar)")
    newest = root.execute("select coalesce(max(version), 0) from schema_version").fetchall()[0][0]
    lacking = [file for file in sorted(_FOLDER.glob("[0-9]*.sql")) if int(file.name[:4]) > newest]
    if not lacking:
        return
    root.execute("begin")
    for file in lacking:
        root.execute(file.read_text(encoding="utf-8"))
        root.execute("insert into schema_version values (?, ?)", [int(file.name[:4]), file.name])
    if newest:
        make_again(root)
    root.execute("commit")
