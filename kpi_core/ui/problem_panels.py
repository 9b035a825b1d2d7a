"""The Upload page: every problem with its place, the answers to it, and what the file changes value by value."""

import json
import zlib
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.annotated import annotated
from kpi_core.review.answers import Answer, answers_of
from kpi_core.review.questions import ASKS, CORRECTS, HOLDS_OTHERS, Question, counted, questions_of
from kpi_core.review.scope import period_text
from kpi_core.review.upload import Given, Preview, Problem, line_shown, place_of
from kpi_core.text import MISSING, label, t, words
from kpi_core.text.numbers import number
from kpi_core.text.problems import answer_text, problem_text
from kpi_core.ui.component import component
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.pieces import quiet

SHOWN = 2000
# So many line numbers name a question that stands in many.
_LINES = 6
# What is answered once for all of a file.
_HIDDEN = ("rows_hidden", "columns_hidden")
_PROBLEMS = component("problems")


def problem_grids(found: Preview, lang: str) -> bool:
    """Every problem with its place and what to do, answered where it stands; then what is only worth knowing.

    True while there are answers that the file was not yet read with.
    """
    pending = bool(found.problems or found.given) and _answering(found, lang)
    if found.line_count and any(not _is_guess(p) for p in found.problems):
        name = f"{PurePath(found.name).stem} {t('upload.annotated_sheet', lang)}.xlsx"
        st.download_button(t("upload.annotated", lang), data=lambda: annotated(found, lang) or b"", file_name=name,
                           key="annotated")  # fmt: skip
    if found.changes:
        quiet(t("upload.changes", lang))
        st.dataframe(
            _change_frame(found.changes, found.opened.sheet_names if found.opened else [], lang),
            hide_index=True,
            key="grid_changes",
        )
    if found.register_changes:
        quiet(t("upload.register_changes", lang))
        st.dataframe(_register_frame(found.register_changes, lang), hide_index=True, key="grid_register")
    return pending


def _is_guess(p: Problem) -> bool:
    """What is guessed is listed with the new KPIs, where it is confirmed."""
    return p.code == "definition_guessed"


def _answering(found: Preview, lang: str) -> bool:
    """The problems, and what was answered before, as one list; with what a person answers there the file is read again."""
    # What concerns the file as a whole is asked above, each with its own control.
    errors = [p for p in found.errors if p.code not in ASKS]
    warnings = [p for p in found.problems if p.warning and p.code not in CORRECTS and not _is_guess(p)]
    asked = [*questions_of(errors)[:SHOWN], *questions_of(warnings)[:SHOWN]]
    told = answers_of(found.given)
    rows = [_question_row(found, question, lang) for question in asked] + [_told_row(answer, lang) for answer in told]
    for at, row in enumerate(rows, start=1):
        row["at"] = at if row["answers"] or row["editable"] else 0
    parts = [
        {"title": title, "problems": [row for row in rows if row["part"] == key]}
        for key, title, count in (
            ("problems", problems_title(errors, lang), len(errors)),
            ("warnings", t("upload.warnings", lang, count=len(warnings)), len(warnings)),
            ("told", t("upload.told", lang, count=len(told)), len(told)),
        ) if count
    ]  # fmt: skip
    words = {name: t(f"upload.answer_{name}", lang) for name in ("use", "keep", "leave", "back", "new", "all")}
    words |= {
        "answer": t("upload.answer", lang),
        "instead": t("upload.instead", lang),
        "again": t("upload.read_mended", lang),
    }
    # The same list in another language is the same view: what is typed in it stays.
    view = f"{zlib.crc32(repr((asked, found.given)).encode())} {found.sha256}"
    # What is answered but not yet read with is kept for the session: another file may be looked at meanwhile.
    typed: dict[str, list[list[Any]]] = st.session_state.setdefault("typed", {})
    shown = {"view": view, "lang": lang, "words": words, "parts": parts, "typed": typed.get(view, [])}
    result = _PROBLEMS(key="problems", data=json.dumps(shown, ensure_ascii=False).encode(), default={"pending": None},
                       on_pending_change=lambda: None, on_answered_change=lambda: None)  # fmt: skip
    pending = result.get("pending")
    if pending and pending["view"] == view:
        typed[view] = pending["rows"]
    said = result.get("answered")
    if said and said["view"] == view:
        every = [*asked, *told]
        typed.pop(view, None)
        keep_given(found.sha256, answered(found.given, [(every[at - 1], *answer) for at, *answer in said["rows"]]))
        st.rerun()
    return bool(typed.get(view))


def problems_title(errors: list[Problem], lang: str) -> str:
    """How many values of how many lines have a problem, as the agreement to leave them out says it too."""
    values, lines = counted(errors)
    return t("upload.problems" if lines else "upload.problems_whole", lang, count=values, lines=lines)


def _question_row(found: Preview, question: Question, lang: str) -> dict[str, Any]:
    """Problems that one answer settles, as one row."""
    p = question.first
    meant = str(p.more.get("meant", ""))
    answers = [*(["use"] if meant else []), *(["keep"] if p.warning else []), "leave"]
    if p.code == "register_differs":
        answers, meant = ["use", "leave"], str(p.more["known"])
    elif p.code == "name_alike":
        answers = ["use", "new"]
    elif p.code in _HIDDEN:
        answers = ["keep", "leave"]
    elif p.code in HOLDS_OTHERS:
        answers = []
    here = (p.line and p.column) or p.code in ("name_alike", *_HIDDEN)
    return {"part": "warnings" if p.warning else "problems", "line": _lines_text(found, question, lang),
            "column": f"{p.letter} {p.column}".strip(), "value": p.value, "message": problem_text(p, lang), "meant": meant,
            "answers": answers if here else [], "editable": bool(p.line and p.column),
            "instead": found.given.cells.get(place_of(p), "") if p.line and p.column else None}  # fmt: skip


def _lines_text(found: Preview, question: Question, lang: str) -> str:
    lines = [line for line in question.lines if line]
    sheets = found.opened.sheet_names if found.opened else []
    if len(lines) < 2:
        sheet = f"{question.first.sheet} " if len(sheets) > 1 else ""
        return (sheet + (t("upload.line_at", lang, line=question.first.row) if lines else "")).strip()
    shown = ", ".join(line_shown(line, sheets) for line in lines[:_LINES])
    return t("upload.lines_at", lang, count=len(lines), lines=shown + ("…" if len(lines) > _LINES else ""))


def _told_row(answer: Answer, lang: str) -> dict[str, Any]:
    line = t("upload.line_at", lang, line=answer.shown) if answer.line else ""
    return {"part": "told", "line": line, "column": answer.column, "value": "", "message": answer_text(answer, lang),
            "meant": "", "answers": ["back"], "editable": False, "instead": None}  # fmt: skip


def answered(given: Given, said: list[tuple[Question | Answer, str, str | None]]) -> Given:
    """What is said of the file after each (question or earlier answer, answer, what is written instead)."""
    for about, answer, instead in said:
        if isinstance(about, Answer):
            left = [{key: text for key, text in said.items() if key != about.key}
                    for said in (given.cells, given.answers, given.names)]  # fmt: skip
            given = replace(given, cells=left[0], answers=left[1], names=left[2],
                            hidden="" if about.key == "hidden" else given.hidden)  # fmt: skip
            continue
        for p in about.problems:
            given = _settled(given, p, answer, instead)
    return given


def _settled(given: Given, p: Problem, answer: str, instead: str | None) -> Given:
    """What is said of the file when one problem is answered."""
    if p.code in _HIDDEN:
        return replace(given, hidden=answer)
    cells, answers, names = dict(given.cells), dict(given.answers), dict(given.names)
    place, meant = place_of(p), str(p.more.get("meant", p.more.get("known", "")))
    if p.code == "name_alike":
        # The name is settled, wherever in the file it stands.
        name = str(p.more.get("name", p.value))
        names[name] = {"use": meant, "new": name}.get(answer, (instead or "").strip() or name)
    elif answer == "use" and p.code == "door_fraction":
        answers[f"%|{p.more['kpi']}"] = "lift"
    elif answer == "use":
        cells[place] = meant
        if p.warning:
            # What is taken over is meant so: it is not asked about again.
            answers[place] = "keep"
    elif answer:
        answers[place] = answer
        if answer == "leave":
            cells.pop(place, None)
    elif instead and instead.strip():
        cells[place] = instead
    else:
        cells.pop(place, None)
    return replace(given, cells=cells, answers=answers, names=names)


def _change_frame(changes: list[dict[str, Any]], sheets: list[str], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): line_shown(change["line"], sheets) if len(sheets) > 1 else change["line"],
             label("field.department", lang): change["unit"],
             label("field.kpi", lang): change["kpi"], label("field.period", lang): period_text(*change["span"]),
             t("upload.field", lang): t(f"field.{field}", lang), t("upload.old", lang): number(old),
             t("upload.new_value", lang): number(new)}
            for change in changes for field, (old, new) in change["values"].items()
        ]
    )  # fmt: skip


def _field_text(change: dict[str, Any], lang: str) -> str:
    """A field's name, and for a weight the month it would hold from."""
    field = t(f"field.{change['field']}", lang)
    return (
        t("upload.field_since", lang, field=field, month=period_text("month", change["since"]))
        if "since" in change
        else field
    )


def _value_text(field: str, value: Any, lang: str) -> str:
    """A register value as the reader knows it: a word of the house in words, a number plain."""
    if value is None:
        return MISSING
    if isinstance(value, float):
        return f"{value:.12g}"
    key = f"{field}.{value}"
    return t(key, lang) if key in words(lang) else str(value)


def _register_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], label("field.name", lang): change["name"],
             t("upload.field", lang): _field_text(change, lang),
             t("upload.old", lang): _value_text(change["field"], change["old"], lang),
             t("upload.new_value", lang): _value_text(change["field"], change["new"], lang)}
            for change in changes[:SHOWN]
        ]
    )  # fmt: skip
