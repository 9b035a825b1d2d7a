"""Periods as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake import parse_period, period_text

MAY = ("month", date(2024, 5, 1))


@pytest.mark.parametrize(
    "text",
    ["2024-05", "202405", "2024/5/1", "2024年5月", "May-24", "２０２４年５月", "2024.5", "2024-5", "2024-05-01 00:00:00", "20240501",
     "2024年5月份", "May 2024", "2024-May", "may-2024", "2024年05月01日"],
)  # fmt: skip
def test_the_usual_ways_of_writing_a_month(text):
    assert parse_period(text) == MAY


@pytest.mark.parametrize(
    ("text", "span"),
    [("2024Q1", ("quarter", date(2024, 1, 1))), ("2024年第2季度", ("quarter", date(2024, 4, 1))), ("Q4 2023", ("quarter", date(2023, 10, 1))),
     ("2024", ("year", date(2024, 1, 1))), ("2024年", ("year", date(2024, 1, 1))), ("FY2023", ("year", date(2023, 1, 1))),
     ("2024-W05", ("week", date(2024, 1, 29))), ("2024-05-17", ("day", date(2024, 5, 17)))],
)  # fmt: skip
def test_other_grains(text, span):
    assert parse_period(text) == span


def test_a_fiscal_year_ends_in_the_year_it_names():
    assert parse_period("FY2023", fiscal_start=4) == ("year", date(2022, 4, 1))
    assert period_text("year", date(2022, 4, 1), fiscal_start=4) == "FY2023"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5月",
        "2024-13",
        "2024-02-30",
        "03/04/2024",
        "1-3月累计",
        "总计",
        "0",
        "1850-01",
        "2024Q5",
    ],
)
def test_what_is_no_period_or_could_be_two_is_refused(text):
    assert parse_period(text) is None


@given(st.dates(date(1990, 1, 1), date(2100, 12, 1)))
def test_a_written_month_comes_back(day):
    first = day.replace(day=1)

    assert parse_period(period_text("month", first)) == ("month", first)


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text):
    parsed = parse_period(text)

    assert parsed is None or 1990 <= parsed[1].year <= 2100
