"""The Departments page's parts: ranking with its certainty, shared KPIs, what moved the score, one KPI across units."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.ranking import ranking
from kpi_core.charts.theme import SHAPES
from kpi_core.charts.waterfall import waterfall
from kpi_core.review.department_findings import departments_findings, moved_findings
from kpi_core.review.departments import Cell as Judged
from kpi_core.review.departments import Departments, Ranked, departments, provisional
from kpi_core.review.findings import Finding, reason_key
from kpi_core.review.scope import Kpi, Unit
from kpi_core.text import t
from kpi_core.text.isolation import joined
from kpi_core.text.numbers import (
    GRADED,
    as_points,
    attainment,
    coverage,
    number,
    points,
    share,
    shown_title,
    whole_points,
)
from kpi_core.ui.badges import marked
from kpi_core.ui.known import known
from kpi_core.ui.pieces import Cell
from kpi_core.ui.scope_bar import Filter, Scope
from kpi_core.ui.session import Seen, store_of

# More bars than this are not readable: the chart then shows both ends.
_MOST = 30
_MOST_KPIS = 16
_MOST_PARTS = 12
VIEWS = ("ranking", "waterfall", "one")


@dataclass(frozen=True)
class Compared:
    """What the page shows; `cut` is how many of each end the chart shows, 0 for all."""

    shown: Departments
    findings: list[Finding]
    ranked: pd.DataFrame
    shared: tuple[list[str], list[list[Cell]]]
    cut: int


def filters(seen: Seen, lang: str, view: str | None) -> list[Filter]:
    """The page's form, and for one KPI across units which one."""
    forms = Filter("view", t("trends.view", lang), [(name, t(f"departments.view_{name}", lang)) for name in VIEWS])
    if view != "one":
        return [forms]
    kpis = [kpi for kpi in known(seen).kpis.values() if kpi.values["standing"]]
    return [forms, Filter("compare", t("bar.kpi", lang), [("", t("departments.most_shared", lang)),
                          *((str(kpi.values["name"]), kpi.title(lang)) for kpi in kpis)])]  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=40)
def compared(seen: Seen, scope: Scope) -> Compared:
    """The comparison of the units below the scope's unit; only read."""
    shown = departments(store_of(seen), scope.unit, scope.period, scope.span)
    ranked = [row for row in shown.rows if row.score is not None]
    cut = _MOST // 2 if len(ranked) > _MOST else 0
    kept = [*ranked[:cut], *ranked[-cut:]] if cut else ranked
    moved = dict(scope.filters).get("view") == "waterfall"
    said = moved_findings(shown) if moved else departments_findings(shown)
    return Compared(shown, said, _bars(kept, scope.lang), _shared(shown, kept, scope), cut)


def _bars(rows: list[Ranked], lang: str) -> pd.DataFrame:
    """One row per bar: score and where it may lie by its month-to-month movement, in points of 100."""
    frame = pd.DataFrame(
        [
            {"unit": row.unit.title(lang), "score": as_points(row.score or 0.0), "text": points(row.score, lines=GRADED),
             "low": as_points((row.score or 0.0) - row.reach) if row.reach is not None else None,
             "high": as_points((row.score or 0.0) + row.reach) if row.reach is not None else None}
            for row in rows
        ],
        columns=["unit", "score", "text", "low", "high"],
    )  # fmt: skip
    return frame.round(4)


def _shared(shown: Departments, kept: list[Ranked], scope: Scope) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of the map of KPIs that two or more units share, most shared first."""
    lang = scope.lang
    order = [row.unit for row in kept] or [row.unit for row in shown.rows]
    sharing: dict[int, int] = {}
    for cell in shown.cells:
        sharing[cell.kpi.kpi_id] = sharing.get(cell.kpi.kpi_id, 0) + 1
    shared = sorted((k for k, n in sharing.items() if n > 1), key=lambda k: (-sharing[k], k))[:_MOST_KPIS]
    held = {(cell.unit.unit_id, cell.kpi.kpi_id): cell for cell in shown.cells}
    titles = {cell.kpi.kpi_id: marked(cell.kpi, lang) for cell in shown.cells}
    rows: list[list[Cell]] = [
        [_named(unit, scope), *(_tinted(held.get((unit.unit_id, kpi)), scope) for kpi in shared)] for unit in order
    ]
    return [t("departments.unit", lang), *(titles[kpi] for kpi in shared)], rows if shared else []


def _named(unit: Unit, scope: Scope) -> Cell:
    """A department's name, leading to its board."""
    href = scope.link("./", unit=unit.address, view="", compare="")
    return unit.title(scope.lang), "", "", href


def kpi_link(unit: Unit, kpi: Kpi, scope: Scope) -> str:
    """The page of a unit's KPI: the way to the file and line of its number."""
    name = str(kpi.values["name"])
    return scope.link("kpi", unit=unit.address, kpi=name, view="", compare="")


def _tinted(cell: Judged | None, scope: Scope) -> Cell:
    if cell is None:
        return ""
    lang, edges = scope.lang, (cell.kpi.values["good"], cell.kpi.values["watch"])
    shown = whole_points(cell.attainment, edges) if cell.attainment is not None else ""
    text = f"{SHAPES[cell.status]} {shown}".strip()
    tip = (
        attainment(cell.attainment, edges)
        if cell.attainment is not None
        else t(reason_key(cell.reason, cell.due), lang)
    )
    return text, cell.status, tip, kpi_link(cell.unit, cell.kpi, scope)


@st.cache_data(show_spinner=False, max_entries=100)
def ranking_spec(frame: pd.DataFrame, lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished ranking chart."""
    return ranking(frame, lang, theme, big)


@st.cache_data(show_spinner=False, max_entries=100)
def waterfall_spec(frame: pd.DataFrame, lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished waterfall."""
    return waterfall(frame, lang, theme, big)


COLUMNS = ("rank", "unit", "score", "grade", "gap", "group", "change", "previous_rank", "same", "coverage", "counts")


def ranking_rows(rows: list[Ranked], scope: Scope) -> list[list[Cell]]:
    """The ranking as texts, one row a unit in the order of COLUMNS."""
    lang = scope.lang
    return [
        [
            _rank(row), _named(row.unit, scope), points(row.score, lines=GRADED), row.grade or "–", points(row.gap),
            chr(64 + row.group) if row.group and row.group < 27 else "–", _change(row), str(row.previous_rank or "–"),
            t("departments.same_of", lang, shared=row.shared, counted=row.counted), coverage(row.coverage),
            " / ".join(str(row.counts[s]) for s in ("good", "watch", "miss")),
        ]
        for row in rows
    ]  # fmt: skip


def _rank(row: Ranked) -> str:
    """The rank and the ranks it could have been; none with fewer than three months of scores."""
    if row.rank is None or provisional(row):
        return "–"
    if row.best is None or row.worst is None or (row.best == row.rank == row.worst):
        return str(row.rank)
    return f"{row.rank} ({row.best}–{row.worst})"


def _change(row: Ranked) -> str:
    if row.score is None or row.previous_score is None:
        return "–"
    return number(as_points(row.score - row.previous_score), 1, sign=True)


def waterfall_ends(shown: Departments, lang: str, start: int) -> tuple[str, str]:
    """The titles of the period or span that the change is measured from, and of the one shown."""
    grain = shown.period.grain
    return (shown_title(shown.span, grain, *shown.compared, lang, start),
            shown_title(shown.span, grain, shown.since, shown.period.first, lang, start))  # fmt: skip


def waterfall_frame(shown: Departments, lang: str, start: int) -> pd.DataFrame:
    """The score before, the heaviest parts, the rest as one, the score now: points of 100, summing exactly."""
    parts = [
        (joined([part.unit.title(lang), marked(part.kpi, lang)]), part.by_value, part.by_weight)
        for part in shown.waterfall
    ]
    rest = parts[_MOST_PARTS:]
    kept = parts[:_MOST_PARTS]
    if rest:
        name = t("departments.rest", lang, count=len(rest))
        kept = [*kept, (name, sum(value for _, value, _ in rest), sum(weight for _, _, weight in rest))]
    at = shown.previous or 0.0
    then, now = waterfall_ends(shown, lang, start)
    rows = [_level(then, at)]
    for name, value, weight in kept:
        change = value + weight
        rows.append({"name": name, "start": as_points(at), "end": as_points(at + change), "change": as_points(change),
                     "value": as_points(value), "weight": as_points(weight), "right": as_points(max(at, at + change)),
                     "text": share(change, 2, sign=True), "way": "up" if change >= 0 else "down"})  # fmt: skip
        at += change
    return pd.DataFrame([*rows, _level(now, shown.score or 0.0)]).round(6)


def _level(name: str, score: float) -> dict[str, Any]:
    shown = as_points(score)
    return {"name": name, "start": shown, "end": shown, "change": None, "value": None, "weight": None, "right": shown,
            "text": points(score, 2), "way": "level"}  # fmt: skip
