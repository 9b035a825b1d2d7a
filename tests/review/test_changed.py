"""Nobody overwrites unseen: two editors of one thing, and whoever did not see what is there is told."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kpi_core.review.assigned import ALWAYS, change_weights, weights, weights_at
from kpi_core.review.catalogue import Milestone, change_kpi, change_milestones, milestones_of
from kpi_core.review.changed import ChangedMeanwhile
from kpi_core.review.commit import turn
from kpi_core.review.reporting import Typed, figures, hand_in, template
from kpi_core.review.rounds import Opening, model, open_round, rounds, turn_round
from kpi_core.review.said import actions, agree, step
from kpi_core.review.scope import Kpi, Period, kpis, unit_by_text, units
from kpi_core.review.settings import change_setting, setting
from kpi_core.review.settings import settings as all_settings
from kpi_core.review.targets import BadTarget, as_months, plan, rehearse_targets, set_targets, targets_by_month
from kpi_core.store import open_store, verify
from kpi_core.text.changed import changed_sentence
from tests.build import load, take

JAN, MAR = date(2024, 1, 1), date(2024, 3, 1)
HEAD = ["部门", "指标", "期间", "实际值", "目标值", "单位"]


def company():
    made = open_store(":memory:")
    load(made, {"K": {"direction": "higher"}}, [("A", "K", f"2024-0{m}", 80 + m, 100) for m in (1, 2, 3)])
    return made


@pytest.fixture
def store():
    made = company()
    yield made
    made.close()


def unit(store):
    return unit_by_text(units(store), "A")


def clash(refused):
    (found,) = refused.value.clashes
    return found.field, found.seen, found.now, found.wanted, found.who


def test_the_second_of_two_editors_of_a_field_is_told_and_only_what_was_changed_is_written(store):
    one = other = kpis(store)[1]
    change_kpi(store, one, {**one.values, "owner": "王", "watch": 0.8}, "安娜")

    with pytest.raises(ChangedMeanwhile) as refused:
        change_kpi(store, other, {**other.values, "watch": 0.7, "source": "ERP"}, "李")
    assert clash(refused) == ("watch", 0.9, 0.8, 0.7, "安娜")
    change_kpi(store, other, {**other.values, "source": "ERP"}, "李")

    held = kpis(store)[1].values
    assert (held["owner"], held["watch"], held["source"]) == ("王", 0.8, "ERP")


def test_the_sentence_names_field_both_values_who_and_what_was_wanted(store):
    seen = kpis(store)[1]
    change_kpi(store, seen, {**seen.values, "direction": "lower"}, "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        change_kpi(store, seen, {**seen.values, "direction": "none"}, "李")

    said = changed_sentence(refused.value.clashes[0], "", lambda moment: "09:15", "en")
    assert said == (
        "direction was higher is better when you opened this form and is lower is better now "
        "(changed by 安娜, 09:15); you wanted shown only."
    )


def test_two_who_want_the_same_are_both_content(store):
    seen = kpis(store)[1]
    change_kpi(store, seen, {**seen.values, "watch": 0.8}, "安娜")

    assert change_kpi(store, seen, {**seen.values, "watch": 0.8}, "李").what == []


def test_what_a_register_file_or_its_undo_changed_is_told_with_its_author(store):
    seen = kpis(store)[1]
    take(store, "指标,负责人\nK,王\n", "r.csv")
    with pytest.raises(ChangedMeanwhile) as refused:
        change_kpi(store, seen, {**seen.values, "owner": "赵"}, "李")

    assert clash(refused) == ("owner", None, "王", "赵", "tester")


def test_the_second_of_two_editors_of_a_weight_is_told(store):
    seen = weights_at(store, kpis(store)[1], MAR)
    change_weights(store, seen, {2: 3.0}, "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        change_weights(store, seen, {1: 1.0, 2: 5.0}, "李")

    assert clash(refused) == ("weight", None, 3.0, 5.0, "安娜")
    assert [(w.unit_id, w.weight, w.valid_from) for w in weights(store, 1)] == [(2, 3.0, MAR)]


def test_a_weight_holds_from_the_month_shown_and_only_the_edited_ones_are_written(store):
    kpi = kpis(store)[1]
    change_weights(store, weights_at(store, kpi, ALWAYS), {1: 7.0, 2: 60.0}, "安娜")
    change_weights(store, weights_at(store, kpi, MAR), {1: 7.0, 2: 30.0}, "安娜")

    said = [(w.unit_id, w.weight, w.valid_from) for w in weights(store, 1)]
    assert said == [(1, 7.0, ALWAYS), (2, 60.0, ALWAYS), (2, 30.0, MAR)]
    assert (weights_at(store, kpi, JAN).held[2], weights_at(store, kpi, MAR).held[2]) == (60.0, 30.0)
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select weight from result where unit_id = 2 and kpi_id = 1 and grain = 'month' order by period"
        ).fetchall()
    assert rows == [(60.0,), (60.0,), (30.0,)]
    assert verify(store) == []


def test_an_earlier_weight_leaves_a_later_one_and_says_that_it_follows(store):
    kpi = kpis(store)[1]
    change_weights(store, weights_at(store, kpi, MAR), {2: 30.0}, "安娜")
    seen = weights_at(store, kpi, JAN)
    assert (seen.held, seen.later[2].weight, seen.later[2].valid_from) == ({}, 30.0, MAR)
    change_weights(store, seen, {2: 60.0}, "安娜")

    assert [(w.weight, w.valid_from) for w in weights(store, 1)] == [(60.0, JAN), (30.0, MAR)]


def test_the_second_of_two_editors_of_a_target_is_told(store):
    seen = plan(store, unit(store), kpis(store)[1], Period("month", MAR))
    months = as_months([None, None, 120.0] + [None] * 9)
    set_targets(store, seen, months, "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        set_targets(store, seen, as_months([None, 90.0, 110.0] + [None] * 9), "李")

    assert clash(refused) == ("target", 100.0, 120.0, 110.0, "安娜")
    now = targets_by_month(seen, plan(store, unit(store), kpis(store)[1], Period("month", MAR)).target)
    assert (now[date(2024, 2, 1)], now[MAR]) == (100.0, 120.0)


def test_a_target_that_an_undo_changed_is_told_with_who_undid(store):
    seen = plan(store, unit(store), kpis(store)[1], Period("month", MAR))
    set_targets(store, seen, as_months([120.0] + [None] * 11), "安娜")
    seen = plan(store, unit(store), kpis(store)[1], Period("month", MAR))
    turn(store, store.rows("uploads")[0]["upload_id"], "赵")
    with pytest.raises(ChangedMeanwhile) as refused:
        rehearse_targets(store, seen, as_months([130.0] + [None] * 11))

    assert clash(refused) == ("target", 120.0, 100.0, 130.0, "赵")


def test_the_second_of_two_editors_of_a_setting_is_told(store):
    change_setting(store, "due_day", 8, "安娜", seen=5)
    with pytest.raises(ChangedMeanwhile) as refused:
        change_setting(store, "due_day", 10, "李", seen=5)

    assert clash(refused) == ("due_day", 5, 8, 10, "安娜")
    assert setting(store, "due_day") == 8


def test_the_second_of_two_editors_of_a_milestone_is_told_and_other_items_stay(store):
    kpi = kpis(store)[1]
    change_milestones(store, kpi, 2, [("设计", 1.0, JAN, None), ("投产", 2.0, MAR, None)], "安娜")
    seen = milestones_of(store, 1, 2)
    change_milestones(
        store, kpi, 2, [("设计", 1.0, JAN, JAN), ("投产", 2.0, MAR, None), ("验收", 1.0, MAR, None)], "王", seen
    )

    with pytest.raises(ChangedMeanwhile) as refused:
        change_milestones(store, kpi, 2, [("设计", 3.0, JAN, None), ("投产", 2.0, MAR, None)], "李", seen)
    assert [(c.field, c.place, c.now.done, c.wanted.weight, c.who) for c in refused.value.clashes] == [
        ("milestone", "设计", JAN, 3.0, "王")
    ]
    change_milestones(store, kpi, 2, [("设计", 1.0, JAN, None), ("投产", 5.0, MAR, None)], "李", seen)
    now = milestones_of(store, 1, 2)
    assert {item: (made.weight, made.done) for item, made in now.items()} == {
        "设计": (1.0, JAN), "投产": (5.0, None), "验收": (1.0, None),
    }  # fmt: skip


def test_the_second_who_types_a_figure_is_told_and_untouched_ones_are_not_sent_again(store):
    place = unit(store)
    seen = template(store, place, [MAR], "zh")
    first, second = ([list(row) for row in seen] for _ in range(2))
    first[0][3], second[0][3] = 90.0, 91.0
    hand_in(store, Typed(place, MAR, HEAD, first, figures(seen)), "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        hand_in(store, Typed(place, MAR, HEAD, second, figures(seen)), "李")
    assert clash(refused) == ("actual", 83.0, 90.0, 91.0, "安娜")

    third = [list(row) for row in seen]
    third[0][4] = 105.0
    hand_in(store, Typed(place, MAR, HEAD, third, figures(seen)), "李")
    assert template(store, place, [MAR], "zh")[0][3:5] == [90.0, 105.0]


def test_the_second_who_takes_a_countermeasure_further_is_told(store):
    where, kpi = unit(store), kpis(store)[1]
    agree(store, where, kpi, Period("month", JAN), "换模具", "王", MAR, "安娜")
    (seen,) = actions(store, where, kpi, "month")
    step(store, seen, "closed", "", "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        step(store, seen, "implemented", "", "李")

    assert clash(refused) == ("step", "open", "closed", "implemented", "安娜")
    assert [action.state for action in actions(store, where, kpi, "month")] == ["closed"]


def test_the_second_who_closes_a_round_is_told(store):
    open_round(store, Opening("2024", "本公司", JAN, "", model()[:3]), "安娜")
    (seen,) = rounds(store)
    turn_round(store, seen, "closed", "安娜")
    with pytest.raises(ChangedMeanwhile) as refused:
        turn_round(store, seen, "closed", "李")

    assert clash(refused) == ("rounds", "opened", "closed", "closed", "安娜")


class Fields:
    """Some fields of the KPI."""

    keys = ("baseline", "low", "stretch")

    def look(self, store):
        return kpis(store)[1]

    def shown(self, seen):
        return {key: seen.values[key] for key in self.keys}

    def save(self, store, seen, wanted, base):
        shown = Kpi(1, {**seen.values, **base})
        change_kpi(store, shown, {**shown.values, **wanted}, "x")
        return wanted


class WeightCells:
    """The weights of the KPI from March on."""

    keys = (1, 2)

    def look(self, store):
        return weights_at(store, kpis(store)[1], MAR)

    def shown(self, seen):
        return {key: seen.held.get(key) for key in self.keys}

    def save(self, store, seen, wanted, base):
        held = {key: value for key, value in base.items() if value is not None}
        change_weights(store, replace(seen, held=held), {key: float(value or 0) for key, value in wanted.items()}, "x")
        return {key: None if not value else float(value) for key, value in wanted.items()}


class TargetCells:
    """The targets of three months."""

    keys = (JAN, date(2024, 2, 1), MAR)

    def look(self, store):
        return plan(store, unit(store), kpis(store)[1], Period("month", MAR))

    def shown(self, seen):
        return {key: value for key, value in targets_by_month(seen, seen.target).items() if key in self.keys}

    def save(self, store, seen, wanted, base):
        told = targets_by_month(seen, seen.target) | base
        shown = replace(seen, target=as_months(told[month] for month in seen.months))
        wanted = {key: None if value is None else float(value) for key, value in wanted.items()}
        typed = {**told, **wanted}
        try:
            set_targets(store, shown, as_months(typed[month] for month in seen.months), "x")
        except BadTarget:
            return {}
        return {key: value for key, value in wanted.items() if value is not None}


class TwoSettings:
    """Two settings, each with a form of its own."""

    keys = ("due_day", "fiscal_start")

    def look(self, store):
        return {held.name: held.value for held in all_settings(store)}

    def shown(self, seen):
        return {key: seen[key] for key in self.keys}

    def save(self, store, seen, wanted, base):
        name, value = next(iter(wanted.items()))
        value = (value or 0) % 12 + 1
        change_setting(store, name, value, "x", seen=base[name])
        return {name: value}


class Items:
    """Milestones by item; a None takes one away."""

    keys = ("a", "b")

    def look(self, store):
        return milestones_of(store, 1, 2)

    def shown(self, seen):
        return {key: seen[key].weight if key in seen else None for key in self.keys}

    def save(self, store, seen, wanted, base):
        told = {key: value for key, value in base.items() if value is not None}
        left = {**told, **{key: float(value + 1) for key, value in wanted.items() if value is not None}}
        for key, value in wanted.items():
            if value is None:
                left.pop(key, None)
        before = {key: Milestone(key, value, JAN, None) for key, value in told.items()}
        change_milestones(
            store, kpis(store)[1], 2, [(key, value, JAN, None) for key, value in left.items()], "x", before
        )
        return {key: None if value is None else float(value + 1) for key, value in wanted.items()}


STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(("look", "save")),
        st.dictionaries(st.integers(0, 2), st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=2),
    ),
    min_size=3,
    max_size=8,
)


@pytest.mark.parametrize(
    "form", [Fields(), WeightCells(), TargetCells(), TwoSettings(), Items()], ids=lambda f: type(f).__name__
)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow], phases=(Phase.explicit, Phase.generate))
@example(steps=[(0, "save", {1: 3}), (1, "save", {1: 2}), (1, "save", {1: 2})])
@given(steps=STEPS)
def test_no_interleaving_of_two_editors_loses_an_edit_silently(form, steps):
    """Whatever a save changes was seen by the saver as it was; what it does not name stays; a refusal changes nothing."""
    store = company()
    looks = [form.look(store), form.look(store)]
    told, fine = [{}, {}], True
    for who, what, typed in steps:
        if what == "look":
            looks[who], told[who] = form.look(store), {}
            continue
        wanted = {form.keys[at % len(form.keys)]: value for at, value in typed.items()}
        base = form.shown(looks[who]) | told[who]
        before = form.shown(form.look(store))
        try:
            written = form.save(store, looks[who], wanted, base)
        except ChangedMeanwhile as error:
            refused = {clash.key for clash in error.clashes}
            fine = form.shown(form.look(store)) == before and all(base[key] != before[key] for key in refused)
            told[who] |= {key: before[key] for key in refused if fine}
            continue
        after = form.shown(form.look(store))
        assert fine
        for key in form.keys:
            if after[key] != before[key]:
                assert (base[key], after[key]) == (before[key], written[key]), key
            elif key in written and written[key] != base[key]:
                assert written[key] == before[key], f"{key} was lost"
        # Who saved sees the form drawn anew.
        looks[who], told[who] = form.look(store), {}
    assert fine
    assert verify(store) == []
    store.close()
