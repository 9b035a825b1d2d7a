"""Data > Upload, at the door: percentages in points beside fractions, against what is known and actual against target.

One known figure is enough. A file alone is looked at only where nothing is known of the KPI (decision 0006).
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, problem
from kpi_core.store import Store

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
_FIELDS = ("actual", "target")
# Two figures so far apart are of one scale no more, unless a KPI is known to move so far ...
_APART = 10.0
# ... and a hundredfold that comes so near is the same figure on the other scale.
_NEAR = 3.0
_MOST = 500
_RATE = re.compile(r"率|比例|占比|百分比|\b(rate|ratio|percentage|percent|share)s?\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Cells:
    """The figures of percentage KPIs in a file: row, field (place in _FIELDS), KPI code, size; whether new, and written with a %."""

    row: Rows
    field: Rows
    kpi: npt.NDArray[np.int64]
    size: Floats
    news: Flags
    signed: Flags

    def at(self, which: npt.NDArray[np.bool_] | Rows) -> "_Cells":
        return _Cells(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def scale_checks(
    store: Store,
    reading: Reading,
    news: Flags,
    measures: dict[int, str | None],
    ratios: set[int],
    kpi_ids: list[int | None],
) -> list[Problem]:
    """A warning (`door_scale`) for each new figure of a percentage KPI that is of another scale than the others known of it.

    Not for KPIs that are asked about as a whole, nor for cells that were read as fractions already.
    """
    codes = [
        code for code, name in enumerate(reading.kpis)
        if measures.get(code) in ("%", "ratio") or code in ratios or (not measures.get(code) and _RATE.search(name))
    ]  # fmt: skip
    cells = _cells(reading, news, codes, measures)
    if not len(cells.row):
        return []
    whole = {p.more["kpi"] for p in reading.problems if p.code == "door_fraction"}
    told = {(p.line, p.column) for p in reading.problems if p.code in ("scale", "scale_open")}
    least, most = np.full(len(reading.kpis), np.nan), np.full(len(reading.kpis), np.nan)
    known = {row["kpi_id"]: row for row in store.rows("known_sizes")}
    for code in codes:
        if found := known.get(kpi_ids[code] or 0):
            least[code], most[code] = found["least"], found["most"]
    factor = _against_known(cells, least[cells.kpi], most[cells.kpi])
    factor = np.where(
        np.isnan(least)[cells.kpi], _within(cells, measures | {c: measures.get(c) or "ratio" for c in ratios}), factor
    )
    problems: list[Problem] = []
    for at in np.flatnonzero((factor != 1) & cells.news).tolist():
        row, name, code = int(cells.row[at]), _FIELDS[cells.field[at]], int(cells.kpi[at])
        line, column = int(reading.line[row]), reading.column(name, row)
        if reading.kpis[code] in whole or (line, column) in told or len(problems) == _MOST:
            continue
        others = cells.at((cells.kpi == code) & (factor == 1))
        low = others.size.min() if np.isnan(least[code]) else least[code]
        high = others.size.max() if np.isnan(most[code]) else most[code]
        value = float(reading.values[name][row])
        problems.append(problem(line, column, f"{value:.15g}", "door_scale", warning=True, kpi=reading.kpis[code],
                                low=f"{low:.6g}", high=f"{high:.6g}", meant=f"{value * factor[at]:.12g}"))  # fmt: skip
    return problems


def _cells(reading: Reading, news: Flags, codes: list[int], measures: dict[int, str | None]) -> _Cells:
    """Every actual (also N / D) and target of these KPIs that is kept and not 0; N / D is never asked about."""
    mine = reading.kept & np.isin(reading.kpi, codes)
    count = len(reading.kept)
    parts = []
    for field, name in enumerate(_FIELDS):
        values = reading.values.get(name, np.full(count, np.nan))
        typed = mine & ~np.isnan(values)
        if name == "actual" and "numerator" in reading.values and "denominator" in reading.values:
            below = reading.values["denominator"]
            points = np.isin(reading.kpi, [code for code in codes if measures.get(code) == "%"])
            made = reading.values["numerator"] / np.where(below == 0, np.nan, below) * np.where(points, 100, 1)
            values = np.where(np.isnan(values), made, values)
        rows = np.flatnonzero(mine & ~np.isnan(values) & (values != 0))
        signed = reading.percent.get(name, np.zeros(count, bool))
        parts.append(_Cells(rows, np.full(len(rows), field, np.intp), reading.kpi[rows].astype(np.int64),
                            np.abs(values[rows]), (news & typed)[rows], signed[rows]))  # fmt: skip
    return _Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in _Cells.__dataclass_fields__))


def _against_known(cells: _Cells, least: Floats, most: Floats) -> Floats:
    """Per cell, what brings it to the scale of what is known of its KPI: 100, 1/100, or 1 where it is on it."""
    with np.errstate(invalid="ignore"):
        below = cells.size * _APART < least
        small = below & ~cells.signed & ((cells.size <= 1) | _near(cells.size * 100, least, most))
        above = cells.size > most * _APART
        large = above & ((most <= 1) | _near(cells.size / 100, least, most))
    return np.select([small, large], [100.0, 0.01], 1.0)


def _near(size: Floats, least: Floats, most: Floats) -> Flags:
    return np.asarray((size >= least / _NEAR) & (size <= most * _NEAR))


def _within(cells: _Cells, measures: dict[int, str | None]) -> Floats:
    """The same within the file: where the figures of a KPI stand in two groups, those that do not fit its measure, else the fewer."""
    factor = np.ones(len(cells.row))
    order = np.lexsort((cells.size, cells.kpi))
    for mine in np.split(order, np.flatnonzero(np.diff(cells.kpi[order])) + 1):
        size = cells.size[mine]
        gaps = np.flatnonzero(size[1:] > size[:-1] * _APART)
        if len(gaps) != 1:
            continue
        small, large = mine[: gaps[0] + 1], mine[gaps[0] + 1 :]
        apart = not set(cells.field[small].tolist()) & set(cells.field[large].tolist())
        near = _near(100 * cells.size[small], cells.size[large].min(), cells.size[large].max()).any()
        if not (near or (apart and cells.size[small].max() <= 1)) or cells.signed[small].all():
            continue
        measure = measures.get(int(cells.kpi[mine[0]]))
        points = measure == "%" if measure else len(small) <= len(large)
        factor[small if points else large] = 100.0 if points else 0.01
    return factor
