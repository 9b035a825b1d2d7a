"""How do you grade our company on each force?"""

import streamlit as st

from kpi_core.review.forces import items_of, round_by_text, rounds
from kpi_core.text import t
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.round_panels import question
from kpi_core.ui.scope_bar import language_bar
from kpi_core.ui.session import language, stores

lang = language()
language_bar(lang)
store = stores().shown
text = st.query_params.get("round")
asked = round_by_text(rounds(store), text) if text else None
if asked is None:
    quiet(t("rate.no_round", lang))
    st.stop()
heading(t("rate.headline", lang, subject=asked.subject), f"{asked.title} · {asked.scale}")
if asked.closed:
    quiet(t("rate.closed", lang))
elif st.session_state.get(f"handed {asked.survey_id}"):
    quiet(t("rate.thanks", lang))
else:
    question(store, asked, items_of(store, asked), lang)
