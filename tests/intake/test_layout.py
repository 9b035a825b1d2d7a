"""A table in whatever layout says the same facts; what no column tells is asked, never guessed."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, Unreadable, open_table, read_facts
from kpi_core.intake.around import is_total, total_of

FACTS = {
    (unit, kpi, f"2024-{month:02d}"): (10.0 * month + at, 100.0 + month)
    for at, (unit, kpi) in enumerate([("生产部", "产量"), ("生产部", "成本"), ("营销部", "产量")])
    for month in (1, 2, 3)
}
PAIRS = list(dict.fromkeys((unit, kpi) for unit, kpi, _ in FACTS))
MONTHS = ["2024-01", "2024-02", "2024-03"]
LONG = "部门,指标,期间,实际值,目标值\n" + "".join(f"{u},{k},{m},{a:g},{t:g}\n" for (u, k, m), (a, t) in FACTS.items())


def opened(text, name="数据.csv", said=Given()):
    return open_table(text.encode() if isinstance(text, str) else text, name, said)


def facts(text, name="数据.csv", said=Given()):
    """(unit, KPI, period) -> (actual, target) of a file without problems."""
    found = read_facts(opened(text, name, said).cells)
    assert found.problems == []
    return said_by(found)


def said_by(found):
    def value(which, row):
        number = found.values[which][row] if which in found.values else float("nan")
        return None if number != number else float(number)

    return {
        ("/".join(found.units[found.unit[row]]), found.kpis[found.kpi[row]], "{} {}".format(*found.spans[found.span[row]])):
        (value("actual", row), value("target", row)) for row in range(len(found.line))
    }  # fmt: skip


WANTED = {(u, k, f"month {m}-01"): values for (u, k, m), values in FACTS.items()}


def sheet(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def months(head=lambda month: month, *, top=(), tail=()):
    """Months across, actuals then targets below each other as two columns a month."""
    header = ["部门", "指标", *(f"{head(m)}{word}" for m in MONTHS for word in ("实际", "目标"))]
    rows = [[u, k, *(f"{v:g}" for m in MONTHS for v in FACTS[u, k, m])] for u, k in PAIRS]
    return sheet([*top, header, *rows, *tail])


LAYOUTS = {
    "long": LONG,
    "excel's sep line": "sep=;\n" + LONG.replace(",", ";"),
    "titles above": "2024年KPI汇总,,,,\n编制：计划部,,,,\n\n" + LONG,
    "notes below": LONG + "注：含税,,,,\n数据来源：ERP,,,,\n",
    "a total": LONG + "合计,产量,2024-01,99,99\n",
    "blank lines and columns": LONG.replace("\n", ",,\n\n"),
    "year and month apart": LONG.replace("期间", "年份,月份").replace("2024-0", "2024,"),
    "months across": months(),
    "months across, the year in the title": months(lambda m: f"{int(m[5:])}月", top=[["2024年度指标"]]),
    "months across with a total and a note": months(tail=[["合计", "", "1", "2"], ["注：未审计"]]),
    "two header rows": sheet(
        [["部门", "指标", *(cell for m in MONTHS for cell in (m, ""))], ["", "", *["实际", "目标"] * 3],
         *([u, k, *(f"{v:g}" for m in MONTHS for v in FACTS[u, k, m])] for u, k in PAIRS)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_the_same(layout):
    assert facts(LAYOUTS[layout]) == WANTED


def across(kind):
    """Actuals of 产量 with departments across, or of 生产部 with KPIs across."""
    if kind == "kpis":
        rows = [[m, *(f"{FACTS['生产部', k, m][0]:g}" for k in ("产量", "成本"))] for m in MONTHS]
        return sheet([["月份", "产量(吨)", "成本（万元）"], *rows])
    rows = [["产量", m, *(f"{FACTS[u, '产量', m][0]:g}" for u in ("生产部", "营销部"))] for m in MONTHS]
    return sheet([["指标", "月份", "生产部", "营销部"], *rows])


def test_departments_across():
    assert facts(across("departments")) == {key: (a, None) for key, (a, _) in WANTED.items() if key[1] == "产量"}


def test_kpis_across_are_the_companys_unless_a_person_says_whose_and_units_come_from_the_header():
    ours = {key: (a, None) for key, (a, _) in WANTED.items() if key[0] == "生产部"}
    found = read_facts(opened(across("kpis")).cells)

    assert said_by(found) == {("", *key[1:]): values for key, values in ours.items()}
    assert found.said["measure"] == {0: "吨", 1: "万元"}
    assert facts(across("kpis"), said=Given(fixed={"department": "生产部"})) == ours


def test_a_kpi_named_only_in_the_title_is_read_from_it():
    text = "指标：居民消费价格(上年=100)\n时间：2024\n地区,2024年2月,2024年1月\n北京,,104.5\n天津,103.8,104.6\n"

    assert facts(text) == {
        ("北京", "居民消费价格(上年=100)", "month 2024-01-01"): (104.5, None),
        ("天津", "居民消费价格(上年=100)", "month 2024-01-01"): (104.6, None),
        ("天津", "居民消费价格(上年=100)", "month 2024-02-01"): (103.8, None),
    }


def test_a_yearly_target_beside_months_is_the_years_and_no_months():
    found = facts("部门,指标,年度目标,1月,2月\nA,K,1200,90,110\n", "2024.csv")

    assert found == {
        ("A", "K", "year 2024-01-01"): (None, 1200.0),
        ("A", "K", "month 2024-01-01"): (90.0, None),
        ("A", "K", "month 2024-02-01"): (110.0, None),
    }


@pytest.mark.parametrize(
    ("text", "code", "answer"),
    [
        ("部门,指标,1月,2月\nA,K,1,2\n", "year_unknown", Given(fixed={"year": "2024"})),
        ("部门,2024-01,2024-02\nA,1,2\n", "kpi_unnamed", Given(fixed={"kpi": "K"})),
        ("单元,内容,时段,值\nA,K,2024-01,1\nA,K,2024-02,2\n", "columns_missing",
         Given(columns={"单元": "department", "内容": "kpi", "时段": "period", "值": "actual"})),
    ],
)  # fmt: skip
def test_what_the_file_does_not_tell_is_asked_and_the_answer_is_enough(text, code, answer):
    with pytest.raises(Unreadable) as asked:
        opened(text)
    assert [problem.code for problem in asked.value.problems] == [code]

    assert facts(text, said=answer) == {("A", "K", f"month 2024-0{m}-01"): (float(m), None) for m in (1, 2)}


def test_a_table_without_departments_is_the_companys_and_says_so_unless_a_name_hints_at_one():
    text = "指标,2024-01,2024-02\nK,1,2\n"
    found = read_facts(opened(text).cells)

    assert [problem.code for problem in found.problems] == ["department_company"]
    assert {unit for unit, _, _ in said_by(found)} == {""}
    with pytest.raises(Unreadable) as asked:
        opened(text, "销售部_KPI.csv")
    assert [(p.code, p.value) for p in asked.value.problems] == [("department_unnamed", "销售部")]
    assert {unit for unit, _, _ in facts(text, "销售部_KPI.csv", Given(fixed={"department": "A"}))} == {"A"}


def test_a_department_named_like_a_header_word_is_no_second_header():
    assert facts("部门,指标,期间,实际值\n预算,目标,2024-01,1\n合计,目标,2024-01,1\n") == {
        ("预算", "目标", "month 2024-01-01"): (1.0, None)
    }


def test_a_column_may_be_left_unread():
    found = opened(LONG, said=Given(columns={"目标值": ""}))

    assert "target" not in found.cells.fields
    assert facts(LONG, said=Given(columns={"目标值": ""})) == {key: (a, None) for key, (a, _) in WANTED.items()}


def test_october_that_lost_its_zero_is_no_second_january():
    text = "省份,2016.01,2016.09,2016.1,2016.11\n北京,1,9,10,11\n"

    assert facts(text, said=Given(fixed={"kpi": "K"})) == {
        ("北京", "K", f"month 2016-{m:02d}-01"): (float(m), None) for m in (1, 9, 10, 11)
    }


def test_text_in_another_encoding_is_asked_for_and_never_taken_for_chinese():
    data = "部門,指標,期間,実績\n製造部,売上高,2024年1月,1100\n".encode("cp932")
    with pytest.raises(Unreadable) as asked:
        opened(data)
    assert [(p.code, p.value) for p in asked.value.problems] == [("encoding_unsure", "cp932")]

    assert facts(data, said=Given(encoding="cp932")) == {("製造部", "売上高", "month 2024-01-01"): (1100.0, None)}


def test_a_bad_cell_of_a_wide_table_is_named_by_its_line_and_month():
    found = read_facts(opened("部门,指标,2024-01,2024-02\nA,K,1,二\nA,L,待定,4\n").cells)

    assert [(p.line, p.column, p.value, p.code) for p in found.problems] == [
        (2, "2024-02", "二", "number_bad"), (3, "2024-01", "待定", "value_pending"),
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["缺报", "—", "N/A", "/", "无", "null", ""])
def test_a_word_for_missing_is_missing_and_no_zero(word):
    found = read_facts(opened(f"部门,指标,期间,实际值,目标值\nA,K,2024-01,{word},5\n").cells)

    assert said_by(found) == {("A", "K", "month 2024-01-01"): (None, 5.0)}


@pytest.mark.parametrize(
    ("dates", "grain"),
    [
        (["2024-01-31", "2024-02-29"], "month"),
        (["2024/1/1", "2024/2/1"], "month"),
        (["2024-03-01", "2024-03-02"], "day"),
    ],
)
def test_full_dates_stand_for_months_only_where_all_are_firsts_or_lasts(dates, grain):
    found = read_facts(opened("部门,指标,期间,实际值\n" + "".join(f"A,K,{day},1\n" for day in dates)).cells)

    assert {which for which, _ in found.spans} == {grain}


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8).filter(
    lambda name: not (is_total(name) or total_of(name))
)
VALUES = st.floats(-1e9, 1e9).map(lambda v: round(v, 4))


@settings(max_examples=60, deadline=None)
@given(
    units=st.lists(NAMES, min_size=1, max_size=3, unique=True),
    kpis=st.lists(NAMES, min_size=1, max_size=3, unique=True),
    values=st.lists(VALUES, min_size=27, max_size=27),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    wide=st.booleans(), titled=st.booleans(), book=st.booleans(),
)  # fmt: skip
def test_any_table_in_any_dialect_encoding_and_layout_comes_back(
    units, kpis, values, separator, encoding, wide, titled, book
):
    wanted = {
        (u, k, m): values[at] for at, (u, k, m) in enumerate((u, k, m) for u in units for k in kpis for m in MONTHS)
    }
    if wide:
        rows = [["部门", "指标", *MONTHS], *([u, k, *(wanted[u, k, m] for m in MONTHS)] for u in units for k in kpis)]
    else:
        rows = [["部门", "指标", "期间", "实际值"], *([*key, value] for key, value in wanted.items())]
    rows = [["2024年度报表"], *rows, ["注：测试"]] if titled else rows
    out = io.BytesIO()
    if book:
        made = openpyxl.Workbook()
        for row in rows:
            made.active.append(row)
        made.save(out)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
        out.write(text.getvalue().encode(encoding))

    found = read_facts(open_table(out.getvalue(), "x.csv", Given()).cells)
    assert found.problems == []
    assert {key: actual for key, (actual, _) in said_by(found).items()} == {
        (u, k, f"month {m}-01"): pytest.approx(value, rel=1e-12) for (u, k, m), value in wanted.items()
    }


def test_single_cells_may_be_mended_where_they_stand():
    text = "部门,指标,2024-01,2024-02\nA,K,1,二\nA,L,3,4\n"

    assert facts(text, said=Given(cells={"2|2024-02": "2"}))[("A", "K", "month 2024-02-01")] == (2.0, None)
    assert (
        facts(LONG.replace("10,101", "十,101"), said=Given(cells={"2|实际值": "10", "99|实际值": "7", "x": "y"}))
        == WANTED
    )


def test_a_short_row_of_a_text_has_lost_something_and_one_of_a_sheet_has_not():
    found = opened("表,,,\n部门,指标,期间,实际值\nA,K,2024-01\nA,L,2024-01,2\n")

    assert [(p.line, p.code) for p in found.cells.problems] == [(3, "cell_count")]
