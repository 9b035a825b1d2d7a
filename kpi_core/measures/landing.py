"""Where the year lands, what is still required, and how a yearly target is spread over months (METHODS section 2).

Vectors hold months of one fiscal year, first month first.
"""

from dataclasses import dataclass

import numpy as np

from kpi_core.measures.forecast import YEAR, expected
from kpi_core.measures.trend import Numbers

# With k months known, last year's growth is trusted by k / (k + 2): shrinks the first months' noise (METHODS 2).
_TRUST = 2
_SLACK = 1e-9


class BadProfile(ValueError):
    """Last year's months cannot be a profile: their sum is not positive, or one is negative or missing."""


def phase_evenly(year_target: float) -> Numbers:
    """A twelfth of the yearly target each month."""
    return np.full(YEAR, year_target / YEAR)


def phase_by_profile(year_target: float, last_year: Numbers, decimals: int | None = None) -> Numbers:
    """The yearly target in last year's shape: T * LY_m / sum LY; rounded to `decimals` the residue falls to the last month.

    Raises BadProfile when last year's sum is not positive or a month is negative or missing.
    """
    if len(last_year) != YEAR or np.isnan(last_year).any() or (last_year < 0).any() or last_year.sum() <= 0:
        raise BadProfile
    return rounded(year_target * last_year / last_year.sum(), year_target, decimals)


def rounded(months: Numbers, year_target: float, decimals: int | None) -> Numbers:
    """Months rounded to `decimals`, the last one taking what rounding left so that the year stays whole."""
    if decimals is None:
        return months
    found = np.round(months, decimals)
    found[-1] = round(year_target - float(found[:-1].sum()), decimals + 6)
    return found


@dataclass(frozen=True)
class Required:
    """What the rest of the year must bring: a month's rate, against the remaining plan and against the rate so far.

    `status` is open, reached (nothing more is needed), used_up (of a lower-is-better KPI more was used than the year
    allows), unreachable (no month can be as high) or year_closed; only an open one has a rate.
    """

    rate: float | None
    against_plan: float | None
    so_far: float | None
    gap: float
    status: str


def required(
    year_to_date: Numbers, months_target: Numbers, lower: bool = False, low: float = -np.inf, high: float = np.inf
) -> Required:
    """The monthly rate (target - so far) / months left; for lower-is-better the average that is still allowed.

    A rate outside `low`..`high`, where the KPI's months can be, is not a rate: no month can have it.
    """
    k = len(year_to_date)
    so_far, target = float(year_to_date.sum()), float(months_target.sum())
    gap = target - so_far
    rate = so_far / k if k else None
    if k >= YEAR:
        return Required(None, None, rate, gap, "year_closed")
    if gap <= 0 and not lower:
        return Required(None, None, rate, gap, "reached")
    needed = gap / (YEAR - k)
    slack = _SLACK * max(1.0, abs(target), abs(so_far))
    if needed < low - slack or needed > high + slack:
        beyond = "used_up" if needed < low else "reached"
        return Required(None, None, rate, gap, beyond if lower else "unreachable")
    rest = float(months_target[k:].sum())
    needed = min(max(needed, low), high)
    return Required(needed, gap / rest if rest > 0 else None, rate, gap, "open")


def run_rate(year_to_date: Numbers) -> float:
    """Year to date / k * 12: for a KPI without a year of history."""
    return float(year_to_date.sum()) / len(year_to_date) * YEAR


def grown_last_year(year_to_date: Numbers, last_year: Numbers) -> float | None:
    """Year to date + last year's rest * g^(k / (k + 2)), g = growth so far; None when growth cannot be formed."""
    k = len(year_to_date)
    before = float(last_year[:k].sum())
    now = float(year_to_date.sum())
    if before <= 0 or now <= 0:
        return None
    return now + float(last_year[k:].sum()) * float((now / before) ** (k / (k + _TRUST)))


@dataclass(frozen=True)
class Landing:
    """The year's expected total and how it was reached: run_rate, theta or theta_and_last_year; the months still to come."""

    value: float
    method: str
    rest: Numbers


def landing(history: Numbers, year_to_date: Numbers, low: float = -np.inf, high: float = np.inf) -> Landing:
    """Year to date + the mean of Theta and grown last year; the run rate without a year of history before the year.

    `history` holds the consecutive months before the year, oldest first; each month to come lies in `low`..`high`,
    where the KPI can be. Source: METHODS 2, landing back-test.
    """
    k = len(year_to_date)
    so_far = float(year_to_date.sum())
    if k >= YEAR:
        return Landing(so_far, "closed", np.empty(0))
    if len(history) < YEAR:
        return Landing(run_rate(year_to_date), "run_rate", np.full(YEAR - k, so_far / k))
    rest = expected(np.concatenate([history, year_to_date])[None, :], YEAR - k).values[0]
    rest = np.clip(rest, low, high)
    grown = grown_last_year(year_to_date, history[-YEAR:])
    if grown is None:
        return Landing(so_far + float(rest.sum()), "theta", rest)
    value = so_far + (float(rest.sum()) + grown - so_far) / 2
    # The months keep their shape where they have one that can be stretched.
    missing = value - so_far - float(rest.sum())
    rest = rest * (1 + missing / float(rest.sum())) if rest.sum() > 0 else rest + missing / (YEAR - k)
    rest = np.clip(rest, low, high)
    return Landing(so_far + float(rest.sum()), "theta_and_last_year", rest)


def landing_error(history: Numbers, k: int, low: float = -np.inf, high: float = np.inf) -> float | None:
    """Mean absolute percentage error (fraction) of the landing after k months, tried on each earlier full year.

    `history` ends with a full year; each tried year needs a year before it. None when there is none to try, or a
    year's total is not positive.
    """
    errors = []
    for end in range(len(history), 2 * YEAR - 1, -YEAR):
        year, before = history[end - YEAR : end], history[: end - YEAR]
        truth = float(year.sum())
        if truth > 0:
            errors.append(abs(landing(before, year[:k], low, high).value - truth) / truth)
    return float(np.mean(errors)) if errors else None
