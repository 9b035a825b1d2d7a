"""The Departments page's parts: the ranking and the heat map of shared KPIs."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.heat_map import heat_map
from kpi_core.charts.ranking import ranking
from kpi_core.charts.theme import SHAPES
from kpi_core.review.departments import Departments, Ranked, departments
from kpi_core.review.findings import Finding, departments_findings
from kpi_core.text import t
from kpi_core.text.numbers import number, percent, points
from kpi_core.ui.scope_bar import Scope
from kpi_core.ui.session import Seen, store_of

# More bars than this are not readable: the chart then shows both ends.
_MOST = 30
_MOST_KPIS = 16


@dataclass(frozen=True)
class Compared:
    """What the page shows; `cut` is how many of each end the chart shows, 0 for all."""

    findings: list[Finding]
    rows: list[Ranked]
    ranked: pd.DataFrame
    cells: pd.DataFrame
    cut: int


@st.cache_data(show_spinner=False, max_entries=100)
def compared(seen: Seen, scope: Scope) -> Compared:
    """The comparison of the units below the scope's unit."""
    shown = departments(store_of(seen), scope.unit, scope.period, scope.span)
    ranked = [row for row in shown.rows if row.score is not None]
    cut = _MOST // 2 if len(ranked) > _MOST else 0
    kept = [*ranked[:cut], *ranked[-cut:]] if cut else ranked
    frame = pd.DataFrame(
        [{"unit": row.unit.title(scope.lang), "score": round(100 * (row.score or 0.0), 4)} for row in kept],
        columns=["unit", "score"],
    )
    return Compared(departments_findings(shown), shown.rows, frame, _cells(shown, kept, scope.lang), cut)


def _cells(shown: Departments, kept: list[Ranked], lang: str) -> pd.DataFrame:
    """Cells of KPIs that two or more units share, most shared first."""
    order = [row.unit.unit_id for row in kept] or [row.unit.unit_id for row in shown.rows]
    place = {unit: at for at, unit in enumerate(order)}
    sharing: dict[int, int] = {}
    for cell in shown.cells:
        sharing[cell.kpi.kpi_id] = sharing.get(cell.kpi.kpi_id, 0) + 1
    shared = sorted((k for k, n in sharing.items() if n > 1), key=lambda k: (-sharing[k], k))[:_MOST_KPIS]
    column = {kpi: at for at, kpi in enumerate(shared)}
    cells = [c for c in shown.cells if c.kpi.kpi_id in column and c.unit.unit_id in place]
    cells.sort(key=lambda c: (place[c.unit.unit_id], column[c.kpi.kpi_id]))
    return pd.DataFrame(
        [
            {"unit": c.unit.title(lang), "kpi": c.kpi.title(lang), "status": c.status,
             "text": f"{SHAPES[c.status]} {number(100 * c.attainment, 0) if c.attainment is not None else ''}".strip(),
             "tip": percent(c.attainment) if c.attainment is not None else t(f"reason.{c.reason}", lang)}
            for c in cells
        ],
        columns=["unit", "kpi", "status", "text", "tip"],
    )  # fmt: skip


@st.cache_data(show_spinner=False, max_entries=100)
def ranking_spec(frame: pd.DataFrame, lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished ranking chart."""
    return ranking(frame, lang, theme, big)


@st.cache_data(show_spinner=False, max_entries=100)
def heat_spec(frame: pd.DataFrame, lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished heat map."""
    return heat_map(frame, lang, theme, big)


def ranking_table(rows: list[Ranked], lang: str) -> pd.DataFrame:
    """The ranking with score, coverage, the rank before and the counts."""
    return pd.DataFrame(
        [
            {
                t("departments.rank", lang): str(row.rank or "–"),
                t("departments.unit", lang): row.unit.title(lang),
                t("departments.score", lang): points(row.score),
                t("departments.change", lang): _change(row),
                t("departments.previous_rank", lang): str(row.previous_rank or "–"),
                t("departments.coverage", lang): percent(row.coverage, 0),
                t("departments.counts", lang): " / ".join(str(row.counts[s]) for s in ("good", "watch", "miss")),
            }
            for row in rows
        ]
    )


def _change(row: Ranked) -> str:
    if row.score is None or row.previous_score is None:
        return "–"
    return number(100 * (row.score - row.previous_score), 1, sign=True)
