"""Seasons, limits, signals and verdicts of ten thousand series of sixty months (at most 3 s), and a plain numpy sum of squares as floor.

python tests/bench/series.py
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from kpi_core.measures.control import charts
from kpi_core.measures.trend import verdict
from tests.bench.measure import report


def main() -> None:
    rng = np.random.default_rng(7)
    y = rng.normal(100, 5, (10_000, 60)) + rng.normal(0, 0.1, (10_000, 1)) * np.arange(60)
    y[rng.random(y.shape) < 0.02] = np.nan
    ours, floor = [], []
    for _ in range(5):
        begun = time.perf_counter()
        verdict(y, charts(y).seasonal)
        ours.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        for lag in range(1, y.shape[1]):
            np.nansum((y[:, lag:] - y[:, :-lag]) ** 2, axis=1)
        floor.append(time.perf_counter() - begun)
    report("Seasons, XmR, signals and verdicts of 10,000 series of 60 months", ours, floor, unit="s", bar=3)


if __name__ == "__main__":
    main()
