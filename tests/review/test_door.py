"""At the door: what does not fit the months before is asked about, and nothing else is."""

import pytest

from kpi_core.review.commit import commit
from kpi_core.review.upload import Given, preview
from kpi_core.store import open_store

HEAD = "部门,指标,期间,实际值\n"
USUAL = [100, 104, 98, 101, 99, 103, 97, 102]


@pytest.fixture
def store():
    made = open_store(":memory:")
    lines = "".join(f"生产部,产量,2024-{at:02d},{value}\n" for at, value in enumerate(USUAL, start=1))
    commit(made, preview(made, "a.csv", (HEAD + lines).encode()), "安娜")
    yield made
    made.close()


def asked(store, value, **more):
    found = preview(store, "b.csv", (HEAD + f"生产部,产量,2024-09,{value}\n").encode(), **more)
    assert found.errors == []
    return [(p.line, p.column, p.code, p.more.get("meant")) for p in found.problems]


@pytest.mark.parametrize("value", [100, 95, 107])
def test_an_ordinary_month_is_not_asked_about(store, value):
    assert asked(store, value) == []


@pytest.mark.parametrize(
    ("value", "code", "meant"),
    [(1010, "door_slip", "101"), (10100, "door_slip", "101"), (1.01, "door_slip", "101"), (1010000, "door_slip", "101"),
     (0.0101, "door_slip", "101"), (-101, "door_sign", "101"), (150, "door_outside", None), (0, "door_outside", None), ("1e306", "door_outside", None)],
)  # fmt: skip
def test_a_slip_a_sign_and_a_jump_are_told_apart(store, value, code, meant):
    assert asked(store, value) == [(2, "实际值", code, meant)]


def test_what_was_taken_in_before_is_not_asked_about_again(store):
    odd = HEAD + "生产部,产量,2024-09,150\n"
    commit(store, preview(store, "b.csv", odd.encode()), "安娜")

    assert preview(store, "c.csv", (odd + "生产部,产量,2024-10,100\n").encode()).problems == []


def test_an_answer_is_kept_with_the_upload_and_not_asked_again(store):
    data = (HEAD + "生产部,产量,2024-09,150\n生产部,产量,2024-10,1010\n生产部,产量,2024-11,9\n").encode()
    said = Given(answers={"2|实际值": "keep", "4|实际值": "leave"}, cells={"3|实际值": "101"})
    found = preview(store, "b.csv", data, given=said)

    assert (found.problems, found.answered, found.accepted, found.notes) == ([], 1, 2, {"left": 1})
    commit(store, found, "安娜")
    kept = store.rows("uploads")[0]["layout"]
    assert '"answers": {"2|实际值": "keep", "4|实际值": "leave"}' in kept
    assert preview(store, "b.csv", data, given=said).no_op == 2


def test_limits_follow_the_season():
    made = open_store(":memory:")
    season = [100, 60, 80, 120, 140, 160, 180, 200, 160, 130, 110, 90]
    noise = [4, -3, 5, -5, 2, -4, 3]
    months = [(f"{2019 + at // 12}-{at % 12 + 1:02d}", season[at % 12] + noise[at % 7]) for at in range(60)]
    lines = "".join(f"A,K,{month},{value}\n" for month, value in months)
    commit(made, preview(made, "a.csv", (HEAD + lines).encode()), "安娜")

    def codes(month, value):
        found = preview(made, "b.csv", (HEAD + f"A,K,{month},{value}\n").encode())
        return [p.code for p in found.problems]

    assert (codes("2024-02", 61), codes("2024-08", 201)) == ([], [])
    assert (codes("2024-02", 200), codes("2024-08", 61)) == (["door_outside"], ["door_outside"])
    made.close()


def test_what_is_asked_about_does_not_keep_its_line_out(store):
    found = preview(store, "b.csv", (HEAD + "生产部,产量,2024-09,1010\n").encode())
    commit(store, found, "安娜")

    assert store.rows("uploads")[0]["accepted"] == 1


def test_a_first_file_is_checked_against_its_own_months():
    fresh = open_store(":memory:")
    lines = "".join(f"A,K,2024-{at:02d},{value}\n" for at, value in enumerate([*USUAL, 9900, 130], start=1))
    found = preview(fresh, "a.csv", (HEAD + lines).encode())
    fresh.close()

    assert [(p.line, p.code, p.more["meant"]) for p in found.problems] == [(10, "door_slip", "99")]


@pytest.mark.parametrize("written", ["生產部", "生产 部", "生产-部", "生產　部"])
def test_a_department_written_differently_is_asked_about_and_merged_when_a_person_says_so(store, written):
    data = (HEAD + f"{written},产量,2024-09,100\n").encode()
    found = preview(store, "b.csv", data)
    assert [(p.line, p.code, p.more["meant"]) for p in found.problems] == [(2, "name_alike", "生产部")]

    merged = preview(store, "b.csv", data, given=Given(names=found.alike))
    assert (merged.problems, merged.new_units, merged.accepted) == ([], [], 1)


@pytest.mark.parametrize("written", ["生产一部", "生产2部", "采购部", "营销部"])
def test_another_department_is_not_taken_for_a_slip(store, written):
    assert preview(store, "b.csv", (HEAD + f"{written},产量,2024-09,100\n").encode()).alike == {}


def test_a_slip_of_the_pen_in_a_longer_name_is_asked_about(store):
    commit(store, preview(store, "c.csv", (HEAD + "生产部,Customer satisfaction,2024-01,1\n").encode()), "安娜")

    found = preview(store, "d.csv", (HEAD + "生产部,Customer satisfation,2024-02,1\n").encode())
    assert found.alike == {"Customer satisfation": "Customer satisfaction"}


TYPO = [
    ("采购部,产量,2024-01,1\n采购部,产量,2024-02,1\n采构部,产量,2024-03,1\n", {"采构部": "采购部"}),
    # Both report the same in one month: they are two.
    ("采购部,产量,2024-01,1\n采购部,产量,2024-02,1\n采构部,产量,2024-02,1\n", {}),
    # One line of a department's three, whose peers report all three.
    ("生产部,产量,2024-01,1\n生产部,费用,2024-01,1\n生产部,工时,2024-01,1\n采构部,产量,2024-01,1\n采购部,费用,2024-01,1\n采购部,工时,2024-01,1\n", {"采构部": "采购部"}),
    # Two departments with figures of their own.
    ("采购部,产量,2024-01,1\n采购部,费用,2024-01,1\n采构部,面积,2024-01,1\n", {}),
    ("生产部,合格率,2024-01,1\n销售部,合格率,2024-01,1\n质量部,合各率,2024-01,1\n", {"合各率": "合格率"}),
    ("生产部,合格率,2024-01,1\n生产部,合各率,2024-01,1\n", {}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "alike"), TYPO)
def test_a_name_is_a_slip_only_where_the_right_one_is_missing(lines, alike):
    fresh = open_store(":memory:")
    found = preview(fresh, "a.csv", (HEAD + lines).encode())
    fresh.close()

    assert found.alike == alike
    assert [p.more["meant"] for p in found.problems if p.code == "name_alike"] == list(alike.values())
    assert found.errors == []


def test_a_known_department_that_is_missing_in_this_month_is_meant_by_one_written_nearly_so(store):
    data = (HEAD + "生效部,产量,2024-09,100\n升产部,产量,2024-09,100\n生产布,产量,2024-09,100\n").encode()

    assert preview(store, "b.csv", data).alike == {"生产布": "生产部"}


def test_a_person_who_says_that_a_name_is_new_is_not_asked_again(store):
    data = (HEAD + "生产布,产量,2024-09,100\n").encode()
    found = preview(store, "b.csv", data, given=Given(names={"生产布": "生产布"}))

    assert (found.alike, found.problems, found.new_units) == ({}, [], ["生产布"])
    commit(store, found, "安娜")
    assert '"names": {"生产布": "生产布"}' in store.rows("uploads")[0]["layout"]
