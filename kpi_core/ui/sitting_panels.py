"""The Upload page's list: every file of one sitting with its state, opened one by one, taken in one by one or together."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from kpi_core.reports.imports import clash_text
from kpi_core.review.commit import Effect, Refused, Stale, commit, rehearse, turn
from kpi_core.review.questions import counted
from kpi_core.review.sitting import Clash, clashes, question_count, state_of
from kpi_core.review.upload import Preview
from kpi_core.store import Store, StoreError
from kpi_core.text import t
from kpi_core.text.problems import problem_heading
from kpi_core.ui.component import caught_up, component
from kpi_core.ui.effect_panels import moved_text
from kpi_core.ui.pieces import alarm, facts
from kpi_core.ui.session import name_field
from kpi_core.ui.sitting import Entry, look_at, next_to_do, opened_entry, previewed, put_away, sitting, wrote

_LIST = component("sitting")
_TONES = {"ready": "good", "asked": "watch", "refused": "miss", "same": "none", "taken": "none"}


def twins_note(lang: str) -> None:
    """Name the files that were dropped twice."""
    twins = st.session_state.get("twins")
    if twins:
        facts(t("upload.twins", lang), [("", t("cli.twice", lang, file=file, other=other)) for file, other in twins])


def sitting_list(store: Store, lang: str) -> None:
    """Several files as one list. A single file needs none."""
    entries = sitting()
    if len(entries) < 2:
        return
    rows = [_row(entry, previewed(store, entry, lang), lang) for entry in entries]
    words = {name: t(f"upload.list_{name}", lang) for name in ("open", "drop", "undo")}
    title = t("upload.list", lang, count=len(entries))
    _LIST(key="sitting_list", data={"rows": rows, "words": words, "title": title, "lang": lang},
          on_deed_change=lambda: _deed(store))  # fmt: skip
    caught_up("sitting_list", "deed", lambda: _deed(store))
    found, count = _clashes([entry.found for entry in entries if entry.found and entry.upload is None])
    if found:
        names = [entry.name for entry in entries if entry.upload is None]
        more = [t("cli.more", lang, count=count - len(found))] if count > len(found) else []
        alarm(t("upload.clashes", lang, count=count), [*(clash_text(clash, names, lang) for clash in found), *more])


def _clashes(previews: list[Preview]) -> tuple[list[Clash], int]:
    """The contradictions between files, looked for again only when one of them was read anew."""
    known: tuple[list[Preview], tuple[list[Clash], int]] | None = st.session_state.get("sitting_clashes")
    if (
        known is None
        or len(known[0]) != len(previews)
        or any(a is not b for a, b in zip(known[0], previews, strict=True))
    ):
        known = previews, clashes(previews)
        st.session_state["sitting_clashes"] = known
    return known[1]


def _row(entry: Entry, found: Preview, lang: str) -> dict[str, Any]:
    state = "taken" if entry.upload is not None and entry.undone is None else state_of(found)
    word = t(f"upload.state_{state}", lang)
    if state == "asked":
        word = t("upload.state_questions", lang, count=question_count(found))
    elif state == "taken":
        word = t("upload.state_upload", lang, upload=entry.upload or 0)
    return {"id": entry.sha256, "name": entry.name, "tone": _TONES[state], "state": word,
            "about": _about(entry, found, state, lang), "open": entry is opened_entry(),
            "deeds": ["undo"] if state == "taken" else ["drop"]}  # fmt: skip


def _about(entry: Entry, found: Preview, state: str, lang: str) -> str:
    """What a file holds and would do, or why it cannot be read."""
    if state == "taken":
        return t("upload.accepted_count", lang, accepted=entry.accepted or 0)
    if state == "refused" or not found.line_count:
        return problem_heading(found.errors[0], lang) if found.errors else ""
    counts = (("new", found.new), ("changed", found.changed), ("same", found.same))
    parts = [f"{t(f'upload.{key}', lang)} {count:,}" for key, count in counts if count]
    values, lines = counted(found.errors)
    warnings = sum(p.warning for p in found.problems)
    parts += [t("upload.bad_count", lang, count=values, lines=lines)] if lines else []
    parts += [t("upload.warnings", lang, count=warnings)] if warnings else []
    names = (("new_unit_count", len(found.new_units)), ("new_kpi_count", len(found.new_kpis)))
    parts += [t(f"upload.{key}", lang, count=count) for key, count in names if count]
    return " · ".join(parts)


def _deed(store: Store) -> None:
    """What a person did in the list: open a file, put one away, take one back."""
    said = st.session_state["sitting_list"].get("deed")
    entry = next((entry for entry in sitting() if said and entry.sha256 == said["id"]), None)
    if entry is None:
        return
    if said["what"] == "open":
        look_at(entry)
    elif said["what"] == "drop":
        put_away(entry)
    elif entry.upload is not None:
        st.session_state.pop("done", None)
        take_back(store, entry)


def take_back(store: Store, entry: Entry) -> int:
    """Undo a file of this sitting; it can then be taken in once more. Returns how many keys were made again."""
    try:
        keys = turn(store, entry.upload or 0, st.session_state.get("who", ""))
    except StoreError as error:
        if error.code != "no_such_upload":
            raise
        # Somebody else was quicker.
        keys = 0
    wrote(store)
    entry.undone, entry.upload = keys, None
    return keys


def together_panel(store: Store, lang: str) -> str | None:
    """Take all that is ready in at once, after what each would change on the boards was shown; returns the person's name, asked here."""
    ready = [entry for entry in sitting() if _is_ready(entry)]
    if len(sitting()) < 2 or not ready:
        return None
    if len(ready) > 1:
        rows = [(entry.name, moved_text(effect, lang)) for entry in ready if (effect := _effect(store, entry, lang))]
        facts(t("upload.effects_each", lang), rows)
    name, deed = st.columns([0.4, 0.6], vertical_alignment="bottom")
    with name:
        who = name_field(lang)
    kind: Literal["primary", "secondary"] = "primary" if len(ready) > 1 else "secondary"
    if deed.button(t("upload.take_ready", lang, count=len(ready)), key="take_ready", disabled=not who, type=kind):
        _take(store, ready, who, lang)
    return who


def _is_ready(entry: Entry) -> bool:
    return entry.upload is None and not entry.pending and entry.found is not None and state_of(entry.found) == "ready"


def _effect(store: Store, entry: Entry, lang: str) -> Effect | None:
    found = entry.found
    assert found is not None
    known: dict[str, tuple[object, Effect | None]] = st.session_state.setdefault("effects", {})
    key = (repr(found.given), found.mode, repr([new.fields for new in found.new_kpis]), store.version)
    if known.get(entry.sha256, ((), None))[0] != key:
        with st.spinner(t("upload.working_out", lang), show_time=True):
            known[entry.sha256] = key, rehearse(store, found)
    return known[entry.sha256][1]


def _take(store: Store, ready: list[Entry], who: str, lang: str) -> None:
    """Take files in one after the other, each for itself: one that the files before have changed is shown anew instead."""
    shown: Callable[[float, str], Any] = st.progress(0.0).progress
    for at, entry in enumerate(ready):
        shown(at / len(ready), t("upload.writing_file", lang, file=entry.name))
        found = entry.found
        assert found is not None
        try:
            entry.upload = commit(store, found, who)
            entry.accepted, entry.undone = found.accepted, None
        except Stale as stale:
            entry.found, entry.moved = stale.preview, True
        except Refused as refused:
            entry.found = refused.preview
    wrote(store)
    st.session_state["done"] = [entry for entry in ready if entry.upload is not None]
    next_to_do()
    st.rerun()
