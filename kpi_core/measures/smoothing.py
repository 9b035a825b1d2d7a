"""Theta lines and seasonal indices of many series at once: what the forecasts are made of (METHODS 4.6).

`y` is an array (series, months), oldest first; a series shorter than the others ends in NaN and has none before.
"""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.trend import Flags, Numbers

YEAR = 12
# Smoothing weights are looked for on a grid, then around the best one, so that alpha is exact to about 0.0002.
_LEAST, _MOST = 0.01, 0.99
_GRID, _FINER, _TIMES = 21, 9, 4


@dataclass(frozen=True)
class Lines:
    """Fitted Theta lines: simple exponential smoothing with half the trend as drift; `sigma` of one step ahead.

    `values` (series, steps); everything else one number a series.
    """

    alpha: Numbers
    level: Numbers
    slope: Numbers
    sigma: Numbers
    values: Numbers


def lengths(y: Numbers) -> Numbers:
    """How many months each series has."""
    return np.asarray(np.sum(~np.isnan(y), axis=1), dtype=np.float64)


def straight(y: Numbers) -> tuple[Numbers, Numbers]:
    """Least squares slope of each series and its line (series, months), NaN where the series has ended."""
    n = lengths(y)[:, None]
    time = np.where(np.isnan(y), np.nan, np.arange(y.shape[1]) - (n - 1) / 2)
    mean = np.nansum(y, axis=1, keepdims=True) / np.maximum(n, 1)
    square = np.nansum(time**2, axis=1)
    slope = np.nansum(time * y, axis=1) / np.where(square > 0, square, 1.0)
    return slope, mean + slope[:, None] * time


def theta_lines(y: Numbers, h: int, alpha: float | None = None) -> Lines:
    """`h` steps ahead without season: level + b/2 (h - 1 + (1 - (1 - alpha)^n) / alpha).

    b is the least squares slope, alpha (0.01-0.99) the one with the least squared one-step error, the first level
    the first value. Source: METHODS 4.6, fc.theta_nonseasonal.
    """
    tried = np.full((len(y), 1), alpha) if alpha is not None else _best(y)
    level, squares = (found[:, 0] for found in _smoothed(y, tried))
    slope, n = straight(y)[0], lengths(y)
    chosen = tried[:, 0]
    start = (np.arange(h) + ((1 - (1 - chosen) ** n) / chosen)[:, None]) * slope[:, None] / 2
    sigma = np.sqrt(squares / np.maximum(n - 1, 1))
    return Lines(chosen, level, slope, sigma, level[:, None] + start)


def _best(y: Numbers) -> Numbers:
    """The weight of the least squared error of each series (series, 1)."""
    low, high = np.full(len(y), _LEAST), np.full(len(y), _MOST)
    rows = np.arange(len(y))
    for count in (_GRID, *[_FINER] * _TIMES):
        tried = np.linspace(low, high, count, axis=1)
        best = _smoothed(y, tried)[1].argmin(axis=1)
        low, high = tried[rows, np.maximum(best - 1, 0)], tried[rows, np.minimum(best + 1, count - 1)]
    return np.asarray(tried[rows, best][:, None])


def _smoothed(y: Numbers, alpha: Numbers) -> tuple[Numbers, Numbers]:
    """Last level of simple exponential smoothing from y0 and the sum of squared one-step errors, for each weight tried."""
    level = np.repeat(y[:, :1], alpha.shape[1], axis=1)
    squares = np.zeros_like(level)
    known = ~np.isnan(y)
    filled = np.where(known, y, 0.0)
    for month in range(1, y.shape[1]):
        error = (filled[:, month : month + 1] - level) * known[:, month : month + 1]
        squares += error * error
        level = level + alpha * error
    return level, squares


def seasonal_indices(y: Numbers) -> tuple[Numbers, Flags]:
    """Each month's index (series, 12), place 0 the month of the first column, and whether they multiply.

    By ratio to the 2 x 12 moving average where all values are above 0, else by difference; indices average 1 or 0.
    Each series needs two years. Source: METHODS 4.6, fc.seasonal_index_24.
    """
    weights = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    trend = np.lib.stride_tricks.sliding_window_view(y, YEAR + 1, axis=1) @ weights
    middle = y[:, YEAR // 2 : y.shape[1] - YEAR // 2]
    multiplies = np.asarray(~(y <= 0).any(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        away = np.where(multiplies[:, None], middle / trend, middle - trend)
    month = (np.arange(away.shape[1]) + YEAR // 2) % YEAR
    raw = np.stack([np.nansum(away[:, month == m], axis=1) / np.maximum(np.sum(~np.isnan(away[:, month == m]), axis=1), 1)
                    for m in range(YEAR)], axis=1)  # fmt: skip
    mean = raw.mean(axis=1, keepdims=True)
    return np.where(multiplies[:, None], raw / np.where(multiplies[:, None], mean, 1.0), raw - mean), multiplies


def seasonal_lines(y: Numbers, h: int, share: Numbers) -> tuple[Numbers, Numbers]:
    """Theta on each series without `share` (0-1) of its season, put back on: values and sigma of one step, (series, h)."""
    index, multiplies = seasonal_indices(y)
    times = multiplies[:, None]
    index = np.where(times, 1 + share[:, None] * (index - 1), share[:, None] * index)
    past = index[:, np.arange(y.shape[1]) % YEAR]
    ahead = np.take_along_axis(index, (lengths(y)[:, None].astype(np.intp) + np.arange(h)) % YEAR, axis=1)
    fitted = theta_lines(np.where(times, y / np.where(times, past, 1.0), y - past), h)
    sigma = fitted.sigma[:, None] * np.sqrt(1 + np.arange(h) * fitted.alpha[:, None] ** 2)
    return np.where(times, fitted.values * ahead, fitted.values + ahead), sigma * np.where(times, ahead, 1.0)


def season_share(y: Numbers) -> Numbers:
    """0 (no season) to 1: how much of each month's distance from the trend comes back every year.

    1 - MSW / MSB of the months' distances from a straight line (James and Stein's shrinkage of twelve means);
    relative to the line where all values are above 0. Each series needs more than a year.
    """
    line = straight(y)[1]
    times = np.asarray(~(y <= 0).any(axis=1) & ~(line <= 0).any(axis=1))[:, None]
    away = np.where(times, y / np.where(times, line, 1.0) - 1, y - line)
    sums, counts = np.zeros((len(y), YEAR)), np.zeros((len(y), YEAR))
    for month in range(YEAR):
        own = away[:, month::YEAR]
        sums[:, month], counts[:, month] = np.nansum(own, axis=1), np.sum(~np.isnan(own), axis=1)
    between = np.sum(sums**2 / np.maximum(counts, 1), axis=1)
    within = np.maximum(np.nansum(away**2, axis=1) - between, 0.0) / np.maximum(lengths(y) - YEAR - 1, 1)
    return np.asarray(np.where(between > 0, np.clip(1 - within / np.maximum(between / (YEAR - 1), 1e-300), 0, 1), 0.0))


def swing(y: Numbers) -> Numbers:
    """How far each series moves around its straight line: standard deviation over level; NaN unless all values are above 0."""
    rest = y - straight(y)[1]
    n = np.maximum(lengths(y), 1)
    level = np.nansum(y, axis=1) / n
    positive = ~(y <= 0).any(axis=1)
    return np.where(positive, np.sqrt(np.nansum(rest**2, axis=1) / n) / np.where(positive, level, 1.0), np.nan)
