"""The Upload page's parts: what was recognised, every problem, what will change, and the deed."""

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.reports.annotated import annotated
from kpi_core.review.commit import commit, turn
from kpi_core.review.scope import period_text
from kpi_core.review.upload import Given, Preview, Problem, place_of, preview
from kpi_core.store import Store
from kpi_core.tables import AGGREGATIONS, DIRECTIONS, FORMS, MODES, PERSPECTIVES
from kpi_core.text import t
from kpi_core.text.numbers import number
from kpi_core.text.problems import problem_text
from kpi_core.ui.door import page_file
from kpi_core.ui.effect_panels import effect_of_file
from kpi_core.ui.given_panels import keep_given
from kpi_core.ui.pieces import facts, quiet

_SHOWN = 2000
_EDITED = ("direction", "measure", "aggregation", "form", "perspective", "decimals", "cap", "good", "watch")


def previewed(store: Store, name: str, data: bytes, given: Given, lang: str) -> Preview:
    """The preview of the dropped file, made once per file, what was said of it, and state of the store."""
    mode = st.session_state.get("mode", "upsert")
    key = (name, hashlib.sha256(data).hexdigest(), repr(given), mode, store.version)
    if st.session_state.get("preview_key") != key:
        with st.spinner(t("upload.reading", lang), show_time=True):
            st.session_state["preview"] = preview(store, name, data, given=given, mode=mode)
        st.session_state["preview_key"] = key
    found: Preview = st.session_state["preview"]
    return found


def recognised(found: Preview, lang: str) -> None:
    """The card that says how the file was understood and what it would do."""
    rows = []
    if found.encoding:
        rows.append((t("upload.encoding", lang), found.encoding))
    if found.separator:
        rows.append((t("upload.separator", lang), t(f"upload.{found.separator}", lang)))
    if found.opened:
        rows.append((t("upload.layout", lang), _layout_text(found, lang)))
    if found.opened and found.opened.hidden:
        rows.append(("", t("upload.hidden", lang, sheets=t("list.separator", lang).join(found.opened.hidden))))
    if found.headers:
        told = {*found.opened.fixed, "period", "kpi"} if found.opened else set()
        pairs = [
            f"{header.strip()} → {t(f'field.{field}', lang)}" for field, header in found.headers.items()
            if field not in told or header != field
        ]  # fmt: skip
        rows.append((t("upload.columns", lang), t("list.separator", lang).join(pairs)))
    if found.unused:
        rows.append(("", t("upload.unused", lang, columns=t("list.separator", lang).join(found.unused[:20]))))
    if found.line_count:
        counts = (("lines", found.line_count), ("accepted", found.accepted), ("new", found.new),
                  ("changed", found.changed), ("same", found.same))  # fmt: skip
        rows.append(("", " · ".join(f"{t(f'upload.{key}', lang)} {count:,}" for key, count in counts)))
    rows += [("", t(f"upload.{note}", lang, count=count)) for note, count in found.notes.items()]
    if found.answered:
        rows.append(("", t("upload.answered", lang, count=found.answered)))
    if found.new_units:
        names = t("list.separator", lang).join(found.new_units[:30]) + ("…" if len(found.new_units) > 30 else "")
        rows.append(("", t("upload.new_units", lang, units=names)))
    if rows:
        facts(t("upload.recognised", lang), rows)


def _layout_text(found: Preview, lang: str) -> str:
    """What the file is, how it is laid out, where its header stands, and what holds for the whole table."""
    parts = [t(f"upload.kind_{found.kind}", lang)]
    opened = found.opened
    if opened and found.kind == "facts":
        parts.append(t(f"upload.layout_{opened.layout}", lang))
        if opened.header_line > 1:
            parts.append(t("upload.header_line", lang, line=opened.header_line))
        if opened.sheet:
            parts.append(f"{t('upload.sheet', lang)} {opened.sheet}")
        for field, text in opened.fixed.items():
            parts.append(f"{t(f'field.{field}', lang)} {text or t('upload.company_whole', lang)}")
    return " · ".join(parts)


def problem_grids(found: Preview, lang: str) -> None:
    """Every problem with line, column, cell and what to do, single cells mendable; then what is only worth knowing."""
    for key, problems in (("problems", found.errors), ("warnings", [p for p in found.problems if p.warning])):
        if problems:
            quiet(t(f"upload.{key}", lang, count=len(problems)))
            _mending(found, key, problems[:_SHOWN], lang)
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
    line, column, value, message = (t(f"upload.{name}", lang) for name in ("line", "column", "value", "message"))
    text = st.column_config.TextColumn
    widths = {line: text(width=60), column: text(width=110), value: text(width=150), message: text(width=900)}
    frame = _problem_frame(problems, lang)
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
                            key=f"mend_{key} {found.sha256} {len(problems)} {len(found.given.answers)}")  # fmt: skip
    cells, answers = dict(found.given.cells), dict(found.given.answers)
    for problem, row in zip(problems, edited.to_dict("records"), strict=True):
        place, answer = place_of(problem), words.get(str(row[names["answer"]]), "")
        if answer == "use" and problem.code == "door_fraction":
            answers[f"%|{problem.more['kpi']}"] = "lift"
        elif row[names["instead"]]:
            cells[place] = str(row[names["instead"]])
        elif answer == "use" and problem.more.get("meant"):
            cells[place] = str(problem.more["meant"])
        elif answer in ("keep", "leave"):
            answers[place] = answer
    return replace(found.given, cells=cells, answers=answers)


def _problem_frame(problems: list[Problem], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): str(p.line or ""), t("upload.column", lang): p.column, t("upload.value", lang): p.value,
             t("upload.message", lang): problem_text(p, lang)}
            for p in problems
        ]
    )  # fmt: skip


def _change_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    rows = []
    for change in changes:
        for field in ("actual", "target"):
            old, new = change[f"old_{field}"], change[f"new_{field}"]
            if new is not None and new != old:
                rows.append(
                    {t("upload.line", lang): change["line"], t("field.department", lang): change["unit"],
                     t("field.kpi", lang): change["kpi"], t("field.period", lang): period_text(*change["span"]),
                     t("upload.field", lang): t(f"field.{field}", lang), t("upload.old", lang): number(old),
                     t("upload.new_value", lang): number(new)}
                )  # fmt: skip
    return pd.DataFrame(rows)


def _register_frame(changes: list[dict[str, Any]], lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("upload.line", lang): change["line"], t("field.name", lang): change["name"],
             t("upload.field", lang): t(f"field.{change['field']}", lang),
             t("upload.old", lang): "–" if change["old"] is None else str(change["old"]),
             t("upload.new_value", lang): str(change["new"])}
            for change in changes[:_SHOWN]
        ]
    )  # fmt: skip


def _word(field: str, lang: str, value: str) -> str:
    return t(f"{field}.{value}", lang)


def new_kpi_grid(found: Preview, lang: str) -> None:
    """The KPIs the file would create; what is edited here is stated with the upload."""
    if not found.new_kpis:
        return
    quiet(t("upload.new_kpis", lang))
    shown = [{"name": new.name, **{field: new.shown()[field] for field in _EDITED}} for new in found.new_kpis]
    choices = {"direction": DIRECTIONS, "aggregation": AGGREGATIONS, "form": FORMS}
    columns: dict[str, Any] = {
        field: st.column_config.SelectboxColumn(
            t(f"field.{field}", lang), options=list(options), required=True, format_func=partial(_word, field, lang)
        )
        for field, options in choices.items()
    }
    columns["name"] = st.column_config.TextColumn(t("field.name", lang), disabled=True)
    columns["measure"] = st.column_config.TextColumn(t("field.measure", lang), max_chars=20)
    columns["perspective"] = st.column_config.SelectboxColumn(t("field.perspective", lang), options=list(PERSPECTIVES))
    columns["decimals"] = st.column_config.NumberColumn(t("field.decimals", lang), min_value=0, max_value=6, step=1)
    columns["cap"] = st.column_config.NumberColumn(t("field.cap", lang), min_value=1.0, max_value=1.5)
    columns["good"] = st.column_config.NumberColumn(t("field.good", lang), min_value=0.0, max_value=2.0)
    columns["watch"] = st.column_config.NumberColumn(t("field.watch", lang), min_value=0.0, max_value=2.0)
    edited = st.data_editor(
        pd.DataFrame(shown), hide_index=True, column_config=columns, placeholder="–", key=f"new_kpis_{found.sha256}"
    )
    for new, before, after in zip(found.new_kpis, shown, edited.to_dict("records"), strict=True):
        for field in _EDITED:
            value = after[field]
            if value != before[field] and not pd.isna(value):
                new.fields[field] = str(value)


def mode_choice(found: Preview, lang: str) -> None:
    """Whether the file adds to what is known or replaces it; what replacing would end is listed."""
    if found.kind != "facts":
        return
    st.radio(t("upload.mode", lang), MODES, format_func=lambda mode: t(f"upload.mode_{mode}", lang), key="mode")
    if found.withdrawn:
        quiet(t("upload.withdrawn_list", lang))
        st.dataframe(_withdrawn_frame(found, lang), hide_index=True, key="grid_withdrawn")


def _withdrawn_frame(found: Preview, lang: str) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {t("field.department", lang): row["unit"], t("field.kpi", lang): row["kpi"],
             t("field.period", lang): period_text(row["grain"], row["period"]),
             t("field.actual", lang): number(row["actual"]), t("field.target", lang): number(row["target"])}
            for row in found.withdrawn[:_SHOWN]
        ]
    )  # fmt: skip


def commit_panel(store: Store, found: Preview, who: str, lang: str) -> None:
    """The agreement to leave bad lines out, and the button that writes."""
    skip = False
    if found.errors:
        skip = st.checkbox(
            t("upload.skip", lang, count=len(found.left_out), accepted=found.accepted), key=f"skip_{found.sha256}"
        )
        if not skip:
            quiet(t("upload.blocked", lang))
    if not who:
        quiet(t("upload.name_needed", lang))
    if skip or not found.errors:
        effect_of_file(store, found, skip, lang)
    ready = bool(who) and (skip or not found.errors)
    with st.container(horizontal=True):
        writing = st.button(t("upload.commit", lang), type="primary", disabled=not ready, key="commit")
        if st.button(t("upload.cancel", lang), key="cancel"):
            _forget()
            st.rerun()
    if writing:
        with st.spinner(t("upload.writing", lang), show_time=True):
            st.session_state["done"] = (commit(store, found, who, skip), found.accepted)
        st.session_state.pop("preview_key", None)
        st.rerun()


def done_panel(store: Store, lang: str) -> bool:
    """After a commit: what was written, and the way back or on. True while it is shown."""
    if "done" not in st.session_state:
        return False
    upload, accepted = st.session_state["done"]
    undone = st.session_state.get("undone_keys")
    text = t("upload.done", lang, upload=upload, accepted=accepted) if undone is None else t(
        "upload.undone", lang, upload=upload, keys=undone)  # fmt: skip
    quiet(text)
    with st.container(horizontal=True):
        if st.button(t("upload.see", lang), type="primary", key="see_board"):
            _forget()
            st.switch_page(page_file("board"))
        if undone is None and st.button(t("upload.undo", lang, upload=upload), key="undo_done"):
            st.session_state["undone_keys"] = turn(store, upload, st.session_state["who"])
            st.rerun()
        if st.button(t("upload.another", lang), key="another"):
            _forget()
            st.rerun()
    return True


def _forget() -> None:
    for key in ("done", "undone_keys", "preview", "preview_key", "upload_file", "mode", "effect", "effect_key"):
        st.session_state.pop(key, None)
