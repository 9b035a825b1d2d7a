"""What a deed changes on the boards: statuses and scores before and after, read inside its transaction."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from kpi_core.store.statements import fetch_rows, sql

# Changes listed one by one; all are counted.
LISTED = 500


@dataclass(frozen=True)
class Effect:
    """`turned` counts (status before, status after); `statuses` and `scores` list the newest periods first.

    A status is None where there was (or is) no such tile. Scores are fractions. `units` and `kpis` are register rows by id
    as the deed leaves them, `withdrawn` how many facts a replacing file ended. `vanished` are the scores that are no more
    (unit_id, grain, period, before), each with `owed`, the (unit_id, kpi_id) at or below it that now count as due and missing.
    """

    turned: dict[tuple[str | None, str | None], int]
    statuses: list[dict[str, Any]]
    score_count: int
    scores: list[dict[str, Any]]
    units: list[dict[str, Any]]
    kpis: dict[int, dict[str, Any]]
    withdrawn: int = 0
    vanished: tuple[dict[str, Any], ...] = ()

    def summary(self) -> dict[str, Any]:
        """In short, for the audit: tiles by turn (`miss>good`), facts ended, and the company's newest score that moved."""
        company = next((row for row in self.scores if row["unit_id"] == 1), None)
        moved = {name: company[name] for name in ("grain", "period", "before", "after")} if company else None
        turned = {f"{before or '-'}>{after or '-'}": count for (before, after), count in self.turned.items()}
        return {"statuses": turned, "scores": self.score_count, "withdrawn": self.withdrawn, "company": moved,
                "vanished": len(self.vanished)}  # fmt: skip


def watch_results(cursor: duckdb.DuckDBPyConnection, last: date) -> None:
    """Keep the results in `scope` as they are now, and those after `last`, the newest month there will be."""
    cursor.execute("create or replace temp table result_before as " + sql("results_in_scope"), {"last": last})
    cursor.execute("create or replace temp table owed_before as " + sql("owed_in_scope"))


def watch_scores(cursor: duckdb.DuckDBPyConnection, last: date) -> None:
    """Keep the scores in `score_scope` as they are now, and those after `last`."""
    cursor.execute("create or replace temp table score_before as " + sql("scores_in_scope"), {"last": last})


def effect(cursor: duckdb.DuckDBPyConnection, withdrawn: int) -> Effect:
    """What has become of the results and scores that were kept."""
    # After the deed nothing stands after the last month.
    last = date.max
    cursor.execute("create or replace temp table result_after as " + sql("results_in_scope"), {"last": last})
    cursor.execute("create or replace temp table score_after as " + sql("scores_in_scope"), {"last": last})
    cursor.execute("create or replace temp table owed_after as " + sql("owed_in_scope"))
    units = fetch_rows(cursor, "units")
    vanished = _vanished(cursor, units)
    turned = {(row["before"], row["after"]): int(row["count"]) for row in fetch_rows(cursor, "effect_turned")}
    statuses = fetch_rows(cursor, "effect_statuses", {"limit": LISTED})
    scores = fetch_rows(cursor, "effect_scores", {"limit": LISTED})
    count = int(fetch_rows(cursor, "effect_score_count")[0]["count"])
    named = {row["kpi_id"] for row in statuses} | {kpi for row in vanished for _, kpi in row["owed"]}
    kpis = {row["kpi_id"]: row for row in fetch_rows(cursor, "kpi_names") if row["kpi_id"] in named}
    return Effect(turned, statuses, count, scores, units, kpis, withdrawn, vanished)


def _vanished(cursor: duckdb.DuckDBPyConnection, units: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The scores that are no more, with what is due and missing at or below their unit: what is newly so, else all of it."""
    gone = fetch_rows(cursor, "effect_vanished", {"limit": LISTED})
    if not gone:
        return ()
    above = {row["unit_id"]: row["parent_id"] for row in units}
    owed: dict[tuple[int, str, date], list[tuple[bool, tuple[int, int]]]] = {}
    for row in fetch_rows(cursor, "effect_owed", {"limit": 10 * LISTED}):
        unit = row["unit_id"]
        while unit is not None:
            found = owed.setdefault((unit, row["grain"], row["period"]), [])
            found.append((row["newly"], (row["unit_id"], row["kpi_id"])))
            unit = above.get(unit)
    for row in gone:
        here = owed.get((row["unit_id"], row["grain"], row["period"]), [])
        row["owed"] = [pair for newly, pair in here if newly] or [pair for _, pair in here]
    return tuple(gone)
