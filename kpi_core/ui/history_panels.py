"""The History page's parts: the table of uploads, and what can be done with one."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.effects import score_move
from kpi_core.review.anew import same_effect
from kpi_core.review.answers import Answer
from kpi_core.review.changed import changed_by
from kpi_core.review.commit import turn
from kpi_core.review.history import Upload, file_of, line_shown, lines_around, lines_shown
from kpi_core.review.scope import period_text
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.text.isolation import isolated
from kpi_core.text.problems import answer_text
from kpi_core.ui.effect_panels import effect_of_turn
from kpi_core.ui.pieces import alarm, facts, quiet
from kpi_core.ui.session import moment_text, name_field

_ANSWERS = 200


def upload_table(found: list[Upload], said: dict[int, dict[str, Any]], lang: str) -> pd.DataFrame:
    """One row per upload, newest first; `said` is what the audit says of each."""
    return pd.DataFrame(
        [
            {
                t("history.upload", lang): upload.upload_id,
                t("history.file", lang): upload.name,
                t("history.state", lang): t("history.stands", lang)
                if upload.stands
                else t("history.undone", lang, who=upload.undone_by),
                t("history.kind", lang): t(f"upload.kind_{upload.kind}", lang),
                t("history.accepted", lang): upload.accepted,
                t("history.left_out", lang): t("upload.line_at", lang, line=lines_shown(upload.left_out))
                if upload.left_out
                else "–",
                t("history.mode", lang): t(f"history.mode_{upload.mode}", lang),
                t("history.effect", lang): _effect(said.get(upload.upload_id, {}), lang),
                t("history.who", lang): upload.who,
                t("history.when", lang): moment_text(upload.moment),
                t("history.sha", lang): upload.sha256[:12],
            }
            for upload in found
        ]
    )


def _effect(said: dict[str, Any], lang: str) -> str:
    """An upload's effect when it was taken in: tiles that turned, facts ended, the company's score."""
    effect = said.get("effect")
    if not effect:
        return "–"
    turned = sum(effect["statuses"].values())
    parts = [t("history.turned", lang, count=turned)] if turned else []
    if effect["withdrawn"]:
        parts.append(t("upload.withdrawn", lang, count=effect["withdrawn"]))
    if effect.get("vanished"):
        parts.append(t("history.vanished", lang, count=effect["vanished"]))
    company = effect["company"]
    if company:
        when = period_text(company["grain"], date.fromisoformat(company["period"]))
        parts.append(f"{t('upload.company_score', lang)} {when} {score_move(company['before'], company['after'])}")
    return " · ".join(parts) or t("upload.none_move", lang)


def asked_line(store: Store, found: list[Upload], lang: str) -> None:
    """The line of a file that the URL names, with its neighbours: where a number came from."""
    query = st.query_params
    upload, line = query.get("upload", ""), query.get("line", "")
    named = {str(known.upload_id): known for known in found}
    if upload not in named or not line.isdigit():
        return
    lines = lines_around(store, named[upload], int(line))
    if not lines:
        quiet(t("history.line_none", lang, line=line))
        return
    rows = [(("▶ " if number == int(line) else "") + line_shown(number), text) for number, text in lines]
    rows += [("✎", _answer_line(answer, lang)) for answer in named[upload].answers if answer.line == int(line)]
    facts(f"{isolated(named[upload].name)} · {t('history.line_title', lang, line=line_shown(int(line)))}", rows)


def _answer_line(answer: Answer, lang: str) -> str:
    """An answer with its place as one line."""
    place = (
        t("problem.at_cell", lang, line=answer.shown, column=answer.column)
        if answer.line
        else f"{isolated(answer.column)} "
    )
    return place + answer_text(answer, lang)


def upload_deeds(store: Store, found: list[Upload], lang: str) -> None:
    """Choose an upload: undo or redo it, or download its file."""
    by_id = {upload.upload_id: upload for upload in found}
    number = st.selectbox(
        t("history.choose", lang),
        list(by_id),
        format_func=lambda n: f"{n} · {isolated(by_id[n].name)}",
        key="chosen_upload",
    )
    chosen = by_id[number]
    if chosen.answers:
        facts(t("history.answers", lang), [("", _answer_line(answer, lang)) for answer in chosen.answers[:_ANSWERS]])
    who = name_field(lang)
    what = "undo" if chosen.stands else "redo"
    with st.container(horizontal=True):
        if st.button(t(f"history.{what}", lang, upload=number), key="turn"):
            st.session_state["turning"] = (number, what)
        st.download_button(
            t("history.download", lang), data=lambda: file_of(store, number), file_name=chosen.name, key="download"
        )
    if st.session_state.get("turning") == (number, what):
        _turning(store, number, what, who, lang)
    elif st.session_state.get("turning", (0,))[0] == number:
        _turned_meanwhile(store, chosen, lang)
    if not who:
        quiet(t("upload.name_needed", lang))
    if "turned" in st.session_state:
        quiet(st.session_state.pop("turned"))


def _turned_meanwhile(store: Store, chosen: Upload, lang: str) -> None:
    """Somebody else has done what was asked for, or its opposite, since this page asked: say who, and do nothing."""
    st.session_state.pop("turning")
    what = "redone" if chosen.stands else "undone"
    by = changed_by(store, "", bool, [chosen.upload_id])
    alarm(t("changed.not_written", lang),
          [t("changed.turned_meanwhile", lang, upload=chosen.upload_id, what=t(f"changed.turned_{what}", lang),
             who=by[0] if by else "?")])  # fmt: skip


def _turning(store: Store, number: int, what: str, who: str, lang: str) -> None:
    """What undoing (or redoing) would change, and the button that does it: only what was seen is done."""
    before, seen = st.session_state.get("seen_turn"), effect_of_turn(store, number, what, lang)
    other = before is not None and before[0] == (number, what) and not same_effect(before[1], seen)
    st.session_state["seen_turn"] = ((number, what), seen)
    pressed = st.button(t(f"upload.{what}", lang, upload=number), type="primary", disabled=not who, key="turn_now")
    if other:
        alarm(t("changed.not_written", lang), [t("changed.moved", lang)])
    elif pressed:
        keys = turn(store, number, who, what)
        st.session_state["turned"] = t(
            "upload.undone" if what == "undo" else "upload.redone", lang, upload=number, keys=keys
        )
        for key in ("turning", "seen_turn"):
            st.session_state.pop(key)
        st.rerun()
