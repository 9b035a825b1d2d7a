"""What is changing across all KPIs?"""

import streamlit as st

from kpi_core.ui.door import page_file
from kpi_core.ui.empty import empty_board
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, stores
from kpi_core.ui.trend_panels import filters, show_trends

lang = language()
opened = stores()
if empty_board(opened, lang, "trends"):
    st.stop()
scope = scope_bar(opened, lang, "trends", spans=False, filters=filters(opened.seen, lang))
chosen = show_trends(scope, opened.seen)
if chosen:
    st.switch_page(page_file("kpi"), query_params=scope.tile_parameters(chosen, opened.seen))
