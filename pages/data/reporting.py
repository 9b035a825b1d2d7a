"""Who has reported, and how do I hand in what is missing?"""

import streamlit as st

from kpi_core.review.reporting import due_day, months_until, reported
from kpi_core.text import t
from kpi_core.ui.empty import empty_board
from kpi_core.ui.known import known
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.reporting_panels import headline, last_month, reminder, reported_table, typed_grid
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, name_field, stores
from kpi_core.ui.setting_panels import setting_form

lang = language()
opened = stores()
if empty_board(opened, lang, "reporting"):
    st.stop()
plain_bar(lang)
store, company = opened.shown, known(opened.seen)
months = months_until(last_month(company))
found = reported(store, months)
days = due_day(store)
heading(headline(found, months, lang), t("reporting.intro", lang))
reported_table(found, months, days, lang)
reminder(found, months, days, lang)
who = name_field(lang)
typed_grid(store, company, months, who, lang)
if not who:
    quiet(t("upload.name_needed", lang))
with st.expander(t("reporting.due_day", lang)):
    setting_form(store, "due_day", who, lang)
