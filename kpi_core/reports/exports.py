"""Any table as a file: CSV with BOM, or xlsx; words and headers in the reader's language, as `import` reads them back."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from kpi_core.reports.sheets import Cell, workbook
from kpi_core.review.exports import EXPORTS as EXPORTS
from kpi_core.review.exports import FIELDS, WORDED, export_table
from kpi_core.review.refusal import Refusal
from kpi_core.review.reporting import as_csv
from kpi_core.review.scope import Store
from kpi_core.text import t

ENDINGS = ("csv", "xlsx")
# Rows of a sheet, its header included.
MOST_ROWS = 1_048_576
# Columns named as in a file that is handed in; the others are the export's own.
_KEYS = {"department", "kpi", "period", "actual", "target", "numerator", "denominator", "weight", "valid_from"}


class TooLong(Refusal):
    """More rows than a sheet has."""


def table_file(name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], ending: str) -> bytes:
    """A table as the bytes of a CSV or xlsx file. Raises TooLong."""
    if ending == "csv":
        return as_csv([list(head), *map(list, rows)])
    if len(rows) >= MOST_ROWS:
        raise TooLong("too_long_for_sheet", rows=f"{len(rows):,}", limit=f"{MOST_ROWS:,}")
    return workbook(name, head, rows)


def export_file(
    store: Store, which: str, ending: str, lang: str, since: date | None = None, until: date | None = None
) -> bytes:
    """One of EXPORTS as a file. Raises TooLong."""
    fields, rows = export_table(store, which, since, until)
    worded = [at for at, name in enumerate(fields) if name in WORDED and which != "uploads"]
    for row in rows:
        for at in worded:
            word = row[at]
            row[at] = t(f"{fields[at]}.{word}", lang) if word else None
    known = _KEYS if which in ("scores", "uploads") else {*_KEYS, *FIELDS}
    head = [t(f"field.{name}" if name in known else f"export.{name}", lang) for name in fields]
    return table_file(t(f"export.table_{which}", lang), head, rows, ending)


def ending_of(file: str) -> str:
    """`csv` or `xlsx` by a file's name; "" for anything else."""
    ending = PurePath(file).suffix.lower().removeprefix(".")
    return ending if ending in ENDINGS else ""
