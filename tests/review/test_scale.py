"""Points in one file and fractions in the next are asked about, however little is known (decision 0006)."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kpi_core.review.commit import commit
from kpi_core.review.upload import Given, preview
from kpi_core.store import open_store

HEAD = "部门,指标,期间,实际值,目标值,单位\n"


def pair(first, second, measure, kpi="合格率"):
    """What is asked about the second of two files whose lines are (period, actual, target): (line, column, meant)."""
    store = open_store(":memory:")
    texts = [
        HEAD + "".join(f"A,{kpi},{month},{actual},{target},{measure}\n" for month, actual, target in lines)
        for lines in (first, second)
    ]
    found = preview(store, "1.csv", texts[0].encode())
    commit(store, found, "安娜")
    found = preview(store, "2.csv", texts[1].encode())
    store.close()
    assert found.errors == []
    return {(p.line, p.column, p.more["meant"]) for p in found.problems if p.code in ("door_scale", "door_fraction")}


@pytest.mark.parametrize(
    ("first", "second", "measure", "asked"),
    [
        ([("2024-01", 95.0, "")], [("2024-02", 0.96, "")], "%", {(2, "实际值", "96")}),
        ([("2024-01", 0.96, "")], [("2024-02", 95.0, "")], "%", {(2, "实际值", "0.95")}),
        ([("2024-01", 0.95, "")], [("2024-02", 96, "")], "ratio", {(2, "实际值", "0.96")}),
        ([("2024-01", 95, "")], [("2024-02", 0.96, "")], "ratio", {(2, "实际值", "96")}),
        ([("2024-01", 95, "")], [("2024-02", 0.96, "")], "", {(2, "实际值", "96")}),
        ([("2024-01", 95, "")], [("2024-02", "", 0.98)], "%", {(2, "目标值", "98")}),
        ([("2024-01", 0.95, "")], [("2024-02", "", 98)], "ratio", {(2, "目标值", "0.98")}),
        ([("2024-01", "", 98)], [("2024-02", 0.96, "")], "%", {(2, "实际值", "96")}),
        ([("2024-01", 95, 98)], [("2024-02", 1.05, "")], "%", {(2, "实际值", "105")}),
        ([("2024-01", 95, 98)], [("2024-02", 94, 97), ("2024-03", 3, 5)], "%", set()),
        ([("2024-01", 0.31, 0.3)], [("2024-02", 0.28, 0.3)], "ratio", set()),
        ([("2024-01", 0.31, 0.3)], [("2024-02", 0.28, 0.3)], "%", set()),
    ],
)
def test_one_known_value_is_enough_to_ask(first, second, measure, asked):
    assert pair(first, second, measure) == asked


def test_actual_and_target_of_one_file_are_held_against_each_other():
    store = open_store(":memory:")
    found = preview(store, "1.csv", (HEAD + "A,合格率,2024-01,0.95,96,ratio\n").encode())
    assert [(p.line, p.column, p.code, p.more["meant"]) for p in found.problems] == [
        (2, "目标值", "door_scale", "0.96")
    ]
    found = preview(store, "1.csv", (HEAD + "A,合格率,2024-01,95,0.5,%\n").encode())
    assert [(p.column, p.code, p.more["meant"]) for p in found.problems] == [("目标值", "door_scale", "50")]
    store.close()


def test_numerator_and_denominator_tell_the_scale_of_a_target():
    store = open_store(":memory:")
    text = "部门,指标,期间,分子,分母,目标值\nA,及时率,2024-01,95,100,98\n"
    found = preview(store, "1.csv", text.encode())
    store.close()

    assert [(p.column, p.code, p.more["meant"]) for p in found.problems] == [("目标值", "door_scale", "0.98")]


def test_an_answer_settles_it_and_what_stands_is_not_asked_again():
    store = open_store(":memory:")
    commit(store, preview(store, "1.csv", (HEAD + "A,合格率,2024-01,95,,%\n").encode()), "安娜")
    data = (HEAD + "A,合格率,2024-02,0.96,,%\n").encode()
    kept = preview(store, "2.csv", data, given=Given(answers={"2|实际值": "keep"}))
    mended = preview(store, "2.csv", data, given=Given(cells={"2|实际值": "96"}, answers={"2|实际值": "keep"}))
    assert (kept.problems, mended.problems) == ([], [])
    commit(store, kept, "安娜")

    assert (
        preview(store, "3.csv", (HEAD + "A,合格率,2024-02,0.96,,%\nA,合格率,2024-03,0.97,,%\n").encode()).problems == []
    )
    store.close()


def test_amounts_that_fall_a_hundredfold_are_no_matter_of_scale():
    assert pair([("2024-01", 95, 100)], [("2024-02", 0.96, 1)], "万元", "营业收入") == set()


POINTS = st.lists(st.floats(45, 99).map(lambda value: round(value, 2)), min_size=1, max_size=4)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], phases=(Phase.explicit, Phase.generate))
@given(
    known=POINTS,
    new=POINTS,
    fractions_first=st.booleans(),
    measure=st.sampled_from(["%", "ratio", ""]),
    where=st.tuples(st.sampled_from(["actual", "target"]), st.sampled_from(["actual", "target"])),
)
def test_two_files_of_which_one_is_in_fractions_are_always_asked_about(known, new, fractions_first, measure, where):
    """合格率 changes its scale from the first file to the second, 良品率 keeps it."""

    def text(values, year, turned, field):
        lines = []
        for kpi, fractions in (("合格率", fractions_first != turned), ("良品率", fractions_first)):
            for at, value in enumerate(values, start=1):
                number = round(value / 100, 4) if fractions else value
                actual, target = (number, "") if field == "actual" else ("", number)
                lines.append(f"A,{kpi},{year}-{at:02d},{actual},{target},{measure}\n")
        return (HEAD + "".join(lines)).encode()

    store = open_store(":memory:")
    commit(store, preview(store, "1.csv", text(known, 2023, False, where[0])), "安娜")
    found = preview(store, "2.csv", text(new, 2024, True, where[1]))
    store.close()
    asked = {p.line for p in found.problems if p.code in ("door_scale", "door_fraction") and p.more["kpi"] == "合格率"}
    same = {p.code for p in found.problems if p.more.get("kpi") == "良品率"}

    # Fractions only, in a KPI measured in %, are one question at the first line; else each cell is asked about.
    whole = measure == "%" and not fractions_first and len(new) > 1 and where[1] == "actual"
    assert asked == ({2} if whole else set(range(2, len(new) + 2)))
    assert same <= {"door_fraction"}
