"""Who is ahead, who is behind, and is the difference real?"""

import streamlit as st

from kpi_core.text.headlines import sentence
from kpi_core.ui.department_panels import compared, filters
from kpi_core.ui.department_views import show_one, show_ranking, show_waterfall
from kpi_core.ui.empty import empty_board
from kpi_core.ui.pieces import heading
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, stores

lang = language()
opened = stores()
if empty_board(opened, lang, "departments"):
    st.stop()
scope = scope_bar(opened, lang, "departments", filters=filters(opened.seen, lang, st.query_params.get("view")))
chosen = dict(scope.filters)
found = compared(opened.seen, scope)
heading(sentence(found.findings, lang), scope.unit.title(lang))
if chosen["view"] == "waterfall":
    show_waterfall(found, scope)
elif chosen["view"] == "one":
    show_one(found, chosen.get("compare", ""), scope)
else:
    show_ranking(found, scope)
