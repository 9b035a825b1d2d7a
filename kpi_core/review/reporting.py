"""Data > Reporting: who has handed in, what is still wanted of a department, and handing it in without a file."""

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kpi_core.intake import harmless as harmless
from kpi_core.review.changed import Saved, differing, fact_changed_by, refuse_unseen
from kpi_core.review.commit import commit, rehearse
from kpi_core.review.refusal import Refusal
from kpi_core.review.scope import Period, Store, Unit, kpi_by_text, kpis, period_text, units
from kpi_core.review.settings import setting
from kpi_core.review.upload import Preview, preview

MONTHS = 6
# What a template's columns hold, in their order; the last is for the reader only.
COLUMNS = ("department", "kpi", "period", "actual", "target", "measure", "before")
FIGURES = ("actual", "target")
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
    """Days after a month's end by which its figures are due."""
    return int(setting(store, "due_day"))


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


@dataclass(frozen=True)
class Typed:
    """Figures typed over a department's template of a month, drawn as `seen`; `head` are its column names."""

    unit: Unit
    month: date
    head: list[str]
    rows: list[list[Cell]]
    seen: dict[tuple[str, str], float | None]


def hand_in(store: Store, typed: Typed, who: str) -> int:
    """Take what was typed like a file; returns the upload.

    Only figures that were changed are written; a figure that was taken away stays. Raises BadEntry with nothing to say,
    ChangedMeanwhile where somebody else has given such a figure since.
    """
    with store.held():
        return commit(store, _preview(store, typed), who)


def rehearse_hand_in(store: Store, typed: Typed) -> Saved:
    """What handing it in would move; nothing is kept. Raises as hand_in does."""
    with store.held():
        return Saved([typed.month], rehearse(store, _preview(store, typed)))


def _preview(store: Store, typed: Typed) -> Preview:
    asked = differing(typed.seen, {key: value for key, value in figures(typed.rows).items() if value is not None})
    now = figures([row for lang in ("zh", "en") for row in template(store, typed.unit, [typed.month], lang)])
    month = period_text("month", typed.month)
    refuse_unseen(
        lambda key: (key[1], f"{key[0]} {month}"), typed.seen, asked, now,
        lambda key: fact_changed_by(store, typed.unit.unit_id, kpi_by_text(kpis(store), key[0]).kpi_id, typed.month),
    )  # fmt: skip
    asked = differing(now, asked)
    said = [
        [*row[:3], *(asked.get((str(row[1]), name)) for name in FIGURES), row[5]]
        for row in typed.rows if any((str(row[1]), name) in asked for name in FIGURES)
    ]  # fmt: skip
    if not said:
        raise BadEntry("reporting.nothing")
    found = preview(store, f"{typed.unit.trail('zh')} {month}.csv", as_csv([typed.head, *said]))
    if found.errors:
        raise BadEntry("reporting.bad", count=len(found.errors))
    return found


def figures(rows: list[list[Cell]]) -> dict[tuple[str, str], float | None]:
    """What rows of a template say, by KPI and figure."""
    return {(str(row[1]), name): cell if isinstance(cell, float | int) else None
            for row in rows for name, cell in zip(FIGURES, row[3:5], strict=True)}  # fmt: skip


def as_csv(rows: list[list[Any]]) -> bytes:
    """Rows as UTF-8 CSV with BOM: numbers as they are, and a text that a spreadsheet would run is kept a text by a `'`."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else repr(cell) if isinstance(cell, float) else cell
