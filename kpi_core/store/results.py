"""Results and scores of the touched keys, made again inside the writer's transaction."""

from datetime import date

import duckdb
import pyarrow as pa

from kpi_core.store.effect import watch_results, watch_scores
from kpi_core.store.statements import fetch_rows, sql

_WORK = {
    "reach": "unit_id integer, kpi_id integer, grain varchar, lo date, hi date",
    "scope": "unit_id integer, kpi_id integer, grain varchar, lo date, hi date, depth integer",
    "score_scope": "unit_id integer, grain varchar, lo date, hi date, depth integer",
    "absent": "unit_id integer, kpi_id integer, grain varchar, period date, mentioned boolean",
    "progress": "unit_id integer, kpi_id integer, period date, progress double",
    "changed_kpi": "kpi_id integer",
    "changed_unit": "unit_id integer",
}
_EVER = date(1990, 1, 1)
_ASSIGNED = """
create or replace temp table assigned as
select unit_id, kpi_id, weight, valid_from,
    coalesce(lead(valid_from) over (partition by unit_id, kpi_id order by valid_from), date '9999-12-01') as valid_to
from assignment
"""
_ASSIGNING = """
create or replace temp table assigning as
select unit_id, min(valid_from) as first_from from assignment where weight > 0 group by unit_id
"""
# The months in scope in which a unit has a weight: only then its wall shows what is weighed, and nothing else.
_WEIGHING = """
create or replace temp table weighing as
select distinct a.unit_id, c.period
from assigned as a
join (select unit_id, min(lo) as lo, max(hi) as hi from scope group by unit_id) as s on s.unit_id = a.unit_id
join calendar as c on c.period >= a.valid_from and c.period < a.valid_to and c.period >= s.lo and c.period <= s.hi
where a.weight > 0
"""


def prepare(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make the work tables of one deed (temporary, of this cursor)."""
    for name, columns in _WORK.items():
        cursor.execute(f"create or replace temp table {name} ({columns})")


def bounds(cursor: duckdb.DuckDBPyConnection) -> tuple[date | None, date | None]:
    """First and last month with any actual; None, None in an empty store."""
    row = fetch_rows(cursor, "bounds")[0]
    return row["first"], row["last"]


def recompute(
    cursor: duckdb.DuckDBPyConnection,
    before: tuple[date | None, date | None],
    facts: str = "fact",
    watched: bool = False,
) -> None:
    """Make results and scores again for everything in `reach`; `before` are the bounds before the deed.

    `watched` keeps them beside as they were, for effect.py.
    `facts` names a relation that equals the fact table: of rows written in this transaction DuckDB does not know
    how many they are, and plans as if they were few.
    """
    first, last = bounds(cursor)
    _widen(cursor, before, (first, last))
    fiscal_start = int(fetch_rows(cursor, "fiscal_start")[0]["value"])
    cursor.execute(_ASSIGNED)
    cursor.execute(_ASSIGNING)
    horizon = last or date(1, 1, 1)
    cursor.execute(sql("progress"), {"last": horizon})
    for depth in range(_deepest(cursor), -1, -1):
        cursor.execute(sql("scope_at"), {"depth": depth, "last": horizon})
        cursor.execute(sql("reach_above"), {"depth": depth})
    # A level on which nothing is made again costs nothing.
    levels = {row["depth"]: bool(row["has_below"]) for row in fetch_rows(cursor, "scope_depths")}
    cursor.execute(_WEIGHING)
    if watched:
        watch_results(cursor, horizon)
    if cursor.execute("select count(*) from result").fetchall()[0][0]:
        cursor.execute(sql("results_dropped"))
    finer = bool(cursor.execute("select 1 from fact where grain in ('day', 'week') limit 1").fetchall())
    for depth, has_below in levels.items():
        _cells_at(cursor, depth, fiscal_start, finer, first or horizon, has_below, facts)
    cursor.execute(sql("score_scope"))
    if watched:
        watch_scores(cursor, horizon)
    if cursor.execute("select count(*) from score").fetchall()[0][0]:
        cursor.execute(sql("scores_dropped"))
    for depth in levels:
        cursor.execute(sql("scores"), {"depth": depth})
    for table in ("result", "score"):
        cursor.execute(f"delete from {table} where grain = 'month' and period > ?", [horizon])


def _cells_at(
    cursor: duckdb.DuckDBPyConnection,
    depth: int,
    fiscal_start: int,
    finer: bool,
    first: date,
    has_below: bool,
    facts: str,
) -> None:
    cursor.execute("delete from absent")
    cursor.execute(sql("said").replace("{depth}", f"{depth:d}").replace("{facts}", facts))
    if finer:
        cursor.execute(sql("said_finer"), {"depth": depth})
        cursor.execute("create or replace temp view said as select * from said_with_finer")
    cursor.execute(sql("gappy"), {"depth": depth, "first": first})
    if cursor.execute("select 1 from gappy limit 1").fetchall():
        cursor.execute(sql("absent"), {"fiscal_start": fiscal_start})
    # Where nothing lies below those steps are left out of the text: they cost a bulk load nothing, a small deed no planning.
    below, beside = ("cells_of_units_below", "beside_below") if has_below else ("", "nothing_below")
    text = sql("cells").replace("{below}", sql(below) if below else "").replace("{beside}", sql(beside))
    cursor.execute(text, {"depth": depth} if has_below else {})


def _widen(
    cursor: duckdb.DuckDBPyConnection,
    before: tuple[date | None, date | None],
    after: tuple[date | None, date | None],
) -> None:
    """A new first or last month changes what was due: add those months of every lively unit and KPI."""
    first, last = after
    if first is None or last is None:
        return
    old_first, old_last = before
    if old_first is None or old_last is None:
        cursor.execute(sql("reach_later"), {"lo": _EVER, "hi": last})
    elif first != old_first:
        cursor.execute(sql("reach_later"), {"lo": min(first, old_first), "hi": last})
    elif last > old_last:
        cursor.execute(sql("reach_later"), {"lo": old_last, "hi": last})


def _deepest(cursor: duckdb.DuckDBPyConnection) -> int:
    return int(cursor.execute("select coalesce(max(depth), 0) from unit").fetchall()[0][0])


def register_changed(
    cursor: duckdb.DuckDBPyConnection, kpis: set[int], units: set[int], known: tuple[date | None, date | None]
) -> None:
    """Put every period of the KPIs and units whose register changed into `reach`."""
    first, last = known
    if kpis:
        _fill(cursor, "changed_kpi", kpis)
        cursor.execute(sql("reach_kpis"), {"first": first, "last": last})
    if units:
        _fill(cursor, "changed_unit", units)
        cursor.execute(sql("reach_units"), {"first": first, "last": last})


def _fill(cursor: duckdb.DuckDBPyConnection, table: str, ids: set[int]) -> None:
    cursor.register("changed_ids", pa.table({"id": pa.array(sorted(ids), pa.int32())}))
    cursor.execute(f"insert into {table} select id from changed_ids")
    cursor.unregister("changed_ids")


def rebuild(cursor: duckdb.DuckDBPyConnection) -> None:
    """Make every result and score again from the facts."""
    prepare(cursor)
    cursor.execute("delete from result")
    cursor.execute("delete from score")
    cursor.execute("insert into changed_unit select unit_id from unit")
    first, last = bounds(cursor)
    cursor.execute(sql("reach_units"), {"first": first, "last": last})
    recompute(cursor, (None, None))
