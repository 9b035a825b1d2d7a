"""The middleware alone, with a server of two lines behind it and a clock set by hand."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from kpi_core.server.access import Access, House
from kpi_core.server.body import fields
from kpi_core.server.enter import own_path
from kpi_core.server.hosts import Hosts
from kpi_core.server.sessions import Sessions
from kpi_core.server.throttle import Throttle
from tests.server.test_throttle import Clock


def house(passphrase="secret", base="", address="127.0.0.1", hosts="", clock=None):
    return House(address, base, passphrase, Hosts(hosts), Sessions(b"k", None), base + "/attain/verb", lambda *_: "no",
                 Throttle(5, 20, clock or Clock()), Throttle(20, 60, clock or Clock()))  # fmt: skip


def asked(
    house, path="/", method="GET", headers=(), body=b"", client="127.0.0.1", server="127.0.0.1", kind="http", query=""
):
    """(status, headers, body, what the application behind was told) of one request."""
    given = {"host": "localhost", "accept": "text/html", "accept-language": "en", **dict(headers)}
    scope = {"type": kind, "path": path, "root_path": "", "query_string": query.encode(), "client": (client, 5), "server": (server, 8501),
             "scheme": "http", "headers": [(k.encode(), v.encode()) for k, v in given.items()], "extensions": {"websocket.http.response": {}}}  # fmt: skip
    if kind == "http":
        scope["method"] = method
    said, behind = [], []

    async def app(scope, receive, send):
        behind.append(dict(scope["headers"]))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"figures"})

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        said.append(message)

    with ThreadPoolExecutor(1) as apart:  # a browser test of this process may have left its loop running
        apart.submit(asyncio.run, Access(app, house)(scope, receive, send)).result()
    found = {k.decode().lower(): v.decode() for k, v in said[0]["headers"]}
    return said[0]["status"], found, b"".join(m.get("body", b"") for m in said[1:]).decode(), behind


def guess(house, passphrase, client="10.0.0.9", **more):
    body = urlencode({"passphrase": passphrase, "to": house.base + "/trends"}).encode()
    form = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
    return asked(house, house.base + "/attain/enter", "POST", form, body, client, **more)


def test_after_five_wrong_guesses_the_right_one_waits_and_after_the_wait_it_lets_in():
    clock = Clock()
    guarded = house(clock=clock)
    wrong = [guess(guarded, "guess")[0] for _ in range(5)]
    status, headers, page, _ = guess(guarded, "secret")

    assert wrong == [401] * 5
    assert (status, headers["retry-after"]) == (429, "60")
    assert "wait 60 s" in page
    assert guess(guarded, "secret", client="10.0.0.8")[0] == 303
    clock.now += 60
    assert guess(guarded, "secret")[0] == 303


@pytest.mark.parametrize("typed", ["secret", " secret ", "secret\n"])
def test_blanks_around_the_passphrase_do_not_matter(typed):
    assert guess(house(), typed)[0] == 303


def test_a_passphrase_of_composed_letters_is_the_same_however_it_is_typed():
    assert guess(house("Müller 密"), "Mu\u0308ller 密")[0] == 303


def test_an_empty_guess_is_no_guess_and_says_what_to_do():
    guarded = house()
    for _ in range(30):
        status, _, page, _ = guess(guarded, " ")
    assert (status, "No passphrase was entered" in page) == (401, True)
    assert guess(guarded, "secret")[0] == 303


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-length": "8193"}, b""), ({"content-length": "-1"}, b""), ({"content-length": "x"}, b""), ({}, b"passphrase=" + b"x" * 8192),
        ({"content-type": "text/plain"}, b"passphrase=secret"), ({}, b"&".join(b"a=b" for _ in range(11))), ({}, b"\xff"),
    ],
)  # fmt: skip
def test_what_is_no_form_or_too_large_is_refused_in_one_sentence(headers, body):
    form = {"content-type": "application/x-www-form-urlencoded"} | headers
    status, found, page, behind = asked(house(), "/attain/enter", "POST", form, body)

    assert (status, found["connection"], behind) == (413, "close", [])
    assert page.count("\n") == 1


def test_a_body_is_not_read_beyond_its_limit_and_not_at_all_when_it_says_it_is_larger():
    read = []

    async def receive():
        read.append(1)
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    form = {"content-type": "application/x-www-form-urlencoded"}
    with ThreadPoolExecutor(1) as apart:
        for length in ({"content-length": "5000"}, {}):
            apart.submit(asyncio.run, fields(Headers(form | length), receive, 3000)).result()

    assert len(read) == 4


PROXIES = [{"x-forwarded-for": "127.0.0.1"}, {"x-forwarded-proto": "https"}, {"forwarded": "for=127.0.0.1"}, {"via": "1.1 a"},
           {"x-real-ip": "127.0.0.1"}, {"x-forwarded-anything": "x"}, {"host": "kpi.example.com"}, {"host": "127.0.0.1.nip.io"},
           {"host": "10.0.0.5:8501"}, {"host": ""}]  # fmt: skip


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("headers", PROXIES, ids=str)
def test_without_a_passphrase_nothing_is_shown_through_a_proxy_or_under_another_name(headers, kind):
    for hosts in ("", "kpi.example.com"):
        status, _, said, behind = asked(house("", hosts=hosts), headers=headers, kind=kind)

        assert (status, behind) == (403, [])
        assert "set ATTAIN_PASSPHRASE" in said
        assert said.count("\n") == 1


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "where", [{"house": "0.0.0.0"}, {"house": ""}, {"house": "::"}, {"house": "10.0.0.5"}, {"client": "10.0.0.9"}, {"server": "10.0.0.5"}],
    ids=str,
)  # fmt: skip
def test_without_a_passphrase_nothing_is_shown_where_others_can_reach_it(where, kind):
    more = {name: value for name, value in where.items() if name != "house"}
    status, _, said, behind = asked(house("", address=where.get("house", "127.0.0.1")), kind=kind, **more)

    assert (status, behind) == (403, [])
    assert "set ATTAIN_PASSPHRASE" in said


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_without_a_passphrase_the_machine_itself_is_shown_everything(address):
    status, _, _, behind = asked(house("", address=address), headers={"x-attain-admission": "rating"})

    assert (status, behind[0][b"x-attain-admission"]) == (200, b"everything")


def test_health_is_told_through_a_proxy_too():
    assert asked(house(""), "/_stcore/health", headers={"x-forwarded-for": "10.0.0.9"})[0] == 200


def test_behind_a_proxy_the_name_in_the_settings_is_asked_for_the_passphrase_and_lets_in():
    guarded = house(hosts="kpi.example.com")
    through = {"x-forwarded-for": "10.0.0.9", "host": "kpi.example.com"}

    assert asked(guarded, headers=through)[0] == 401
    status, headers, _, _ = guess(guarded, "secret")
    cookie = headers["set-cookie"].split(";")[0]
    assert status == 303
    assert asked(guarded, headers=through | {"cookie": cookie})[0] == 200
    assert asked(guarded, headers=through | {"cookie": cookie, "host": "other.example.com"})[0] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_lies_behind_sees_an_allowed_origin_under_the_name_of_the_host(kind):
    guarded = house(hosts="kpi.example.com")
    cookie = guess(guarded, "secret")[1]["set-cookie"].split(";")[0]
    headers = {"origin": "https://kpi.example.com", "host": "127.0.0.1:8501", "cookie": cookie}
    _, _, _, behind = asked(guarded, headers=headers, kind=kind)

    assert behind[0][b"origin"] == b"http://127.0.0.1:8501"
    assert b"origin" not in asked(guarded, headers={"cookie": cookie})[3][0]


def test_the_cookie_is_kept_to_tls_where_the_browser_came_by_it_and_to_the_base_path():
    guarded = house(base="/kpi", hosts="kpi.example.com")
    body = urlencode({"passphrase": "secret"}).encode()
    form = {"content-type": "application/x-www-form-urlencoded", "origin": "https://kpi.example.com"}
    _, headers, _, _ = asked(guarded, "/kpi/attain/enter", "POST", form, body)

    assert headers["set-cookie"].endswith("Path=/kpi; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure")
    assert headers["location"] == "/kpi/"
    assert "Secure" not in guess(guarded, "secret")[1]["set-cookie"]


@pytest.mark.parametrize(("languages", "shown"), [("en", "en"), ("zh-CN,en;q=0.5", "zh"), ("fr,en;q=0.3,zh;q=0.2", "en"), ("", "zh"), ("fr", "zh"),
                                                  ("en;q=x,zh", "zh"), (";;;,,q=", "zh"), ("zh;q=0.1,en-GB", "en")])  # fmt: skip
def test_the_page_speaks_the_browsers_language_until_another_is_chosen(languages, shown):
    for query, lang in (("", shown), ("lang=en", "en"), ("lang=zh", "zh"), ("lang=xx", shown)):
        _, _, page, _ = asked(house(), headers={"accept-language": languages}, query=query)
        assert f'<html lang="{lang}">' in page


def test_what_was_asked_for_stands_in_the_page_as_text():
    _, _, page, _ = asked(house(), "/trends", query='x="><script>alert(1)</script>')

    assert "<script" not in page


@given(st.text(max_size=30), st.sampled_from(["", "/kpi"]))
def test_where_one_goes_afterwards_is_always_a_path_of_this_server(text, base):
    for to in (text, "/" + text, "//" + text, base + "/" + text, base + text):
        found = own_path(to, base)
        assert found.startswith(base + "/")
        assert not found.startswith(("//", "/\\"))
        assert found.isascii()
        assert found.isprintable()
        assert "\\" not in found


METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"]


@given(st.sampled_from(METHODS), st.text(max_size=40), st.sampled_from(["", "/kpi"]), st.dictionaries(
    st.sampled_from(["cookie", "authorization", "x-attain-admission", "range", "x-xsrftoken", "content-length"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)))  # fmt: skip
def test_no_request_that_a_stranger_can_think_of_reaches_what_lies_behind(method, path, base, headers):
    if method == "POST" and path == "attain/verb":
        return
    for asked_path in (base + "/" + path, "/" + path, base + "/_stcore/" + path, base + "/static/" + path):
        status, found, _, behind = asked(house(base=base), asked_path, method, headers)

        assert behind == []
        assert status >= 401 or (status == 303 and "set-cookie" not in found)
