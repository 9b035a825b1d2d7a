"""Who has reported, what a template holds, and that a template filled in comes back exactly."""

import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import clean
from kpi_core.intake.around import is_total, total_of
from kpi_core.reports.sheets import workbook
from kpi_core.review.commit import commit
from kpi_core.review.reporting import (
    BadEntry,
    Typed,
    as_csv,
    due_date,
    due_day,
    figures,
    hand_in,
    lines,
    months_until,
    reported,
    template,
)
from kpi_core.review.scope import unit_by_text, units
from kpi_core.review.settings import BadSetting, change_setting
from kpi_core.review.upload import preview
from kpi_core.store import open_store

HEAD = ["部门", "指标", "期间", "实际值", "目标值", "单位", "上期实际"]
MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)
FACTS = (
    "部门,指标,期间,实际值,目标值,单位\n"
    "生产部,产量,2024-05,95,100,吨\n生产部,成本,2024-05,7.5,8,万元\n生产部,产量,2024-06,101,100,吨\n生产部,成本,2024-06,,8,万元\n"
    "营销部,销售额,2024-05,12,10,万元\n"
)


@pytest.fixture
def store():
    made = open_store(":memory:")
    commit(made, preview(made, "a.csv", FACTS.encode()), "安娜")
    yield made
    made.close()


def of(store, name):
    return unit_by_text(units(store), name)


def test_who_has_reported_counts_what_was_due_and_what_is_missing(store):
    found = {row.unit.name: row.months for row in reported(store, [MAY, JUNE])}

    assert found == {"生产部": [(2, 0), (2, 1)], "营销部": [(1, 0), (1, 1)]}


def test_those_with_gaps_stand_first(store):
    late = "部门,指标,期间,实际值\n营销部,销售额,2024-06,1\n"
    commit(store, preview(store, "b.csv", late.encode()), "安娜")

    assert [(row.unit.name, row.late) for row in reported(store, [MAY, JUNE])] == [("生产部", 1), ("营销部", 0)]


def test_a_month_is_due_a_few_days_after_its_end(store):
    assert due_day(store) == 5
    change_setting(store, "due_day", 10, "安娜")
    assert due_date(JUNE, due_day(store)) == date(2024, 7, 10)
    assert due_date(date(2024, 12, 1), 5) == date(2025, 1, 5)
    for days in (-1, 61):
        with pytest.raises(BadSetting):
            change_setting(store, "due_day", days, "安娜")


def test_months_run_up_to_the_last_across_a_year():
    wanted = [date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)]

    assert months_until(date(2024, 2, 1), 4) == wanted


def test_a_template_holds_the_departments_kpis_targets_and_last_values(store):
    assert template(store, of(store, "生产部"), [JUNE, JULY], "zh") == [
        ["生产部", "产量", "2024-06", 101.0, 100.0, "吨", 95.0],
        ["生产部", "成本", "2024-06", None, 8.0, "万元", 7.5],
        ["生产部", "产量", "2024-07", None, None, "吨", 101.0],
        ["生产部", "成本", "2024-07", None, None, "万元", 7.5],
    ]


def test_figures_typed_in_are_an_upload_like_any_other(store):
    rows = template(store, of(store, "生产部"), [JUNE], "zh")
    seen = figures(rows)
    rows[1][3] = 8.25
    upload = hand_in(store, Typed(of(store, "生产部"), JUNE, HEAD[:6], rows, seen), "安娜")

    assert [line.actual for line in lines(store, of(store, "生产部"), JUNE)] == [101.0, 8.25]
    assert [(row["upload_id"], row["accepted"]) for row in store.rows("uploads")[:1]] == [(upload, 1)]
    with pytest.raises(BadEntry):
        hand_in(store, Typed(of(store, "生产部"), JUNE, HEAD[:6], rows, figures(rows)), "安娜")


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Co", "Cn", "Mn", "Me"])
FORMULAS = st.sampled_from(["=1+1", "+A", "-2", "@x", "=cmd|' /C calc'!A0"])
FIGURES = st.one_of(st.none(), st.floats(-1e12, 1e12).map(lambda value: float(f"{value:.14g}")))


def any_figure(pair):
    return any(value is not None for value in pair)


def test_a_template_handed_in_blank_is_refused():
    data = as_csv([HEAD, ["生产部", "产量", "2024-01", None, None, "吨", None]])
    found = preview(open_store(":memory:"), "t.csv", data)

    assert (found.accepted, [problem.code for problem in found.problems]) == (0, ["no_figures"])


@settings(max_examples=50, deadline=None)
@given(
    kpi=st.one_of(st.text(LETTERS, min_size=1, max_size=12).map(clean), FORMULAS).filter(
        lambda name: (
            name and not (is_total(name) or total_of(name)) and clean(name) == name and not name.startswith("'")
        )
    ),
    figures=st.lists(st.tuples(FIGURES, FIGURES), min_size=1, max_size=3).filter(
        lambda pairs: any(map(any_figure, pairs))
    ),
    book=st.booleans(),
)
def test_a_template_filled_in_comes_back_exactly(kpi, figures, book):
    months = [f"2024-{at:02d}" for at in range(1, len(figures) + 1)]
    rows = [["生产部", kpi, month, *pair, "吨", None] for month, pair in zip(months, figures, strict=True)]
    data = workbook("生产部", HEAD, rows, {1: [kpi]}) if book else as_csv([HEAD, *rows])
    store = open_store(":memory:")
    reading = preview(store, "t.xlsx" if book else "t.csv", data).reading
    store.close()

    def value(which, row):
        number = reading.values[which][row] if which in reading.values else float("nan")
        return None if number != number else number

    assert (reading.problems, reading.kpis) == ([], [kpi])
    assert [
        (f"{reading.spans[reading.span[row]][1]:%Y-%m}", value("actual", row), value("target", row))
        for row in range(len(reading.line))
    ] == [(month, *pair) for month, pair in zip(months, figures, strict=True)]


def test_a_workbook_runs_nothing_offers_its_lists_and_keeps_numbers_numbers():
    data = workbook("a/b:c", ["指标", "值"], [["=1+1", -3.5], ["http://x", 2]], {0: ["产量", "成本"]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]

    assert [(cell.data_type, cell.value) for cell in sheet["A"][1:]] == [("s", "=1+1"), ("s", "http://x")]
    assert [(cell.data_type, cell.value) for cell in sheet["B"][1:]] == [("n", -3.5), ("n", 2)]
    assert sheet.data_validations.dataValidation[0].formula1 == "lists!$A$1:$A$2"
    assert book["lists"].sheet_state == "hidden"
