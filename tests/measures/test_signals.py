"""The baseline of a control chart: it grows to 36 points, leaves out what lies beyond its limits, then stays."""

import numpy as np
import pytest

from kpi_core.measures.signals import BASELINE, limits, natural_limits, signals
from kpi_core.measures.trend import as_series

# Mean 50.25 and mean moving range 21 / 11: limits 45.17 and 55.33.
CALM = [50, 52, 49, 51, 50, 48, 51, 50, 49, 52, 50, 51]


def test_the_baseline_is_every_point_of_the_chart_and_not_its_first_year():
    found = natural_limits(as_series([*CALM, 50, 49]))

    # 702 / 14, and ranges that add up to 23 over 13 steps.
    assert (found.mean[0], found.points[0]) == (pytest.approx(702 / 14), 14)
    assert found.upper[0] == pytest.approx(702 / 14 + 2.66 * 23 / 13)


def test_a_point_beyond_the_limits_is_left_out_of_them_and_stays_a_signal():
    y = as_series([*CALM[:6], 70, *CALM[6:]])

    found = natural_limits(y)

    calm = limits(as_series(CALM))
    assert (found.lower[0], found.upper[0]) == (calm.lower[0], calm.upper[0]) == (pytest.approx(45.17, abs=0.01), pytest.approx(55.33, abs=0.01))  # fmt: skip
    assert (found.left_out[0], found.points[0]) == (1, 13)
    assert np.flatnonzero(signals(y, found).beyond[0]).tolist() == [6]


def test_from_36_points_on_later_ones_change_nothing():
    frozen = [*CALM, *CALM, *CALM]

    found = natural_limits(np.array([[*frozen, *[np.nan] * 12], [*frozen, *[90.0] * 12], [*frozen, *[50.0] * 12]]))

    assert len(set(found.upper)) == len(set(found.lower)) == len(set(found.mean)) == 1
    assert found.points.tolist() == [BASELINE] * 3


def test_a_left_out_point_is_not_replaced_by_a_later_one():
    y = as_series([*CALM[:5], 70, *CALM[5:], *CALM, *CALM[:11], 80, 80, 80])

    found = natural_limits(y)

    assert (found.points[0], found.left_out[0]) == (36, 1)
    assert found.mean[0] == pytest.approx((603 + 603 + sum(CALM[:11])) / 35)


def test_points_are_left_out_only_where_six_remain():
    found = natural_limits(as_series([50, 50, 50, 50, 50, 51, 50, 50, 50, 58]))
    few = natural_limits(as_series([10, 10.1, 10, 10.1, 10, 30]))

    assert found.left_out[0] == 0 or found.points[0] - found.left_out[0] >= 6
    assert few.left_out[0] == 0


def test_a_baseline_without_movement_has_its_limits_on_the_mean_and_no_signals():
    y = as_series([7.0] * 12)

    found = natural_limits(y)

    assert (found.lower[0], found.mean[0], found.upper[0], found.drawn[0]) == (7, 7, 7, False)
    assert not signals(y, found).any.any()


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_left_out_was_beyond_and_limits_only_close_in(seed):
    rng = np.random.default_rng(seed)
    y = rng.normal(0, 1, (50, 40)) + (rng.random((50, 40)) < 0.05) * rng.normal(0, 8, (50, 40))
    y[rng.random(y.shape) < 0.1] = np.nan

    whole, found = limits(y), natural_limits(y)

    changed = found.left_out > 0
    assert changed.any()
    assert (found.moving_range[~changed] == whole.moving_range[~changed]).all()
    assert (found.points - found.left_out >= 6).all()
    assert (found.moving_range[changed] < whole.moving_range[changed]).mean() > 0.9
