"""Attain as a server: `streamlit run app.py`. The pages are opened by `kpi_core/ui/door.py`, verbs run by `kpi_core/cli/route.py`."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from kpi_core.cli.route import VerbRoute

Message = MutableMapping[str, Any]

# Nothing may be loaded from, sent to or framed by another host; styles are inline in Streamlit itself.
HEADERS = {
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    b"connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
}


def preloads(*starts: str) -> bytes:
    """A Link header for Streamlit's scripts that begin so and for what they import, fetched while the browser connects."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    needed = {file.name for start in starts for file in folder.glob(f"{start}.*.js")}
    for name in list(needed):
        needed |= set(re.findall(r'"\./([\w.-]+\.js)"', (folder / name).read_text(encoding="utf-8")))
    return ", ".join(f"<./static/js/{name}>; rel=modulepreload" for name in sorted(needed)).encode()


PRELOADS = (b"link", preloads("BidiComponent"))
# Pages with charts are told of the chart scripts too: they would otherwise be asked for one after the other.
CHARTED = ("/departments", "/kpi", "/forces")
CHART_PRELOADS = (
    b"link",
    preloads("BidiComponent", "ArrowVegaLiteChart", "loadVegaEmbed", "embed", "vega-interpreter"),
)


# Said to the page before it asks: where its server is, and what the host may do (here: only this site). Otherwise it tries
# the address it stands on (`/trends/_stcore/health`) and asks for both before it connects: a tenth of a second and more.
KNOWN = (
    b"<script>window.__streamlit={BACKEND_BASE_URL:new URL('.',location.href).href,"
    b"HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false,enableCustomParentMessages:false,"
    b"blockErrorDialogs:false}}</script>"
)


class OurPage:
    """Adds HEADERS to every answer, and to a page what it needs to know and its preloads."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Pass a request on and put the headers on its answer."""
        path, asked = str(scope.get("path", "")), dict(scope.get("headers", []))
        if b"text/html" in asked.get(b"accept", b""):
            # A page is written into, so it must come as it is.
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        start: Message = {}
        body = b""

        async def sending(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
                if _is_page(message):
                    start = message
                    return
            elif start and message["type"] == "http.response.body":
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = body.replace(b"<head>", b"<head>" + KNOWN, 1)
                links = CHART_PRELOADS if path.endswith(CHARTED) else PRELOADS
                kept = [
                    pair for pair in start["headers"] if pair[0] not in (b"content-length", b"etag", b"last-modified")
                ]
                await send({**start, "headers": [*kept, (b"content-length", str(len(body)).encode()), links]})
                message = {**message, "body": body}
            await send(message)

        await self.app(scope, receive, sending)


def _is_page(message: Message) -> bool:
    html = any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
    return html and message["status"] == 200


VERBS = VerbRoute(
    st.get_option("server.address") or "",
    st.get_option("server.baseUrlPath") or "",
    port=lambda: int(st.get_option("server.port")),
)


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


app = st.App(
    str(Path(__file__).parent / "kpi_core" / "ui" / "start.py"),
    routes=[VERBS.route()],
    middleware=[Middleware(OurPage)],
    lifespan=stores_held,
)
