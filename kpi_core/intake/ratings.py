"""Ratings of a survey: a matrix (raters by items or items by raters) or one line per rater and item."""

import re
from dataclasses import dataclass, field

from kpi_core.intake.decode import decode
from kpi_core.intake.names import fold
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.records import sniffed, split
from kpi_core.intake.sheets import Sheet
from kpi_core.intake.workbook import is_workbook, read_workbook
from kpi_core.tables.surveys import GRADES

_RATER = {fold(word) for word in ("评分者", "评分人", "评委", "rater", "respondent", "judge")}
_TEAM = {fold(word) for word in ("组别", "分组", "组", "群体", "group", "team")}
_ITEM = {fold(word) for word in ("项目", "力", "十力", "指标", "item", "force")}
_GRADE = {fold(word) for word in ("评分", "分数", "得分", "打分", "grade", "rating", "score")}
# Rows and columns of a printed table that are worked out, not given by a rater.
_WORKED_OUT = {
    fold(word) for word in ("均值", "平均", "位置", "比重", "综合评分", "合计", "mean", "average", "rank", "total")
}
# A row with its number in the file.
Row = tuple[int, list[str]]
_WHOLE = re.compile(r"\d{1,3}(?:\.0+)?")


@dataclass(frozen=True)
class Answers:
    """One rater's grades by item; `line` is where the rater first stands in the file."""

    rater: str
    team: str | None
    line: int
    grades: dict[str, int]


@dataclass(frozen=True)
class Ratings:
    """What a ratings file says: its sheets and every problem; `layout` is long, raters_down or items_down."""

    layout: str
    sheets: list[Answers]
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class _Cell:
    """One grade as it stands: whose, of what, and where."""

    rater: str
    team: str | None
    item: str
    value: str
    line: int
    column: str


def read_ratings(data: bytes, items: dict[str, str]) -> Ratings:
    """The sheets of a file; `items` leads from a folded name (in either language, or the short name) to the short name.

    A grade that is not a whole number of the scale is a problem, so is a rater who stands there twice and an item
    nobody knows; a missing grade is a warning. Raises Unreadable when no layout is recognised.
    """
    sheets = read_workbook(data) if is_workbook(data) else [Sheet("", False, _rows(data), [])]
    for sheet in sheets:
        found = _laid_out(sheet.rows, items) if sheet.rows else None
        if found is not None:
            without = [problem(row, column, "=", "formula_uncached") for row, column in sheet.uncached]
            return _rated(*found, items, without)
    head = next((sheet.rows[0][1] for sheet in sheets if sheet.rows), [])
    raise Unreadable(problem(0, "", ", ".join(head)[:60], "ratings_layout"))


def _laid_out(rows: list[Row], items: dict[str, str]) -> tuple[str, list[_Cell]] | None:
    """The layout of a table by its words, and its cells; None when it is none of the three."""
    head, body = rows[0][1], rows[1:]
    names = [fold(cell) for cell in head]
    if set(names) & _RATER and set(names) & _ITEM and set(names) & _GRADE:
        return "long", _long(names, head, body)
    if sum(name in items for name in names) >= 2:
        return "raters_down", _raters_down(names, head, body)
    if sum(fold(row[0]) in items for _, row in body) >= 2:
        return "items_down", _items_down(head, body)
    return None


def _rows(data: bytes) -> list[Row]:
    text = decode(data)[0].decode("utf-8", "replace")
    records = split(text, sniffed(text))
    for record in records:
        if not record.sound:
            raise Unreadable(problem(record.line, "", " | ".join(record.cells), "open_quote"))
    return [(record.line, record.cells) for record in records]


def _place(names: list[str], words: set[str]) -> int | None:
    return next((at for at, name in enumerate(names) if name in words), None)


def _at(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _long(names: list[str], head: list[str], body: list[Row]) -> list[_Cell]:
    rater, item, grade, team = (_place(names, words) for words in (_RATER, _ITEM, _GRADE, _TEAM))
    column = head[grade] if grade is not None else ""
    return [
        _Cell(_at(row, rater), _at(row, team) or None, _at(row, item), _at(row, grade), number, column)
        for number, row in body
    ]


def _raters_down(names: list[str], head: list[str], body: list[Row]) -> list[_Cell]:
    rater, team = _place(names, _RATER), _place(names, _TEAM)
    graded = [at for at in range(len(names)) if at not in (rater, team) and names[at] not in _WORKED_OUT and names[at]]
    return [
        _Cell(_at(row, rater) or f"#{number}", _at(row, team) or None, head[at], _at(row, at), number, head[at])
        for number, row in body if fold(_at(row, rater if rater is not None else 0)) not in _WORKED_OUT
        for at in graded
    ]  # fmt: skip


def _items_down(head: list[str], body: list[Row]) -> list[_Cell]:
    teams = next((row for _, row in body if fold(row[0]) in _TEAM), None)
    graded = [at for at in range(1, len(head)) if fold(head[at]) not in _WORKED_OUT]
    return [
        _Cell(head[at] or f"#{at}", (_at(teams, at) or None) if teams else None, row[0], _at(row, at), number, head[at])
        for at in graded for number, row in body if fold(row[0]) not in _TEAM | _WORKED_OUT
    ]  # fmt: skip


def _rated(layout: str, cells: list[_Cell], items: dict[str, str], problems: list[Problem]) -> Ratings:
    found: dict[str, Answers] = {}
    for cell in cells:
        known = items.get(fold(cell.item))
        if known is None:
            if not any(p.value == cell.item and p.code == "item_unknown" for p in problems):
                problems.append(problem(cell.line, cell.column, cell.item, "item_unknown"))
            continue
        sheet = found.setdefault(fold(cell.rater), Answers(cell.rater, cell.team, cell.line, {}))
        twice = known in sheet.grades or (layout == "raters_down" and sheet.line != cell.line)
        if twice and not any(p.code == "rater_twice" and p.value == cell.rater for p in problems):
            problems.append(problem(cell.line, cell.column, cell.rater, "rater_twice", first=sheet.line))
        if cell.value:
            _grade(cell, known, sheet, problems)
    sheets = [sheet for sheet in found.values() if sheet.grades]
    every = set(items.values())
    for sheet in sheets:
        if len(sheet.grades) < len(every) and not any(p.line == sheet.line and p.code == "grade_bad" for p in problems):
            problems.append(
                problem(
                    sheet.line, "", sheet.rater, "items_missing", warning=True, count=len(every) - len(sheet.grades)
                )
            )
    return Ratings(layout, sheets, sorted(problems, key=lambda p: (p.line, p.column)))


def _grade(cell: _Cell, item: str, sheet: Answers, problems: list[Problem]) -> None:
    """A whole number of the scale goes on the sheet; anything else is a problem with its place."""
    if _WHOLE.fullmatch(cell.value) and int(float(cell.value)) in GRADES:
        sheet.grades.setdefault(item, int(float(cell.value)))
    else:
        problems.append(problem(cell.line, cell.column, cell.value, "grade_bad", low=GRADES[0], high=GRADES[-1]))
