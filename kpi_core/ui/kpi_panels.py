"""The KPI page's parts: history, definition, and how the number came about."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.kpi_history import COLUMNS, kpi_history
from kpi_core.review.findings import reason_key
from kpi_core.review.history import line_shown
from kpi_core.review.kpi import KpiView, Source, kpi_view
from kpi_core.review.scope import Kpi, Period
from kpi_core.text import label, t
from kpi_core.text.isolation import isolated, joined
from kpi_core.text.numbers import attainment, number, percent, period_title, wide
from kpi_core.ui.known import known
from kpi_core.ui.pieces import perspective
from kpi_core.ui.session import Seen, moment_text, store_of

_DEFINED = ("definition", "formula", "measure", "direction", "aggregation", "form", "frequency", "perspective", "kra",
            "source", "owner", "supervisor")  # fmt: skip

_WORDS = ("direction", "aggregation", "form", "frequency")


# A resource, not data: it is only read.
@st.cache_resource(show_spinner=False, max_entries=60)
def viewed(seen: Seen, unit_id: int, kpi_id: int, grain: str, first: date) -> KpiView:
    """Everything on the page of a unit's KPI: tests, forecast and back-test are worked out once per data version."""
    found = known(seen)
    return kpi_view(store_of(seen), found.units[unit_id], found.kpis[kpi_id], Period(grain, first))


def history_frame(view: KpiView, lang: str) -> pd.DataFrame:
    """One row per period: what the chart draws, with the targets set ahead, the forecast and what was said."""
    course = view.course
    rows: dict[date, dict[str, Any]] = {}
    for p in view.points:
        rows[p.period] = {"actual": p.actual, "target": p.target, "last_year": p.last_year, "status": p.status}
        if course is not None:
            rows[p.period] |= {name: course.at(p.period, getattr(course, name)) for name in ("mean", "lower", "upper")}
            rows[p.period]["signal"] = course.rule(p.period) is not None
    for when, target in view.ahead:
        rows.setdefault(when, {})["target"] = target
    for step in view.outlook.ahead:
        rows.setdefault(step.period, {}).update(forecast=step.value, low=step.low, high=step.high)
    if view.outlook.ahead and view.now is not None:
        rows[view.period.first]["forecast"] = view.now["actual"]
    for when, text in _said(view, lang).items():
        rows.setdefault(when, {})["said"] = text
    filled = [{"period": when, "status": "none", "signal": False, **row} for when, row in sorted(rows.items())]
    frame = pd.DataFrame(filled, columns=list(COLUMNS))
    frame["period"] = pd.to_datetime(frame["period"])
    return frame


def _said(view: KpiView, lang: str) -> dict[date, str]:
    """Everything said of a period as one text, cut where a tooltip would grow too long."""
    texts: dict[date, list[str]] = {}
    shown = {point.period for point in view.points}
    for remark in view.remarks:
        texts.setdefault(remark.period, []).append(f"{t(f'say.{remark.kind}', lang)}: {isolated(remark.text)}")
    for action in view.actions:
        texts.setdefault(action.period, []).append(
            f"{t('say.action', lang)}: {isolated(action.text)} ({isolated(action.owner)})"
        )
    return {when: " · ".join(parts)[:300] for when, parts in texts.items() if when in shown}


@st.cache_data(show_spinner=False, max_entries=200)
def history_spec(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished chart."""
    return kpi_history(frame, title, lang, theme, big)


def history_table(view: KpiView, lang: str) -> pd.DataFrame:
    """The data behind the chart, newest first."""
    decimals = view.kpi.values["decimals"]
    return pd.DataFrame(
        [
            {
                t("kpi.period", lang): period_title(view.period.grain, p.period, lang),
                t("kpi.actual", lang): number(p.actual, decimals, lines=(p.target,)),
                t("kpi.target", lang): number(p.target, decimals),
                t("kpi.last_year", lang): number(p.last_year, decimals),
                t("kpi.attainment", lang): attainment(p.attainment, _edges(view)),
                t("kpi.status", lang): t(f"status.{p.status}", lang),
                t("kpi.limits", lang): _limits(view, p.period),
                t("kpi.signal", lang): _signal(view, p.period, lang),
            }
            for p in reversed(view.points)
        ]
    )


def _limits(view: KpiView, when: date) -> str:
    course, decimals = view.course, view.kpi.values["decimals"]
    if course is None or course.at(when, course.lower) is None:
        return "–"
    return f"{wide(course.at(when, course.lower), decimals)} – {wide(course.at(when, course.upper), decimals)}"


def _signal(view: KpiView, when: date, lang: str) -> str:
    rule = view.course.rule(when) if view.course else None
    return t(f"rule.{rule}", lang) if rule else ""


def definition_rows(kpi: Kpi, lang: str) -> list[tuple[str, str]]:
    """Term and text of every field that is set."""
    rows = []
    for field in _DEFINED:
        value = kpi.measure(lang) if field == "measure" else kpi.values[field]
        if value not in (None, ""):
            shown = (
                t(f"{field}.{value}", lang)
                if field in _WORDS
                else perspective(value, lang)
                if field == "perspective"
                else value
            )
            rows.append((label(f"field.{field}", lang), str(shown)))
    return rows


def _edges(view: KpiView) -> tuple[float | None, float | None]:
    return view.kpi.values["good"], view.kpi.values["watch"]


def how_rows(view: KpiView, lang: str) -> list[tuple[str, ...]]:
    """The formula with its figures, then every line of a file the number came from, each with its link."""
    now = view.now
    if now is None:
        return [("", t("kpi.formula_none", lang, reason=t("reason.missing", lang)))]
    decimals = view.kpi.values["decimals"]
    lines = [_formula(view, now, lang)]
    if now["scored"] is not None and now["attainment"] is not None and abs(now["scored"] - now["attainment"]) > 1e-9:
        lines.append(
            t(
                "kpi.scored",
                lang,
                cap=percent(view.kpi.values["cap"], 0),
                scored=attainment(now["scored"], _edges(view)),
            )
        )
    if now["denominator"] and view.kpi.values["aggregation"] == "ratio":
        lines.append(t("kpi.ratio", lang, actual=number(now["actual"], decimals), numerator=number(now["numerator"]),
                       denominator=number(now["denominator"])))  # fmt: skip
    if now["weight"] is not None:
        lines.append(t("kpi.weight", lang, weight=number(now["weight"])))
    rows: list[tuple[str, ...]] = [("", line) for line in lines]
    if view.parts:
        how = t(f"aggregation.{view.kpi.values['aggregation']}", lang)
        key = "kpi.rolled" if len(view.parts) > 1 else "kpi.rolled_one"
        rows.append(("", t(key, lang, count=len(view.parts), aggregation=how)))
        for unit, part, sources in view.parts:
            rows.append(("", t("kpi.from_part", lang, unit=unit.title(lang), value=number(part["actual"], decimals))))
            rows += [_source(source, decimals, lang) for source in sources]
    return rows + [_source(source, decimals, lang) for source in view.sources[:20]]


_CONSTANTS = ("baseline", "low", "high", "tolerance", "tol_low", "tol_high", "floor", "stretch")


def _formula(view: KpiView, now: dict[str, Any], lang: str) -> str:
    kpi = view.kpi.values
    form = "band" if kpi["direction"] == "band" else kpi["form"]
    if now["reason"] == "zero_target" and now["attainment"] is None:
        return t("kpi.formula_zero_compare", lang, actual=number(now["actual"], kpi["decimals"]))
    if now["attainment"] is None:
        return t("kpi.formula_none", lang, reason=t(reason_key(now["reason"], now["due"]), lang))
    if now["target"] == 0 and kpi["direction"] == "lower" and form in ("universal", "zero_target"):
        form = "zero_target"
    elif form == "zero_target":
        form = "universal"
    held = {name: view.kpi.constant(name, now["cells"]) for name in _CONSTANTS}
    held |= {name: held[name] or held["tolerance"] for name in ("tol_low", "tol_high")}
    held |= {name: now[name] for name in ("floor", "stretch") if now[name] is not None}
    shown = {name: number(value) for name, value in held.items()}
    sign = "−" if kpi["direction"] == "lower" else "+"
    return t(f"kpi.formula_{form}", lang, sign=sign, actual=number(now["actual"], kpi["decimals"], lines=(now["target"],)),
             target=number(now["target"], kpi["decimals"]), attainment=attainment(now["attainment"], _edges(view)), **shown)  # fmt: skip


def _source(source: Source, decimals: int | None, lang: str) -> tuple[str, ...]:
    values = t("list.separator", lang).join(f"{t(f'field.{k}', lang)} {number(v, None if k in ('numerator', 'denominator') else decimals)}"
                                            for k, v in source.values.items())  # fmt: skip
    key = "kpi.line_of" if source.line else "kpi.withdrawn_by"
    line = t(key, lang, file=source.file, line=line_shown(source.line or 0), who=source.who, upload=source.upload_id,
             moment=moment_text(source.moment))  # fmt: skip
    link = f"history?upload={source.upload_id}&line={source.line}&lang={lang}"
    parts = [line, *([values] if values else []), t(f"kpi.{source.state}", lang)]
    return ("", joined(parts), link) if source.line else ("", joined(parts))
