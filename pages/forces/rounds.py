"""Which rounds of the ten forces are there, who may answer, and how do answers come in?"""

import streamlit as st

from kpi_core.review.rounds import rounds
from kpi_core.text import t
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.round_panels import open_form, round_deeds, round_table
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, name_field, stores

lang = language()
plain_bar(lang)
store = stores().shown
known = rounds(store)
heading(t("rounds.headline", lang, count=len(known), open=sum(not r.closed for r in known)), t("page.rounds", lang))
if known:
    round_table(known, lang)
who = name_field(lang)
quiet(t("rounds.name_kept" if who else "rounds.name_needed", lang))
left, right = st.columns(2, gap="medium")
with left:
    open_form(store, who, lang)
with right:
    if known:
        round_deeds(store, known, who, lang)
if "rated" in st.session_state:
    quiet(st.session_state.pop("rated"))
