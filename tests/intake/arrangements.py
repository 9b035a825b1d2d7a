"""Tables of figures arranged as people arrange them: what they say, and how they look.

A plan holds the choices: what stands across in which order and in how many header rows, what stands in the first columns,
what only a title, a note or the sheet tells, the words of either language, columns and rows of noise.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, product
from typing import Any

import openpyxl

from tests.intake.header_words import KEYS, NOTES, ROLES, TITLES, TOLD, TOTALS
from tests.intake.plans import Plan, figures, period_text, span

Cell = str | float | None
# (department, kpi, grain, first day) -> actual and target.
Facts = dict[tuple[str, str, str, date], tuple[float | None, float | None]]
_ENDS = {"zh": ("累计", "合计", "本年累计", "平均"), "en": ("YTD", "Total", "Average", "Year to date")}
_STATUS = {"zh": ("绿", "黄", "红"), "en": ("Green", "Amber", "Red")}


@dataclass
class Arrangement:
    """A table and what it says; `asks` names what it does not tell, so that it must be asked."""

    rows: list[list[Cell]]
    merged: list[tuple[int, int, int, int]]
    facts: Facts
    name: str
    sheet: str
    asks: str

    def csv(self, separator: str) -> bytes:
        """As a text: a merged cell is written once."""
        out = io.StringIO()
        width = max(map(len, self.rows))
        for row in self.rows:
            csv.writer(out, delimiter=separator).writerow([*map(_text, row), *[""] * (width - len(row))])
        return out.getvalue().encode()

    def xlsx(self) -> bytes:
        """As a workbook with its merged cells."""
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = re.sub(r"[\\/*?:\[\]]", "-", self.sheet)
        for row in self.rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for top, left, bottom, right in self.merged:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _text(cell: Cell) -> str:
    return "" if cell is None else f"{cell:.15g}" if isinstance(cell, float | int) else cell


def arrange(plan: Plan) -> Arrangement:
    """The table of a plan."""
    numbers = figures(plan)
    columns = list(_columns(plan))
    keys = _keys(plan)
    head, merged = _head(plan, columns, keys)
    above = _above(plan)
    body, down = _body(plan, numbers, columns, keys)
    width = len(keys) + len(columns) + plan.remarked
    top, first = len(above), len(above) + len(head)
    merged = [(a + top, b, c + top, d) for a, b, c, d in merged] + [(a + first, b, c + first, d) for a, b, c, d in down]
    if plan.titled:
        merged.append((0, 0, 0, width - 1))
    asks = next((which for which, where in plan.told.items() if where == "nowhere" and which != "department"), "")
    if plan.told.get("kpi") == "nowhere" or asks:
        facts: Facts = {}
    else:
        nowhere = plan.told.get("department") == "nowhere"
        facts = {("" if nowhere else d, k, *span(p)): both for (d, k, p), both in numbers.items()}
    sheet = _where(plan, "sheet") or str(plan.pick(("Sheet1", "KPI", "数据")))
    return Arrangement([*above, *head, *body, *_below(plan)], merged, facts, f"{_where(plan, 'file') or 'file'}.csv", sheet, asks)  # fmt: skip


def _told_text(plan: Plan, which: str) -> str:
    if which == "department":
        return plan.departments[0]
    if which == "kpi":
        return plan.kpis[0]
    if which == "period":
        return period_text(plan, plan.periods[0], False)
    return f"{plan.periods[0][1]}年" if plan.lang == "zh" else str(plan.periods[0][1])


def _where(plan: Plan, place: str) -> str:
    return " ".join(_told_text(plan, which) for which, where in plan.told.items() if where == place)


def _above(plan: Plan) -> list[list[Cell]]:
    """Title, and lines that tell what no column does."""
    rows: list[list[Cell]] = []
    if plan.titled:
        title, told = plan.word("title", TITLES), _where(plan, "title")
        rows.append([f"{told}{title}" if plan.lang == "zh" else f"{title} {told}".strip()])
    colon = "：" if plan.lang == "zh" else ": "
    for which, where in plan.told.items():
        if where == "line":
            rows.append([f"{plan.pick(TOLD[plan.lang][which])}{colon}{_told_text(plan, which)}"])
    pairs = [which for which, where in plan.told.items() if where == "pair"]
    if pairs:
        rows.append([cell for which in pairs for cell in (plan.pick(TOLD[plan.lang][which]), _told_text(plan, which))])
    return rows


def _below(plan: Plan) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    colon = "：" if plan.lang == "zh" else ": "
    for which, where in plan.told.items():
        if where == "note":
            rows.append([f"{plan.pick(TOLD[plan.lang][which])}{colon}{_told_text(plan, which)}"])
    return [*rows, [str(plan.pick(NOTES[plan.lang]))]] if plan.noted else rows


def _columns(plan: Plan) -> Iterator[dict[str, Any]]:
    """One dict per column of figures: level -> member, in the order they stand; columns of sums come last."""
    members: dict[str, Sequence[Any]] = {
        "role": plan.roles, "kpi": plan.kpis, "department": plan.departments, "period": plan.periods,
        "year": sorted({year for _, year, _ in plan.periods}), "month": plan.periods,
    }  # fmt: skip
    levels = plan.across or ("value",)
    for chosen in product(*(members.get(level, ("value",)) for level in levels)):
        column = dict(zip(levels, chosen, strict=True))
        if "month" not in column or column["month"][1] == column["year"]:
            yield column
    if plan.ends and levels[0] in ("period", "year"):
        inner = [members[level] for level in levels[1:] if level != "month"]
        for chosen in product(*inner):
            rest = dict(zip([level for level in levels[1:] if level != "month"], chosen, strict=True))
            yield {levels[0]: "end", **({"month": "end"} if "month" in levels else {}), **rest}


def _head_text(plan: Plan, level: str, member: Any) -> str:
    if member == "end":
        return plan.word("end", _ENDS)
    if level == "role":
        text = plan.word(member, ROLES, member)
        if member not in ("actual", "target"):
            return text
        return plan.behind.format(head=plan.this + text, unit=plan.unit) if plan.unit else plan.this + text
    if level == "year":
        return f"{member}年" if plan.lang == "zh" else str(member)
    if level in ("period", "month"):
        return period_text(plan, member, plan.bare or level == "month")
    return plan.word("value", KEYS, "value") if level == "value" else str(member)


def _joined(join: str, first: str, second: str) -> str:
    """Two texts in one cell as a person would write them: no bracket within a bracket, Latin words apart."""
    both = join.format(first, second)
    nested = re.search(r"[(（\[][^)）\]]*[(（\[]", both)
    stuck = join in ("{0}{1}", "{0}-{1}", "{0}_{1}") and "/" in first[-6:]
    latin = join == "{0}{1}" and first[-1].isascii() and second[0].isascii()
    return f"{first} {second}" if nested or stuck or latin else both


def _head(
    plan: Plan, columns: list[dict[str, Any]], keys: list[str]
) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """The header rows, and which of their cells are merged."""
    levels = list(columns[0])
    own = min(plan.head_rows, len(levels)) - 1
    # Nobody could part two names in one cell.
    names = [at for at, level in enumerate(levels) if level in ("kpi", "department")]
    own = max(own, levels.index("month") if "month" in levels else 0, names[0] + 1 if len(names) > 1 else 0)
    rows: list[list[Cell]] = [[""] * len(keys) for _ in range(own + 1)]
    merged = []
    for at in range(own + 1):
        place = len(keys)
        known = levels[: at + 1] if at < own else levels
        for _, run in groupby(columns, key=lambda column: [str(column[level]) for level in known]):
            same = list(run)
            texts = [_head_text(plan, level, same[0][level]) for level in levels[at : at + 1 if at < own else None]]
            for join, one in zip(plan.joins, texts[1:], strict=False):
                texts[0] = _joined(join, texts[0], one)
            rows[at] += [texts[0], *["" if plan.once else texts[0]] * (len(same) - 1)]
            if len(same) > 1 and plan.once and at < own:
                merged.append((at, place, at, place + len(same) - 1))
            place += len(same)
    for place, key in enumerate(keys):
        rows[-1 if plan.keys_below else 0][place] = plan.word(("key", key), KEYS, key)
        if own and not plan.keys_below:
            merged.append((0, place, own, place))
    if plan.remarked:
        rows[-1 if plan.keys_below else 0].append(plan.word(("key", "remark"), KEYS, "remark"))
    return rows, merged


def _keys(plan: Plan) -> list[str]:
    """The first columns by what they hold."""
    keys = ["number"] if plan.numbered else []
    for which in ("department", "kpi", "period"):
        across = which in plan.across or (which == "period" and "month" in plan.across)
        if not across and which not in plan.told:
            keys += ["year", "month"] if which == "period" and plan.parted else [which]
    return [*keys, "type"] if plan.typed else keys


def _body(
    plan: Plan, numbers: Any, columns: list[dict[str, Any]], keys: list[str]
) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """The rows of figures, and which of their cells are merged."""
    rows: list[list[Cell]] = []
    merged: list[tuple[int, int, int, int]] = []
    across = {*plan.across, *(("period",) if "month" in plan.across else ())}
    free: dict[str, Sequence[Any]] = {
        "department": [None] if "department" in across else plan.departments,
        "kpi": [None] if "kpi" in across else plan.kpis, "period": [None] if "period" in across else plan.periods,
        "role": plan.roles if plan.typed else [None],
    }  # fmt: skip
    for department in free["department"]:
        if plan.told.get("department") == "section":
            rows.append([""] * plan.numbered + [department])
        start = len(rows)
        for kpi, period, role in product(free["kpi"], free["period"], free["role"]):
            fixed = {"department": department, "kpi": kpi, "period": period, "role": role}
            texts = {
                "number": float(len(rows) + 1), "department": department, "kpi": kpi,
                "period": period and period_text(plan, period, plan.bare), "year": period and str(period[1]),
                "month": period and plan.parted and period_text(plan, period, True), "type": role and plan.word(role, ROLES, role),
            }  # fmt: skip
            values = [_value(plan, numbers, fixed, column) for column in columns]
            rows.append([*(texts[key] for key in keys), *values, *["ok"] * plan.remarked])
        if plan.merged_departments and len(rows) - start > 1:
            place = keys.index("department")
            for row in rows[start + 1 :]:
                row[place] = ""
            merged.append((start, place, len(rows) - 1, place))
    if plan.totals:
        at = next(place for place, key in enumerate(keys) if key in ("department", "kpi"))
        total: list[Cell] = [
            "" if key in ("number", "department", "kpi") else rows[-1][place] for place, key in enumerate(keys)
        ]
        total[at] = plan.word("total", TOTALS)
        rows.append([*total, *(9000.0 + 3 * place for place in range(len(columns)))])
    return rows, merged


def _value(plan: Plan, numbers: Any, fixed: dict[str, Any], column: dict[str, Any]) -> Cell:
    """What stands in one cell of figures."""
    at = {**{which: what for which, what in fixed.items() if what is not None}, **column}
    period = at.get("month", at.get("period"))
    department, kpi = at.get("department", plan.departments[0]), at.get("kpi", plan.kpis[0])
    role = at.get("role", "actual")
    if period == "end":
        return "" if role == "status" else 7001.0
    actual, target = numbers[department, kpi, period or plan.periods[0]]
    if role in ("actual", "target"):
        return actual if role == "actual" else target
    if role in ("last year", "cumulative"):
        return 5001.0 if role == "last year" else 6001.0
    if actual is None or target is None:
        return ""
    if role == "attainment":
        return f"{actual / target:.1%}"
    if role == "difference":
        return round(actual - target, 3)
    return _STATUS[plan.lang][0 if actual >= target else 1 if actual >= 0.9 * target else 2]
