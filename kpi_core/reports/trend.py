"""One KPI's course for scripts: values, limits, verdict, forecast, landing; fractions stay fractions, missing is null."""

from dataclasses import asdict
from typing import Any

from kpi_core.reports.documents import scope_asked, unit_name
from kpi_core.review.kpi import KpiView, kpi_view
from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.review.scope import Store, kpi_by_text, period_text
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.numbers import attainment, number


def trend_json(store: Store, unit: str | None, kpi: str, period: str | None, lang: str) -> dict[str, Any]:
    """One unit's KPI: its periods with limits and signals, the verdict with its evidence, forecast and landing."""
    chosen, when, _, known, start = scope_asked(store, unit, period)
    view = kpi_view(store, chosen, kpi_by_text(known, kpi), when)
    course, trend, ahead = view.course, view.trend, view.outlook
    return {
        "unit": unit_name(chosen, lang), "kpi": view.kpi.title(lang), "unconfirmed": list(view.kpi.unconfirmed),
        "period": period_text(when.grain, when.first, start), "headline": sentence(kpi_findings(view), lang),
        "points": [_point(view, at, start) for at in range(len(view.points))],
        "variation": course.variation(when.first) if course else "short",
        "assurance": course.assurance(when.first) if course else "short",
        "baseline_points": course.points if course else 0, "baseline": course.baseline if course else "short",
        "baseline_left_out": course.left_out if course else 0, "seasonal": bool(course and course.seasonal),
        "verdict": {"said": trend.said, "n": trend.months, "p": trend.p, "tau": trend.tau, "slope": trend.slope,
                    "low": trend.low, "high": trend.high},
        "outliers": [period_text(when.grain, day, start) for day in trend.outliers],
        "forecast": {"method": ahead.method, "why": ahead.why, "error": ahead.error,
                     "ahead": [{"period": period_text("month", a.period, start), "value": a.value, "low": a.low, "high": a.high}
                               for a in ahead.ahead]},
        "landing": {"value": ahead.landing, "method": ahead.landing_method, "error": ahead.landing_error,
                    "why": ahead.landing_why, "to_date": ahead.to_date, "target": ahead.year_target,
                    "required": asdict(ahead.required) if ahead.required else None},
    }  # fmt: skip


def _point(view: KpiView, at: int, start: int) -> dict[str, Any]:
    point, course = view.points[at], view.course
    lines = {
        name: course.at(point.period, getattr(course, name)) if course else None for name in ("mean", "lower", "upper")
    }
    return {
        "period": period_text(view.period.grain, point.period, start), "actual": point.actual, "target": point.target,
        "attainment": point.attainment, "status": point.status, **lines,
        "signal": course.rule(point.period) if course else None,
    }  # fmt: skip


def trend_text(document: dict[str, Any], lang: str) -> str:
    """The course for a terminal: the headline and one line a period."""
    lines = [
        f"{point['period']:<8}{number(point['actual'], lines=(point['target'],)):>12}{number(point['target']):>12}"
        f"{attainment(point['attainment']):>10}  " + (t(f"rule.{point['signal']}", lang) if point["signal"] else "")
        for point in document["points"]
    ]
    marked = [f"? {t('guess.mark', lang)}"] if document["unconfirmed"] else []
    return "\n".join([document["headline"], *marked, *lines])
