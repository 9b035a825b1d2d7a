"""The control chart of many KPIs at once: season, baselines, limits and signals as they are drawn (METHODS 4.5)."""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.season import season
from kpi_core.measures.signals import natural_limits, signals
from kpi_core.measures.trend import Flags, Numbers


@dataclass(frozen=True)
class Charts:
    """Charts of `y` (series, periods), drawn with exactly these periods: earlier ones are judged anew with each new one.

    `mean`, `lower`, `upper` (series, periods) follow the season where there is one; the limits are NaN where there are
    none or where the baseline does not vary (they would lie on the mean). `beyond`, `near`, `run` are the rules of
    `signals`, `above` the side of the mean. `points` and `left_out` are of the last baseline of each series, which
    begins at the place `begins`.
    """

    mean: Numbers
    lower: Numbers
    upper: Numbers
    beyond: Flags
    near: Flags
    run: Flags
    above: Flags
    seasonal: Flags
    points: Numbers
    left_out: Numbers
    begins: list[int]


def charts(y: Numbers, anew: list[list[int]] | None = None, monthly: bool = True) -> Charts:
    """Charts of all series; `anew` holds for each the places where limits start anew by a recorded decision.

    Only months have a season. Each stretch between two decisions has limits of its own.
    """
    cuts = [[0, *sorted({place for place in decided if 0 < place < y.shape[1]})] for decided in anew or [[]] * len(y)]
    steps = np.zeros_like(y)
    for row, begins in enumerate(cuts):
        for begin in begins[1:]:
            steps[row, begin:] += 1
    stretches = [(row, begin, end) for row, begins in enumerate(cuts)
                 for begin, end in zip(begins, [*begins[1:], y.shape[1]], strict=True)]  # fmt: skip
    found = season(y, steps) if monthly else None
    flat = y - found.effects if found else y
    judged = np.full((len(stretches), y.shape[1]), np.nan)
    for at, (row, begin, end) in enumerate(stretches):
        judged[at, begin:end] = flat[row, begin:end]
    of = np.array([row for row, _, _ in stretches], dtype=np.intp)
    limits = natural_limits(judged, found.widening[of] if found else 1.0)
    flags = signals(judged, limits)
    drawn = np.where(limits.drawn, 0.0, np.nan)
    lines = [limits.mean, limits.lower + drawn, limits.upper + drawn]
    mean, lower, upper = shown = [np.full_like(y, np.nan) for _ in lines]
    rules = [flags.beyond, flags.near, flags.run, flags.above]
    beyond, near, run, above = fired = [np.zeros(y.shape, dtype=np.bool_) for _ in rules]
    for at, (row, begin, end) in enumerate(stretches):
        here = (row, slice(begin, end))
        for line, values in zip(shown, lines, strict=True):
            line[here] = values[at] + (found.effects[here] if found else 0.0)
        for flag, fires in zip(fired, rules, strict=True):
            flag[here] = fires[at, begin:end]
    last = [at for at, (_, _, end) in enumerate(stretches) if end == y.shape[1]]
    return Charts(mean, lower, upper, beyond, near, run, above,
                  seasonal=found.seasonal if found else np.zeros(len(y), dtype=np.bool_),
                  points=limits.points[last], left_out=limits.left_out[last],
                  begins=[begins[-1] for begins in cuts])  # fmt: skip
