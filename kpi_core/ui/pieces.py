"""Small shared pieces of a page; text from data is always shown literally."""

from pathlib import Path

import streamlit as st

from kpi_core.charts.theme import css_variables
from kpi_core.ui.session import projector

_ASSETS = Path(__file__).parent / "assets"
_TEXT = st.components.v2.component(
    "attain_text",
    css=css_variables() + (_ASSETS / "text.css").read_text(encoding="utf-8"),
    js=(_ASSETS / "text.js").read_text(encoding="utf-8"),
)


def heading(headline: str, where: str) -> None:
    """The page's headline sentence under the place it speaks of."""
    _TEXT(key="heading", data={"kind": "heading", "where": where, "headline": headline, "big": projector()})


def facts(title: str, rows: list[tuple[str, str]]) -> None:
    """A card of term and description; a row without a term spans the card."""
    _TEXT(key=f"facts {title}", data={"kind": "facts", "title": title, "rows": [list(row) for row in rows], "big": projector()})


def quiet(text: str) -> None:
    """A soft line above a chart or table."""
    _TEXT(key=f"quiet {text}", data={"kind": "quiet", "text": text, "big": projector()})
