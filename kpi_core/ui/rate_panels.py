"""The rater's own page: one item a screen, handed in at the end without a name."""

import streamlit as st

from kpi_core.review.rounds import Item, NoRound, Round, items_of, rate
from kpi_core.store import Store
from kpi_core.tables.surveys import GRADES
from kpi_core.text import t
from kpi_core.ui.pieces import facts, quiet, table


def question(store: Store, asked: Round, code: str, lang: str) -> None:
    """One item a screen with the printed anchors; at the end everything is handed in at once, without a name."""
    items = items_of(store, asked)
    answers: dict[str, int] = st.session_state.setdefault(f"answers {asked.survey_id}", {})
    at = min(len(items), st.session_state.get(f"at {asked.survey_id}", 0))
    if at >= len(items):
        _hand_in(store, asked, items, code, lang)
        return
    item = items[at]
    st.progress(at / len(items), text=t("rate.progress", lang, at=at + 1, count=len(items)))
    facts(item.title(lang), [("", item.about(lang))])
    for grade in reversed(GRADES):
        label = t("rate.grade", lang, grade=grade, anchor=t(f"anchor.a{grade}", lang))
        chosen = answers.get(item.item) == grade
        if st.button(
            label,
            key=f"{asked.survey_id} {item.item} {grade}",
            width="stretch",
            type="primary" if chosen else "secondary",
        ):
            answers[item.item] = grade
            st.session_state[f"at {asked.survey_id}"] = at + 1
            st.rerun()
    if at and st.button(t("rate.back", lang), key=f"back {asked.survey_id} {at}"):
        st.session_state[f"at {asked.survey_id}"] = at - 1
        st.rerun()


def handed(asked: Round, code: str) -> str:
    """Where a session remembers that the answers of this code (or of the open link) were handed in."""
    return f"handed {asked.survey_id} {code}"


def _hand_in(store: Store, asked: Round, items: list[Item], code: str, lang: str) -> None:
    answers: dict[str, int] = st.session_state[f"answers {asked.survey_id}"]
    st.subheader(t("rate.check", lang))
    head = [t("forces.item", lang), t("forces.grade", lang)]
    given = [[item.title(lang), f"{answers[item.item]} {t(f'anchor.a{answers[item.item]}', lang)}"] for item in items]
    table("answers", head, given, left=(0,))
    team = None
    if asked.groups and not code:
        team = st.selectbox(t("rate.team", lang), ["", *asked.groups], format_func=lambda name: name or t("rate.no_team", lang),
                            key=f"team {asked.survey_id}")  # fmt: skip
    quiet(t("rate.anonymous", lang, with_team=t("rate.with_team", lang) if asked.teams else ""))
    with st.container(horizontal=True):
        again = st.button(t("rate.back", lang), key=f"again {asked.survey_id}")
        sent = st.button(t("rate.send", lang), type="primary", key=f"send {asked.survey_id}")
    if again:
        st.session_state[f"at {asked.survey_id}"] = len(items) - 1
        st.rerun()
    if sent:
        try:
            rate(store, asked, team or None, dict(answers), code)
        except NoRound as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.session_state[handed(asked, code)] = True
        for kept in (f"answers {asked.survey_id}", f"at {asked.survey_id}"):
            st.session_state.pop(kept, None)
        st.rerun()
