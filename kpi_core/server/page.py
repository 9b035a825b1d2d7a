"""What every answer says of itself, and what a page is told before it asks."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from kpi_core.server.hosts import host_of

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"x-robots-tag": b"noindex, nofollow",
}
# Pages with charts are told of the chart scripts too: they would otherwise be asked for one after the other.
CHARTED = ("/departments", "/kpi", "/forces")
_BOARD, _CHARTS = ("BidiComponent",), ("ArrowVegaLiteChart", "loadVegaEmbed", "embed", "vega-interpreter")

# Said to the page before it asks: where its server is, and what the host may do (here: only this site). Otherwise it tries
# the address it stands on (`/trends/_stcore/health`) and asks for both before it connects: a tenth of a second and more.
# And a page that connects anew runs anew: a server that was restarted knows nothing of what the page shows, and would lose
# the first click (docs/decisions/0018-who-is-let-in.md).
KNOWN = (
    b"<script>window.__streamlit={BACKEND_BASE_URL:new URL('.',location.href).href,"
    b"HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false,enableCustomParentMessages:false,"
    b"blockErrorDialogs:false}};"
    b"{let opened=0;const Plain=WebSocket;window.WebSocket=class extends Plain{constructor(...given){super(...given);"
    b"this.addEventListener('open',()=>{if(opened++)setTimeout(()=>"
    b"postMessage({stCommVersion:1,type:'RERUN_SCRIPT'},location.origin))})}}}</script>"
)


def policy(header: str) -> bytes:
    """The content security policy of a page asked for under this Host: nothing from, to or framed by another one.

    Styles are inline in Streamlit itself. Not every browser takes 'self' for the websocket of the same host.
    """
    host = host_of(header)
    sockets = f" ws://{header.strip().lower()} wss://{header.strip().lower()}" if host else ""
    return (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self'{sockets} data: blob:; worker-src 'self' blob:; frame-ancestors 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'"
    ).encode()


def preloads(static: Path, starts: tuple[str, ...]) -> bytes:
    """A Link header for Streamlit's scripts that begin so and for what they import, fetched while the browser connects."""
    folder = static / "static" / "js"
    needed = {file.name for start in starts for file in folder.glob(f"{start}.*.js")}
    for name in list(needed):
        needed |= set(re.findall(r'"\./([\w.-]+\.js)"', (folder / name).read_text(encoding="utf-8")))
    return ", ".join(f"<./static/js/{name}>; rel=modulepreload" for name in sorted(needed)).encode()


class OurPage:
    """Adds HEADERS and the policy to every answer, and to a page what it needs to know and its preloads.

    `static` is the folder of Streamlit's own files.
    """

    def __init__(self, app: Application, static: Path) -> None:
        self._app = app
        self._board = preloads(static, _BOARD)
        self._charted = preloads(static, _BOARD + _CHARTS)

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Pass a request on and put the headers on its answer."""
        asked = dict(scope.get("headers", []))
        if b"text/html" in asked.get(b"accept", b""):
            # A page is written into, so it must come as it is.
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
        path, said = str(scope.get("path", "")), policy(asked.get(b"host", b"").decode("latin-1"))
        link = self._charted if path.endswith(CHARTED) else self._board
        await self._app(scope, receive, _Answer(send, said, link))


class _Answer:
    """The way back of one answer."""

    def __init__(self, send: Callable[..., Any], policy: bytes, link: bytes) -> None:
        self._send = send
        self._policy = policy
        self._link = link
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            own = dict(message.get("headers", []))
            added = {b"content-security-policy": self._policy, **HEADERS}
            kept = [pair for pair in added.items() if pair[0] not in own]
            message = {**message, "headers": [*message.get("headers", []), *kept]}
            if _is_page(message):
                self._start = message
                return
        elif self._start and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._page(message)
            return
        await self._send(message)

    async def _page(self, last: Message) -> None:
        body = self._body.replace(b"<head>", b"<head>" + KNOWN, 1)
        dropped = (b"content-length", b"etag", b"last-modified")
        kept = [pair for pair in self._start["headers"] if pair[0] not in dropped]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*kept, length, (b"link", self._link)]})
        await self._send({**last, "body": body})


def _is_page(message: Message) -> bool:
    html = any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
    return bool(html and message["status"] == 200)
