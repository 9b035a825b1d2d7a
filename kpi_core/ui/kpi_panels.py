"""The KPI page's parts: history, definition, and how the number came about."""

from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.kpi_history import kpi_history
from kpi_core.review.kpi import KpiView, Source
from kpi_core.review.scope import Kpi
from kpi_core.text import t
from kpi_core.text.numbers import number, percent, period_title
from kpi_core.ui.pieces import perspective

_DEFINED = ("definition", "formula", "measure", "direction", "aggregation", "form", "frequency", "perspective", "kra",
            "source", "owner", "supervisor")  # fmt: skip

_WORDS = ("direction", "aggregation", "form", "frequency")


def history_frame(view: KpiView) -> pd.DataFrame:
    """One row per period: what the chart draws, with the targets already set ahead."""
    rows: list[dict[str, Any]] = [
        {"period": p.period, "actual": p.actual, "target": p.target, "last_year": p.last_year, "status": p.status}
        for p in view.points
    ]
    rows += [{"period": when, "target": target, "status": "none"} for when, target in view.ahead]
    frame = pd.DataFrame(rows, columns=["period", "actual", "target", "last_year", "status"])
    frame["period"] = pd.to_datetime(frame["period"])
    return frame


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
                t("kpi.actual", lang): number(p.actual, decimals),
                t("kpi.target", lang): number(p.target, decimals),
                t("kpi.last_year", lang): number(p.last_year, decimals),
                t("kpi.attainment", lang): percent(p.attainment),
                t("kpi.status", lang): t(f"status.{p.status}", lang),
            }
            for p in reversed(view.points)
        ]
    )


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
            rows.append((t(f"field.{field}", lang), str(shown)))
    return rows


def how_lines(view: KpiView, lang: str) -> list[str]:
    """The formula with its figures, then every line of a file the number came from."""
    now = view.now
    if now is None:
        return [t("kpi.formula_none", lang, reason=t("reason.missing", lang))]
    decimals = view.kpi.values["decimals"]
    lines = [_formula(view, now, lang)]
    if now["scored"] is not None and now["attainment"] is not None and abs(now["scored"] - now["attainment"]) > 1e-9:
        lines.append(t("kpi.scored", lang, cap=percent(view.kpi.values["cap"], 0), scored=percent(now["scored"])))
    if now["denominator"] and view.kpi.values["aggregation"] == "ratio":
        lines.append(t("kpi.ratio", lang, actual=number(now["actual"], decimals), numerator=number(now["numerator"]),
                       denominator=number(now["denominator"])))  # fmt: skip
    if now["weight"] is not None:
        lines.append(t("kpi.weight", lang, weight=number(now["weight"])))
    if view.parts:
        how = t(f"aggregation.{view.kpi.values['aggregation']}", lang)
        lines.append(t("kpi.rolled", lang, count=len(view.parts), aggregation=how))
        for unit, part, sources in view.parts:
            lines.append(t("kpi.from_part", lang, unit=unit.title(lang), value=number(part["actual"], decimals)))
            lines += [_source(source, decimals, lang) for source in sources]
    return lines + [_source(source, decimals, lang) for source in view.sources[:20]]


def _formula(view: KpiView, now: dict[str, Any], lang: str) -> str:
    kpi = view.kpi.values
    form = "band" if kpi["direction"] == "band" else kpi["form"]
    if now["reason"] == "zero_target" and now["attainment"] is None:
        return t("kpi.formula_zero_compare", lang, actual=number(now["actual"], kpi["decimals"]))
    if now["attainment"] is None:
        return t("kpi.formula_none", lang, reason=t(f"reason.{now['reason']}", lang))
    if now["target"] == 0 and kpi["direction"] == "lower" and form in ("universal", "zero_target"):
        form = "zero_target"
    elif form == "zero_target":
        form = "universal"
    shown = {name: number(kpi[name]) for name in ("baseline", "low", "high", "tolerance")}
    shown |= {
        "tol_low": number(kpi["tol_low"] or kpi["tolerance"]),
        "tol_high": number(kpi["tol_high"] or kpi["tolerance"]),
    }
    shown |= {name: number(now[name] if now[name] is not None else kpi[name]) for name in ("floor", "stretch")}
    sign = "−" if kpi["direction"] == "lower" else "+"
    return t(f"kpi.formula_{form}", lang, sign=sign, actual=number(now["actual"], kpi["decimals"]),
             target=number(now["target"], kpi["decimals"]), attainment=percent(now["attainment"]), **shown)  # fmt: skip


def _source(source: Source, decimals: int | None, lang: str) -> str:
    values = t("list.separator", lang).join(f"{t(f'field.{k}', lang)} {number(v, None if k in ('numerator', 'denominator') else decimals)}"
                                            for k, v in source.values.items())  # fmt: skip
    line = t("kpi.line_of", lang, file=source.file, line=source.line, who=source.who, upload=source.upload_id,
             moment=source.moment.strftime("%Y-%m-%d %H:%M"))  # fmt: skip
    return f"{line} · {values} · {t(f'kpi.{source.state}', lang)}"
