"""Cells that a merge left blank: a department or month written once counts for the rows below it."""

from itertools import pairwise

from kpi_core.intake.heads import Merged, Row, is_number
from kpi_core.intake.layout import Layout
from kpi_core.intake.names import fold
from kpi_core.intake.problem import Problem, problem

_FILLED = ("department", "period", "year", "kpi")
_SHOWN = 8


def filled_down(rows: list[Row], layout: Layout, merged: Merged) -> list[Problem]:
    """Fill key columns down in place, over merged cells exactly, and in a text where every blank stands below a name and is no company's.

    What was filled without a merged cell to say so is told as a warning.
    """
    told: list[Problem] = []
    when = layout.keys.get("period", -1)
    layout.body.merged_months = when >= 0 and any(not _cell(row, when) for row in rows)
    for which in _FILLED:
        place = layout.keys.get(which, -1)
        if place < 0 or not any(place >= len(texts) or not texts[place] for _, texts in rows):
            continue
        _over_merged(rows, place, merged)
        blank = [row for row in rows if _cell(row, place) == "" and any(map(is_number, row[1]))]
        if not blank or (rows and not _cell(rows[0], place)) or (which == "kpi" and len(blank) == len(rows)):
            continue
        if _written_out(rows, place) or _would_repeat(rows, which, place, layout):
            continue
        if which == "department" and not _written_once(rows, place, layout):
            continue
        _fill(rows, place)
        lines = ", ".join(str(line) for line, _ in blank[:_SHOWN]) + (" …" if len(blank) > _SHOWN else "")
        told.append(problem(blank[0][0], layout.headers[place], "", "filled_down", warning=True, lines=lines, count=len(blank),
                            header=layout.headers[place]))  # fmt: skip
    return told


def _cell(row: Row, place: int) -> str:
    return row[1][place].strip() if 0 <= place < len(row[1]) else ""


def _put(row: Row, place: int, text: str) -> None:
    row[1].extend([""] * (place + 1 - len(row[1])))
    row[1][place] = text


def _over_merged(rows: list[Row], place: int, merged: Merged) -> None:
    spans = [(top, bottom) for top, left, bottom, right in merged if left <= place <= right and bottom > top]
    if not spans:
        return
    by_line = {row[0]: row for row in rows}
    for top, bottom in spans:
        text = _cell(by_line[top], place) if top in by_line else ""
        for line in range(top + 1, bottom + 1) if text else ():
            if line in by_line and not _cell(by_line[line], place):
                _put(by_line[line], place, text)


def _fill(rows: list[Row], place: int) -> None:
    above = ""
    for row in rows:
        above = _cell(row, place) or above
        if not _cell(row, place) and any(map(is_number, row[1])):
            _put(row, place, above)


def _written_out(rows: list[Row], place: int) -> bool:
    """Whether some name stands in two rows running: then names are written in every row, and a blank is one that misses."""
    names = [_cell(row, place) for row in rows]
    return any(name and name == before for before, name in pairwise(names))


def _written_once(rows: list[Row], place: int, layout: Layout) -> bool:
    """Whether every name stands once (in each month, where months are merged too) over at least as many blanks, or has its total below.

    A lone blank department among names is the company's.
    """
    filled, count, month = list[tuple[str, str]](), 0, ""
    for row in rows:
        month = _cell(row, layout.keys.get("period", -1)) or month
        if any(map(is_number, row[1])):
            count += 1
            if name := fold(_cell(row, place)):
                filled.append((month if layout.body.merged_months else "", name))
    return len(set(filled)) == len(filled) and (
        2 * len(filled) <= count or layout.body.left.get("totals", 0) >= len(filled)
    )


def _would_repeat(rows: list[Row], which: str, place: int, layout: Layout) -> bool:
    """Whether filling would state one department, KPI and period twice: then the blanks are no merged cells."""
    others = [at for other, at in layout.keys.items() if other in _FILLED and other != which] + [layout.typed] * (
        layout.typed >= 0
    )
    above, met = "", set()
    for row in rows:
        above = _cell(row, place) or above
        key = (fold(above), *(fold(_cell(row, at)) for at in others))
        if key in met and any(map(is_number, row[1])):
            return True
        met.add(key)
    return False
