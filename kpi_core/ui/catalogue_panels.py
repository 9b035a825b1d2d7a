"""The Catalogue page's parts: a KPI's fields, its milestones, and the change log."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.catalogue import change_kpi, change_milestones, milestones_of
from kpi_core.review.changed import Saved
from kpi_core.review.scope import Kpi, Unit, fiscal_start, kpi_by_text, parse_period
from kpi_core.store import Store
from kpi_core.tables import KPI_FIELDS
from kpi_core.text import MISSING, label, t
from kpi_core.ui.edit_panels import as_seen, drawn, saving, turn
from kpi_core.ui.pieces import quiet
from kpi_core.ui.session import moment_text, today

_TRANSLATED = ("direction", "form", "aggregation", "frequency")


def choose_kpi(known: dict[int, Kpi], lang: str) -> Kpi:
    """The KPI to edit: the URL's, else the first; a choice is written to the URL, and stays when the KPI is renamed."""
    asked, first = st.query_params.get("kpi"), st.session_state.get("catalogue_kpi")
    if first not in known:
        first = kpi_by_text(known, asked).kpi_id if asked else next(iter(known))
    chosen = st.selectbox(
        t("catalogue.choose", lang), list(known), index=list(known).index(first),
        format_func=lambda i: known[i].title(lang), key="catalogue_kpi",
    )  # fmt: skip
    period = st.query_params.get("period")
    named = {"kpi": str(known[chosen].values["name"]), "lang": lang} | ({"period": period} if period else {})
    st.query_params.from_dict(named)
    return known[chosen]


def shown_month(store: Store, months: list[date]) -> date:
    """The month the page speaks of: the URL's, else the latest known, else this one."""
    parsed = parse_period(st.query_params.get("period") or "", fiscal_start(store))
    if parsed and parsed[0] == "month":
        return parsed[1]
    return max(months, default=today().replace(day=1))


def field_form(store: Store, kpi: Kpi, who: str, lang: str) -> None:
    """Every field of the KPI in one form; saving states what was changed, audited, its effect first."""
    form = f"kpi {kpi.kpi_id}"
    key = f"{form} {turn(form)}"
    base = drawn(form, f"{key} name", kpi)
    with st.form(f"fields {key}", border=True):
        columns = st.columns(2)
        typed = {name: _field(columns[place % 2], base, name, key, lang) for place, name in enumerate(KPI_FIELDS)}
        pressed = st.form_submit_button(t("catalogue.save", lang), type="primary", disabled=not who)
    if not who:
        quiet(t("upload.name_needed", lang))
    seen = Kpi(kpi.kpi_id, as_seen(form, base.values))

    def work(wanted: Any, keep: bool) -> Saved:
        return change_kpi(store, seen, wanted, who, keep)

    def said(saved: Saved) -> str:
        names = t("list.separator", lang).join(t(f"field.{name}", lang) for name in saved.what)
        return t("catalogue.saved", lang, fields=names)

    saving(store, form, typed if pressed else None, work, said, lang)


def _field(place: Any, kpi: Kpi, name: str, form: str, lang: str) -> Any:
    column, value = KPI_FIELDS[name], kpi.values[name]
    title, key = label(f"field.{name}", lang), f"{form} {name}"
    if column.allowed:
        options = list(column.allowed)
        return place.selectbox(title, options, index=options.index(value) if value in options else 0, key=key,
                               format_func=lambda word: t(f"{name}.{word}", lang))  # fmt: skip
    if column.type == "varchar":
        return place.text_input(title, value=value or "", max_chars=500, key=key).strip() or None
    if column.type == "integer":
        return place.number_input(title, value=value, min_value=0, max_value=6, step=1, key=key)
    return place.number_input(title, value=value, format="%g", step=None, key=key)


def milestone_grid(store: Store, kpi: Kpi, places: dict[int, Unit], who: str, lang: str) -> None:
    """The milestones of the KPI in one department; only those that were changed are written."""
    quiet(t("catalogue.milestones", lang))
    unit = st.selectbox(
        t("catalogue.unit", lang), list(places), format_func=lambda i: places[i].title(lang), key="milestone_unit"
    )
    form = f"milestones {kpi.kpi_id} {unit}"
    key = f"{form} {turn(form)}"
    base = drawn(form, key, milestones_of(store, kpi.kpi_id, unit))
    frame = pd.DataFrame([vars(made) for made in base.values()], columns=["item", "weight", "due", "done"])
    frame = frame.astype({"item": "object", "weight": "float64"})
    for name in ("due", "done"):
        frame[name] = pd.to_datetime(frame[name])
    edited = st.data_editor(
        frame, hide_index=True, num_rows="dynamic", key=key, placeholder=MISSING,
        column_config={"item": st.column_config.TextColumn(t("catalogue.item", lang), required=True),
                       "weight": st.column_config.NumberColumn(t("catalogue.weight", lang), min_value=0.0, required=True),
                       "due": st.column_config.DateColumn(t("catalogue.due", lang), required=True),
                       "done": st.column_config.DateColumn(t("catalogue.done", lang))},
    )  # fmt: skip
    pressed = st.button(t("catalogue.save_milestones", lang), disabled=not who, key="save_milestones")
    items = [(str(r["item"] or ""), float(r["weight"]), None if pd.isna(r["due"]) else r["due"].date(),
              None if pd.isna(r["done"]) else r["done"].date()) for r in edited.to_dict("records")]  # fmt: skip
    seen = {item: made for item, made in as_seen(form, base).items() if made is not None}

    def work(wanted: Any, keep: bool) -> Saved:
        return change_milestones(store, kpi, unit, wanted, who, seen, keep)

    def said(saved: Saved) -> str:
        return t("catalogue.saved", lang, fields=t("list.separator", lang).join(saved.what))

    saving(store, form, items if pressed else None, work, said, lang)


def log_table(rows: list[tuple[datetime, str, str, str]], lang: str) -> pd.DataFrame:
    """The latest deeds: when, who, what."""
    return pd.DataFrame(
        [
            {t("catalogue.moment", lang): moment_text(moment), t("catalogue.who", lang): who,
             t("catalogue.what", lang): f"{what} {detail}"}
            for moment, who, what, detail in rows
        ]
    )  # fmt: skip
