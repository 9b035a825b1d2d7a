"""What a file leaves open is asked, and read as a person answers."""

import pytest

from kpi_core.review.upload import Given, preview
from tests.build import take

HEAD = "部门,指标,期间,实际值\n"


def read(store, text, **said):
    found = preview(store, "x.csv", text.encode(), given=Given(**said))
    values = found.reading.values["actual"][found.reading.kept].tolist() if found.reading else []
    spans = [found.reading.spans[code] for code in found.reading.span[found.reading.kept]] if found.reading else []
    return found, values, [(grain, str(first)) for grain, first in spans]


def codes(found):
    return [(p.line, p.code) for p in found.problems]


def test_a_day_among_months_is_asked_about_and_a_file_of_days_is_not(store):
    head = "部门,指标,期间,实际值\n"
    months = "".join(f"A,K,2024-{month:02d},{month}\n" for month in range(1, 7))
    found = preview(store, "a", (head + months + "A,K,2024-07-05,7\nA,D,2024-07-05,1\nA,D,2024-07-06,1\n").encode())

    assert [(p.line, p.column, p.value, p.code, p.more["meant"]) for p in found.problems] == [
        (8, "期间", "2024-07-05", "door_day", "2024-07")
    ]
    wide = preview(
        store, "b", "部门,指标,2024-01,2024-02,2024-03,2024-04,2024-05,2024-06-05\nA,K,1,2,3,4,5,6\n".encode()
    )
    assert [(p.column, p.code, "meant" in p.more) for p in wide.problems] == [("2024-06-05", "door_day", False)]


def test_a_date_that_may_be_two_is_asked(store):
    text = HEAD + "A,K,03/04/2024,1\nA,K,05/05/2024,2\n"
    found, _, spans = read(store, text)
    assert (codes(found), spans) == ([(2, "date_unsure")], [("day", "2024-05-05")])
    assert read(store, text, dates="dmy")[2] == [("day", "2024-04-03"), ("day", "2024-05-05")]
    assert read(store, text, dates="mdy")[2] == [("day", "2024-03-04"), ("day", "2024-05-05")]


@pytest.mark.parametrize(("text", "first"), [("13/04/2024", "2024-04-03"), ("04/13/2024", "2024-03-04")])
def test_a_date_that_can_only_be_one_tells_for_all(store, text, first):
    _, _, spans = read(store, HEAD + f"A,K,{text},1\nA,K,03/04/2024,2\n")

    assert spans[1] == ("day", first)


def test_month_and_year_and_dates_with_points_need_no_question(store):
    found, _, spans = read(store, HEAD + "A,K,03/2024,1\nB,K,1.4.2024,2\n")

    assert (codes(found), spans) == ([], [("month", "2024-03-01"), ("month", "2024-04-01")])


def test_a_comma_that_may_be_two_is_asked(store):
    text = HEAD + 'A,K,2024-01,"1,23"\nA,K,2024-02,"1,234"\nA,K,2024-03,5\n'
    found, values, _ = read(store, text)
    assert (codes(found), values) == ([(2, "comma_unsure"), (3, "comma_unsure")], [5])
    assert read(store, text, decimal=",")[1] == [1.23, 1.234, 5]
    found, values, _ = read(store, text, decimal=".")
    assert (codes(found), values) == ([(2, "number_bad")], [1234, 5])


def test_a_semicolon_file_whose_commas_may_be_two_is_asked(store):
    text = "部门;指标;期间;实际值\nA;K;2024-01;1,234\nA;K;2024-02;5\n"
    assert codes(read(store, text)[0]) == [(2, "comma_unsure")]
    assert read(store, text, decimal=".")[1] == [1234, 5]
    assert read(store, text + "A;K;2024-03;1,5\n")[1] == [1.234, 5, 1.5]
    assert read(store, text + "A;K;2024-03;1,234,567\n")[1] == [1234, 5, 1234567]


def test_thousands_in_a_comma_file_need_no_question(store):
    found, values, _ = read(store, HEAD + 'A,K,2024-01,"1,234"\nA,K,2024-02,5\n')

    assert (codes(found), values) == ([], [1234, 5])


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        ("元", "3.5万", 35_000),
        ("万元", "3.5万", 3.5),
        ("万元", "1.2亿", 12_000),
        ("", "2k", 2_000),
        ("km", "2k", 2_000),
    ],
)
def test_a_size_in_words_is_read_into_the_kpis_measure_and_said(store, measure, text, value):
    found, values, _ = read(store, f"部门,指标,期间,实际值,单位\nA,K,2024-01,{text},{measure}\n")

    assert values == [value]
    assert [p.code for p in found.problems] == ["scaled"]


def test_a_percentage_written_as_fractions_is_asked_and_lifted_when_a_person_says_so(store):
    text = "部门,指标,期间,实际值,目标值,单位\nA,合格率,2024-01,0.965,0.98,%\nA,合格率,2024-02,0.97,0.98,%\n"
    found, values, _ = read(store, text)
    assert ([(p.line, p.code, p.more["meant"]) for p in found.problems], values) == (
        [(2, "door_fraction", "96.5")], [0.965, 0.97],
    )  # fmt: skip
    found, values, _ = read(store, text, answers={"%|合格率": "lift"})
    assert (found.problems, values, found.reading.values["target"].tolist()) == ([], [96.5, 97.0], [98.0, 98.0])


def test_a_ratio_without_its_denominator_is_asked_about(store):
    take(store, "部门,指标,期间,分子,分母\nA,及时率,2024-01,9,10\n")
    found, _, _ = read(store, HEAD + "A,及时率,2024-02,0.9\nB,及时率,2024-02,0.8\n")

    assert [(p.line, p.code, p.more["count"]) for p in found.problems] == [(2, "door_ratio", 2)]
    whole, _, _ = read(store, "部门,指标,期间,实际值,分子,分母\nA,及时率,2024-02,0.9,9,10\n")
    assert whole.problems == []


def test_two_units_of_measure_are_asked_about_and_two_sizes_of_one_are_refused(store):
    head = "部门,指标,期间,实际值,单位\n"
    found, values, _ = read(store, head + "A,K,2024-01,1,件\nB,K,2024-01,2,箱\n")
    assert ([(p.line, p.code, p.warning) for p in found.problems], values) == ([(3, "measure_twice", True)], [1, 2])
    found, values, _ = read(store, head + "A,K,2024-01,1,元\nB,K,2024-01,2,万元\n")
    assert ([(p.code, p.warning) for p in found.problems], values) == ([("said_twice", False)], [1])


def test_a_line_with_two_problems_is_left_out_by_both_its_answers(store):
    data = "部门,指标,期间,实际值\nA,K,某月,x\nA,K,2024-01,1\n".encode()
    found = preview(store, "a.csv", data, given=Given(answers={"2|期间": "leave", "2|实际值": "leave"}))

    assert (found.errors, found.accepted, found.notes) == ([], 1, {"left": 2})


def test_the_lines_of_a_register_are_answered_like_those_of_figures(store):
    data = "指标,单位,方向\n产量,件,越大越好\n错指标,个,随便\n合格率,%,越大越好\n".encode()
    asked = preview(store, "k.csv", data)
    assert [(p.line, p.column, p.value) for p in asked.errors] == [(3, "方向", "随便")]

    mended = preview(store, "k.csv", data, given=Given(cells={"3|方向": "越小越好"}))
    left = preview(store, "k.csv", data, given=Given(answers={"3|方向": "leave"}))

    assert (mended.errors, [line.fields["direction"] for line in mended.register_lines]) == (
        [],
        ["higher", "lower", "higher"],
    )
    assert (left.errors, [line.kpi for line in left.register_lines], left.notes) == (
        [],
        ["产量", "合格率"],
        {"left": 1},
    )
