"""The Upload page's parts: what was recognised, every problem, what will change, and the deed."""

import hashlib
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.anew import Stale, previewed_anew, same_effect, says_the_same
from kpi_core.review.commit import Effect, commit, turn
from kpi_core.review.scope import period_text
from kpi_core.review.upload import VALUES, Given, Preview, preview
from kpi_core.store import Store, StoreError
from kpi_core.tables import AGGREGATIONS, DIRECTIONS, FORMS, MODES, PERSPECTIVES
from kpi_core.text import label, t
from kpi_core.text.isolation import isolated, joined
from kpi_core.text.numbers import number
from kpi_core.ui.door import page_file
from kpi_core.ui.effect_panels import effect_of_file
from kpi_core.ui.pieces import alarm, facts, quiet
from kpi_core.ui.problem_panels import SHOWN

_EDITED = ("direction", "measure", "aggregation", "form", "perspective", "decimals", "cap", "good", "watch")


def previewed(store: Store, name: str, data: bytes, given: Given, lang: str) -> Preview:
    """The preview of the dropped file, made once per file and what was said of it, and anew when the store has changed.

    Where it then says something else than the person has seen, the page says so, and nothing is written on what was seen.
    """
    mode = st.session_state.get("mode", "upsert")
    key = (name, hashlib.sha256(data).hexdigest(), repr(given), mode, store.place)
    known = st.session_state.get("preview_key") == key
    shown: Preview | None = st.session_state.get("preview") if known else None
    st.session_state["moved"] = st.session_state.pop("moved_next", False)
    if shown is None:
        with st.spinner(t("upload.reading", lang), show_time=True):
            st.session_state["preview"] = preview(store, name, data, given=given, mode=mode)
    elif shown.version != store.version:
        _renew(store, shown)
    st.session_state["preview_key"] = key
    found: Preview = st.session_state["preview"]
    return found


def _renew(store: Store, shown: Preview) -> None:
    """The preview made anew; `moved` when it is another than was shown."""
    fresh = previewed_anew(store, shown)
    st.session_state["preview"] = fresh
    st.session_state["moved"] = not says_the_same(shown, fresh)


def moved_note(lang: str) -> None:
    """Say that the preview is another than the one looked at before."""
    if st.session_state.get("moved"):
        alarm(t("changed.not_written", lang), [t("changed.preview_moved", lang)])


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
            parts.append(f"{t('upload.sheet', lang)} {isolated(opened.sheet)}")
        for field, text in opened.fixed.items():
            parts.append(f"{t(f'field.{field}', lang)} {isolated(text) or t('upload.company_whole', lang)}")
    return " · ".join(parts)


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


def commit_panel(store: Store, found: Preview, who: str, pending: bool, lang: str) -> None:
    """The agreement to leave bad lines out, and the button that writes; not while answers are `pending`, not yet read."""
    skip = False
    if found.errors and found.covers:
        quiet(t("upload.replace_whole", lang))
    elif found.errors:
        skip = st.checkbox(
            t("upload.skip", lang, count=len(found.left_out), accepted=found.accepted), key=f"skip_{found.sha256}"
        )
        if not skip:
            quiet(t("upload.blocked", lang))
    if not who:
        quiet(t("upload.name_needed", lang))
    before = st.session_state.get("seen_effect")
    seen = effect_of_file(store, found, skip, lang) if skip or not found.errors else None
    # What stands here now has not been seen when the button was pressed.
    unseen = bool(st.session_state.get("moved")) or (before is not None and not same_effect(before[1], seen))
    asked = (found.sha256, repr(found.given), found.mode, skip, repr([new.fields for new in found.new_kpis]))
    unseen = unseen and before is not None and before[0] == asked
    st.session_state["seen_effect"] = (asked, seen)
    if pending:
        quiet(t("upload.pending", lang))
    ready = bool(who) and (skip or not found.errors) and not pending
    with st.container(horizontal=True):
        writing = st.button(t("upload.commit", lang), type="primary", disabled=not ready, key="commit")
        if st.button(t("upload.cancel", lang), key="cancel"):
            _forget()
            st.rerun()
    if writing and unseen:
        alarm(t("changed.not_written", lang), [t("changed.preview_moved", lang)])
    elif writing:
        _write(store, found, who, skip, seen, lang)


def _write(store: Store, found: Preview, who: str, skip: bool, seen: Effect | None, lang: str) -> None:
    """Take the file in as it was seen; where the store has changed in this very moment the new preview is shown instead."""
    try:
        with st.spinner(t("upload.writing", lang), show_time=True):
            upload = commit(store, found, who, skip, seen, accept=True)
    except Stale as stale:
        st.session_state["preview"], st.session_state["moved_next"] = stale.preview, True
        st.session_state.pop("seen_effect", None)
        st.rerun()
    st.session_state["done"] = (upload, None if found.no_op == upload else found.accepted)
    for key in ("preview_key", "seen_effect"):
        st.session_state.pop(key, None)
    st.rerun()


def done_panel(store: Store, lang: str) -> bool:
    """After a commit: what was written, and the way back or on. True while it is shown."""
    if "done" not in st.session_state:
        return False
    upload, accepted = st.session_state["done"]
    undone = st.session_state.get("undone_keys")
    if undone is not None:
        quiet(t("upload.undone", lang, upload=upload, keys=undone))
    elif accepted is None:
        # Somebody else has taken the same file in meanwhile.
        quiet(t("upload.no_op", lang, upload=upload))
    else:
        quiet(t("upload.done", lang, upload=upload, accepted=accepted))
    with st.container(horizontal=True):
        if st.button(t("upload.see", lang), type="primary", key="see_board"):
            _forget()
            st.switch_page(page_file("board"))
        if (
            undone is None
            and accepted is not None
            and st.button(t("upload.undo", lang, upload=upload), key="undo_done")
        ):
            try:
                st.session_state["undone_keys"] = turn(store, upload, st.session_state["who"])
            except StoreError as error:
                if error.code != "no_such_upload":
                    raise
                # Somebody else was quicker.
                st.session_state["undone_keys"] = 0
            st.rerun()
        if st.button(t("upload.another", lang), key="another"):
            _forget()
            st.rerun()
    return True


def drop_key() -> int:
    """Which uploader of this session the page shows."""
    return int(st.session_state.get("drops", 0))


def _forget() -> None:
    for key in (
        "done",
        "undone_keys",
        "preview",
        "preview_key",
        "mode",
        "effect",
        "effect_key",
        "seen_effect",
        "moved",
    ):
        st.session_state.pop(key, None)
    # An uploader of another key is an empty one: the browser keeps the file of the old.
    st.session_state["drops"] = drop_key() + 1
