"""Data > Export: every table of the store as rows, for a file."""

from datetime import date

from kpi_core.review.history import uploads
from kpi_core.review.register import REGISTERS, Cell, register_table
from kpi_core.review.scope import Store, fiscal_start, kpis, period_text, units
from kpi_core.tables import KPI_FIELDS

FACTS = ("actual", "numerator", "denominator", "target", "floor", "stretch")
RESULTS = ("actual", "target", "attainment", "scored", "status", "reason", "weight")
# How a file marks a KPI of which something is guessed from its name.
GUESS = "?"
SCORES = ("score", "coverage", "good", "watch", "miss", "blank")
EXPORTS = ("facts", "results", "scores", *REGISTERS, "uploads")
# A KPI's register fields, and the columns that hold one of the house's words.
FIELDS = tuple(KPI_FIELDS)
WORDED = {name for name, spec in KPI_FIELDS.items() if spec.allowed} | {"status", "reason"}
_UPLOADS = ("upload", "file", "kind", "mode", "rows", "accepted", "left_out", "by", "at", "stands", "sha256")
# Those that can be cut to a span of months.
SPANNED = ("facts", "results", "scores")
_QUESTIONS = {"facts": "export_facts", "results": "export_results", "scores": "export_scores"}
_EVER = (date(1900, 1, 1), date(9999, 12, 31))


def export_table(
    store: Store, which: str, since: date | None = None, until: date | None = None
) -> tuple[list[str], list[list[Cell]]]:
    """Fields and rows of one of EXPORTS; facts, results and scores from `since` to `until` (first days), else all of them.

    Attainments and scores are fractions; facts and registers are read back unchanged by `import`.
    """
    if which in REGISTERS:
        return register_table(store, which)
    if which == "uploads":
        return list(_UPLOADS), [[_plain(upload.as_json()[name]) for name in _UPLOADS] for upload in uploads(store)]
    start = fiscal_start(store)
    paths = {unit.unit_id: "/".join(unit.path) for unit in units(store).values()}
    names = {kpi.kpi_id: kpi.values["name"] for kpi in kpis(store).values()}
    marks = {
        kpi.kpi_id: [GUESS if kpi.unconfirmed else None] if which == "results" else [] for kpi in kpis(store).values()
    }
    found = store.tuples(_QUESTIONS[which], since=since or _EVER[0], until=until or _EVER[1])
    if which == "scores":
        return ["department", "period", *SCORES], [
            [paths[unit], period_text(grain, first, start), *values] for unit, grain, first, *values in found
        ]
    return ["department", "kpi", "period", *(FACTS if which == "facts" else (*RESULTS, "unconfirmed"))], [
        [paths[unit], names[kpi], period_text(grain, first, start), *values, *marks[kpi]]
        for unit, kpi, grain, first, *values in found
    ]


def count_rows(store: Store, which: str, since: date | None = None, until: date | None = None) -> int:
    """How many rows export_table would give."""
    if which not in SPANNED:
        return len(export_table(store, which)[1])
    return int(store.rows("export_counts", since=since or _EVER[0], until=until or _EVER[1])[0][which])


def _plain(value: object) -> Cell:
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else str(value)
