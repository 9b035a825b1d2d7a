"""What a preview says before anything is written, and what new KPIs and units get."""

import pytest

from kpi_core.review.commit import Refused, commit
from kpi_core.review.upload import lines_text, preview
from tests.build import take

HEADER = "部门,指标,期间,实际值,目标值\n"


def test_new_changed_and_same_are_counted_with_old_and_new(store):
    take(store, HEADER + "A,K,2024-01,1,10\nA,K,2024-02,2,10\n")

    found = preview(store, "x", (HEADER + "A,K,2024-01,1,10\nA,K,2024-02,3,10\nA,K,2024-03,4,10\n").encode())

    assert (found.new, found.changed, found.same) == (1, 1, 1)
    assert [(c["line"], c["values"]) for c in found.changes] == [(3, {"actual": (2, 3)})]
    assert store.version == 1


def test_new_kpis_are_listed_with_their_defaults_and_can_be_edited(store):
    found = preview(store, "x", (HEADER + "A,产量,2024-01,1,10\nA,服务投诉率,2024-01,1%,2%\n").encode())
    plain, rate = found.new_kpis

    assert {k: plain.shown()[k] for k in ("direction", "aggregation", "form", "cap", "good", "watch")} == {
        "direction": "higher", "aggregation": "sum", "form": "universal", "cap": 1.2, "good": 1.0, "watch": 0.9,
    }  # fmt: skip
    assert (rate.shown()["direction"], rate.shown()["measure"], rate.shown()["aggregation"]) == ("lower", "%", "mean")
    plain.fields["aggregation"] = "last"
    commit(store, found, "me")
    assert [row["aggregation"] for row in store.rows("kpis")] == ["last", "mean"]


def test_ratios_are_recognised_by_numerator_and_denominator(store):
    found = preview(store, "x", "部门,指标,期间,分子,分母\nA,R,2024-01,1,2\n".encode())

    assert found.new_kpis[0].shown()["aggregation"] == "ratio"


def test_a_data_file_fills_unknown_fields_and_a_contradiction_is_a_problem(store):
    take(store, HEADER + "A,K,2024-01,1,10\n")
    filling = preview(store, "x", "部门,指标,期间,实际值,方向\nA,K,2024-02,1,lower\n".encode())
    commit(store, filling, "me")

    against = preview(store, "y", "部门,指标,期间,实际值,方向\nA,K,2024-03,1,higher\n".encode())

    assert store.rows("kpis")[0]["direction"] == "lower"
    assert [(p.line, p.code, p.more["known"]) for p in against.errors] == [(2, "register_differs", "lower")]
    with pytest.raises(Refused):
        commit(store, against, "me")


def test_a_percent_sign_in_a_ratio_kpi_is_a_fraction(store):
    take(store, "部门,指标,期间,实际值,单位\nA,R,2024-01,95%,ratio\n")
    with store.cursor() as cursor:
        assert cursor.execute("select actual from fact").fetchall() == [(0.95,)]


def test_a_percent_sign_in_an_amount_is_a_problem(store):
    found = preview(store, "x", "部门,指标,期间,实际值,单位\nA,R,2024-01,95%,万元\n".encode())

    assert [(p.line, p.column, p.code) for p in found.errors] == [(2, "实际值", "percent_in_measure")]


def test_small_percentages_stay_as_they_are(store):
    found = preview(
        store,
        "x",
        "部门,指标,期间,实际值,目标值,单位\nA,货损率,2024-01,0.31,0.30,%\nA,货损率,2024-02,0.90,0.30,%\n".encode(),
    )
    commit(store, found, "me")
    with store.cursor() as cursor:
        assert cursor.execute("select actual from fact order by period").fetchall() == [(0.31,), (0.9,)]


def test_a_percent_target_beyond_100_is_only_a_warning(store):
    found = preview(store, "x", "部门,指标,期间,实际值,目标值,单位\nA,R,2024-01,95,150,%\n".encode())

    assert [(p.code, p.warning) for p in found.problems] == [("target_outside", True)]


def test_a_targets_only_file_is_taken_in(store):
    take(store, "部门,指标,期间,目标值\nA,K,2024-01,10\n")
    take(store, "部门,指标,期间,实际值\nA,K,2024-01,9\n", "actuals")
    with store.cursor() as cursor:
        assert cursor.execute("select actual, target from fact").fetchall() == [(9.0, 10.0)]


def test_a_department_cell_may_be_a_path_and_names_match_in_both_languages(store):
    take(store, "部门,英文名称\n服务物流部,Service\n服务物流部/信息员,Clerk\n", "units")
    take(store, HEADER + "Service/Clerk,K,2024-01,1,1\n服务物流部/信息员,K,2024-02,1,1\n信息员,K,2024-03,1,1\n")

    assert [(row["name"], row["depth"]) for row in store.rows("units")] == [
        ("公司", 0),
        ("服务物流部", 1),
        ("信息员", 2),
    ]


def test_lines_without_a_department_belong_to_the_company_and_are_counted(store):
    found = preview(store, "x", (HEADER + ",K,2024-01,1,1\nA,K,2024-01,1,1\n").encode())
    commit(store, found, "me")

    assert found.notes == {"company_lines": 1}
    assert found.new_units == ["A"]


def test_weights_in_a_facts_file_hold_from_where_they_change(store):
    take(store, "部门,指标,期间,实际值,权重\nA,K,2024-01,1,20\nA,K,2024-02,1,30\n")
    with store.cursor() as cursor:
        weights = cursor.execute("select period, weight from result where unit_id = 2 order by period").fetchall()

    assert [weight for _, weight in weights] == [20, 30]


def test_a_weight_that_changes_is_listed_before_anything_is_written(store):
    head = "部门,指标,期间,实际值,权重\n"
    take(store, head + "A,K,2024-01,1,20\nA,L,2024-01,1,5\n")
    found = preview(store, "b", (head + "A,K,2024-02,1,30\nA,L,2024-02,1,5\nA,M,2024-02,1,7\n").encode())

    assert [
        (c["line"], c["name"], c["field"], c["old"], c["new"], str(c["since"])) for c in found.register_changes
    ] == [(2, "K · A", "weight", 20, 30, "2024-02-01")]


@pytest.mark.parametrize(("lines", "text"), [([], ""), ([3], "3"), ([3, 7, 8, 9], "3,7-9"), ([1, 2, 4, 5], "1-2,4-5")])
def test_line_numbers_in_short(lines, text):
    assert lines_text(lines) == text


def test_what_changes_in_a_wide_table_is_listed_under_its_own_month(store):
    take(store, "部门,指标,2024-01,2024-02,2024-03\nA,K,1,2,3\nA,L,4,5,6\n")
    found = preview(store, "b.csv", "部门,指标,2024-01,2024-02,2024-03\nA,K,1,7,3\nA,L,9,5,6\n".encode())

    assert (found.new, found.changed, found.same) == (0, 2, 4)
    assert [(c["line"], c["kpi"], str(c["span"][1]), c["values"]) for c in found.changes] == [
        (2, "K", "2024-02-01", {"actual": (2.0, 7.0)}), (3, "L", "2024-01-01", {"actual": (4.0, 9.0)}),
    ]  # fmt: skip
