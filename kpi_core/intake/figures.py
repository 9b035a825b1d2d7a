"""The figures of a file, all its columns together: one decimal sign for the file, and what stood about each figure."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from kpi_core.intake.numbers import Commas, Flags, Floats, Numbers, cut, numbers_in, signs_of


@dataclass(frozen=True)
class Figures:
    """Values by field, where a % stood, the sizes that words told, what stood about them, and the cells that are no figure.

    `wrong` has (field, code of the problem, rows).
    """

    values: dict[str, Floats] = field(default_factory=dict)
    percent: dict[str, Flags] = field(default_factory=dict)
    scaled: dict[str, Floats] = field(default_factory=dict)
    marked: dict[str, Numbers] = field(default_factory=dict)
    wrong: list[tuple[str, str, Flags]] = field(default_factory=list)


def read_figures(columns: dict[str, pa.Array], separator: str, decimal: str) -> Figures:
    """The figures of these columns; `decimal` is what a person says of the comma (`,` the decimal sign, `.` not, "" nothing)."""
    found = Figures()
    typed = {name: np.array(column.to_numpy(zero_copy_only=False)) for name, column in columns.items()
             if pa.types.is_floating(column.type)}  # fmt: skip
    texts = {name: cut(column) for name, column in columns.items() if name not in typed}
    signs = {name: signs_of(written) for name, written in texts.items()}
    fractions = {name: _fractions(values) for name, values in typed.items()} if texts else {}
    pointed = any(rows.any() for rows in fractions.values())
    comma, asked = decimal_sign(list(signs.values()), separator, decimal, pointed)
    for name in columns:
        if name in typed:
            found.values[name] = typed[name]
            if comma and not decimal and fractions.get(name, np.zeros(0)).any():
                # Read as they stand while the other columns have decimal commas: 12.345 may be twelve thousand.
                found.wrong.append((name, "comma_unsure", _thousandths(typed[name])))
            continue
        numbers = numbers_in(texts[name], comma)
        found.values[name] = numbers.values
        if numbers.percent.any():
            found.percent[name] = numbers.percent
        if (numbers.scale != 1).any():
            found.scaled[name] = numbers.scale
        if len(numbers.marks) > 1:
            found.marked[name] = numbers
        _wrong(found, name, numbers, _hanging(signs[name], asked))
    return found


def decimal_sign(found: list[Commas], separator: str, told: str, pointed: bool) -> tuple[bool, set[str]]:
    """Whether the comma is the decimal sign of a file, and which cells nobody can tell: those that are `either`, `weak`, or `points`.

    `pointed` says that columns of plain figures have decimal points. One cell that can only be one way tells for the file;
    where cells tell both, what hangs on it is asked.
    """
    if told:
        return told == ",", set()
    decimal, grouped, strong = (any(getattr(c, name) for c in found) for name in ("decimal", "grouped", "strong"))
    weak, either, points = (sum(int(c.weak.sum()) for c in found), any((c.open & ~c.weak).any() for c in found),
                            any(c.points.any() for c in found))  # fmt: skip
    pointed = pointed or any(c.point for c in found)
    if decimal and grouped:
        return False, {"weak", "either", "points"}
    if decimal and (separator == ";" or strong):
        return True, {"either", "points"} if pointed else set()
    if decimal:
        # A comma beside separating commas: one may be a slip, several that nothing speaks against are none.
        sure = weak > 1 and not (either or points or pointed)
        return sure, set() if sure else {"weak", "either", "points"}
    if grouped or pointed or separator != ";":
        return False, set()
    return False, {"either", "points"}


def _hanging(signs: Commas, asked: set[str]) -> Flags:
    rows = np.zeros(len(signs.open), bool)
    if "weak" in asked:
        rows |= signs.weak
    if "either" in asked:
        rows |= signs.open & ~signs.weak
    return rows | signs.points if "points" in asked else rows


def _wrong(found: Figures, name: str, numbers: Numbers, hanging: Flags) -> None:
    if hanging.any():
        found.wrong.append((name, "comma_unsure", hanging))
    # A length of time is a figure where the KPI is measured in one; that is settled when its measure is known.
    rest = numbers.bad & ~hanging & np.isnan(numbers.seconds)
    if rest.any():
        why = np.array([mark.why or "number_bad" for mark in numbers.marks])[numbers.mark]
        found.wrong.extend((name, code, rest & (why == code)) for code in np.unique(why[rest]).tolist())


def _fractions(values: Floats) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray((values != np.floor(values)) & ~np.isnan(values))


def _thousandths(values: Floats) -> Flags:
    """Which plain figures may have been thousands: 1 to 1,000, with no more than three decimals."""
    with np.errstate(invalid="ignore"):
        size = np.abs(values)
        return np.asarray(
            _fractions(values) & (size >= 1) & (size < 1000) & (np.abs(values * 1000 - np.round(values * 1000)) < 1e-6)
        )
