"""The register as files: units, KPIs and assignments written out, and a register file compared with what is known."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kpi_core.intake import RegisterLine, fold, period_text
from kpi_core.review.names import Names
from kpi_core.review.scope import Store, kpis, units
from kpi_core.store import ALWAYS, COMPANY
from kpi_core.tables import KPI_FIELDS, UNIT_FIELDS

Cell = str | float | int | None
# The tables of the register; assignments are read back as a file of KPIs.
REGISTERS = ("units", "kpis", "assignments")
_NUMBERS = {name for name, spec in {**KPI_FIELDS, **UNIT_FIELDS}.items() if spec.type in ("double", "integer")}


def register_table(store: Store, which: str) -> tuple[list[str], list[list[Cell]]]:
    """Fields and rows of one of REGISTERS, as `import` reads them back unchanged; words stay the house's own.

    The company itself has no row among the units: it has no path.
    """
    if which == "units":
        rows: list[list[Cell]] = [
            ["/".join(unit.path), unit.name_en, unit.weight]
            for unit in units(store).values()
            if unit.standing and unit.path
        ]
        return ["department", "name_en", "weight"], rows
    standing = [kpi for kpi in kpis(store).values() if kpi.values["standing"]]
    if which == "kpis":
        fields = [name for name in KPI_FIELDS if name != "name"]
        return ["kpi", *fields], [[kpi.values["name"], *(kpi.values[name] for name in fields)] for kpi in standing]
    paths = {unit.unit_id: "/".join(unit.path) for unit in units(store).values() if unit.standing}
    names = {kpi.kpi_id: kpi.values["name"] for kpi in standing}
    return ["kpi", "department", "weight", "valid_from"], [
        [names[row["kpi_id"]], paths[row["unit_id"]], row["weight"], _month(row["valid_from"])]
        for row in store.rows("assignments") if row["kpi_id"] in names and row["unit_id"] in paths
    ]  # fmt: skip


def _month(first: date) -> str | None:
    return None if first == ALWAYS else period_text("month", first)


@dataclass(frozen=True)
class Compared:
    """Lines of a register file by what they would do, and each value that changes: line, name, field, old, new."""

    new: int
    changed: int
    same: int
    changes: list[dict[str, Any]]


def compare_register(store: Store, names: Names, kind: str, lines: list[RegisterLine]) -> Compared:
    """What the lines of a `units` or `kpis` file say that the register does not."""
    unit_rows, kpi_rows = units(store), kpis(store)
    weights = {(row["unit_id"], row["kpi_id"], row["valid_from"]): row["weight"] for row in store.rows("assignments")}
    counts = {"new": 0, "changed": 0, "same": 0}
    changes: list[dict[str, Any]] = []
    for line in lines:
        unit_id = names.units.get(fold("/".join(line.unit)))
        if kind == "units":
            unit = unit_rows.get(unit_id or 0)
            known: dict[str, Any] | None = None if unit is None else {"name_en": unit.name_en, "weight": unit.weight}
            said: dict[str, Any] = {**line.fields, **({} if line.weight is None else {"weight": line.weight})}
        else:
            kpi = kpi_rows.get(names.kpis.get(fold(line.kpi), 0))
            known = None if kpi is None else dict(kpi.values)
            said = dict(line.fields)
            if line.weight is not None:
                said["weight"] = line.weight
                key = (unit_id or COMPANY, kpi.kpi_id if kpi else 0, line.valid_from or ALWAYS)
                known = None if known is None else {**known, "weight": weights.get(key)}
        differing = {
            name: value for name, value in said.items() if known is None or not _equal(name, value, known.get(name))
        }
        counts["new" if known is None else "changed" if differing else "same"] += 1
        if known is not None:
            name = line.kpi or "/".join(line.unit)
            changes += [{"line": line.line, "name": name, "field": field, "old": known.get(field), "new": value}
                        for field, value in differing.items()]  # fmt: skip
    return Compared(**counts, changes=changes)


def _equal(field: str, said: Any, known: Any) -> bool:
    if field in _NUMBERS or field == "weight":
        return known is not None and float(said) == float(known)
    return bool(said == known)
