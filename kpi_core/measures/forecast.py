"""Where a monthly series is going: forecast tiers by length of history with a band from its own back-test (METHODS 4.6).

One series is a vector of consecutive months, oldest first, without missing values; many are an array (series, months)
in which a shorter series ends in NaN.
"""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.smoothing import (
    YEAR as YEAR,
)
from kpi_core.measures.smoothing import (
    Lines,
    lengths,
    season_share,
    seasonal_indices,
    seasonal_lines,
    swing,
    theta_lines,
)
from kpi_core.measures.trend import FEW, Flags, Numbers

_TWO_YEARS, _THREE_YEARS = 2 * YEAR, 3 * YEAR
# Half of the season, as a worked example of METHODS 4.6 has it.
HALF = 0.5
# Below two years a season can only be guessed from how far the months swing: last year counts for _LEAST_PAST, and
# alone where they swing by a fifth of their level. From two years on it counts for _PAST of the season's share.
_LEAST_PAST, _SWING, _PAST = 0.4, 0.2, 0.4
# Multipliers of sigma for an 80 % band: for 1-3, 4-6 and 7-12 months ahead below two years (by points of history, of
# the standard deviation below one, METHODS 4.6), for every step from two years on.
_SHORT_80 = {6: (1.99, 3.03, 3.94), 9: (1.69, 2.41, 3.20)}
_YEAR_80, _YEARS_80 = (1.5, 1.33, 1.2), {_TWO_YEARS: 1.6, _THREE_YEARS: 1.45}
# Calmer series leave their past further behind than their sigma says: the band is wider by the power of what their
# swing is less than a tenth of the level (no less than 3 %).
_USUAL_SWING, _LEAST_SWING, _YEAR_POWER, _YEARS_POWER = 0.1, 0.03, 0.5, 0.1
# The table counts as many origins of the series' own back-test; the mean error of a normal series in 80 % widths.
_TABLE_COUNTS, _MEAN_ERROR = 6, 0.6226
_TRIED = 24


@dataclass(frozen=True)
class Forecast:
    """`values` with an 80 % band `low`..`high`, the method that made them, and the mean error of its own back-test.

    `error` is of 1-3 months ahead over the last year, in the unit of the series; None where nothing can be tried.
    """

    method: str
    values: Numbers
    low: Numbers
    high: Numbers
    error: float | None


def theta(y: Numbers, h: int, alpha: float | None = None) -> Lines:
    """The Theta line of one series, see `theta_lines`; every array has one row."""
    return theta_lines(y[None, :], h, alpha)


def seasonal_naive(y: Numbers, h: int, period: int = YEAR) -> Numbers:
    """The same months of last year."""
    return np.resize(y[-period:], h)


def seasonal_index(y: Numbers) -> tuple[Numbers, bool]:
    """Each month's index of one series (place 0 is the month of y[0]) and whether it multiplies; see `seasonal_indices`."""
    index, multiplies = seasonal_indices(y[None, :])
    return index[0], bool(multiplies[0])


def shrunk(index: Numbers, multiplies: bool, share: float) -> Numbers:
    """The season at `share` of its size: 1 + share (s - 1), or share s where it adds."""
    return 1 + share * (index - 1) if multiplies else share * index


def tier(n: int) -> str | None:
    """The method for `n` months of history; None below six."""
    if n < FEW:
        return None
    return "last_and_mean" if n < YEAR else "theta_and_last_year" if n < _TWO_YEARS else "season_and_last_year"


@dataclass(frozen=True)
class Expected:
    """What the tiers expect of many series: `values` and the usual one-sided width of the band, both (series, steps)."""

    values: Numbers
    width: Numbers


def expected(y: Numbers, h: int) -> Expected:
    """`h` months ahead of each series by the tier of its length; NaN with fewer than six months."""
    n = lengths(y)
    values, width = np.full((len(y), h), np.nan), np.full((len(y), h), np.nan)
    for make, rows in (
        (_short, (n >= FEW) & (n < YEAR)),
        (_one_year, (n >= YEAR) & (n < _TWO_YEARS)),
        (_years, n >= _TWO_YEARS),
    ):
        if rows.any():
            values[rows], width[rows] = make(y[rows], h)
    return Expected(values, width)


def _short(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    """6-11 months: the mean of last value and average, flat."""
    n = lengths(y)
    mean = np.nansum(y, axis=1) / n
    spread = np.sqrt(np.nansum((y - mean[:, None]) ** 2, axis=1) / (n - 1))
    last = np.take_along_axis(y, n.astype(np.intp)[:, None] - 1, axis=1)
    near, far = (spread[:, None] * _by_step(_SHORT_80[least], h) for least in _SHORT_80)
    return np.repeat((last + mean[:, None]) / 2, h, axis=1), np.where(n[:, None] < max(_SHORT_80), near, far)


def _one_year(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    """12-23 months: Theta and last year, which counts the more the further the months swing around their line."""
    far = swing(y)
    share = _LEAST_PAST + (1 - _LEAST_PAST) * np.minimum(np.nan_to_num(far, nan=_SWING / 6) / _SWING, 1)
    line = theta_lines(y, h)
    sigma = line.sigma[:, None] * np.sqrt(1 + np.arange(h) * line.alpha[:, None] ** 2)
    values = line.values + share[:, None] * (_past(y, h) - line.values)
    return values, sigma * _by_step(_YEAR_80, h) * _calm(far, _YEAR_POWER)


def _years(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    """From two years on: Theta with as much of the season as comes back every year, and last year by that share."""
    share = season_share(y)
    values, sigma = seasonal_lines(y, h, share)
    values = values + _PAST * share[:, None] * (_past(y, h) - values)
    times = np.where(lengths(y) < _THREE_YEARS, *_YEARS_80.values())[:, None]
    return values, sigma * times * _calm(swing(y), _YEARS_POWER)


def _past(y: Numbers, h: int) -> Numbers:
    """The same months of each series' last year."""
    return np.take_along_axis(y, lengths(y).astype(np.intp)[:, None] - YEAR + np.arange(h) % YEAR, axis=1)


def _by_step(row: tuple[float, float, float], h: int) -> Numbers:
    step = np.arange(1, h + 1)
    return np.select([step <= 3, step <= 6], row[:2], row[2])


def _calm(far: Numbers, power: float) -> Numbers:
    usual = np.nan_to_num(far, nan=_USUAL_SWING)
    return np.asarray((_USUAL_SWING / np.maximum(usual, _LEAST_SWING))[:, None] ** power)


def forecast(y: Numbers, h: int, low: float = -np.inf, high: float = np.inf) -> Forecast | None:
    """`h` months ahead of one series by the tier of its length; None with fewer than six months.

    The width of the band is the table's, corrected by how wide it would have had to be in the series' own back-test:
    forecasts from its last 24 months, as far as they belong to the same tier, of which the table counts six. Values
    and band are clipped to the KPI's range `low`..`high`. Coverage and errors: tests/bench/forecast.py.
    """
    n = len(y)
    method = tier(n)
    if method is None:
        return None
    origins = np.arange(max(FEW, n - _TRIED), n)
    cut = np.where(np.arange(n) < np.r_[origins, n][:, None], y, np.nan)
    made = expected(cut, max(h, YEAR))
    ahead = origins[:, None] + np.arange(YEAR)
    off = np.where(ahead < n, np.abs(y[np.minimum(ahead, n - 1)] - made.values[:-1, :YEAR]), np.nan)
    width = _corrected(
        made.width[-1, :h],
        off,
        made.width[:-1, :YEAR],
        np.array([tier(k) == method for k in origins.tolist()], dtype=np.bool_),
    )
    values = made.values[-1, :h]
    latest = off[origins >= n - YEAR, :3]
    error = float(np.nanmean(latest)) if latest.size else None
    return Forecast(
        method,
        np.clip(values, low, high),
        np.clip(values - width, low, high),
        np.clip(values + width, low, high),
        error,
    )


def _corrected(width: Numbers, off: Numbers, tried: Numbers, same: Flags) -> Numbers:
    """The table's width times what the back-test's errors (origins, steps) say of it; `same` marks origins of its tier."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = (off / tried)[same]
    shares = shares[np.isfinite(shares)]
    if not shares.size:
        return width
    count = int(same.sum())
    return width * (_TABLE_COUNTS + count * float(shares.mean()) / _MEAN_ERROR) / (_TABLE_COUNTS + count)


@dataclass(frozen=True)
class Accuracy:
    """Errors of a forecast: mean absolute, scaled by last year's value in the training history, symmetric percent."""

    mae: float
    scale: float
    mase: float
    smape: float


def accuracy(train: Numbers, test: Numbers, values: Numbers, period: int = YEAR) -> Accuracy:
    """How far `values` are from `test`; the scale is the mean absolute change over a `period` of `train`.

    MASE is NaN for a training history without a change over a period; sMAPE in percent (0-200). METHODS 4.6.
    """
    mae = float(np.abs(test - values).mean())
    scale = float(np.abs(train[period:] - train[:-period]).mean()) if len(train) > period else 0.0
    smape = float(200 * np.mean(np.abs(test - values) / (np.abs(test) + np.abs(values))))
    return Accuracy(mae, scale, mae / scale if scale > 0 else float("nan"), smape)
