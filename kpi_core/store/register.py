"""The register: units, KPIs and assignments as they follow from the statements that stand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from kpi_core.store.statements import fetch_rows, sql
from kpi_core.tables import DEFAULT_CAP, DEFAULT_GOOD, DEFAULT_WATCH, KPI_FIELDS, MEAN_MEASURES, TABLES

ALWAYS = date(1900, 1, 1)
# What is said of one unit or KPI, by field.
_Fields = dict[str, str | None]
_ARROW = {"varchar": pa.string(), "integer": pa.int32(), "double": pa.float64(), "boolean": pa.bool_()}


def kpi_defaults(fields: dict[str, str | None]) -> dict[str, Any]:
    """Typed values of a KPI: what was stated, and the house's defaults for the rest (DESIGN 7)."""
    values: dict[str, Any] = {}
    for name, column in KPI_FIELDS.items():
        stated = fields.get(name)
        values[name] = None if stated is None else _typed(column.type, stated)
    measured_as_mean = values["measure"] in MEAN_MEASURES
    defaults: dict[str, Any] = {
        "direction": "higher",
        "form": "universal",
        "aggregation": "mean" if measured_as_mean else "sum",
        "cap": DEFAULT_CAP,
        "good": DEFAULT_GOOD,
        "watch": DEFAULT_WATCH,
        "frequency": "month",
    }
    return {name: defaults.get(name) if value is None else value for name, value in values.items()}


def _typed(kind: str, text: str) -> object:
    if kind == "double":
        return float(text)
    return int(float(text)) if kind == "integer" else text


def fold_kpis(cursor: duckdb.DuckDBPyConnection, ids: set[int], used: set[int]) -> None:
    """Write the `kpi` rows of `ids` again from the statements that stand; `used` ids stand for certain."""
    wanted = sorted(ids | used)
    if not wanted:
        return
    stated, standing, guessed = _stated(cursor, "kpi_id", wanted, used)
    rows = [
        {"kpi_id": kpi, **kpi_defaults({**guessed[kpi], **stated[kpi]}), "standing": kpi in standing,
         "unconfirmed": _unconfirmed(stated[kpi], guessed[kpi])}
        for kpi in wanted
        if "name" in stated[kpi]
    ]  # fmt: skip
    _replace(cursor, "kpi", "kpi_id", wanted, rows)


def fold_units(cursor: duckdb.DuckDBPyConnection, ids: set[int], used: set[int]) -> None:
    """Write the `unit` rows of `ids` and of all above them again from the statements that stand; `used` ids stand for certain."""
    if not ids | used:
        return
    cursor.register("wanted_id", pa.table({"id": pa.array(sorted(ids | used), pa.int32())}))
    wanted = [row["id"] for row in fetch_rows(cursor, "units_above")]
    cursor.unregister("wanted_id")
    stated, standing, _ = _stated(cursor, "unit_id", wanted, used)
    rows = []
    for unit in wanted:
        fields = stated[unit]
        rows.append(
            {
                "unit_id": unit,
                "parent_id": int(parent) if (parent := fields.get("parent")) else None,
                "depth": 0,
                "name": fields.get("name"),
                "name_en": fields.get("name_en"),
                "weight": float(fields.get("weight") or 1.0),
                "standing": unit in standing,
            }
        )
    _replace(cursor, "unit", "unit_id", wanted, rows)
    cursor.execute(sql("unit_standing"))
    cursor.execute(sql("unit_depth"))


def fold_assignments(cursor: duckdb.DuckDBPyConnection, pairs: Iterable[tuple[int, int]]) -> None:
    """Write the assignments of these (unit, KPI) pairs again from the statements that stand."""
    wanted = sorted(set(pairs))
    if not wanted:
        return
    table = pa.table(
        {
            "unit_id": pa.array([u for u, _ in wanted], pa.int32()),
            "kpi_id": pa.array([k for _, k in wanted], pa.int32()),
        }
    )
    cursor.register("wanted_pair", table)
    cursor.execute(
        "delete from assignment using wanted_pair as w where assignment.unit_id = w.unit_id and assignment.kpi_id = w.kpi_id"
    )
    cursor.execute(sql("assignments_from_register"))
    cursor.unregister("wanted_pair")


def _unconfirmed(stated: _Fields, guessed: _Fields) -> str | None:
    """The fields that only a guess fills; how a measure is combined that was stated (%) is none."""
    by_measure = {"aggregation"} if stated.get("measure") in MEAN_MEASURES else set()
    return ",".join(sorted(guessed.keys() - stated.keys() - by_measure, reverse=True)) or None


def _stated(
    cursor: duckdb.DuckDBPyConnection, key: str, wanted: list[int], sure: set[int]
) -> tuple[dict[int, _Fields], set[int], dict[int, _Fields]]:
    """Per id the latest standing value of each field, the ids that something standing uses, and per id what is guessed.

    A guess holds as a name does, whichever upload brought it: what was stated beats it whenever it was.
    """
    cursor.register("wanted_id", pa.table({"id": pa.array(wanted, pa.int32())}))
    rows = fetch_rows(cursor, f"statements_{key}")
    cursor.unregister("wanted_id")
    used = set(sure)
    if doubtful := [item for item in wanted if item not in sure]:
        cursor.register("wanted_id", pa.table({"id": pa.array(doubtful, pa.int32())}))
        used |= {row["id"] for row in fetch_rows(cursor, f"used_{key}")}
        cursor.unregister("wanted_id")
    stated: dict[int, _Fields] = {wanted_id: {} for wanted_id in wanted}
    guessed: dict[int, _Fields] = {wanted_id: {} for wanted_id in wanted}
    for row in rows:
        basis = row.get("basis")
        if basis == "guessed":
            guessed[row["id"]][row["field"]] = row["value"]
        elif row["standing"] or row["field"] in ("name", "parent"):
            stated[row["id"]][row["field"]] = row["value"]
        if row["standing"] and basis is None:
            used.add(row["id"])
    return stated, used, guessed


def _replace(
    cursor: duckdb.DuckDBPyConnection, table: str, key: str, wanted: list[int], rows: list[dict[str, Any]]
) -> None:
    columns = TABLES[table].columns
    arrow = pa.table({name: pa.array([row[name] for row in rows], _ARROW[spec.type]) for name, spec in columns.items()})
    cursor.register("folded", arrow)
    cursor.register("wanted_id", pa.table({"id": pa.array(wanted, pa.int32())}))
    cursor.execute(f"delete from {table} using wanted_id as w where {table}.{key} = w.id")
    cursor.execute(f"insert into {table} select {', '.join(columns)} from folded")
    cursor.unregister("folded")
    cursor.unregister("wanted_id")
