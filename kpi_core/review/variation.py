"""Is a KPI changing, and will it reach its target by itself? Limits and signals of every KPI of a unit."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from kpi_core.measures.control import Charts, charts
from kpi_core.measures.signals import BASELINE as BASELINE
from kpi_core.measures.signals import SETTLED
from kpi_core.measures.trend import FEW, Flags, Numbers
from kpi_core.review.scope import Kpi, Period, Store, kpis, months_between, once_a_version, periods

VARIATIONS = ("improving", "worsening", "up", "down", "same", "short", "none")
ASSURANCES = ("will", "wont", "chance", "short", "none")


@dataclass(frozen=True)
class Course:
    """One KPI of a unit, month by month from `start` to the period asked about: values, limits (NaN where none), signals.

    `place` of a month is how many periods it lies after `start`. Limits follow the season where there is one. The
    chart is the one drawn with these periods: a later period draws it anew, earlier signals included. `points` is how
    many periods its (last) baseline has, `left_out` how many of them lay beyond its limits and do not count.
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
    left_out: int
    baseline_from: date | None

    @property
    def baseline(self) -> str:
        """How far the baseline is: short (no limits), provisional, growing or frozen."""
        levels = ((FEW, "short"), (SETTLED, "provisional"), (BASELINE, "growing"))
        return next((word for below, word in levels if self.points < below), "frozen")

    @property
    def first(self) -> date:
        """The first period with a value; the course's start where there is none."""
        known = np.flatnonzero(~np.isnan(self.actual))
        return self.period(int(known[0])) if len(known) else self.start

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
        # A baseline that does not vary has its limits on the mean.
        mean, lower, upper = (self.at(period, line) for line in (self.mean, self.lower, self.upper))
        lower, upper = mean if lower is None else lower, mean if upper is None else upper
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
def courses(store: Store, unit_id: int, grain: str, until: date | None = None) -> dict[int, Course]:
    """The course of every KPI of a unit at a grain up to a period (the newest), by KPI id; worked out once per data version."""
    window = _window(store, grain, until)
    if window is None:
        return {}
    table = store.table("history", unit=unit_id, grain=grain, since=window.since, until=window.until)
    return {kpi: course for (_, kpi), course in _all_courses(store, table, grain, window, unit_id).items()}


def courses_of(store: Store, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Course]:
    """The monthly courses of these (unit, KPI) pairs, all from the same start to the newest month."""
    window = _window(store, "month", None)
    if window is None:
        return {}
    table = store.table_for_pairs("history_of_pairs", pairs, since=window.since, until=window.until)
    return _all_courses(store, table, "month", window, None)


@dataclass(frozen=True)
class _Window:
    """The periods looked at, each `months` long."""

    since: date
    until: date
    months: int


def _window(store: Store, grain: str, until: date | None) -> _Window | None:
    """From the first period of the store on: a frozen baseline would move with a later beginning."""
    known = [period for period in periods(store) if period.grain == grain]
    if not known:
        return None
    newest, oldest = known[0].first, known[-1].first
    last = newest if until is None else min(newest, until)
    return _Window(oldest, last, known[0].months) if last >= oldest else None


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
    places = [[months_between(start, day) // months for day in decided] for decided in anew]
    found = charts(actual, places, monthly=months == 1)
    return [_course(kpi, start, months, actual[row], target[row], found, row) for row, kpi in enumerate(items)]


def _course(kpi: Kpi, start: date, months: int, actual: Numbers, target: Numbers, found: Charts, row: int) -> Course:
    low, high = natural_range(kpi, actual)
    begin = found.begins[row]
    return Course(
        kpi, start, months, actual, target, found.mean[row], np.maximum(found.lower[row], low),
        np.minimum(found.upper[row], high), found.beyond[row], found.near[row], found.run[row], found.above[row],
        seasonal=bool(found.seasonal[row]), points=int(found.points[row]), left_out=int(found.left_out[row]),
        baseline_from=_month(start, months, begin) if begin else None,
    )  # fmt: skip


def natural_range(kpi: Kpi, actual: Numbers) -> tuple[float, float]:
    """Where the KPI can be: not below 0, nor above 100 %, when it never was; NaN is passed over."""
    known = actual[~np.isnan(actual)]
    low = 0.0 if known.size and known.min() >= 0 else -np.inf
    high = 100.0 if kpi.values["measure"] == "%" and known.size and known.max() <= 100 else np.inf
    return low, high


def _month(start: date, months: int, place: int) -> date:
    return Period("month", start).back(-place * months)
