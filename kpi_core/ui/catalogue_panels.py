"""The Catalogue page's parts: a KPI's fields, its weights, its milestones, and the change log."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.catalogue import BadValue, change_kpi, change_milestones, change_weights, milestones, weights
from kpi_core.review.scope import Kpi, Unit, kpi_by_text
from kpi_core.store import Store
from kpi_core.tables import KPI_FIELDS
from kpi_core.text import label, t
from kpi_core.text.isolation import joined
from kpi_core.text.problems import error_sentence
from kpi_core.ui.pieces import quiet
from kpi_core.ui.session import moment_text

_TRANSLATED = ("direction", "form", "aggregation", "frequency")


def choose_kpi(known: dict[int, Kpi], lang: str) -> Kpi:
    """The KPI to edit: the URL's, else the first; a choice is written to the URL."""
    asked = st.query_params.get("kpi")
    first = kpi_by_text(known, asked).kpi_id if asked else next(iter(known))
    chosen = st.selectbox(
        t("catalogue.choose", lang), list(known), index=list(known).index(first),
        format_func=lambda i: known[i].title(lang), key="catalogue_kpi",
    )  # fmt: skip
    st.query_params.from_dict({"kpi": str(known[chosen].values["name"]), "lang": lang})
    return known[chosen]


def field_form(store: Store, kpi: Kpi, who: str, lang: str) -> None:
    """Every field of the KPI in one form; saving states what differs, audited."""
    with st.form(f"fields_{kpi.kpi_id}", border=True):
        columns = st.columns(2)
        typed = {name: _field(columns[place % 2], kpi, name, lang) for place, name in enumerate(KPI_FIELDS)}
        saving = st.form_submit_button(t("catalogue.save", lang), type="primary", disabled=not who)
    if not who:
        quiet(t("upload.name_needed", lang))
    if saving:
        try:
            changed = change_kpi(store, kpi, typed, who)
        except BadValue as error:
            quiet(_refusal(error, lang))
            return
        names = t("list.separator", lang).join(t(f"field.{name}", lang) for name in changed)
        st.session_state["saved"] = (
            t("catalogue.saved", lang, fields=names) if changed else t("catalogue.nothing", lang)
        )
        st.rerun()
    if "saved" in st.session_state:
        quiet(st.session_state.pop("saved"))


def _field(place: Any, kpi: Kpi, name: str, lang: str) -> Any:
    column, value = KPI_FIELDS[name], kpi.values[name]
    title, key = label(f"field.{name}", lang), f"{kpi.kpi_id}_{name}"
    if column.allowed:
        options = list(column.allowed)
        return place.selectbox(title, options, index=options.index(value) if value in options else 0, key=key,
                               format_func=lambda word: t(f"{name}.{word}", lang))  # fmt: skip
    if column.type == "varchar":
        return place.text_input(title, value=value or "", max_chars=500, key=key).strip() or None
    if column.type == "integer":
        return place.number_input(title, value=value, min_value=0, max_value=6, step=1, key=key)
    return place.number_input(title, value=value, format="%g", step=None, key=key)


def _refusal(error: BadValue, lang: str) -> str:
    values = {"field": t(f"field.{error.field}", lang), "value": error.value, "why": t(f"catalogue.{error.why}", lang)}
    return error_sentence("bad_form", values, lang)


def weight_grid(store: Store, kpi: Kpi, places: dict[int, Unit], who: str, lang: str) -> None:
    """The KPI's weight in each department; blank means it is not assigned there."""
    now = {weight.unit_id: weight.weight for weight in weights(store, kpi.kpi_id)}
    quiet(t("catalogue.weights", lang))
    ids = list(places)
    frame = pd.DataFrame({"unit": [places[i].trail(lang) or places[i].title(lang) for i in ids],
                          "weight": [now.get(i) or None for i in ids]}).astype({"weight": "float64"})  # fmt: skip
    edited = st.data_editor(
        frame, hide_index=True, key=f"weights_{kpi.kpi_id}_{store.version}", height="auto", placeholder="–",
        column_config={"unit": st.column_config.TextColumn(t("catalogue.unit", lang), disabled=True),
                       "weight": st.column_config.NumberColumn(t("catalogue.weight", lang), min_value=0.0)},
    )  # fmt: skip
    if st.button(t("catalogue.save_weights", lang), disabled=not who, key="save_weights"):
        typed = {i: 0.0 if pd.isna(w) else float(w) for i, w in zip(ids, edited["weight"], strict=True)}
        changed = change_weights(store, kpi, typed, who)
        names = joined((places[i].title(lang) for i in changed), t("list.separator", lang))
        st.session_state["saved"] = (
            t("catalogue.saved", lang, fields=names) if changed else t("catalogue.nothing", lang)
        )
        st.rerun()


def milestone_grid(store: Store, kpi: Kpi, places: dict[int, Unit], who: str, lang: str) -> None:
    """The milestones of the KPI in one department."""
    quiet(t("catalogue.milestones", lang))
    unit = st.selectbox(
        t("catalogue.unit", lang), list(places), format_func=lambda i: places[i].title(lang), key="milestone_unit"
    )
    rows = [row for row in milestones(store, kpi.kpi_id) if row["unit_id"] == unit]
    frame = pd.DataFrame(rows, columns=["item", "weight", "due", "done"]).astype(
        {"item": "object", "weight": "float64"}
    )
    for name in ("due", "done"):
        frame[name] = pd.to_datetime(frame[name])
    edited = st.data_editor(
        frame, hide_index=True, num_rows="dynamic", key=f"milestones_{kpi.kpi_id}_{unit}_{store.version}",
        column_config={"item": st.column_config.TextColumn(t("catalogue.item", lang), required=True),
                       "weight": st.column_config.NumberColumn(t("catalogue.weight", lang), min_value=0.0, required=True),
                       "due": st.column_config.DateColumn(t("catalogue.due", lang), required=True),
                       "done": st.column_config.DateColumn(t("catalogue.done", lang))},
    )  # fmt: skip
    if st.button(t("catalogue.save_milestones", lang), disabled=not who, key="save_milestones"):
        items = [(str(r["item"] or ""), float(r["weight"]), None if pd.isna(r["due"]) else r["due"].date(),
                  None if pd.isna(r["done"]) else r["done"].date()) for r in edited.to_dict("records")]  # fmt: skip
        try:
            change_milestones(store, kpi, unit, items, who)
        except BadValue as error:
            quiet(_refusal(error, lang))
            return
        st.rerun()


def log_table(rows: list[tuple[datetime, str, str, str]], lang: str) -> pd.DataFrame:
    """The latest deeds: when, who, what."""
    return pd.DataFrame(
        [
            {t("catalogue.moment", lang): moment_text(moment), t("catalogue.who", lang): who,
             t("catalogue.what", lang): f"{what} {detail}"}
            for moment, who, what, detail in rows
        ]
    )  # fmt: skip
