"""What stands around a table is heard: titles, form heads, sections, totals, merged cells, notes; what it leaves open is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, Unreadable, open_table, read_facts
from kpi_core.intake.plain import read_plain


def read(text, name="f.csv", said=Given()):
    """(department, KPI, period) -> (actual, target), and the codes of what is told or asked."""
    found = read_facts(open_table(text.encode(), name, said).cells)
    nothing = [float("nan")] * len(found.line)

    def value(which, row):
        number = float(found.values.get(which, nothing)[row])
        return None if number != number else number

    facts = {
        ("/".join(found.units[found.unit[row]]), found.kpis[found.kpi[row]], found.spans[found.span[row]][1].isoformat()[:7]):
        (value("actual", row), value("target", row)) for row in range(len(found.line)) if found.kept[row]
    }  # fmt: skip
    return facts, [problem.code for problem in found.problems]


def asked(text, name="f.csv"):
    with pytest.raises(Unreadable) as refused:
        open_table(text.encode(), name, Given())
    return refused.value.problems[0]


ORDERS = {("Sales", "Orders", "2024-01"): (5.0, 6.0), ("Service", "Calls", "2024-01"): (7.0, 8.0)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("KPI,Period,Actual,Target\nSales,,,\nOrders,2024-01,5,6\nService,,,\nCalls,2024-01,7,8\n", ["sections_are_departments"]),
        ("Department: Sales,,,\nKPI,Period,Actual,Target\nOrders,2024-01,5,6\n,,,\nDepartment: Service,,,\nKPI,Period,Actual,Target\nCalls,2024-01,7,8\n", []),
        ("Department,KPI,Actual,Target\nSales,Orders,5,6\nService,Calls,7,8\nReport Period: January 2024,,,\n", []),
        ("January 2024 scorecard,,,\nDepartment,KPI,Actual,Target\nSales,Orders,5,6\nService,Calls,7,8\n", ["period_from_note"]),
        ("Department,KPI,Period,Type,Value\nSales,Orders,2024-01,Actual,5\nSales,Orders,2024-01,Target,6\nService,Calls,2024-01,Actual,7\nService,Calls,2024-01,Target,8\n", []),
        ("部门 Department,指标 KPI,月份 Month,本月实际(件),本月目标(件)\nSales,Orders,2024-01,5,6\nService,Calls,2024-01,7,8\n", []),
    ],
)  # fmt: skip
def test_what_stands_around_a_table_is_heard(text, codes):
    assert read(text) == (ORDERS, codes)


def test_a_department_written_once_over_its_rows_counts_for_all_of_them():
    facts, codes = read(
        "Department,KPI,Period,Actual\nSales,Orders,2024-01,1\n,Quotes,2024-01,2\nService,Calls,2024-01,3\n,Visits,2024-01,4\n"
    )

    assert list(facts) == [(unit, kpi, "2024-01") for unit, kpi in
                           (("Sales", "Orders"), ("Sales", "Quotes"), ("Service", "Calls"), ("Service", "Visits"))]  # fmt: skip
    assert codes == ["filled_down"]


def test_a_lone_blank_department_among_names_is_the_companys():
    facts, codes = read(
        "Department,KPI,Period,Actual\nSales,Orders,2024-01,1\nService,Orders,2024-01,2\n,Profit,2024-01,4\n"
    )

    assert ("", "Profit", "2024-01") in facts
    assert codes == []


def test_total_quality_is_a_department_and_a_total_of_quality_is_none():
    rows = "Department,KPI,Period,Actual\nTotal Quality,Audits,2024-01,1\nSales,Audits,2024-01,2\n"

    assert ("Total Quality", "Audits", "2024-01") in read(rows)[0]
    assert {unit for unit, _, _ in read(rows + "Quality,Audits,2024-01,2\nAll departments,Audits,2024-01,9\n")[0]} == {
        "Sales",
        "Quality",
    }


def test_a_word_of_a_type_column_that_nobody_knows_is_named_and_not_dropped():
    known = "".join(f"A,K{at},2024-01,{word},5\n" for at in range(300) for word in ("Actual", "Target"))
    facts, codes = read(f"Department,KPI,Period,Type,Value\n{known}A,L,2024-01,Wish,7\n")

    assert (len(facts), codes) == (300, ["type_bad"])


def test_titles_that_say_targets_make_the_figures_targets_and_say_so():
    facts, codes = read("2024年各部门目标分解表,,\n部门,指标,1月\nA,K,5\n")

    assert (facts, codes) == ({("A", "K", "2024-01"): (None, 5.0)}, ["targets_by_title"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Department,KPI,Period,Actual,Target\nA,K,2024-01,1,2\n,,,,\nCustomer,Invoice,Amount,,\nMeyer,R-1,120,,\n", "several_tables"),
        ("部门,指标,期间,实际值,,部门,指标,期间,实际值\nA,K,2024-01,1,,B,K,2024-01,2\n", "tables_beside"),
        ("单位,指标,期间,实际值\nHR,K,2024-01,5\nIT,K,2024-01,6\n", "measure_or_department"),
        ("Department,KPI,Period,Ist2,Soll2\nA,K,2024-01,5,6\n", "heads_unknown"),
        ("KPI,Month,Alpha,Beta\nK,2024-01,5,6\n", "heads_unknown"),
        ("Department,Month,Orders Target,Calls\nA,2024-01,5,6\n", "heads_unknown"),
        ("Department,KPI,Period,Actual (%),Target (k$)\nA,K,2024-01,5,6\n", "units_differ"),
        ("Service,Indicator,Period,Last quarter,This quarter,Target\nA,K,2024Q1,1,2,3\n", "roles_unsure"),
        ("Department,KPI,Foo\nA,K,5\nB,K,6\n", "register_or_facts"),
        ("Department,KPI,Month,Jan Actual,Feb Actual\nA,K,2024-01,5,6\n", "periods_twice"),
        ("Team,KPI,Apr,May,Dec,Jan\nA,K,1,2,3,4\n", "year_unknown"),
    ],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_asked(text, code):
    assert asked(text, "2024.csv").code == code


WORDS = {
    "department": ("部门", "责任部门", "Department", "Business unit", "Team"),
    "kpi": ("指标", "考核指标", "KPI name", "Indicator"),
    "period": ("期间", "考核月份", "Reporting month", "Month"),
    "actual": ("实际", "本月实际", "实际(件)", "Actual (件)", "实际完成值", "Actual", "Achieved value", "Result"),
    "target": ("目标", "本月目标", "目标(件)", "计划数", "Target", "Objective", "Goal value"),
}


@settings(max_examples=60)
@given(
    st.fixed_dictionaries({which: st.sampled_from(words) for which, words in WORDS.items()}),
    st.permutations(list(WORDS)),
)
def test_a_long_table_reads_the_same_at_full_speed_and_with_care(heads, order):
    """The plain reading takes any word for a field; a blank title row above sends the same table the careful way."""
    rows = {
        "department": ("A", "B"),
        "kpi": ("K", "K"),
        "period": ("2024-01", "2024-01"),
        "actual": ("5", "7"),
        "target": ("6", "8"),
    }
    text = (
        "\n".join(
            [
                ",".join(heads[which] for which in order),
                *(",".join(rows[which][at] for which in order) for at in (0, 1)),
            ]
        )
        + "\n"
    )

    assert read_plain(text.encode(), "auto") is not None
    assert (
        read(text)
        == read(f"Scorecard,,,,\n{text}")
        == ({("A", "K", "2024-01"): (5.0, 6.0), ("B", "K", "2024-01"): (7.0, 8.0)}, [])
    )
