"""Signals: is this month more than noise? XmR limits, Wheeler's rules, outliers, change points (METHODS 4.5).

`y` is an array (series, points) in time order, NaN a missing one; missing points are passed over, so that
"eight in a row" means eight known points.
"""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.trend import FEW, Flags, Numbers

# As the sources print them: 3 sigma is 2.66 mean moving ranges, the range's own limit 3.268; sigma = range / 1.128.
_LIMIT, _RANGE_LIMIT, TO_SIGMA = 2.66, 3.268, 1.128
# The baseline grows to three years and is then frozen; fewer points than FEW give no limits, fewer than SETTLED are
# provisional (METHODS 4.5, decision 0017).
BASELINE, SETTLED = 36, 12
_RUN = 8
_OUTLIER = 3.5
# The normal distribution's upper quartile: makes the median absolute deviation comparable with a standard deviation.
_MAD_SCALE = 0.6745


@dataclass(frozen=True)
class Limits:
    """Natural process limits, one per series: NaN where there are too few points; `lower` and `upper` unclipped.

    `points` is how many points the baseline has, `left_out` how many of them lay beyond its limits and do not count.
    """

    mean: Numbers
    moving_range: Numbers
    lower: Numbers
    upper: Numbers
    range_upper: Numbers
    sigma: Numbers
    points: Numbers
    left_out: Numbers

    @property
    def drawn(self) -> Flags:
        """Where limits exist and have a width: a constant series has none to draw."""
        return np.asarray(~np.isnan(self.mean) & (self.moving_range > 0))


@dataclass(frozen=True)
class Signals:
    """Flags (series, points) of the point that completes the pattern: R1 beyond, R2 three of four, R3 run of eight."""

    beyond: Flags
    near: Flags
    run: Flags
    above: Flags

    @property
    def any(self) -> Flags:
        """Points with any signal."""
        return np.asarray(self.beyond | self.near | self.run)


def packed(y: Numbers) -> tuple[Numbers, Numbers]:
    """The known points of each row moved to the left, and for each column of `y` its place among them."""
    known = ~np.isnan(y)
    order = np.argsort(~known, axis=1, kind="stable")
    return np.take_along_axis(y, order, axis=1), np.cumsum(known, axis=1) - 1


def limits(y: Numbers, baseline: int = BASELINE, widening: Numbers | float = 1.0) -> Limits:
    """XmR limits from the first `baseline` known points of each series; at least 6 are needed.

    The mean moving range is multiplied by `widening` where it is taken of values that lost a part of their spread.
    """
    known, _ = packed(y)
    first = known[:, :baseline]
    n = np.sum(~np.isnan(first), axis=1).astype(np.float64)
    enough = n >= FEW
    ranges = np.abs(np.diff(first, axis=1))
    mean = np.where(enough, np.nansum(first, axis=1) / np.maximum(n, 1), np.nan)
    spread = np.where(enough, widening * np.nansum(ranges, axis=1) / np.maximum(n - 1, 1), np.nan)
    # A series that only differs by rounding is constant.
    spread = np.where(spread <= 1e-12 * np.maximum(np.abs(mean), 1e-300), 0.0, spread)
    return Limits(mean, spread, mean - _LIMIT * spread, mean + _LIMIT * spread, _RANGE_LIMIT * spread,
                  spread / TO_SIGMA, n, np.zeros(len(y)))  # fmt: skip


def natural_limits(y: Numbers, widening: Numbers | float = 1.0) -> Limits:
    """The limits of the chart as it is drawn with the points of `y`: its first 36 known points, without those beyond.

    Points of the baseline beyond its limits (rule 1) are left out once and the limits made again, where at least 6
    remain and they still vary. Source: METHODS 4.5; false alarms and detection are counted in tests/bench/signals.py.
    """
    whole = limits(y, BASELINE, widening)
    column = (slice(None), None)
    _, place = packed(y)
    out = ((y > whole.upper[column]) | (y < whole.lower[column])) & (place < BASELINE) & whole.drawn[column]
    rows = np.flatnonzero(out.any(axis=1))
    if not len(rows):
        return whole
    # Only the baseline's points stay: what is left out is not replaced by later ones.
    kept = np.where(out[rows] | (place[rows] >= BASELINE), np.nan, y[rows])
    again = limits(kept, BASELINE, np.broadcast_to(widening, len(y))[rows])
    fits = again.drawn
    for name in ("mean", "moving_range", "lower", "upper", "range_upper", "sigma"):
        getattr(whole, name)[rows[fits]] = getattr(again, name)[fits]
    whole.left_out[rows[fits]] = out[rows[fits]].sum(axis=1)
    return whole


def signals(y: Numbers, found: Limits) -> Signals:
    """Wheeler's rules 1-3 against limits; none where there are no limits to draw.

    R1 beyond a limit; R2 the third of four in a row beyond 1.5 sigma on one side (nearer the limit than the
    mean); R3 the eighth in a row on one side of the mean. A point is flagged where it completes the pattern.
    """
    known, place = packed(y)
    column = (slice(None), None)
    drawn = found.drawn[column]
    high, low = known > found.mean[column], known < found.mean[column]
    beyond = (known > found.upper[column]) | (known < found.lower[column])
    half = 1.5 * found.sigma[column]
    near = _of_four(known > found.mean[column] + half) | _of_four(known < found.mean[column] - half)
    run = _in_a_row(high) | _in_a_row(low)
    back = np.maximum(place, 0)
    there = ~np.isnan(y) & drawn

    def at(flags: Flags) -> Flags:
        return np.asarray(np.take_along_axis(flags, back, axis=1) & there)

    return Signals(at(beyond), at(near), at(run), at(high))


def _of_four(side: Flags) -> Flags:
    """Points on this side that are at least the third of the last four on it."""
    counts = side.astype(np.int8)
    for lag in (1, 2, 3):
        counts[:, lag:] += side[:, :-lag]
    return np.asarray(side & (counts >= 3))


def _in_a_row(side: Flags) -> Flags:
    """Points with this one and the seven before it on one side."""
    flags = side.copy()
    for lag in range(1, _RUN):
        flags[:, lag:] &= side[:, :-lag]
        flags[:, :lag] = False
    return flags


@dataclass(frozen=True)
class Outliers:
    """Median, median absolute deviation, modified z scores (NaN where the MAD is 0) and which points stand out."""

    median: float
    mad: float
    scores: Numbers
    flags: Flags


def outliers(y: Numbers) -> Outliers:
    """Points of one series whose modified z score 0.6745 (x - median) / MAD exceeds 3.5 (METHODS 4.5).

    An outlier is flagged for a person to look at, never left out.
    """
    middle = float(np.nanmedian(y))
    mad = float(np.nanmedian(np.abs(y - middle)))
    scores = _MAD_SCALE * (y - middle) / mad if mad > 0 else np.full_like(y, np.nan)
    return Outliers(middle, mad, scores, np.abs(scores) > _OUTLIER)


@dataclass(frozen=True)
class ChangePoint:
    """Pettitt's test: index of the first point of the new level, K, p (approximate), means before and after."""

    index: int
    k: float
    p: float
    before: float
    after: float


def change_point(y: Numbers) -> ChangePoint | None:
    """The most likely single change of level of one series without missing points; None below 12 points.

    K = max |U_t|, U_t = sum of sign(y_i - y_j) over i <= t < j; p = 2 exp(-6 K^2 / (n^3 + n^2)). Source: METHODS 4.5.
    """
    n = len(y)
    if n < SETTLED:
        return None
    signs = np.sign(y[:, None] - y[None, :])
    u = np.array([signs[:at, at:].sum() for at in range(1, n)])
    at = int(np.argmax(np.abs(u))) + 1
    k = float(np.abs(u).max())
    p = min(1.0, 2 * float(np.exp(-6 * k**2 / (n**3 + n**2))))
    return ChangePoint(at, k, p, float(y[:at].mean()), float(y[at:].mean()))
