"""The Upload page: every problem with its place, the answers to it, and what the file changes value by value."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.annotated import annotated
from kpi_core.review.scope import period_text
from kpi_core.review.upload import Given, Preview, Problem, place_of
from kpi_core.text import t
from kpi_core.text.numbers import number
from kpi_core.text.problems import problem_text
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.pieces import quiet, table

SHOWN = 2000
_READ_AS_TEXT = 60


def problem_grids(found: Preview, lang: str) -> None:
    """Every problem with line, column, cell and what to do, single cells mendable; then what is only worth knowing."""
    for key, problems in (("problems", found.errors), ("warnings", [p for p in found.problems if p.warning])):
        if problems:
            quiet(t(f"upload.{key}", lang, count=len(problems)))
            _mending(found, key, problems[:SHOWN], lang)
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


def _mending(found: Preview, key: str, problems: list[Problem], lang: str) -> None:
    """A grid of problems, and under it the cells of a facts file to be written anew; the file is then read again."""
    frame = _problem_frame(problems, lang)
    if len(problems) <= _READ_AS_TEXT:
        # A table whose sentences wrap is read on a phone, too.
        table(f"grid_{key}", list(frame.columns), frame.values.tolist(), left=(0, 1, 2, 3))
    else:
        text = st.column_config.TextColumn
        widths = {name: text(width=width) for name, width in zip(frame.columns, (60, 110, 150, 900), strict=True)}
        st.dataframe(frame, hide_index=True, height="auto", row_height=62, key=f"grid_{key}", column_config=widths)
    places = [at for at, p in enumerate(problems) if p.line and p.column]
    if found.kind != "facts" or not places:
        return
    with st.expander(t("upload.mend", lang)):
        said = _answered(found, key, [problems[at] for at in places], lang)
        if st.button(t("upload.read_mended", lang), key=f"read_{key}", disabled=said == found.given):
            keep_given(found.sha256, said)
            st.rerun()


def _answered(found: Preview, key: str, problems: list[Problem], lang: str) -> Given:
    """The places of these problems with a suggestion, an answer to choose and a cell to write; returns what is then said of the file."""
    names = {name: t(f"upload.{name}", lang) for name in ("line", "column", "value", "suggested", "answer", "instead")}
    options = ("use", "keep", "leave") if key == "warnings" else ("leave",)
    words = {t(f"upload.answer_{option}", lang): option for option in options}
    frame = pd.DataFrame(
        {names["line"]: [str(p.line) for p in problems], names["column"]: [p.column for p in problems],
         names["value"]: [p.value for p in problems], names["suggested"]: [str(p.more.get("meant", "")) for p in problems],
         names["answer"]: pd.Series([None] * len(problems), dtype="object"),
         names["instead"]: [found.given.cells.get(place_of(p), "") for p in problems]}
    )  # fmt: skip
    columns: dict[str, Any] = {
        names["answer"]: st.column_config.SelectboxColumn(options=list(words)),
        names["instead"]: st.column_config.TextColumn(max_chars=100),
    }
    locked = [names[name] for name in ("line", "column", "value", "suggested")]
    edited = st.data_editor(frame, hide_index=True, disabled=locked, column_config=columns, placeholder="–",
                            key=f"mend_{key} {found.sha256} {hash(repr(found.given))}")  # fmt: skip
    cells, answers, names_meant = dict(found.given.cells), dict(found.given.answers), dict(found.given.names)
    for problem, row in zip(problems, edited.to_dict("records"), strict=True):
        place, answer = place_of(problem), words.get(str(row[names["answer"]]), "")
        if answer == "use" and problem.code == "door_fraction":
            answers[f"%|{problem.more['kpi']}"] = "lift"
        elif answer == "use" and problem.code == "name_alike":
            names_meant[problem.value] = str(problem.more["meant"])
        elif row[names["instead"]]:
            cells[place] = str(row[names["instead"]])
        elif answer == "use" and problem.more.get("meant"):
            cells[place] = str(problem.more["meant"])
        elif answer in ("keep", "leave"):
            answers[place] = answer
    return replace(found.given, cells=cells, answers=answers, names=names_meant)


def _problem_frame(problems: list[Problem], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): str(p.line or ""), t("upload.column", lang): p.column, t("upload.value", lang): p.value,
             t("upload.message", lang): problem_text(p, lang)}
            for p in problems
        ]
    )  # fmt: skip


def _change_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], t("field.department", lang): change["unit"],
             t("field.kpi", lang): change["kpi"], t("field.period", lang): period_text(*change["span"]),
             t("upload.field", lang): t(f"field.{field}", lang), t("upload.old", lang): number(old),
             t("upload.new_value", lang): number(new)}
            for change in changes for field, (old, new) in change["values"].items()
        ]
    )  # fmt: skip


def _register_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], t("field.name", lang): change["name"],
             t("upload.field", lang): t(f"field.{change['field']}", lang),
             t("upload.old", lang): "–" if change["old"] is None else str(change["old"]),
             t("upload.new_value", lang): str(change["new"])}
            for change in changes[:SHOWN]
        ]
    )  # fmt: skip
