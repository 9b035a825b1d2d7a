"""Data > Reporting: who has handed in, what is still wanted of a department, and handing it in without a file."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpi_core.intake import harmless as harmless
from kpi_core.review.commit import commit
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Period, Store, Unit, period_text, units
from kpi_core.review.upload import preview
from kpi_core.store import set_setting

MONTHS = 6
# What a template's columns hold, in their order; the last is for the reader only.
COLUMNS = ("department", "kpi", "period", "actual", "target", "measure", "before")
Cell = str | float | None


class BadEntry(Refusal):
    """Figures typed in that cannot be taken."""


@dataclass(frozen=True)
class Line:
    """One KPI a department reports for a month: what is said already, and the last actual before it."""

    name: str
    name_en: str | None
    measure: str | None
    actual: float | None
    target: float | None
    before: float | None

    def title(self, lang: str) -> str:
        """The KPI's name in the reader's language."""
        return self.name_en or self.name if lang == "en" else self.name


@dataclass(frozen=True)
class Reported:
    """A department and, for each month, (KPIs that were due, KPIs still missing); None where nothing was due."""

    unit: Unit
    months: list[tuple[int, int] | None]

    @property
    def late(self) -> int:
        """How many months are not complete."""
        return sum(1 for month in self.months if month and month[1])


def due_day(store: Store) -> int:
    """Days after a month's end by which its figures are due; 5 unless set."""
    return int(store.rows("due_day")[0]["value"])


def set_due_day(store: Store, days: int, who: str) -> None:
    """Set it. Raises BadEntry outside 0 to 60."""
    if not 0 <= days <= 60:
        raise BadEntry("reporting.due_day_bad", value=days)
    set_setting(store, "due_day", str(days), who)


def due_date(month: date, days: int) -> date:
    """The day a month's figures are due."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) + timedelta(days=days - 1)


def months_until(last: date, count: int = MONTHS) -> list[date]:
    """`count` months up to `last`, oldest first."""
    return [Period("month", last).back(step) for step in reversed(range(count))]


def reported(store: Store, months: list[date]) -> list[Reported]:
    """Every department without others below it, with what was due of it in each month; those with gaps first."""
    rows = store.rows("reported", first=months[0], last=months[-1])
    known = {(row["unit_id"], row["period"]): (int(row["due"]), int(row["missing"])) for row in rows}
    found = [
        Reported(unit, [known.get((unit.unit_id, month)) for month in months])
        for unit in units(store).values() if any((unit.unit_id, month) in known for month in months)
    ]  # fmt: skip
    return sorted(found, key=lambda row: (-row.late, row.unit.path))


def lines(store: Store, unit: Unit, month: date) -> list[Line]:
    """The KPIs of a department for a month: assigned to it, or reported by it in the twelve months before."""
    rows = store.rows("template_lines", unit=unit.unit_id, month=month)
    return [Line(**row) for row in rows]


def template(store: Store, unit: Unit, months: list[date], lang: str) -> list[list[Cell]]:
    """The rows of a department's template in the order of COLUMNS, prefilled with what is known."""
    where = unit.trail(lang)
    return [
        [where, line.title(lang), period_text("month", month), line.actual, line.target, line.measure or "", line.before]
        for month in months for line in lines(store, unit, month)
    ]  # fmt: skip


def hand_in(store: Store, name: str, rows: list[list[Cell]], head: list[str], who: str) -> int:
    """Take typed rows (as of a template) like a file of that name; returns the upload. Raises BadEntry with nothing to say."""
    said = [row[:6] for row in rows if row[3] is not None or row[4] is not None]
    if not said:
        raise BadEntry("reporting.nothing")
    data = as_csv([head, *said])
    found = preview(store, name, data)
    if found.errors:
        raise BadEntry("reporting.bad", count=len(found.errors))
    if not (found.new or found.changed):
        raise BadEntry("reporting.nothing")
    return commit(store, found, who)


def as_csv(rows: list[list[Any]]) -> bytes:
    """Rows as UTF-8 CSV with BOM: numbers as they are, and a text that a spreadsheet would run is kept a text by a `'`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else repr(cell) if isinstance(cell, float) else cell
