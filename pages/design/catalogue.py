"""Which KPIs do we have, how is each judged, and what does it weigh where?"""

import streamlit as st

from kpi_core.review.catalogue import log
from kpi_core.review.scope import kpis, periods, units
from kpi_core.tables.settings import NAMES_OF_COMPANY
from kpi_core.text import t
from kpi_core.ui.catalogue_panels import choose_kpi, field_form, log_table, milestone_grid, shown_month
from kpi_core.ui.door import page_file
from kpi_core.ui.guess_panels import guess_list
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import plain_bar
from kpi_core.ui.session import language, name_field, stores
from kpi_core.ui.setting_panels import setting_form
from kpi_core.ui.weight_panels import weight_grid

lang = language()
plain_bar(lang)
opened = stores()
store = opened.shown
known = {i: kpi for i, kpi in kpis(store).items() if kpi.values["standing"]}
places = {i: unit for i, unit in units(store).items() if unit.standing}
heading(t("catalogue.headline", lang, kpis=len(known), units=max(0, len(places) - 1)), t("catalogue.title", lang))
if not known:
    quiet(t("catalogue.none", lang))
    if st.button(t("empty.go_upload", lang), type="primary", key="go_upload"):
        st.switch_page(page_file("upload"))
    st.stop()
choice, name = st.columns([0.6, 0.4], gap="medium")
with choice:
    kpi = choose_kpi(known, lang)
with name:
    who = name_field(lang)
guess_list(store, who, lang)
left, right = st.columns([0.6, 0.4], gap="medium")
with left:
    field_form(store, kpi, who, lang)
with right:
    months = [period.first for period in periods(store) if period.grain == "month"]
    weight_grid(store, kpi, places, months, shown_month(store, months), who, lang)
    if kpi.values["form"] == "milestone":
        milestone_grid(store, kpi, places, who, lang)
with st.expander(t("catalogue.company", lang)):
    for name in NAMES_OF_COMPANY:
        setting_form(store, name, who, lang)
with st.expander(t("catalogue.log", lang)):
    st.dataframe(log_table(log(store), lang), hide_index=True)
