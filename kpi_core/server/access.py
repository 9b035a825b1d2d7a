"""Who is let in: the middleware in front of everything that the server answers.

Before the passphrase there is health and the page that asks for it. A rater's code opens the rater's page and what it
needs. Decided in docs/decisions/0018-who-is-let-in.md.
"""

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response

from kpi_core.server.arrival import exposure, foreign
from kpi_core.server.body import fields
from kpi_core.server.enter import LIMIT, ROUTE, Asked, closing, form, in_language, own_path, reader, sentence
from kpi_core.server.hosts import Hosts
from kpi_core.server.page import Application, Message
from kpi_core.server.sessions import LASTS, Sessions
from kpi_core.server.throttle import Throttle
from kpi_core.tables.admission import HEADER, Admission
from kpi_core.text import t

COOKIE = "attain"
# What Streamlit answers to a browser; metrics, the agent's routes and whatever comes with another version stay closed.
_OPEN = ("health", "host-config", "stream", "upload_file/", "bidi-components/")
_RATING = ("static/", "favicon.png", "manifest.json", "_stcore/host-config")


@dataclass
class House:
    """What the middleware knows of its server.

    `address` it is bound to, `base` path (empty or `/path`), `passphrase` (empty: none is asked), the path of the command
    line's `own` route, and the `refusal` of a rater's link: (round, code, language) to a sentence, empty for a good one.
    """

    address: str
    base: str
    passphrase: str
    hosts: Hosts
    sessions: Sessions
    own: str
    refusal: Callable[[str, str, str], str]
    guesses: Throttle = field(default_factory=lambda: Throttle(each=5, together=20))
    codes: Throttle = field(default_factory=lambda: Throttle(each=20, together=60))


@dataclass(frozen=True)
class Verdict:
    """What becomes of a request: an `answer` given here, or how far its sender is let in; `token` of a session that begins."""

    answer: Response | None = None
    admission: Admission = Admission.EVERYTHING
    token: str = ""


class Access:
    """Refuses whoever was not let in, and tells the pages how far the others were."""

    def __init__(self, app: Application, house: House) -> None:
        self._app = app
        self._house = house

    async def __call__(self, scope: Message, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        """Answer here, or pass the request on."""
        if scope["type"] == "lifespan" or (scope["path"] == self._house.own and scope.get("method") == "POST"):
            await self._app(scope, receive, send)
            return
        came = HTTPConnection(scope)
        found = await self._judged(came, receive)
        if found.answer is None:
            scope = {**scope, "headers": _told(scope["headers"], found.admission)}
            cookie = self._cookie(came, found.token, found.admission) if found.token else ""
            await self._app(scope, receive, _with_cookie(send, cookie) if cookie else send)
        elif scope["type"] == "http" or "websocket.http.response" in scope.get("extensions", {}):
            await found.answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _judged(self, came: HTTPConnection, receive: Any) -> Verdict:
        house, everything = self._house, Admission.EVERYTHING
        lang = reader(came.headers, came.query_params.get("lang", ""))
        unasked = not house.passphrase and not self._is_health(came)
        refused = (exposure(came, house.address, lang) if unasked else "") or foreign(came, house.hosts, lang)
        if refused:
            return Verdict(sentence(refused, 403))
        if self._is_health(came):
            return Verdict()
        known = everything if unasked else house.sessions.admission(came.cookies.get(COOKIE, ""))
        if came.scope["path"] == house.base + ROUTE:
            return Verdict(await self._entering(came, receive, known, lang))
        if known is everything:
            return Verdict(None if self._is_open(came) else closing(Response(status_code=404)))
        if known is Admission.RATING and self._is_for_raters(came):
            return Verdict(None, known)
        if came.scope["type"] != "http" or came.scope["method"] not in ("GET", "HEAD") or not _wants_page(came.headers):
            return Verdict(sentence(t("gate.rating_only" if known else "gate.sign_in", lang), 401))
        return await self._seeing(came, known, lang)

    async def _entering(self, came: HTTPConnection, receive: Any, known: Admission | None, lang: str) -> Response:
        """The page that asks, and what was typed into it."""
        house, http = self._house, came.scope["type"] == "http"
        if not http or came.scope["method"] not in ("GET", "HEAD", "POST"):
            return sentence(t("gate.sign_in", lang), 405 if http else 403)
        if came.scope["method"] != "POST":
            to = own_path(came.query_params.get("to", ""), house.base)
            return RedirectResponse(to, 303) if known is Admission.EVERYTHING else form(house.base, Asked(to, lang))
        sent = await fields(came.headers, receive, LIMIT)
        if sent is None:
            return sentence(t("gate.too_large", lang, limit=LIMIT), 413)
        lang = reader(came.headers, sent.get("lang", ""))
        to, given = own_path(sent.get("to", ""), house.base), sent.get("passphrase", "")
        if known is Admission.EVERYTHING:
            return RedirectResponse(to, 303)
        if not given.strip():
            return form(house.base, Asked(to, lang, t("gate.empty", lang)))
        # From here to the verdict nothing is awaited: as many guesses as are counted, not as many as arrive together.
        if wait := house.guesses.wait(_client(came)):
            return form(house.base, Asked(to, lang, t("gate.wait", lang, seconds=wait), 429, wait))
        if not hmac.compare_digest(spoken(given), spoken(house.passphrase)):
            return form(house.base, Asked(to, lang, t("gate.wrong", lang)))
        house.guesses.forgive(_client(came))
        answer = closing(RedirectResponse(in_language(to, lang) if sent.get("lang") else to, 303))
        token = house.sessions.begin(Admission.EVERYTHING)
        answer.headers.append("set-cookie", self._cookie(came, token, Admission.EVERYTHING))
        return answer

    async def _seeing(self, came: HTTPConnection, known: Admission | None, lang: str) -> Verdict:
        """The rater's page for a good code; for everything else the page that asks for the passphrase."""
        house, to = self._house, self._address(came)
        if came.scope["path"] != house.base + "/rate" or "code" not in came.query_params:
            return Verdict(form(house.base, Asked(to, lang, t("gate.rating_only", lang) if known else "")))
        if wait := house.codes.wait(_client(came)):
            return Verdict(form(house.base, Asked(to, lang, t("gate.wait_code", lang, seconds=wait), 429, wait)))
        asked = came.query_params.get("round", ""), came.query_params["code"], lang
        if refused := await run_in_threadpool(house.refusal, *asked):
            return Verdict(form(house.base, Asked(to, lang, refused)))
        house.codes.forgive(_client(came))
        return Verdict(None, Admission.RATING, "" if known else house.sessions.begin(Admission.RATING))

    def _is_health(self, came: HTTPConnection) -> bool:
        return (
            came.scope.get("method") in ("GET", "HEAD") and came.scope["path"] == self._house.base + "/_stcore/health"
        )

    def _is_open(self, came: HTTPConnection) -> bool:
        """Whether Streamlit is asked for something that a browser needs."""
        _, found, inner = str(came.scope["path"]).partition("/_stcore/")
        return not found or inner.startswith(_OPEN)

    def _is_for_raters(self, came: HTTPConnection) -> bool:
        inner = str(came.scope["path"]).removeprefix(self._house.base + "/")
        if came.scope["type"] == "websocket":
            return inner == "_stcore/stream"
        return came.scope["method"] in ("GET", "HEAD") and inner.startswith(_RATING) and ".." not in inner

    def _address(self, came: HTTPConnection) -> str:
        """The path that was asked for, with its query."""
        query = came.scope.get("query_string", b"").decode("latin-1")
        path = quote(came.scope["path"], safe="/")
        return own_path(f"{path}?{query}" if query else path, self._house.base)

    def _cookie(self, came: HTTPConnection, token: str, admission: Admission) -> str:
        """A cookie that scripts cannot read and other sites cannot send along; over TLS only where the browser came by it."""
        safe = came.url.scheme in ("https", "wss") or came.headers.get("origin", "").startswith("https://")
        parts = [
            f"{COOKIE}={token}",
            f"Path={self._house.base or '/'}",
            f"Max-Age={LASTS[admission]}",
            "HttpOnly",
            "SameSite=Lax",
        ]
        return "; ".join([*parts, *(["Secure"] if safe else [])])


def spoken(passphrase: str) -> bytes:
    """A passphrase as it is compared: without blanks around it, and one spelling of letters that have two."""
    return unicodedata.normalize("NFC", passphrase.strip()).encode("utf-8", "surrogateescape")


def _told(headers: list[tuple[bytes, bytes]], admission: Admission) -> list[tuple[bytes, bytes]]:
    """The headers as what lies behind is told them: how far the sender is let in, by us alone, and an Origin that is the Host.

    The Origin was judged here. Streamlit would judge one that a proxy sees under another name by asking a service outside
    for the address of this machine.
    """
    host = next((value for name, value in headers if name == b"host"), b"")
    kept = [pair for pair in headers if pair[0] not in (b"origin", HEADER.encode())]
    origin = [(b"origin", b"http://" + host)] if any(name == b"origin" for name, _ in headers) else []
    return [*kept, *origin, (HEADER.encode(), admission.encode())]


def _with_cookie(send: Callable[..., Any], cookie: str) -> Callable[..., Any]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sending


def _client(came: HTTPConnection) -> str:
    return came.client.host if came.client else ""


def _wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")
