"""What shall each KPI reach this year, and how is that spread over the months?"""

import streamlit as st

from kpi_core.review.targets import plan, year_of
from kpi_core.text import t
from kpi_core.text.numbers import number
from kpi_core.ui.empty import empty_board
from kpi_core.ui.pieces import heading, quiet
from kpi_core.ui.scope_bar import scope_bar
from kpi_core.ui.session import language, name_field, stores
from kpi_core.ui.setting_panels import setting_form
from kpi_core.ui.target_panels import target_form

lang = language()
opened = stores()
if empty_board(opened, lang, "targets"):
    st.stop()
scope = scope_bar(opened, lang, "targets", with_kpi=True, spans=False)
if scope.kpi is None or scope.period.grain != "month":
    quiet(t("kpi.choose" if scope.kpi is None else "targets.months_only", lang))
    st.stop()
shown = plan(opened.shown, scope.unit, scope.kpi, scope.period)
year = year_of(shown, shown.target)
where = t("targets.where", lang, unit=scope.unit.title(lang), kpi=scope.kpi.title(lang), year=shown.months[-1].year)
key = "targets.headline_none" if year is None else "targets.headline"
heading(t(key, lang, value=number(year, scope.kpi.values["decimals"]), unit=scope.kpi.measure(lang)), where)
who = name_field(lang)
target_form(opened.shown, shown, who, lang)
with st.expander(t("targets.fiscal", lang)):
    quiet(t("targets.fiscal_note", lang))
    setting_form(opened.shown, "fiscal_start", who, lang)
