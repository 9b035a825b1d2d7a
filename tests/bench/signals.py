"""False alarms and detection of the control chart as the product draws it, counted over simulated charts (METHODS 4.5).

python tests/bench/signals.py
Each line is the share of charts with at least one signal on the chart drawn at its last month, season and baseline
decided by `kpi_core.measures.control.charts` as on the pages; `bar` is what METHODS wants and `met` whether it is so.
Lines without a bar are for the record. Ends with 1 when a bar is missed. Values are normal noise of spread 1.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from kpi_core.measures.control import Charts, charts

# Where a bar is judged by them, and for the record.
CHARTS, FEWER, PART = 100_000, 20_000, 5_000
MOST, LEAST = "at most", "at least"
# In-control false alarm by months of history (METHODS 4.5).
FALSE_ALARM = {24: 0.12, 36: 0.19}
SEASON = 1.5
Values = np.ndarray


def noise(rng: np.random.Generator, months: int) -> Values:
    """Charts of independent months."""
    return rng.normal(0, 1, (PART, months))


def shifted(rng: np.random.Generator, months: int, by: float) -> Values:
    """The last four months higher by so many spreads."""
    y = noise(rng, months)
    y[:, -4:] += by
    return y


def seasons(rng: np.random.Generator, months: int, shape: str) -> Values:
    """A monthly season of 1.5 spreads: a wave from January, one that begins anywhere, any months, or one month."""
    month = np.arange(12)
    begin = rng.uniform(0, 2 * np.pi, (PART, 1))
    any_months = rng.normal(0, 1, (PART, 12))
    any_months -= any_months.mean(axis=1, keepdims=True)
    one = np.where(month == 11, 11 / 12, -1 / 12)[None, :]
    year = {
        "wave": SEASON * np.sin(2 * np.pi * month / 12)[None, :],
        "wave anywhere": SEASON * np.sin(2 * np.pi * month / 12 + begin),
        "any months": SEASON * any_months / any_months.std(axis=1, keepdims=True),
        "one month": SEASON * one / one.std(),
    }[shape]
    return np.asarray(noise(rng, months) + year[:, np.arange(months) % 12])


def seasons_shifted(rng: np.random.Generator, months: int, by: float) -> Values:
    """A wave that begins anywhere, and the last four months higher by so many spreads."""
    y = seasons(rng, months, "wave anywhere")
    y[:, -4:] += by
    return y


def persistent(rng: np.random.Generator, months: int, share: float) -> Values:
    """Months that keep `share` of the one before."""
    y = noise(rng, months)
    for month in range(1, months):
        y[:, month] = share * y[:, month - 1] + np.sqrt(1 - share**2) * y[:, month]
    return y


def any_signal(found: Charts) -> Values:
    """Charts with at least one signal of Wheeler's rules 1-3."""
    return np.asarray((found.beyond | found.near | found.run).any(axis=1))


def report(name: str, make: object, months: int, bar: float | None = None, side: str = MOST, **more: object) -> bool:
    """Print one line; False when a bar is missed."""
    rng = np.random.default_rng(45)
    fired = latest = seasonal = 0
    count = FEWER if bar is None else CHARTS
    for _ in range(count // PART):
        found = charts(make(rng, months, *more.values()))  # type: ignore[operator]
        fired += any_signal(found).sum()
        latest += (found.beyond | found.near | found.run)[:, -4:].any(axis=1).sum()
        seasonal += found.seasonal.sum()
    ours = float(fired) / count
    met = bar is None or (ours <= bar if side == MOST else ours >= bar)
    line = {"name": name, "months": months, "ours": round(ours, 4), "last_four": round(float(latest) / count, 4),
            "taken_for_seasonal": round(float(seasonal) / count, 4), "charts": count}  # fmt: skip
    print(json.dumps(line if bar is None else {**line, "bar": f"{side} {bar}", "met": met}), flush=True)
    return met


def main() -> int:
    met = [report("false alarm", noise, months, bar) for months, bar in FALSE_ALARM.items()]
    met += [report(f"shift of {by} spreads in the last four months", shifted, 24, bar, LEAST, by=by)
            for by, bar in ((2, 0.55), (3, 0.89))]  # fmt: skip
    for shape in ("wave", "wave anywhere", "any months", "one month"):
        met += [report(f"false alarm, season of 1.5 spreads ({shape})", seasons, months, bar, shape=shape)
                for months, bar in FALSE_ALARM.items()]  # fmt: skip
    for months in (6, 8, 12, 18, 48, 60):
        report("false alarm", noise, months)
    for months in (12, 18, 48, 60):
        report("false alarm, season of 1.5 spreads (wave)", seasons, months, shape="wave")
    for by in (2, 3):
        for months in FALSE_ALARM:
            report(f"shift of {by} spreads in the last four months of a seasonal chart", seasons_shifted, months, by=by)
    for share in (0.3, 0.6):
        report(f"false alarm, {share} of the month before kept", persistent, 24, share=share)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
