"""Our own components (v2, no iframe): styles and script lie in `assets`, text from data is textContent only."""

from pathlib import Path
from typing import Any

import streamlit as st

from kpi_core.charts.theme import css_variables

_ASSETS = Path(__file__).parent / "assets"


def component(name: str) -> Any:
    """The mount of `assets/<name>.js` and `.css`, with the palette and the shared script in front."""
    return st.components.v2.component(
        f"attain_{name}",
        css=css_variables() + _read(f"{name}.css"),
        js=_read("shared.js") + _read(f"{name}.js"),
    )


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
