"""Every question and deed: one `.sql` file each, with shared fragments put in place, and the rows that answer it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

_FOLDER = Path(__file__).parent / "sql"
_FRAGMENTS = ("judge", "standing", "placed", "course", "combined")
# `{target:floor}` is sql/target.sql for the column floor, where the combined figures have N and D; `{plan:...}` where
# the cells that are owed have denominators.
_PURE = {
    "target": "count(numerator) = count(*) and count(denominator) = count(*)",
    "plan": "count(denominator) = count(*)",
}
_TARGET = re.compile(r"\{(target|plan):(\w+)\}")
# `{number:f.period}` is sql/number.sql for that day.
_NUMBER = re.compile(r"\{number:([\w.]+)\}")


@cache
def sql(name: str, result: str = "result", score: str = "score") -> str:
    """The statement in `sql/<name>.sql`; `result` and `score` name the tables it fills.

    Table names come from this room only, never from a person.
    """
    text = _read(name)
    for fragment in _FRAGMENTS:
        if "{" + fragment + "}" in text:
            text = text.replace("{" + fragment + "}", _read(fragment))
    text = _TARGET.sub(lambda found: _target(*found.groups()), text).replace("{pure}", _PURE["target"])
    text = _NUMBER.sub(lambda found: _read("number").replace("{day}", found[1]), text)
    return text.replace("{result}", result).replace("{score}", score)


def _target(kind: str, column: str) -> str:
    return _read("target").replace("{column}", column).replace("{pure}", _PURE[kind])


def _read(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


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
