"""Attain as a server: `streamlit run app.py`.

`kpi_core/server/` stands in front of the pages, `kpi_core/ui/door.py` opens them, `kpi_core/cli/route.py` runs verbs.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from kpi_core.cli import DEFAULT_STORE
from kpi_core.cli.route import VerbRoute
from kpi_core.server.access import Access, House
from kpi_core.server.page import OurPage
from kpi_core.server.rest import Rest
from kpi_core.server.start import UnusableSetting, house
from kpi_core.store import Store

ADDRESS = st.get_option("server.address") or ""
BASE = (st.get_option("server.baseUrlPath") or "").strip("/")
VERBS = VerbRoute(ADDRESS, BASE, port=lambda: int(st.get_option("server.port")))


def rated() -> Store:
    """The store whose rounds are rated."""
    from kpi_core.ui.session import stores

    return stores().shown


def settled() -> House:
    """What the server is started with; ends the start with one sentence where a setting cannot be used."""
    store = os.environ.get("ATTAIN_STORE") or DEFAULT_STORE
    try:
        return house(os.environ, ADDRESS, BASE, VERBS.path, store, rated)
    except UnusableSetting as error:
        print(error, file=sys.stderr)
        sys.exit(2)


@asynccontextmanager
async def stores_held(_app: object) -> AsyncIterator[None]:
    """Open the stores before the first page, and let the command line know of them until the server ends."""
    # Imported here: its caches belong to the server that has just been started.
    from kpi_core.ui.session import close_stores, open_ahead

    # Behind a certificate of its own the server speaks no plain HTTP, which is what the command line speaks.
    await run_in_threadpool(open_ahead, None if st.get_option("server.sslCertFile") else VERBS.announce)
    try:
        yield
    finally:
        VERBS.withdraw()
        await run_in_threadpool(close_stores)


def forget_ended() -> None:
    """Let go of the sessions whose page is gone."""
    from kpi_core.ui.ended import forget_ended

    forget_ended()


app = st.App(
    str(Path(__file__).parent / "kpi_core" / "ui" / "start.py"),
    routes=[VERBS.route()],
    middleware=[
        Middleware(OurPage, static=Path(st.__file__).parent / "static"),
        Middleware(Access, house=settled()),
        Middleware(Rest, pause=st.get_option("server.disconnectedSessionTTL") + 2, forget=forget_ended),
    ],
    lifespan=stores_held,
)
