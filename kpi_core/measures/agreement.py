"""What raters say together, and whether they agree: levels, order, outliers (METHODS section 6).

`ratings` is an array (items, raters) of grades, NaN where a rater gave none. Means use what is there; W and ICC use
the raters who graded every item.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from kpi_core.measures.comparison import TIE, average_ranks
from kpi_core.measures.trend import Flags, Numbers

SCALE = 5
# Fewer raters are not shown at all (anonymity); fewer than ENOUGH give no interval.
LEAST, ENOUGH = 5, 10
DRAWS = 2000
# Up to so many items the p-value of W comes from permutations.
_FEW_ITEMS = 7
_PERMUTATIONS = 5000
_SEED = 20260101
# A rater whose mean lies further than this from all others' is looked at.
_SHIFT = 1.5


@dataclass(frozen=True)
class Levels:
    """Mean, standard deviation, raters, 95 % interval (NaN below ten raters), share of the sum of means and rank per item."""

    mean: Numbers
    sd: Numbers
    raters: npt.NDArray[np.int64]
    low: Numbers
    high: Numbers
    proportion: Numbers
    rank: npt.NDArray[np.int64]
    overall: float


def levels(ratings: Numbers, enough: int = ENOUGH) -> Levels:
    """The table of the ten forces: t intervals, proportions mean_i / sum of means, competition ranks (METHODS 6)."""
    n = np.sum(~np.isnan(ratings), axis=1)
    mean = np.array([row[~np.isnan(row)].mean() if count else np.nan for row, count in zip(ratings, n, strict=True)])
    sd = np.array(
        [row[~np.isnan(row)].std(ddof=1) if count > 1 else np.nan for row, count in zip(ratings, n, strict=True)]
    )
    half = np.where(n >= enough, stats.t.ppf(0.975, np.maximum(n - 1, 1)) * sd / np.sqrt(np.maximum(n, 1)), np.nan)
    return Levels(
        mean, sd, n, mean - half, mean + half, mean / np.nansum(mean), item_ranks(mean), float(np.nanmean(mean))
    )


def item_ranks(mean: Numbers) -> npt.NDArray[np.int64]:
    """Competition ranks of the means, highest first; 0 for an item without grades."""
    higher = (mean[None, :] > mean[:, None] + TIE).sum(axis=1) + 1
    return np.asarray(np.where(np.isnan(mean), 0, higher), dtype=np.int64)


def position(mean: float) -> int:
    """The anchor of the scale nearest to a mean: floor(mean + 0.5)."""
    return int(np.floor(mean + 0.5))


def complete(ratings: Numbers) -> Numbers:
    """The raters who graded every item."""
    return ratings[:, ~np.isnan(ratings).any(axis=0)]


@dataclass(frozen=True)
class Concordance:
    """Kendall's W with ties, its chi-square, degrees of freedom and p; `raters` graded every item. None where 0 / 0."""

    w: float | None
    chi2: float | None
    df: int
    p: float | None
    raters: int


def concordance(ratings: Numbers) -> Concordance:
    """W = 12 S / (m^2 (n^3 - n) - m sum T), T = sum (t^3 - t) per rater; chi2 = m (n - 1) W (= Friedman). METHODS 6.

    The p-value is chi-square's above seven items; chi-square does not hold for fewer, there it comes from permutations.
    """
    whole = complete(ratings)
    n, m = whole.shape
    if n < 2 or m < 2:
        return Concordance(None, None, max(n - 1, 0), None, m)
    ranked = average_ranks(whole)
    ties = sum(
        float(np.sum(counts**3 - counts)) for counts in (np.unique(column, return_counts=True)[1] for column in whole.T)
    )
    spread = float(np.sum((ranked.sum(axis=1) - m * (n + 1) / 2) ** 2))
    most = m**2 * (n**3 - n) - m * ties
    if most <= 0:
        return Concordance(None, None, n - 1, None, m)
    w = 12 * spread / most
    chi2 = m * (n - 1) * w
    p = float(stats.chi2.sf(chi2, n - 1)) if n > _FEW_ITEMS else _permuted(ranked, spread)
    return Concordance(w, chi2, n - 1, p, m)


def _permuted(ranked: Numbers, spread: float) -> float:
    """How often raters who order the items (items, raters) by chance spread the rank sums as much; seeded."""
    chance = np.random.default_rng(_SEED)
    sums = np.zeros((_PERMUTATIONS, len(ranked)))
    for ranks in ranked.T:
        sums += chance.permuted(np.tile(ranks, (_PERMUTATIONS, 1)), axis=1)
    spreads = np.sum((sums - ranked.sum() / len(ranked)) ** 2, axis=1)
    return float((1 + np.sum(spreads >= spread - 1e-9)) / (_PERMUTATIONS + 1))


@dataclass(frozen=True)
class IntraClass:
    """Intraclass correlations of one rater and of the mean of k, None where 0 / 0; `consistency` is ICC(3,k) = Cronbach's alpha."""

    one: float | None
    mean: float | None
    consistency: float | None
    raters: int


def intra_class(ratings: Numbers) -> IntraClass:
    """ICC(2,1), ICC(2,k) and ICC(3,k) from the two-way analysis of variance of items x raters (Shrout and Fleiss 1979)."""
    whole = complete(ratings)
    n, k = whole.shape
    if n < 2 or k < 2:
        return IntraClass(None, None, None, k)
    grand = whole.mean()
    rows = k * float(np.sum((whole.mean(axis=1) - grand) ** 2)) / (n - 1)
    columns = n * float(np.sum((whole.mean(axis=0) - grand) ** 2)) / (k - 1)
    residual = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0, keepdims=True) + grand
    error = float(np.sum(residual**2)) / ((n - 1) * (k - 1))
    return IntraClass(
        _share(rows - error, rows + (k - 1) * error + k * (columns - error) / n),
        _share(rows - error, rows + (columns - error) / n),
        _share(rows - error, rows),
        k,
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if abs(whole) > 1e-12 else None


def within_group(ratings: Numbers, scale: int = SCALE) -> Numbers:
    """rwg = 1 - s^2 / ((scale^2 - 1) / 12) per item, unclipped: 1 unanimous, below 0 polarised; NaN below two raters."""
    null = (scale**2 - 1) / 12
    return np.array(
        [1 - row[~np.isnan(row)].var(ddof=1) / null if np.sum(~np.isnan(row)) > 1 else np.nan for row in ratings]
    )


@dataclass(frozen=True)
class Raters:
    """Each rater against the mean of the others: correlation over items (NaN without spread), shift, and who to look at."""

    correlation: Numbers
    shift: Numbers
    straight: Flags
    flagged: Flags

    @property
    def against(self) -> list[int]:
        """Numbers, from 1, of the raters who order the items against the others."""
        return [at + 1 for at, r in enumerate(self.correlation.tolist()) if r < 0]


def raters(ratings: Numbers) -> Raters:
    """Leave-one-out correlation below 0, one grade for everything, or a mean shifted by more than 1.5: flagged, never dropped.

    Each rater is compared over the items that both they and somebody else graded.
    """
    count = ratings.shape[1]
    correlation, shift = np.full(count, np.nan), np.full(count, np.nan)
    straight = np.zeros(count, dtype=np.bool_)
    overall = np.nanmean(ratings) if np.any(~np.isnan(ratings)) else np.nan
    for at in range(count):
        own, others = ratings[:, at], np.delete(ratings, at, axis=1)
        known = ~np.isnan(own) & (~np.isnan(others)).any(axis=1)
        if not known.any():
            continue
        rest = np.nanmean(others[known], axis=1)
        shift[at] = own[known].mean() - overall
        straight[at] = known.sum() > 1 and own[known].std() == 0
        if known.sum() > 2 and own[known].std() > 0 and rest.std() > 0:
            correlation[at] = np.corrcoef(own[known], rest)[0, 1]
    return Raters(correlation, shift, straight, straight | (correlation < 0) | (np.abs(shift) > _SHIFT))


def without(ratings: Numbers, rater: int) -> Numbers:
    """The ratings without one rater, numbered from 1: how much a result rests on them."""
    return np.delete(ratings, rater - 1, axis=1)


@dataclass(frozen=True)
class Bootstrap:
    """Percentile intervals (95 %) of each item's mean and rank over raters drawn with their whole profiles."""

    low: Numbers
    high: Numbers
    best: Numbers
    worst: Numbers


def bootstrap(ratings: Numbers, draws: int = DRAWS, seed: int = _SEED) -> Bootstrap:
    """Raters are drawn with replacement, profiles kept together, seeded; the same ratings give the same intervals."""
    rng = np.random.default_rng(seed)
    picked = rng.integers(0, ratings.shape[1], (draws, ratings.shape[1]))
    means = np.array([np.nanmean(ratings[:, row], axis=1) for row in picked])
    places = (means[:, None, :] > means[:, :, None] + TIE).sum(axis=2) + 1
    low, high = np.nanpercentile(means, [2.5, 97.5], axis=0)
    best, worst = np.percentile(places, [2.5, 97.5], axis=0)
    return Bootstrap(low, high, best, worst)


@dataclass(frozen=True)
class Difference:
    """The change of each item's mean between two rounds: interval (95 %), p and Holm-adjusted p; NaN where unknown."""

    change: Numbers
    low: Numbers
    high: Numbers
    p: Numbers
    adjusted: Numbers


def difference(before: Numbers, after: Numbers, paired: bool) -> Difference:
    """Paired differences where the same raters stand in the same columns, else the difference of means (Welch). METHODS 6.

    Ten forces are tested together: Holm's adjustment.
    """
    found = [_paired(a, b) if paired else _unpaired(a, b) for a, b in zip(before, after, strict=True)]
    change, low, high, p = (np.array(column, dtype=np.float64) for column in zip(*found, strict=True))
    return Difference(change, low, high, p, holm(p))


def _paired(a: Numbers, b: Numbers) -> tuple[float, float, float, float]:
    gaps = (b - a)[~np.isnan(b - a)]
    if len(gaps) < 2:
        return np.nan, np.nan, np.nan, np.nan
    return _interval(float(gaps.mean()), float(gaps.std(ddof=1) / np.sqrt(len(gaps))), len(gaps) - 1)


def _unpaired(a: Numbers, b: Numbers) -> tuple[float, float, float, float]:
    a, b = a[~np.isnan(a)], b[~np.isnan(b)]
    if len(a) < 2 or len(b) < 2:
        return np.nan, np.nan, np.nan, np.nan
    u, v = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    df = (u + v) ** 2 / (u**2 / (len(a) - 1) + v**2 / (len(b) - 1)) if u + v > 0 else len(a) + len(b) - 2
    return _interval(float(b.mean() - a.mean()), float(np.sqrt(u + v)), float(df))


def _interval(change: float, error: float, df: float) -> tuple[float, float, float, float]:
    half = float(stats.t.ppf(0.975, df)) * error
    p = float(2 * stats.t.sf(abs(change) / error, df)) if error > 0 else (1.0 if change == 0 else 0.0)
    return change, change - half, change + half, p


def holm(p: Numbers) -> Numbers:
    """Holm's step-down adjustment of p values; NaN stays NaN."""
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    running = 0.0
    for place, at in enumerate(known[np.argsort(p[known], kind="stable")]):
        running = max(running, min(1.0, (len(known) - place) * p[at]))
        adjusted[at] = running
    return adjusted


def shown_groups(sizes: dict[str, int], least: int = LEAST) -> dict[str, bool]:
    """Which groups may be shown beside the total: none under `least`, and never exactly one hidden.

    A single hidden group could be found by subtracting the others from the total: the smallest other is hidden too.
    The first of equally small ones is hidden. Source: METHODS 6, complementary suppression.
    """
    shown = {group: size >= least for group, size in sizes.items()}
    hidden = [group for group, visible in shown.items() if not visible and sizes[group]]
    if len(hidden) == 1 and any(shown.values()):
        shown[min((group for group in shown if shown[group]), key=lambda group: sizes[group])] = False
    return shown
