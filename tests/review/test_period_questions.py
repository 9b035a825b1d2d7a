"""What a period leaves open is asked, and one answer reads the whole file."""

import pytest

from kpi_core.intake import period_text
from kpi_core.review.commit import commit
from kpi_core.review.scope import period_by_text, periods
from kpi_core.review.settings import change_setting
from kpi_core.review.upload import Given, preview


def read(store, *periods_written, given=Given()):
    lines = [f"Ops,Orders,{text},{n},40" for n, text in enumerate(periods_written, start=1)]
    return preview(store, "a.csv", "\n".join(["Department,KPI,Period,Actual,Target", *lines]).encode(), given=given)


def spans(found):
    return [period_text(*found.reading.spans[code]) for code in found.reading.span if code >= 0]


@pytest.mark.parametrize(
    ("written", "code", "answer", "read_as"),
    [
        (("2009-10", "2010-11"), "period_or_year", Given(periods="month"), ["2009-10", "2010-11"]),
        (("2009-10", "2010-11"), "period_or_year", Given(periods="year", fiscal="4"), ["FY2010", "FY2011"]),
        (("2011-12", "2012-13"), "fiscal_start_unsure", Given(fiscal="4"), ["FY2012", "FY2013"]),
        (("Q1 2023/24", "Q2 2023/24"), "fiscal_start_unsure", Given(fiscal="4"), ["2023Q2", "2023Q3"]),
        (("24-Dec",), "month_unsure", Given(periods="month"), ["2024-12"]),
        (("12/24",), "month_unsure", Given(periods="month"), ["2024-12"]),
    ],
)
def test_one_answer_reads_the_whole_file(store, written, code, answer, read_as):
    asked, told = read(store, *written), read(store, *written, given=answer)

    assert ({p.code for p in asked.errors}, asked.accepted) == ({code}, 0)
    assert (told.problems, spans(told)) == ([], read_as)


def test_dates_that_are_no_ends_of_months_are_days_and_said_to_be(store):
    asked = read(store, "2024-03-28", "2024-04-29")

    assert ([(p.line, p.code, p.warning) for p in asked.problems], spans(asked)) == (
        [(2, "days_read", True)],
        ["2024-03-28", "2024-04-29"],
    )
    assert spans(read(store, "2024-03-28", "2024-04-29", given=Given(periods="month"))) == ["2024-03", "2024-04"]
    for quiet in (Given(periods="day"), Given(answers={"2|Period": "keep"})):
        assert read(store, "2024-03-28", "2024-04-29", given=quiet).problems == []


def test_several_dates_a_month_are_days_without_a_word(store):
    assert read(store, "2024-03-04", "2024-03-11", "2024-04-08").problems == []


def test_the_companys_own_first_month_answers_for_every_file(store):
    change_setting(store, "fiscal_start", "7", "me")

    assert spans(read(store, "2011-12", "2012-13")) == ["FY2012", "FY2013"]


def test_a_financial_year_is_found_by_its_name_whatever_the_companys_year(store):
    commit(store, read(store, "2011-12", "2012-13", given=Given(fiscal="4")), "me")

    assert {period.text() for period in periods(store)} == {"FY2012", "FY2013"}
    assert period_by_text(periods(store), "FY2013").first.isoformat() == "2012-04-01"
