"""Attain: the page list by section, the language, and the door."""

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.session import admitted, guarded, language, projector

PAGES = {
    "review": ("board", "kpi", "departments"),
    "data": ("upload", "history"),
    "design": ("catalogue",),
}

lang = language()
st.set_page_config(page_title=t("app", lang), page_icon="data/icon.svg", layout="wide")
pages = {
    t(f"section.{section}", lang): [
        st.Page(f"pages/{section}/{name}.py", title=t(f"page.{name}", lang), url_path=name, default=name == "board")
        for name in names
    ]
    for section, names in PAGES.items()
}
page = st.navigation(pages, position="hidden" if projector() else "top")
if admitted(lang):
    guarded(page.run, lang)
