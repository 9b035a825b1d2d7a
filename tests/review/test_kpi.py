"""The KPI page's answer: where the number came from, down to file and line, and its sentence."""

from datetime import date

import pytest

from kpi_core.review.kpi import kpi_view
from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.text.headlines import sentence
from tests.build import load, take

JAN = Period("month", date(2024, 1, 1))


def view(store, unit="A", kpi="K", period=JAN):
    return kpi_view(store, unit_by_text(units(store), unit), kpi_by_text(kpis(store), kpi), period)


def test_a_number_leads_to_file_and_line_and_to_its_earlier_values(store):
    take(store, "部门,指标,期间,实际值,目标值\nB,K,2024-01,9,9\nA,K,2024-01,1,10\n", "first.csv")
    take(store, "部门,指标,期间,实际值\nA,K,2024-01,2\n", "second.csv")

    sources = view(store).sources

    assert [(s.file, s.line, s.values, s.state) for s in sources] == [
        ("second.csv", 2, {"actual": 2.0}, "effective"), ("first.csv", 3, {"actual": 1.0, "target": 10.0}, "effective"),
    ]  # fmt: skip


def test_days_beside_a_figure_of_the_month_itself_are_shown_as_not_counted(store):
    take(store, "部门,指标,期间,实际值\nA,K,2024-01-05,3\nA,K,2024-01-06,4\n", "days.csv")
    assert [s.state for s in view(store).sources] == ["effective", "effective"]
    take(store, "部门,指标,期间,实际值\nA,K,2024-01,6\n", "month.csv")

    assert view(store).now["actual"] == 6
    assert [(s.file, s.state) for s in view(store).sources] == [
        ("month.csv", "effective"), ("days.csv", "passed_over"), ("days.csv", "passed_over"),
    ]  # fmt: skip


def test_a_number_that_a_replacing_file_lacks_says_which_file_withdrew_it(store):
    take(store, "部门,指标,期间,实际值,目标值\nA,K,2024-01,1,10\nA,L,2024-01,1,10\n", "first.csv")
    take(store, "部门,指标,期间,实际值\nA,L,2024-01,2\n", "second.csv", "replace")

    assert [(s.file, s.line, s.values, s.state) for s in view(store).sources] == [
        ("second.csv", 0, {}, "effective"), ("first.csv", 2, {"actual": 1.0, "target": 10.0}, "effective"),
    ]  # fmt: skip
    assert view(store).now["actual"] is None


def test_a_rolled_up_number_leads_to_its_parts_and_their_lines(store):
    load(store, {}, [("A/x", "K", "2024-01", 3, 5), ("A/y", "K", "2024-01", 4, 5)])

    assert [(unit.name, part["actual"], sources[0].line) for unit, part, sources in view(store).parts] == [
        ("x", 3, 2),
        ("y", 4, 3),
    ]


def test_last_year_stands_beside_this_year(store):
    load(store, {}, [("A", "K", "2023-01", 7, 10), ("A", "K", "2024-01", 8, 10), ("A", "K", "2024-06", None, 12)])

    shown = view(store)

    assert [(p.period, p.actual, p.last_year) for p in shown.points][-1] == (date(2024, 1, 1), 8.0, 7.0)
    assert shown.ahead == [(date(2024, 6, 1), 12.0)]


@pytest.mark.parametrize(
    ("fields", "actual", "target", "zh"),
    [({}, 100, 100, "100，达到目标 100（达成率 100.0 %）。"), ({}, 95, 100, "95，略差于目标 100（达成率 95.0 %），需要关注。"),
     ({}, 50, 100, "50，未达到目标 100（达成率 50.0 %）。"), ({}, 5, None, "5，没有设定目标，只展示不评判。"),
     ({"direction": "lower"}, 0, 0, "0，达到目标 0。"), ({"direction": "lower"}, 2, 0, "2，未达到目标 0。"),
     ({"direction": "band", "low": 1, "high": 3, "tolerance": 1}, 2, None, "2，在 1–3 的区间内。"),
     ({"direction": "band", "low": 1, "high": 3, "tolerance": 1}, 5, None, "5，明显偏出 1–3 的区间（达成率 0.0 %）。"),
     ({"direction": "none"}, 5, 4, "5，仅展示。"), ({"form": "baseline"}, 5, 4, "5，指标设置有误，无法评判；请在指标目录中检查。")],
)  # fmt: skip
def test_the_sentence_says_where_the_value_stands(store, fields, actual, target, zh):
    load(store, {"K": fields}, [("A", "K", "2024-01", actual, target)])

    assert sentence(kpi_findings(view(store))[:1], "zh") == zh
    assert "{" not in sentence(kpi_findings(view(store)), "en")


def test_a_month_without_a_figure_says_so(store):
    load(store, {}, [("A", "K", "2024-01", 1, 1), ("B", "K", "2024-02", 1, 1)])

    assert (
        sentence(kpi_findings(view(store, period=Period("month", date(2024, 2, 1)))), "en")
        == "No figure was reported for Feb 2024."
    )
