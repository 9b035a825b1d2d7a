"""Quarter, year to date and rolling twelve months: one query over at most twelve months of results."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from kpi_core.store.engine import Store
from kpi_core.store.statements import drained, fetch_rows, sql


def span_bounds(span: str, month: date, fiscal_start: int) -> tuple[date, date]:
    """First and last month of the span that ends with `month`; `fiscal_start` is the fiscal year's first month."""
    if span == "quarter":
        first = date(month.year, 3 * ((month.month - 1) // 3) + 1, 1)
    elif span == "ytd":
        first = date(month.year - (month.month < fiscal_start), fiscal_start, 1)
    elif span == "r12":
        first = date(month.year - 1 + month.month // 12, month.month % 12 + 1, 1)
    else:
        first = month
    return first, month


@dataclass(frozen=True)
class Snapshot:
    """One reader's cursor and the tables that hold the results and scores of the span asked for."""

    cursor: duckdb.DuckDBPyConnection
    result: str
    score: str

    def prepare(self, question: str, **values: object) -> None:
        """Make the temporary table of `sql/<question>.sql` that later questions of this snapshot read."""
        self.cursor.execute(sql(question, self.result, self.score), values)

    def rows(self, question: str, **values: object) -> list[dict[str, Any]]:
        """The rows of `sql/<question>.sql` over this snapshot's tables."""
        self.cursor.execute(sql(question, self.result, self.score), values)
        return drained(self.cursor)


@contextmanager
def snapshot(store: Store, span: str, month: date) -> Iterator[Snapshot]:
    """Questions about one span that ends with `month`; for the span `month` the stored tables answer."""
    with store.cursor() as cursor:
        if span == "month":
            yield Snapshot(cursor, "result", "score")
            return
        fiscal_start = int(fetch_rows(cursor, "fiscal_start")[0]["value"])
        lo, hi = span_bounds(span, month, fiscal_start)
        for table in ("result", "score"):
            cursor.execute(f"create temp table span_{table} as select * from {table} limit 0")
        cursor.execute(
            sql("span_cells", "span_result"), {"lo": lo, "hi": hi, "grain": span, "fiscal_start": fiscal_start}
        )
        cursor.execute(
            "create temp table score_scope (unit_id integer, grain varchar, lo date, hi date, depth integer)"
        )
        cursor.execute("insert into score_scope select unit_id, ?, ?, ?, depth from unit", [span, hi, hi])
        deepest = cursor.execute("select coalesce(max(depth), 0) from unit").fetchall()[0][0]
        for depth in range(deepest, -1, -1):
            cursor.execute(sql("scores", "span_result", "span_score"), {"depth": depth})
        yield Snapshot(cursor, "span_result", "span_score")
