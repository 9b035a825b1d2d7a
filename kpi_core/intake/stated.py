"""What the lines of a file state of their KPIs, each judged by its own cells against the register, else against most lines."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kpi_core.intake.measure import conversion, measure_in, ratio_of, same_measure, seconds_of, sized
from kpi_core.intake.names import fold
from kpi_core.intake.numbers import Flags, Numbers
from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading, Stated

# What the register states of a KPI (by name) in a field; None when nothing.
Known = Callable[[str, str], str | None]
_MOST = 10_000
_TWICE = 2


def settle_stated(reading: Reading, known: Known) -> None:
    """Judge what columns and cells state of each KPI, and learn its measure where nothing states it.

    A line that contradicts the register is `register_differs` (a cell's unit: `unit_differs`), one that contradicts most lines
    `said_twice`; units of measure that mean the same do neither, and different ones that no size connects are the warning
    `measure_twice`. A unit behind numbers that nobody knows and nothing repeats is `unit_unknown`.
    """
    _leave_title(reading)
    for name, stated in reading.stated.items():
        for kpi, counts in stated.counts(reading.kpi).items():
            said = known(reading.kpis[kpi], name)
            if name == "measure":
                reading.said[name][kpi] = (
                    _most({word: (lines, True) for word, lines in counts.items()}) or reading.said[name][kpi]
                )
            for word in counts:
                _judge(reading, name, stated, kpi, word, said)
    _settle_cells(reading, known)
    measures = reading.said.setdefault("measure", {})
    for kpi, name in enumerate(reading.kpis):
        if kpi not in measures and known(name, "measure") is None and (measure := measure_in(name)):
            measures[kpi] = measure
    if not measures:
        del reading.said["measure"]
    _settle_durations(reading, known)
    _tell_flags(reading)


def _leave_title(reading: Reading) -> None:
    """Do not let a title's `单位：万元` speak of KPIs whose own name or figures tell a unit or a % sign."""
    stated = reading.stated.get("measure")
    if (
        stated is None
        or reading.headers.get("measure") != "measure"
        or len({word for word in stated.words if word}) != 1
    ):
        return
    own = np.array([bool(measure_in(name)) for name in reading.kpis] + [False])
    for name, numbers in reading.figures.marked.items():
        own[reading.kpi[(numbers.marked("measure") | numbers.percent) & ~np.isnan(reading.values[name])]] = True
    blank = stated.words.index(None) if None in stated.words else len(stated.words)
    reading.stated["measure"] = Stated(
        np.where(own[reading.kpi], blank, stated.code).astype(np.int32), [*stated.words, None]
    )
    reading.said["measure"] = {kpi: said for kpi, said in reading.said["measure"].items() if not own[kpi]}


def _judge(reading: Reading, name: str, stated: Stated, kpi: int, word: str, known: str | None) -> None:
    """What the lines of one KPI that state `word` are told, if anything."""
    used = reading.said[name][kpi]
    meant = known or used
    if word == meant or (name == "measure" and same_measure(word, meant)):
        return
    codes = [code for code, said in enumerate(stated.words) if said == word]
    rows = (reading.kpi == kpi) & np.isin(stated.code, codes)
    size = conversion(word, meant) if name == "measure" else ""
    if known is None and name == "measure" and ratio_of(word, meant) is None:
        for row in np.flatnonzero(rows)[:1].tolist():
            reading.problems.append(problem(int(reading.line[row]), reading.headers[name], word, "measure_twice", warning=True,
                                            kpi=reading.kpis[kpi], used=used))  # fmt: skip
        return
    more: dict[str, Any]
    code, more = ("said_twice", {"used": meant}) if known is None else ("register_differs", {"known": known})
    _refuse(reading, rows, name, word, code, field=name, size=size, **more)


def _refuse(reading: Reading, rows: Flags, name: str, shown: str, code: str, **more: Any) -> None:
    for row in np.flatnonzero(rows)[:_MOST].tolist():
        reading.problems.append(problem(int(reading.line[row]), reading.column(name, row), shown, code,
                                        kpi=reading.kpis[reading.kpi[row]], **more))  # fmt: skip
    reading.kept[rows] = False


def _settle_cells(reading: Reading, known: Known) -> None:
    """The units of measure that stand with figures: learned where nothing else states one, judged against it otherwise."""
    # Numerator and denominator count in units of their own.
    united = {name: numbers for name, numbers in reading.figures.marked.items()
              if name not in ("numerator", "denominator") and numbers.marked("measure").any()}  # fmt: skip
    if not united:
        return
    measures = reading.said.setdefault("measure", {})
    for kpi, counts in _units(reading, united).items():
        name = reading.kpis[kpi]
        meant = known(name, "measure") or measures.get(kpi)
        for unit in (
            []
            if meant
            else [
                unit
                for unit, (lines, sure) in counts.items()
                if not (sure or lines >= _TWICE or fold(unit) in fold(name))
            ]
        ):
            _each(reading, united, kpi, unit, "unit_unknown", {})
            counts = {word: count for word, count in counts.items() if word != unit}
        if not counts:
            continue
        signed = kpi in _signed(reading) and all(_fits(unit, "%") for unit in counts)
        meant = meant or measure_in(name) or ("%" if signed else _most(counts))
        for unit in counts:
            if not meant or not _fits(unit, meant):
                others = [word for word in counts if word != unit]
                _each(
                    reading,
                    united,
                    kpi,
                    unit,
                    "unit_differs",
                    {"measure": meant or ", ".join(others), "size": conversion(unit, meant)},
                )
        if meant and known(name, "measure") is None:
            measures.setdefault(kpi, meant)


def _units(reading: Reading, united: dict[str, Numbers]) -> dict[int, dict[str, tuple[int, bool]]]:
    """Per KPI the units that stand with its figures in the order of the file: how often, and whether each is one we know."""
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for numbers in united.values():
        width = len(numbers.marks)
        pairs, first, lines = np.unique(
            reading.kpi.astype(np.int64) * width + numbers.mark, return_index=True, return_counts=True
        )
        for at in np.argsort(first).tolist():
            kpi, code = divmod(int(pairs[at]), width)
            mark = numbers.marks[code]
            if kpi >= 0 and mark.measure and not mark.why:
                counts = found.setdefault(kpi, {})
                counts[mark.measure] = (counts.get(mark.measure, (0, True))[0] + int(lines[at]), mark.sure)
    return found


def _signed(reading: Reading) -> set[int]:
    """The KPIs with a % sign behind a figure."""
    return {code for signed in reading.percent.values() for code in np.unique(reading.kpi[signed]).tolist()}


def _most(counts: dict[str, tuple[int, bool]]) -> str:
    """The unit that most figures have, words of one unit counted together; "" where two have as many."""
    first = list(counts)
    alike = {unit: next(word for word in first if same_measure(word, unit)) for unit in first}
    lines = {
        unit: sum(counts[word][0] for word in first if alike[word] == unit) for unit in dict.fromkeys(alike.values())
    }
    best = max(lines.values())
    units = [unit for unit, count in lines.items() if count == best]
    return (
        max((word for word in first if alike[word] == units[0]), key=lambda word: counts[word][0])
        if len(units) == 1
        else ""
    )


def _fits(unit: str, measure: str) -> bool:
    """Whether a figure with this unit may stand in a KPI of this measure: the same, per mille where it is %, or a part of its size."""
    return same_measure(unit, measure) or (unit == "‰" and measure == "%")


def _each(reading: Reading, united: dict[str, Numbers], kpi: int, unit: str, code: str, more: dict[str, Any]) -> None:
    """The problem `code` at every figure of the KPI with this unit; a size with it (5k of 千元) is settled elsewhere."""
    for name, numbers in united.items():
        mine = [
            at for at, mark in enumerate(numbers.marks) if mark.measure == unit and not _sized(mark.size, unit, more)
        ]
        rows = (reading.kpi == kpi) & np.isin(numbers.mark, mine)
        for row in np.flatnonzero(rows)[:_MOST].tolist():
            shown = f"{reading.values[name][row]:,.15g} {unit}"
            reading.problems.append(problem(int(reading.line[row]), reading.column(name, row), shown, code, unit=unit,
                                            kpi=reading.kpis[kpi], **more))  # fmt: skip
        reading.kept[rows] = False


def _sized(size: float, unit: str, more: dict[str, Any]) -> bool:
    """Whether a word of size stands with the unit, so that the figure is brought to a measure of another size: 541万元 in 千元."""
    return size != 1 and same_measure(unit, sized(more.get("measure", ""))[1])


def _settle_durations(reading: Reading, known: Known) -> None:
    """Lengths of time (00:02:30) as figures of KPIs that are measured in minutes or hours, told as `scaled`; elsewhere a problem."""
    for name, numbers in reading.figures.marked.items():
        for row in np.flatnonzero(~np.isnan(numbers.seconds) & (reading.kpi >= 0)).tolist():
            seconds, kpi = float(numbers.seconds[row]), reading.kpis[reading.kpi[row]]
            measure = known(kpi, "measure") or reading.said.get("measure", {}).get(int(reading.kpi[row])) or ""
            shown = f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{seconds % 60:02.0f}"
            size = seconds_of(measure)
            place = int(reading.line[row]), reading.column(name, row), shown
            if size is None:
                reading.problems.append(problem(*place, "duration", kpi=kpi))
                reading.kept[row] = False
                continue
            reading.values[name][row] = seconds / size
            more: dict[str, Any] = {"read_as": f"{seconds / size:,.6g}", "measure": measure, "kpi": kpi}
            reading.problems.append(problem(*place, "scaled", warning=True, **more))


def _tell_flags(reading: Reading) -> None:
    """A warning for each figure that is marked as provisional, estimated, revised, or with a note."""
    for name, numbers in reading.figures.marked.items():
        rows = numbers.marked("flag") & reading.kept & ~np.isnan(reading.values[name])
        for row in np.flatnonzero(rows)[:_MOST].tolist():
            mark = numbers.marks[numbers.mark[row]]
            reading.problems.append(problem(int(reading.line[row]), reading.column(name, row), f"{reading.values[name][row]:,.15g}",
                                            "value_flagged", warning=True, flag=mark.flag, kpi=reading.kpis[reading.kpi[row]]))  # fmt: skip
