"""A register file read whole: KPIs with their definitions and weights, or units."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from kpi_core.intake.headers import WORDS, word_of
from kpi_core.intake.names import clean, fold, narrow, path_of, tidy
from kpi_core.intake.numbers import read_numbers
from kpi_core.intake.periods import parse_period
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.reading import columns_of
from kpi_core.intake.table import Cells
from kpi_core.tables import KPI_FIELDS, UNIT_FIELDS

# Fields in a person's words, kept letter by letter; the others are names and are compared.
_SENTENCES = ("name_en", "definition", "formula", "kra", "source", "owner", "supervisor", "perspective")


# What a page lets a person set, too: fractions, and whole decimals.
_RANGES = {"cap": (1.0, 1.5), "good": (0.0, 2.0), "watch": (0.0, 2.0), "decimals": (0, 6)}


def _within(field: str, value: float) -> bool:
    low, high = _RANGES[field]
    return low <= value <= high and (field != "decimals" or value == int(value))


@dataclass(frozen=True)
class RegisterLine:
    """One good line: a unit's path (empty: the company or none), a KPI's name (or ""), and the fields it states as text."""

    line: int
    unit: tuple[str, ...]
    kpi: str
    fields: dict[str, str]
    weight: float | None
    valid_from: date | None


def read_register(cells: Cells, kind: str) -> tuple[list[RegisterLine], list[Problem], list[str]]:
    """The lines of a `kpis` or `units` file, every problem, and the columns not used.

    Raises Unreadable when the naming column is missing. Register files are small: a loop over lines is fine here.
    """
    columns = columns_of(cells)
    needed = "kpi" if kind == "kpis" else "department"
    if needed not in columns:
        found = [header.strip() for header in cells.headers if header.strip()]
        raise Unreadable(problem(1, "", "", "columns_missing", missing=[needed], found=found))
    texts = {name: [str(v or "") for v in cells.columns[position].to_pylist()] for name, position in columns.items()}
    problems = list(cells.problems)
    lines = []
    for row, line in enumerate(cells.lines.tolist()):
        cell = {name: values[row] for name, values in texts.items()}
        made = _line(line, cell, kind, {name: cells.headers[p] for name, p in columns.items()}, problems)
        if made is not None:
            lines.append(made)
    lines = _agreeing(lines, {name: cells.headers[p] for name, p in columns.items()}, problems)
    return lines, problems, [h for p, h in enumerate(cells.headers) if p not in columns.values() and h.strip()]


def _agreeing(lines: list[RegisterLine], headers: dict[str, str], problems: list[Problem]) -> list[RegisterLine]:
    """The lines without those that state another value than one before of the same unit or KPI."""
    said: dict[tuple[object, ...], str] = {}
    kept = []
    for line in lines:
        about = (fold(line.kpi),) if line.kpi else (fold("/".join(line.unit)),)
        stated: dict[tuple[object, ...], str] = {(*about, field): value for field, value in line.fields.items()}
        if line.weight is not None:
            stated[(*about, fold("/".join(line.unit)), line.valid_from, "weight")] = repr(line.weight)
        clash = next((key for key, value in stated.items() if said.get(key, value) != value), None)
        if clash is None:
            said |= stated
            kept.append(line)
        else:
            field, name = str(clash[-1]), line.kpi or "/".join(line.unit)
            problems.append(problem(line.line, headers.get(field, ""), stated[clash], "register_twice", field=field,
                                    name=name, other=said[clash]))  # fmt: skip
    return kept


def _line(
    line: int, cell: dict[str, str], kind: str, headers: dict[str, str], problems: list[Problem]
) -> RegisterLine | None:
    before, odd = len(problems), list[Problem]()
    needed = "kpi" if kind == "kpis" else "department"
    name = clean(cell[needed])
    if not name:
        problems.append(problem(line, headers[needed], cell[needed], "name_blank"))
    fields = {}
    for field, spec in (KPI_FIELDS if kind == "kpis" else UNIT_FIELDS).items():
        text = tidy(cell.get(field, "")) if field in _SENTENCES else narrow(cell.get(field, ""))
        if not text or field in ("name", "parent", "weight"):
            continue
        value = _value(field, spec.type, text)
        if value is None:
            code = "word_bad" if field in WORDS else "number_bad"
            problems.append(problem(line, headers[field], text, code, field=field))
            continue
        fields[field] = value
        if field in _RANGES and not _within(field, float(value)):
            # Kept as it is: the board says that such a KPI is set up wrongly.
            low, high = _RANGES[field]
            odd.append(problem(line, headers[field], text, "register_range", warning=True, range=f"{low:g} – {high:g}"))
    weight = _number(cell.get("weight", ""))
    if weight is not None and not weight >= 0:
        problems.append(problem(line, headers["weight"], cell["weight"], "weight_bad"))
    starts = parse_period(cell["valid_from"]) if cell.get("valid_from", "").strip() else None
    if cell.get("valid_from", "").strip() and starts is None:
        problems.append(problem(line, headers["valid_from"], cell["valid_from"], "period_bad", reason="unknown"))
    if len(problems) > before:
        return None
    problems += odd
    unit = path_of(cell.get("department", ""))
    return RegisterLine(line, unit, name if kind == "kpis" else "", fields, weight, starts[1] if starts else None)


def _value(field: str, kind: str, text: str) -> str | None:
    if field in WORDS:
        return word_of(field, text)
    if kind in ("double", "integer"):
        number = _number(text)
        return None if number is None or number != number else repr(number)
    return text


def _number(text: str) -> float | None:
    """The number in a cell; None when blank, NaN when it is none. A percent sign divides by 100."""
    if not text.strip():
        return None
    numbers = read_numbers(pa.array([text]))
    if numbers.marks[numbers.mark[0]].measure:
        # A constant is in the KPI's own measure, which stands in a column of its own.
        return float("nan")
    return float(numbers.values[0] * numbers.scale[0]) / (100 if numbers.percent[0] else 1)
