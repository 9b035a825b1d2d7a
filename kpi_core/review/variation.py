"""Is a KPI changing, and will it reach its target by itself? Limits and signals of every KPI of a unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from kpi_core.measures import signals as xmr
from kpi_core.measures.trend import FEW, Flags, Numbers, is_seasonal, month_effects
from kpi_core.review.scope import Kpi, Period, Store, kpis, months_between, once_a_version, periods

# Ten years back, anchored at a January: a baseline frozen in the first year then stays where it is.
_YEARS = 9
_SEASON_MONTHS = 60

VARIATIONS = ("improving", "worsening", "up", "down", "same", "short", "none")
ASSURANCES = ("will", "wont", "chance", "short", "none")


@dataclass(frozen=True)
class Course:
    """One KPI of a unit, month by month from `start`: values, limits (NaN where none) and what signals there are.

    `place` of a month is how many periods it lies after `start`. Limits follow the season where there is one.
    """

    kpi: Kpi
    start: date
    months: int
    actual: Numbers
    target: Numbers
    mean: Numbers
    lower: Numbers
    upper: Numbers
    beyond: Flags
    near: Flags
    run: Flags
    above: Flags
    seasonal: bool
    points: int
    baseline_from: date | None

    def place(self, period: date) -> int:
        """The column of a period; may lie outside the known ones."""
        return months_between(self.start, period) // self.months

    def period(self, place: int) -> date:
        """The first day of the period in a column."""
        return _month(self.start, self.months, place)

    def at(self, period: date, values: Numbers) -> float | None:
        """One of the series' values at a period, None when unknown."""
        place = self.place(period)
        if not 0 <= place < len(values) or np.isnan(values[place]):
            return None
        return float(values[place])

    def rule(self, period: date) -> str | None:
        """The rule that the period's value completes: beyond, near or run; the strongest first."""
        place = self.place(period)
        if not 0 <= place < len(self.beyond):
            return None
        return next((name for name in ("beyond", "near", "run") if getattr(self, name)[place]), None)

    def variation(self, period: date) -> str:
        """Whether the period's value is a signal, and which way: one of VARIATIONS."""
        if self.points < FEW:
            return "short"
        if self.at(period, self.actual) is None:
            return "none"
        if self.rule(period) is None:
            return "same"
        above = bool(self.above[self.place(period)])
        better = {"higher": above, "lower": not above}.get(self.kpi.values["direction"])
        if better is None:
            return "up" if above else "down"
        return "improving" if better else "worsening"

    def assurance(self, period: date) -> str:
        """Whether the process, left alone, reaches the period's target: one of ASSURANCES."""
        if self.points < FEW:
            return "short"
        lower, upper = self.at(period, self.lower), self.at(period, self.upper)
        kpi, target = self.kpi.values, self.at(period, self.target)
        if lower is None or upper is None:
            return "short"
        if kpi["direction"] == "band":
            low, high = kpi["low"], kpi["high"]
            if low is None or high is None:
                return "none"
            return "will" if lower >= low and upper <= high else "wont" if upper < low or lower > high else "chance"
        if target is None or kpi["direction"] == "none":
            return "none"
        worst, best = (lower, upper) if kpi["direction"] == "higher" else (-upper, -lower)
        wanted = target if kpi["direction"] == "higher" else -target
        return "will" if worst >= wanted else "wont" if best < wanted else "chance"


@once_a_version
def courses(store: Store, unit_id: int, grain: str) -> dict[int, Course]:
    """The course of every KPI of a unit at a grain, by KPI id; read and worked out once per data version."""
    window = _window(store, grain)
    if window is None:
        return {}
    table = store.table("history", unit=unit_id, grain=grain, since=window.since, until=window.until)
    return {kpi: course for (_, kpi), course in _all_courses(store, table, grain, window, unit_id).items()}


def courses_of(store: Store, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Course]:
    """The monthly courses of these (unit, KPI) pairs, all from the same start to the same month."""
    window = _window(store, "month")
    if window is None:
        return {}
    table = store.table_for_pairs("history_of_pairs", pairs, since=window.since, until=window.until)
    return _all_courses(store, table, "month", window, None)


@dataclass(frozen=True)
class _Window:
    """The periods looked at: from a January on, each `months` long."""

    since: date
    until: date
    months: int


def _window(store: Store, grain: str) -> _Window | None:
    known = [period for period in periods(store) if period.grain == grain]
    if not known:
        return None
    newest, oldest = known[0].first, known[-1].first
    return _Window(max(date(newest.year - _YEARS, 1, 1), oldest.replace(day=1)), newest, known[0].months)


def _all_courses(
    store: Store, table: pa.Table, grain: str, window: _Window, unit_id: int | None
) -> dict[tuple[int, int], Course]:
    """The courses in a table of unit_id, kpi_id, period, actual, target; `unit_id` says whose decisions count (None: all)."""
    start, months = window.since, window.months
    code = table["unit_id"].to_numpy().astype(np.int64) << 32 | table["kpi_id"].to_numpy()
    codes, row = np.unique(code, return_inverse=True)
    when = table["period"].to_numpy().astype("datetime64[M]")
    column = ((when - np.datetime64(start, "M")).astype(int)) // months
    width = months_between(start, window.until) // months + 1
    actual, target = np.full((len(codes), width), np.nan), np.full((len(codes), width), np.nan)
    actual[row, column] = table["actual"].to_numpy(zero_copy_only=False)
    target[row, column] = table["target"].to_numpy(zero_copy_only=False)
    pairs = [(int(both >> 32), int(both & 0xFFFFFFFF)) for both in codes.tolist()]
    anew: dict[tuple[int, int], list[date]] = {}
    for decided in store.rows("baselines", unit=unit_id, grain=grain):
        anew.setdefault((decided["unit_id"], decided["kpi_id"]), []).append(decided["period"])
    register = kpis(store)
    items = [register[kpi] for _, kpi in pairs]
    made = _courses(items, start, months, actual, target, [anew.get(pair, []) for pair in pairs])
    return dict(zip(pairs, made, strict=True))


def _courses(
    items: list[Kpi], start: date, months: int, actual: Numbers, target: Numbers, anew: list[list[date]]
) -> list[Course]:
    season, seasonal = _season(actual, months)
    flat = actual - season
    cuts: dict[int, list[int]] = {}
    for row, decided in enumerate(anew):
        places = {months_between(start, day) // months for day in decided}
        cuts[row] = [0, *sorted(place for place in places if 0 < place < actual.shape[1])]
    # Each stretch between two decisions is judged by itself; nearly every KPI has one stretch.
    stretches = [(row, begin, end) for row, begins in cuts.items() for begin, end in
                 zip(begins, [*begins[1:], actual.shape[1]], strict=True)]  # fmt: skip
    judged = np.full((len(stretches), actual.shape[1]), np.nan)
    for at, (row, begin, end) in enumerate(stretches):
        judged[at, begin:end] = flat[row, begin:end]
    found = xmr.limits(judged)
    flags = xmr.signals(judged, found)
    lines = _Lines(np.full_like(actual, np.nan), np.full_like(actual, np.nan), np.full_like(actual, np.nan))
    fired = {name: np.zeros(actual.shape, dtype=np.bool_) for name in ("beyond", "near", "run", "above")}
    for at, (row, begin, end) in enumerate(stretches):
        here = (row, slice(begin, end))
        lines.draw(here, season[here], float(found.mean[at]), float(found.lower[at]), float(found.upper[at]))
        for name, all_flags in fired.items():
            all_flags[here] = getattr(flags, name)[at, begin:end]
    last = {row: at for at, (row, _, _) in enumerate(stretches)}
    answer = []
    for row, kpi in enumerate(items):
        low, high = natural_range(kpi, actual[row])
        at = last[row]
        begin = stretches[at][1]
        answer.append(Course(
            kpi, start, months, actual[row], target[row], lines.mean[row], np.maximum(lines.lower[row], low),
            np.minimum(lines.upper[row], high), **{name: all_flags[row] for name, all_flags in fired.items()},
            seasonal=bool(seasonal[row]), points=int(found.points[at]),
            baseline_from=_month(start, months, begin) if begin else None,
        ))  # fmt: skip
    return answer


@dataclass(frozen=True)
class _Lines:
    """Mean and limits of every KPI, filled stretch by stretch."""

    mean: Numbers
    lower: Numbers
    upper: Numbers

    def draw(self, here: Any, season: Numbers, mean: float, lower: float, upper: float) -> None:
        self.mean[here], self.lower[here], self.upper[here] = season + mean, season + lower, season + upper


def _season(actual: Numbers, months: int) -> tuple[Numbers, Flags]:
    """What each month of each KPI has from the season (0 where there is none), judged by the last five years."""
    season, seasonal = np.zeros_like(actual), np.zeros(len(actual), dtype=np.bool_)
    if months != 1:
        return season, seasonal
    recent = actual[:, -_SEASON_MONTHS:]
    seasonal = is_seasonal(recent)
    if seasonal.any():
        effects = month_effects(recent[seasonal])
        back = np.arange(actual.shape[1]) - (actual.shape[1] - recent.shape[1])
        season[seasonal] = effects[:, back % 12]
    return season, seasonal


def natural_range(kpi: Kpi, actual: Numbers) -> tuple[float, float]:
    """Where the KPI can be: not below 0, nor above 100 %, when it never was; NaN is passed over."""
    known = actual[~np.isnan(actual)]
    low = 0.0 if known.size and known.min() >= 0 else -np.inf
    high = 100.0 if kpi.values["measure"] == "%" and known.size and known.max() <= 100 else np.inf
    return low, high


def _month(start: date, months: int, place: int) -> date:
    return Period("month", start).back(-place * months)
