"""Departments compared fairly: ranks, funnel, shrinkage, and what moved a score (METHODS section 5).

Vectors hold one value a department (or KPI); NaN is missing.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from kpi_core.measures.signals import TO_SIGMA, packed
from kpi_core.measures.trend import Flags, Numbers
from kpi_core.tables import SCORE_GRADES

TIE = 1e-9
# Normal quantiles of the funnel's 95 % and 99.8 % limits (Spiegelhalter 2005).
WARN, ALARM = float(stats.norm.ppf(0.975)), float(stats.norm.ppf(0.999))
# Below this many cases, or expected cases, the normal limits are replaced by exact binomial ones.
_FEW_CASES, _FEW_EXPECTED = 10, 5
# Over-dispersion is estimated only from this many units: with fewer one outlier decides it.
ENOUGH_UNITS = 10
DISCOVERY_RATE = 0.10
# Fewer months of scores give no ranking (METHODS 5).
LEAST_MONTHS = 3


def ranks(scores: Numbers) -> npt.NDArray[np.int64]:
    """Competition ranks 1, 2, 2, 4, highest first; closer than 1e-9 ties; 0 for NaN."""
    found = np.zeros(len(scores), dtype=np.int64)
    order = [at for at in np.argsort(-scores, kind="stable") if not np.isnan(scores[at])]
    for place, at in enumerate(order):
        before = order[place - 1] if place else None
        tied = before is not None and scores[before] - scores[at] < TIE
        found[at] = found[before] if tied and before is not None else place + 1
    return found


def average_ranks(scores: Numbers) -> Numbers:
    """Ranks with ties sharing their mean place, highest first, down the columns: for statistics, never for display."""
    return np.asarray(stats.rankdata(-scores, axis=0))


def month_spread(y: Numbers) -> Numbers:
    """Each row's month-to-month standard deviation: mean moving range / 1.128; NaN below three known months."""
    known, _ = packed(y)
    ranges = np.abs(np.diff(known, axis=1))
    count = np.sum(~np.isnan(ranges), axis=1)
    spread = np.nansum(ranges, axis=1) / np.maximum(count, 1) / TO_SIGMA
    return np.where(count + 1 >= LEAST_MONTHS, spread, np.nan)


@dataclass(frozen=True)
class RankInterval:
    """The best and the worst rank each unit could have, and whether it can be told apart from the one ahead of it."""

    best: npt.NDArray[np.int64]
    worst: npt.NDArray[np.int64]


def rank_intervals(scores: Numbers, spread: Numbers) -> RankInterval:
    """Ranks possible when each score may lie 1.96 `spread` (its standard deviation over months) to either side.

    A unit is surely ahead of another only where their intervals do not overlap; NaN spread: no interval, rank 0.
    """
    low, high = scores - WARN * spread, scores + WARN * spread
    known = ~np.isnan(low)
    ahead = np.array([np.sum(low[known] > high[at] + TIE) for at in range(len(scores))])
    behind = np.array([np.sum(high[known] < low[at] - TIE) for at in range(len(scores))])
    return RankInterval(np.where(known, ahead + 1, 0), np.where(known, known.sum() - behind, 0))


def same_groups(ordered: Numbers, spread: Numbers) -> list[int]:
    """A group number for each score, best first: members of a group cannot be told apart from the group's best."""
    groups: list[int] = []
    best = 0
    for at in range(len(ordered)):
        apart = ordered[best] - WARN * spread[best] > ordered[at] + WARN * spread[at] + TIE
        if at == 0 or not apart:
            groups.append(groups[-1] if groups else 1)
        else:
            groups.append(groups[-1] + 1)
            best = at
    return groups


@dataclass(frozen=True)
class Funnel:
    """Rates against the common rate `target`: standard scores and limits per unit, `multiplier` of the limits."""

    target: float
    rate: Numbers
    z: Numbers
    low95: Numbers
    high95: Numbers
    low998: Numbers
    high998: Numbers
    phi: float
    multiplier: float
    widened: bool


def funnel(cases: Numbers, bases: Numbers) -> Funnel:
    """Each unit's rate cases / bases (0..bases) against the rate of all, with 95 % and 99.8 % limits clipped to 0..1.

    Limits are exact binomial where a unit has fewer than 10 cases to count or 5 expected. With ten units or more
    they are widened by the square root of the over-dispersion. Source: METHODS 5 (Spiegelhalter).
    """
    target = float(cases.sum() / bases.sum())
    error = np.sqrt(target * (1 - target) / bases)
    rate = cases / bases
    z = np.where(error > 0, (rate - target) / np.where(error > 0, error, 1.0), 0.0)
    phi, multiplier = over_dispersion(z)
    widened = len(bases) >= ENOUGH_UNITS and multiplier > 1
    wide = error * multiplier if widened else error
    small = (bases < _FEW_CASES) | (bases * target < _FEW_EXPECTED)

    def limits(quantile: float) -> tuple[Numbers, Numbers]:
        tail = stats.norm.sf(quantile)
        exact = [stats.binom.ppf(p, bases, target) / bases for p in (tail, 1 - tail)]
        normal = (target - quantile * wide, target + quantile * wide)
        low, high = (np.clip(np.where(small, e, n), 0, 1) for e, n in zip(exact, normal, strict=True))
        return low, high

    (low95, high95), (low998, high998) = limits(WARN), limits(ALARM)
    return Funnel(target, rate, z, low95, high95, low998, high998, phi, multiplier, widened)


def over_dispersion(z: Numbers) -> tuple[float, float]:
    """Mean squared standard score and its square root, the factor by which limits are widened."""
    phi = float(np.mean(z**2))
    return phi, float(np.sqrt(phi))


@dataclass(frozen=True)
class Shrunk:
    """Rates pulled towards the common one by how little is known: `weight` 1 keeps the raw rate."""

    target: float
    q: float
    tau2: float
    weight: Numbers
    rate: Numbers


def shrink(cases: Numbers, bases: Numbers) -> Shrunk:
    """DerSimonian-Laird shrinkage: theta + B (p - theta), B = tau2 / (tau2 + theta (1 - theta) / n) (METHODS 5)."""
    target = float(cases.sum() / bases.sum())
    variance = target * (1 - target) / bases
    rate = cases / bases
    precision = 1 / variance
    q = float(np.sum(precision * (rate - target) ** 2))
    spread = precision.sum() - (precision**2).sum() / precision.sum()
    tau2 = max(0.0, (q - (len(bases) - 1)) / float(spread))
    weight = tau2 / (tau2 + variance)
    return Shrunk(target, q, tau2, weight, target + weight * (rate - target))


@dataclass(frozen=True)
class Moved:
    """What moved a weighted score, one value a part: `by_value` + `by_weight` sum to the change exactly."""

    by_value: Numbers
    by_weight: Numbers

    @property
    def total(self) -> float:
        """The change of the score."""
        return float(self.by_value.sum() + self.by_weight.sum())


def score_moved(weight0: Numbers, value0: Numbers, weight1: Numbers, value1: Numbers) -> Moved:
    """How each part moved the score sum(w x): mean weight x change of value, and change of weight x (mean value - mean score).

    Weights are shares that sum to 1 on each side; a part missing on one side has weight 0 there and NaN or any
    value: its effect is a weight effect ("coverage"). Source: METHODS 5, midpoint form.
    """
    before = np.where(np.isnan(value0), value1, value0)
    after = np.where(np.isnan(value1), value0, value1)
    middle = (float(np.sum(weight0 * before)) + float(np.sum(weight1 * after))) / 2
    mean_weight = (weight0 + weight1) / 2
    return Moved(mean_weight * (after - before), (weight1 - weight0) * ((before + after) / 2 - middle))


def mix_and_rate(cases0: Numbers, bases0: Numbers, cases1: Numbers, bases1: Numbers) -> Moved:
    """How each group moved a common rate: its own rate (`by_value`) and its share of the whole (`by_weight`).

    Kitagawa's midpoint form, no interaction term; a group without base on a side has no rate there. METHODS 5.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        rate0, rate1 = cases0 / np.where(bases0 > 0, bases0, np.nan), cases1 / np.where(bases1 > 0, bases1, np.nan)
    return score_moved(bases0 / bases0.sum(), rate0, bases1 / bases1.sum(), rate1)


def discoveries(p: Numbers, rate: float = DISCOVERY_RATE) -> Flags:
    """Which of many tests stand at false discovery rate `rate` (Benjamini-Hochberg); NaN never."""
    found = np.zeros(len(p), dtype=np.bool_)
    known = ~np.isnan(p)
    if known.any():
        found[known] = stats.false_discovery_control(p[known]) <= rate
    return found


def grade(points: float, cuts: tuple[tuple[str, float], ...] = SCORE_GRADES) -> str:
    """The grade of an unrounded score in points of 100: 94.999 is B."""
    return next((name for name, cut in cuts if points >= cut), "D")
