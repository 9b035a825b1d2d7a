"""The other end: the route by which a server runs verbs for the command line, on the store it holds.

Only a server imports this module. What is not a verb from this machine with a store's token gets 404 and no word.
"""

import asyncio
import hmac
import io
import ipaddress
import logging
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from kpi_core.cli.announcement import ROUTE, Announcement, announce, withdraw
from kpi_core.cli.request import LIMIT, Answer, unpacked
from kpi_core.cli.terminal import FAULT, Terminal, Verb, exit_code
from kpi_core.cli.verbs import VERBS
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.text.isolation import plainly

# What a browser or a proxy adds, and the command line never does.
_FOREIGN = (
    "origin", "referer", "cookie", "sec-fetch-site", "sec-fetch-mode",
    "forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
)  # fmt: skip
_ANYWHERE = ("", "0.0.0.0", "::")


class VerbRoute:
    """The stores that this server holds, each announced to the command line, and the route that runs its verbs."""

    def __init__(self, address: str, base: str, port: Callable[[], int]) -> None:
        self._address = "127.0.0.1" if address in _ANYWHERE else address
        self._base = f"/{base.strip('/')}" if base.strip("/") else ""
        self._port = port
        self._held: dict[str, tuple[Store, Announcement]] = {}
        # One verb after the other, as the file's lock has it without a server.
        self._turn = asyncio.Lock()

    @property
    def path(self) -> str:
        """Where the route lies."""
        return self._base + ROUTE

    def route(self) -> Route:
        """The route for the server's application."""
        return Route(self.path, self._answer, methods=["POST"])

    def announce(self, store: Store) -> None:
        """Let the command line find this store."""
        said = None if store.place == ":memory:" else announce(store.place, self._address, self._port(), self._base)
        if said:
            self._held[store.place] = store, said

    def withdraw(self) -> None:
        """Remove what was announced; for the server's end."""
        for place, (_, said) in self._held.items():
            withdraw(place, said)
        self._held.clear()

    async def _answer(self, request: Request) -> Response:
        store = self._store(request) if _is_from_here(request) else None
        body = await _body(request) if store else None
        if store is None or body is None:
            return Response(status_code=404)
        async with self._turn:
            answer = await run_in_threadpool(_run, store, body)
        if answer is None:
            return Response(status_code=404)
        return Response(answer.packed(), media_type="application/json")

    def _store(self, request: Request) -> Store | None:
        """The store whose token the request brings."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        fitting = [store for store, said in self._held.values() if hmac.compare_digest(said.token.encode(), given)]
        return fitting[0] if fitting else None


def _run(store: Store, body: bytes) -> Answer | None:
    """Run the verb that was sent; None when the body holds none."""
    try:
        chosen, folder, read = unpacked(body)
        verb = VERBS[chosen.verb]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    out, err, stopped = io.StringIO(), io.StringIO(), True

    def run(chosen: Namespace, terminal: Terminal) -> int:
        nonlocal stopped
        code = verb(store, chosen, terminal)
        stopped = False
        return code

    with plainly():
        code = _guarded(run, chosen, Terminal(out, err, read, Path(folder)))
    return Answer(code, out.getvalue(), err.getvalue(), stopped)


def _guarded(run: Verb, chosen: Namespace, terminal: Terminal) -> int:
    """The verb's exit code; a fault of ours becomes a sentence here and a traceback in the server's log."""
    try:
        return exit_code(run, chosen, terminal)
    except Exception:
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        logging.getLogger("attain").exception("the verb %s failed at %s", chosen.verb, moment)
        sentence = t("error.verb_failed", chosen.lang, moment=moment)
        terminal.say(chosen, {"error": {"code": "verb_failed", "message": sentence}}, sentence, bad=True)
        return FAULT


def _is_from_here(request: Request) -> bool:
    """Whether it comes from this machine itself: by no proxy, by no browser, under no foreign name."""
    if request.client is None or any(name in request.headers for name in _FOREIGN):
        return False
    reached = (request.scope.get("server") or ("", 0))[0]
    try:
        host = urlsplit("//" + request.headers.get("host", "")).hostname or ""
    except ValueError:
        return False
    return _is_ours(request.client.host, reached) and (host == "localhost" or _is_ours(host, reached))


def _is_ours(address: str, reached: str) -> bool:
    """Whether an address is a loopback one, or the very one at which this server was reached."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return found.is_loopback or address == reached


async def _body(request: Request) -> bytes | None:
    """The whole body; None when it is too large or its sender left."""
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LIMIT:
                return None
            parts.append(part)
    except ClientDisconnect:
        return None
    return b"".join(parts)
