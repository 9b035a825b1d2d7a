"""The Upload page's parts: what was recognised, every problem, what will change, and the deed."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.anew import Stale, same_effect
from kpi_core.review.commit import Effect, commit
from kpi_core.review.questions import counted
from kpi_core.review.scope import period_text
from kpi_core.review.sitting import by_sheet
from kpi_core.review.upload import VALUES, Preview
from kpi_core.store import Store
from kpi_core.tables import AGGREGATIONS, DIRECTIONS, FORMS, MODES, PERSPECTIVES
from kpi_core.text import label, t
from kpi_core.text.isolation import isolated, joined
from kpi_core.text.numbers import number
from kpi_core.ui.door import page_file
from kpi_core.ui.effect_panels import effect_of_file
from kpi_core.ui.pieces import alarm, facts, quiet
from kpi_core.ui.problem_panels import SHOWN
from kpi_core.ui.sitting import Entry, finished, forget, next_to_do, ours, put_away, wrote
from kpi_core.ui.sitting_panels import take_back

# So many sheets of a workbook are told one by one.
SHEETS = 14
_EDITED = ("direction", "measure", "aggregation", "form", "perspective", "decimals", "cap", "good", "watch")


def moved_note(store: Store, entry: Entry, lang: str) -> None:
    """Say that the preview is another than the one looked at before, and through whom."""
    if entry.moved and ours(store):
        facts(entry.name, [("", t("upload.moved_by_ours", lang))])
    elif entry.moved:
        alarm(t("changed.not_written", lang), [t("changed.preview_moved", lang)])


def recognised(found: Preview, several: bool, lang: str) -> None:
    """The card that says how the file was understood and what it would do; of `several` files it names the one."""
    rows = []
    if found.encoding:
        rows.append((t("upload.encoding", lang), found.encoding))
    if found.separator:
        rows.append((t("upload.separator", lang), t(f"upload.{found.separator}", lang)))
    if found.opened:
        rows.append((t("upload.layout", lang), _layout_text(found, lang)))
    rows += _sheet_rows(found, lang)
    if found.opened and found.opened.hidden:
        rows.append(("", t("upload.hidden", lang, sheets=joined(found.opened.hidden, t("list.separator", lang)))))
    if found.headers:
        across = found.opened is not None and bool(found.opened.cells.across)
        told = {*(found.opened.fixed if found.opened else ()), *(("period", "kpi", "department") if across else ())}
        pairs = [
            f"{isolated(header.strip())} → {t(f'field.{field}', lang)}" for field, header in found.headers.items()
            if field not in told or header != field
        ]  # fmt: skip
        rows.append((t("upload.columns", lang), t("list.separator", lang).join(pairs)))
    if found.unused:
        rows.append(("", t("upload.unused", lang, columns=joined(found.unused[:20], t("list.separator", lang)))))
    if found.reading is not None and found.reading.kept.any():
        spans = sorted({found.reading.spans[code] for code in set(found.reading.span[found.reading.kept].tolist())},
                       key=lambda span: span[1])  # fmt: skip
        ends = " … ".join(dict.fromkeys(period_text(*span) for span in (spans[0], spans[-1])))
        rows.append((t("upload.periods", lang), t("upload.span_count", lang, ends=ends, count=len(spans))))
    if found.line_count:
        counts = (("lines", found.line_count), ("accepted", found.accepted), ("new", found.new),
                  ("changed", found.changed), ("same", found.same))  # fmt: skip
        rows.append(("", " · ".join(f"{t(f'upload.{key}', lang)} {count:,}" for key, count in counts)))
    rows += [("", t(f"upload.{note}", lang, count=count)) for note, count in found.notes.items()]
    if found.answered:
        rows.append(("", t("upload.answered", lang, count=found.answered)))
    if found.new_units:
        names = joined(found.new_units[:30], t("list.separator", lang)) + ("…" if len(found.new_units) > 30 else "")
        rows.append(("", t("upload.new_units", lang, units=names)))
    if rows:
        name = [isolated(found.name)] if several else []
        facts(" · ".join([t("upload.recognised", lang), *name]), rows)


def _sheet_rows(found: Preview, lang: str) -> list[tuple[str, str]]:
    """What each of several sheets was read as."""
    company, sheets = t("upload.company_whole", lang), by_sheet(found)
    rows = []
    for sheet in sheets[:SHEETS]:
        about = [joined([unit or company for unit in sheet.units[:3]], t("list.separator", lang)) + ("…" if len(sheet.units) > 3 else ""),
                 " … ".join(sheet.periods)]  # fmt: skip
        text = t("upload.sheet_facts", lang, count=sheet.facts)
        rows.append((isolated(sheet.name), " · ".join([text, *(part for part in about if part)])))
    return rows + ([("", t("cli.more", lang, count=len(sheets) - SHEETS))] if len(sheets) > SHEETS else [])


def _layout_text(found: Preview, lang: str) -> str:
    """What the file is, how it is laid out, where its header stands, and what holds for the whole table."""
    parts = [t(f"upload.kind_{found.kind}", lang)]
    opened = found.opened
    if opened and found.kind == "facts":
        parts.append(t(f"upload.layout_{opened.layout}", lang))
        if opened.header_line > 1:
            parts.append(t("upload.header_line", lang, line=opened.header_line))
        if opened.sheet and len(opened.sheet_names) < 2:
            parts.append(f"{t('upload.sheet', lang)} {isolated(opened.sheet)}")
        for field, text in opened.fixed.items():
            parts.append(f"{t(f'field.{field}', lang)} {isolated(text) or t('upload.company_whole', lang)}")
    return " · ".join(parts)


def _word(field: str, lang: str, value: str) -> str:
    return t(f"{field}.{value}", lang)


def new_kpi_grid(entry: Entry, found: Preview, lang: str) -> None:
    """The KPIs the file would create; what is edited here is stated with the upload, and kept while the sitting lasts."""
    if not found.new_kpis:
        return
    quiet(t("upload.new_kpis", lang))
    shown = [{"name": new.name, **{field: new.shown()[field] for field in _EDITED}} for new in found.new_kpis]
    choices = {"direction": DIRECTIONS, "aggregation": AGGREGATIONS, "form": FORMS}
    columns: dict[str, Any] = {
        field: st.column_config.SelectboxColumn(
            label(f"field.{field}", lang), options=list(options), required=True, format_func=partial(_word, field, lang)
        )
        for field, options in choices.items()
    }
    columns["name"] = st.column_config.TextColumn(label("field.name", lang), disabled=True)
    columns["measure"] = st.column_config.TextColumn(label("field.measure", lang), max_chars=20)
    columns["perspective"] = st.column_config.SelectboxColumn(
        label("field.perspective", lang), options=list(PERSPECTIVES)
    )
    columns["decimals"] = st.column_config.NumberColumn(label("field.decimals", lang), min_value=0, max_value=6, step=1)
    columns["cap"] = st.column_config.NumberColumn(label("field.cap", lang), min_value=1.0, max_value=1.5)
    columns["good"] = st.column_config.NumberColumn(label("field.good", lang), min_value=0.0, max_value=2.0)
    columns["watch"] = st.column_config.NumberColumn(label("field.watch", lang), min_value=0.0, max_value=2.0)
    edited = st.data_editor(
        pd.DataFrame(shown), hide_index=True, column_config=columns, placeholder="–", key=f"new_kpis_{found.sha256}"
    )
    for new, before, after in zip(found.new_kpis, shown, edited.to_dict("records"), strict=True):
        for field in _EDITED:
            value = after[field]
            if value != before[field] and not pd.isna(value):
                new.fields[field] = entry.stated[new.name, field] = str(value)


def mode_choice(entry: Entry, found: Preview, lang: str) -> None:
    """Whether the file adds to what is known or replaces it; what replacing would end is listed."""
    if found.kind != "facts":
        return
    st.session_state.setdefault("mode", entry.mode)
    mode = st.radio(t("upload.mode", lang), MODES, format_func=lambda mode: t(f"upload.mode_{mode}", lang), key="mode")
    if mode != entry.mode:
        # All above speaks of the other way: it is drawn again.
        entry.mode = mode
        st.rerun()
    if found.withdrawn:
        quiet(t("upload.withdrawn_list", lang))
        st.dataframe(_withdrawn_frame(found, lang), hide_index=True, key="grid_withdrawn")


def _withdrawn_frame(found: Preview, lang: str) -> pd.DataFrame:
    """Every fact of which something ends, with the values that end; columns of which none ends only where a file has them."""
    shown = found.withdrawn[:SHOWN]
    names = [name for name in VALUES if name in ("actual", "target") or any(row[name] is not None for row in shown)]
    return pd.DataFrame(
        [
            {label("field.department", lang): row["unit"], label("field.kpi", lang): row["kpi"],
             label("field.period", lang): period_text(row["grain"], row["period"]),
             **{label(f"field.{name}", lang): number(row[name]) for name in names}}
            for row in shown
        ]
    )  # fmt: skip


def commit_panel(store: Store, entry: Entry, found: Preview, who: str, pending: bool, lang: str) -> None:
    """The agreement to leave bad lines out, and the button that writes; not while answers are `pending`, not yet read."""
    skip = False
    if found.errors and found.covers:
        quiet(t("upload.replace_whole", lang))
    elif found.errors:
        values, lines = counted(found.errors)
        skip = st.checkbox(
            t("upload.skip", lang, count=values, lines=lines, accepted=found.accepted), key=f"skip_{found.sha256}"
        )
        if not skip:
            quiet(t("upload.blocked", lang))
    if not who:
        quiet(t("upload.name_needed", lang))
    before = st.session_state.get("seen_effect")
    seen = effect_of_file(store, found, skip, lang) if skip or not found.errors else None
    # What stands here now has not been seen when the button was pressed.
    unseen = entry.moved or (before is not None and not same_effect(before[1], seen))
    asked = (found.sha256, repr(found.given), found.mode, skip, repr([new.fields for new in found.new_kpis]))
    unseen = unseen and before is not None and before[0] == asked
    st.session_state["seen_effect"] = (asked, seen)
    entry.moved = False
    if pending:
        quiet(t("upload.pending", lang))
    ready = bool(who) and (skip or not found.errors) and not pending
    with st.container(horizontal=True):
        writing = st.button(t("upload.commit", lang), type="primary", disabled=not ready, key="commit")
        if st.button(t("upload.cancel", lang), key="cancel"):
            put_away(entry)
            st.rerun()
    if writing and unseen:
        alarm(t("changed.not_written", lang), [t("changed.preview_moved", lang)])
    elif writing:
        _write(store, entry, found, who, skip, seen, lang)


def _write(store: Store, entry: Entry, found: Preview, who: str, skip: bool, seen: Effect | None, lang: str) -> None:
    """Take the file in as it was seen; where the store has changed in this very moment the new preview is shown instead."""
    try:
        with st.spinner(t("upload.writing", lang), show_time=True):
            upload = commit(store, found, who, skip, seen, accept=True)
    except Stale as stale:
        entry.found, entry.moved = stale.preview, True
        st.session_state.pop("seen_effect", None)
        st.rerun()
    wrote(store)
    entry.upload, entry.undone = upload, None
    entry.accepted = None if found.no_op == upload else found.accepted
    st.session_state["done"] = [entry]
    st.session_state.pop("seen_effect", None)
    next_to_do()
    st.rerun()


def done_panel(store: Store, lang: str) -> None:
    """After a commit: what was written, and the way back or on."""
    done: list[Entry] = st.session_state.get("done", [])
    if not done:
        return
    entry = done[0]
    upload = entry.upload or st.session_state.get("undone_upload", 0)
    if len(done) > 1:
        quiet(t("upload.done_many", lang, count=len(done), accepted=sum(one.accepted or 0 for one in done)))
    elif entry.undone is not None:
        quiet(t("upload.undone", lang, upload=upload, keys=entry.undone))
    elif entry.accepted is None:
        # Somebody else has taken the same file in meanwhile.
        quiet(t("upload.no_op", lang, upload=upload))
    else:
        quiet(t("upload.done", lang, upload=upload, accepted=entry.accepted))
    with st.container(horizontal=True):
        if st.button(t("upload.see", lang), type="primary" if finished() else "secondary", key="see_board"):
            if finished():
                forget()
            st.switch_page(page_file("board"))
        turnable = len(done) == 1 and entry.undone is None and entry.accepted is not None
        if turnable and st.button(t("upload.undo", lang, upload=upload), key="undo_done"):
            st.session_state["undone_upload"] = upload
            take_back(store, entry)
            st.rerun()
        if finished() and st.button(t("upload.another", lang), key="another"):
            forget()
            st.rerun()
