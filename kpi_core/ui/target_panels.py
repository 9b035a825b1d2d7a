"""The Targets page's parts: twelve months with what is set, what was reached, and what shall be set."""

from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.targets import HOW, BadTarget, Plan, as_months, phased, set_fiscal_start, set_targets, year_of
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.text.numbers import number, period_title
from kpi_core.ui.pieces import quiet


def target_form(store: Store, shown: Plan, who: str, lang: str) -> None:
    """Yearly target and phasing, then the months; saving makes an upload of its own."""
    key = f"{shown.unit.unit_id} {shown.kpi.kpi_id} {shown.months[0]}"
    left, right = st.columns(2)
    how = left.selectbox(
        t("targets.how", lang), HOW, format_func=lambda name: t(f"targets.{name}", lang), key=f"how {key}"
    )
    now = year_of(shown, shown.target)
    label = "targets.year_sum" if shown.kpi.values["aggregation"] == "sum" else "targets.year_level"
    year = right.number_input(t(label, lang), value=now, key=f"year {key}", disabled=how == "typed", format="%.6g")
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
    if st.button(t("targets.save", lang), type="primary", disabled=not who, key="save_targets"):
        _save(store, shown, months, who, lang)
    if "targets_set" in st.session_state:
        quiet(st.session_state.pop("targets_set"))


def _save(store: Store, shown: Plan, months: Any, who: str, lang: str) -> None:
    try:
        upload = set_targets(store, shown, months, who)
    except BadTarget as error:
        quiet(t(error.code, lang, **error.values))
        return
    st.session_state["targets_set"] = t("targets.done", lang, upload=upload)
    st.rerun()


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
    edited = st.data_editor(grid, hide_index=True, disabled=locked, key=f"months {key}", height="content")
    return as_months(None if pd.isna(value) else float(value) for value in edited[names[4]])


def year_form(store: Store, start: int, who: str, lang: str) -> None:
    """The first month of the fiscal year."""
    quiet(t("targets.fiscal_note", lang))
    chosen = st.selectbox(
        t("targets.fiscal", lang),
        range(1, 13),
        index=start - 1,
        format_func=lambda m: t(f"month.m{m}", lang),
        key="fiscal",
    )
    if st.button(t("say.save", lang), disabled=not who or chosen == start, key="save_fiscal"):
        try:
            set_fiscal_start(store, int(chosen), who)
        except BadTarget as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.rerun()
