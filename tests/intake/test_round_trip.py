"""Any table written in any supported dialect, encoding and layout comes back equal."""

import io
from dataclasses import dataclass

import numpy as np
import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, clean, fold, open_table, path_of, read_facts

# Department, KPI and month of 2024 -> actual and target; a figure that is missing is None, never 0.
Facts = dict[tuple[str, str, int], tuple[float | None, float | None]]
Rows = list[list[str | float | None]]
HEADERS = {"department": "部门", "kpi": "指标", "period": "期间", "actual": "实际值", "target": "目标值"}
PERIODS = ("2024-{:02d}", "2024年{}月", "2024/{:02d}", "2024{:02d}")
LAYOUTS = ("long", "months", "kpis", "departments", "two rows", "year and month")

# A name begins with a letter: what begins otherwise may be a note, a number or a date, and is tested elsewhere.
NAMES = st.builds(
    lambda first, rest: first + rest,
    st.sampled_from("产營運B𠮷é"),
    st.text(st.sampled_from("量部門業Ab9 ,;|\t\"'\n。（－：:年月%/=+&#*.\u3000\u200b"), max_size=6),
)
NUMBERS = st.one_of(
    st.integers(-99_999, 99_999), st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2))
)


@dataclass(frozen=True)
class Written:
    """How a text is written."""

    separator: str
    quote: str
    every: bool
    backslash: bool
    blank: str
    end: str
    ended: bool
    told: bool
    codec: str


DIALECTS = st.builds(
    Written, st.sampled_from(",;\t|"), st.sampled_from("\"'"), st.booleans(), st.booleans(), st.sampled_from(("", " ")),
    st.sampled_from(("\n", "\r\n", "\r")), st.booleans(), st.booleans(), st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "gb18030")),
)  # fmt: skip


@st.composite
def tables(draw):
    departments = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=lambda name: tuple(map(fold, path_of(name)))))
    kpis = draw(st.lists(NAMES, min_size=1, max_size=3, unique_by=fold))
    months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True))
    figure = st.one_of(NUMBERS, st.none())
    facts = {(d, k, m): (draw(figure), draw(figure)) for d in departments for k in kpis for m in months}
    # A table without any figure is none.
    return facts | {next(iter(facts)): (draw(NUMBERS), draw(figure))}


def laid_out(facts: Facts, layout: str, period: str) -> Rows:
    """The facts as rows below their header; a layout that holds actuals only leaves the targets out."""
    departments, kpis, months = (list(dict.fromkeys(key[at] for key in facts)) for at in range(3))
    told = {m: period.format(m) for m in months}
    if layout == "long":
        return [list(HEADERS.values()), *([d, k, told[m], *both] for (d, k, m), both in facts.items())]
    if layout == "year and month":
        return [
            ["部门", "指标", "年", "月份", "实际值", "目标值"],
            *([d, k, 2024, m, *both] for (d, k, m), both in facts.items()),
        ]
    if layout == "months":
        return [
            ["部门", "指标", *told.values()],
            *([d, k, *(facts[d, k, m][0] for m in months)] for d in departments for k in kpis),
        ]
    if layout == "kpis":
        return [
            ["部门", "期间", *kpis],
            *([d, told[m], *(facts[d, k, m][0] for k in kpis)] for d in departments for m in months),
        ]
    if layout == "departments":
        return [
            ["指标", "期间", *departments],
            *([k, told[m], *(facts[d, k, m][0] for d in departments)] for k in kpis for m in months),
        ]
    above = [cell for m in months for cell in (told[m], None)]
    body = ([d, k, *(figure for m in months for figure in facts[d, k, m])] for d in departments for k in kpis)
    return [["部门", "指标", *above], [None, None, *(("实际", "目标") * len(months))], *body]


def expected(facts: Facts, layout: str) -> Facts:
    """What is said of each department and KPI by its kept name; a month of which nothing is said is not there."""
    with_target = layout in ("long", "two rows", "year and month")
    said = {
        ("/".join(path_of(d)), clean(k), m): (actual, target if with_target else None)
        for (d, k, m), (actual, target) in facts.items()
    }
    return {key: figures for key, figures in said.items() if figures != (None, None)}


def with_titles(rows: Rows, titles: int, blanks: int) -> Rows:
    """Titles above, and blank rows between the rows."""
    above: Rows = [["各部门经营情况"], ["单位领导审阅"]][:titles]
    for at in range(blanks):
        rows = [*rows[: at + 3], [], *rows[at + 3 :]]
    return [*above, *rows]


def as_text(rows: Rows, how: Written) -> bytes:
    def cell(value: str | float | None) -> str:
        text = "" if value is None else str(value)
        # A single quote is told from an apostrophe where every cell has it.
        if (
            not how.every
            and how.quote == '"'
            and not any(sign in text for sign in (how.separator, how.quote, "\n", "\t", " "))
        ):
            return text
        inner = (
            text.replace('"', '\\"') if how.backslash and how.quote == '"' else text.replace(how.quote, how.quote * 2)
        )
        return f"{how.quote}{inner}{how.quote}"

    lines = [(how.separator + how.blank).join(map(cell, row)) for row in rows]
    if how.told:
        lines.insert(0, f"sep={how.separator}")
    text = how.end.join(lines) + (how.end if how.ended else "")
    return text.encode(how.codec)


def as_workbook(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, name: str, layout: str) -> tuple[Facts, list[tuple[int, str, str]]]:
    # Names of any letters tell no one that they are KPIs or departments: the person does.
    said = Given(layout=layout) if layout in ("kpis", "departments") else Given()
    reading = read_facts(open_table(data, name, said).cells)
    found: Facts = {}
    nothing = np.full(len(reading.line), np.nan)
    for row in np.flatnonzero(reading.kept):
        grain, first = reading.spans[reading.span[row]]
        assert (grain, first.year) == ("month", 2024)
        figures = (reading.values.get(field, nothing)[row] for field in ("actual", "target"))
        actual, target = (None if np.isnan(figure) else float(figure) for figure in figures)
        found["/".join(reading.units[reading.unit[row]]), reading.kpis[reading.kpi[row]], first.month] = (
            actual,
            target,
        )
    found = {key: figures for key, figures in found.items() if figures != (None, None)}
    return found, [(p.line, p.code, p.value) for p in reading.problems if not p.warning]


TABLE = {
    "facts": tables(), "layout": st.sampled_from(LAYOUTS), "period": st.sampled_from(PERIODS), "titles": st.integers(0, 2),
    "blanks": st.integers(0, 2),
}  # fmt: skip


@settings(max_examples=120)
@given(how=DIALECTS, **TABLE)
def test_any_table_in_any_dialect_encoding_and_layout_comes_back_equal(facts, layout, period, titles, blanks, how):
    data = as_text(with_titles(laid_out(facts, layout, period), titles, blanks), how)

    assert read(data, "table.csv", layout) == (expected(facts, layout), [])


@settings(max_examples=25)
@given(**TABLE)
def test_any_table_in_any_layout_comes_back_equal_from_a_workbook(facts, layout, period, titles, blanks):
    data = as_workbook(with_titles(laid_out(facts, layout, period), titles, blanks))

    assert read(data, "table.xlsx", layout) == (expected(facts, layout), [])
