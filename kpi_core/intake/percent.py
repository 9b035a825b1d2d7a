"""One scale per KPI: points where the measure is %, fractions where it is ratio (DESIGN 7)."""

import numpy as np

from kpi_core.intake.names import fold
from kpi_core.intake.numbers import SCALES, Flags, Floats, weight_of
from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading

# A cell up to 1 is a fraction among points when its hundredfold lies within this factor of the KPI's other figures ...
_ALIKE = 1.5
# ... and it is itself this much smaller than the least of them.
_APART = 10.0
_FIELDS = ("actual", "target", "floor", "stretch")


def settle_scale(reading: Reading, measures: dict[int, str | None]) -> None:
    """Multiply what a word behind a number says of its size, in place; each is reported as the warning `scaled`.

    A KPI whose measure names a size itself (万元) keeps it: 1.2亿 is then 12,000, and 3.5万 stays 3.5. 12‰ are 1.2 where the measure is %.
    """
    _refuse_unsized(reading, measures)
    for name, scale in reading.scaled.items():
        values, marked = reading.values[name], reading.figures.marked.get(name)
        for row in np.flatnonzero((scale != 1) & ~np.isnan(values)).tolist():
            measure = measures.get(int(reading.kpi[row])) or ""
            written, values[row] = values[row], values[row] * _factor(scale[row], measure)
            word = marked.marks[marked.mark[row]].word if marked else ""
            _tell_scaled(reading, name, row, f"{written:,.15g}{word}", measure)
    for name, marked in reading.figures.marked.items():
        thousandths = np.array([mark.measure == "‰" for mark in marked.marks])[marked.mark]
        for row in np.flatnonzero(thousandths & reading.kept).tolist():
            if measures.get(int(reading.kpi[row])) == "%":
                written = reading.values[name][row]
                reading.values[name][row] = written / 10
                _tell_scaled(reading, name, row, f"{written:,.15g}‰", "%")


def _factor(scale: float, measure: str) -> float:
    """What a figure with a word of size is multiplied by in a KPI of this measure; 5 m in a KPI measured in m are metres."""
    return 1.0 if SCALES.get(fold(measure)) == scale else scale / (weight_of(measure) if measure != "%" else 1.0)


def _refuse_unsized(reading: Reading, measures: dict[int, str | None]) -> None:
    """Figures that look as if they lacked the size that others of their KPI have (540 beside 541万) are `size_missing`."""
    written: dict[int, list[tuple[float, float, str]]] = {}
    for name, scale in reading.scaled.items():
        values, marked = reading.values[name], reading.figures.marked[name]
        for row in np.flatnonzero((scale != 1) & (np.abs(values) > 0)).tolist():
            factor = _factor(scale[row], measures.get(int(reading.kpi[row])) or "")
            if factor != 1:
                written.setdefault(int(reading.kpi[row]), []).append(
                    (abs(values[row]), factor, marked.marks[marked.mark[row]].word)
                )
    for kpi, sizes in written.items():
        size, factor, word = sorted(sizes)[len(sizes) // 2]
        for name in _FIELDS:
            values = np.abs(reading.values.get(name, np.zeros(len(reading.kpi))))
            plain = (
                (reading.kpi == kpi)
                & reading.kept
                & (values > 0)
                & (reading.scaled.get(name, np.ones(len(values))) == 1)
            )
            # Nearer to the others as they are written than to what they mean.
            for row in np.flatnonzero(plain & (values < size * np.sqrt(factor))).tolist():
                shown = f"{reading.values[name][row]:,.15g}"
                reading.problems.append(problem(int(reading.line[row]), reading.column(name, row), shown, "size_missing", word=word,
                                                meant=f"{reading.values[name][row] * factor:,.15g}", kpi=reading.kpis[kpi]))  # fmt: skip
                reading.kept[row] = False


def _tell_scaled(reading: Reading, name: str, row: int, shown: str, measure: str) -> None:
    reading.problems.append(
        problem(int(reading.line[row]), reading.column(name, row), shown, "scaled", warning=True,
                read_as=f"{reading.values[name][row]:,.15g}", measure=measure, kpi=reading.kpis[reading.kpi[row]])
    )  # fmt: skip


def settle_percent(
    reading: Reading,
    measures: dict[int, str | None],
    lifted: frozenset[str] = frozenset(),
    as_written: frozenset[str] = frozenset(),
) -> None:
    """Bring the values of percent KPIs to one scale, in place.

    `measures` gives each KPI code's measure (None: not known). A % sign in a KPI of unknown measure makes it %
    (`reading.said["measure"]`); in a `ratio` KPI it divides by 100; in any other measure it is a problem.
    A fraction among points is read as a percentage and reported as the warning `scale`; of the KPIs named in `lifted` all
    figures without a sign are fractions, as a person says, and the cells `as_written` (`3|实际值`) are what they are. A small
    figure beside lifted ones that does not fit either way is the warning `scale_open`.
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
    for code in [code for code in reading.band_points if measures.get(code) == "ratio"]:
        for end in ("low", "high"):
            reading.said[end][code] = repr(float(reading.said[end][code]) / 100)
    if points.any() and lifted:
        _lift_all(reading, points & np.isin(reading.kpi, [c for c, name in enumerate(reading.kpis) if name in lifted]))
    if points.any():
        _lift_fractions(reading, points, as_written)
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


def _lift_fractions(reading: Reading, points: Flags, as_written: frozenset[str]) -> None:
    least, most = _others(reading, points)
    for name in _FIELDS:
        if name not in reading.values:
            continue
        values = reading.values[name]
        signed = reading.percent.get(name, np.zeros(len(values), bool))
        size = np.abs(values)
        with np.errstate(invalid="ignore"):
            small = points & reading.kept & ~signed & (size > 0) & (size <= 1)
            apart = small & (size * _APART < least)
            odd = apart & (size * 100 <= most * _ALIKE) & (size * 100 >= least / _ALIKE)
        for row in np.flatnonzero(odd).tolist():
            odd[row] = f"{reading.line[row]}|{reading.column(name, row)}" not in as_written
        beside = np.isin(reading.kpi, np.unique(reading.kpi[odd]))
        for row in np.flatnonzero(apart & beside).tolist():
            code = "scale" if odd[row] else "scale_open"
            lifted = f"{values[row] * 100:.15g}"
            more = {"read_as": lifted} if odd[row] else {"meant": lifted}
            reading.problems.append(
                problem(int(reading.line[row]), reading.column(name, row), f"{values[row]:g}", code, warning=True,
                        kpi=reading.kpis[reading.kpi[row]], **more)
            )  # fmt: skip
        values[odd] *= 100


def _others(reading: Reading, points: Flags) -> tuple[Floats, Floats]:
    """Per line, the least and the largest size of its KPI's figures above 1 in this file (inf and -inf without any)."""
    least, most = np.full(len(reading.kpis) + 1, np.inf), np.full(len(reading.kpis) + 1, -np.inf)
    for name in ("actual", "target"):
        if name in reading.values:
            size = np.abs(reading.values[name])
            with np.errstate(invalid="ignore"):
                rows = points & reading.kept & (size > 1)
            np.minimum.at(least, reading.kpi[rows], size[rows])
            np.maximum.at(most, reading.kpi[rows], size[rows])
    return least[reading.kpi], most[reading.kpi]


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
