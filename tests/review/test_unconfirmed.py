"""What is guessed of a KPI from its name: marked until somebody confirms it, gone when something tells."""

import pytest

from kpi_core.review.board import board
from kpi_core.review.catalogue import change_kpi, log
from kpi_core.review.commit import commit, turn
from kpi_core.review.exports import export_table
from kpi_core.review.scope import kpi_by_text, kpis, period_by_text, periods, units
from kpi_core.review.unconfirmed import confirm, unconfirmed
from kpi_core.review.upload import preview
from kpi_core.store import verify
from tests.build import take
from tests.conftest import CASES

HEAD = "部门,指标,期间,实际值,目标值\n"
FILE = HEAD + "A,客户投诉率,2024-01,3,2\nA,产量,2024-01,9,10\n"
TELLING = "部门,指标,期间,实际值,方向,汇总方式\nA,客户投诉率,2024-02,3,{},{}\n"


def read(store, text, name="x.csv"):
    return preview(store, name, text.encode())


def held(store, name="客户投诉率"):
    """Direction, aggregation and what of them is only guessed."""
    kpi = kpi_by_text(kpis(store), name)
    return kpi.values["direction"], kpi.values["aggregation"], kpi.unconfirmed


def test_the_preview_lists_what_is_guessed_with_the_word_that_led_to_it(store):
    found = read(store, FILE)

    assert [vars(proposal) for proposal in found.proposals] == [
        {"kpi": "客户投诉率", "field": "direction", "value": "lower", "why": "投诉"},
        {"kpi": "客户投诉率", "field": "aggregation", "value": "mean", "why": "率"},
    ]
    assert [(p.line, p.column, p.value, p.code, p.warning) for p in found.problems] == [
        (2, "指标", "客户投诉率", "definition_guessed", True)
    ]


def test_a_guess_holds_and_is_marked_while_nobody_has_confirmed_it(store):
    take(store, FILE)

    assert held(store) == ("lower", "mean", ("direction", "aggregation"))
    assert held(store, "产量") == ("higher", "sum", ())
    shown = board(store, units(store)[1], period_by_text(periods(store), None))
    assert {tile.kpi.title("zh"): tile.status for tile in shown.tiles} == {"客户投诉率": "miss", "产量": "watch"}
    assert [kpi.title("zh") for kpi in shown.unconfirmed] == ["客户投诉率"]


def test_whoever_takes_the_file_in_and_saw_the_guesses_confirms_them(store):
    commit(store, read(store, FILE), "安娜", accept=True)

    assert held(store) == ("lower", "mean", ())
    assert unconfirmed(store) == []
    _, who, what, detail = log(store)[0]
    assert (who, what) == ("安娜", "import")
    assert '"confirmed": ["客户投诉率: direction lower", "客户投诉率: aggregation mean"]' in detail


def test_what_was_changed_in_the_preview_is_stated_and_no_guess(store):
    found = read(store, FILE)
    next(new for new in found.new_kpis if new.name == "客户投诉率").fields["direction"] = "higher"
    commit(store, found, "安娜")

    assert held(store) == ("higher", "mean", ("aggregation",))


@pytest.mark.parametrize(
    "column",
    [
        "方向\nA,客户投诉率,2024-01,3,2,越小越好",
        "汇总方式\nA,客户投诉率,2024-01,3,2,平均",
        "单位\nA,客户投诉率,2024-01,3,2,%",
    ],
)
def test_what_the_file_tells_is_no_guess(store, column):
    take(store, HEAD.strip() + "," + column + "\n")

    assert len(held(store)[2]) == 1
    assert held(store)[:2] == ("lower", "mean")


def test_numerators_and_denominators_tell_how_a_rate_is_combined(store):
    take(store, "部门,指标,期间,分子,分母\nA,客户投诉率,2024-01,1,50\n")

    assert held(store) == ("lower", "ratio", ("direction",))


def test_numerators_and_denominators_of_a_later_file_replace_a_guessed_mean(store):
    take(store, FILE)
    take(store, "部门,指标,期间,分子,分母\nA,客户投诉率,2024-02,1,50\n", "later.csv")

    assert held(store) == ("lower", "ratio", ("direction",))


def test_results_that_are_written_out_carry_the_mark(store):
    take(store, FILE)
    head, rows = export_table(store, "results")

    assert head[-1] == "unconfirmed"
    assert {(row[1], row[-1]) for row in rows} == {("客户投诉率", "?"), ("产量", None)}


def test_a_later_file_that_tells_the_same_confirms_and_one_that_tells_otherwise_replaces_the_guess(store):
    take(store, FILE)
    again = read(store, TELLING.format("越大越好", "平均"))
    assert again.problems == []
    commit(store, again, "me")

    assert held(store) == ("higher", "mean", ())


def test_what_was_told_or_confirmed_is_contradicted_only_in_a_question(store):
    commit(store, read(store, FILE), "me", accept=True)
    against = read(store, TELLING.format("越大越好", "平均"))

    assert [(p.code, p.more["field"]) for p in against.errors] == [("register_differs", "direction")]


def test_a_guess_comes_back_when_what_told_otherwise_is_undone(store):
    take(store, FILE)
    told = take(store, TELLING.format("越大越好", "求和"))
    assert held(store) == ("higher", "sum", ())
    turn(store, told, "me")
    assert held(store) == ("lower", "mean", ("direction", "aggregation"))
    turn(store, told, "me", "redo")
    assert held(store) == ("higher", "sum", ())


def test_undoing_the_upload_takes_its_marks_away_and_redoing_brings_them_back(store):
    number = take(store, FILE)
    turn(store, number, "me")
    assert unconfirmed(store) == []
    turn(store, number, "me", "redo")
    assert [kpi.title("zh") for kpi in unconfirmed(store)] == ["客户投诉率"]


def test_a_kpi_that_another_upload_uses_keeps_its_guess_and_its_mark(store):
    first = commit(store, read(store, FILE), "me", accept=True)
    take(store, HEAD + "A,客户投诉率,2024-02,1,2\n", "later.csv")
    turn(store, first, "me")

    assert held(store) == ("lower", "mean", ("direction", "aggregation"))
    turn(store, first, "me", "redo")
    assert held(store) == ("lower", "mean", ())


def test_confirming_in_the_catalogue_is_in_the_audit_and_moves_nothing(store):
    take(store, FILE)
    before = store.rows("tiles", unit=1, grain="month", period=periods(store)[0].first)
    assert confirm(store, unconfirmed(store), "安娜") == ["客户投诉率"]

    assert held(store) == ("lower", "mean", ())
    assert store.rows("tiles", unit=1, grain="month", period=periods(store)[0].first) == before
    _, who, what, detail = log(store)[0]
    assert (who, what) == ("安娜", "confirm")
    assert '"guessed": {"aggregation": "mean", "direction": "lower"}' in detail
    assert confirm(store, kpis(store).values(), "安娜") == []


def test_a_confirmed_kpi_is_gone_with_its_upload_and_confirmed_when_it_comes_back(store):
    number = take(store, FILE)
    confirm(store, unconfirmed(store), "安娜")
    turn(store, number, "me")
    assert [kpi.values["standing"] for kpi in kpis(store).values()] == [False, False]
    take(store, FILE, "again.csv")

    assert held(store) == ("lower", "mean", ())


def test_what_was_told_meanwhile_is_not_confirmed_as_it_was_guessed(store):
    take(store, FILE)
    seen = unconfirmed(store)
    take(store, TELLING.format("越大越好", "求和"))

    assert confirm(store, seen, "安娜") == []
    assert held(store) == ("higher", "sum", ())


def test_editing_a_field_in_the_catalogue_settles_that_field(store):
    take(store, FILE)
    kpi = kpi_by_text(kpis(store), "客户投诉率")
    change_kpi(store, kpi, {"direction": "higher"}, "安娜")

    assert held(store) == ("higher", "mean", ("aggregation",))


def test_a_second_file_lists_what_is_still_open_without_a_warning_and_can_confirm_it(store):
    take(store, FILE)
    later = read(store, HEAD + "A,客户投诉率,2024-02,1,2\n")
    assert [(p.kpi, p.field, p.value) for p in later.proposals] == [
        ("客户投诉率", "direction", "lower"), ("客户投诉率", "aggregation", "mean"),
    ]  # fmt: skip
    assert later.problems == []
    commit(store, later, "安娜", accept=True)

    assert held(store) == ("lower", "mean", ())


def test_the_same_file_again_confirms_what_it_left_open(store):
    number = take(store, FILE, "x.csv")
    assert commit(store, read(store, FILE), "安娜", accept=True) == number

    assert held(store) == ("lower", "mean", ())


def test_two_who_bring_the_same_new_kpi_agree_and_the_yes_of_the_second_counts(store):
    found = read(store, HEAD + "B,客户投诉率,2024-01,3,2\n")
    take(store, FILE)
    commit(store, found, "安娜", accept=True)

    assert held(store) == ("lower", "mean", ())


def test_a_register_file_that_leaves_the_direction_open_is_guessed_aloud_too(store):
    found = read(store, "指标,责任人\n客户投诉率,王\n产量,李\n", "kpis.csv")
    assert [(p.line, p.value, p.code) for p in found.problems] == [(2, "客户投诉率", "definition_guessed")]
    commit(store, found, "me")
    assert held(store) == ("lower", "mean", ("direction", "aggregation"))
    take(store, "指标,方向,汇总方式\n客户投诉率,越大越好,求和\n", "told.csv")

    assert held(store) == ("higher", "sum", ())


def test_a_measure_that_is_told_later_settles_how_a_rate_is_combined(store):
    take(store, FILE)
    take(store, "部门,指标,期间,实际值,单位\nA,客户投诉率,2024-02,3,%\n", "later.csv")

    assert held(store) == ("lower", "mean", ("direction",))


def test_the_names_of_the_field_cases_are_all_guessed_aloud(store):
    if not CASES.is_dir():
        pytest.skip("the case files are not beside the project")
    for name in ("bins_lower_words.csv", "rates_without_sign.csv"):
        commit(store, preview(store, name, (CASES / "field" / name).read_bytes()), "me")
    held_all = {kpi.title("en"): (kpi.values["direction"], kpi.values["aggregation"]) for kpi in kpis(store).values()}

    assert [name for name, (direction, _) in held_all.items() if direction == "lower"] == [
        "Scrap rate", "Defects per million", "Employee turnover", "Customer complaints", "Operating cost",
        "Days sales outstanding", "Downtime hours", "Absence rate", "Average wait (minutes)", "Accidents",
    ]  # fmt: skip
    assert {name: how for name, (_, how) in held_all.items() if "率" in name} == {"合格率(%)": "mean", "接通率": "mean"}
    assert verify(store) == []
