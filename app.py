"""Attain as a server: `streamlit run app.py`. The pages are opened by `kpi_core/ui/door.py`."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

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


class OurHeaders:
    """Adds HEADERS to every answer, and the preloads to a page."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Pass a request on and put the headers on its answer."""

        links = CHART_PRELOADS if str(scope.get("path", "")).endswith(CHARTED) else PRELOADS

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)
                message["headers"] = [*headers, *HEADERS.items(), *([links] if page else [])]
            await send(message)

        await self.app(scope, receive, sending)


app = st.App(str(Path(__file__).parent / "kpi_core" / "ui" / "start.py"), middleware=[Middleware(OurHeaders)])
