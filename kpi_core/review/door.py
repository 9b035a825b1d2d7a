"""Data > Upload, at the door: figures that do not fit what this KPI has been, each with what it may have meant."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, problem
from kpi_core.store import Store

Floats = npt.NDArray[np.float64]
# Below so many months nothing is said of what is usual; XmR's factor; how near a slip must come to what is usual.
_LEAST = 6
_XMR = 2.66
_NEAR = 2.0
_SLIPS = (10.0, 100.0, 1_000.0, 10_000.0)
_MOST = 500


@dataclass(frozen=True)
class _Usual:
    """Per pair: its middle and natural limits, NaN where there are too few months; and its most usual size."""

    low: Floats
    high: Floats
    size: Floats


def door_checks(store: Store, reading: Reading, unit_ids: list[int | None], kpi_ids: list[int | None]) -> list[Problem]:
    """A warning for each kept monthly actual outside its natural limits, with the slip or sign that would explain it.

    The limits come from the months the store has of the pair (mean and 2.66 times the mean moving range, METHODS 4.2);
    where it has fewer than six, from the other months of the file, and then only slips are named.
    """
    if "actual" not in reading.values:
        return []
    month = np.array([grain == "month" for grain, _ in reading.spans] or [False])
    rows = np.flatnonzero(reading.kept & ~np.isnan(reading.values["actual"]) & month[reading.span])
    if not len(rows):
        return []
    codes, pair = np.unique(
        reading.unit[rows].astype(np.int64) * len(reading.kpis) + reading.kpi[rows], return_inverse=True
    )
    values = reading.values["actual"][rows]
    ids = [
        (unit_ids[code // len(reading.kpis)] or 0, kpi_ids[code % len(reading.kpis)] or 0) for code in codes.tolist()
    ]
    usual = _usual(store, ids, pair, values)
    with np.errstate(invalid="ignore"):
        outside = (values > usual.high[pair]) | (values < usual.low[pair])
        unlimited = np.isnan(usual.high[pair])
        slipped = np.zeros(len(rows))
        for factor in _SLIPS:
            for meant in (values / factor, values * factor):
                fits = np.where(
                    unlimited, _alike(meant, usual.size[pair]), (meant >= usual.low[pair]) & (meant <= usual.high[pair])
                )
                far = ~_alike(values, usual.size[pair], factor / _NEAR)
                slipped = np.where((slipped == 0) & fits & far & (outside | unlimited), meant, slipped)
        turned = outside & (-values >= usual.low[pair]) & (-values <= usual.high[pair])
    found = []
    for place in np.flatnonzero(outside | (slipped != 0))[:_MOST].tolist():
        row, code = int(rows[place]), int(pair[place])
        more = {"kpi": reading.kpis[reading.kpi[row]], "low": _text(usual.low[code]), "high": _text(usual.high[code])}
        kind, meant_value = (
            ("slip", slipped[place])
            if slipped[place]
            else ("sign", -values[place])
            if turned[place]
            else ("outside", 0.0)
        )
        found.append(problem(int(reading.line[row]), reading.headers["actual"], f"{values[place]:g}", f"door_{kind}", warning=True,
                             meant=f"{meant_value:g}", **more))  # fmt: skip
    return found


def _alike(values: Floats, size: Floats, factor: float = _NEAR) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(values) <= size * factor) & (np.abs(values) >= size / factor) & (values != 0))


def _usual(store: Store, ids: list[tuple[int, int]], pair: npt.NDArray[np.intp], values: Floats) -> _Usual:
    """Natural limits from the store, usual sizes from the store or else from the file."""
    count = len(ids)
    places = {found: place for place, found in enumerate(ids) if all(found)}
    low, high, size = (np.full(count, np.nan) for _ in range(3))
    known = store.table_for_pairs("door_history", list(places)) if places else None
    if known is not None and known.num_rows:
        keys = zip(known["unit_id"].to_numpy().tolist(), known["kpi_id"].to_numpy().tolist(), strict=True)
        at = np.array([places[key] for key in keys])
        middle, moved, months = (known[name].to_numpy() for name in ("middle", "moved", "months"))
        enough = months >= _LEAST
        low[at[enough]] = (middle - _XMR * moved)[enough]
        high[at[enough]] = (middle + _XMR * moved)[enough]
        size[at[enough]] = np.abs(middle)[enough]
    order = np.lexsort((np.abs(values), pair))
    starts = np.searchsorted(pair[order], np.arange(count))
    months_here = np.bincount(pair, minlength=count)
    median = np.abs(values)[order][np.minimum(starts + months_here // 2, len(values) - 1)]
    mine = np.isnan(size) & (months_here >= _LEAST)
    size[mine] = median[mine]
    return _Usual(low, high, size)


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.4g}"
