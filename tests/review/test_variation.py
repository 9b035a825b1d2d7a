"""Badges: is it changing, and will it reach the target by itself?"""

import math
from datetime import date

import numpy as np
import pytest

from kpi_core.measures.control import charts
from kpi_core.review.board import board
from kpi_core.review.kpi import kpi_view
from kpi_core.review.kpi_findings import change_findings
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.review.trends import trends
from kpi_core.review.variation import ASSURANCES, VARIATIONS, courses
from kpi_core.text.headlines import sentence
from tests.build import load
from tests.review.situations import CALM, course

LAST = date(2023, 1, 1)


def badge(store, fields, values, target, when=LAST):
    load(store, {"K": fields}, course(values, target))
    found = courses(store, unit_by_text(units(store), "A").unit_id, "month")[kpi_by_text(kpis(store), "K").kpi_id]
    return found.variation(when), found.assurance(when)


@pytest.mark.parametrize(
    ("fields", "value", "target", "wanted"),
    [({}, 50, 40, ("same", "will")), ({}, 50, 60, ("same", "wont")), ({}, 50, 50, ("same", "chance")),
     ({"direction": "lower"}, 50, 60, ("same", "will")), ({"direction": "lower"}, 50, 40, ("same", "wont")),
     ({}, 70, 50, ("improving", "chance")), ({}, 30, 50, ("worsening", "chance")),
     ({"direction": "lower"}, 70, 50, ("worsening", "chance")), ({"direction": "none"}, 70, None, ("up", "none")),
     ({"direction": "none"}, 30, None, ("down", "none")), ({}, 50, None, ("same", "none")),
     ({"direction": "band", "low": 40, "high": 60, "tolerance": 5}, 50, None, ("same", "will")),
     ({"direction": "band", "low": 60, "high": 70, "tolerance": 5}, 50, None, ("same", "wont")),
     ({"direction": "band", "low": 50, "high": 60, "tolerance": 5}, 50, None, ("same", "chance"))],
)  # fmt: skip
def test_limits_against_target(store, fields, value, target, wanted):
    """The limits of CALM are 45.2 and 55.3."""
    assert badge(store, fields, [*CALM, value], target) == wanted


def test_five_months_are_too_short_and_a_month_without_figure_says_nothing(store):
    assert badge(store, {}, [50, 51, 49, 52, 50], 50, date(2022, 5, 1)) == ("short", "short")


def test_a_month_that_is_missing_has_no_change(store):
    load(store, {"K": {}}, [*course(CALM, 50), ("A", "L", "2023-01", 1, 1)])
    found = courses(store, unit_by_text(units(store), "A").unit_id, "month")[kpi_by_text(kpis(store), "K").kpi_id]

    assert found.variation(LAST) == "none"


@pytest.mark.parametrize("values", [[7] * 14, [0] * 14, [None, None, 5, None], [1e-12, 2e-12] * 7, [-3, 4] * 7])
def test_whatever_comes_in_the_words_are_known_and_no_limit_is_nan_where_it_is_drawn(store, values):
    variation, assurance = badge(store, {}, values, 5)
    found = next(iter(courses(store, unit_by_text(units(store), "A").unit_id, "month").values()))

    assert variation in VARIATIONS
    assert assurance in ASSURANCES
    assert not any(math.isinf(value) for value in [*found.lower, *found.upper])


def test_limits_are_not_drawn_where_the_kpi_cannot_be(store):
    load(store, {"K": {"measure": "%"}}, course([99.5, 98, 99.9, 97, 99, 99.8, 98.5, 99.9, 97.5, 99, 98, 99.7], 98))
    found = next(iter(courses(store, unit_by_text(units(store), "A").unit_id, "month").values()))

    assert max(found.upper) == 100
    assert min(found.lower) > 90


def test_a_page_of_an_earlier_month_draws_the_chart_as_of_that_month(store):
    """Twelve calm months, then a year ten higher: in January 2023 the first of them lies outside, later ones are not known."""
    load(store, {"K": {}}, course([*CALM, *[value + 10 for value in CALM]], 45))
    unit, kpi = unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K")

    seen = kpi_view(store, unit, kpi, Period("month", LAST)).course
    tile = next(tile for tile in board(store, unit, Period("month", LAST)).tiles if tile.kpi.kpi_id == kpi.kpi_id)
    row = next(row for row in trends(store, unit, Period("month", LAST)).rows if row.kpi.kpi_id == kpi.kpi_id)

    # January, ten above calm, is left out of the limits it lies beyond: 50.25 +- 2.66 x 21 / 11.
    assert (seen.points, seen.left_out, seen.place(LAST)) == (13, 1, len(seen.actual) - 1)
    assert seen.at(LAST, seen.upper) == pytest.approx(55.33, abs=0.01)
    assert (tile.variation, row.variation, row.rule, seen.rule(LAST)) == ("improving", "improving", "beyond", "beyond")
    assert row.months[-1].upper == seen.at(LAST, seen.upper)


@pytest.mark.parametrize(
    ("months", "word"), [(5, "short"), (6, "provisional"), (11, "provisional"), (12, "growing"), (35, "growing"), (36, "frozen"), (40, "frozen")]
)  # fmt: skip
def test_the_baseline_says_how_far_it_is(store, months, word):
    load(store, {"K": {}}, course([*CALM, *CALM, *CALM, *CALM][:months], 45))
    found = next(iter(courses(store, unit_by_text(units(store), "A").unit_id, "month").values()))

    assert (found.baseline, found.points) == (word, min(months, 36))


def test_a_frozen_baseline_stays_however_long_the_history_becomes(store):
    """Fourteen years: the first three years are still the baseline."""
    load(store, {"K": {}}, course([*CALM * 3, *[80] * 132], 45))
    found = next(iter(courses(store, unit_by_text(units(store), "A").unit_id, "month").values()))

    assert found.at(date(2035, 12, 1), found.mean) == pytest.approx(sum(CALM) / 12)
    assert found.rule(date(2035, 12, 1)) == "beyond"


def test_a_baseline_that_does_not_vary_draws_no_limits_and_says_so(store):
    load(store, {"K": {}}, course([0] * 36 + [3], 0))
    unit, kpi, last = unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K"), date(2025, 1, 1)
    view = kpi_view(store, unit, kpi, Period("month", last))

    assert (view.course.at(last, view.course.lower), view.course.rule(last)) == (None, None)
    assert "0.0" not in sentence(change_findings(view), "en")
    assert [finding.code for finding in change_findings(view)] == ["headline.change.flat"]


def test_the_store_s_charts_are_the_ones_the_simulations_count(store):
    """Random series, some seasonal, through the store: the board's limits are those of measures.control.charts."""
    rng = np.random.default_rng(3)
    y = np.round(rng.normal(100, 5, (6, 30)) + 20 * np.sin(np.arange(30) * np.pi / 6) * (np.arange(6) % 2)[:, None], 3)
    load(store, {}, [fact for row, values in enumerate(y) for fact in course(values.tolist(), 90, kpi=f"K{row}")])
    found = {
        made.kpi.title("zh"): made for made in courses(store, unit_by_text(units(store), "A").unit_id, "month").values()
    }

    wanted = charts(y)

    for row in range(6):
        made = found[f"K{row}"]
        assert made.upper == pytest.approx(wanted.upper[row])
        assert made.seasonal == wanted.seasonal[row] == bool(row % 2)
        assert (made.beyond == wanted.beyond[row]).all()
