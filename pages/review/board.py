"""How did we do this month, and what needs talking about?"""

import streamlit as st

from kpi_core.ui.door import page_file
from kpi_core.ui.empty import empty_board
from kpi_core.ui.say import open_dialog
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, stores
from kpi_core.ui.wall import wall

lang = language()
opened = stores()
if empty_board(opened, lang):
    st.stop()
scope = scope_bar(opened, lang, "board")
tile, miss = wall(scope, opened.seen)
if tile:
    parameters = scope.tile_parameters(tile, opened.seen)
    st.switch_page(page_file("kpi"), query_params=parameters)
if miss:
    open_dialog(scope, opened.seen, miss)
