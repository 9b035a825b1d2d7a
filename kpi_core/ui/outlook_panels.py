"""The KPI page's evidence, outlook and targets: short cards of term and figure."""

from datetime import date
from typing import Any

from kpi_core.review.kpi import KpiView
from kpi_core.review.kpi_findings import in_points
from kpi_core.review.variation import BASELINE, Course
from kpi_core.text import t
from kpi_core.text.numbers import number, percent, period_title, wide
from kpi_core.ui.pieces import slope_text
from kpi_core.ui.session import moment_text

_TARGETS = 8


def evidence_rows(view: KpiView, lang: str) -> list[tuple[str, ...]]:
    """What the verdict rests on: badges, trend test, limits, outliers, a change of level."""
    course, trend = view.course, view.trend
    if course is None:
        return [("", t("reason.missing", lang))]
    when = view.period.first
    variation, assurance = course.variation(when), course.assurance(when)
    rows: list[tuple[str, ...]] = [
        (t("evidence.variation", lang), t(f"variation.{variation}", lang)),
        (t("evidence.assurance", lang), t(f"assurance.{assurance}", lang)),
        (t("evidence.trend", lang), _trend(view, lang)),
    ]
    if limits := _limits(view, course, lang):
        rows.append((t("evidence.limits_of", lang), limits))
    if trend.moved:
        rows.append((t("evidence.moved", lang), t("evidence.moved_text", lang, since=period_title(view.period.grain, trend.moved, lang),
                     before=_wide(view, trend.moved_from), after=_wide(view, trend.moved_to), p=_p(trend.moved_p or 0.0))))  # fmt: skip
    if trend.outliers:
        periods = t("list.separator", lang).join(
            period_title(view.period.grain, day, lang) for day in trend.outliers[:6]
        )
        rows.append((t("evidence.outliers", lang), periods))
    return rows


def _limits(view: KpiView, course: Course, lang: str) -> str:
    """The limits with what they rest on; empty where there are too few periods."""
    low, mean, high = (course.at(view.period.first, line) for line in (course.lower, course.mean, course.upper))
    if low is None and mean is not None:
        return t("evidence.limits_flat", lang, count=course.points)
    if low is None or course.baseline == "short":
        return ""
    left = t("evidence.limits_left", lang, count=course.left_out) if course.left_out else ""
    since = period_title(view.period.grain, course.baseline_from or course.first, lang)
    return t(f"evidence.limits_{course.baseline}", lang, low=_wide(view, low), high=_wide(view, high),
             mean=_wide(view, mean), count=course.points, since=since, most=BASELINE, left=left)  # fmt: skip


def _trend(view: KpiView, lang: str) -> str:
    trend = view.trend
    if trend.said == "too_few":
        return t("headline.change.short", lang, count=trend.months)
    text = t(f"trend.{trend.said}", lang)
    if trend.slope is None or trend.said == "constant":
        return text
    return text + t("evidence.trend_text", lang, p=_p(trend.p), tau=number(trend.tau, 2), slope=slope_text(view.kpi, trend.slope, lang),
                    low=slope_text(view.kpi, trend.low, lang), high=slope_text(view.kpi, trend.high, lang), pairs=trend.pairs)  # fmt: skip


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def _wide(view: KpiView, value: float | None) -> str:
    return wide(value, view.kpi.values["decimals"])


def outlook_rows(view: KpiView, lang: str) -> list[tuple[str, ...]]:
    """Next month, where the year lands with its error in earlier years, and what the rest must bring."""
    seen, decimals = view.outlook, view.kpi.values["decimals"]
    rows: list[tuple[str, ...]] = []
    if seen.why:
        rows.append(("", t(f"outlook.why_{seen.why}", lang, count=seen.months)))
    if seen.why and seen.landing is None:
        return rows
    if seen.ahead:
        first = seen.ahead[0]
        rows.append((period_title("month", first.period, lang), t("outlook.next", lang, value=number(first.value, decimals),
                     low=number(first.low, decimals), high=number(first.high, decimals))))  # fmt: skip
        rows.append((t("outlook.method", lang), t(f"method.{seen.method}", lang, count=seen.months)))
        if seen.error is not None:
            rows.append((t("outlook.error", lang), t("outlook.error_text", lang, error=_error(view, lang))))
    rows += _landing_rows(view, lang)
    return rows


def _error(view: KpiView, lang: str) -> str:
    """The back-test's error; of a percent KPI in percentage points."""
    points = in_points(view.kpi, view.outlook.error or 0.0)
    return (
        _wide(view, view.outlook.error) if points is None else t("wall.points_change", lang, value=_wide(view, points))
    )


def _landing_rows(view: KpiView, lang: str) -> list[tuple[str, ...]]:
    seen = view.outlook
    if seen.landing is None:
        return [(t("outlook.landing", lang), t(f"outlook.landing_{seen.landing_why}", lang))]
    text = t(
        "outlook.landing_text",
        lang,
        value=_wide(view, seen.landing),
        how=t(f"method.{seen.landing_method}", lang, count=seen.known),
    )
    if seen.landing_error is not None:
        text += t("outlook.landing_error", lang, error=percent(seen.landing_error))
    rows: list[tuple[str, ...]] = [
        (t("outlook.to_date", lang), t("outlook.to_date_text", lang, value=_wide(view, seen.to_date), count=seen.known)),
        (t("outlook.landing", lang), text),
    ]  # fmt: skip
    if seen.year_target is not None:
        rows.append((t("outlook.year_target", lang), _wide(view, seen.year_target)))
    need = seen.required
    if need is None:
        return rows
    if need.status != "open" or need.rate is None:
        # Of a mean no allowance is used up: its target is out of reach.
        status = "unreachable" if need.status == "used_up" and view.kpi.values["aggregation"] != "sum" else need.status
        return [*rows, (t("outlook.required", lang), t(f"outlook.{status}", lang, so_far=_wide(view, need.so_far)))]
    key = "outlook.allowed_text" if view.kpi.values["direction"] == "lower" else "outlook.required_text"
    return [
        *rows,
        (t("outlook.required", lang), t(key, lang, rate=_wide(view, need.rate), so_far=_wide(view, need.so_far))),
    ]


def target_rows(view: KpiView, lang: str) -> list[tuple[str, ...]]:
    """Each step of the target: from when, who set it, in which file; newest first."""
    latest: dict[date, dict[str, Any]] = {}
    for row in view.targets_said:
        latest.setdefault(row["period"], row)
    rows: list[tuple[str, ...]] = []
    before = None
    for period in sorted(latest):
        row = latest[period]
        if row["target"] != before:
            before = row["target"]
            text = t("evidence.target_from", lang, target=number(before, view.kpi.values["decimals"]), who=row["who"],
                     moment=moment_text(row["moment"])[:10], file=row["file"], line=row["line"])  # fmt: skip
            link = f"history?upload={row['upload_id']}&line={row['line']}&lang={lang}"
            rows.insert(0, (period_title(view.period.grain, period, lang), text, link))
    return rows[:_TARGETS]
