"""Targets with a sign or a span come back as the number and the direction, or the band; nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake.direction_words import direction_of, plain_directions
from kpi_core.intake.signs import Signed, taken_apart
from kpi_core.review.commit import commit
from kpi_core.review.upload import preview

LOWER = ("≤{}", "<={}", "<{}", "＜ {}", "不超过{}", "不高于 {}", "小于等于{}", "至多{}", "max {}", "Max. {}", "at most {}", "no more than {}", "less than {}",
         "{}以下", "{}及以下", "{} or less", "{} or fewer", "{}以内", "up to {}", "≦{}", "{} max")  # fmt: skip
HIGHER = ("≥{}", ">={}", ">{}", "＞ {}", "不低于{}", "不少于 {}", "大于等于{}", "至少{}", "min {}", "Min. {}", "at least {}", "no less than {}", "more than {}",
          "{}以上", "{}及以上", "{} or more", "{}+", "over {}", "≧{}", "超过{}")  # fmt: skip
SPANS = (
    "{}-{}",
    "{} - {}",
    "{}~{}",
    "{}～{}",
    "{}–{}",
    "{} to {}",
    "{}至{}",
    "[{},{}]",
    "[{}, {}]",
    "between {} and {}",
    "{}≤x≤{}",
)
numbers = st.one_of(st.integers(0, 9999).map(str), st.decimals(0, 999, places=2).map(str))
units = st.sampled_from(("", "%"))


@given(st.sampled_from([(form, "lower") for form in LOWER] + [(form, "higher") for form in HIGHER]), numbers, units)
def test_a_sign_leaves_the_number_and_says_the_direction(form, number, unit):
    assert taken_apart(form[0].format(number + unit)) == Signed(number + unit, form[1])


@given(st.sampled_from(SPANS), st.integers(32, 1800), st.integers(1, 90), units)
def test_a_span_is_a_band_and_leaves_no_target(form, low, width, unit):
    text = form.format(f"{low}{unit}", f"{low + width}{unit}")

    assert taken_apart(text) == Signed("", "band", low, low + width, unit == "%")


@given(
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False).map(repr), st.integers(-(10**9), 10**9).map(lambda n: f"{n:,}")
    ),
    units,
)
def test_a_bare_figure_says_nothing(number, unit):
    assert taken_apart(number + unit) == Signed(number + unit)


@pytest.mark.parametrize(
    "text", ["2024-10", "8.1/10", "30 min", "1.234,50-", "(1,200)", "5-3", "65±2%", ">=5%, <=8%", "2024-05-01", "above average", "≥", "待定", "5万-6万", "12/24", ""]
)  # fmt: skip
def test_what_is_neither_stays_as_it_was(text):
    assert taken_apart(text) == Signed(text)


def test_a_tolerance_about_a_target_is_a_band_and_6_5_is_read_as_the_file_writes_numbers():
    assert taken_apart("65±2") == Signed("", "band", 63, 67)
    assert taken_apart("6,5-7,5", decimal_comma=True) == Signed("", "band", 6.5, 7.5)
    assert taken_apart("6,5-7,5") == Signed("6,5-7,5")


BETTER = (
    "{} is better",
    "{} is good",
    "{}",
    "The {} the better",
    "{} = better",
    "Good is {}",
    "{} preferred",
    "Good to be {}",
)
SMALL, BIG = ("smaller", "lower", "low", "less", "fewer"), ("bigger", "larger", "higher", "high", "more", "greater")


@given(st.sampled_from(BETTER), st.sampled_from(SMALL + BIG), st.sampled_from((str.lower, str.upper, str.title)))
def test_a_polarity_in_free_words_is_heard(form, word, case):
    assert direction_of(case(form.format(word))) == ("lower" if word in SMALL else "higher")


@pytest.mark.parametrize(
    ("text", "direction"),
    [("越小越好", "lower"), ("越低越优", "lower"), ("逆向指标", "lower"), ("反向", "lower"), ("负向", "lower"), ("望小特性", "lower"), ("成本型", "lower"), ("↓", "lower"),
     ("越大越好", "higher"), ("正向指标", "higher"), ("望大", "higher"), ("效益型", "higher"), ("↑", "higher"), ("Maximise", "higher"), ("Minimize", "lower"),
     ("望目", "band"), ("区间", "band"), ("适中", "band"), ("Target is best", "band"), ("nominal is best", "band"), ("within range", "band"),
     ("Low is bad", "higher"), ("越大越差", "lower"), ("Contextual", "none"), ("n/a", "none"), ("low/high", None), ("定量", None), ("maybe", None)],
)  # fmt: skip
def test_words_of_direction_in_both_languages(text, direction):
    assert direction_of(text) == direction


def test_plus_and_minus_are_directions_only_beside_each_other():
    assert plain_directions(["+", "−", ""]) == ["higher", "lower", ""]
    assert plain_directions(["-", "Bigger is better"]) == ["", "Bigger is better"]


def facts(store, *lines, head="部门,指标,期间,实际值,目标值"):
    return preview(store, "a.csv", "\n".join([head, *lines]).encode())


def codes(found):
    return [(p.line, p.code, p.warning) for p in found.problems if p.code != "definition_guessed"]


def test_signs_and_bands_become_what_the_register_says_of_the_kpis(store):
    found = facts(
        store,
        "A,合格率,2024-03,96.5%,≥95%",
        "A,客诉,2024-03,4,≤3",
        "A,温度,2024-03,61,60-65",
        "A,湿度,2024-03,50%,45%-55%",
    )

    assert codes(found) == [(4, "band_tolerance", True), (5, "band_tolerance", True)]
    assert {new.name: new.fields for new in found.new_kpis} == {
        "合格率": {"direction": "higher", "measure": "%"}, "客诉": {"direction": "lower"},
        "温度": {"direction": "band", "low": "60.0", "high": "65.0"},
        "湿度": {"direction": "band", "low": "45.0", "high": "55.0", "measure": "%"},
    }  # fmt: skip
    commit(store, found, "me")
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select r.met, r.target from result r join kpi k using (kpi_id) where k.name = '温度'"
        ).fetchall()
    assert set(rows) == {(True, None)}


def test_signs_that_contradict_each_other_or_the_direction_column_are_problems(store):
    against = facts(store, "A,客诉,2024-03,4,≤3", "B,客诉,2024-03,4,≥3")
    column = facts(store, "A,客诉,2024-03,4,≤3,Bigger is better", head="部门,指标,期间,实际值,目标值,方向")
    bands = facts(store, "A,温度,2024-03,61,60-65", "B,温度,2024-03,61,60-66")

    assert codes(against) == [(3, "said_twice", False)]
    assert codes(column) == [(2, "said_twice", False)]
    assert codes(bands) == [(2, "band_twice", False), (3, "band_twice", False)]


def test_a_sign_against_the_register_is_a_problem(store):
    commit(store, facts(store, "A,客诉,2024-03,4,≤3"), "me")

    assert codes(facts(store, "A,客诉,2024-04,4,≥3")) == [(2, "register_differs", False)]
    assert codes(facts(store, "A,客诉,2024-04,4,≤2")) == []


def test_columns_of_band_ends_tell_the_band_of_a_kpi_without_a_target(store):
    head = "部门,指标,期间,实际值,目标值,区间下限,区间上限"
    found = facts(store, "A,温度,2024-03,61,,60,65", "B,温度,2024-03,66,,60,65", "A,产量,2024-03,9,10,,", head=head)

    assert {new.name: new.fields for new in found.new_kpis} == {
        "温度": {"direction": "band", "low": "60.0", "high": "65.0"},
        "产量": {},
    }
    assert codes(facts(store, "A,温度,2024-03,61,,60,65", "B,温度,2024-03,66,,60,66", head=head))[:2] == [
        (2, "band_twice", False),
        (3, "band_twice", False),
    ]


def test_a_column_of_unclear_name_is_a_direction_only_where_it_holds_directions(store):
    told = facts(store, "A,客诉,2024-03,4,3,逆向", head="部门,指标,期间,实际值,目标值,指标属性")
    other = facts(store, "A,客诉,2024-03,4,3,定量", head="部门,指标,期间,实际值,目标值,指标属性")

    assert [found.new_kpis[0].fields.get("direction") for found in (told, other)] == ["lower", None]
    assert (codes(other), other.unused) == ([], ["指标属性"])
