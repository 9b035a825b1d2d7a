"""What was said is kept with author and time, beside the miss it speaks of, and nothing is ever changed."""

from datetime import date

import pytest

from kpi_core.review.board import board
from kpi_core.review.kpi import kpi_view
from kpi_core.review.said import NotSaid, actions, agree, live_actions, remarks, say, start_anew, step
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.store import verify
from tests.build import load
from tests.review.situations import CALM, course

JAN = Period("month", date(2024, 1, 1))


@pytest.fixture
def missed(store):
    """A store with one miss of A, and its unit and KPI."""
    load(store, {}, [("A", "K", "2024-01", 50, 100)])
    return store, unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K")


def test_a_cause_and_a_countermeasure_stand_with_author_and_time(missed):
    store, unit, kpi = missed
    say(store, unit, kpi, JAN, "cause", "  供应商停产 ", " 安娜 ")
    agree(store, unit, kpi, JAN, "换供应商", "李雷", date(2024, 2, 15), "安娜")

    cause, action = remarks(store, unit, kpi, "month")[0], actions(store, unit, kpi, "month")[0]

    assert (cause.text, cause.who, cause.kind, cause.period) == ("供应商停产", "安娜", "cause", date(2024, 1, 1))
    assert (action.text, action.owner, action.due, action.state, action.live) == (
        "换供应商",
        "李雷",
        date(2024, 2, 15),
        "open",
        True,
    )


def test_the_board_flags_a_miss_without_a_live_countermeasure(missed):
    store, unit, kpi = missed
    company = units(store)[1]
    assert board(store, company, JAN).discuss[0].live is None

    agree(store, unit, kpi, JAN, "换供应商", "李雷", date(2024, 2, 15), "安娜")

    live = board(store, company, JAN).discuss[0].live
    assert live is not None
    assert (live.count, live.owner, live.due) == (1, "李雷", date(2024, 2, 15))


def test_a_countermeasure_that_is_done_is_no_longer_live_and_can_be_reopened(missed):
    store, unit, kpi = missed
    agree(store, unit, kpi, JAN, "换供应商", "李雷", date(2024, 2, 15), "安娜")
    pair = (unit.unit_id, kpi.kpi_id)

    step(store, actions(store, unit, kpi, "month")[0], "implemented", "已换", "李雷")
    assert live_actions(store, "month") == {}
    step(store, actions(store, unit, kpi, "month")[0], "reopened", "又缺货", "安娜")

    assert live_actions(store, "month")[pair].count == 1
    assert actions(store, unit, kpi, "month")[0].note == "又缺货"


@pytest.mark.parametrize(
    ("text", "owner", "due", "who", "code"),
    [("", "李雷", date(2024, 2, 1), "安娜", "say.no_text"), ("换", " ", date(2024, 2, 1), "安娜", "say.no_owner"),
     ("换", "李雷", None, "安娜", "say.no_due"), ("换", "李雷", date(2023, 12, 31), "安娜", "say.no_due"),
     ("换", "李雷", date(2024, 2, 1), "  ", "say.no_name")],
)  # fmt: skip
def test_what_is_incomplete_is_refused_and_nothing_is_written(missed, text, owner, due, who, code):
    store, unit, kpi = missed

    with pytest.raises(NotSaid) as refused:
        agree(store, unit, kpi, JAN, text, owner, due, who)

    assert refused.value.code == code
    assert actions(store, unit, kpi, "month") == []


def test_a_step_that_changes_nothing_or_cancels_without_reason_is_refused(missed):
    store, unit, kpi = missed
    agree(store, unit, kpi, JAN, "换供应商", "李雷", date(2024, 2, 15), "安娜")
    action = actions(store, unit, kpi, "month")[0]

    for what, code in (("cancelled", "say.no_reason"), ("reopened", "say.no_step"), ("nonsense", "say.no_step")):
        with pytest.raises(NotSaid) as refused:
            step(store, action, what, "", "安娜")
        assert refused.value.code == code


def test_everything_said_is_audited_and_the_store_stays_sound(missed):
    store, unit, kpi = missed
    say(store, unit, kpi, JAN, "comment", "说明", "安娜")
    start_anew(store, unit, kpi, JAN, "换了设备", "安娜")

    assert [row["what"] for row in store.rows("audit_log", count=2)] == ["baseline", "remark"]
    assert verify(store) == []


def test_new_limits_begin_only_where_a_person_decided(store):
    """A change of level stays a signal until somebody decides otherwise; the old limits remain before it."""
    load(store, {}, course([*CALM, *[60 + value - 50 for value in CALM]], 45))
    unit, kpi, last = unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K"), Period("month", date(2023, 12, 1))

    def found():
        seen = kpi_view(store, unit, kpi, last).course
        return seen, [seen.at(day, seen.mean) for day in (date(2022, 12, 1), last.first)]

    before, means = found()
    assert before.rule(last.first) == "beyond"
    assert means[0] == means[1]
    start_anew(store, unit, kpi, Period("month", date(2023, 1, 1)), "新设备", "安娜")

    after, means = found()
    assert after.rule(last.first) is None
    assert means[1] - means[0] == pytest.approx(10)
    assert after.baseline_from == date(2023, 1, 1)
