"""Rounds of the ten forces: opened, closed, given codes, and filled from a file or a pasted table."""

from datetime import date
from urllib.parse import urlencode, urljoin

import pandas as pd
import streamlit as st

from kpi_core.review.changed import ChangedMeanwhile
from kpi_core.review.rounds import (
    NoRound,
    Opening,
    Ratings,
    Round,
    Unreadable,
    answered,
    items_from_text,
    make_codes,
    model,
    open_round,
    read,
    take,
    turn_round,
)
from kpi_core.store import Store
from kpi_core.tables.surveys import GRADES
from kpi_core.text import t
from kpi_core.text.numbers import period_title
from kpi_core.text.problems import problem_text
from kpi_core.ui.edit_panels import place_of, tell
from kpi_core.ui.pieces import plain, quiet, table


def scale_text(lang: str) -> str:
    """The wording of the grades, highest first: fixed for a round when it is opened."""
    return " · ".join(f"{grade} {t(f'anchor.a{grade}', lang)}" for grade in reversed(GRADES))


def round_table(known: list[Round], lang: str) -> None:
    """Every round with its state and how many answered."""
    head = [t(f"rounds.{name}", lang) for name in ("title", "subject", "month", "state", "raters")]
    rows = [
        [r.title, r.subject, period_title("month", r.period, lang), t(f"rounds.{r.state}", lang), str(r.sheets)]
        for r in known
    ]
    table("rounds", head, rows, left=(0, 1))


def open_form(store: Store, who: str, lang: str) -> None:
    """Open a round: of the ten forces, or of a list of one's own."""
    with st.form("open_round", border=True):
        title = st.text_input(t("rounds.title", lang), max_chars=60)
        subject = st.text_input(t("rounds.subject", lang), value=t("forces.subject_own", lang), max_chars=60)
        month = st.date_input(t("rounds.month", lang), value="today", format="YYYY-MM-DD")
        usual = "\n".join(t(f"rounds.team{at}", lang) for at in (1, 2, 3))
        teams = st.text_area(t("rounds.teams", lang), value=usual, height=110, max_chars=400)
        with st.expander(t("rounds.other_model", lang)):
            own = st.text_area(
                t("rounds.items", lang), placeholder=t("rounds.items_example", lang), max_chars=4000, key="own_items"
            )
        sent = st.form_submit_button(t("rounds.open", lang), type="primary", disabled=not who)
    if sent and isinstance(month, date):
        try:
            items = items_from_text(own) if own.strip() else model()
            st.session_state["chosen_round"] = open_round(
                store, Opening(title, subject, month, scale_text(lang), items, tuple(teams.splitlines())), who
            )
        except NoRound as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.rerun()


def round_deeds(store: Store, known: list[Round], who: str, lang: str) -> None:
    """Close a round or open it again; while it is open its links, and filling it from a table."""
    titles = {r.survey_id: r.title for r in known}
    number = st.selectbox(t("forces.round", lang), list(titles), format_func=lambda i: titles[i], key="chosen_round")
    asked = next(r for r in known if r.survey_id == number)
    what = "reopened" if asked.closed else "closed"
    # Pressed on a page that shows another state, it is the button of that state: not of this one.
    if st.button(t(f"rounds.do_{what}", lang), disabled=not who, key=f"turn_round_{what}"):
        try:
            turn_round(store, asked, what, who)
        except ChangedMeanwhile as error:
            tell("round", error, place_of, lang)
        else:
            st.rerun()
    if asked.closed:
        return
    by_link, by_table = st.tabs([t("rounds.by_link", lang), t("rounds.by_table", lang)])
    with by_link:
        _links(store, asked, who, lang)
    with by_table:
        _table(store, asked, who, lang)


def _address(asked: Round, lang: str, code: str = "") -> str:
    """The rater's page for this round, from where this page was opened."""
    wanted = {"round": str(asked.survey_id), "lang": lang} | ({"code": code} if code else {})
    return urljoin(st.context.url or "", "rate") + "?" + urlencode(wanted)


def _links(store: Store, asked: Round, who: str, lang: str) -> None:
    """One link for everybody, or one a rater: the codes are shown once and not kept."""
    made = answered(store, asked)
    if made:
        head = [t(f"rounds.{name}", lang) for name in ("team", "codes_made", "codes_used")]
        table("turnout", head, [[team or "–", str(count), str(used)] for team, count, used in made], left=(0,))
    else:
        quiet(t("rounds.open_link", lang))
        st.code(_address(asked, lang), language=None, wrap_lines=True)
    fresh = st.session_state.get(f"codes {asked.survey_id}")
    if fresh:
        quiet(t("rounds.codes_once", lang))
        lines = "\n".join(
            f"{team}\t{_address(asked, lang, code)}" if team else _address(asked, lang, code) for team, code in fresh
        )
        st.code(lines, language=None, height=220)
    with st.form("codes", border=True):
        quiet(t("rounds.codes_why", lang))
        groups = asked.groups or [""]
        counts = {
            team: int(
                st.number_input(
                    plain(team) or t("rounds.codes_count", lang), 0, 500, 0, key=f"codes {asked.survey_id} {team}"
                )
            )
            for team in groups
        }
        sent = st.form_submit_button(t("rounds.make_codes", lang), disabled=not who)
    if sent:
        try:
            st.session_state[f"codes {asked.survey_id}"] = make_codes(store, asked, counts, who)
        except NoRound as error:
            quiet(t(error.code, lang, **error.values))
            return
        st.rerun()


def _table(store: Store, asked: Round, who: str, lang: str) -> None:
    """A table of ratings, as a file or pasted from a spreadsheet; a pasted one counts when there is no file."""
    file = st.file_uploader(
        t("rounds.file", lang), type=["csv", "tsv", "txt", "xls", "xlsx"], key=f"ratings {asked.survey_id}"
    )
    pasted = st.text_area(t("rounds.paste", lang), height=140, key=f"pasted {asked.survey_id}")
    data = file.getvalue() if file is not None else pasted.encode()
    if not data.strip():
        return
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
    unfit = bool(bad) or not found.sheets or not who
    if st.button(t("rounds.take", lang), type="primary", disabled=unfit, key="take_ratings"):
        count = take(store, asked, found, who)
        st.session_state["rated"] = t("rounds.taken", lang, count=count, title=asked.title)
        for entry in (f"ratings {asked.survey_id}", f"pasted {asked.survey_id}"):
            st.session_state.pop(entry, None)
        st.rerun()
