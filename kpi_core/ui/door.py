"""The door: the page list by section, the language, and who may come in."""

import gc
from functools import cache
from pathlib import Path

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.session import admitted, guarded, language, projector

# Reached by a link of its own, not from the menu.
HIDDEN = ("rate",)
_ROOT = Path(__file__).parents[2]
PAGES = {
    "review": ("board", "kpi", "trends", "departments"),
    "forces": ("forces", "rounds", "rate"),
    "data": ("upload", "reporting", "history", "export"),
    "design": ("catalogue", "targets"),
}


def page_file(name: str) -> str:
    """The file of a page, for `st.switch_page`."""
    section = next(section for section, names in PAGES.items() if name in names)
    return str(_ROOT / "pages" / section / f"{name}.py")


@cache
def _settle(page: str) -> str:
    """Once per page and process: set what the page has imported apart from later garbage collections.

    Streamlit collects garbage after every run; without this it walks through every library each time.
    """
    gc.collect()
    gc.freeze()
    return page


def show() -> None:
    """Run the page that the URL names, for those who were let in."""
    lang = language()
    st.set_page_config(page_icon=str(_ROOT / "data" / "icon.svg"), layout="wide")
    pages = {
        t(f"section.{section}", lang): [
            st.Page(
                page_file(name),
                title=t(f"page.{name}", lang),
                url_path=name,
                default=name == "board",
                visibility="hidden" if name in HIDDEN else "visible",
            )
            for name in names
        ]
        for section, names in PAGES.items()
    }
    alone = (st.context.url or "").rstrip("/").endswith("/rate")
    page = st.navigation(pages, position="hidden" if projector() or alone else "top")
    # A rater's personal link is an admission of its own, to that page alone.
    if (page.url_path == "rate" and "code" in st.query_params) or admitted(lang):
        guarded(page.run, lang)
        _settle(page.url_path)
