"""The page that asks for the passphrase: plain HTML that needs no script, no file and no websocket."""

import base64
import hashlib
import html
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

from kpi_core.charts.theme import DARK, FONTS, LIGHT
from kpi_core.text import LANGUAGES, t

_HERE = Path(__file__).parent / "assets"
_ICON = Path(__file__).parents[2] / "data" / "icon.svg"
ROUTE = "/attain/enter"
# A passphrase of 200 signs, each percent-encoded in UTF-8, beside the longest address that a browser keeps whole.
LIMIT = 8192


@dataclass(frozen=True)
class Asked:
    """What the page is shown for: where to go afterwards (a path of this server), in which language, after which refusal."""

    to: str
    lang: str
    refusal: str = ""
    status: int = 401
    wait: int = 0


def form(base: str, asked: Asked) -> Response:
    """The page itself. Never kept by a browser or a proxy, and never 200: a script that expects the board must not take it."""
    other = LANGUAGES[1 - LANGUAGES.index(asked.lang)]
    alert = f'<p role="alert" id="refusal">{html.escape(asked.refusal)}</p>' if asked.refusal else ""
    values = {
        "lang": asked.lang,
        "other_lang": other,
        "other_href": f"{base}{ROUTE}?{urlencode({'to': in_language(asked.to, other), 'lang': other})}",
        "action": base + ROUTE,
        "to": asked.to,
        "class": "bad" if asked.refusal else "",
        **{name: t(f"gate.{name}", asked.lang) for name in ("title", "about", "label", "enter", "product", "other")},
    }
    page = Template(_read("enter.html")).substitute(
        {name: html.escape(value) for name, value in values.items()},
        alert=alert,
        described='aria-describedby="refusal" aria-invalid="true"' if asked.refusal else "",
        style=_style(),
        icon="data:image/svg+xml;base64," + base64.b64encode(_ICON.read_bytes()).decode(),
    )
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    headers = {
        "content-security-policy": f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    }
    return closing(Response(page, asked.status, headers, "text/html"), asked.wait)


def sentence(text: str, status: int, wait: int = 0) -> Response:
    """A refusal for whom no page is of use: a script, a picture, a websocket."""
    return closing(PlainTextResponse(text + "\n", status), wait)


def closing(response: Response, wait: int = 0) -> Response:
    """An answer to somebody who was not let in: kept by nobody, and the connection ends, whatever is still being sent."""
    response.headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
    response.headers["cache-control"] = "no-store"
    response.headers["vary"] = "Cookie, Accept-Language"
    response.headers["connection"] = "close"
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def reader(headers: Headers, chosen: str = "") -> str:
    """The language of somebody who is not in yet: the address's, else the browser's first of ours; Chinese when in doubt."""
    if chosen in LANGUAGES:
        return chosen
    ranked: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "")[:500].split(","):
        name, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), name.strip().lower()[:2]))
        except ValueError:
            continue
    return next((lang for _, lang in sorted(ranked, key=lambda one: one[0]) if lang in LANGUAGES), LANGUAGES[0])


def own_path(to: str, base: str) -> str:
    """Where to go afterwards: a path of this server as it was asked for, or its first page for anything else.

    No scheme, no host, no second slash and no backslash that a browser would read as one.
    """
    try:
        parts = urlsplit(to)
    except ValueError:
        return base + "/"
    ours = (
        to.startswith(base + "/") and not to.startswith("//") and "\\" not in to and to.isprintable() and to.isascii()
    )
    if not ours or parts.scheme or parts.netloc or parts.path.startswith("//") or parts.path == base + ROUTE:
        return base + "/"
    return to


def in_language(to: str, lang: str) -> str:
    """The same path in a language."""
    parts = urlsplit(to)
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "lang"]
    return parts._replace(query=urlencode([*asked, ("lang", lang)])).geturl()


@cache
def _style() -> str:
    def variables(colours: dict[str, str]) -> str:
        return ";".join(f"--{name}:{colour}" for name, colour in colours.items())

    light, dark = variables(LIGHT), variables(DARK)
    return f":root{{{light};--fonts:{FONTS}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}{_read('enter.css')}"


@cache
def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
