"""The files of one sitting, as this session keeps them: what was dropped, what was said of each, and what became of it.

They stay when the page is left or fails, until they are put away or the session ends.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import PurePath

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from kpi_core.review.anew import previewed_anew, says_the_same
from kpi_core.review.upload import Preview, preview
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.ui.given_panels import given_for


@dataclass
class Entry:
    """One file: its bytes, how it is to be taken in, its preview, and the upload that it became (accepted: its lines)."""

    name: str
    data: bytes
    sha256: str
    mode: str = "upsert"
    found: Preview | None = None
    key: tuple[str, ...] = ()
    moved: bool = False
    upload: int | None = None
    accepted: int | None = None
    undone: int | None = None
    pending: bool = False
    stated: dict[tuple[str, str], str] = field(default_factory=dict)


def sitting() -> list[Entry]:
    """The files of this session's sitting, in the order in which they came."""
    found: list[Entry] = st.session_state.setdefault("sitting", [])
    return found


def opened_entry() -> Entry | None:
    """The file that is looked at."""
    return next((entry for entry in sitting() if entry.sha256 == st.session_state.get("sitting_open")), None)


def look_at(entry: Entry | None) -> None:
    """Open a file of the sitting."""
    if entry is not None and st.session_state.get("sitting_open") != entry.sha256:
        st.session_state["sitting_open"] = entry.sha256
        st.session_state["mode"] = entry.mode


def drop_zone(lang: str) -> None:
    """Where files and folders are dropped; what is dropped joins the sitting, and the zone is empty again."""
    dropped = st.file_uploader(t("upload.drop", lang), key=f"upload_file_{drop_key()}", label_visibility="collapsed",
                               accept_multiple_files=True)  # fmt: skip
    if not dropped:
        return
    st.session_state.pop("done", None)
    twins = [twin for file in dropped if (twin := _joined(file))]
    st.session_state["twins"] = twins
    new_drop_zone()
    st.rerun()


def _joined(file: UploadedFile) -> tuple[str, str] | None:
    """Add a file to the sitting; returns its name and its twin's where the same content is there already."""
    name = PurePath(file.name).name
    if name.startswith((".", "~$")):
        # What the system and Excel keep beside the tables of a folder.
        return None
    data = file.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    for known in sitting():
        if known.sha256 == sha256 and known.upload is None:
            return (name, known.name) if known.name != name else None
    sitting()[:] = [entry for entry in sitting() if entry.sha256 != sha256]
    sitting().append(Entry(name, data, sha256))
    return None


def drop_key() -> int:
    """Which uploader of this session the page shows."""
    return int(st.session_state.get("drops", 0))


def new_drop_zone() -> None:
    """An uploader of another key is an empty one: the browser keeps the file of the old."""
    st.session_state["drops"] = drop_key() + 1


def previewed(store: Store, entry: Entry, lang: str) -> Preview:
    """The preview of a file, made once per what was said of it, and anew when the store has changed.

    Where it then says something else than the person has seen, `moved` says so, and nothing is written on what was seen.
    """
    given = given_for(entry.sha256)
    key = (repr(given), entry.mode, store.place)
    if entry.found is None or entry.key != key:
        with st.spinner(t("upload.reading_file", lang, file=entry.name), show_time=True):
            entry.found = preview(store, entry.name, entry.data, given=given, mode=entry.mode)
        entry.key, entry.moved = key, False
        for new in entry.found.new_kpis:
            new.fields |= {name: value for (kpi, name), value in entry.stated.items() if kpi == new.name}
    elif entry.found.version != store.version:
        fresh = previewed_anew(store, entry.found)
        entry.moved = not says_the_same(entry.found, fresh)
        entry.found = fresh
    return entry.found


def finished() -> bool:
    """Whether something was written and nothing of the sitting is left to do."""
    return "done" in st.session_state and not any(entry.upload is None and entry.undone is None for entry in sitting())


def wrote(store: Store) -> None:
    """Remember that the store is as this sitting has just left it."""
    st.session_state["wrote"] = store.version


def ours(store: Store) -> bool:
    """Whether nobody else has changed the store since this sitting wrote last."""
    return bool(st.session_state.get("wrote") == store.version)


def put_away(entry: Entry) -> None:
    """Take a file out of the sitting."""
    sitting()[:] = [other for other in sitting() if other is not entry]
    _next()


def next_to_do() -> None:
    """Open the next file that is not yet taken in; the one at hand stays open where it is."""
    here = opened_entry()
    if here is None or here.upload is not None:
        _next()
    else:
        # On coming back to the page the choice of before is gone from it, and is made again.
        st.session_state.setdefault("mode", here.mode)


def _next() -> None:
    look_at(next((entry for entry in sitting() if entry.upload is None), None))


def forget() -> None:
    """End the sitting: what was taken in stays taken in, the rest is put away."""
    for key in ("done", "undone_keys", "sitting", "sitting_open", "mode", "effects", "seen_effect", "twins"):
        st.session_state.pop(key, None)
    new_drop_zone()
