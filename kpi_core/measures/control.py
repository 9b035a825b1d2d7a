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
    of = np.array([row for row, begins in enumerate(cuts) for _ in begins], dtype=np.intp)
    begin = np.array([place for begins in cuts for place in begins], dtype=np.intp)
    end = np.array([place for begins in cuts for place in [*begins[1:], y.shape[1]]], dtype=np.intp)
    place = np.arange(y.shape[1])
    inside = (place >= begin[:, None]) & (place < end[:, None])
    rows, columns = of[np.nonzero(inside)[0]], np.nonzero(inside)[1]
    found = season(y, _levels(y, cuts)) if monthly else None
    effects = found.effects if found else np.zeros_like(y)
    judged = np.where(inside, (y - effects)[of], np.nan)
    limits = natural_limits(judged, found.widening[of] if found else 1.0)
    flags = signals(judged, limits)
    drawn = np.where(limits.drawn, 0.0, np.nan)

    def shown(line: Numbers) -> Numbers:
        made = np.full_like(y, np.nan)
        made[rows, columns] = (line[:, None] + effects[of])[inside]
        return made

    def fired(rule: Flags) -> Flags:
        made = np.zeros(y.shape, dtype=np.bool_)
        made[rows, columns] = rule[inside]
        return made

    last = end == y.shape[1]
    return Charts(shown(limits.mean), shown(limits.lower + drawn), shown(limits.upper + drawn), fired(flags.beyond),
                  fired(flags.near), fired(flags.run), fired(flags.above),
                  seasonal=found.seasonal if found else np.zeros(len(y), dtype=np.bool_), points=limits.points[last],
                  left_out=limits.left_out[last], begins=[begins[-1] for begins in cuts])  # fmt: skip


def _levels(y: Numbers, cuts: list[list[int]]) -> Numbers:
    """How many decided changes of level lie behind each period."""
    steps = np.zeros_like(y)
    for row, begins in enumerate(cuts):
        for begin in begins[1:]:
            steps[row, begin:] += 1
    return steps
