"""Periods in every form: generated from their parts, they come back equal or are asked, never as another period."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake.found_periods import find_periods
from kpi_core.intake.period_columns import read_periods
from kpi_core.intake.periods import parse_period, period_text, weeks_in, with_year

SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
ORDINALS = ("1st", "2nd", "3rd", "4th")
MONTH_FORMS = (
    "{y}-{m:02d}", "{y}/{m}", "{y}.{m:02d}", "{y}{m:02d}", "{y}年{m}月", "{y} 年 {m:02d} 月份", "{y}年{c}月", "{c}月 {y}", "{s}-{y}", "{s} {y}",
    "{l}, {y}", "{l} {y}", "{s}. {y}", "{y} {s}", "{y} {l}", "{y}M{m:02d}", "{y}-M{m}", "{y}m{m:02d}", "M{m} {y}", "Month {m} {y}", "0{m:02d}.{y}",
    "P{m} {y}", "{y}P{m:02d}", "{y}-P{m:02d}", "{y}年第{m}期", "第{m}期 {y}", "{m}/{y}", "{y}-{m:02d}-01", "{y}-{m:02d}-01T00:00:00Z",
    "{y}-{m:02d}-01 00:00:00+08:00", "{y}-{m:02d}-01T00:00:00.000+00:00", "{y}-{m:02d}-01 00:00:00 UTC", "1 {s} {y}", "{l} 1, {y}",
)  # fmt: skip
SHORT_YEAR_FORMS = ("{s}-{yy}", "{s}'{yy}", "{yy}年{m}月")
QUARTER_FORMS = (
    "{y}Q{q}", "{y}Q0{q}", "{y}-Q{q}", "Q{q} {y}", "Q{q}/{y}", "Q{q}'{yy}", "Q{q}-{yy}", "{q}Q{yy}", "{q}Q{y}", "{yy}Q{q}", "{y}年{q}季度", "{y}第{c}季度",
    "{y}年第{q}季度", "{c}季度{y}", "Quarter {q} {y}", "{o} quarter {y}", "{y}年{c}季度", "q{q} {y}", "{y} q{q}", "第{q}季度 {y}年",
)  # fmt: skip
AROUND = (
    "{}",
    "Actual {}",
    "{} Actual",
    "Target ({})",
    "{}目标",
    "{}实际完成",
    "Report period: {} | Prepared by: Finance",
    "{}，单位：万元",
    "实际（{}）",
    "Revenue, {}",
)
years = st.integers(2000, 2060)
months = st.integers(1, 12)
quarters = st.integers(1, 4)


def month_as(form, year, month):
    return form.format(
        y=year, yy=f"{year % 100:02d}", m=month, c=CHINESE[month - 1], s=SHORT[month - 1], l=LONG[month - 1]
    )


def quarter_as(form, year, quarter):
    return form.format(y=year, yy=f"{year % 100:02d}", q=quarter, c=CHINESE[quarter - 1], o=ORDINALS[quarter - 1])


@given(st.sampled_from(MONTH_FORMS + SHORT_YEAR_FORMS), st.integers(2020, 2059), months)
def test_a_month_in_any_form_comes_back(form, year, month):
    assert parse_period(month_as(form, year, month)) == ("month", date(year, month, 1))


@given(st.sampled_from(QUARTER_FORMS), years, quarters)
def test_a_quarter_in_any_form_comes_back(form, year, quarter):
    assert parse_period(quarter_as(form, year, quarter)) == ("quarter", date(year, 3 * quarter - 2, 1))


@given(
    st.sampled_from(("{y}-W{w:02d}", "{y}W{w:02d}", "W{w} {y}", "KW {w}/{y}", "Week {w} {y}", "{y}年第{w}周")),
    years,
    st.integers(1, 53),
)
def test_a_week_comes_back_where_its_year_has_it(form, year, week):
    expected = ("week", date.fromisocalendar(year, week, 1)) if week <= weeks_in(year) else None

    assert parse_period(form.format(y=year, w=week)) == expected


@given(st.sampled_from(AROUND), st.sampled_from(MONTH_FORMS), st.integers(2020, 2059), months)
def test_a_month_is_found_in_any_text_around_it(around, form, year, month):
    found = find_periods(around.format(month_as(form, year, month)))

    assert [parse_period(period.text) for period in found] == [("month", date(year, month, 1))]


@given(st.sampled_from(AROUND), st.sampled_from(QUARTER_FORMS), st.integers(2020, 2029), quarters)
def test_a_quarter_is_found_in_any_text_around_it(around, form, year, quarter):
    found = find_periods(around.format(quarter_as(form, year, quarter)))

    assert [parse_period(period.text) for period in found] == [("quarter", date(year, 3 * quarter - 2, 1))]


@pytest.mark.parametrize(
    ("text", "told"),
    [("1月实际", [("", "month", 1, None)]), ("Q1 RAG", [("", "quarter", None, 1)]), ("2024年1月-3月", [("", "range", None, None)]),
     ("1-3月累计", [("", "range", None, None)]), ("Jan-Mar 2024", [("", "range", None, None)]), ("2024H1 Actual", [("", "half", None, None)]),
     ("2024-01-01 to 2024-01-31", [("2024-01", "month", 1, None)]), ("2024年1月1日-1月31日", [("2024-01", "month", 1, None)]),
     ("Q1 2023/24 Actual", [("2023/2024 Q1", "quarter", None, 1)]), ("FY2024 Budget", [("FY2024", "year", None, None)]),
     ("Sales may rise", []), ("SLA 24 hours", []), ("12个月", []), ("Top 10 P1 incidents", []), ("Target 25%", []), ("60-65", []),
     ("2023年12月、2024年1月", [("2023-12", "month", 12, None), ("2024-01", "month", 1, None)])],
)  # fmt: skip
def test_what_a_text_names_is_found_with_its_kind(text, told):
    assert [(p.text, p.grain, p.month, p.quarter) for p in find_periods(text)] == told


@given(st.text(max_size=40))
def test_no_text_breaks_the_search(text):
    for found in find_periods(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.text == "" or parse_period(found.text, 4) is not None or found.text.startswith("P")


@given(st.integers(2000, 2009), st.integers(2, 3), st.sampled_from("-/–"))
def test_years_that_could_be_months_are_asked_and_never_november(first, count, dash):
    texts = [f"{year}{dash}{(year + 1) % 100:02d}" for year in range(first, first + count)]

    read = read_periods(texts, 4)

    assert (read.spans, {code for code, _ in read.doubts.values()}) == ([None] * count, {"period_or_year"})
    assert read_periods(texts, 4, periods="year").spans == [
        ("year", date(year, 4, 1)) for year in range(first, first + count)
    ]
    assert read_periods(texts, 4, periods="month").spans == [
        ("month", date(y, (y + 1) % 100, 1)) for y in range(first, first + count)
    ]


@given(st.integers(2001, 2011), st.integers(2, 12), st.sampled_from("-/"))
def test_one_year_that_is_no_month_tells_for_all(first, fiscal_start, sign):
    texts = [f"{year}{sign}{(year + 1) % 100:02d}" for year in (first, first + 1, 2012)]

    assert read_periods(texts, fiscal_start).spans == [
        ("year", date(year, fiscal_start, 1)) for year in (first, first + 1, 2012)
    ]
    assert {code for code, _ in read_periods(texts, 1).doubts.values()} == {"fiscal_start_unsure"}


@given(st.integers(2000, 2060), st.sets(months, min_size=2), st.sampled_from(("{y}-{m:02d}", "{y}/{m}", "{y}{m:02d}")))
def test_months_of_one_year_are_months(year, some, form):
    texts = [form.format(y=year, m=month) for month in some]

    assert read_periods(texts, 1).spans == [("month", date(year, month, 1)) for month in some]


@given(st.integers(2020, 2040), st.integers(1, 11), st.sampled_from(("{yy}-{s}", "{m:02d}/{yy}")))
def test_short_months_are_told_by_their_neighbours_and_asked_alone(year, month, form):
    texts = [form.format(yy=year % 100, s=SHORT[m - 1], m=m) for m in (month, month + 1)]

    assert read_periods(texts, 1).spans == [("month", date(year, m, 1)) for m in (month, month + 1)]
    assert read_periods(texts[:1], 1).doubts == {0: ("month_unsure", {})}
    assert read_periods(texts[:1], 1, periods="month").spans == [("month", date(year, month, 1))]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("2024-13", "month"), ("202400", "month"), ("P13 2024", "month"), ("013.2024", "month"), ("2024Q5", "quarter"), ("Q0 2024", "quarter"),
     ("2024-W53", "week_of"), ("2024H1", "half"), ("上半年", "half"), ("5月", "no_year"), ("第12期", "no_year"), ("Q1", "no_year"),
     ("1709251201000", "epoch"), ("本月", "relative"), ("YTD", "relative"), ("1-3月", "range"), ("2024-02-30", "day"), ("总计", "unknown"),
     ("2024-02-29T16:00:00Z", "stamp"), ("1980-05", "year_range")],
)  # fmt: skip
def test_what_is_no_period_says_why(text, reason):
    ((code, more),) = read_periods([text], 1).doubts.values()

    assert (code, more["reason"]) == ("period_bad", reason)


@pytest.mark.parametrize(
    ("text", "span"),
    [("Q1 2023/24", ("quarter", date(2023, 4, 1))), ("FY25 Q4", ("quarter", date(2025, 1, 1))), ("2018-19 Q2", ("quarter", date(2018, 7, 1))),
     ("2009/2010", ("year", date(2009, 4, 1))), ("FY09/10", ("year", date(2009, 4, 1))), ("2024-2025财年", ("year", date(2024, 4, 1))),
     ("FY25", ("year", date(2024, 4, 1))), ("2025财年", ("year", date(2024, 4, 1))), ("2012-13", ("year", date(2012, 4, 1)))],
)  # fmt: skip
def test_fiscal_years_and_quarters_begin_in_april_where_the_year_does(text, span):
    assert parse_period(text, fiscal_start=4) == span
    assert period_text("year", date(2009, 4, 1)) == "FY2010"


def test_a_midnight_counted_from_1970_is_its_day():
    assert parse_period("1709251200000") == ("month", date(2024, 3, 1))


@given(years, quarters, months)
def test_a_year_beside_a_quarter_or_a_month_makes_its_period(year, quarter, month):
    assert (with_year(f"{year}", f"Q{quarter}"), with_year(f"{year}年", f"{CHINESE[quarter - 1]}季度")) == (
        f"{year}Q{quarter}",
    ) * 2
    assert (with_year(f"{year}", f"{month}月"), with_year(f"{year}", SHORT[month - 1])) == (f"{year}-{month:02d}",) * 2
    assert with_year(f"{year}/{(year + 1) % 100:02d}", f"Q{quarter}") == f"{year}/{year + 1} Q{quarter}"
    assert with_year("abc", "Q1") == ""
