"""A yearly target becomes monthly ones, as an upload with a date and an author that can be undone."""

import math
from datetime import date

import numpy as np
import pytest

from kpi_core.review.commit import turn
from kpi_core.review.history import uploads
from kpi_core.review.kpi import kpi_view
from kpi_core.review.scope import Period, fiscal_start, kpi_by_text, kpis, unit_by_text, units
from kpi_core.review.settings import BadSetting, change_setting
from kpi_core.review.targets import BadTarget, as_months, phased, plan, set_targets, year_of
from tests.build import load
from tests.review.situations import SEASON, course

JULY = Period("month", date(2023, 7, 1))


def shown(store, unit="A"):
    return plan(store, unit_by_text(units(store), unit), kpi_by_text(kpis(store), "K"), JULY)


@pytest.fixture
def sales(store):
    """Eighteen months of a sum."""
    load(store, {"K": {"aggregation": "sum", "decimals": 1}}, course([*SEASON, *SEASON[:6]]))
    return store


def test_even_months_sum_to_the_year_with_the_rounding_in_the_last(sales):
    months = phased(shown(sales), "even", 1000.0)

    assert months[:11].tolist() == [83.3] * 11
    assert months.sum() == pytest.approx(1000, abs=1e-9)


def test_last_years_profile_keeps_its_shape(sales):
    months = phased(shown(sales), "profile", 1320.0)

    assert months.sum() == pytest.approx(1320, abs=1e-9)
    np.testing.assert_allclose(months, np.array(SEASON) * 1320 / sum(SEASON), atol=0.6)


def test_a_level_keeps_its_level_and_the_year_is_its_mean(store):
    load(store, {"K": {"aggregation": "mean"}}, course([*SEASON, 90]))

    months = phased(shown(store), "even", 95.0)

    assert months.tolist() == [95.0] * 12
    assert year_of(shown(store), months) == 95.0
    assert year_of(shown(store), phased(shown(store), "profile", 95.0)) == pytest.approx(95)


def test_a_year_without_a_usable_profile_says_so(store):
    load(store, {"K": {"aggregation": "sum"}}, course([5, -3, 4]))
    with pytest.raises(BadTarget) as refused:
        phased(shown(store), "profile", 100.0)

    assert refused.value.code == "targets.no_profile"


def test_saved_targets_are_judged_at_once_and_undone_like_any_upload(sales):
    upload = set_targets(sales, shown(sales), phased(shown(sales), "even", 1200.0), "安娜")
    view = kpi_view(
        sales, unit_by_text(units(sales), "A"), kpi_by_text(kpis(sales), "K"), Period("month", date(2023, 6, 1))
    )

    assert view.now["target"] == 100
    assert (view.targets_said[0]["who"], view.targets_said[0]["target"]) == ("安娜", 100.0)
    assert uploads(sales)[0].upload_id == upload
    turn(sales, upload, "安娜")
    assert year_of(shown(sales), shown(sales).target) is None


def test_only_months_that_differ_are_said_and_a_blank_keeps_what_is(sales):
    set_targets(sales, shown(sales), phased(shown(sales), "even", 1200.0), "安娜")
    with pytest.raises(BadTarget) as refused:
        set_targets(sales, shown(sales), shown(sales).target, "安娜")
    assert refused.value.code == "targets.nothing"

    set_targets(sales, shown(sales), as_months([None] * 11 + [150.0]), "安娜")

    assert shown(sales).target.tolist() == [100.0] * 11 + [150.0]
    assert uploads(sales)[0].accepted == 1


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_a_year_that_is_no_number_is_refused(sales, value):
    with pytest.raises(BadTarget):
        phased(shown(sales), "even", value)


def test_the_fiscal_year_decides_which_months_a_plan_has(sales):
    change_setting(sales, "fiscal_start", 4, "安娜")

    assert fiscal_start(sales) == 4
    assert (shown(sales).months[0], shown(sales).months[-1]) == (date(2023, 4, 1), date(2024, 3, 1))


def test_yearly_figures_hold_the_fiscal_year_they_were_entered_with(store):
    load(store, {}, [("A", "K", "2023", 100, 100)])

    with pytest.raises(BadSetting) as refused:
        change_setting(store, "fiscal_start", 4, "安娜")

    assert (refused.value.code, refused.value.values["count"]) == ("setting_year_held", 1)
    assert fiscal_start(store) == 1
