"""Forecast tiers: the season by its strength, the band by the series' own back-test."""

import numpy as np
import pytest

from kpi_core.measures.forecast import expected, forecast, seasonal_naive, tier
from kpi_core.measures.landing import landing
from kpi_core.measures.smoothing import season_share, swing

YEAR = np.arange(12)
WAVE = 40 * np.sin(2 * np.pi * YEAR / 12)


def noisy(months, season=0.0, spread=2.0, seed=4):
    rng = np.random.default_rng(seed)
    return 100 + rng.normal(0, spread, months) + season * WAVE[np.arange(months) % 12]


@pytest.mark.parametrize(("months", "name"), [(5, None), (6, "last_and_mean"), (11, "last_and_mean"), (12, "theta_and_last_year"),
                                              (23, "theta_and_last_year"), (24, "season_and_last_year"), (200, "season_and_last_year")])  # fmt: skip
def test_the_tier_follows_the_length_of_history(months, name):
    found = forecast(noisy(months), 12) if name else None

    assert tier(months) == name
    assert name is None or found.method == name


def test_half_a_year_is_the_mean_of_last_value_and_average():
    """Average of 1..6 is 3.5, the last value 6."""
    assert forecast(np.arange(1.0, 7.0), 3).values.tolist() == [4.75] * 3


def test_months_that_swing_by_a_fifth_of_their_level_are_forecast_by_last_year_alone():
    y = noisy(12, season=1.5)

    assert swing(y[None, :])[0] > 0.2
    assert forecast(y, 12).values == pytest.approx(seasonal_naive(y, 12))


def test_calm_months_count_last_year_for_less_than_half():
    y = noisy(12, spread=0.1)

    found = forecast(y, 12).values

    assert np.abs(found - y.mean()).max() < 0.6 * np.abs(y - y.mean()).max() + 0.1


def test_a_season_that_comes_back_is_kept_and_one_that_does_not_is_left():
    strong, none = noisy(36, season=1.0), noisy(36)

    assert season_share(strong[None, :])[0] > 0.95
    assert season_share(none[None, :])[0] < 0.5
    assert np.abs(forecast(strong, 12).values - 100 - WAVE).max() < 8
    assert np.abs(forecast(none, 12).values - 100).max() < 3


def test_many_series_at_once_are_forecast_as_each_alone():
    rng = np.random.default_rng(2)
    lengths = [6, 9, 11, 12, 13, 23, 24, 30, 47, 60]
    y = np.full((len(lengths), 60), np.nan)
    for row, months in enumerate(lengths):
        y[row, :months] = rng.normal(50, 9, months) * (-1 if row % 3 == 0 else 1)

    found = expected(y, 12)

    for row, months in enumerate(lengths):
        alone = expected(y[row : row + 1, :months], 12)
        assert found.values[row] == pytest.approx(alone.values[0])
        assert found.width[row] == pytest.approx(alone.width[0])


def test_a_series_that_was_hard_to_forecast_has_a_wider_band_for_its_size():
    """The last two years jump about by a rule that no tier knows; sigma alone does not say how far."""
    calm = noisy(60, seed=1)
    wild = calm.copy()
    wild[36:] += np.repeat([25, -25, 25, -25], 6)

    def width(y):
        made = forecast(y, 12)
        return float((made.high - made.low).mean() / 2 / expected(y[None, :], 12).width.mean())

    assert width(wild) > 1.15 > width(calm)


@pytest.mark.parametrize("months", [6, 7, 12, 13, 24, 25, 40])
@pytest.mark.parametrize("make", ["zeros", "same", "negative", "counts", "huge"])
def test_every_forecast_is_finite_and_inside_the_range_of_its_kpi(months, make):
    at = np.arange(months)
    y = {"zeros": 0.0 * at, "same": 7.0 + 0 * at, "negative": -50.0 + at % 5, "counts": (at % 6 == 0) * 1.0, "huge": 1e12 + 1e11 * (at % 3)}[make]  # fmt: skip
    low = -np.inf if make == "negative" else 0.0

    found = forecast(y, 12, low)

    assert np.isfinite([found.values, found.low, found.high]).all()
    assert (found.low >= low).all()
    assert (found.low <= found.values).all()
    assert (found.values <= found.high).all()
    assert found.error is None or np.isfinite(found.error)


def test_the_back_test_s_error_is_of_one_to_three_months_over_the_last_year():
    """A level of 10 that every tier finds: a month of 22 is missed by 12 once for each of the three months before it."""
    y = np.full(48, 10.0)
    y[-1] = 22.0

    # Origins 36 to 47, each with up to three months: 12 + 11 + 10 forecasts, three of them of the last month.
    assert forecast(y, 3).error == pytest.approx(3 * 12 / 33)


def test_the_months_to_come_of_a_landing_lie_where_the_kpi_can_be():
    """A count that falls by 4 a month towards 0 lands at no less than it has."""
    history = np.arange(96.0, 48.0, -4.0)
    year = np.arange(48.0, 8.0, -8.0)

    found = landing(history, year, 0.0)

    assert (found.rest >= 0).all()
    assert found.value == pytest.approx(year.sum() + found.rest.sum())
