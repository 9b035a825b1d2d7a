"""Dates that may stand for their month: a KPI with one date in each month, which need not be its last day."""

import numpy as np

from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading

# From this day of a month on the only date of a file may be meant for the month.
_NEAR_END = 25


def warn_snapshots(reading: Reading, told: str = "") -> None:
    """The warning `days_read` at the first line of each KPI that has one date a month in every department, read as days.

    Not where a person has `told` what dates are. A file with a single date is asked about only near the end of a month.
    """
    days = np.array([grain == "day" for grain, _ in reading.spans] or [False])
    if told or not days.any() or not reading.spans:
        return
    months = np.array([12 * first.year + first.month for _, first in reading.spans])
    near = np.array([first.day >= _NEAR_END for _, first in reading.spans])
    rows = np.flatnonzero(reading.kept & (reading.span >= 0))
    dated = days[reading.span[rows]]
    mixed = np.unique(reading.kpi[rows[~dated]])
    rows = rows[dated & ~np.isin(reading.kpi[rows], mixed)]
    if not len(rows):
        return
    kpi, span = reading.kpi[rows].astype(np.int64), reading.span[rows]
    pair = reading.unit[rows].astype(np.int64) * len(reading.kpis) + kpi
    count = len(reading.kpis)
    by_day, by_month, ever = (
        np.bincount(np.unique(np.stack(keys), axis=1)[0] % count, minlength=count)
        for keys in ((pair, span), (pair, months[span]), (kpi, months[span]))
    )
    far = np.bincount(kpi[~near[span]], minlength=count) > 0
    asked = (by_day > 0) & (by_day == by_month) & ((ever > 1) | ~far)
    codes, first = np.unique(kpi, return_index=True)
    for code, at in zip(codes[asked[codes]].tolist(), first[asked[codes]].tolist(), strict=True):
        row = int(rows[at])
        shown = reading.spans[reading.span[row]][1].isoformat()
        reading.problems.append(problem(int(reading.line[row]), reading.column("period", row), shown, "days_read",
                                        warning=True, kpi=reading.kpis[code]))  # fmt: skip
