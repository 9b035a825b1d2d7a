"""What an empty page says: what to do next, with the button for it."""

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.door import page_file
from kpi_core.ui.known import known
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import Stores


def empty_board(opened: Stores, lang: str, page: str = "board") -> bool:
    """Say on a page, before its bar, what to do next when there is nothing to show; True when that was said."""
    if opened.shown.version and known(opened.seen).periods:
        return False
    plain_bar(lang)
    heading(t(f"page.{page}", lang), "")
    quiet(t("empty.no_results" if opened.shown.version else "empty.board", lang))
    if st.button(t("empty.go_upload", lang), type="primary", key="go_upload"):
        st.switch_page(page_file("upload"))
    return True
