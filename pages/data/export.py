"""How do I get a table out, and a corrected register back in?"""

import streamlit as st

from kpi_core.text import t
from kpi_core.ui.empty import empty_board
from kpi_core.ui.export_panels import choose_table, downloads
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, stores

lang = language()
opened = stores()
if empty_board(opened, lang, "export"):
    st.stop()
plain_bar(lang)
heading(t("export.intro", lang), t("export.title", lang))
which, since, until = choose_table(opened.shown, lang)
downloads(opened.shown, which, since, until, lang)
if which in ("units", "kpis", "assignments"):
    quiet(t("export.back", lang))
