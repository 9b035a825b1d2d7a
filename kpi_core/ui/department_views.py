"""The three forms of the Departments page: ranking and shared KPIs, what moved the score, one KPI across units."""

from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.bullets import bullets as bullet_chart
from kpi_core.charts.funnel import funnel as funnel_chart
from kpi_core.review.rates import Funnel, bullets, choices, mix, rate_funnel
from kpi_core.review.scope import Kpi
from kpi_core.text import t
from kpi_core.text.isolation import joined
from kpi_core.text.numbers import number
from kpi_core.ui.badges import marked
from kpi_core.ui.department_panels import (
    COLUMNS,
    Compared,
    ranking_rows,
    ranking_spec,
    waterfall_ends,
    waterfall_frame,
    waterfall_spec,
)
from kpi_core.ui.department_tables import (
    CELL_COLUMNS,
    PART_COLUMNS,
    cell_rows,
    cells_frame,
    part_rows,
    parts_frame,
)
from kpi_core.ui.export_panels import table_downloads
from kpi_core.ui.pieces import quiet, table
from kpi_core.ui.scope_bar import Scope
from kpi_core.ui.session import projector, theme


def show_ranking(found: Compared, scope: Scope) -> None:
    """Who is ahead and how sure that is, and the KPIs that units share."""
    rows, lang = found.shown.rows, scope.lang
    left, right = st.columns([0.4, 0.6], gap="medium")
    with left:
        quiet(t("departments.ranking", lang))
        _draw(ranking_spec(found.ranked, lang, theme(), projector()), t("departments.ranking_alt", lang))
        if found.cut:
            quiet(t("departments.top", lang, n=found.cut))
    with right:
        if projector():
            _show_shared(found, lang)
            return
        quiet(t("departments.table_note", lang))
        table("ranking", [t(f"departments.{name}", lang) for name in COLUMNS], ranking_rows(rows, scope))
    _show_shared(found, lang)


def _show_shared(found: Compared, lang: str) -> None:
    head, rows = found.shared
    guessed = any(cell.kpi.unconfirmed for cell in found.shown.cells)
    quiet(joined([t("departments.heat", lang), *([t("guess.legend", lang)] if guessed else [])]))
    if rows:
        table("shared", head, rows, left=(0,))
    else:
        quiet(t("departments.no_shared", lang))


def show_waterfall(found: Compared, scope: Scope) -> None:
    """Which departments and KPIs moved the score; the data table behind it holds every part."""
    shown, lang = found.shown, scope.lang
    if not shown.waterfall:
        quiet(t("departments.no_waterfall", lang))
        return
    then, now = waterfall_ends(shown, lang, scope.start)
    quiet(t("departments.waterfall", lang, unit=shown.unit.title(lang), then=then, now=now))
    frame = waterfall_frame(shown, lang, scope.start)
    _draw(waterfall_spec(frame, lang, theme(), projector()), t("departments.waterfall_alt", lang))
    if projector():
        return
    with st.expander(t("kpi.table", lang)):
        rows = part_rows(shown, scope)
        if len(shown.waterfall) > len(rows):
            quiet(t("departments.heaviest", lang, shown=len(rows), count=len(shown.waterfall)))
        table("parts", [t(f"departments.{word}", lang) for word in PART_COLUMNS], rows, left=(0, 1))
        table_downloads(t("departments.waterfall_name", lang), lambda: parts_frame(shown, lang), "waterfall", lang)


def show_one(found: Compared, name: str, scope: Scope) -> None:
    """One KPI across units: bullets against each target, for rates the funnel, and the figures behind them."""
    lang = scope.lang
    offered = choices(found.shown)
    kpi = next((kpi for kpi in offered if not name or kpi.values["name"] == name), None)
    if kpi is None:
        quiet(t("departments.not_shared" if offered else "departments.no_shared", lang))
        return
    title = joined([marked(kpi, lang), kpi.measure(lang)], " ").strip()
    moved = mix(found.shown, kpi)
    if moved is not None:
        values = {name: number(getattr(moved, name), 2, sign=True) for name in ("change", "by_rate", "by_mix")}
        quiet(t("departments.mix", lang, kpi=kpi.title(lang), unit=kpi.measure(lang), **values))
    left, right = st.columns(2, gap="medium")
    with left:
        quiet(t("departments.bullets", lang, kpi=marked(kpi, lang)))
        _draw(
            _bullet_spec(_bullets(found, kpi, lang), title, lang, theme(), projector()),
            t("departments.bullets_alt", lang),
        )
    with right:
        funnel = rate_funnel(found.shown, kpi)
        if funnel.why:
            quiet(t(f"departments.funnel_none_{funnel.why}", lang))
        else:
            _draw_funnel(funnel, title, lang)
    if not projector():
        with st.expander(t("kpi.table", lang)):
            cells = bullets(found.shown, kpi)
            table("one", [t(key, lang) for key in CELL_COLUMNS], cell_rows(cells, scope), left=(0,))
            table_downloads(kpi.title(lang), lambda: cells_frame(cells, lang), "one", lang)


def _draw_funnel(funnel: Funnel, title: str, lang: str) -> None:
    key = "departments.funnel_wide" if funnel.multiplier > 1 else "departments.funnel"
    quiet(t(key, lang, target=number(funnel.target), multiplier=number(funnel.multiplier, 2)))
    _draw(_funnel_spec(_funnel(funnel, lang), title, lang, theme(), projector()), t("departments.funnel_alt", lang))


@st.cache_data(show_spinner=False, max_entries=100)
def _bullet_spec(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool) -> dict[str, Any]:
    return bullet_chart(frame, title, lang, theme, big)


@st.cache_data(show_spinner=False, max_entries=100)
def _funnel_spec(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool) -> dict[str, Any]:
    return funnel_chart(frame, title, lang, theme, big)


def _draw(spec: dict[str, Any], alt: str) -> None:
    st.vega_lite_chart(spec=spec, theme=None, alt=alt)


def _bullets(found: Compared, kpi: Kpi, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"unit": cell.unit.title(lang), "actual": cell.actual, "target": cell.target, "status": cell.status,
          "judged": t(f"status.{cell.status}", lang)} for cell in bullets(found.shown, kpi)[:40]]
    )  # fmt: skip


def _funnel(funnel: Funnel, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"unit": rate.cell.unit.title(lang), "base": rate.base, "rate": rate.rate, "low95": rate.low95, "high95": rate.high95,
          "low998": rate.low998, "high998": rate.high998, "shrunk": rate.shrunk, "target": funnel.target,
          "place": rate.place, "word": t(f"departments.funnel_{rate.place}", lang)} for rate in funnel.rates]
    )  # fmt: skip
