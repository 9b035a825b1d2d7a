"""Saying something about a miss: cause, comment, countermeasure with owner and due date."""

from datetime import date

import streamlit as st

from kpi_core.review.said import NotSaid, agree, say
from kpi_core.review.scope import Kpi, Unit
from kpi_core.text import t
from kpi_core.ui.known import known
from kpi_core.ui.scope_bar import Scope
from kpi_core.ui.session import Seen, guarded, store_of


def open_dialog(scope: Scope, seen: Seen, about: dict[str, int]) -> None:
    """The form for one unit's KPI as a dialog over the board."""
    unit, kpi = known(seen).units[about["unit"]], known(seen).kpis[about["kpi"]]
    lang = scope.lang

    @st.dialog(t("wall.say", lang), width="large")
    def dialog() -> None:
        st.text(t("say.title", lang, kpi=kpi.title(lang), unit=unit.title(lang)))
        # A dialog runs again by itself, without the page that opened it.
        guarded(lambda: form(scope, seen, unit, kpi, "dialog"), lang)

    dialog()


def form(scope: Scope, seen: Seen, unit: Unit, kpi: Kpi, key: str) -> None:
    """Cause, comment and countermeasure; each filled part is recorded, all or none."""
    lang = scope.lang
    with st.form(f"say {key}", clear_on_submit=False, border=False):
        cause = st.text_area(t("say.cause", lang), placeholder=t("say.cause_tip", lang), height=80)
        action = st.text_area(t("say.action", lang), placeholder=t("say.action_tip", lang), height=80)
        left, right = st.columns(2)
        owner = left.text_input(t("say.owner", lang), value=str(kpi.values["owner"] or ""), max_chars=60)
        due = right.date_input(t("say.due", lang), value=None, format="YYYY-MM-DD")
        comment = st.text_area(t("say.comment", lang), height=68)
        who = st.text_input(t("say.name", lang), value=st.session_state.get("who", ""), max_chars=60)
        sent = st.form_submit_button(t("say.save", lang), type="primary")
    if sent:
        st.session_state["who"] = who.strip()
        _record(scope, seen, unit, kpi, {"cause": cause, "comment": comment}, (action, owner, due))


def _record(
    scope: Scope, seen: Seen, unit: Unit, kpi: Kpi, texts: dict[str, str], plan: tuple[str, str, date | None]
) -> None:
    store, who, lang = store_of(seen), st.session_state["who"], scope.lang
    spoken = {kind: text for kind, text in texts.items() if text.strip()}
    action, owner, due = plan
    try:
        if not spoken and not action.strip():
            raise NotSaid("say.nothing")
        if action.strip():
            agree(store, unit, kpi, scope.period, action, owner, due, who)
        for kind, text in spoken.items():
            say(store, unit, kpi, scope.period, kind, text, who)
    except NotSaid as error:
        st.text(t(error.code, lang, **error.values))
        return
    st.rerun()
