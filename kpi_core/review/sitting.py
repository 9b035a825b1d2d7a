"""Data > Upload, several files in one sitting: what state each is in, and which of them contradict each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kpi_core.intake import fold, period_text
from kpi_core.intake.problem import SHEET_LINES
from kpi_core.review.questions import ASKS, questions_of
from kpi_core.review.upload import VALUES, Preview

# ready: can be taken in as it is; asked: it has questions first; refused: no answer makes it readable; same: nothing new.
STATES = ("ready", "asked", "refused", "same")
# Between longer files contradictions are found when the second is previewed anew, after the first was taken in.
MOST_LINES = 200_000
_SHOWN = 20
_KEY = ["unit_key", "kpi_key", "period", "field"]


@dataclass(frozen=True)
class Clash:
    """Two files of one sitting that say two things of one key: who, what, when, and the value of each."""

    files: tuple[int, int]
    unit: str
    kpi: str
    period: str
    field: str
    values: tuple[float, float]


def state_of(found: Preview) -> str:
    """One of STATES. A file is ready although it has warnings."""
    if found.errors:
        return "asked" if found.accepted or answerable(found) else "refused"
    if not found.accepted:
        return "refused"
    return "same" if found.no_op is not None else "ready"


def answerable(found: Preview) -> bool:
    """Whether an answer, and no other file, can make it readable: its questions are about the file as a whole or about cells."""
    return any(p.code in ASKS or (p.line and p.column) for p in found.errors)


def question_count(found: Preview) -> int:
    """How many questions must be answered first; equal ones count once."""
    return len(questions_of(found.errors))


def clashes(sitting: list[Preview]) -> tuple[list[Clash], int]:
    """The first contradictions between files of one sitting that are not yet taken in, and how many there are in all."""
    read = [(at, found) for at, found in enumerate(sitting) if found.reading is not None and found.no_op is None]
    if len(read) < 2 or sum(found.accepted for _, found in read) > MOST_LINES:
        return [], 0
    table = pa.concat_tables([part for at, found in read for part in _said(at, found)])
    each = table.group_by(_KEY, use_threads=False).aggregate(
        [("value", "min"), ("value", "max"), ("file", "min"), ("file", "max")]
    )
    odd = each.filter(
        pc.and_(pc.not_equal(each["value_min"], each["value_max"]), pc.not_equal(each["file_min"], each["file_max"]))
    )
    found = [_clash(table, row) for row in odd.slice(0, _SHOWN).to_pylist()]
    return found, odd.num_rows


def _clash(table: pa.Table, row: dict[str, Any]) -> Clash:
    """The contradiction of one key, with the last value of its first file and of its last."""
    for name in _KEY:
        table = table.filter(pc.equal(table[name], row[name]))
    one, other = (
        table.filter(pc.equal(table["file"], row[f"file_{which}"])).to_pylist()[-1] for which in ("min", "max")
    )
    if one["value"] == other["value"]:
        other = next(said for said in table.to_pylist() if said["value"] != one["value"])
    files = (one["file"], other["file"])
    return Clash(files, one["unit"], one["kpi"], one["period"], one["field"], (one["value"], other["value"]))


def _said(at: int, found: Preview) -> list[pa.Table]:
    """What a file says, a row per key and field; a unit and KPI by what all spellings of a known one share."""
    reading, names = found.reading, found.names
    assert reading is not None
    assert names is not None
    units = ["/".join(path) for path in reading.units]
    written = {"unit": (reading.unit, units, names.units), "kpi": (reading.kpi, reading.kpis, names.kpis)}
    spans = [period_text(grain, first) for grain, first in reading.spans]
    parts = []
    for field in (field for field in VALUES if field in reading.values):
        values = reading.values[field]
        rows = np.flatnonzero(reading.kept & ~np.isnan(values))
        columns: dict[str, Any] = {"file": np.full(len(rows), at, np.int32), "value": values[rows]}
        for name, (codes, texts, known) in written.items():
            columns[name] = pa.array(texts, pa.string()).take(pa.array(codes[rows]))
            folded = [str(known.get(fold(text), fold(text))) for text in texts]
            columns[f"{name}_key"] = pa.array(folded, pa.string()).take(pa.array(codes[rows]))
        columns["period"] = pa.array(spans, pa.string()).take(pa.array(reading.span[rows]))
        columns["field"] = pa.array([field] * len(rows), pa.string())
        parts.append(pa.table(columns))
    return parts


@dataclass(frozen=True)
class SheetRead:
    """What one sheet of a workbook was read as: how many facts, of how many departments, and its first and last period."""

    name: str
    facts: int
    units: list[str]
    periods: list[str]


def by_sheet(found: Preview) -> list[SheetRead]:
    """Each sheet of a workbook of several, in order, with what was read from it; nothing for any other file."""
    reading, names = found.reading, found.opened.sheet_names if found.opened else []
    if reading is None or len(names) < 2:
        return []
    sheets = np.asarray(reading.line) // SHEET_LINES
    told = []
    for at, name in enumerate(names):
        rows = np.flatnonzero(reading.kept & (sheets == at))
        spans = sorted({reading.spans[code] for code in set(reading.span[rows].tolist())}, key=lambda span: span[1])
        units = ["/".join(reading.units[code]) for code in sorted(set(reading.unit[rows].tolist()))]
        told.append(SheetRead(name, len(rows), units, [period_text(*span) for span in spans[:1] + spans[1:][-1:]]))
    return told


def counts(states: Iterable[str]) -> dict[str, int]:
    """How many files are in each of STATES."""
    states = list(states)
    return {state: states.count(state) for state in STATES}
