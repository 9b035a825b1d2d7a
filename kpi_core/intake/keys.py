"""One statement per key: identical lines are dropped and counted, contradicting ones are problems."""

import numpy as np

from kpi_core.intake.numbers import Flags
from kpi_core.intake.problem import problem
from kpi_core.intake.reading import Reading


def settle_keys(reading: Reading) -> None:
    """Keep one line per (unit, KPI, period) in `reading.kept`.

    Lines that say the same, or say different columns, are merged into the first and counted in
    `notes["identical"]` and `notes["merged"]`; two values for one column are the problem `key_conflict`.
    """
    good = np.flatnonzero(reading.kept)
    if not len(good):
        return
    key = (reading.unit[good].astype(np.int64) * len(reading.kpis) + reading.kpi[good]) * len(reading.spans)
    key += reading.span[good]
    if (key[1:] > key[:-1]).all():
        return
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    if not (ordered[1:] == ordered[:-1]).any():
        return
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], len(ordered)]
    for start, end in zip(starts[ends - starts > 1].tolist(), ends[ends - starts > 1].tolist(), strict=True):
        _settle(reading, good[order[start:end]].tolist())


def refuse_blank(reading: Reading) -> None:
    """Keep nothing of a file without one figure, band or weight: it would be taken in and leave nothing behind."""
    bands = reading.said.get("low") or reading.said.get("high")
    weights = reading.weight is not None and bool((~np.isnan(reading.weight)).any())
    rows = reading.kept
    if not rows.any() or bands or weights or any((~np.isnan(values[rows])).any() for values in reading.values.values()):
        return
    heads = [header for which, header in reading.headers.items() if which not in ("department", "kpi", "period")]
    reading.problems.append(problem(0, "", "", "no_figures", heads=[*heads, *reading.unused]))
    rows[:] = False
    reading.notes.clear()


def _settle(reading: Reading, rows: list[int]) -> None:
    first = rows[0]
    for name, values in reading.values.items():
        said = [row for row in rows if not np.isnan(values[row])]
        different = [row for row in said if values[row] != values[said[0]]]
        if different:
            _conflict(reading, name, said[0], different, rows)
            return
    merged = False
    for values in reading.values.values():
        for row in rows[1:]:
            if np.isnan(values[first]) and not np.isnan(values[row]):
                values[first] = values[row]
                merged = True
    _drop(reading.kept, rows[1:])
    word = "merged" if merged else "identical"
    reading.notes[word] = reading.notes.get(word, 0) + len(rows) - 1


def _conflict(reading: Reading, name: str, first: int, different: list[int], rows: list[int]) -> None:
    values = reading.values[name]
    for row, other in [(first, different[0]), *((row, first) for row in different)]:
        reading.problems.append(
            problem(
                int(reading.line[row]), reading.column(name, row), f"{values[row]:.15g}", "key_conflict",
                other=f"{values[other]:.15g}", other_line=int(reading.line[other]),
                unit="/".join(reading.units[reading.unit[row]]), kpi=reading.kpis[reading.kpi[row]],
            )
        )  # fmt: skip
    _drop(reading.kept, rows)


def _drop(kept: Flags, rows: list[int]) -> None:
    kept[rows] = False
