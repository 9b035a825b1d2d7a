"""The KPI page's record: what was said, what is being done, and the forms to add to it."""

from dataclasses import replace

import streamlit as st

from kpi_core.review.changed import ChangedMeanwhile
from kpi_core.review.kpi import KpiView
from kpi_core.review.said import NotSaid, start_anew, step
from kpi_core.tables import STEPS
from kpi_core.text import t
from kpi_core.text.isolation import isolated
from kpi_core.text.numbers import period_title
from kpi_core.ui.edit_panels import as_seen, drawn, forget, place_of, tell
from kpi_core.ui.pieces import facts, quiet
from kpi_core.ui.say import form
from kpi_core.ui.scope_bar import Scope
from kpi_core.ui.session import Seen, moment_text, store_of


def said_cards(view: KpiView, lang: str) -> None:
    """Causes, comments and countermeasures with author and time, newest first."""
    grain = view.period.grain
    rows: list[tuple[str, ...]] = []
    for action in view.actions:
        state = t(f"step.{action.state}", lang) + (f" ({isolated(action.note)})" if action.note else "")
        if action.stepped is not None:
            state += f" · {isolated(action.stepped_by or '')}, {action.stepped:%Y-%m-%d}"
        text = t("kpi.action_line", lang, text=action.text, owner=action.owner, due=action.due.isoformat(), state=state,
                 who=action.who, moment=moment_text(action.moment))  # fmt: skip
        rows.append((f"{period_title(grain, action.period, lang)} · {t('say.action', lang)}", text))
    for remark in view.remarks:
        text = f"{isolated(remark.text)} — {isolated(remark.who)}, {moment_text(remark.moment)}"
        rows.append((f"{period_title(grain, remark.period, lang)} · {t(f'say.{remark.kind}', lang)}", text))
    missed = view.now is not None and view.now["status"] == "miss" and not any(action.live for action in view.actions)
    if missed:
        rows.insert(0, ("", t("kpi.no_action", lang)))
    facts(t("kpi.said", lang), rows or [("", t("kpi.nothing_said", lang))])


def said_forms(scope: Scope, seen: Seen, view: KpiView) -> None:
    """Add a cause or countermeasure, take a countermeasure a step further, or let the limits start anew."""
    lang = scope.lang
    with st.expander(t("wall.say", lang), key="say_open", on_change="rerun") as saying:
        if saying.open:
            form(scope, seen, view.unit, view.kpi, "page")
    if view.actions:
        with st.expander(t("kpi.step", lang), key="step_open", on_change="rerun") as stepping:
            if stepping.open:
                _step_form(seen, view, lang)
    with st.expander(t("kpi.anew", lang), key="anew_open", on_change="rerun") as renewing:
        if renewing.open:
            _anew_form(seen, view, lang)


def _step_form(seen: Seen, view: KpiView, lang: str) -> None:
    name = f"steps {view.unit.unit_id} {view.kpi.kpi_id}"
    by_id = drawn(name, f"chosen {name}", {action.action_id: action for action in view.actions})
    with st.form("step", border=False):
        number = st.selectbox(
            t("say.action", lang), list(by_id), format_func=lambda n: by_id[n].text, key=f"chosen {name}"
        )
        what = st.selectbox(t("kpi.step_to", lang), STEPS, index=1, format_func=lambda s: t(f"step.{s}", lang))
        note = st.text_input(t("kpi.note", lang), max_chars=300)
        who = st.text_input(t("say.name", lang), value=st.session_state.get("who", ""), max_chars=60)
        sent = st.form_submit_button(t("say.save", lang), type="primary")
    if sent:
        st.session_state["who"] = who.strip()
        told = as_seen(name, {number: by_id[number].state})[number]
        try:
            step(store_of(seen), replace(by_id[number], state=told), what, note, who)
        except NotSaid as error:
            st.text(t(error.code, lang, **error.values))
            return
        except ChangedMeanwhile as error:
            tell(name, error, place_of, lang)
            return
        forget(name)
        st.rerun()


def _anew_form(seen: Seen, view: KpiView, lang: str) -> None:
    quiet(t("kpi.anew_note", lang))
    with st.form("anew", border=False):
        periods = [point.period for point in reversed(view.points)]
        period = st.selectbox(
            t("kpi.anew_from", lang), periods, format_func=lambda p: period_title(view.period.grain, p, lang)
        )
        reason = st.text_input(t("kpi.reason", lang), max_chars=300)
        who = st.text_input(t("say.name", lang), value=st.session_state.get("who", ""), max_chars=60)
        sent = st.form_submit_button(t("say.save", lang), type="primary")
    if sent and period is not None:
        st.session_state["who"] = who.strip()
        try:
            start_anew(store_of(seen), view.unit, view.kpi, type(view.period)(view.period.grain, period), reason, who)
        except NotSaid as error:
            st.text(t(error.code, lang, **error.values))
            return
        st.rerun()
