"""What the KPI page says in one sentence: where the value stands, whether it is changing, where the year lands."""

import math
from datetime import date

from kpi_core.measures.change import POINTS
from kpi_core.measures.trend import STATED
from kpi_core.review.findings import Finding
from kpi_core.review.kpi import KpiView
from kpi_core.review.scope import Kpi
from kpi_core.review.variation import Course

# Below it a slope is shown with two digits, not with two decimals.
_SMALL = 0.1
# So many decimals more at most tell a landing from its target.
_MORE = 3


def kpi_findings(view: KpiView) -> list[Finding]:
    """The page's headline: the value against its target, then change, then landing."""
    found = [_standing(view)]
    if view.now is None or view.now["actual"] is None:
        return found
    found += change_findings(view)
    return found + _landing(view)


def _measured(view: KpiView, value: float | None) -> tuple[float | None, int | None, dict[str, str]]:
    return value, view.kpi.values["decimals"], {"zh": view.kpi.measure("zh"), "en": view.kpi.measure("en")}


def _wide(view: KpiView, value: float | None) -> tuple[float | None, int | None, dict[str, str]]:
    """A limit or mean: one decimal more than the KPI's own figures."""
    amount, decimals, measure = _measured(view, value)
    return amount, None if decimals is None else decimals + 1, measure


def _standing(view: KpiView) -> Finding:
    now, kpi = view.now, view.kpi.values
    if now is None or now["actual"] is None:
        why = "no_cases" if now and now["reason"] == "no_cases" else "missing" if now and now["due"] else "not_due"
        return Finding(f"headline.kpi.{why}", {"period": (view.period.grain, view.period.first)})
    values: dict[str, object] = {"value": _measured(view, now["actual"])}
    status, reason = now["status"], now["reason"]
    if reason == "low_coverage":
        return Finding("headline.kpi.partial", {**values, "coverage": now["cells"] / now["due"]})
    if reason == "bad_config":
        return Finding("headline.kpi.bad_config", values)
    if kpi["direction"] == "none":
        return Finding("headline.kpi.shown", values)
    if status == "none":
        return Finding("headline.kpi.no_target", values)
    if kpi["direction"] == "band" or kpi["form"] == "band":
        band = {
            "low": _measured(view, view.kpi.constant("low", now["cells"])),
            "high": _measured(view, view.kpi.constant("high", now["cells"])),
            "attainment": now["attainment"],
        }
        return Finding(f"headline.kpi.band_{status}", {**values, **band})
    values["target"] = _measured(view, now["target"])
    if now["attainment"] is None or now["target"] is None:
        return Finding("headline.kpi.plain_good" if status == "good" else "headline.kpi.plain_miss", values)
    values["attainment"] = now["attainment"]
    if status == "miss" and view.streak >= 2:
        return Finding("headline.kpi.miss_streak", {**values, "months": view.streak})
    return Finding(f"headline.kpi.{status}", values)


def change_findings(view: KpiView) -> list[Finding]:
    """Whether the KPI is changing: a trend, a signal, a season, plain noise, or too little to tell."""
    course, trend, when = view.course, view.trend, view.period.first
    if course is None or trend.said == "too_few":
        return [Finding("headline.change.short", {"count": trend.months})]
    if course.at(when, course.actual) is None:
        return [Finding("headline.change.incomplete")]
    if trend.said == "constant":
        return [Finding("headline.change.constant", {"count": trend.months})]
    found = []
    if trend.said in STATED and trend.slope:
        found.append(_slope(view))
    elif rule := course.rule(when):
        found.append(_signal(view, course, rule))
    if course.seasonal:
        found.append(Finding("headline.change.season"))
    if not found:
        low, high = course.at(when, course.lower), course.at(when, course.upper)
        if low is not None:
            found.append(Finding("headline.change.noise", {"low": _wide(view, low), "high": _wide(view, high)}))
        elif course.baseline == "short":
            found.append(Finding("headline.change.no_limits"))
        else:
            found.append(Finding("headline.change.flat", {"count": course.points}))
    return found


def _slope(view: KpiView) -> Finding:
    slope = view.trend.slope or 0.0
    direction = view.kpi.values["direction"]
    better = {"higher": slope > 0, "lower": slope < 0}.get(direction)
    word = ("rising" if slope > 0 else "falling") if better is None else "improving" if better else "worsening"
    return Finding(
        f"headline.change.{view.trend.said}_{word}",
        {"slope": a_period(view.kpi, abs(slope)), "count": view.trend.months},
    )


def in_points(kpi: Kpi, difference: float) -> float | None:
    """A difference of a percent KPI's values in percentage points; None for other KPIs."""
    factor = POINTS.get(kpi.values["measure"])
    return None if factor is None else factor * difference


def a_period(kpi: Kpi, slope: float) -> tuple[float, int | None, object]:
    """A slope as an amount, its decimals and its measure (`points` for a percent KPI); small ones keep two digits."""
    points = in_points(kpi, slope)
    amount = slope if points is None else points
    size = abs(amount)
    decimals = 1 - math.floor(math.log10(size)) if 0 < size < _SMALL else None
    return amount, decimals, {lang: kpi.measure(lang) for lang in ("zh", "en")} if points is None else "points"


def _signal(view: KpiView, course: Course, rule: str) -> Finding:
    """A signal without a trend: since when the value lies outside its usual range or on one side of its mean."""
    when = view.period.first
    word = course.variation(when)
    values: dict[str, object] = {"since": (view.period.grain, _since(course, when))}
    if rule == "run":
        values["mean"] = _wide(view, course.at(when, course.mean))
    else:
        values |= {
            "low": _wide(view, course.at(when, course.lower)),
            "high": _wide(view, course.at(when, course.upper)),
        }
    return Finding(f"headline.change.{rule}_{word}", values)


def _since(course: Course, when: date) -> date:
    """First period of the signals on the same side that lead up to this one without a break."""
    place = course.place(when)
    side = course.above[place]
    while (
        place > 0
        and course.above[place - 1] == side
        and (course.beyond[place - 1] or course.near[place - 1] or course.run[place - 1])
    ):
        place -= 1
    return course.period(place)


_Shown = tuple[float | None, int | None, dict[str, str]]


def _apart(first: _Shown, second: _Shown) -> tuple[_Shown, _Shown]:
    """Two figures with as many more decimals as it takes to see that they differ: 3.04 does not land on a target of 3."""
    (one, decimals, measure), (other, _, _) = first, second
    if one is not None and other is not None and decimals is not None:
        most = decimals + _MORE
        while decimals < most and one != other and round(one, decimals) == round(other, decimals):
            decimals += 1
    return (one, decimals, measure), (other, decimals, measure)


def _landing(view: KpiView) -> list[Finding]:
    seen = view.outlook
    if seen.landing is None or seen.year_target is None or seen.landing_method == "closed":
        return []
    lower = view.kpi.values["direction"] == "lower"
    if view.kpi.values["direction"] not in ("higher", "lower"):
        return []
    summed = view.kpi.values["aggregation"] == "sum"
    shown = _measured if summed else _wide
    if seen.required is not None and seen.required.status in ("used_up", "unreachable"):
        # The months left cannot change it: there is nothing to expect.
        code = "used_up" if summed and seen.required.status == "used_up" else "unreachable"
        values = {"target": shown(view, seen.year_target), "so_far": shown(view, seen.to_date)}
        return [Finding(f"headline.landing.{code}", values)]
    reached = seen.landing <= seen.year_target if lower else seen.landing >= seen.year_target
    landing, target = _apart(shown(view, seen.landing), shown(view, seen.year_target))
    values = {"landing": landing, "target": target}
    return [Finding("headline.landing.reaches" if reached else "headline.landing.misses", values)]
