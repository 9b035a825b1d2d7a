"""How do you grade our company on each force?"""

import streamlit as st

from kpi_core.review.rounds import NoRound, admit, round_by_text, rounds
from kpi_core.text import t
from kpi_core.text.isolation import joined
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.rate_panels import handed, question
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, rates_only, stores

lang = language()
plain_bar(lang)
store = stores().shown
text, code = st.query_params.get("round"), st.query_params.get("code", "")
if not code and (rates_only() or "code" in st.query_params):
    quiet(t("rate.code_unknown", lang))
    st.stop()
asked = round_by_text(rounds(store), text) if text else None
if asked is None:
    quiet(t("rate.no_round", lang))
    st.stop()
if st.session_state.get(handed(asked, code)):
    quiet(t("rate.thanks", lang))
    st.stop()
try:
    admit(store, asked, code)
except NoRound as error:
    quiet(t(error.code, lang, **error.values))
    st.stop()
heading(t("rate.headline", lang, subject=asked.subject), joined(part for part in (asked.title, asked.scale) if part))
question(store, asked, code, lang)
