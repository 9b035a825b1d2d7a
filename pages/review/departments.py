"""Who is ahead, who is behind?"""

import streamlit as st

from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.ui.department_panels import compared, heat_spec, ranking_spec, ranking_table
from kpi_core.ui.empty import empty_board
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, projector, stores, theme

lang = language()
opened = stores()
if empty_board(opened, lang):
    st.stop()
scope = scope_bar(opened, lang, "departments")
shown = compared(opened.seen, scope)
heading(sentence(shown.findings, lang), scope.unit.title(lang))
left, right = st.columns([0.45, 0.55], gap="medium")
with left:
    quiet(t("departments.ranking", lang))
    st.vega_lite_chart(
        spec=ranking_spec(shown.ranked, lang, theme(), projector()), theme=None, alt=t("departments.ranking_alt", lang)
    )
    if shown.cut:
        quiet(t("departments.top", lang, n=shown.cut))
with right:
    st.dataframe(ranking_table(shown.rows, lang), hide_index=True, height="content" if len(shown.rows) < 16 else 460)
quiet(t("departments.heat", lang))
if shown.cells.empty:
    quiet(t("departments.no_shared", lang))
else:
    st.vega_lite_chart(
        spec=heat_spec(shown.cells, lang, theme(), projector()), theme=None, alt=t("departments.heat_alt", lang)
    )
