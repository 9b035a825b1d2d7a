"""The Reporting page's parts: who has handed in, a text to remind the others, a template, and a grid to type into."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.sheets import workbook
from kpi_core.review.changed import Saved
from kpi_core.review.reporting import (
    COLUMNS,
    Cell,
    Reported,
    Typed,
    as_csv,
    due_date,
    figures,
    hand_in,
    rehearse_hand_in,
    template,
)
from kpi_core.review.scope import Period, Unit, period_text
from kpi_core.store import Store
from kpi_core.text import MISSING, label, t
from kpi_core.text.isolation import isolated
from kpi_core.text.numbers import period_title, received
from kpi_core.ui.edit_panels import as_seen, drawn, saving, turn
from kpi_core.ui.known import Known
from kpi_core.ui.pieces import quiet, table
from kpi_core.ui.session import today


def last_month(company: Known) -> date:
    """The month that is reported on: the one before today, or the latest known where figures go no further."""
    known = [period.first for period in company.periods if period.grain == "month"]
    before = Period("month", today().replace(day=1)).back(1)
    return min([before, *([max(known)] if known else [])])


def headline(found: list[Reported], months: list[date], lang: str) -> str:
    """How many departments have handed in everything of the last month."""
    last = [row.months[-1] for row in found if row.months[-1]]
    missing = sum(1 for month in last if month and month[1])
    return t(
        "reporting.headline",
        lang,
        month=period_title("month", months[-1], lang),
        count=len(last),
        done=len(last) - missing,
    )


def reported_table(found: list[Reported], months: list[date], days: int, lang: str) -> None:
    """Departments by months, the newest first: all in, so many missing, late."""
    if not found:
        quiet(t("reporting.nobody", lang))
        return
    now = today()
    head = [label("field.department", lang), *(period_text("month", month) for month in reversed(months))]
    dates = [due_date(month, days) for month in months]
    rows = [
        [
            row.unit.trail(lang),
            *(_state(state, due, now, lang) for state, due in reversed([*zip(row.months, dates, strict=True)])),
        ]
        for row in found
    ]
    table("reported", head, rows, left=(0,))
    quiet(t("reporting.legend", lang, due=due_date(months[-1], days).isoformat()))


def _state(state: tuple[int, int] | None, due: date, now: date, lang: str) -> str | tuple[str, str, str]:
    if state is None:
        return "–"
    count, missing = state
    if not missing:
        return "✓", "good", received(missing, count, lang)
    late, said = now > due, received(missing, count, lang)
    return (said, "miss" if late else "watch",
            t("reporting.late" if late else "reporting.open", lang, received=said, due=due.isoformat()))  # fmt: skip


def reminder(found: list[Reported], months: list[date], days: int, lang: str) -> None:
    """A text to copy for the departments that have not handed in the last month."""
    missing = [(row.unit.trail(lang), row.months[-1]) for row in found if row.months[-1] and row.months[-1][1]]
    if not missing:
        return
    quiet(t("reporting.remind", lang))
    names = "\n".join(f"{isolated(name)}: {received(state[1], state[0], lang)}" for name, state in missing if state)
    month = period_title("month", months[-1], lang)
    st.code(
        t("reporting.reminder", lang, month=month, due=due_date(months[-1], days).isoformat(), names=names),
        language=None,
    )


def typed_grid(store: Store, company: Known, months: list[date], who: str, lang: str) -> None:
    """Choose a department and a month; type its figures in, or take the template with you."""
    leaves = _leaves(company)
    if not leaves:
        return
    left, right = st.columns([0.6, 0.4])
    by_id = {unit.unit_id: unit for unit in leaves}
    number = left.selectbox(
        label("field.department", lang), list(by_id), format_func=lambda i: by_id[i].trail(lang), key="reporting_unit"
    )
    following = Period("month", months[-1]).back(-1)
    month = right.selectbox(label("field.period", lang), [*reversed(months), following], key="reporting_month",
                            format_func=lambda first: period_title("month", first, lang))  # fmt: skip
    unit = by_id[number]
    form = f"typed {number} {month} {lang}"
    key = f"{form} {turn(form)}"
    rows = drawn(form, key, template(store, unit, [month], lang))
    if not rows:
        quiet(t("reporting.no_kpis", lang))
        return
    head = [t(f"field.{name}", lang) for name in COLUMNS]
    _downloads(unit, month, head, rows, lang)
    edited = _editor(rows, head, key)
    pressed = st.button(t("reporting.hand_in", lang), type="primary", disabled=not who, key="hand_in")
    typed = Typed(unit, month, head[:6], edited, as_seen(form, figures(rows)))

    def work(asked: Any, keep: bool) -> Saved:
        wanted = replace(typed, rows=asked)
        saved = rehearse_hand_in(store, wanted)
        return replace(saved, what=[hand_in(store, wanted, who)]) if keep else saved

    def said(saved: Saved) -> str:
        return t("reporting.handed_in", lang, upload=saved.what[0])

    saving(store, form, edited if pressed else None, work, said, lang)


def _leaves(company: Known) -> list[Unit]:
    parents = {unit.parent_id for unit in company.units.values()}
    leaves = [
        unit
        for unit in company.units.values()
        if unit.standing and unit.unit_id not in parents and unit.parent_id is not None
    ]
    return sorted(leaves, key=lambda unit: unit.path)


def _downloads(unit: Unit, month: date, head: list[str], rows: list[list[Cell]], lang: str) -> None:
    name = f"{unit.trail(lang).replace('/', '-')} {period_text('month', month)}"
    choices = {1: [str(row[1]) for row in rows]}
    with st.container(horizontal=True):
        st.download_button(
            t("reporting.csv", lang), data=lambda: as_csv([head, *rows]), file_name=f"{name}.csv", key="template_csv"
        )
        st.download_button(
            t("reporting.xlsx", lang),
            data=lambda: workbook(name, head, rows, choices),
            file_name=f"{name}.xlsx",
            key="template_xlsx",
        )


def _editor(rows: list[list[Cell]], head: list[str], key: str) -> list[list[Cell]]:
    """The template as a grid: actual and target can be typed, the rest is given."""
    frame = pd.DataFrame(rows, columns=head).astype({head[3]: "float64", head[4]: "float64", head[6]: "float64"})
    shown = [head[1], head[5], head[6], head[4], head[3]]
    numbers: dict[str, Any] = {head[at]: st.column_config.NumberColumn(format="%.12g") for at in (3, 4, 6)}
    edited = st.data_editor(frame, column_order=shown, hide_index=True, key=key, column_config=numbers, placeholder=MISSING,
                            disabled=[name for name in head if name not in (head[3], head[4])])  # fmt: skip
    values = edited[head].to_dict("records")
    return [[None if pd.isna(row[name]) else row[name] for name in head] for row in values]
