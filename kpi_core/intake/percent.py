"""One scale per KPI: points where the measure is %, fractions where it is ratio (DESIGN 7)."""

import numpy as np

from kpi_core.intake.numbers import Flags, Floats, weight_of
from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading

# A cell up to 1 whose hundredfold lies within this factor of the KPI's usual size is a fraction among points.
_ALIKE = 3.0
_FIELDS = ("actual", "target", "floor", "stretch")


def settle_scale(reading: Reading, measures: dict[int, str | None]) -> None:
    """Multiply what a word behind a number says of its size, in place; each is reported as the warning `scaled`.

    A KPI whose measure names a size itself (万元) keeps it: 1.2亿 is then 12,000, and 3.5万 stays 3.5.
    """
    for name, scale in reading.scaled.items():
        values = reading.values[name]
        for row in np.flatnonzero((scale != 1) & ~np.isnan(values)).tolist():
            measure = measures.get(int(reading.kpi[row])) or ""
            own = weight_of(measure) if measure != "%" else 1.0
            written, values[row] = values[row], values[row] * scale[row] / own
            more = {"read_as": f"{values[row]:,.10g}", "measure": measure, "kpi": reading.kpis[reading.kpi[row]]}
            reading.problems.append(problem(int(reading.line[row]), reading.column(name, row),
                                            f"{written:g} × {scale[row]:,.0f}", "scaled", warning=True, **more))  # fmt: skip


def settle_percent(reading: Reading, measures: dict[int, str | None], lifted: frozenset[str] = frozenset()) -> None:
    """Bring the values of percent KPIs to one scale, in place.

    `measures` gives each KPI code's measure (None: not known). A % sign in a KPI of unknown measure makes it %
    (`reading.said["measure"]`); in a `ratio` KPI it divides by 100; in any other measure it is a problem.
    A fraction among points is read as a percentage and reported as the warning `scale`; of the KPIs named in `lifted` all
    figures without a sign are fractions, as a person says.
    """
    _learn(reading, measures)
    ratio = np.array([measures.get(code) == "ratio" for code in range(len(reading.kpis))] + [False])[reading.kpi]
    points = np.array([measures.get(code) == "%" for code in range(len(reading.kpis))] + [False])[reading.kpi]
    for name, signed in reading.percent.items():
        values = reading.values[name]
        values[signed & ratio] /= 100
        for row in np.flatnonzero(signed & ~ratio & ~points & reading.kept).tolist():
            reading.problems.append(
                problem(
                    int(reading.line[row]), reading.column(name, row), f"{values[row]:g}%", "percent_in_measure",
                    kpi=reading.kpis[reading.kpi[row]], measure=measures.get(int(reading.kpi[row])) or "",
                )
            )  # fmt: skip
            reading.kept[row] = False
    if points.any() and lifted:
        _lift_all(reading, points & np.isin(reading.kpi, [c for c, name in enumerate(reading.kpis) if name in lifted]))
    if points.any():
        _lift_fractions(reading, points)
        _warn_outside(reading, points)


def _learn(reading: Reading, measures: dict[int, str | None]) -> None:
    for signed in reading.percent.values():
        for code in np.unique(reading.kpi[signed & reading.kept]).tolist():
            if code >= 0 and measures.get(code) is None:
                measures[code] = "%"
                reading.said.setdefault("measure", {})[code] = "%"


def _lift_all(reading: Reading, rows: Flags) -> None:
    for name in _FIELDS:
        if name in reading.values:
            signed = reading.percent.get(name, np.zeros(len(rows), bool))
            reading.values[name][rows & ~signed] *= 100


def _lift_fractions(reading: Reading, points: Flags) -> None:
    usual = _usual(reading, points)
    for name in _FIELDS:
        if name not in reading.values:
            continue
        values = reading.values[name]
        signed = reading.percent.get(name, np.zeros(len(values), bool))
        size = np.abs(values)
        lifted = size * 100
        with np.errstate(invalid="ignore"):
            small = points & reading.kept & ~signed & (size > 0) & (size <= 1)
            odd = small & (lifted <= usual * _ALIKE) & (lifted >= usual / _ALIKE)
        for row in np.flatnonzero(odd).tolist():
            reading.problems.append(
                problem(
                    int(reading.line[row]), reading.column(name, row), f"{values[row]:g}", "scale", warning=True,
                    kpi=reading.kpis[reading.kpi[row]], read_as=f"{values[row] * 100:g}",
                )
            )  # fmt: skip
        values[odd] *= 100


def _usual(reading: Reading, points: Flags) -> Floats:
    """Per line, the usual size of its KPI in this file: the largest absolute actual or target (NaN without any)."""
    largest = np.full(len(reading.kpis) + 1, np.nan)
    for name in ("actual", "target"):
        if name in reading.values:
            rows = points & reading.kept & ~np.isnan(reading.values[name])
            np.fmax.at(largest, reading.kpi[rows], np.abs(reading.values[name][rows]))
    return largest[reading.kpi]


def _warn_outside(reading: Reading, points: Flags) -> None:
    if "target" not in reading.values:
        return
    target = reading.values["target"]
    with np.errstate(invalid="ignore"):
        outside = points & reading.kept & ((target < 0) | (target > 100))
    for row in np.flatnonzero(outside).tolist()[:100]:
        reading.problems.append(
            problem(
                int(reading.line[row]),
                reading.column("target", row),
                f"{target[row]:g}",
                "target_outside",
                warning=True,
            )
        )
