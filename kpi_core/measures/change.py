"""How much a value changed: percent only over a positive base, percentage points for percent KPIs."""

from dataclasses import dataclass

# Percentage points in one unit of the measure: % holds points, ratio holds fractions.
POINTS = {"%": 1.0, "ratio": 100.0}


@dataclass(frozen=True)
class Change:
    """`value` is a fraction (kind `relative`), percentage points (`points`) or in the KPI's measure (`absolute`).

    `difference` is always in the KPI's measure; `reason` says why there is no percentage: ok, zero_base,
    negative_base or sign_change.
    """

    kind: str
    value: float
    difference: float
    reason: str = "ok"


def change(current: float | None, previous: float | None, measure: str | None = None) -> Change | None:
    """The change from `previous` to `current`; None when either is missing.

    (c - p) / p only for p > 0; else the absolute change (source: METHODS section 2, YoY).
    KPIs in percent change in percentage points.
    """
    if current is None or previous is None:
        return None
    difference = current - previous
    if measure in POINTS:
        return Change("points", POINTS[measure] * difference, difference)
    if previous > 0:
        return Change("relative", difference / previous, difference)
    reason = "zero_base" if previous == 0 else "negative_base" if current <= 0 else "sign_change"
    return Change("absolute", difference, difference, reason)
