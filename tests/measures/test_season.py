"""Seasons: found where the same months come back, not where a level moved, one month was odd or months persist."""

import numpy as np
import pytest

from kpi_core.measures.control import charts
from kpi_core.measures.season import season

MONTH = np.arange(12)
WAVE = 3 * np.sin(2 * np.pi * MONTH / 12)
DECEMBER = np.where(MONTH == 11, 11.0, -1.0)
EVERY = np.array([5, -4, 3, -6, 2, 4, -5, 1, 6, -3, -2, -1], dtype=float)


def noise(months, rows=40, seed=5):
    return np.random.default_rng(seed).normal(100, 1, (rows, months))


@pytest.mark.parametrize("year", [WAVE, DECEMBER, EVERY], ids=["wave", "one month", "every month"])
@pytest.mark.parametrize("months", [24, 30, 60, 84])
def test_a_clear_season_is_found_and_measured_from_two_years_on(year, months):
    y = noise(months) + year[np.arange(months) % 12]

    found = season(y)

    assert found.seasonal.mean() > 0.95
    assert np.abs(found.effects[found.seasonal] - year[np.arange(months) % 12]).mean() < 0.8


@pytest.mark.parametrize("months", [6, 12, 23])
def test_less_than_two_years_have_no_season(months):
    found = season(noise(months) + WAVE[np.arange(months) % 12])

    assert not found.seasonal.any()
    assert not found.effects.any()


def test_a_lasting_change_of_level_is_no_season():
    y = noise(24)
    y[:, -4:] += 6

    assert not season(y).seasonal.any()


def test_one_odd_month_is_no_season():
    y = noise(36)
    y[:, 20] += 15

    assert season(y).seasonal.mean() < 0.1


def test_a_season_is_seen_through_a_decided_change_of_level():
    y = noise(36) + WAVE[np.arange(36) % 12]
    y[:, 18:] += 20
    steps = np.zeros_like(y)
    steps[:, 18:] = 1

    assert season(y, steps).seasonal.mean() > 0.95
    assert charts(y, [[18]] * len(y)).seasonal.mean() > 0.95


def test_missing_months_leave_the_season_of_the_others():
    y = noise(60) + EVERY[np.arange(60) % 12]
    y[np.random.default_rng(1).random(y.shape) < 0.1] = np.nan

    found = season(y)

    assert found.seasonal.all()
    assert np.abs(found.effects - EVERY[np.arange(60) % 12]).mean() < 0.8


@pytest.mark.parametrize(
    "y", [np.zeros((1, 48)), np.full((1, 48), np.nan), np.arange(48.0)[None] * 0.1, np.empty((0, 48))]
)
def test_what_does_not_vary_around_a_line_has_no_season(y):
    found = season(y)

    assert not found.seasonal.any()
    assert np.isfinite(found.effects).all()


def test_a_season_that_took_part_of_the_spread_widens_the_limits():
    """A month for itself takes 11 numbers of 24 months: the spread is multiplied by the root of 24 / 13."""
    found = season(noise(24) + 3 * np.tile(EVERY, 2))

    assert set(found.spent[found.seasonal]) == {11}
    assert found.widening[found.seasonal] == pytest.approx(np.sqrt(24 / 13))
    assert (found.widening[~found.seasonal] == 1).all()


def test_seasonal_months_are_no_signals_and_a_jump_still_is():
    y = noise(36) + 2 * WAVE[np.arange(36) % 12]
    y[:, 35] += 9

    found = charts(y)

    assert found.seasonal.mean() > 0.95
    assert found.beyond[:, 35].mean() > 0.9
    assert found.beyond[:, :30].mean() < 0.02
