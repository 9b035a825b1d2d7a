"""How much a value changed: percent only over a positive base, percentage points for percent KPIs."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """`value` is a fraction (kind `relative`), percentage points (`points`) or in the KPI's measure (`absolute`)."""

    kind: str
    value: float


def change(current: float | None, previous: float | None, percent_kpi: bool = False) -> Change | None:
    """The change from `previous` to `current`; None when either is missing.

    (c - p) / p only for p > 0; else the absolute change (source: METHODS section 2, YoY).
    Percent KPIs change in percentage points.
    """
    if current is None or previous is None:
        return None
    if percent_kpi:
        return Change("points", current - previous)
    if previous > 0:
        return Change("relative", (current - previous) / previous)
    return Change("absolute", current - previous)
