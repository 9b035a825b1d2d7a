"""What follows from the ledger and the register, made again beside what is stored."""

import duckdb

from kpi_core.store import register, results
from kpi_core.store.sealed_rows import Found, place
from kpi_core.store.statements import sql
from kpi_core.tables import TABLES

# Each table that follows from others, with what tells its rows apart.
DERIVED = {
    "unit": ("unit_id",),
    "kpi": ("kpi_id",),
    "assignment": ("unit_id", "kpi_id", "valid_from"),
    "fact": ("unit_id", "kpi_id", "grain", "period"),
    "result": ("unit_id", "kpi_id", "grain", "period"),
    "score": ("unit_id", "grain", "period"),
}
# Numbers that are made by adding: in which order they were added is not part of the truth.
_ADDED = ("actual", "numerator", "denominator", "target", "floor", "stretch", "attainment", "scored", "score",
          "coverage", "weight", "own_weight", "planned", "planned_floor", "planned_stretch")  # fmt: skip


def derived(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """Register, facts, results and scores made again, in a transaction that is thrown away, against the stored ones."""
    cursor.execute("begin")
    try:
        return compared(cursor)
    except Exception as error:
        # A hand in the register or the settings may leave what nothing can be made of: that is a finding too.
        return [
            (
                "not_made_again",
                {"table": "register_entry, setting", "why": f"{type(error).__name__}: {error}".splitlines()[0]},
            )
        ]
    finally:
        cursor.execute("rollback")


def compared(cursor: duckdb.DuckDBPyConnection) -> list[Found]:
    """The same within the caller's transaction, which then holds what was made again."""
    for table in DERIVED:
        cursor.execute(f"create or replace temp table stored_{table} as select * from {table}")
    make_again(cursor)
    return [found for table in DERIVED for found in _differences(cursor, table)]


def make_again(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make register, facts, results and scores again from the statements and entries of what stands."""
    for table in ("unit", "kpi", "assignment", "fact"):
        cursor.execute(f"delete from {table}")
    stated = cursor.execute("select distinct unit_id, kpi_id from register_entry").fetchall()
    register.fold_units(cursor, {unit for unit, kpi in stated if kpi is None}, set())
    register.fold_kpis(cursor, {kpi for unit, kpi in stated if unit is None}, set())
    register.fold_assignments(cursor, [(unit, kpi) for unit, kpi in stated if unit is not None and kpi is not None])
    cursor.execute("create or replace temp table touched as select distinct unit_id, kpi_id, grain, period from entry")
    cursor.execute(sql("facts_from_ledger"))
    results.rebuild(cursor)


def _differences(cursor: duckdb.DuckDBPyConnection, table: str) -> list[Found]:
    """How many rows differ from those made again, and the first of them."""
    keys = DERIVED[table]
    same = " and ".join(_equal(name) for name in TABLES[table].columns)
    joined = " and ".join(f"s.{key} = n.{key}" for key in keys)
    names = ", ".join(f"coalesce(s.{key}, n.{key})" for key in keys)
    differing = cursor.execute(
        f"select {names}, count(*) over () from stored_{table} as s full join {table} as n on {joined} "
        f"where ({same}) is not true order by {names} limit 1"
    ).fetchall()
    return [
        ("derived_differs", {"table": table, "count": count, "place": place(dict(zip(keys, key, strict=True)))})
        for *key, count in differing
    ]


def _equal(column: str) -> str:
    if column in _ADDED:
        return (
            f"(s.{column} is not distinct from n.{column} or "
            f"abs(s.{column} - n.{column}) <= 1e-9 * (1 + abs(n.{column})))"
        )
    return f"s.{column} is not distinct from n.{column}"
