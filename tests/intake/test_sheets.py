"""Several sheets are one file: each read by itself, told by its name, with its own rows; what is hidden or not read is said."""

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, Unreadable, open_table, read_facts, row_of, settle_keys, sheet_of
from kpi_core.intake.together import told_by
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from kpi_core.text.problems import problem_sentence

SEEDS = Path(__file__).parent / "seeds"
HEAD = ["部门", "指标", "期间", "实际值", "目标值"]


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def facts(data, name="x.xlsx", said=None):
    """(department, KPI, period) -> actual, target of what is kept."""
    reading = read_facts(open_table(data, name, said or Given()).cells)
    settle_keys(reading)
    grown = {}
    for row in range(len(reading.line)):
        if reading.kept[row]:
            grain, first = reading.spans[reading.span[row]]
            key = ("/".join(reading.units[reading.unit[row]]), reading.kpis[reading.kpi[row]], f"{grain} {first:%Y-%m}")
            grown[key] = tuple(float(reading.values[f][row]) for f in ("actual", "target") if f in reading.values)
    return grown


@pytest.fixture(scope="module")
def store():
    opened = open_store(":memory:")
    yield opened
    opened.close()


MONTH = [["部门", "指标", "实际值", "目标值"], ["生产部", "产量", 10, 12]]


@pytest.mark.parametrize(
    ("names", "file"),
    [(("1月", "2月"), "2024年考核.xlsx"), (("2024-01", "2024-02"), "x.xlsx"), (("Jan 2024", "Feb 2024"), "x.xlsx"),
     (("202401", "202402"), "x.xlsx"), (("2024年1月数据", "2024年2月数据"), "x.xlsx")],
)  # fmt: skip
def test_a_sheet_a_month_is_told_by_the_names_of_the_sheets(names, file):
    data = saved(book(**dict.fromkeys(names, MONTH)))

    assert facts(data, file) == {("生产部", "产量", f"month 2024-0{at}"): (10, 12) for at in (1, 2)}


def test_months_without_a_year_anywhere_ask_for_it():
    with pytest.raises(Unreadable) as refused:
        open_table(saved(book(**{"1月": MONTH, "2月": MONTH})), "x.xlsx", Given())

    assert [(p.code, p.sheet) for p in refused.value.problems] == [("year_unknown", "1月"), ("year_unknown", "2月")]


def test_a_sheet_a_department_is_told_by_the_names_of_the_sheets_and_said_aloud(store):
    rows = [["KPI", "Month", "Actual", "Target"], ["Orders", "2024-03", 541, 540]]
    data = saved(book(Sales=rows, 质量部=rows))

    assert facts(data) == {(unit, "Orders", "month 2024-03"): (541, 540) for unit in ("Sales", "质量部")}
    assert [(p.code, p.value) for p in preview(store, "x.xlsx", data).problems] == [
        ("sheet_departments", "Sales, 质量部")
    ]


def test_a_department_a_sheet_and_nothing_but_kpis_by_month_is_not_the_companys():
    rows = [["月份", "产量", "合格率"], ["2024-01", 10, 98]]

    assert {key[0] for key in facts(saved(book(一分厂=rows, 二分厂=rows)))} == {"一分厂", "二分厂"}


def test_a_single_sheet_gives_its_year_but_no_department():
    months = [["部门", "指标", "1月", "2月"], ["生产部", "产量", 10, 12]]

    assert facts(saved(book(**{"2024年": months})))[("生产部", "产量", "month 2024-02")] == (12,)
    with pytest.raises(Unreadable):
        open_table(saved(book(Sales=[["KPI", "Month", "Actual"], ["Orders", "2024-03", 541]])), "x.xlsx", Given())


def test_a_sheet_of_actuals_and_one_of_targets_are_two_sides_of_one_fact():
    months = [["部门", "指标", "2024-01"], ["生产部", "产量", 10]]
    targets = [["部门", "指标", "2024-01", "2024-02"], ["生产部", "产量", 12, 13]]

    read = facts(saved(book(实际=months, 目标=targets)))

    assert read[("生产部", "产量", "month 2024-01")] == (10, 12)
    assert str(read[("生产部", "产量", "month 2024-02")]) == "(nan, 13.0)"


def test_two_sheets_that_contradict_each_other_are_named_both(store):
    one = [HEAD, ["A", "K", "2024-01", 1, 2]]
    other = [["说明"], [], HEAD, ["A", "K", "2024-01", 7, 2]]
    found = preview(store, "x.xlsx", saved(book(一月=one, 二月=other)))

    assert [
        (p.code, p.sheet, p.row, p.letter, p.more["other_sheet"], p.more["other_line"]) for p in found.problems
    ] == [
        ("key_conflict", "一月", 2, "D", "二月", 4),
        ("key_conflict", "二月", 4, "D", "一月", 2),
    ]
    assert problem_sentence(found.problems[1], "zh").startswith(
        "工作表“二月”第 4 行 D 列「实际值」：A / K 同一期间有两个不同的值：此处为 7，工作表“一月”第 2 行为 1。"
    )


def test_a_cell_of_a_later_sheet_is_answered_by_the_name_of_its_sheet(store):
    data = saved(
        book(
            一月=[HEAD, ["A", "K", "2024-01", 1, 2]],
            二月=[HEAD, ["A", "K", "2024-02", "x", 2], ["A", "L", "2024-02", "y", 2]],
        )
    )
    said = Given(cells={"二月!2|实际值": "5"}, answers={"二月!3|实际值": "leave"})
    found = preview(store, "x.xlsx", data, given=said)

    assert (found.errors, found.accepted, found.notes) == ([], 2, {"left": 1})
    assert facts(data, said=said)[("A", "K", "month 2024-02")] == (5, 2)
    place = next(p for p in preview(store, "x.xlsx", data).errors)
    assert facts(data, said=Given(cells={f"{place.line}|{place.column}": "6"}))[("A", "K", "month 2024-02")] == (6, 2)


def test_one_sheet_can_be_chosen_and_what_is_no_table_is_named_with_its_reason(store):
    made = book(封面=[["某公司月报"]], 数据=[HEAD, ["A", "K", "2024-01", 1, 2]], 部门表=[["部门", "权重"], ["A", 1]])
    found = preview(store, "x.xlsx", saved(made))

    assert [(p.code, p.value, p.more["why"].code) for p in found.problems] == [
        ("sheets_unread", "封面", "columns_missing"), ("sheets_unread", "部门表", "sheet_other_kind"),
    ]  # fmt: skip
    assert (found.accepted, found.opened.sheet, found.reading.line.tolist()) == (1, "数据", [(1 << 21) + 2])
    assert preview(store, "x.xlsx", saved(made), given=Given(sheet="数据")).problems == []


def test_hidden_rows_and_columns_are_told_and_left_out_when_a_person_says_so(store):
    made = book(表=[HEAD, ["A", "K", "2024-01", 1, 2], ["A", "旧", "2024-01", 9, 9]])
    made["表"].row_dimensions[3].hidden = True
    made["表"].column_dimensions["E"].hidden = True
    data = saved(made)
    found = preview(store, "x.xlsx", data)

    assert [(p.code, p.sheet, p.more["count"], p.more["places"]) for p in found.problems] == [
        ("rows_hidden", "表", 1, "3"), ("columns_hidden", "表", 1, "E “目标值”"),
    ]  # fmt: skip
    assert found.accepted == 2
    left = preview(store, "x.xlsx", data, given=Given(hidden="leave"))
    assert (left.problems, left.accepted, left.notes["hidden_left"], left.headers.get("target")) == ([], 1, 2, None)
    assert preview(store, "x.xlsx", data, given=Given(hidden="keep")).problems == []


def test_an_old_workbook_reads_as_the_new_one_it_was_made_from(store):
    for name in ("merged", "formats", "departments_sheets"):
        new, old = ((SEEDS / f"{name}.{ending}").read_bytes() for ending in ("xlsx", "xls"))
        assert [(p.line, p.code, p.value) for p in preview(store, "x", new).problems] == [
            (p.line, p.code, p.value) for p in preview(store, "x", old).problems
        ]


@given(st.text(min_size=1, max_size=31).filter(str.strip))
def test_no_name_of_a_sheet_tells_what_no_period_or_department_can_be(name):
    told = told_by(name, "2024")

    assert set(told) <= {"department", "period", "year"}
    assert all(text.strip() for text in told.values())


NAMES = ["一部", "二部", "三部"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.integers(0, 3), st.lists(st.integers(1, 99), min_size=1, max_size=5)),
        min_size=1, max_size=3, unique_by=lambda sheet: sheet[0],
    )
)  # fmt: skip
def test_every_figure_of_every_sheet_stands_where_its_line_says(sheets):
    """Any number of sheets with titles above: the line of each fact leads to its sheet and row."""
    made = book(**{
        name: [*[["标题"]] * titles, HEAD, *([name, f"K{at}", "2024-01", value, 1] for at, value in enumerate(values))]
        for name, titles, values in sheets
    })  # fmt: skip
    reading = read_facts(open_table(saved(made), "x.xlsx", Given()).cells)
    whole = openpyxl.load_workbook(io.BytesIO(saved(made)))

    for row, line in enumerate(reading.line.tolist()):
        sheet = whole.worksheets[sheet_of(line)]
        assert sheet.cell(row_of(line), 4).value == reading.values["actual"][row]
        assert sheet.title == reading.units[reading.unit[row]][0]
    assert len(reading.line) == sum(len(values) for _, _, values in sheets)
