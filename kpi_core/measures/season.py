"""Does a KPI have a season, and how much of each month is it? Asked before limits are drawn (METHODS 4.5).

`y` is an array (series, months) in time order, NaN a missing month. A season of a known shape is believed where it
explains the months better than its rivals: one lasting change of level, one single odd month, persistence.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from kpi_core.measures.trend import Flags, Numbers

YEAR = 12
# At least two years; judged by the last five.
LEAST, LOOK_BACK = 2 * YEAR, 5 * YEAR
# A season is believed at 1 %: at 5 % a lasting shift of the last months would be taken for one too often.
_SURE = 0.01
_CHUNK = 1500
_EPSILON = 1e-9


@dataclass(frozen=True)
class Season:
    """`effects` (series, months) in the unit of y, 0 where there is none; `spent`: how many numbers describe each season.

    `widening` is what the spread of values without their season is multiplied by: the season was estimated from the
    same months and took a part of their spread with it, n of them leave n - spent.
    """

    effects: Numbers
    seasonal: Flags
    spent: Numbers
    widening: Numbers


def _waves(count: int) -> Numbers:
    angles = 2 * np.pi * np.arange(YEAR)[:, None] * np.arange(1, count + 1) / YEAR
    return np.hstack([np.cos(angles), np.sin(angles)])


_MONTHS = np.eye(YEAR) - 1 / YEAR
# What a season can look like, month by month: a wave a year, two waves, one month apart from the others (any of
# the twelve, so twelve tries), every month for itself. Each shape adds up to 0 over the year.
_SHAPES = [(1, _waves(1)), (1, _waves(2)), (1, _MONTHS[:, 1:]), *((YEAR, _MONTHS[:, [month]]) for month in range(YEAR))]


def season(y: Numbers, steps: Numbers | None = None) -> Season:
    """The season of each series, judged by its last five years; `steps` (series, months) counts decided changes of level.

    Fewer than two years of known months have none. Source: F test of each shape on the months without trend and
    decided changes, the shape of the least BIC among those significant at 1 %; which of the rivals it must beat in
    residual variance: see `_rival`. The false alarms that remain are counted in tests/bench/signals.py.
    """
    effects = np.zeros_like(y)
    spent = np.zeros(len(y))
    known = np.sum(~np.isnan(y[:, -LOOK_BACK:]), axis=1).astype(np.float64)
    rows = np.flatnonzero(known >= LEAST)
    back = min(y.shape[1], LOOK_BACK)
    month = (np.arange(y.shape[1]) - (y.shape[1] - back)) % YEAR
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        levels = np.zeros((len(part), back)) if steps is None else steps[part, -back:]
        found, spent[part] = _fitted(y[part, -back:], levels)
        effects[part] = found[:, month]
    widening = np.sqrt(known / np.maximum(known - spent, 1)) if len(y) else np.empty(0)
    return Season(effects, spent > 0, spent, np.where(spent > 0, widening, 1.0))


def _fitted(y: Numbers, levels: Numbers) -> tuple[Numbers, Numbers]:
    """Each month's effect (series, 12) from the first column's month on, and how many numbers it took (0: no season)."""
    known = ~np.isnan(y)
    base = _base(known, levels)
    rest = _without(np.where(known, y, 0.0)[:, :, None], base)[:, :, 0]
    # What each month of the year by itself explains: every shape is a sum of them.
    months = _without((_MONTHS[np.arange(y.shape[1]) % YEAR])[None, :, :] * known[:, :, None], base)
    gram, share = months.transpose(0, 2, 1) @ months, (months.transpose(0, 2, 1) @ rest[:, :, None])[:, :, 0]
    n = known.sum(axis=1)
    left = n - np.sum(np.abs(base).max(axis=1) > 0, axis=1)
    total = np.sum(rest**2, axis=1)
    # Months that only differ from a line by rounding have no season.
    varies = total > _EPSILON**2 * np.nansum(y**2, axis=1)
    effects, spent = np.zeros((len(y), YEAR)), np.zeros(len(y))
    best, variance = np.full(len(y), np.inf), np.full(len(y), np.inf)
    for tries, shape in _SHAPES:
        size = shape.shape[1]
        explained, found, whole = _explained(gram, share, shape)
        spare = left - size
        unexplained = np.maximum(total - explained, _EPSILON * total)
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = tries * special.fdtrc(size, spare, explained / size / (unexplained / spare))
            price = n * np.log(unexplained / n) + (size + (tries > 1)) * np.log(n)
        better = whole & varies & (spare > 0) & (chance < _SURE) & (price < best)
        best, spent = np.where(better, price, best), np.where(better, size, spent)
        variance = np.where(better, unexplained / np.maximum(spare, 1), variance)
        effects[better] = found[better]
    rows = np.flatnonzero(spent > 0)
    beaten = rows[variance[rows] >= _rival(rest[rows], known[rows], base[rows], total[rows]) / (left[rows] - 1)]
    effects[beaten], spent[beaten] = 0.0, 0.0
    return effects, spent


def _base(known: Flags, levels: Numbers) -> Numbers:
    """Orthonormal columns (series, months, k) of level, trend and each decided change of level, over the known months."""
    n = known.shape[1]
    time = np.broadcast_to(np.arange(n, dtype=np.float64) - n / 2, known.shape)
    changes = [levels >= number for number in range(1, int(levels.max(initial=0)) + 1)]
    columns = np.stack([np.ones(known.shape), time, *changes], axis=2) * known[:, :, None]
    made, sizes = np.linalg.qr(columns)
    size = np.abs(np.diagonal(sizes, axis1=1, axis2=2))
    return np.asarray(made * (size > _EPSILON * np.maximum(size[:, :1], 1))[:, None, :])


def _without(columns: Numbers, base: Numbers) -> Numbers:
    """Columns (series, months, k) freed of what the base explains of them."""
    return np.asarray(columns - base @ (base.transpose(0, 2, 1) @ columns))


def _explained(gram: Numbers, share: Numbers, shape: Numbers) -> tuple[Numbers, Numbers, Flags]:
    """The squares a shape explains, its monthly effects (series, 12), and where the known months determine it.

    `gram` (series, 12, 12) and `share` (series, 12) are the products of the twelve months with each other and the rest.
    """
    own, side = shape.T @ gram @ shape, share @ shape
    size = np.trace(own, axis1=1, axis2=2)[:, None, None] + _EPSILON
    own = own + _EPSILON * size * np.eye(shape.shape[1])
    root = np.diagonal(np.linalg.cholesky(own), axis1=1, axis2=2)
    found = np.linalg.solve(own, side[:, :, None])[:, :, 0]
    return np.sum(side * found, axis=1), found @ shape.T, np.asarray(root.min(axis=1) > 1e-3)


def _rival(rest: Numbers, known: Flags, base: Numbers, total: Numbers) -> Numbers:
    """The least squares that one change of level, one single month, or persistence leave unexplained."""
    n = rest.shape[1]
    later = np.tril(np.ones((n, n)))[:, 1:]
    explained = np.zeros(len(rest))
    for columns in (later, np.eye(n)):
        free = _without(columns[None, :, :] * known[:, :, None], base)
        size = np.sum(free**2, axis=1)
        share = (free.transpose(0, 2, 1) @ rest[:, :, None])[:, :, 0] ** 2
        explained = np.maximum(explained, np.where(size > 1e-6, share / np.maximum(size, 1e-6), 0.0).max(axis=1))
    after = np.sum(rest[:, 1:] * rest[:, :-1], axis=1) / total
    return np.asarray(np.minimum(total - explained, total * (1 - np.maximum(after, 0) ** 2)))
