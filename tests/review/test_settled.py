"""The settled readings of DESIGN 7: spans of cells, constants of a sum, days and weeks, what is due, whose share counts.

Every figure is worked by hand in the test's own words.
"""

import math
from datetime import date

import pytest

from kpi_core.review.board import EVERY, board
from kpi_core.review.in_a_row import misses_in_a_row
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.store import snapshot
from tests.build import load, take

JAN, FEB, MAR, MAY, JUN, DEC = (date(2024, month, 1) for month in (1, 2, 3, 5, 6, 12))
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]


def row(store, unit, kpi, span, period, grain=None):
    """One unit's KPI in a span; None where there is no such row."""
    unit_id, kpi_id = unit_by_text(units(store), unit).unit_id, kpi_by_text(kpis(store), kpi).kpi_id
    grain = grain or span
    with snapshot(store, span, period) as seen:
        found = seen.rows("cells_below", unit=unit_id, grain=grain, period=period)
    return next((r for r in found if (r["unit_id"], r["kpi_id"]) == (unit_id, kpi_id)), None)


def score(store, unit, span, period):
    unit_id = unit_by_text(units(store), unit).unit_id
    with snapshot(store, span, period) as seen:
        found = seen.rows("score_now", unit=unit_id, grain=span, period=period)
    return (found[0]["score"], found[0]["coverage"]) if found else (None, None)


# ---- spans combine cells
def test_a_month_below_seventy_percent_does_not_block_its_year(store):
    """January has one of two departments, the other eleven months both: 23 of 24 cells are in."""
    facts = [(u, "K", m, 10, 10) for m in MONTHS for u in "AB" if not (u == "B" and m == "2024-01")]
    load(store, {"K": {}}, facts, weights={("A", "K"): 1, ("B", "K"): 1})

    year = row(store, None, "K", "ytd", DEC)

    assert (year["actual"], year["target"], year["status"], year["cells"], year["due"]) == (230, 230, "good", 23, 24)


def test_a_span_s_weights_are_those_of_its_last_month_and_what_is_no_longer_assigned_leaves(store):
    """K counts 3 until May and nothing from June on; L begins in June with 2: half a year in June is L's alone."""
    facts = [("A", "K", m, 5, 10) for m in MONTHS[:5]] + [("A", "L", m, 10, 10) for m in MONTHS[:6]]
    load(store, {"K": {}, "L": {}}, facts)
    take(store, "指标,部门,权重,生效月份\nK,A,3,2024-01\nK,A,0,2024-06\nL,A,2,2024-06\n", "weights.csv")

    assert (row(store, "A", "K", "ytd", JUN)["weight"], row(store, "A", "L", "ytd", JUN)["weight"]) == (None, 2)
    assert score(store, "A", "ytd", JUN) == (1.0, 1.0)
    assert row(store, "A", "K", "ytd", MAY)["weight"] == 3


def test_a_weight_holds_for_a_span_though_its_last_month_has_no_line(store):
    load(store, {"K": {"frequency": "quarter"}, "L": {}}, [("A", "K", "2024-03", 9, 10), ("A", "L", "2024-04", 1, 1)],
         weights={("A", "K"): 2, ("A", "L"): 1})  # fmt: skip

    assert row(store, "A", "K", "ytd", date(2024, 4, 1))["weight"] == 2


def test_floor_and_stretch_combine_as_the_target_does(store):
    """Two months of 60, 100, 120 are a floor of 120, a target of 200 and a stretch of 240: 220 is worth 110 points."""
    text = "部门,指标,期间,实际值,目标值,底线值,挑战值\n"
    load(store, {"K": {"form": "floor_target_stretch"}}, [("B", "K", "2024-01", 100, 100)])
    take(store, text + "".join(f"A,K,{m},110,100,60,120\n" for m in MONTHS[:2]))

    span = row(store, "A", "K", "ytd", FEB)

    assert math.isclose(span["attainment"], 1.1)


def test_the_floor_and_stretch_of_a_last_value_are_the_last_month_s(store):
    """80, 100, 140 in February: 110 lies a quarter of the way from target to stretch, whatever January's were."""
    load(store, {"K": {"form": "floor_target_stretch", "aggregation": "last"}}, [("B", "K", "2024-01", 100, 100)])
    take(store, "部门,指标,期间,实际值,目标值,底线值,挑战值\nA,K,2024-01,110,100,60,120\nA,K,2024-02,110,100,80,140\n")

    assert math.isclose(row(store, "A", "K", "ytd", FEB)["attainment"], 1.05)


@pytest.mark.parametrize(
    ("fields", "actual", "target", "wanted"),
    [
        ({"direction": "band", "low": 80, "high": 110, "tol_low": 20, "tol_high": 10}, 100, None, 1.0),
        ({"direction": "band", "low": 80, "high": 110, "tol_low": 20, "tol_high": 10}, 70, None, 0.5),
        ({"direction": "lower", "tolerance": 4}, 1, 0, 0.75),
        ({"direction": "lower", "form": "baseline", "baseline": 40}, 30, 20, 0.5),
        ({"form": "floor_target_stretch", "floor": 60, "stretch": 140}, 80, 100, 0.8),
        ({"materiality": 200, "tolerance": 50}, 90, 100, 0.8),
    ],
)
@pytest.mark.parametrize("aggregation", ["sum", "mean"])
def test_a_kpi_the_same_every_month_is_judged_the_same_for_the_year(store, fields, actual, target, wanted, aggregation):
    """Register constants are meant for one unit and one month: a sum of cells is held against as many of them."""
    load(
        store,
        {"K": {**fields, "aggregation": aggregation}},
        [(u, "K", m, actual, target) for m in MONTHS for u in "AB"],
    )

    for span, unit in (("month", "A"), ("month", None), ("quarter", "A"), ("ytd", "A"), ("r12", None)):
        assert math.isclose(row(store, unit, "K", span, DEC)["attainment"], wanted), (span, unit)


# ---- days and weeks
def test_a_ratio_by_day_is_the_sum_of_n_over_the_sum_of_d_and_so_is_its_target(store):
    """9/10 and 50/100 are 59/110, not the mean .7; targets .8 and .5 weigh 10 and 100: 58/110."""
    take(
        store, "部门,指标,期间,分子,分母,目标值,单位\nA,R,2024-01-02,9,10,0.8,ratio\nA,R,2024-01-03,50,100,0.5,ratio\n"
    )

    month = row(store, "A", "R", "month", JAN)

    assert math.isclose(month["actual"], 59 / 110)
    assert math.isclose(month["target"], (0.8 * 10 + 0.5 * 100) / 110)
    assert (month["numerator"], month["denominator"]) == (59, 110)


def test_days_of_which_some_have_no_n_and_d_are_a_mean_marked_approximate(store):
    take(
        store,
        "部门,指标,期间,实际值,分子,分母,单位,汇总方式\nA,R,2024-01-02,,9,10,ratio,ratio\nA,R,2024-01-03,0.5,,,,\n",
    )

    assert math.isclose(row(store, "A", "R", "month", JAN)["actual"], 0.7)
    assert board(store, unit_by_text(units(store), "A"), Period("month", JAN)).tiles[0].approximate


def test_floor_and_stretch_of_days_add_up_with_their_target(store):
    load(store, {"K": {"form": "floor_target_stretch"}}, [("B", "K", "2024-01", 100, 100)])
    take(store, "部门,指标,期间,实际值,目标值,底线值,挑战值\nA,K,2024-01-02,45,50,30,60\nA,K,2024-01-03,45,50,30,60\n")

    assert math.isclose(row(store, "A", "K", "month", JAN)["attainment"], 0.6 + 0.4 * 30 / 40)


def test_a_denominator_without_its_numerator_is_no_cell(store):
    load(
        store,
        {"R": {"aggregation": "ratio", "measure": "ratio"}},
        [("A", "R", "2024-01", 0.9, 0.9)],
        weights={("A", "R"): 1},
    )
    take(store, "部门,指标,期间,分子,分母\nA,R,2024-02,,50\nB,R,2024-02,40,50\n")

    late = row(store, "A", "R", "month", FEB)

    assert (late["reason"], late["cells"], late["due"]) == ("missing", 0, 1)


def test_a_ratio_without_cases_is_not_missing_and_leaves_weights_and_coverage(store):
    load(store, {"R": {"aggregation": "ratio", "measure": "ratio"}, "K": {}}, [("A", "K", "2024-01", 8, 10), ("A", "R", "2024-01", None, 0.9)],
         weights={("A", "R"): 5, ("A", "K"): 1})  # fmt: skip
    take(store, "部门,指标,期间,分子,分母\nA,R,2024-01,0,0\n")

    none = row(store, "A", "R", "month", JAN)

    assert (none["reason"], none["status"], none["weight"], none["due"]) == ("no_cases", "none", None, 0)
    assert score(store, "A", "month", JAN) == (0.8, 1.0)
    assert not board(store, unit_by_text(units(store), "A"), Period("month", JAN)).silent


# ---- what is due
def test_a_kpi_that_never_had_a_target_does_not_take_the_score_away_when_it_is_missing(store):
    """Nine KPIs without a target come once and never again; the one that is judged keeps its score."""
    kpi_names = [f"N{i}" for i in range(9)]
    load(store, {"K": {}, **{name: {} for name in kpi_names}},
         [("A", "K", m, 9, 10) for m in MONTHS[:3]] + [("A", name, "2024-01", 1, None) for name in kpi_names])  # fmt: skip

    assert score(store, "A", "month", MAR) == (0.9, 1.0)


def test_a_target_within_the_last_twelve_months_makes_a_missing_figure_count_and_an_older_one_does_not(store):
    facts = [("A", "K", m, 9, 10) for m in MONTHS] + [("A", "K", "2025-01", 9, 10), ("A", "K", "2025-02", 9, 10)]
    load(store, {"K": {}, "L": {}}, [*facts, ("A", "L", "2024-01", 1, 1)], weights={("A", "K"): 1, ("A", "L"): 1})

    assert score(store, "A", "month", DEC)[1] == 0.5
    assert score(store, "A", "month", date(2025, 1, 1)) == (0.9, 1.0)


def test_a_quarterly_kpi_owes_nothing_in_may_and_its_quarter_at_its_own_grain_settles_it(store):
    load(store, {"Q": {"frequency": "quarter"}, "K": {}}, [("A", "K", m, 9, 10) for m in MONTHS[:6]] + [("A", "Q", "2024-03", 5, 10)],
         weights={("A", "Q"): 1, ("A", "K"): 1})  # fmt: skip

    assert row(store, "A", "Q", "month", MAY) is None
    assert score(store, "A", "month", MAY) == (0.9, 1.0)
    assert row(store, "A", "Q", "month", JUN)["reason"] == "missing"

    take(store, "部门,指标,期间,实际值,目标值\nA,Q,2024Q2,8,10\n", "quarter.csv")

    assert row(store, "A", "Q", "month", JUN) is None
    assert score(store, "A", "month", JUN) == (0.9, 1.0)
    assert row(store, "A", "Q", "month", date(2024, 4, 1), grain="quarter")["status"] == "miss"


def test_a_quarterly_figure_entered_in_any_month_of_its_quarter_is_reported(store):
    load(store, {"Q": {"frequency": "quarter"}, "K": {}}, [("A", "K", m, 9, 10) for m in MONTHS[:6]] + [("A", "Q", "2024-04", 8, 10)],
         weights={("A", "Q"): 1, ("A", "K"): 1})  # fmt: skip

    assert row(store, "A", "Q", "month", date(2024, 4, 1))["status"] == "miss"
    assert row(store, "A", "Q", "month", JUN) is None


def test_week_one_that_begins_in_december_keeps_the_kpi_due_from_january_on(store):
    """2025-W01 begins on 30 December 2024; its Thursday is 2 January, so eleven more months owe a figure, not ten."""
    load(store, {"K": {}, "L": {}}, [("A", "L", f"2025-{m:02d}", 1, 1) for m in range(1, 13)])
    take(store, "部门,指标,期间,实际值,目标值\nA,K,2025-W01,1,1\n", "week.csv")

    assert row(store, "A", "K", "month", date(2025, 1, 1))["actual"] == 1
    assert row(store, "A", "K", "month", date(2025, 12, 1))["reason"] == "missing"
    assert row(store, "A", "K", "month", date(2024, 12, 1)) is None


# ---- whose targets, whose share
def test_an_own_actual_is_not_judged_against_the_targets_of_half_its_departments(store):
    """Both departments owe a figure, only A has one and a target; then B's target is known too."""
    load(
        store,
        {"K": {}},
        [("A", "K", "2024-01", 50, 60), ("B", "K", "2024-01", 50, None), ("公司", "K", "2024-01", 100, None)],
    )

    assert row(store, None, "K", "month", JAN)["reason"] == "no_target"

    take(store, "部门,指标,期间,目标值\nB,K,2024-01,65\n", "target.csv")

    whole = row(store, None, "K", "month", JAN)
    assert (whole["actual"], whole["target"], whole["status"]) == (100, 125, "miss")


def test_an_own_actual_is_judged_against_every_target_owed_below_also_of_those_who_are_late(store):
    load(
        store,
        {"K": {}},
        [("A", "K", "2024-01", 50, 60), ("B", "K", "2024-01", 60, 60)],
        weights={("A", "K"): 1, ("B", "K"): 1},
    )
    take(store, "部门,指标,期间,实际值,目标值\n公司,K,2024-02,130,\nA,K,2024-02,60,60\nB,K,2024-02,,70\n")

    month = row(store, None, "K", "month", FEB)

    assert (month["actual"], month["target"], month["status"]) == (130, 130, "good")


@pytest.fixture
def without_own_score(store):
    """A company of A, and B whose own K, L, M are mostly missing in February, over its post x."""
    load(store, {"alive": {}, "K": {}, "L": {}, "M": {}},
         [("A", "alive", m, 100, 100) for m in MONTHS[:2]] + [("B/x", "L", m, 80, 100) for m in MONTHS[:2]]
         + [("B", k, "2024-01", 90, 100) for k in "KLM"] + [("B", "K", "2024-02", 50, 100)],
         weights={("B", k): 1 for k in "KLM"})  # fmt: skip
    return store


def test_a_unit_without_a_score_of_its_own_gives_its_kpis_no_share(without_own_score):
    """B's own K has one of three figures: B's score is x's, and what K lost is not known."""
    company = board(without_own_score, units(without_own_score)[1], Period("month", FEB), discussed=EVERY)

    lost = {(talk.unit.name, talk.kpi.title("zh")): talk.lost for talk in company.discuss}
    assert lost == {("x", "L"): pytest.approx(100 * 0.5 * 0.2), ("B", "K"): None, ("B", "L"): None}
    assert [talk.lost is None for talk in company.discuss] == [False, True, True]


def test_every_miss_is_to_discuss_also_while_the_company_has_no_score(store):
    load(store, {"K": {}, "L": {}}, [("A", "K", "2024-01", 5, 10), ("A", "L", "2024-01", 1, 1), ("B", "K", "2024-01", 9, 10), ("A", "K", "2024-02", 5, 10)],
         weights={(u, k): 1 for u in "AB" for k in "KL"})  # fmt: skip

    february = board(store, units(store)[1], Period("month", FEB))

    assert february.score is None
    assert [(talk.unit.name, talk.kpi.title("zh"), talk.lost) for talk in february.discuss] == [("A", "K", None)]


# ---- in a row
def in_a_row(store, unit, kpi, period):
    pair = (unit_by_text(units(store), unit).unit_id, kpi_by_text(kpis(store), kpi).kpi_id)
    return misses_in_a_row(store, [pair], Period("month", period))[pair]


def test_a_calendar_gap_is_no_miss_and_a_due_month_without_judgement_ends_the_run(store):
    """Misses in January, February and April, March not handed in: the run in April is 1, not 4."""
    load(store, {"K": {}}, [("A", "K", m, 5, 10) for m in ("2024-01", "2024-02", "2024-04")])

    assert [in_a_row(store, "A", "K", date(2024, m, 1)) for m in (1, 2, 3, 4)] == [1, 2, 0, 1]


def test_a_quarterly_kpi_counts_its_quarters(store):
    """Four quarters missed are 4 in a row, in December and also in the January after, when nothing is due."""
    load(store, {"Q": {"frequency": "quarter"}, "K": {}},
         [("A", "Q", f"2024-{m:02d}", 5, 10) for m in (3, 6, 9, 12)] + [("A", "K", "2025-01", 1, 1)],
         weights={("A", "Q"): 1, ("A", "K"): 1})  # fmt: skip

    assert in_a_row(store, "A", "Q", DEC) == 4
    assert in_a_row(store, "A", "Q", date(2025, 1, 1)) == 4


@pytest.mark.parametrize("months", [1, 5, 6, 7, 24, 25, 40])
def test_a_run_of_any_length_is_one_number_on_tile_list_and_kpi_page_in_every_span(store, months):
    from kpi_core.review.kpi import kpi_view

    every = [f"{2021 + m // 12}-{m % 12 + 1:02d}" for m in range(41)]
    load(store, {"K": {}}, [("A", "K", m, 10 if at < 41 - months else 5, 10) for at, m in enumerate(every)])
    period = Period("month", date(2024, 5, 1))
    unit, kpi = unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K")

    assert kpi_view(store, unit, kpi, period).streak == months
    for span in ("month", "quarter", "ytd", "r12"):
        shown = board(store, unit, period, span)
        assert shown.tiles[0].streak == months
        assert all(talk.streak == months for talk in shown.discuss)


# ---- in words
def headline(store, unit, kpi, period, lang="en"):
    from kpi_core.review.kpi import kpi_view
    from kpi_core.review.kpi_findings import kpi_findings
    from kpi_core.text.headlines import sentence

    view = kpi_view(store, unit_by_text(units(store), unit), kpi_by_text(kpis(store), kpi), Period("month", period))
    return sentence(kpi_findings(view), lang)


def test_what_owes_nothing_is_not_called_missing(store):
    load(store, {"Q": {"frequency": "quarter"}, "R": {"aggregation": "ratio", "measure": "ratio"}},
         [("A", "Q", "2024-03", 5, 10), ("A", "Q", "2024-05", None, 10), ("A", "R", "2024-05", 0.5, 0.9)])  # fmt: skip
    take(store, "部门,指标,期间,分子,分母\nB,R,2024-05,0,0\n")

    assert headline(store, "A", "Q", MAY).startswith("There is no figure for May 2024, and none was due")
    assert headline(store, "B", "R", MAY).startswith("There were no cases in May 2024")
    assert headline(store, "B", "R", MAY, "zh").startswith("2024年5月没有业务发生")


def test_the_band_of_a_sum_is_shown_as_it_is_judged(store):
    """Two departments of a band 8 to 12 make the company's 16 to 24."""
    load(
        store,
        {"K": {"direction": "band", "low": 8, "high": 12, "tolerance": 2}},
        [("A", "K", "2024-01", 10, None), ("B", "K", "2024-01", 11, None)],
    )

    assert headline(store, None, "K", JAN).startswith("21, inside the band 16–24")
    assert headline(store, "A", "K", JAN).startswith("10, inside the band 8–12")
