"""Whose figures a table holds where no column says it: a section's, a block's, the company's; asked where a name hints at a department."""

import re
from pathlib import PurePath

from kpi_core.intake.around import NO_DEPARTMENT, Body, is_group, unnumbered, year_in
from kpi_core.intake.dimension import Told
from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.grammar import Head
from kpi_core.intake.grid import Grid
from kpi_core.intake.heads import Row, is_number
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.roles import looks_department


def say_department(
    fixed: dict[str, str], body: Body, grid: Grid, name: str, known: Told, warnings: list[Problem]
) -> None:
    """Whose figures these are where no column says it: the sections', the sheet's, or the company's; asked where a name hints at one."""
    sections = list(dict.fromkeys(body.sections.values()))
    if all(map(looks_department, map(unnumbered, sections))):
        body.sections = {line: unnumbered(section) for line, section in body.sections.items()}
        sections = list(dict.fromkeys(body.sections.values()))
    if any("department" in told for told in body.told.values()):
        return
    if sections and not any(map(is_group, sections)) and all(line in body.sections for line, _ in body.rows):
        warnings.append(problem(0, "", ", ".join(sections), "sections_are_departments", warning=True))
        body.told = {line: {"department": section} for line, section in body.sections.items()}
    elif unread := [head.text for place, head in enumerate(known.heads) if _may_name(head, place, known, body.rows)]:
        # A column of words that nobody knows may be the departments'.
        raise Unreadable(problem(known.line, "", "", "columns_missing", missing=["department"], found=unread))
    else:
        if hint := _hint(grid, name):
            raise Unreadable(problem(0, "", hint, "department_unnamed"))
        fixed["department"] = ""
        warnings.append(problem(0, "", "", "department_company", warning=True))


def _hint(grid: Grid, name: str) -> str:
    """The part of the file's or the sheet's name that looks like a department's, or ""."""
    parts = re.split(r"[_\s\-—–.]+", f"{grid.sheet}_{PurePath(name).stem}")
    hints = [part for part in parts if looks_department(part)]
    sheet = grid.sheet if not (find_periods(grid.sheet) or year_in(grid.sheet)) else ""
    return (hints or [""])[0] or ("" if NO_DEPARTMENT.fullmatch(sheet) else sheet)


def _may_name(head: Head, place: int, known: Told, rows: list[Row]) -> bool:
    """Whether a column is one of words under a head that says nothing."""
    if place in known.keys.values() or place == known.typed or head.tells or not head.text:
        return False
    words = words_of(rows, place)
    return bool(words) and not any(map(is_number, words))


def words_of(rows: list[Row], place: int) -> list[str]:
    """The different texts of a column, of its first rows."""
    return list(dict.fromkeys(texts[place] for _, texts in rows[:500] if place < len(texts) and texts[place]))
