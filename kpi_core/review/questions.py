"""Data > Upload: what a file leaves open, gathered: which problems are one question, and what an answer to it sets."""

from dataclasses import dataclass

from kpi_core.intake import Problem as Problem

# What a person can tell of a file as a whole: the problem, and what of `Given` the answer to it sets.
ASKS: dict[str, tuple[str, ...]] = {
    "year_unknown": ("year",),
    "kpi_unnamed": ("kpi",),
    "department_unnamed": ("department",),
    "encoding_unsure": ("encoding",),
    "columns_missing": ("columns", "period"),
    "column_twice": ("columns",),
    "heads_unknown": ("layout", "columns"),
    "roles_unsure": ("columns",),
    "no_figures": ("columns",),
    "measure_or_department": ("columns",),
    "periods_twice": ("columns",),
    "units_differ": ("columns",),
    "register_or_facts": ("kind",),
    "date_unsure": ("dates",),
    "comma_unsure": ("decimal",),
    "period_or_year": ("periods",),
    "month_unsure": ("periods",),
    "fiscal_start_unsure": ("fiscal",),
}
# What one answer settles for all cells of a file.
_ONCE = ("date_unsure", "comma_unsure", "period_or_year", "month_unsure", "fiscal_start_unsure", "days_read")
# What was read from around the table, and can be told otherwise: warnings with a control of their own.
CORRECTS: dict[str, tuple[str, ...]] = {
    "department_company": ("department",),
    "period_from_note": ("period",),
    "days_read": ("periods",),
    "sections_are_departments": ("department",),
    "heads_are_kpis": ("layout", "columns"),
    "heads_are_departments": ("layout", "columns"),
}
# Lines that hold others together (a block's head, a section, the department of merged cells): leaving one out would give
# what follows it to another department, KPI or period.
HOLDS_OTHERS = {"other_table", "open_quote", "cell_count", "cell_too_long", "name_blank"}


@dataclass(frozen=True)
class Question:
    """Problems that one answer settles: all of one kind that say the same."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The one that speaks for all."""
        return self.problems[0]

    @property
    def lines(self) -> list[int]:
        """The lines it stands in, in order, each once."""
        return sorted({p.line for p in self.problems})


def questions_of(problems: list[Problem]) -> list[Question]:
    """The problems in their order, equal ones together: the same code, column, value and sentence."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for p in problems:
        about = () if p.code in _ONCE else (p.column, p.value, repr(sorted(p.more.items())))
        found.setdefault((p.warning, p.code, *about), []).append(p)
    return [Question(tuple(same)) for same in found.values()]


def counted(problems: list[Problem]) -> tuple[int, int]:
    """How many values of how many lines are concerned; (n, 0) where they concern the file as a whole."""
    return len(problems), len({p.line for p in problems if p.line})
