"""Rounds of the ten forces: opened, closed, filled from a file; and the rater's own page."""

from datetime import date

import pandas as pd
import streamlit as st

from kpi_core.review.forces import Item, NoRound, Ratings, Round, Unreadable, open_round, rate, read, take, turn_round
from kpi_core.store import Store
from kpi_core.tables.surveys import GRADES
from kpi_core.text import t
from kpi_core.text.numbers import period_title
from kpi_core.text.problems import problem_text
from kpi_core.ui.pieces import quiet, table


def scale_text(lang: str) -> str:
    """The wording of the grades, highest first: fixed for a round when it is opened."""
    return " · ".join(f"{grade} {t(f'anchor.a{grade}', lang)}" for grade in reversed(GRADES))


def round_table(known: list[Round], lang: str) -> None:
    """Every round with its state, how many answered, and the rater's link."""
    head = [t(f"rounds.{name}", lang) for name in ("title", "subject", "month", "state", "raters", "link")]
    rows = [
        [r.title, r.subject, period_title("month", r.period, lang), t(f"rounds.{r.state}", lang), str(r.sheets),
         "–" if r.closed else f"rate?round={r.survey_id}&lang={lang}"]
        for r in known
    ]  # fmt: skip
    table("rounds", head, rows, left=(0, 1, 5))


def open_form(store: Store, who: str, lang: str) -> None:
    """Open a round of the ten forces."""
    with st.form("open_round", border=True):
        title = st.text_input(t("rounds.title", lang), max_chars=60)
        subject = st.text_input(t("rounds.subject", lang), value=t("forces.subject_own", lang), max_chars=60)
        month = st.date_input(t("rounds.month", lang), value="today", format="YYYY-MM-DD")
        sent = st.form_submit_button(t("rounds.open", lang), type="primary", disabled=not who)
    if sent and isinstance(month, date):
        try:
            open_round(store, title, subject, month, scale_text(lang), who)
        except NoRound as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.rerun()


def round_deeds(store: Store, known: list[Round], who: str, lang: str) -> None:
    """Close a round or open it again, and fill it from a file."""
    titles = {r.survey_id: r.title for r in known}
    number = st.selectbox(t("forces.round", lang), list(titles), format_func=lambda i: titles[i], key="chosen_round")
    asked = next(r for r in known if r.survey_id == number)
    what = "reopened" if asked.closed else "closed"
    if st.button(t(f"rounds.do_{what}", lang), disabled=not who, key="turn_round"):
        turn_round(store, asked, what, who)
        st.rerun()
    if asked.closed:
        return
    file = st.file_uploader(t("rounds.file", lang), type=["csv", "tsv", "txt"], key=f"ratings {number}")
    if file is not None:
        _from_file(store, asked, file.getvalue(), who, lang)


def _from_file(store: Store, asked: Round, data: bytes, who: str, lang: str) -> None:
    try:
        found = read(store, asked, data)
    except Unreadable as error:
        found = Ratings("", [], error.problems)
    bad = [problem for problem in found.problems if not problem.warning]
    if found.problems:
        columns = [t(f"upload.{name}", lang) for name in ("line", "column", "value", "message")]
        rows = [[p.line or None, p.column, p.value, problem_text(p, lang)] for p in found.problems]
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)
    quiet(t("rounds.found", lang, raters=len(found.sheets), bad=len(bad)))
    if st.button(
        t("rounds.take", lang), type="primary", disabled=bool(bad) or not found.sheets or not who, key="take_ratings"
    ):
        count = take(store, asked, found, who)
        st.session_state["rated"] = t("rounds.taken", lang, count=count, title=asked.title)
        st.rerun()


def question(store: Store, asked: Round, items: list[Item], lang: str) -> None:
    """One item a screen with the printed anchors; at the end everything is handed in at once, without a name."""
    answers: dict[str, int] = st.session_state.setdefault(f"answers {asked.survey_id}", {})
    at = min(len(items), st.session_state.get(f"at {asked.survey_id}", 0))
    if at >= len(items):
        _hand_in(store, asked, items, answers, lang)
        return
    item = items[at]
    st.progress(at / len(items), text=t("rate.progress", lang, at=at + 1, count=len(items)))
    st.subheader(item.title(lang))
    quiet(item.about(lang))
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


def _hand_in(store: Store, asked: Round, items: list[Item], answers: dict[str, int], lang: str) -> None:
    st.subheader(t("rate.check", lang))
    head = [t("forces.item", lang), t("forces.grade", lang)]
    given = [[item.title(lang), f"{answers[item.item]} {t(f'anchor.a{answers[item.item]}', lang)}"] for item in items]
    table("answers", head, given, left=(0,))
    teams = [t("rate.no_team", lang), *(t(f"rate.team{n}", lang) for n in (1, 2, 3))]
    team = st.selectbox(t("rate.team", lang), teams, key=f"team {asked.survey_id}")
    quiet(t("rate.anonymous", lang))
    with st.container(horizontal=True):
        again = st.button(t("rate.back", lang), key=f"again {asked.survey_id}")
        sent = st.button(t("rate.send", lang), type="primary", key=f"send {asked.survey_id}")
    if again:
        st.session_state[f"at {asked.survey_id}"] = len(items) - 1
        st.rerun()
    if sent:
        try:
            rate(store, asked, None if team == teams[0] else str(team), dict(answers))
        except NoRound as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.session_state[f"handed {asked.survey_id}"] = True
        st.rerun()
