"""Where do we stand against the industry, and do we agree?"""

import streamlit as st

from kpi_core.review.forces_findings import forces_findings
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.numbers import period_title
from kpi_core.ui.door import page_file
from kpi_core.ui.forces_panels import (
    agreement_rows,
    chosen_rounds,
    compared,
    grades_spec,
    group_table,
    level_table,
    radar_legend,
    radar_spec,
)
from kpi_core.ui.pieces import facts_part, heading, quiet, stack, table_part
from kpi_core.ui.session import language, projector, stores, theme

lang = language()
opened = stores()
asked, beside = chosen_rounds(opened.seen, lang)
if asked is None:
    heading(t("page.forces", lang), "")
    quiet(t("forces.no_round", lang))
    if st.button(t("forces.go_rounds", lang), type="primary", key="go_rounds"):
        st.switch_page(page_file("rounds"))
    st.stop()
shown = compared(opened.seen, asked, beside)
where = t(
    "forces.where", lang, title=asked.title, subject=asked.subject, period=period_title("month", asked.period, lang)
)
heading(sentence(forces_findings(shown), lang), where)
if not shown.shown:
    st.stop()
look = (opened.seen, asked, beside, lang, theme(), projector())
left, right = st.columns([0.46, 0.54], gap="medium")
with left:
    quiet(t("forces.radar", lang) + "\n" + radar_legend(shown))
    st.vega_lite_chart(spec=radar_spec(*look), theme=None, alt=t("forces.radar_alt", lang))
with right:
    quiet(t("forces.dots", lang))
    st.vega_lite_chart(spec=grades_spec(*look), theme=None, alt=t("forces.dots_alt", lang))
if not projector():
    parts = [
        table_part(*level_table(shown, lang), left=(0,)),
        facts_part(t("forces.facts", lang), agreement_rows(shown, lang)),
    ]
    stack("agreement", parts + ([table_part(*group_table(shown, lang), left=(0,))] if shown.groups else []))
