"""The door: the page list by section and the language, for whom the server let in."""

import gc
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kpi_core.text import t
from kpi_core.ui.session import guarded, language, projector, rates_only

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
    """Run the page that the URL names; a session that may only rate knows of no other."""
    lang = language()
    st.set_page_config(page_icon=str(_ROOT / "data" / "icon.svg"), layout="wide")
    alone = rates_only()
    pages = {"": [st.Page(_elsewhere, default=True), _page("rate", lang)]} if alone else _sections(lang)
    linked = (st.context.url or "").rstrip("/").endswith("/rate")
    page = st.navigation(pages, position="hidden" if projector() or linked or alone else "top")
    guarded(page.run, lang)
    _settle(page.url_path)


def _sections(lang: str) -> dict[str, list[StreamlitPage]]:
    return {t(f"section.{section}", lang): [_page(name, lang) for name in names] for section, names in PAGES.items()}


def _page(name: str, lang: str) -> StreamlitPage:
    return st.Page(
        page_file(name),
        title=t(f"page.{name}", lang),
        url_path=name,
        default=name == "board",
        visibility="hidden" if name in HIDDEN else "visible",
    )


def _elsewhere() -> None:
    """What a rater's session sees in place of every other page."""
    st.text(t("gate.rating_only", language()))
