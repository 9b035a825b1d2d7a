"""Our own components (v2, no iframe): styles and script lie in `assets`, text from data is textContent only."""

from collections.abc import Callable
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


def caught_up(key: str, trigger: str, clicked: Callable[[], None]) -> None:
    """Carry out a click that reached this session before it had ever shown the element; call it right after the mount.

    After a restart of the server an open page is ahead of its new session: Streamlit calls back only for what it knows.
    """
    shown = st.session_state.setdefault("shown elements", set())
    if key in shown:
        return
    shown.add(key)
    if st.session_state[key].get(trigger):
        clicked()
        st.rerun()


def _read(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")
