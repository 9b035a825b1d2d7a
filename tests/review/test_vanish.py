"""An upload after which a unit has no score any more says so first, and why."""

import pytest

from kpi_core.reports.effects import effect_json, vanish_lines
from kpi_core.review.commit import commit, rehearse, rehearse_turn
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from tests.build import load

HEAD = "部门,指标,期间,实际值,目标值\n"


@pytest.fixture
def store():
    """Two departments of one weighed KPI each, complete in January and February."""
    made = open_store(":memory:")
    facts = [(unit, "K", month, 90, 100) for unit in "AB" for month in ("2024-01", "2024-02")]
    load(made, {"K": {}}, facts, {("A", "K"): 1, ("B", "K"): 1})
    yield made
    made.close()


def test_a_new_month_of_one_department_lets_no_score_vanish_that_there_was(store):
    found = preview(store, "m.csv", (HEAD + "A,K,2024-03,90,100\n").encode())

    assert rehearse(store, found).vanished == ()


def test_a_figure_that_ends_takes_the_score_with_it_and_the_effect_says_which_is_missing(store):
    found = preview(store, "r.csv", (HEAD + "A,K,2024-02,,100\nB,K,2024-02,90,100\n").encode(), mode="replace")
    effect = rehearse(store, found)

    assert effect_json(effect, "zh")["vanished"] == [
        {
            "unit": "公司",
            "period": "2024-02",
            "before": pytest.approx(0.9),
            "due_and_missing": [{"unit": "A", "kpi": "K"}],
        },
        {
            "unit": "A",
            "period": "2024-02",
            "before": pytest.approx(0.9),
            "due_and_missing": [{"unit": "A", "kpi": "K"}],
        },
    ]
    assert vanish_lines(effect, "zh")[0] == (
        "2024年2月公司将没有得分（现为 90.0）：数据不足七成；应报未报 1 项：A · K。"
    )
    number = commit(store, found, "安娜")
    assert rehearse_turn(store, number).vanished == ()


def test_a_weight_that_makes_a_missing_kpi_heavy_names_it():
    made = open_store(":memory:")
    load(
        made, {"K": {}, "L": {}},
        [("A", "K", "2024-01", 90, 100), ("A", "L", "2024-01", 90, 100), ("A", "K", "2024-02", 90, 100)],
        {("A", "K"): 9, ("A", "L"): 1},
    )  # fmt: skip
    # Nine tenths of February are there; with 9 for L it is half.
    effect = rehearse(made, preview(made, "w.csv", "指标,部门,权重\nL,A,9\n".encode()))
    made.close()

    gone = {(row["unit"], row["period"]): row["due_and_missing"] for row in effect_json(effect, "zh")["vanished"]}
    assert gone == {("公司", "2024-02"): [{"unit": "A", "kpi": "L"}], ("A", "2024-02"): [{"unit": "A", "kpi": "L"}]}


def test_taking_the_only_file_back_lets_every_score_vanish(store):
    number = store.rows("uploads")[0]["upload_id"]
    effect = rehearse_turn(store, number)

    assert {(row["unit_id"], f"{row['period']:%Y-%m}") for row in effect.vanished} == {
        (unit, month) for unit in (1, 2, 3) for month in ("2024-01", "2024-02")
    }


def test_a_missing_kpi_that_could_never_be_judged_is_not_blamed(store):
    """N's figure ends with K's, but N never had a target: it does not lower coverage, so it is no reason."""
    commit(store, preview(store, "n.csv", "指标,部门,权重\nN,A,1\n".encode()), "tester")
    commit(store, preview(store, "f.csv", (HEAD + "A,N,2024-02,5,\n").encode()), "tester")
    found = preview(store, "r.csv", (HEAD + "A,K,2024-02,,100\nB,K,2024-02,90,100\n").encode(), mode="replace")

    vanished = effect_json(rehearse(store, found), "zh")["vanished"]

    assert vanished
    assert all(row["due_and_missing"] == [{"unit": "A", "kpi": "K"}] for row in vanished)
