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
from kpi_core.review.scope import period_text
from kpi_core.review.upload import Given, Preview, Problem, line_shown, place_of
from kpi_core.text import MISSING, label, t, words
from kpi_core.text.numbers import number
from kpi_core.text.problems import answer_text, problem_text
from kpi_core.ui.component import component
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.pieces import quiet

SHOWN = 2000
# What is answered once for all of a file.
_HIDDEN = ("rows_hidden", "columns_hidden")
_PROBLEMS = component("problems")


def problem_grids(found: Preview, lang: str) -> bool:
    """Every problem with its place and what to do, answered where it stands; then what is only worth knowing.

    True while there are answers that the file was not yet read with.
    """
    pending = bool(found.problems or found.given) and _answering(found, lang)
    if found.problems and found.line_count:
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


def _answering(found: Preview, lang: str) -> bool:
    """The problems, and what was answered before, as one list; with what a person answers there the file is read again."""
    warnings = [p for p in found.problems if p.warning]
    asked = [*found.errors[:SHOWN], *warnings[:SHOWN]]
    told = answers_of(found.given)
    rows = [_problem_row(found, p, lang) for p in asked] + [_told_row(answer, lang) for answer in told]
    for at, row in enumerate(rows, start=1):
        row["at"] = at if row["answers"] else 0
    parts = [
        {"title": t(f"upload.{key}", lang, count=count), "problems": [row for row in rows if row["part"] == key]}
        for key, count in (("problems", len(found.errors)), ("warnings", len(warnings)), ("told", len(told))) if count
    ]  # fmt: skip
    words = {name: t(f"upload.answer_{name}", lang) for name in ("use", "keep", "leave", "back", "all")}
    words |= {
        "answer": t("upload.answer", lang),
        "instead": t("upload.instead", lang),
        "again": t("upload.read_mended", lang),
    }
    # The same list in another language is the same view: what is typed in it stays.
    view = f"{zlib.crc32(repr((asked, found.given)).encode())} {found.sha256}"
    data = json.dumps({"view": view, "lang": lang, "words": words, "parts": parts}, ensure_ascii=False).encode()
    result = _PROBLEMS(key="problems", data=data, default={"pending": ""}, on_pending_change=lambda: None,
                       on_answered_change=lambda: None)  # fmt: skip
    answered = result.get("answered")
    if answered and answered["view"] == view:
        every = [*asked, *told]
        keep_given(found.sha256, _answered(found.given, [(every[at - 1], *said) for at, *said in answered["rows"]]))
        st.rerun()
    return bool(result.get("pending") == view)


def _problem_row(found: Preview, p: Problem, lang: str) -> dict[str, Any]:
    meant = str(p.more.get("meant", ""))
    answers = ["leave"] if not p.warning else [*(["use"] if meant else []), "keep", "leave"]
    line = t("upload.line_at", lang, line=p.row) if p.line else ""
    if p.sheet and found.opened and len(found.opened.sheet_names) > 1:
        line = f"{p.sheet} {line}".strip()
    return {"part": "warnings" if p.warning else "problems", "line": line,
            "column": f"{p.letter} {p.column}".strip(), "value": p.value, "message": problem_text(p, lang), "meant": meant,
            "answers": answers if (p.line and p.column) or p.code in _HIDDEN else [],
            "instead": found.given.cells.get(place_of(p), "")}  # fmt: skip


def _told_row(answer: Answer, lang: str) -> dict[str, Any]:
    line = t("upload.line_at", lang, line=answer.shown) if answer.line else ""
    return {"part": "told", "line": line, "column": answer.column, "value": "", "message": answer_text(answer, lang),
            "meant": "", "answers": ["back"], "instead": None}  # fmt: skip


def _answered(given: Given, said: list[tuple[Problem | Answer, str, str | None]]) -> Given:
    """What is said of the file after each (problem or earlier answer, answer, what is written instead)."""
    cells, answers, names, hidden = dict(given.cells), dict(given.answers), dict(given.names), given.hidden
    for p, answer, instead in said:
        if isinstance(p, Answer):
            for known in (cells, answers, names):
                known.pop(p.key, None)
            hidden = "" if p.key == "hidden" else hidden
            continue
        if p.code in _HIDDEN:
            hidden = answer
            continue
        place, meant = place_of(p), str(p.more.get("meant", ""))
        if answer == "use" and p.code == "door_fraction":
            answers[f"%|{p.more['kpi']}"] = "lift"
        elif answer == "use" and p.code == "name_alike":
            names[p.value] = meant
        elif answer == "use":
            # What is taken over is meant so: it is not asked about again.
            cells[place], answers[place] = meant, "keep"
        elif answer:
            answers[place] = answer
            if answer == "leave":
                cells.pop(place, None)
        elif instead and instead.strip():
            cells[place] = instead
        else:
            cells.pop(place, None)
    return replace(given, cells=cells, answers=answers, names=names, hidden=hidden)


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
