"""A facts file read whole: typed lines, what they say about units and KPIs, and every problem."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kpi_core.intake.direction_words import holds_directions, plain_directions, unclear_head
from kpi_core.intake.figures import Figures, read_figures
from kpi_core.intake.headers import SAID_WITH_FACTS, VALUE_FIELDS, field_of, kind_of, word_of
from kpi_core.intake.names import clean, fold, narrow, path_of, unwrapped
from kpi_core.intake.numbers import Flags, Floats, read_numbers
from kpi_core.intake.period_columns import read_periods
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.signs import mark_percent, read_signs, settle_ends, settle_signs
from kpi_core.intake.table import SEPARATORS, Cells

Codes = npt.NDArray[np.int32]
CHECKS = ("attainment", "status", "difference")
_NEEDED = ("kpi", "period")
_MAX_REPORTED = 10_000
# Problems of lines that are not among the rows.
_LINES_LOST = ("cell_count", "cell_too_long", "open_quote", "other_table", "type_bad")


@dataclass
class Reading:
    """What a facts file says, one element per data line in every array.

    `unit` and `kpi` are codes into `units` (paths below the company; () is the company) and `kpis` (cleaned names);
    -1 marks a line whose cell could not be read. `grain` and `period` are codes into `spans`.
    `said[field][kpi code]` is what the file states of the KPI, `stated[field]` what each line's own cell does;
    `figures` has what stood about the figures of each field. `kept` marks the lines without a problem.
    `band_points` are the KPI codes whose band (`said["low"]`, `said["high"]`) is written with a % sign; `checks` has for the columns
    attainment, status and difference, where there are any, each line's code and the words.
    """

    line: npt.NDArray[np.int32]
    unit: Codes
    kpi: Codes
    span: Codes
    units: list[tuple[str, ...]]
    kpis: list[str]
    spans: list[tuple[str, date]]
    values: dict[str, Floats]
    percent: dict[str, Flags]
    scaled: dict[str, Floats]
    weight: Floats | None
    said: dict[str, dict[int, str]]
    kept: Flags
    problems: list[Problem]
    headers: dict[str, str]
    unused: list[str]
    separator: str
    notes: dict[str, int] = field(default_factory=dict)
    across: dict[str, list[str]] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    stated: dict[str, "Stated"] = field(default_factory=dict)
    band_points: set[int] = field(default_factory=set)
    checks: dict[str, tuple[Codes, list[str]]] = field(default_factory=dict)

    def column(self, name: str, row: int) -> str:
        """The header of the column that a row's value stood in."""
        return self.across[name][row] if name in self.across else self.headers.get(name, "")

    @property
    def line_count(self) -> int:
        """Data lines seen, good or bad."""
        return len(self.line) + sum(1 for p in self.problems if p.code in _LINES_LOST)


def columns_of(cells: Cells) -> dict[str, int]:
    """Field -> position of its column. Raises Unreadable when a field stands twice."""
    if cells.fields:
        return cells.fields
    found: dict[str, int] = {}
    for position, header in enumerate(cells.headers):
        name = field_of(header)
        if name in found:
            raise Unreadable(problem(1, header, cells.headers[found[name]], "column_twice"))
        if name is not None:
            found[name] = position
    if "direction" not in found:
        loose = [place for place in range(len(cells.headers)) if place not in found.values()]
        perhaps = [
            at for at in loose if unclear_head(cells.headers[at]) and holds_directions(_coded(cells.columns[at])[1])
        ]
        found |= {"direction": perhaps[0]} if perhaps else {}
    return {**cells.checks, **found}


def read_facts(cells: Cells, fiscal_start: int = 1, dates: str = "", decimal: str = "", periods: str = "") -> Reading:
    """The facts in these cells. Raises Unreadable when a needed column is missing.

    `dates` says what 03/04/2024 is (dmy, mdy), `decimal` what the comma of 1,23 is (`,` the decimal sign, `.` not), `periods` what
    2010-11 is (month, year) or a date (month, day); without them what hangs on it is a problem, unless other cells of the file tell.
    """
    columns = columns_of(cells)
    _check_columns(cells, columns)
    bad = np.zeros(len(cells.lines), bool)
    problems = list(cells.problems)

    def report(rows: Flags, name: str, code: str, **more: Any) -> None:
        """One problem per marked row of the column `name`."""
        position = columns[name]
        for row in np.flatnonzero(rows)[:_MAX_REPORTED]:
            shown = cells.columns[position][int(row)].as_py()
            header = cells.across[name][row] if name in cells.across else cells.headers[position]
            problems.append(problem(int(cells.lines[row]), header, shown, code, **more))
        np.logical_or(bad, rows, out=bad)

    kpi, kpi_words = _coded(cells.columns[columns["kpi"]])
    kpis, kpi_map = _distinct([clean(word) for word in kpi_words])
    report(kpi_map[kpi] < 0, "kpi", "name_blank")
    units, unit = _units(cells, columns, report)
    spans, span = _spans(cells, columns, report, fiscal_start, dates, periods)
    signs = read_signs(cells, columns, decimal)
    figures = _numbers(signs.cells, columns, report, decimal)
    mark_percent(signs, figures.percent)
    weight = _weights(cells, columns, report)
    reading = Reading(
        line=cells.lines, unit=unit, kpi=kpi_map[kpi], span=span, units=units, kpis=kpis, spans=spans,
        values=figures.values, percent=figures.percent, scaled=figures.scaled, weight=weight, said={}, kept=~bad, problems=problems,
        headers={name: cells.headers[position] for name, position in columns.items()},
        unused=cells.unused or [
            header for place, header in enumerate(cells.headers)
            if not cells.fields and place not in columns.values() and header.strip()
        ],
        separator=SEPARATORS[cells.separator], across=cells.across, figures=figures,
    )  # fmt: skip
    reading.checks = {name: _coded(cells.columns[columns[name]]) for name in CHECKS if name in columns}
    _said(reading, cells, columns, report)
    reading.band_points = settle_signs(signs, reading.kpi, reading.said, report)
    settle_ends(cells, columns, reading.kpi, reading.said, reading.values.get("target"), report)
    reading.kept = ~bad
    return reading


def _check_columns(cells: Cells, columns: dict[str, int]) -> None:
    missing = [name for name in _NEEDED if name not in columns]
    if "department" not in columns:
        missing.insert(0, "department")
    if not ({"actual", "target"} & columns.keys() or {"numerator", "denominator"} <= columns.keys()):
        missing.append("actual")
    if missing:
        found = [header.strip() for header in cells.headers if header.strip()]
        raise Unreadable(problem(1, "", "", "columns_missing", missing=missing, found=found))
    if not len(cells.lines) and not cells.problems:
        raise Unreadable(problem(1, "", "", "no_lines"))


def _coded(column: pa.Array) -> tuple[Codes, list[str]]:
    """Codes and the distinct words of a text column; null counts as blank."""
    coded = column if pa.types.is_dictionary(column.type) else column.cast(pa.string()).dictionary_encode()
    words = ["" if word is None else unwrapped(word) for word in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False).astype(np.int32)
    return codes, [*words, ""]


def _distinct(names: list[str]) -> tuple[list[str], Codes]:
    """Names without repetition (by folding), and for each input its place there; blank is -1."""
    kept: list[str] = []
    places: dict[str, int] = {}
    mapped = []
    for name in names:
        key = fold(name)
        if key and key not in places:
            places[key] = len(kept)
            kept.append(name)
        mapped.append(places[key] if key else -1)
    return kept, np.array(mapped, np.int32)


def _units(cells: Cells, columns: dict[str, int], report: "Report") -> tuple[list[tuple[str, ...]], Codes]:
    code, words = _coded(cells.columns[columns["department"]])
    paths = [path_of(word) for word in words]
    names, mapped = _distinct(["/".join(path) for path in paths])
    company = np.array([word == "" for word in words])
    units: list[tuple[str, ...]] = [tuple(name.split("/")) for name in names]
    if company[code].any():
        mapped = np.where(company, len(units), mapped).astype(np.int32)
        units.append(())
    report(mapped[code] < 0, "department", "name_blank")
    return units, mapped[code]


def _spans(
    cells: Cells, columns: dict[str, int], report: "Report", fiscal_start: int, dates: str, told: str
) -> tuple[list[tuple[str, date]], Codes]:
    """The periods of the file in order, and each line's code among them."""
    period, words = _coded(cells.columns[columns["period"]])
    read = read_periods(words, fiscal_start, dates, told)
    alike: dict[tuple[str, tuple[tuple[str, Any], ...]], list[int]] = {}
    for place, (code, more) in read.doubts.items():
        alike.setdefault((code, tuple(more.items())), []).append(place)
    for (code, values), found in alike.items():
        report(np.isin(period, found), "period", code, **dict(values))
    spans = sorted({span for span in read.spans if span})
    places = {span: place for place, span in enumerate(spans)}
    span_map = np.array([places[p] if p else -1 for p in read.spans], np.int32)
    return spans, span_map[period]


def _numbers(cells: Cells, columns: dict[str, int], report: "Report", decimal: str) -> Figures:
    """The figures of the file by field, each cell that is none reported."""
    read = {name: cells.columns[columns[name]] for name in VALUE_FIELDS if name in columns}
    figures = read_figures(read, cells.separator, decimal)
    for name, code, rows in figures.wrong:
        report(rows, name, code)
    return figures


def _weights(cells: Cells, columns: dict[str, int], report: "Report") -> Floats | None:
    if "weight" not in columns:
        return None
    numbers = read_numbers(cells.columns[columns["weight"]])
    report(numbers.bad | (numbers.values < 0), "weight", "weight_bad")
    return np.where(numbers.percent, numbers.values / 100, numbers.values) * numbers.scale


def _said(reading: Reading, cells: Cells, columns: dict[str, int], report: "Report") -> None:
    """What direction, measure, aggregation and frequency columns state of each KPI: what most of its lines do, the first of equals."""
    for name in SAID_WITH_FACTS:
        if name not in columns:
            continue
        code, words = _coded(cells.columns[columns[name]])
        words = plain_directions(words) if name == "direction" else words
        meant = [narrow(word) or None if name == "measure" else word_of(name, word) for word in words]
        unknown = np.array([not m and bool(clean(w)) for m, w in zip(meant, words, strict=True)])
        report(unknown[code], name, "word_bad", field=name)
        stated = Stated(code, meant)
        reading.stated[name] = stated
        reading.said[name] = {
            kpi: max(counts, key=lambda said: counts[said]) for kpi, counts in stated.counts(reading.kpi).items()
        }


@dataclass(frozen=True)
class Stated:
    """What each line's own cell states of its KPI: codes into `words` (None where it states nothing)."""

    code: Codes
    words: list[str | None]

    def counts(self, kpi: Codes) -> dict[int, dict[str, int]]:
        """Per KPI code how many lines state each word, in the order of the file."""
        found: dict[int, dict[str, int]] = {}
        if not len(self.code):
            return found
        width = len(self.words)
        pairs, first, lines = np.unique(kpi.astype(np.int64) * width + self.code, return_index=True, return_counts=True)
        for at in np.argsort(first).tolist():
            code, word = divmod(int(pairs[at]), width)
            if code >= 0 and (said := self.words[word]) is not None:
                counts = found.setdefault(code, {})
                counts[said] = counts.get(said, 0) + int(lines[at])
        return found


class Report(Protocol):
    """The shape of `report` above: mark rows of a column as a problem."""

    def __call__(self, rows: Flags, name: str, code: str, **more: Any) -> None: ...


__all__ = ["Reading", "columns_of", "kind_of", "read_facts"]
