"""The Trends page as one component: small charts on one form, or the bowler grid; finished texts only."""

import json
from datetime import date
from typing import Any

import streamlit as st

from kpi_core.charts.theme import SHAPES
from kpi_core.review.scope import Kpi, Period, period_text
from kpi_core.review.trends import Row, Trends, trends, trends_findings
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.numbers import number, period_title
from kpi_core.ui.badges import badge_signs, badges
from kpi_core.ui.component import component
from kpi_core.ui.known import known
from kpi_core.ui.pieces import perspective, slope_text
from kpi_core.ui.scope_bar import Filter, Scope
from kpi_core.ui.session import Seen, store_of

_TRENDS = component("trends")
VIEWS = ("charts", "bowler")


def filters(seen: Seen, lang: str) -> list[Filter]:
    """What the page can be narrowed to: the form, a perspective, an owner."""
    standing = [kpi for kpi in known(seen).kpis.values() if kpi.values["standing"]]
    everything = ("", t("trends.all", lang))
    groups = list(dict.fromkeys(str(kpi.values["perspective"]) for kpi in standing if kpi.values["perspective"]))
    owners = list(dict.fromkeys(str(kpi.values["owner"]) for kpi in standing if kpi.values["owner"]))
    return [
        Filter("view", t("trends.view", lang), [(view, t(f"trends.{view}", lang)) for view in VIEWS]),
        Filter("perspective", t("trends.perspective", lang), [everything, *((name, perspective(name, lang)) for name in groups)]),
        Filter("owner", t("trends.owner", lang), [everything, *((name, name) for name in owners)]),
    ]  # fmt: skip


def show_trends(scope: Scope, seen: Seen) -> dict[str, Any] | None:
    """Draw the page; returns the unit and KPI ids and the period of a chart or figure that was opened, else None."""
    drawn = _drawn(
        seen, scope.unit.unit_id, scope.period.grain, scope.period.first, scope.lang, scope.mode, scope.filters
    )
    opened = _TRENDS(key="trends", data=drawn, on_open_change=lambda: None).get("open")
    return dict(opened) if opened else None


@st.cache_data(show_spinner=False, max_entries=200)
def _drawn(
    seen: Seen, unit: int, grain: str, first: date, lang: str, mode: str, filters: tuple[tuple[str, str], ...]
) -> bytes:
    """The finished page as JSON bytes: built once, sent as they are."""
    found = known(seen)
    scope = Scope(found.units[unit], Period(grain, first), "month", None, lang, mode, found.start, filters)
    shown = trends(store_of(seen), scope.unit, scope.period)
    return json.dumps(trends_data(shown, scope), ensure_ascii=False, separators=(",", ":")).encode()


def trends_data(shown: Trends, scope: Scope) -> dict[str, Any]:
    """The page as the component draws it."""
    lang, chosen = scope.lang, dict(scope.filters)
    rows = [
        row for row in shown.rows
        if chosen.get("perspective", "") in ("", row.kpi.values["perspective"])
        and chosen.get("owner", "") in ("", row.kpi.values["owner"])
    ]  # fmt: skip
    view = chosen.get("view") or VIEWS[0]
    title = t(
        "trends.where",
        lang,
        unit=shown.unit.title(lang),
        period=period_title(shown.period.grain, shown.period.first, lang, scope.start),
    )
    return {
        "drawn": "|".join(scope.parameters().values()), "view": view, "mode": scope.mode, "lang": lang, "where": title,
        "unit_id": shown.unit.unit_id, "link": scope.link("kpi", view="", perspective="", owner="", period=""),
        "period": scope.period.text(scope.start),
        "headline": sentence(trends_findings(shown), lang), "none": t("trends.nothing", lang) if not rows else "",
        "legend": t(f"trends.legend_{view}", lang), "shapes": SHAPES, "marks": badge_signs(lang), "pages": t("wall.pages", lang),
        "words": {key: t(f"kpi.{key}", lang) for key in ("actual", "target")},
        "cards": [_card(row, lang, scope.mode == "projector") for row in rows] if view == VIEWS[0] else [],
        "months": _headings(rows, scope) if view != VIEWS[0] else [],
        "rows": [_bowler(row, rows, lang) for row in rows] if view != VIEWS[0] else [],
    }  # fmt: skip


def _named(kpi: Kpi, lang: str) -> dict[str, Any]:
    return {"kpi_id": kpi.kpi_id, "key": str(kpi.values["name"]), "name": kpi.title(lang), "unit": kpi.measure(lang)}


def _card(row: Row, lang: str, big: bool) -> dict[str, Any]:
    """One small chart: heights from 0 (lowest of all its lines) to 400, and its finding as a short text."""
    known_values = [v for m in row.months for v in (m.actual, m.target, m.lower, m.upper) if v is not None]
    low = min(known_values, default=0.0)
    scale = 400 / (max(known_values, default=0.0) - low or 1.0)
    columns = {
        name: [None if (v := getattr(m, name)) is None else round((v - low) * scale) for m in row.months]
        for name in ("actual", "target", "lower", "upper")
    }
    last = row.months[-1].actual if row.months else None
    return {
        **_named(row.kpi, lang), "value": number(last, row.kpi.values["decimals"]),
        "note": _short_note(row, lang) if big else _note(row, lang),
        "s": {"improving": "good", "worsening": "miss"}.get(row.variation, "none"),
        "badges": badges(row.kpi, row.variation, row.assurance),
        "signals": [at for at, month in enumerate(row.months) if month.signal], **columns,
    }  # fmt: skip


def _note(row: Row, lang: str) -> str:
    if row.trend == "too_few":
        return t("headline.change.short", lang, count=row.points)
    parts = [t(f"rule.{row.rule}", lang)] if row.rule else []
    if row.stated:
        text = t(f"trend.{row.trend}", lang)
        if row.slope is not None:
            text += " " + t("trends.slope", lang, slope=slope_text(row.kpi, row.slope, lang))
        parts.append(text if row.found else t("trends.not_standing", lang, trend=text))
    elif row.trend == "constant":
        parts.append(t("trend.constant", lang))
    return " · ".join(parts) or t("variation.same", lang)


def _short_note(row: Row, lang: str) -> str:
    """The strongest thing to say, in a few words for the projector."""
    if row.rule or row.trend == "too_few":
        return t(f"rule.{row.rule}", lang) if row.rule else t("trend.too_few", lang)
    return t(f"trend.{row.trend}", lang) if row.standing else ""


def _headings(rows: list[Row], scope: Scope) -> list[str]:
    months = sorted({cell.period for row in rows for cell in row.bowler})
    return [period_text(scope.period.grain, when, scope.start) for when in months]


def _bowler(row: Row, rows: list[Row], lang: str) -> dict[str, Any]:
    months = sorted({cell.period for other in rows for cell in other.bowler})
    cells = {cell.period: cell for cell in row.bowler}
    decimals = row.kpi.values["decimals"]
    known_cells = [cells.get(when) for when in months]
    return {
        **_named(row.kpi, lang),
        "cells": [cell and {"a": number(cell.actual, decimals, lines=(cell.target,)), "t": number(cell.target, decimals), "s": cell.status}
                  for cell in known_cells],
    }  # fmt: skip
