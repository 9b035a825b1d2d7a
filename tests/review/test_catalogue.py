"""Changing the register by hand: checked, audited, and every open month follows."""

import json

import pytest

from kpi_core.review.assigned import ALWAYS, change_weights, weights, weights_at
from kpi_core.review.catalogue import BadValue, change_kpi, log
from kpi_core.review.scope import kpis
from kpi_core.store import verify
from tests.build import load


@pytest.fixture
def kpi(store):
    load(store, {}, [("A", "K", f"2024-0{m}", 80, 100) for m in (1, 2)] + [("A", "L", "2024-01", 100, 100)])
    return kpis(store)[1]


def statuses(store):
    with store.cursor() as cursor:
        return cursor.execute("select status from result where unit_id = 2 and kpi_id = 1 order by period").fetchall()


def test_a_change_is_audited_and_judges_every_month_again(store, kpi):
    change_kpi(store, kpi, {**kpi.values, "watch": 0.75}, "anna")

    assert statuses(store) == [("watch",), ("watch",)]
    _, who, what, detail = log(store)[0]
    assert (who, what) == ("anna", "kpi")
    said = json.loads(detail)
    assert {name: said[name] for name in ("kpi", "kpi_id", "before", "after")} == {
        "kpi": "K", "kpi_id": 1, "before": {"watch": 0.9}, "after": {"watch": 0.75},
    }  # fmt: skip
    assert said["effect"]["statuses"]["miss>watch"] == 4
    assert verify(store) == []


def test_nothing_changed_writes_nothing(store, kpi):
    assert change_kpi(store, kpi, dict(kpi.values), "anna").what == []
    assert store.version == 1


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [("cap", 3.0, "bad_cap"), ("watch", 1.5, "bad_edges"), ("name", "l", "bad_name"), ("name", " ", "bad_name"),      ("baseline", float("nan"), "bad_number")],
)  # fmt: skip
def test_a_value_that_cannot_be_is_refused_and_nothing_written(store, kpi, field, value, why):
    with pytest.raises(BadValue) as refusal:
        change_kpi(store, kpi, {**kpi.values, field: value}, "anna")

    assert (refusal.value.field, refusal.value.why) == (field, why)
    assert store.version == 1


def test_weights_change_the_score_and_zero_ends_an_assignment(store, kpi):
    other = kpis(store)[2]
    change_weights(store, weights_at(store, kpi, ALWAYS), {2: 3.0}, "anna")
    change_weights(store, weights_at(store, other, ALWAYS), {2: 1.0}, "anna")
    with store.cursor() as cursor:
        weighed = cursor.execute("select score from score where unit_id = 2 and period = '2024-01-01'").fetchall()
    change_weights(store, weights_at(store, kpi, ALWAYS), {2: 0.0}, "anna")
    with store.cursor() as cursor:
        ended = cursor.execute("select score from score where unit_id = 2 and period = '2024-01-01'").fetchall()

    assert weighed[0][0] == pytest.approx((3 * 0.8 + 1.0) / 4)
    assert ended == [(1.0,)]
    assert [w.weight for w in weights(store, 1)] == [0.0]
    assert verify(store) == []


def test_renaming_keeps_the_history(store, kpi):
    change_kpi(store, kpi, {**kpi.values, "name": "产量", "name_en": "Output"}, "anna")

    assert kpis(store)[1].title("en") == "Output"
    assert len(statuses(store)) == 2
