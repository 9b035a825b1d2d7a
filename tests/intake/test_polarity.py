"""A file's own status and attainment columns decide the direction of a KPI and check its figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake import open_table, read_facts, settle_polarity
from kpi_core.intake.layout import Given
from kpi_core.intake.status_words import statuses


def read(*lines, head, known=None, guessed=None):
    reading = read_facts(open_table("\n".join([head, *lines]).encode(), "a.csv", Given()).cells)
    settle_polarity(reading, known or {}, [(guessed or {}).get(code) for code in range(len(reading.kpis))])
    directions = {reading.kpis[code]: way for code, way in reading.said.get("direction", {}).items()}
    return directions, [(p.line, p.code) for p in reading.problems if p.code.startswith(("direction", "attainment"))]


RAG = "Department,KPI,Period,Actual,Target,RAG"
PERCENT = "Department,KPI,Period,Actual,Target,% of Target"


def test_red_above_the_target_is_lower_and_red_below_it_higher():
    told = read(
        "A,Bins,2024-03,55,40,Red",
        "A,Visits,2024-03,30,40,Red",
        "A,Calls,2024-03,55,40,Amber",
        "A,Wait,2024-03,20,40,Green",
        head=RAG,
    )

    assert told == ({"Bins": "lower", "Visits": "higher", "Wait": "lower"}, [])


def test_one_green_near_its_target_is_asked_and_two_decide():
    assert read("A,Orders,2024-03,480,500,Green", head=RAG) == ({}, [(2, "direction_unsure")])
    assert read("A,Days,2024-03,18,20,Green", "B,Days,2024-03,19,20,Green", head=RAG) == ({"Days": "lower"}, [])
    assert read("A,Days,2024-03,18,20,Green", head=RAG, guessed={0: "lower"}) == ({"Days": "lower"}, [])


def test_a_light_against_a_stated_direction_is_a_warning():
    assert read("A,Bins,2024-03,55,40,Red", head=RAG, known={0: "higher"}) == ({}, [(2, "direction_contradicts")])
    assert read("A,Bins,2024-03,55,40,Red", head=RAG, known={0: "lower"}) == ({}, [])
    assert read("A,Bins,2024-03,39,40,Green", head=RAG, known={0: "higher"}) == ({}, [])


def test_lights_that_speak_for_both_ways_are_asked():
    assert read("A,Bins,2024-03,55,40,Red", "B,Bins,2024-03,20,40,Red", head=RAG) == ({}, [(2, "direction_unsure")])


def test_attainment_as_target_by_actual_tells_lower_and_as_actual_by_target_nothing():
    told = read(
        "A,Faults,2024-03,50,40,80.0%",
        "A,Sales,2024-03,862000,900000,95.8%",
        "A,Turnover,2024-03,3.4%,5%,68.0%",
        head=PERCENT,
        guessed={2: "lower"},
    )

    assert told == ({"Faults": "lower"}, [(4, "direction_contradicts")])


def test_an_attainment_that_the_figures_do_not_give_is_warned_of_at_its_line():
    told = read(
        "A,Sales,2024-03,50,100,50.0%", "B,Sales,2024-03,60,100,96%", "C,Sales,2024-03,70,100,70%", head=PERCENT
    )

    assert told == ({}, [(3, "attainment_differs")])


def test_columns_that_seem_exchanged_are_told():
    told = read(
        "A,Sales,2024-03,100,50,50%", "A,Orders,2024-03,100,80,80%", "A,Visits,2024-03,30,40,133.3%", head=PERCENT
    )

    assert told == ({}, [(2, "attainment_swapped")])


@given(
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.sampled_from(("higher", "lower")),
    st.sampled_from((("Green", "Red"), ("达标", "未达标"), ("是", "否"), ("✓", "✗"))),
)
def test_a_light_set_by_the_rule_of_a_direction_never_tells_the_other(actual, target, way, words):
    met = actual >= target if way == "higher" else actual <= target
    told, _ = read(f"A,K,2024-03,{actual},{target},{words[0] if met else words[1]}", head=RAG)

    assert told in ({}, {"K": way})


@given(
    st.integers(1, 999), st.integers(1, 999), st.sampled_from(("A/T", "T/A", "2-A/T")), st.integers(0, 2), st.booleans()
)
def test_an_attainment_by_any_rule_never_tells_the_other_direction_and_is_not_blamed(
    actual, target, rule, digits, sign
):
    value = {"A/T": actual / target, "T/A": target / actual, "2-A/T": 2 - actual / target}[rule]
    text = f"{value:.{digits}%}"
    told, asked = read(f"A,K,2024-03,{actual},{target},{text if sign else text[:-1]}", head=PERCENT)

    assert told in ({}, {"K": "lower"} if rule != "A/T" else {})
    assert asked == []


@pytest.mark.parametrize(
    ("words", "said"),
    [(["Red", "AMBER", "green"], [-1, 0, 1]), (["R", "A", "G", ""], [-1, 0, 1, 0]), (["红", "黄灯", "绿"], [-1, 0, 1]), (["是", "否"], [1, -1]),
     (["达标", "未达标"], [1, -1]), (["已完成", "未完成"], [1, -1]), (["On track", "At risk", "Off track"], [1, 0, -1]), (["🟢", "🔴", "🟡"], [1, -1, 0]),
     (["Met", "Not met"], [1, -1]), (["√", "×"], [1, -1]), (["Final", "Draft", "Above target"], [0, 0, 0]), (["Green ↑", "Red ↓"], [1, -1])],
)  # fmt: skip
def test_words_of_status_in_both_languages(words, said):
    assert statuses(words) == said
