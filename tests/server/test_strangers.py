"""Before the passphrase there is nothing but health and the page that asks for it."""

from urllib.parse import quote

import pytest
from websockets.exceptions import InvalidStatus

from tests.server.knocking import FORM, PASSPHRASE, UPGRADE, ask, let_in, live, pages, run, session_of, typed, words

pytestmark = pytest.mark.xdist_group("access")

HTML = {"Accept": "text/html"}
FORGED = {"Cookie": "attain=" + "A" * 43, "X-Attain-Admission": "everything"}
EVIL = {"Host": "evil.example"}
FROM_EVIL = {"Origin": "http://evil.example"}
TRIES = [
    ("GET", "/", HTML),
    ("GET", "/trends?lang=en", HTML),
    ("GET", "/", {}),
    ("HEAD", "/", HTML),
    ("GET", "/static/js/index.js", {}),
    ("GET", "/favicon.png", {}),
    ("GET", "/media/0.csv", {}),
    ("GET", "/component/x/index.html", {}),
    ("GET", "/_stcore/bidi-components/x/index.js", {}),
    ("GET", "/_stcore/host-config", {}),
    ("GET", "/_stcore/metrics", {}),
    ("GET", "/_stcore/script-health-check", {}),
    ("POST", "/_stcore/agent/interact", {"Content-Type": "application/json"}),
    ("GET", "/_stcore/agent/openapi.json", {}),
    ("OPTIONS", "/_stcore/upload_file/x/y", {}),
    ("GET", "/attain/enter/../../_stcore/metrics", {}),
    ("GET", "//_stcore/host-config", {}),
    ("GET", "/%2e/_stcore/metrics", {}),
    ("GET", "/", HTML | FORGED),
    ("GET", "/", HTML | {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "localhost"}),
    ("GET", "/", HTML | EVIL),
    ("GET", "/", HTML | FROM_EVIL),
    ("POST", "/attain/enter", FORM | FROM_EVIL),
    ("POST", "/attain/enter", FORM | {"Origin": "null"}),
    ("GET", "/_stcore/health", EVIL),
    ("GET", "/_stcore/health", FROM_EVIL),
    ("GET", "/rate?round=1&code=", HTML),
    ("GET", "/_stcore/stream", UPGRADE),
    ("GET", "/_stcore/stream", UPGRADE | FORGED),
    ("GET", "/_stcore/stream", UPGRADE | EVIL),
    ("GET", "/_stcore/stream", UPGRADE | FROM_EVIL),
    ("GET", "/_stcore/stream", UPGRADE | {"X-Forwarded-For": "127.0.0.1"}),
]


@pytest.mark.parametrize(
    ("method", "path", "headers"), TRIES, ids=[f"{at} {m} {p}" for at, (m, p, _) in enumerate(TRIES)]
)
def test_a_stranger_gets_no_websocket_no_file_and_no_figure(guarded, method, path, headers):
    body = "passphrase=" + quote(PASSPHRASE) if "enter" in path and method == "POST" else None
    found = ask(guarded.running, method, path, headers, body)

    assert found.status in (401, 403)
    assert found.cookie("attain") == ""
    assert "服务物流部" not in found.body
    assert len(found.body) < 10_000
    assert found.header("x-robots-tag") == "noindex, nofollow"
    assert "evil" not in found.header("content-security-policy")


def test_a_stranger_cannot_upload_into_the_session_of_somebody_who_was_let_in(guarded):
    with live(guarded.running, let_in(guarded.running)) as socket:
        session = session_of(run(socket))
        token = ask(guarded.running, "GET", "/_stcore/health").cookie("_streamlit_xsrf")
        headers = {"X-Xsrftoken": token, "Content-Type": "multipart/form-data; boundary=b"}
        body = '--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n1\r\n--b--\r\n'
        sent = [
            ask(guarded.running, "PUT", f"/_stcore/upload_file/{session}/1", headers | {"Cookie": cookie}, body).status
            for cookie in (f"_streamlit_xsrf={token}", f"_streamlit_xsrf={token}; {let_in(guarded.running)}")
        ]

    assert sent == [401, 204]


def test_health_is_told_to_everybody_and_says_nothing_else(guarded):
    found = ask(guarded.running, "GET", "/_stcore/health")

    assert (found.status, found.body) == (200, "ok")


def test_the_passphrase_lets_in_and_leads_to_the_page_that_was_asked_for(guarded):
    found = typed(guarded.running, PASSPHRASE, "/trends?lang=en&unit=x")

    assert (found.status, found.header("location")) == (303, "/trends?lang=en&unit=x")
    assert "HttpOnly; SameSite=Lax" in found.header("set-cookie")
    assert "Max-Age=2592000" in found.header("set-cookie")
    cookie = {"Cookie": f"attain={found.cookie('attain')}"}
    assert ask(guarded.running, "GET", "/trends", HTML | cookie).status == 200
    with live(guarded.running, cookie["Cookie"]) as socket:
        assert "服务物流部" in words(run(socket, "lang=zh"))


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
           "http:evil.example", "/ok\r\nSet-Cookie: a=b", "/\t/evil.example", " //evil.example", "evil.example", "", "/attain/enter"]
)  # fmt: skip
def test_after_the_passphrase_nobody_is_sent_to_another_site(guarded, to):
    found = typed(guarded.running, PASSPHRASE, to)

    assert (found.status, found.header("location")) == (303, "/")
    assert [name for name, value in found.headers if "a=b" in value] == []


def test_metrics_and_the_routes_of_agents_are_closed_to_everybody(guarded):
    cookie = {"Cookie": let_in(guarded.running)}

    for path in (
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
    ):
        assert ask(guarded.running, "GET", path, cookie).status == 404


def test_somebody_who_was_let_in_is_still_refused_from_another_site(guarded):
    cookie = let_in(guarded.running)

    for headers in (EVIL, FROM_EVIL, {"Origin": f"http://localhost:{guarded.running.port + 1}"}, {"Origin": "null"}):
        found = ask(guarded.running, "GET", "/_stcore/stream", UPGRADE | {"Cookie": cookie} | headers)
        assert found.status == 403
    assert ask(guarded.running, "GET", "/_stcore/stream", UPGRADE | {"Cookie": cookie} | {
        "Origin": f"http://127.0.0.1:{guarded.running.port}"}).status == 101  # fmt: skip


def test_a_code_that_is_empty_wrong_or_of_another_round_admits_nobody(guarded):
    code = guarded.codes[0]
    for asked, given in ((guarded.coded, ""), (guarded.coded, "x"), (guarded.coded, code + "x"), (guarded.free, ""),
                         (guarded.free, code), (guarded.closed, code), ("", code), ("nowhere", code)):  # fmt: skip
        found = ask(guarded.running, "GET", f"/rate?round={quote(asked)}&code={quote(given)}&lang=en", HTML)

        assert (found.status, found.cookie("attain")) == (401, "")
        assert "the code in this one is not valid" in found.body
        assert "takes no more answers" not in found.body


def test_only_the_holder_of_a_code_learns_that_a_round_is_closed(guarded):
    found = ask(guarded.running, "GET", f"/rate?round={quote(guarded.closed)}&code={guarded.closed_code}&lang=en", HTML)

    assert (found.status, found.cookie("attain")) == (401, "")
    assert "takes no more answers" in found.body


def rating(guarded, at=0):
    """The cookie of a rater, and the query of the link."""
    link = f"round={quote(guarded.coded)}&code={guarded.codes[at]}&lang=zh"
    found = ask(guarded.running, "GET", f"/rate?{link}", HTML)
    assert found.status == 200
    assert "Max-Age=86400" in found.header("set-cookie")
    return f"attain={found.cookie('attain')}", link


def test_a_rater_sees_the_page_of_the_link_and_no_other_however_the_websocket_is_asked(guarded):
    cookie, link = rating(guarded)
    with live(guarded.running, cookie) as socket:
        asked = run(socket, link, "rate")
        others = [run(socket, query, page) for page in ("", "board", "trends", "kpi", "export", "rounds", "nowhere")
                  for query in (link, "lang=zh&unit=服务物流部")]  # fmt: skip

    assert "品牌力" in words(asked)
    assert pages(asked) == ["", "rate"]
    for messages in others:
        assert pages(messages) == ["", "rate"]
        assert "服务物流部" not in words(messages)
        assert "投诉处理及时率" not in words(messages)


@pytest.mark.parametrize("query", ["round={coded}", "round={coded}&code=", "round={free}", "round={free}&code={code}",
                                   "round={closed}&code={code}", "code={code}", ""])  # fmt: skip
def test_the_session_of_a_rater_is_no_key_to_other_rounds(guarded, query):
    cookie, _ = rating(guarded, 1)
    asked = query.format(
        coded=quote(guarded.coded), free=quote(guarded.free), closed=quote(guarded.closed), code=guarded.codes[1]
    )
    with live(guarded.running, cookie) as socket:
        said = words(run(socket, f"{asked}&lang=zh", "rate"))

    assert "品牌力" not in said
    assert "公开轮" not in said


def test_a_rater_gets_no_page_no_upload_no_download_and_no_session_of_a_colleague(guarded):
    cookie, _ = rating(guarded, 2)
    with live(guarded.running, let_in(guarded.running)) as colleague:
        session = session_of(run(colleague, "lang=zh"))
        with live(guarded.running, cookie, session) as socket:
            taken = run(socket, "lang=zh")
        assert session_of(taken) != session
        assert "服务物流部" not in words(taken)
    asked = [("GET", "/"), ("GET", "/board"), ("GET", "/rate"), ("PUT", f"/_stcore/upload_file/{session}/1"), ("GET", "/media/x.csv"),
             ("GET", "/_stcore/bidi-components/x"), ("GET", "/static/../_stcore/metrics"), ("POST", "/rate")]  # fmt: skip

    assert [ask(guarded.running, method, path, HTML | {"Cookie": cookie}).status for method, path in asked] == [401] * 8
    forged = HTML | {"Cookie": cookie, "X-Attain-Admission": "everything"}
    assert ask(guarded.running, "GET", "/", forged).status == 401


def test_a_rater_cannot_forge_how_far_the_websocket_reaches(guarded):
    cookie, link = rating(guarded, 3)
    with live(guarded.running, cookie, **{"X-Attain-Admission": "everything"}) as socket:
        assert pages(run(socket, link)) == ["", "rate"]


def test_a_websocket_without_a_session_is_refused_in_a_sentence(guarded):
    with pytest.raises(InvalidStatus) as refused, live(guarded.running, **{"Accept-Language": "en"}):
        pass

    assert refused.value.response.status_code == 401
    assert b"enter the passphrase" in refused.value.response.body
