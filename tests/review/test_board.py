"""The board's answer: tiles, losses that add up, who is silent, and the sentence on top."""

from datetime import date

import pytest

from kpi_core.review.board import board, heaviest_first
from kpi_core.review.departments import departments
from kpi_core.review.findings import board_findings
from kpi_core.review.scope import Period, UnknownScope, period_by_text, periods, unit_by_text, units
from kpi_core.text.headlines import sentence
from tests.build import load

JAN = Period("month", date(2024, 1, 1))


def shown(store, unit="公司", period=JAN, span="month"):
    return board(store, unit_by_text(units(store), unit), period, span)


def months(kpi, values, unit="A", target=100):
    return [(unit, kpi, f"2024-{m:02d}", v, target) for m, v in enumerate(values, start=1)]


def test_points_lost_add_up_to_what_the_score_lacks(store):
    load(store, {"K1": {}, "K2": {}}, [("A", "K1", "2024-01", 80, 100), ("A", "K2", "2024-01", 100, 100), ("B", "K1", "2024-01", 60, 100)],
         units={"A": 3, "B": 1})  # fmt: skip

    found = shown(store)

    assert sum(talk.lost for talk in found.discuss) == pytest.approx(100 * (1 - found.score))
    assert [(talk.unit.name, talk.kpi.values["name"], round(talk.lost, 6)) for talk in found.discuss] == [
        ("B", "K1", 10.0),
        ("A", "K1", 7.5),
    ]


def test_months_missed_in_a_row_are_counted(store):
    load(store, {}, months("K", [100, 50, 50, 50]))

    found = shown(store, period=Period("month", date(2024, 4, 1)))

    assert (found.discuss[0].streak, found.tiles[0].streak) == (3, 3)


def test_every_miss_is_named_but_not_a_sum_of_others_that_has_no_weight(store):
    load(store, {}, [("A/x", "K", "2024-01", 50, 100), ("A/y", "K", "2024-01", 60, 100)])

    assert {talk.unit.name for talk in shown(store).discuss} == {"x", "y"}
    load(store, {}, [("A", "K", "2024-01", 55, 100)], weights={("A", "K"): 1})
    assert {talk.unit.name for talk in shown(store).discuss} == {"x", "y", "A"}


def test_changes_are_points_for_percent_and_relative_for_amounts(store):
    load(store, {"P": {"measure": "%"}, "S": {}}, months("P", [91, 93.4]) + months("S", [100, 110]))

    tiles = {tile.kpi.values["name"]: tile for tile in shown(store, "A", Period("month", date(2024, 2, 1))).tiles}

    assert (tiles["P"].to_previous.kind, round(tiles["P"].to_previous.value, 6)) == ("points", 2.4)
    assert (tiles["S"].to_previous.kind, round(tiles["S"].to_previous.value, 6)) == ("relative", 0.1)
    assert tiles["S"].to_last_year is None


def test_who_has_not_reported_is_listed_with_how_much(store):
    load(
        store,
        {},
        [
            ("A", "K", "2024-01", 1, 1),
            ("B", "K", "2024-01", 1, 1),
            ("B", "M", "2024-01", 1, 1),
            ("A", "K", "2024-02", 1, 1),
        ],
    )

    found = shown(store, period=Period("month", date(2024, 2, 1)))

    assert [(unit.name, missing, due) for unit, missing, due in found.silent] == [("B", 2, 2)]


def test_the_heaviest_miss_comes_first_on_the_projector(store):
    load(store, {}, [("A", k, "2024-01", v, 100) for k, v in (("good", 100), ("watch", 95), ("bad", 10), ("miss", 80))])

    assert [tile.kpi.values["name"] for tile in heaviest_first(shown(store, "A").tiles)] == [
        "bad",
        "miss",
        "watch",
        "good",
    ]


def test_the_default_period_is_the_latest_with_an_actual(store):
    load(store, {}, [("A", "K", "2024-01", 1, 1), ("A", "K", "2024-12", None, 5)])

    assert period_by_text(periods(store), None) == JAN


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ([("A", "K", "2024-01", 100, 100)], "2024年1月得 100.0 分；唯一的指标达标。", "Jan 2024: 100.0 points; the only KPI is on target."),
        ([("A", "K", "2024-01", 95, 100)], "2024年1月得 95.0 分；唯一的指标需要关注。", "Jan 2024: 95.0 points; the only KPI is to watch."),
        ([("A", "K", "2024-01", 50, 100)], "2024年1月得 50.0 分；唯一的指标未达标；失分最多的是A的K（−50.0）。",
         "Jan 2024: 50.0 points; the only KPI missed; most points lost by K (A, −50.0)."),
        ([("A", "K", "2024-01", 50, None)], "2024年1月没有可评分的指标；唯一的指标没有目标或数据，无法评判。",
         "Jan 2024: there is no KPI to score; the only KPI has no target or no data, so it is not judged."),
        ([("A", "K", "2023-12", 90, 100), ("A", "K", "2024-01", 100, 100)], "2024年1月得 100.0 分，比上月高 10.0 分；唯一的指标达标。",
         "Jan 2024: 100.0 points, 10.0 more than the month before; the only KPI is on target."),
        ([("A", "K", "2023-12", 100, 100), ("A", "K", "2024-01", 95, 100)], "2024年1月得 95.0 分，比上月低 5.0 分；唯一的指标需要关注。",
         "Jan 2024: 95.0 points, 5.0 fewer than the month before; the only KPI is to watch."),
        ([("A", "K", "2023-12", 100, 100), ("A", "K", "2024-01", 100, 100)], "2024年1月得 100.0 分，与上月持平；唯一的指标达标。",
         "Jan 2024: 100.0 points, the same as the month before; the only KPI is on target."),
        ([("A", "K", f"2023-{m}", 50, 100) for m in (11, 12)] + [("A", "K", "2024-01", 50, 100)],
         "2024年1月得 50.0 分，与上月持平；唯一的指标未达标；A的K已连续 3 期未达标。",
         "Jan 2024: 50.0 points, the same as the month before; the only KPI missed; K (A) missed for the 3rd period running."),
        ([("A", "K", "2023-12", 1, 1), ("B", "K", "2023-12", 1, 1), ("A", "K", "2024-01", 1, 1)],
         "2024年1月数据只到 50 %，不足七成，暂不评分；唯一的指标没有目标或数据，无法评判。",
         "Jan 2024: only 50 % of the data is in, less than 70 %, so there is no score yet; the only KPI has no target or no data, so it is not judged."),
    ],
)  # fmt: skip
def test_the_headline_says_what_the_numbers_say(store, facts, zh, en, lang):
    load(store, {}, facts)

    assert sentence(board_findings(shown(store)), lang) == {"zh": zh, "en": en}[lang]


@pytest.mark.parametrize("text", ["A", "a", "Ａ", "公司/A"])
def test_a_unit_is_found_by_name_in_any_spelling(store, text):
    load(store, {}, [("A", "K", "2024-01", 1, 1)])
    if text == "公司/A":
        with pytest.raises(UnknownScope):
            unit_by_text(units(store), text)
    else:
        assert unit_by_text(units(store), text).name == "A"


def test_an_empty_store_says_so(store):
    with pytest.raises(UnknownScope) as refusal:
        unit_by_text(units(store), None)
    assert refusal.value.code == "empty_store"


def test_a_span_s_headline_names_its_months_and_compares_spans_of_equal_length(store):
    """Three months of 2024 at 90 against the same three of 2023 at 80; all of 2023 stands at 95."""
    rows = [("A", "K", f"2023-{m:02d}", 80 if m < 4 else 100, 100) for m in range(1, 13)]
    load(store, {"K": {}}, rows + months("K", [90, 90, 90]))

    found = shown(store, period=Period("month", date(2024, 3, 1)), span="ytd")

    assert found.previous == pytest.approx(0.8)
    assert sentence(board_findings(found), "en").startswith(
        "January to March 2024: 90.0 points, 10.0 more than the same months of the year before"
    )
    assert sentence(board_findings(found), "zh").startswith("2024年1月至3月得 90.0 分，比去年同期高 10.0 分")


def test_the_january_of_a_year_to_date_is_compared_with_last_january(store):
    load(
        store,
        {"K": {}},
        [("A", "K", f"2023-{m:02d}", 50 if m == 1 else 100, 100) for m in range(1, 13)] + months("K", [80]),
    )

    found = departments(store, units(store)[1], JAN, "ytd")

    assert (found.score, found.previous) == (pytest.approx(0.8), pytest.approx(0.5))
    assert sum(part.total for part in found.waterfall) == pytest.approx(0.3)


def test_a_score_missing_by_a_hair_says_how_much_is_in(store):
    """The weights of what came are 69.6 of 100."""
    load(store, {"K": {}, "L": {}}, [("A", "K", "2024-01", 5, 5), ("A", "L", "2024-01", None, 5)],
         weights={("A", "K"): 69.6, ("A", "L"): 30.4})  # fmt: skip

    assert "only 69.6 % of the data is in, less than 70 %" in sentence(board_findings(shown(store)), "en")
