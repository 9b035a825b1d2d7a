"""Where a monthly series is going: forecast tiers by length of history with a calibrated 80 % band (METHODS 4.6).

One series at a time: `y` is a vector of consecutive months, oldest first, without missing values.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from kpi_core.measures.trend import FEW, Numbers

YEAR = 12
_TWO_YEARS, _FOUR_YEARS, _FIVE_YEARS = 24, 48, 60
_SEASON_LEVEL = 1.645
# Seasonal strength from which the KPI's own back-test chooses the method (Hyndman's threshold for a seasonal difference).
STRONG_SEASON = 0.64
# Share of the season taken off with two to four, and with four to five years of history (METHODS 4.6).
HALF, MOST = 0.5, 0.75
# Multipliers of sigma for an 80 % band, by points of history: for 1-3, 4-6 and 7-12 months ahead (METHODS 4.6, measured).
_BAND_80 = {6: (1.99, 3.03, 3.94), 9: (1.69, 2.41, 3.20), 12: (2.06, 1.99, 1.73), 24: (2.29, 2.06, 1.79),
            36: (2.14, 1.96, 1.76), 48: (1.63, 1.74, 1.68), 60: (1.40, 1.57, 1.52)}  # fmt: skip


@dataclass(frozen=True)
class Theta:
    """A fitted Theta line: simple exponential smoothing with half the trend as drift; `sigma` of one step ahead."""

    alpha: float
    level: float
    slope: float
    sigma: float
    values: Numbers


@dataclass(frozen=True)
class Forecast:
    """`values` with an 80 % band `low`..`high`, and the method that made them."""

    method: str
    values: Numbers
    low: Numbers
    high: Numbers


def theta(y: Numbers, h: int, alpha: float | None = None) -> Theta:
    """Theta forecast `h` steps ahead without season: level + b/2 (h - 1 + (1 - (1 - alpha)^n) / alpha).

    b is the least squares slope, alpha (0.01-0.99) the one with the least squared one-step error, the first level
    the first value. Source: METHODS 4.6, fc.theta_nonseasonal.
    """
    n = len(y)
    slope = float(np.polyfit(np.arange(n), y, 1)[0]) if n > 1 else 0.0
    if alpha is None:
        found = optimize.minimize_scalar(lambda a: _smoothed(y, a)[1], bounds=(0.01, 0.99), method="bounded")
        alpha = float(found.x)
    level, squares = _smoothed(y, alpha)
    steps = np.arange(1, h + 1)
    values = np.asarray(level + slope / 2 * (steps - 1 + (1 - (1 - alpha) ** n) / alpha), dtype=np.float64)
    return Theta(alpha, level, slope, float(np.sqrt(squares / max(n - 1, 1))), values)


def _smoothed(y: Numbers, alpha: float) -> tuple[float, float]:
    """Last level of simple exponential smoothing from y0 and the sum of squared one-step errors."""
    level, squares = float(y[0]), 0.0
    for value in y[1:].tolist():
        error = value - level
        squares += error * error
        level += alpha * error
    return level, squares


def seasonal_naive(y: Numbers, h: int, period: int = YEAR) -> Numbers:
    """The same months of last year."""
    return np.resize(y[-period:], h)


def seasonal_index(y: Numbers, period: int = YEAR) -> tuple[Numbers, bool]:
    """Each month's index (place 0 is the month of y[0]) by ratio to the 2 x 12 moving average, and whether it multiplies.

    Indices average 1 (multiplying, all values above 0) or 0 (adding). Needs two years. Source: METHODS 4.6.
    """
    weights = np.r_[0.5, np.ones(period - 1), 0.5] / period
    trend = np.convolve(y, weights, mode="valid")
    middle = y[period // 2 : len(y) - period // 2]
    multiplies = bool((y > 0).all())
    away = middle / trend if multiplies else middle - trend
    month = (np.arange(len(away)) + period // 2) % period
    raw = np.array([away[month == m].mean() for m in range(period)])
    return (raw / raw.mean(), True) if multiplies else (raw - raw.mean(), False)


def shrunk(index: Numbers, multiplies: bool, share: float) -> Numbers:
    """The season at `share` of its size: 1 + share (s - 1), or share s where it adds."""
    return 1 + share * (index - 1) if multiplies else share * index


def seasonal_theta(y: Numbers, h: int, share: float) -> tuple[Numbers, Numbers]:
    """Theta on the series without `share` of its season, put back on; and sigma for each step in the unit of y."""
    index, multiplies = seasonal_index(y)
    index = shrunk(index, multiplies, share)
    past = index[np.arange(len(y)) % YEAR]
    ahead = index[(len(y) + np.arange(h)) % YEAR]
    fitted = theta(y / past if multiplies else y - past, h)
    sigma = np.sqrt(1 + np.arange(h) * fitted.alpha**2) * fitted.sigma
    return (fitted.values * ahead, sigma * ahead) if multiplies else (fitted.values + ahead, sigma)


def _plain_theta(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    fitted = theta(y, h)
    return fitted.values, np.sqrt(1 + np.arange(h) * fitted.alpha**2) * fitted.sigma


def _last_and_mean(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    return np.full(h, (y[-1] + y.mean()) / 2), np.full(h, float(y.std(ddof=1)))


def _theta_and_last_year(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    values, sigma = _plain_theta(y, h)
    return (values + seasonal_naive(y, h)) / 2, sigma


def _half_season(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    values, sigma = seasonal_theta(y, h, HALF)
    return (values + seasonal_naive(y, h)) / 2, sigma


def _most_season(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    return seasonal_theta(y, h, MOST)


def _full_season(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    return seasonal_theta(y, h, 1.0)


def _tested_season(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    return _full_season(y, h) if has_season(y) else _plain_theta(y, h)


def _last_year(y: Numbers, h: int) -> tuple[Numbers, Numbers]:
    return seasonal_naive(y, h), _half_season(y, h)[1]


_METHODS: dict[str, Callable[[Numbers, int], tuple[Numbers, Numbers]]] = {
    "last_and_mean": _last_and_mean,
    "theta_and_last_year": _theta_and_last_year,
    "half_season": _half_season,
    "most_season": _most_season,
    "tested_season": _tested_season,
    "full_season": _full_season,
    "last_year": _last_year,
}


def has_season(y: Numbers, period: int = YEAR) -> bool:
    """The seasonality test of the M4 competition: autocorrelation at one year beyond 90 % (METHODS 4.6)."""
    centred = y - y.mean()
    total = float(centred @ centred)
    if len(y) < 3 * period or total == 0:
        return False
    r = [float(centred[lag:] @ centred[:-lag]) / total for lag in range(1, period + 1)]
    return r[-1] > _SEASON_LEVEL * float(np.sqrt((1 + 2 * sum(value**2 for value in r[:-1])) / len(y)))


def season_strength(y: Numbers) -> float:
    """0 (none) to 1: how much of what is left after the trend the season explains; 0 below two years."""
    if len(y) < _TWO_YEARS:
        return 0.0
    index, multiplies = seasonal_index(y)
    season = index[np.arange(len(y)) % YEAR]
    slope, start = np.polyfit(np.arange(len(y)), y / season if multiplies else y - season, 1)
    trend = start + slope * np.arange(len(y))
    detrended = y - trend
    rest = detrended - (trend * (season - 1) if multiplies else season)
    spread = float(detrended.var())
    return max(0.0, 1 - float(rest.var()) / spread) if spread > 0 else 0.0


def tier(n: int) -> str | None:
    """The method for `n` months of history; None below six (METHODS 4.6)."""
    if n < FEW:
        return None
    names = [(YEAR, "last_and_mean"), (_TWO_YEARS, "theta_and_last_year"), (_FOUR_YEARS, "half_season"),
             (_FIVE_YEARS, "most_season")]  # fmt: skip
    return next((name for below, name in names if n < below), "tested_season")


def forecast(
    y: Numbers, h: int, low: float = -np.inf, high: float = np.inf, method: str | None = None
) -> Forecast | None:
    """`h` months ahead by the tier of the history's length; None with fewer than six points.

    Where the season is strong (and two years of history leave a year to try on), the method that wins the series'
    own back-test is used instead. The band is clipped to the KPI's range `low`..`high`, the values too.
    """
    chosen = method or chosen_method(y)
    if chosen is None:
        return None
    values, sigma = _METHODS[chosen](y, h)
    width = sigma * _multipliers(len(y), h)
    return Forecast(
        chosen, np.clip(values, low, high), np.clip(values - width, low, high), np.clip(values + width, low, high)
    )


def _multipliers(n: int, h: int) -> Numbers:
    near, middle, far = next(row for least, row in reversed(_BAND_80.items()) if n >= least)
    step = np.arange(1, h + 1)
    return np.select([step <= 3, step <= 6], [near, middle], far)


def chosen_method(y: Numbers) -> str | None:
    """The tier's method, or the back-test's winner where the season is strong and there are three years to try on."""
    usual = tier(len(y))
    if usual is None or len(y) < 3 * YEAR or season_strength(y) < STRONG_SEASON:
        return usual
    tried = dict.fromkeys((usual, "half_season", "most_season", "full_season", "last_year"))
    errors = {name: backtest(y, name) for name in tried}
    return min(errors, key=lambda name: errors[name])


def backtest(y: Numbers, method: str | None = None, h: int = 3, origins: int = YEAR) -> float:
    """Mean absolute error of `method` over the last year: forecasts `h` months ahead from each of its months.

    NaN when fewer than two years remain before the first origin for a seasonal method, or six months for any.
    """
    errors = []
    for end in range(len(y) - origins, len(y)):
        past, truth = y[:end], y[end : end + h]
        name = method or tier(len(past))
        if (
            name is None
            or len(past) < FEW
            or (name not in ("last_and_mean", "theta_and_last_year") and end < _TWO_YEARS)
        ):
            continue
        errors += np.abs(_METHODS[name](past, len(truth))[0] - truth).tolist()
    return float(np.mean(errors)) if errors else float("nan")


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
