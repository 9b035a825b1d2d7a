"""How a table is laid out: what each of its columns holds, what stands above it, and what only a person can tell.

Long (one fact a line), or months, KPIs or departments across, in any order of one to three header rows.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from kpi_core.intake.across import Column, columns_across
from kpi_core.intake.around import (
    Body,
    adding_up,
    body_of,
    period_in,
    tells_targets,
    titles,
    year_in,
)
from kpi_core.intake.dimension import Told
from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.given import LAYOUTS as LAYOUTS
from kpi_core.intake.given import Given as Given
from kpi_core.intake.grammar import Head, read_head
from kpi_core.intake.grid import Grid
from kpi_core.intake.headers import VALUE_FIELDS, field_of
from kpi_core.intake.heads import Header, Row, find_header, is_number
from kpi_core.intake.names import fold
from kpi_core.intake.problem import Problem, Unreadable, problem
from kpi_core.intake.roles import KEPT, is_unit, looks_department
from kpi_core.intake.whose import say_department, words_of


@dataclass(frozen=True)
class Layout:
    """A recognised table: `kind` is long, months, kpis or departments; data begins at `rows[first]`.

    `keys` leads from a field to its column, `fixed` tells a field for every row; `typed` is the column whose words say what
    each row's figures are (-1: none); `warnings` name what was read from elsewhere than a column.
    """

    kind: str
    line: int
    first: int
    headers: list[str]
    keys: dict[str, int]
    values: list[Column]
    fixed: dict[str, str]
    unused: list[str]
    typed: int = -1
    body: Body = field(default_factory=Body)
    warnings: list[Problem] = field(default_factory=list)


def recognise(grid: Grid, name: str, given: Given) -> Layout:
    """The layout of a table; `name` is the file's, which may tell a year. Raises Unreadable when a needed thing is not told."""
    header = find_header(grid.rows, given.header, grid.merged)
    line = grid.rows[header.at][0]
    heads = [_as_given(head, given) for head in header.heads]
    warnings: list[Problem] = []
    heads = _by_title(heads, grid.rows[: header.at], warnings)
    body = body_of(grid.rows, header, adding_up(heads, grid.rows[header.at + header.depth :]))
    told = _told(grid, header, given, body)
    heads = [_unless_figures(head, place, heads, body.rows) for place, head in enumerate(heads)]
    keys = _keys(heads, body.rows, told)
    if "year" in keys and "period" not in keys and not any(head.month or head.quarter or head.period for head in heads):
        keys["period"] = keys.pop("year")
    typed = _type_column(heads, keys, body.rows)
    known = Told(
        keys=keys,
        fixed=told,
        year=given.fixed.get("year") or told.pop("year", "") or _year(grid, name),
        line=line,
        given=given,
        typed=typed,
        heads=heads,
    )
    if body.totals:
        warnings.append(
            problem(0, "", ", ".join(dict.fromkeys(body.totals)), "totals_left", warning=True, count=len(body.totals))
        )
    if body.others:
        line, texts = body.others[0]
        raise Unreadable(problem(line, "", " | ".join(filter(None, texts)), "several_tables", begins=line))
    found = columns_across(heads, known, body.rows)
    warnings += found.warnings
    fixed = _fixed(known, found.values, body, grid, name, warnings)
    layout = Layout(
        found.kind, line, header.at + header.depth, [head.text for head in heads], keys, found.values, fixed, found.unused,
        typed, body, warnings,
    )  # fmt: skip
    _check(layout, name)
    return layout


def shape(grid: Grid) -> str:
    """What two months of one table share: the words of its header without numbers, as a digest."""
    header = find_header(grid.rows, 0, grid.merged)
    # Of months or departments across there may be more next time: each kind of word counts once.
    words = list(dict.fromkeys(re.sub(r"\d+", "#", fold(head.text)) for head in header.heads))
    return hashlib.sha256("|".join(words).encode()).hexdigest()[:10]


def tells_facts(texts: list[str]) -> bool:
    """Whether a header speaks of periods or figures, so that the table holds facts and is no register."""
    heads = [read_head(text) for text in texts]
    return any(head.timed or head.field in ("period", "year") for head in heads) or any(
        head.role in ("actual", "numerator", "attainment", "cumulative", "difference", "current", "previous")
        for head in heads
    )


def _as_given(head: Head, given: Given) -> Head:
    """A head as a person says it is meant; "" ignores its column."""
    said = {fold(header): which for header, which in given.columns.items()}
    which = said.get(fold(head.text))
    if which is None:
        return head
    if not which:
        return Head(head.text, role="noise")
    if which in VALUE_FIELDS:
        return Head(head.text, "", which, head.period, head.month, head.quarter, head.year, unit=head.unit)
    return Head(head.text, field=which)


def _by_title(heads: list[Head], above: list[Row], warnings: list[Problem]) -> list[Head]:
    """Where no head says what the figures are, and only the title does, they are targets."""
    if not tells_targets(above) or any(head.role in (*KEPT, "current") for head in heads):
        return heads
    warnings.append(problem(0, "", "", "targets_by_title", warning=True))
    return [replace(head, role="target") if head.timed and not head.field else head for head in heads]


def _unless_figures(head: Head, place: int, heads: list[Head], rows: list[Row]) -> Head:
    """A head that may name a key (Market), over figures: it is a name, or for a period where another column is one."""
    if head.field not in ("department", "kpi", "owner", "period") or field_of(head.text) == head.field:
        return head
    words = words_of(rows, place)
    if (
        not words
        or not all(map(is_number, words))
        or (head.field == "period" and sum(h.field == "period" for h in heads) < 2)
    ):
        return head
    return Head(head.text, unit=head.unit, names=(head.text,))


def _keys(heads: list[Head], rows: list[Row], told: dict[str, str]) -> dict[str, int]:
    """Key columns by field: what is named in the usual words goes before what only may mean it. Raises Unreadable for two of one."""
    _refuse_side_by_side(heads)
    keys: dict[str, int] = {}
    sure: dict[str, bool] = {}
    for place, head in enumerate(heads):
        which = head.field
        if not which or which == "type":
            continue
        exact = field_of(head.text) == which or head.field == "year"
        if which not in keys or (exact and not sure[which]):
            keys[which], sure[which] = place, exact
        elif exact or not sure[which]:
            raise Unreadable(problem(0, head.text, heads[keys[which]].text, "column_twice"))
    return _by_content(keys, heads, rows, told)


def _refuse_side_by_side(heads: list[Head]) -> None:
    """Two tables beside each other have their keys twice. Raises Unreadable."""
    again = [place for place, head in enumerate(heads) if head.field in ("department", "kpi", "period")
             and any(field_of(other.text) == head.field == field_of(head.text) for other in heads[:place])]  # fmt: skip
    parted = [place for place in again if not all(head.text for head in heads[:place])]
    if len(again) > 1 or parted:
        raise Unreadable(
            problem(0, heads[again[0]].text, heads[again[0]].text, "tables_beside", column_number=again[0] + 1)
        )


def _by_content(keys: dict[str, int], heads: list[Head], rows: list[Row], told: dict[str, str]) -> dict[str, int]:
    """单位, Unit and Measure may be units of measure, departments or KPIs: their cells tell. Raises Unreadable where they do not."""
    lacking = [which for which in ("department", "kpi") if which not in keys and which not in told]
    words = words_of(rows, keys["measure"]) if "measure" in keys else []
    if not lacking or not words or all(map(is_unit, words)):
        return keys
    which = lacking[0]
    if which == "department" and 2 * sum(map(looks_department, words)) < len(words):
        if "kpi" not in lacking:
            head = heads[keys["measure"]].text
            raise Unreadable(problem(0, head, ", ".join(words[:5]), "measure_or_department", head=head))
        which = "kpi"
    return {(which if name == "measure" else name): place for name, place in keys.items()}


def _type_column(heads: list[Head], keys: dict[str, int], rows: list[Row]) -> int:
    """The column whose cells say what a row's figures are (Actual, Target), or -1: every one of its words is such a role."""
    for place, head in enumerate(heads):
        if place in keys.values() or head.timed or head.role not in ("", "noise"):
            continue
        words = words_of(rows, place)
        read = [read_head(word) for word in words]
        roles = ["" if one.names or one.timed or one.field else one.role.replace("current", "actual") for one in read]
        if len(words) >= 2 and all(roles) and "actual" in roles and len(set(roles)) >= 2:
            return place
    return -1


def _told(grid: Grid, header: Header, given: Given, body: Body) -> dict[str, str]:
    """What titles, form heads and notes tell, and then what the person does."""
    told = titles(grid.rows[: header.at])
    below = titles([(0, [note]) for note in body.notes], only=True)
    for which in ("period", "department", "measure"):
        if which in below:
            told.setdefault(which, below[which])
    return {**told, **given.fixed}


def _year(grid: Grid, name: str) -> str:
    return year_in(grid.sheet) or year_in(name)


def _fixed(
    known: Told, values: list[Column], body: Body, grid: Grid, name: str, warnings: list[Problem]
) -> dict[str, str]:
    """What holds for every row because no column says it; what was found elsewhere than in a label is told as a warning."""
    said = {*known.keys, *(which for column in values for which, _ in column.says)}
    fixed = {
        which: text
        for which, text in known.fixed.items()
        if which not in said and which not in ("title_period", "year")
    }
    if known.year and "year" not in known.keys:
        fixed["year"] = known.year
    if "period" not in said | fixed.keys():
        near = [*body.notes, "" if find_periods(grid.sheet) else PurePath(name).stem]
        nearby = (known.fixed.get("title_period", ""), *(period_in([text]) for text in near))
        if period := next(filter(None, nearby), ""):
            fixed["period"] = period
            warnings.append(problem(0, "", period, "period_from_note", warning=True))
    if "department" not in said | fixed.keys():
        say_department(fixed, body, grid, name, known, warnings)
    return fixed


def _check(layout: Layout, name: str) -> None:
    """Refuse what no column, title or person tells."""
    told = {*layout.keys, *layout.fixed, *(which for column in layout.values for which, _ in column.says)}
    told |= {which for block in layout.body.told.values() for which in block}
    across = [text for column in layout.values for which, text in column.says if which == "period"]
    if any(text.startswith("?") for text in across) and "year" not in layout.keys:
        raise Unreadable(problem(layout.line, "", ", ".join(c.header for c in layout.values)[:60], "year_unknown"))
    if (
        layout.kind == "months"
        and "kpi" not in told
        and ("department" in layout.keys or layout.fixed.get("department"))
    ):
        raise Unreadable(problem(0, "", PurePath(name).stem, "kpi_unnamed"))
    missing = [which for which in ("department", "kpi", "period") if which not in told]
    held = {column.holds for column in layout.values}
    if layout.typed < 0 and not (held & {"actual", "target"} or {"numerator", "denominator"} <= held):
        missing.append("actual")
    if missing:
        found = [header for header in layout.headers if header]
        raise Unreadable(problem(layout.line, "", "", "columns_missing", missing=missing, found=found))
