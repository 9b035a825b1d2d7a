"""Who is looking at which store in which language."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from weakref import WeakSet
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from kpi_core.review.scope import UnknownScope
from kpi_core.store import Store, StoreError, open_store
from kpi_core.tables.admission import HEADER, Admission
from kpi_core.text import LANGUAGES, t
from kpi_core.text.problems import error_sentence

_LOCAL = Path(__file__).parents[2] / "data" / "local"


@dataclass(frozen=True)
class Seen:
    """What a cached answer was made from: the store's place and its data version."""

    place: str
    version: int


@dataclass(frozen=True)
class Stores:
    """`own` takes uploads; `shown` is read: the demo company while `own` has no upload."""

    own: Store
    shown: Store

    @property
    def demo(self) -> bool:
        """Whether the demo company is shown."""
        return self.shown is not self.own

    @property
    def seen(self) -> Seen:
        """The key of everything cached from the shown store."""
        return Seen(self.shown.place, self.shown.version)


# Open in this server, to be closed at its end.
_held: "WeakSet[Store]" = WeakSet()
# Told of every store that this server opens; app.py lets the command line know of them.
_told: list[Callable[[Store], None]] = []


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> Store:
    store = open_store(url)
    _held.add(store)
    for tell in _told:
        tell(store)
    return store


def open_ahead(tell: Callable[[Store], None] | None = None) -> None:
    """Open the stores before a page asks for them and `tell` of each, also of those opened later.

    A store that cannot be opened now is tried again by the page, which says what is wrong.
    """
    if tell:
        _told.append(tell)
    with suppress(StoreError):
        stores()


def close_stores() -> None:
    """Let go of every store of this server, each after the deed that is being done."""
    for store in list(_held):
        store.close()
    _held.clear()
    _opened.clear()


def stores() -> Stores:
    """The stores of this server. Raises StoreError when the company's own cannot be opened."""
    own = _opened(os.environ.get("ATTAIN_STORE") or str(_LOCAL / "attain.duckdb"))
    demo = Path(os.environ.get("ATTAIN_DEMO") or _LOCAL / "demo.duckdb")
    if own.version or not demo.exists():
        return Stores(own, own)
    return Stores(own, _opened(str(demo)))


def store_of(seen: Seen) -> Store:
    """The open store that a cached answer is made from."""
    opened = stores()
    return opened.shown if opened.shown.place == seen.place else opened.own


def language() -> str:
    """The reader's language: the URL's, else the session's, else the browser's; Chinese when in doubt."""
    chosen = st.query_params.get("lang") or st.session_state.get("lang")
    if chosen not in LANGUAGES:
        locale = st.context.locale or "zh"
        chosen = "en" if locale.lower().startswith("en") else "zh"
    st.session_state["lang"] = chosen
    return str(chosen)


def projector() -> bool:
    """Whether the page is shown on the projector."""
    return st.query_params.get("mode") == "projector"


def zone() -> tzinfo:
    """Where the reader's clock stands."""
    return zone_named(st.context.timezone)


def zone_named(name: str | None) -> tzinfo:
    """The zone a browser names; UTC when it names none, or what is no zone here.

    A browser may send any text: a folder of the zone files, a path, a name that no file can have.
    """
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def moment_text(moment: datetime) -> str:
    """A stored moment (UTC, without zone) by the reader's clock."""
    return moment.replace(tzinfo=UTC).astimezone(zone()).strftime("%Y-%m-%d %H:%M")


def today() -> date:
    """The reader's date."""
    return datetime.now(zone()).date()


def theme() -> str:
    """`light` or `dark`."""
    return "dark" if st.context.theme.type == "dark" else "light"


def rates_only() -> bool:
    """Whether this session was let in by a rater's code, to the rater's page alone."""
    return st.context.headers.get(HEADER) == Admission.RATING


def name_field(lang: str) -> str:
    """The person's name for the audit, asked once per session; empty until given."""
    st.session_state.setdefault("who", "")
    st.session_state["who"] = st.text_input(
        t("upload.name", lang), value=st.session_state["who"], max_chars=60, key="who_field"
    ).strip()
    return str(st.session_state["who"])


def guarded(page: Callable[[], None], lang: str) -> None:
    """Run a page; a refusal or a fault becomes one sentence, never a traceback."""
    try:
        page()
    except (StoreError, UnknownScope) as error:
        st.text(error_sentence(error.code, error.values, lang))
    except Exception as error:
        if type(error).__module__.startswith("streamlit.runtime"):
            raise
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        logging.getLogger("attain").exception("a page failed at %s", moment)
        if os.environ.get("ATTAIN_DEBUG"):
            raise
        st.text(t("error.page_failed", lang, moment=moment))
