"""A facts file read whole: typed lines, what they say about units and KPIs, and every problem."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kpi_core.intake.headers import SAID_WITH_FACTS, VALUE_FIELDS, field_of, kind_of, word_of
from kpi_core.intake.names import clean, fold, narrow, path_of
from kpi_core.intake.numbers import Commas, Flags, Floats, commas, read_numbers, weight_of
from kpi_core.intake.period_columns import day_orders, octobers, settle_days
from kpi_core.intake.periods import parse_period
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.table import SEPARATORS, Cells

Codes = npt.NDArray[np.int32]
_NEEDED = ("kpi", "period")
_MAX_REPORTED = 10_000
# Problems of lines that are not among the rows.
_LINES_LOST = ("cell_count", "cell_too_long", "open_quote", "other_table")


@dataclass
class Reading:
    """What a facts file says, one element per data line in every array.

    `unit` and `kpi` are codes into `units` (paths below the company; () is the company) and `kpis` (cleaned names);
    -1 marks a line whose cell could not be read. `grain` and `period` are codes into `spans`.
    `said[field][kpi code]` is what the file states of the KPI; `kept` marks the lines without a problem.
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
    return {**cells.checks, **found}


def read_facts(cells: Cells, fiscal_start: int = 1, dates: str = "", decimal: str = "") -> Reading:
    """The facts in these cells. Raises Unreadable when a needed column is missing.

    `dates` says what 03/04/2024 is (dmy, mdy), `decimal` what the comma of 1,23 is (`,` the decimal sign, `.` not);
    without them what hangs on it is a problem, unless other cells of the file tell.
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
    spans, span = _spans(cells, columns, report, fiscal_start, dates)
    values, percent, scaled = _numbers(cells, columns, report, decimal)
    weight = _weights(cells, columns, report)
    reading = Reading(
        line=cells.lines, unit=unit, kpi=kpi_map[kpi], span=span, units=units, kpis=kpis, spans=spans,
        values=values, percent=percent, scaled=scaled, weight=weight, said={}, kept=~bad, problems=problems,
        headers={name: cells.headers[position] for name, position in columns.items()},
        unused=cells.unused or [
            header for place, header in enumerate(cells.headers)
            if not cells.fields and place not in columns.values() and header.strip()
        ],
        separator=SEPARATORS[cells.separator], across=cells.across,
    )  # fmt: skip
    _said(reading, cells, columns, report)
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
    words = ["" if word is None else word for word in coded.dictionary.to_pylist()]
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
    cells: Cells, columns: dict[str, int], report: "Report", fiscal_start: int, dates: str
) -> tuple[list[tuple[str, date]], Codes]:
    """The periods of the file in order, and each line's code among them."""
    period, period_words = _coded(cells.columns[columns["period"]])
    told, unsure = day_orders(period_words, dates)
    told |= octobers(period_words)
    settled = [told.get(word.strip(), word) for word in period_words]
    parsed = settle_days(settled, [parse_period(word, fiscal_start) for word in settled])
    doubtful = np.array([word.strip() in unsure for word in period_words])
    report(doubtful[period], "period", "date_unsure")
    spans = sorted({span for span in parsed if span})
    places = {span: place for place, span in enumerate(spans)}
    span_map = np.array([places[p] if p else -1 for p in parsed], np.int32)
    report((span_map[period] < 0) & ~doubtful[period], "period", "period_bad")
    return spans, span_map[period]


def _numbers(
    cells: Cells, columns: dict[str, int], report: "Report", decimal: str
) -> tuple[dict[str, Floats], dict[str, Flags], dict[str, Floats]]:
    """The values, where a % stood, and the sizes that words told, each by field."""
    values: dict[str, Floats] = {}
    percent: dict[str, Flags] = {}
    scaled: dict[str, Floats] = {}
    columns_read = {name: cells.columns[columns[name]] for name in VALUE_FIELDS if name in columns}
    texts = {name: column for name, column in columns_read.items() if not pa.types.is_floating(column.type)}
    found = {name: commas(text) for name, text in texts.items()}
    comma, unsure = _decimal_comma(list(found.values()), cells.separator, decimal)
    for name, column in columns_read.items():
        if name not in texts:
            values[name] = np.array(column.to_numpy(zero_copy_only=False))
            continue
        numbers = read_numbers(column, comma)
        values[name] = numbers.values
        if numbers.percent.any():
            percent[name] = numbers.percent
        if (numbers.scale != 1).any():
            scaled[name] = numbers.scale
        hanging = found[name].open & unsure
        report(hanging, name, "comma_unsure")
        report(numbers.bad & ~hanging, name, "number_bad")
    return values, percent, scaled


def _decimal_comma(found: list[Commas], separator: str, told: str) -> tuple[bool, bool]:
    """Whether a comma is the decimal sign of this file, and whether nobody can tell."""
    decimal, grouped = any(c.decimal for c in found), any(c.grouped for c in found)
    if told:
        return told == ",", False
    if separator == ";":
        # Where the comma does not separate cells it may be either; one cell that can only be one tells.
        return decimal, not decimal and not grouped and any(c.open.any() for c in found)
    return False, decimal and not grouped


def _weights(cells: Cells, columns: dict[str, int], report: "Report") -> Floats | None:
    if "weight" not in columns:
        return None
    numbers = read_numbers(cells.columns[columns["weight"]])
    report(numbers.bad | (numbers.values < 0), "weight", "weight_bad")
    return np.where(numbers.percent, numbers.values / 100, numbers.values) * numbers.scale


def _said(reading: Reading, cells: Cells, columns: dict[str, int], report: "Report") -> None:
    """What direction, measure, aggregation and frequency columns state of each KPI; two answers are a problem."""
    for name in SAID_WITH_FACTS:
        if name not in columns:
            continue
        code, words = _coded(cells.columns[columns[name]])
        meant = [narrow(word) or None if name == "measure" else word_of(name, word) for word in words]
        unknown = np.array([not m and bool(clean(w)) for m, w in zip(meant, words, strict=True)])
        report(unknown[code], name, "word_bad", field=name)
        stated: dict[int, str] = {}
        clash = np.zeros(len(code), bool)
        pairs = np.unique(np.stack([reading.kpi, code]), axis=1).T if len(code) else np.empty((0, 2), int)
        for kpi, word in pairs.tolist():
            said = meant[word]
            if kpi < 0 or said is None or stated.setdefault(kpi, said) == said:
                continue
            rows = (reading.kpi == kpi) & (code == word)
            if name == "measure" and weight_of(said) == weight_of(stated[kpi]):
                line = int(reading.line[int(np.flatnonzero(rows)[0])])
                reading.problems.append(problem(line, reading.headers[name], said, "measure_twice", warning=True,
                                                kpi=reading.kpis[kpi], used=stated[kpi]))  # fmt: skip
            else:
                clash |= rows
        report(clash, name, "said_twice", field=name)
        reading.said[name] = stated


class Report(Protocol):
    """The shape of `report` above: mark rows of a column as a problem."""

    def __call__(self, rows: Flags, name: str, code: str, **more: Any) -> None: ...


__all__ = ["Reading", "columns_of", "kind_of", "read_facts"]
