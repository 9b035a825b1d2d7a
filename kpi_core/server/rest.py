"""What is given back when nobody is there: the memory of sessions that have ended.

Streamlit lets go of an ended session when the next one ends, the collector passes by what was frozen, and the allocator
keeps what it once had. Measured in docs/decisions/0018-who-is-let-in.md.
"""

import asyncio
import ctypes
import gc
import logging
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

from kpi_core.server.page import Application, Message


class Rest:
    """Counts the websockets; `pause` seconds after the last one has closed, `forget` is called and memory given back.

    `pause` is longer than a session is kept for a page that lost its connection; `forget` drops what is older. It is
    called on the event loop's own thread.
    """

    def __init__(self, app: Application, pause: float, forget: Callable[[], None]) -> None:
        self._app = app
        self._pause = pause
        self._forget = forget
        self._open = 0
        self._waiting: asyncio.TimerHandle | None = None
        self._giving: asyncio.Task[None] | None = None

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Pass a request on, and keep count of the websockets."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        self._open += 1
        if self._waiting:
            self._waiting.cancel()
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1
            if not self._open:
                self._waiting = asyncio.get_running_loop().call_later(self._pause, self._begin)

    def _begin(self) -> None:
        self._giving = asyncio.ensure_future(self._give_back())

    async def _give_back(self) -> None:
        try:
            self._forget()
            await run_in_threadpool(give_back)
        except Exception:
            logging.getLogger("attain").exception("the memory of ended sessions was not given back")


def give_back() -> None:
    """Collect what nobody holds, also among what was set apart from collections, and return free memory to the system."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    try:
        ctypes.CDLL(None).malloc_trim(0)  # of glibc; other systems return memory by themselves
    except (AttributeError, OSError, TypeError):
        return
