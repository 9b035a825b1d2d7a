"""The Targets page's parts: twelve months with what is set, what was reached, and what shall be set."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.changed import Saved
from kpi_core.review.targets import (
    HOW,
    BadTarget,
    Numbers,
    Plan,
    as_months,
    phased,
    rehearse_targets,
    set_targets,
    targets_by_month,
    year_of,
)
from kpi_core.store import Store
from kpi_core.text import MISSING, t
from kpi_core.text.numbers import number, period_title
from kpi_core.ui.edit_panels import as_seen, drawn, saving, turn
from kpi_core.ui.pieces import quiet


def target_form(store: Store, now: Plan, who: str, lang: str) -> None:
    """Yearly target and phasing, then the months; saving makes an upload of its own, its effect shown first."""
    form = f"targets {now.unit.unit_id} {now.kpi.kpi_id} {now.months[0]}"
    key = f"{form} {turn(form)}"
    shown = drawn(form, f"how {key}", now)
    left, right = st.columns(2)
    how = left.selectbox(
        t("targets.how", lang), HOW, format_func=lambda name: t(f"targets.{name}", lang), key=f"how {key}"
    )
    label = "targets.year_sum" if shown.kpi.values["aggregation"] == "sum" else "targets.year_level"
    year = right.number_input(t(label, lang), value=year_of(shown, shown.target), key=f"year {key}",
                              disabled=how == "typed", format="%.6g")  # fmt: skip
    wanted = shown.target
    if how != "typed" and year is not None:
        try:
            wanted = phased(shown, how, float(year))
        except BadTarget as error:
            quiet(t(error.code, lang, **error.values))
            return
    months = _editor(shown, wanted, how, lang, f"{key} {how} {year}")
    total = year_of(shown, months)
    if total is not None:
        quiet(t("targets.makes", lang, value=number(total, shown.kpi.values["decimals"])))
    if not who:
        quiet(t("upload.name_needed", lang))
    pressed = st.button(t("targets.save", lang), type="primary", disabled=not who, key="save_targets")
    _saving(store, form, shown, months if pressed else None, who, lang)


def _saving(store: Store, form: str, shown: Plan, months: Numbers | None, who: str, lang: str) -> None:
    """Rehearse or set the typed months against what the person has seen of them."""
    told = as_seen(form, targets_by_month(shown, shown.target))
    seen = replace(shown, target=as_months(told[month] for month in shown.months))

    def work(wanted: Any, keep: bool) -> Saved:
        saved = rehearse_targets(store, seen, wanted)
        return replace(saved, what=[set_targets(store, seen, wanted, who)]) if keep else saved

    def said(saved: Saved) -> str:
        return t("targets.done", lang, upload=saved.what[0])

    saving(store, form, months, work, said, lang)


def _editor(shown: Plan, wanted: Any, how: str, lang: str, key: str) -> Any:
    """The months as a grid; only typed targets can be edited."""
    names = [t(f"targets.{name}", lang) for name in ("month", "last_year", "actual", "now", "new")]
    decimals = shown.kpi.values["decimals"]
    grid = pd.DataFrame(
        {
            names[0]: [period_title("month", month, lang) for month in shown.months],
            **{name: [number(value, decimals) for value in values.tolist()] for name, values in
               zip(names[1:4], (shown.last_year, shown.actual, shown.target), strict=True)},
            names[4]: wanted,
        }
    )  # fmt: skip
    locked = names if how != "typed" else names[:4]
    edited = st.data_editor(
        grid, hide_index=True, disabled=locked, key=f"months {key}", height="content", placeholder=MISSING
    )
    return as_months(None if pd.isna(value) else float(value) for value in edited[names[4]])
