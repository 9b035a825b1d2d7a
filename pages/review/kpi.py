"""What is going on with this KPI, where is it going, and how did its number come about?"""

import streamlit as st

from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.isolation import joined
from kpi_core.ui.empty import empty_board
from kpi_core.ui.export_panels import table_downloads
from kpi_core.ui.guess_panels import guess_note
from kpi_core.ui.kpi_panels import definition_rows, history_frame, history_spec, history_table, how_rows, viewed
from kpi_core.ui.outlook_panels import evidence_rows, outlook_rows, target_rows
from kpi_core.ui.pieces import facts, heading, quiet
from kpi_core.ui.said_panels import said_cards, said_forms
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, projector, stores, theme

lang = language()
opened = stores()
if empty_board(opened, lang, "kpi"):
    st.stop()
scope = scope_bar(opened, lang, "kpi", with_kpi=True, spans=False)
if scope.kpi is None:
    quiet(t("kpi.choose", lang))
    st.stop()
view = viewed(opened.seen, scope.unit.unit_id, scope.kpi.kpi_id, scope.period.grain, scope.period.first)
heading(sentence(kpi_findings(view), lang), joined([view.unit.title(lang), view.kpi.title(lang)], " › "))
guess_note(view.kpi, lang)
left, right = st.columns([0.66, 0.34], gap="medium")
with left:
    quiet(t("kpi.chart", lang))
    st.vega_lite_chart(
        spec=history_spec(history_frame(view, lang), view.kpi.measure(lang), lang, theme(), projector()),
        theme=None,
        alt=t("kpi.chart_alt", lang, kpi=view.kpi.title(lang), unit=view.unit.title(lang)),
    )
    said_cards(view, lang)
    if not projector():
        said_forms(scope, opened.seen, view)
        with st.expander(t("kpi.table", lang)):
            table = history_table(view, lang)
            st.dataframe(table, hide_index=True)
            table_downloads(view.kpi.title(lang), lambda: table, "kpi_table", lang)
with right:
    facts(t("kpi.evidence", lang), evidence_rows(view, lang))
    facts(t("kpi.outlook", lang), outlook_rows(view, lang))
    if not projector():
        facts(t("kpi.how", lang), how_rows(view, lang))
        facts(t("kpi.targets", lang), target_rows(view, lang) or [("", t("kpi.targets_below", lang))])
        facts(t("kpi.definition", lang), definition_rows(view.kpi, lang))
