"""Small stores for tests: KPIs with fields, facts as tuples."""

from kpi_core.review.commit import commit
from kpi_core.review.upload import preview
from kpi_core.store import Store

Fact = tuple[str, str, str, object, object]


def cell(value: object) -> str:
    """A CSV cell: None is blank, numbers keep every digit."""
    return "" if value is None else repr(value) if isinstance(value, float) else str(value)


def take(store: Store, text: str, name: str = "file.csv", mode: str = "upsert") -> int:
    """Take a CSV text in; every line must be good."""
    return commit(store, preview(store, name, text.encode(), mode=mode), "tester")


def load(
    store: Store,
    kpis: dict[str, dict[str, object]],
    facts: list[Fact],
    weights: dict[tuple[str, str], float] | None = None,
    units: dict[str, float] | None = None,
) -> None:
    """Take in a register of KPIs (with weights per department) and facts (department, KPI, period, actual, target)."""
    fields = sorted({field for stated in kpis.values() for field in stated})
    if units:
        take(store, "部门,权重\n" + "".join(f"{path},{weight}\n" for path, weight in units.items()), "units.csv")
    lines = [f"{name}," + ",".join(cell(stated.get(field)) for field in fields) + ",," for name, stated in kpis.items()]
    for (unit, name), weight in (weights or {}).items():
        lines.append(f"{name}," + "," * len(fields) + f"{unit},{weight}")
    if lines:
        take(store, ",".join(["kpi", *fields, "department", "weight"]) + "\n" + "\n".join(lines) + "\n", "kpis.csv")
    text = "部门,指标,期间,实际值,目标值\n"
    text += "".join(f"{unit},{kpi},{period},{cell(a)},{cell(t)}\n" for unit, kpi, period, a, t in facts)
    take(store, text, "facts.csv")
