"""Trends that can be defended: Theil-Sen slope, Mann-Kendall tests and the verdict (METHODS 4.1-4.4).

`y` is always an array (series, periods), one column a period, NaN a missing one. Every function works on all
series at once and returns one value per series.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import stats

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SIGNIFICANT = 0.05
# Fewer points allow no statement about a trend; from _LONG on persistence is tested too (METHODS, verdict rule).
FEW, _LONG, _TWO_YEARS = 6, 12, 24
# Persistence is corrected by at most this much: beyond it a differenced series is all noise.
_MOST_PERSISTENCE = 0.95
# 90 % two-sided normal quantile: the level of the seasonality test of the M4 competition.
_SEASON_LEVEL = 1.645
_CHUNK = 1500


@dataclass(frozen=True)
class MannKendall:
    """Statistic, its variance under no trend, standard score, two-sided p, tau-b and points, one per series."""

    s: Numbers
    variance: Numbers
    z: Numbers
    p: Numbers
    tau: Numbers
    n: Numbers


@dataclass(frozen=True)
class Prewhitened:
    """Debiased pre-whitened Mann-Kendall: Sen slope, lag-1 autocorrelation without trend, corrected, and the test."""

    slope: Numbers
    r1: Numbers
    corrected: Numbers
    test: MannKendall


# Verdicts that speak of a trend, the surest first.
STATED = ("confirmed", "possible", "early_sign")


@dataclass(frozen=True)
class Verdict:
    """`said` is too_few, constant, no_clear_trend, early_sign, possible or confirmed; slope in the series' unit per period."""

    said: npt.NDArray[np.str_]
    p: Numbers
    slope: Numbers
    seasonal: Flags
    n: Numbers


def as_series(y: object) -> Numbers:
    """`y` as an array (series, periods); one series becomes a row."""
    return np.atleast_2d(np.asarray(y, dtype=np.float64))


def _chunks(y: Numbers) -> Iterator[Numbers]:
    for start in range(0, len(y), _CHUNK):
        yield y[start : start + _CHUNK]


def theil_sen(y: Numbers) -> tuple[Numbers, Numbers]:
    """Slope (median of pairwise slopes, unit per period) and intercept at the first column; NaN below two points.

    Source: METHODS 4.1; the intercept is median(y) - slope * median(t), scipy's `separate`.
    """
    slopes = np.concatenate([_pairwise_median(part) for part in _chunks(y)]) if len(y) else np.empty(0)
    time = np.where(np.isnan(y), np.nan, np.arange(y.shape[1], dtype=np.float64))
    return slopes, _median(y) - slopes * _median(time)


def _pairwise_median(y: Numbers) -> Numbers:
    first, second = np.triu_indices(y.shape[1], 1)
    return _median((y[:, second] - y[:, first]) / (second - first))


def _median(values: Numbers) -> Numbers:
    """The median of each row, NaN left out; NaN for a row without values."""
    if not values.shape[1]:
        return np.full(len(values), np.nan)
    count = np.sum(~np.isnan(values), axis=1)
    low, high = np.maximum(count - 1, 0) // 2, np.maximum(count, 1) // 2
    whole = bool(np.all(count == values.shape[1]))
    ordered = np.partition(values, sorted({int(low[0]), int(high[0])}), axis=1) if whole else np.sort(values, axis=1)
    rows = np.arange(len(values))
    return np.asarray((ordered[rows, low] + ordered[rows, high]) / 2)


@dataclass(frozen=True)
class Slope:
    """One series' Theil-Sen slope with its confidence interval and how many pairs of points it is the median of."""

    slope: float
    intercept: float
    low: float
    high: float
    pairs: int


def slope_interval(y: Numbers, level: float = 0.95) -> Slope | None:
    """The slope of one series with an interval by ranks (scipy), which assumes independent points; None below six."""
    at = np.flatnonzero(~np.isnan(y))
    if len(at) < FEW:
        return None
    slope, intercept = theil_sen(as_series(y))
    found = stats.theilslopes(y[at], at, alpha=level)
    pairs = len(at) * (len(at) - 1) // 2
    return Slope(float(slope[0]), float(intercept[0]), float(found.low_slope), float(found.high_slope), pairs)


def mann_kendall(y: Numbers) -> MannKendall:
    """The Mann-Kendall test with ties and continuity correction; p is 1 for constant or single points (METHODS 4.2)."""
    s, ties = np.zeros(len(y)), np.zeros_like(y)
    for lag in range(1, y.shape[1]):
        later, earlier = y[:, lag:], y[:, :-lag]
        s += np.sum(later > earlier, axis=1) - np.sum(later < earlier, axis=1)
        equal = later == earlier
        ties[:, lag:] += equal
        ties[:, :-lag] += equal
    n = np.sum(~np.isnan(y), axis=1).astype(np.float64)
    # Each point of a group of t equal ones has t - 1 equals: summed over points, (t-1)(2t+5) is t(t-1)(2t+5) a group.
    tied = np.sum(ties * (2 * (ties + 1) + 5), axis=1)
    pairs = n * (n - 1) / 2
    return _tested(s, (n * (n - 1) * (2 * n + 5) - tied) / 18, np.sqrt((pairs - np.sum(ties, axis=1) / 2) * pairs), n)


def _tested(s: Numbers, variance: Numbers, most: Numbers, n: Numbers) -> MannKendall:
    """The test of S; `most` is the largest |S| that the ties allow."""
    varies = variance > 0
    z = np.where(varies, (s - np.sign(s)) / np.sqrt(np.where(varies, variance, 1.0)), 0.0)
    tau = np.where(varies, s / np.where(varies, most, 1.0), 0.0)
    return MannKendall(s, variance, z, 2 * stats.norm.sf(np.abs(z)), tau, n)


@cache
def _inversions(n: int) -> tuple[int, ...]:
    """How many orders of n points have 0, 1, 2 ... inversions."""
    counts = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(counts) + size - 1)
        for moved in range(size):
            for place, count in enumerate(counts):
                longer[place + moved] += count
        counts = longer
    return tuple(counts)


def exact_p(s: float, n: int) -> float:
    """Two-sided p of Kendall's S among all orders of n different points; the smallest possible is 2 / n!."""
    counts = _inversions(n)
    rarer = int((n * (n - 1) / 2 - abs(s)) / 2)
    return min(1.0, 2 * sum(counts[: rarer + 1]) / sum(counts))


def early_p(y: Numbers, test: MannKendall) -> Numbers:
    """p for short series: exact where all points differ, else Mann-Kendall's own with ties."""
    p = test.p.copy()
    for row in np.flatnonzero((test.n >= 2) & (test.n < _LONG)):
        known = y[row][~np.isnan(y[row])]
        if len(np.unique(known)) == len(known):
            p[row] = exact_p(float(test.s[row]), len(known))
    return p


def autocorrelation(y: Numbers, lag: int) -> Numbers:
    """Autocorrelation of each series at `lag` over the pairs that are both known; 0 for a constant series."""
    centred = y - np.nanmean(y, axis=1, keepdims=True)
    total = np.nansum(centred**2, axis=1)
    shared = np.nansum(centred[:, lag:] * centred[:, :-lag], axis=1)
    return np.where(total > 0, shared / np.where(total > 0, total, 1.0), 0.0)


def prewhitened(y: Numbers) -> Prewhitened:
    """Mann-Kendall on the series freed of its persistence, the lag-1 autocorrelation being taken without the trend.

    r* = clip((n r + 2) / (n - 4), 0, 0.95); tested is (y_t - r* y_{t-1}) / (1 - r*). Needs more than 4 points.
    Source: METHODS 4.3 (debiased PW).
    """
    slope, _ = theil_sen(y)
    r1 = autocorrelation(y - slope[:, None] * np.arange(y.shape[1]), 1)
    n = np.sum(~np.isnan(y), axis=1)
    corrected = np.clip((n * r1 + 2) / np.maximum(n - 4, 1), 0, _MOST_PERSISTENCE)
    share = corrected[:, None]
    white = np.full_like(y, np.nan)
    white[:, 1:] = (y[:, 1:] - share * y[:, :-1]) / (1 - share)
    return Prewhitened(slope, r1, corrected, mann_kendall(np.where(share > 0, white, y)))


def seasonal_mann_kendall(y: Numbers, period: int = 12) -> tuple[MannKendall, Numbers]:
    """Mann-Kendall summed within each month, and the seasonal Sen slope in unit per YEAR (METHODS 4.4)."""
    seasons = [y[:, month::period] for month in range(min(period, y.shape[1]))]
    tests = [mann_kendall(season) for season in seasons]
    summed = _tested(
        np.sum([test.s for test in tests], axis=0),
        np.sum([test.variance for test in tests], axis=0),
        np.sum([test.n * (test.n - 1) / 2 for test in tests], axis=0),
        np.sum([test.n for test in tests], axis=0),
    )
    slopes = []
    for season in seasons:
        first, second = np.triu_indices(season.shape[1], 1)
        slopes.append((season[:, second] - season[:, first]) / (second - first))
    return summed, _median(np.concatenate(slopes, axis=1))


def is_seasonal(y: Numbers, period: int = 12) -> Flags:
    """Whether the autocorrelation at one year, without the trend, is significant at 90 % (needs two years).

    Source: METHODS 4.6, the test of the M4 competition, applied to the detrended series.
    """
    if y.shape[1] < 2 * period or not len(y):
        return np.zeros(len(y), dtype=np.bool_)
    flat = y - _least_squares(y)[:, None] * np.arange(y.shape[1])
    n = np.sum(~np.isnan(y), axis=1)
    enough = n >= 2 * period
    flat = np.where(enough[:, None], flat, 0.0)
    squares = np.sum([autocorrelation(flat, lag) ** 2 for lag in range(1, period)], axis=0)
    edge = _SEASON_LEVEL * np.sqrt((1 + 2 * squares) / np.maximum(n, 1))
    return np.asarray(enough & (autocorrelation(flat, period) > edge))


def _least_squares(y: Numbers) -> Numbers:
    """Slope of each series' least squares line: fast, and good enough to take a trend out before looking for a season."""
    known = ~np.isnan(y)
    count = np.maximum(known.sum(axis=1), 1)[:, None]
    time = np.where(known, np.arange(y.shape[1]), 0.0)
    apart = np.where(known, time - time.sum(axis=1, keepdims=True) / count, 0.0)
    square = np.sum(apart**2, axis=1)
    return np.where(
        square > 0, np.sum(apart * np.where(known, y, 0.0), axis=1) / np.where(square > 0, square, 1.0), 0.0
    )


def verdict(y: Numbers, seasonal: Flags | None = None) -> Verdict:
    """What may be said about each series' trend (METHODS 4.3, verdict rule).

    Below 6 points nothing; 6-11 the exact test gives an early sign; from 12 on Mann-Kendall alone is "possible",
    with the pre-whitened test "confirmed". A seasonal series of two years is tested within its months
    and, for persistence, with each month's own level taken out; its slope is the seasonal one.
    """
    seasonal = is_seasonal(y) if seasonal is None else seasonal
    plain = mann_kendall(y)
    p = early_p(y, plain)
    n = plain.n
    slope = np.full(len(y), np.nan)
    confirmed = np.zeros(len(y), dtype=np.bool_)
    by_season = seasonal & (n >= _TWO_YEARS)
    if by_season.any():
        test, yearly = seasonal_mann_kendall(y[by_season])
        p[by_season], slope[by_season] = test.p, yearly / 12
        flat = y[by_season] - month_effects(y[by_season])
        confirmed[by_season] = prewhitened(flat).test.p < SIGNIFICANT
    others = ~by_season & (n >= FEW) & (p < SIGNIFICANT)
    if others.any():
        white = prewhitened(y[others])
        slope[others], confirmed[others] = white.slope, white.test.p < SIGNIFICANT
    rising = p < SIGNIFICANT
    said = np.select(
        [n < FEW, plain.variance <= 0, (n < _LONG) & rising, rising & confirmed, rising],
        ["too_few", "constant", "early_sign", "confirmed", "possible"],
        "no_clear_trend",
    )
    return Verdict(said, p, slope, by_season, n)


def month_effects(y: Numbers, period: int = 12) -> Numbers:
    """Each month's median distance from the trend line, placed at every month of the series (same shape as `y`)."""
    slope, start = theil_sen(y)
    flat = y - slope[:, None] * np.arange(y.shape[1]) - start[:, None]
    effects = np.empty_like(y)
    for month in range(min(period, y.shape[1])):
        effects[:, month::period] = _median(flat[:, month::period])[:, None]
    return effects
