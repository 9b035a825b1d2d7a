"""Badges: is it changing, and will it reach the target by itself?"""

import math
from datetime import date

import pytest

from kpi_core.review.scope import kpi_by_text, kpis, unit_by_text, units
from kpi_core.review.variation import ASSURANCES, VARIATIONS, courses
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
