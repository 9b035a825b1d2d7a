"""Data > Upload, at the door: names and figures that do not fit what was there before, each with what it may have meant."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpi_core.intake import Problem as Problem
from kpi_core.intake import Reading, period_text, problem
from kpi_core.review.names import Names
from kpi_core.store import Store

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# Below so many months of its own a file is not judged by itself; how near a slip must come to what is usual.
_LEAST = 6
_NEAR = 2.0
_SLIPS = (10.0, 100.0, 1_000.0, 10_000.0)
_MOST = 500
# A percentage of which no figure of the file is larger is written as fractions, as it seems.
_FRACTION = 1.0
_FEWEST = 2
# So many months to a day make the day look like a slip.
_FEW_DAYS = 5


def measure_checks(reading: Reading, news: Flags, measures: dict[int, str | None], ratios: set[int]) -> list[Problem]:
    """A warning at the first line of each KPI that is a ratio without its denominators, or a percentage of fractions only.

    `news` are the facts to look at, `measures` the measures by KPI code, `ratios` the codes of KPIs that months and
    departments combine as N / D.
    """
    actual = reading.values.get("actual")
    if actual is None:
        return []
    found = []
    known = news & ~np.isnan(actual)
    below = reading.values.get("denominator", np.full(len(actual), np.nan))
    signed = reading.percent.get("actual", np.zeros(len(actual), bool))
    for code in np.unique(reading.kpi[known]).tolist():
        if code not in ratios and measures.get(code) != "%":
            continue
        rows = np.flatnonzero(known & (reading.kpi == code))
        bare = rows[np.isnan(below[rows])]
        if code in ratios and len(bare):
            found.append(_at(reading, int(bare[0]), actual, "door_ratio", count=len(bare)))
        largest = np.abs(actual[rows]).max()
        small = len(rows) >= _FEWEST and 0 < largest <= _FRACTION and not signed[rows].any()
        if measures.get(code) == "%" and small:
            meant = f"{100 * actual[rows[0]]:g}"
            found.append(_at(reading, int(rows[0]), actual, "door_fraction", count=len(rows), meant=meant))
    return found


def day_checks(store: Store, reading: Reading, news: Flags, kpi_ids: list[int | None]) -> list[Problem]:
    """A warning for each day among the `news` of a KPI whose periods are nearly all months: the month may be meant, not a day of it.

    The months are those of the file, or those the store knows of the KPI.
    """
    day, month = (np.array([known == grain for known, _ in reading.spans], bool) for grain in ("day", "month"))
    if not day.any():
        return []
    days, months = (which[reading.span] & reading.kept for which in (day, month))
    count = len(reading.kpis)
    of_days, of_months = (np.bincount(reading.kpi[rows], minlength=count) for rows in (days, months))
    known = {row["kpi_id"]: row["months"] >= _FEW_DAYS * max(1, row["days"]) for row in store.rows("grains")}
    monthly = np.array([known.get(kpi_ids[code] or 0, False) for code in range(count)], bool)
    few = monthly | (of_months >= _FEW_DAYS * of_days)
    found = []
    for row in np.flatnonzero(days & news & few[reading.kpi])[:_MOST].tolist():
        first = reading.spans[reading.span[row]][1]
        # Where months stand across, the place is the value's: a month written there would be taken for a value.
        more = {} if "period" in reading.across else {"meant": period_text("month", first)}
        found.append(problem(int(reading.line[row]), reading.column("period", row), period_text("day", first), "door_day",
                             warning=True, kpi=reading.kpis[reading.kpi[row]], month=period_text("month", first), **more))  # fmt: skip
    return found


def band_checks(reading: Reading, names: Names, news: Flags) -> list[Problem]:
    """A warning for each KPI with `news` whose band the file tells while nothing says how far outside of it counts as a miss."""
    found = []
    for code, low in reading.said.get("low", {}).items():
        kpi = reading.kpis[code]
        told = names.stated(kpi, "tolerance") or (names.stated(kpi, "tol_low") and names.stated(kpi, "tol_high"))
        rows = np.flatnonzero(news & (reading.kpi == code))
        if not told and len(rows):
            row, band = int(rows[0]), f"{float(low):.15g} – {float(reading.said['high'][code]):.15g}"
            found.append(problem(int(reading.line[row]), reading.column("target", row), band, "band_tolerance",
                                 warning=True, kpi=kpi))  # fmt: skip
    return found


def _at(reading: Reading, row: int, values: Floats, code: str, **more: object) -> Problem:
    return problem(int(reading.line[row]), reading.column("actual", row), f"{values[row]:g}", code, warning=True,
                   kpi=reading.kpis[reading.kpi[row]], **more)  # fmt: skip


@dataclass(frozen=True)
class _Usual:
    """Per line: natural limits of its unit's KPI in that month, NaN where there are none; and the pair's usual size."""

    low: Floats
    high: Floats
    size: Floats


def door_checks(
    store: Store, reading: Reading, news: Flags, unit_ids: list[int | None], kpi_ids: list[int | None]
) -> list[Problem]:
    """A warning for each monthly actual among the `news` that is outside its natural limits, with the slip or sign that would explain it.

    The limits are those of the KPI's chart as it stands: baseline, decisions and season included (METHODS 4.5). Where the store has
    too few months for them, slips alone are named, against the other months of the file.
    """
    if "actual" not in reading.values:
        return []
    month = np.array([grain == "month" for grain, _ in reading.spans] or [False])
    rows = np.flatnonzero(reading.kept & ~np.isnan(reading.values["actual"]) & month[reading.span])
    if not len(rows):
        return []
    width = len(reading.kpis)
    codes, pair = np.unique(reading.unit[rows].astype(np.int64) * width + reading.kpi[rows], return_inverse=True)
    ids = [(unit_ids[code // width] or 0, kpi_ids[code % width] or 0) for code in codes.tolist()]
    months = np.array([first.year * 12 + first.month - 1 for _, first in reading.spans])[reading.span[rows]]
    values = reading.values["actual"][rows]
    usual = _usual(store, ids, pair, months, values)
    kinds, meant = _judged(values, usual)
    kinds = np.where(news[rows], kinds, "")
    found = []
    for place in np.flatnonzero(kinds != "")[:_MOST].tolist():
        row = int(rows[place])
        more = {"kpi": reading.kpis[reading.kpi[row]], "low": _text(usual.low[place]), "high": _text(usual.high[place])}
        if kinds[place] != "outside":
            more["meant"] = f"{meant[place]:.15g}"
        found.append(problem(int(reading.line[row]), reading.column("actual", row), f"{values[place]:,.15g}",
                             f"door_{kinds[place]}", warning=True, **more))  # fmt: skip
    return found


def _judged(values: Floats, usual: _Usual) -> tuple[npt.NDArray[np.str_], Floats]:
    """What each value looks like ("" nothing odd, slip, sign, outside) and what it would then mean."""
    with np.errstate(invalid="ignore", over="ignore"):
        outside = (values > usual.high) | (values < usual.low)
        unlimited = np.isnan(usual.high)
        meant = np.zeros(len(values))
        for factor in _SLIPS:
            far = ~_alike(values, usual.size, factor / _NEAR)
            for tried in (values / factor, values * factor):
                fits = _alike(tried, usual.size) | ((tried >= usual.low) & (tried <= usual.high))
                meant = np.where((meant == 0) & fits & far & (outside | unlimited), tried, meant)
        turned = outside & (-values >= usual.low) & (-values <= usual.high)
    kinds = np.select([meant != 0, turned, outside], ["slip", "sign", "outside"], "")
    return kinds, np.where(kinds == "sign", -values, meant)


def _alike(values: Floats, size: Floats, factor: float = _NEAR) -> Flags:
    return np.asarray((np.abs(values) <= size * factor) & (np.abs(values) >= size / factor) & (values != 0))


def _usual(
    store: Store, ids: list[tuple[int, int]], pair: npt.NDArray[np.intp], months: npt.NDArray[np.int_], values: Floats
) -> _Usual:
    """Natural limits from the store, usual sizes from the store or else from the file."""
    low, high, size = (np.full(len(values), np.nan) for _ in range(3))
    known = [place for place, found in enumerate(ids) if all(found)]
    if known:
        _charted(store, ids, known, pair, months, low, high, size)
    order = np.lexsort((np.abs(values), pair))
    starts = np.searchsorted(pair[order], np.arange(len(ids)))
    here = np.bincount(pair, minlength=len(ids))
    median = np.abs(values)[order][np.minimum(starts + here // 2, len(values) - 1)]
    mine = np.isnan(size) & (here >= _LEAST)[pair]
    size[mine] = median[pair[mine]]
    return _Usual(low, high, size)


def _charted(
    store: Store, ids: list[tuple[int, int]], known: list[int], pair: npt.NDArray[np.intp],
    months: npt.NDArray[np.int_], low: Floats, high: Floats, size: Floats,
) -> None:  # fmt: skip
    """Fill in the limits and means of the charts of the pairs at `known`, in place."""
    # Loaded here: statistics take half a second, and a first file has no charts.
    from kpi_core.review.variation import courses_of

    courses = courses_of(store, [ids[place] for place in known])
    drawn = {place: courses[ids[place]] for place in known if ids[place] in courses}
    if not drawn:
        return
    first = next(iter(drawn.values()))
    at = np.full(len(ids), -1)
    at[list(drawn)] = np.arange(len(drawn))
    lines = [np.vstack([getattr(course, name) for course in drawn.values()]) for name in ("mean", "lower", "upper")]
    seasonal = np.array([course.seasonal for course in drawn.values()])
    rows = np.flatnonzero(at[pair] >= 0)
    chart, width = at[pair[rows]], lines[0].shape[1]
    place = months[rows] - (first.start.year * 12 + first.start.month - 1)
    # A month after the last known one has the limits of that one, or of its own month a year before.
    year = np.maximum(0, (place - width) // 12 + 1) * 12
    place = np.where(place >= width, np.where(seasonal[chart], place - year, width - 1), place)
    rows, chart, place = rows[place >= 0], chart[place >= 0], place[place >= 0]
    mean, lower, upper = (line[chart, place] for line in lines)
    size[rows] = np.abs(mean)
    wide = upper > lower
    low[rows[wide]], high[rows[wide]] = lower[wide], upper[wide]


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{float(f'{value:.4g}'):,.15g}"
