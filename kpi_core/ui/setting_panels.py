"""One setting of the company in a form: what it may be comes from the table of settings."""

from typing import Any

import streamlit as st

from kpi_core.review.changed import Saved
from kpi_core.review.settings import Value, change_setting, setting
from kpi_core.store import Store
from kpi_core.tables.settings import SETTINGS
from kpi_core.text import t
from kpi_core.ui.edit_panels import as_seen, drawn, saving, turn


def setting_form(store: Store, name: str, who: str, lang: str) -> None:
    """The setting with its button; where results depend on it, what moves is shown before it is written."""
    form = f"setting {name}"
    key = f"{form} {turn(form)}"
    base = drawn(form, key, setting(store, name))
    chosen = _field(name, base, key, lang)
    pressed = st.button(t("say.save", lang), disabled=not who, key=f"save_{name}")
    seen = as_seen(form, {name: base})[name]

    def work(wanted: Any, keep: bool) -> Saved:
        return change_setting(store, name, wanted, who, seen, keep)

    def said(saved: Saved) -> str:
        shown = t(f"month.m{chosen}", lang) if name == "fiscal_start" else chosen
        return t("changed.setting_saved", lang, name=t(f"setting.{saved.what[0]}", lang), value=shown)

    saving(store, form, chosen if pressed else None, work, said, lang)


def _field(name: str, base: Value, key: str, lang: str) -> Value:
    spec, title = SETTINGS[name], t(f"setting.{name}", lang)
    if name == "fiscal_start":
        months = range(spec.least, spec.most + 1)
        return int(st.selectbox(title, months, index=months.index(int(base)), key=key,
                                format_func=lambda month: t(f"month.m{month}", lang)))  # fmt: skip
    if spec.type == "integer":
        return int(st.number_input(title, spec.least, spec.most, int(base), key=key))
    return st.text_input(title, value=str(base), max_chars=spec.most, key=key)
