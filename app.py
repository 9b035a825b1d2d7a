"""Attain as a server: `streamlit run app.py`. The pages are opened by `kpi_core/ui/door.py`."""

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


class SecurityHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Pass a request on and put the headers on its answer."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, sending)


app = st.App(str(Path(__file__).parent / "kpi_core" / "ui" / "start.py"), middleware=[Middleware(SecurityHeaders)])
