"""The Upload page: every problem with its place, the answers to it, and what the file changes value by value."""

import json
import zlib
from dataclasses import replace
from itertools import count
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.annotated import annotated
from kpi_core.review.scope import period_text
from kpi_core.review.upload import Given, Preview, Problem, place_of
from kpi_core.text import label, t
from kpi_core.text.numbers import number
from kpi_core.text.problems import problem_text
from kpi_core.ui.component import component
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.pieces import quiet

SHOWN = 2000
_PROBLEMS = component("problems")


def problem_grids(found: Preview, lang: str) -> None:
    """Every problem with its place and what to do, answered where it stands; then what is only worth knowing."""
    parts = {"problems": found.errors[:SHOWN], "warnings": [p for p in found.problems if p.warning][:SHOWN]}
    if found.problems:
        _answering(found, parts, lang)
    if found.problems and found.line_count:
        name = f"{PurePath(found.name).stem} {t('upload.annotated_sheet', lang)}.xlsx"
        st.download_button(t("upload.annotated", lang), data=lambda: annotated(found, lang) or b"", file_name=name,
                           key="annotated")  # fmt: skip
    if found.changes:
        quiet(t("upload.changes", lang))
        st.dataframe(_change_frame(found.changes, lang), hide_index=True, key="grid_changes")
    if found.register_changes:
        quiet(t("upload.register_changes", lang))
        st.dataframe(_register_frame(found.register_changes, lang), hide_index=True, key="grid_register")


def _answering(found: Preview, parts: dict[str, list[Problem]], lang: str) -> None:
    """The problems as one list; with what a person answers there the file is read again."""
    shown = [p for problems in parts.values() for p in problems]
    data = _problem_data(found, parts, lang)
    view = f"{zlib.crc32(json.dumps(data, ensure_ascii=False).encode())} {found.sha256}"
    drawn = json.dumps({**data, "view": view}, ensure_ascii=False, separators=(",", ":")).encode()
    given = _PROBLEMS(key="problems", data=drawn, on_answered_change=lambda: None).get("answered")
    if given and given["view"] == view:
        keep_given(found.sha256, _answered(found.given, [(shown[at - 1], *said) for at, *said in given["rows"]]))
        st.rerun()


def _problem_data(found: Preview, parts: dict[str, list[Problem]], lang: str) -> dict[str, Any]:
    """The lists as the component draws them; `at` counts all problems from 1, 0 for one that has no cell to answer for."""
    counts = {"problems": len(found.errors), "warnings": len(found.problems) - len(found.errors)}
    places = count(1)
    lists = []
    for key, problems in parts.items():
        rows = [_problem_row(found, p, next(places), lang) for p in problems]
        if rows:
            lists.append({"title": t(f"upload.{key}", lang, count=counts[key]), "problems": rows})
    words = {name: t(f"upload.answer_{name}", lang) for name in ("use", "keep", "leave", "all")}
    words |= {
        "answer": t("upload.answer", lang),
        "instead": t("upload.instead", lang),
        "again": t("upload.read_mended", lang),
    }
    return {"lang": lang, "words": words, "parts": lists}


def _problem_row(found: Preview, p: Problem, at: int, lang: str) -> dict[str, Any]:
    meant = str(p.more.get("meant", ""))
    answers = ["leave"] if not p.warning else [*(["use"] if meant else []), "keep", "leave"]
    return {"at": at if found.kind == "facts" and p.line and p.column else 0, "column": p.column,
            "line": t("upload.line_at", lang, line=p.line) if p.line else "",
            "value": p.value, "message": problem_text(p, lang), "answers": answers, "meant": meant,
            "instead": found.given.cells.get(place_of(p), "")}  # fmt: skip


def _answered(given: Given, said: list[tuple[Problem, str, str]]) -> Given:
    """What is said of the file after each (problem, answer, what is written instead)."""
    cells, answers, names = dict(given.cells), dict(given.answers), dict(given.names)
    for p, answer, instead in said:
        place, meant = place_of(p), str(p.more.get("meant", ""))
        if answer == "use" and p.code == "door_fraction":
            answers[f"%|{p.more['kpi']}"] = "lift"
        elif answer == "use" and p.code == "name_alike":
            names[p.value] = meant
        elif instead != cells.get(place, "") and instead.strip():
            cells[place] = instead
        elif answer == "use" and meant:
            cells[place] = meant
        elif answer in ("keep", "leave"):
            answers[place] = answer
        elif not instead.strip():
            cells.pop(place, None)
    return replace(given, cells=cells, answers=answers, names=names)


def _change_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], label("field.department", lang): change["unit"],
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


def _register_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], label("field.name", lang): change["name"],
             t("upload.field", lang): _field_text(change, lang),
             t("upload.old", lang): "–" if change["old"] is None else str(change["old"]),
             t("upload.new_value", lang): str(change["new"])}
            for change in changes[:SHOWN]
        ]
    )  # fmt: skip
