"""Who is let in, as people meet it: the page that asks, a tab beside it, a rater's link; and a server that was started again."""

import re
import shutil
import time
from contextlib import ExitStack
from datetime import date
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from kpi_core.review.rounds import Opening, make_codes, model, open_round, rounds
from kpi_core.store import open_store
from kpi_core.text import t
from tests.browser.test_board import drawn
from tests.served import served

pytestmark = pytest.mark.xdist_group("browser")

PASSPHRASE = "木兰 was here"


@pytest.fixture(scope="module")
def guarded(demo_file, tmp_path_factory):
    """A server behind a passphrase, and the query of a rater's link."""
    path = tmp_path_factory.mktemp("guarded") / "attain.duckdb"
    shutil.copy(demo_file, path)
    store = open_store(str(path))
    number = open_round(store, Opening("密码轮", "本公司", date(2026, 1, 1), "", model()), "Li")
    asked = next(found for found in rounds(store) if found.survey_id == number)
    code = make_codes(store, asked, {"": 1}, "Li")[0][1]
    store.close()
    with served(path, ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        yield running, f"round={quote(asked.title)}&code={code}"


def enter(page: Page, passphrase, lang):
    page.get_by_label(t("gate.label", lang)).fill(passphrase)
    page.get_by_role("button", name=t("gate.enter", lang)).click()


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh-CN"), ("en", "en-GB")])
def test_the_passphrase_is_asked_once_for_all_tabs_and_leads_to_the_page_that_was_asked_for(
    guarded, browser: Browser, lang, locale
):
    running, _ = guarded
    context = browser.new_context(locale=locale)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{running.address}/trends?unit=服务物流部")

    expect(page.get_by_role("heading")).to_have_text(t("gate.title", lang))
    expect(page.locator("#passphrase")).to_be_focused()
    assert [url for url in asked if not url.startswith("data:")] == [page.url]
    enter(page, "guess", lang)
    expect(page.get_by_role("alert")).to_have_text(t("gate.wrong", lang))
    enter(page, PASSPHRASE, lang)
    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    assert "/trends?" in page.url
    expect(page).to_have_title(t("page.trends", lang))
    tab = context.new_page()
    drawn(tab, f"{running.address}/?lang={lang}")
    assert [cookie["httpOnly"] for cookie in context.cookies() if cookie["name"] == "attain"] == [True]
    assert page.evaluate("document.cookie.includes('attain=')") is False
    context.close()


def test_the_page_that_asks_is_switched_to_the_other_language_and_keeps_where_one_was_going(guarded, page: Page):
    running, _ = guarded
    page.goto(f"{running.address}/kpi?unit=服务物流部&lang=zh")
    page.get_by_role("link", name="English").click()

    expect(page.get_by_role("heading")).to_have_text(t("gate.title", "en"))
    enter(page, PASSPHRASE, "en")
    page.wait_for_url(re.compile(r"/kpi\?"))
    expect(page).to_have_title(t("page.kpi", "en"))
    assert "unit=%E6%9C%8D%E5%8A%A1%E7%89%A9%E6%B5%81%E9%83%A8" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_of_the_page_that_asks_is_cut_on_a_telephone(guarded, page: Page, lang, scheme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{guarded[0].address}/?lang={lang}")

    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        "[...document.querySelectorAll('body *')].every(n => n.scrollWidth <= n.clientWidth + 1 || !n.clientWidth)"
    )
    assert page.locator("button").bounding_box()["height"] >= 44


def test_too_many_guesses_are_told_to_wait(demo_file, page: Page, tmp_path):
    with served(tmp_path / "a.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        page.goto(f"{running.address}/?lang=en")
        for _ in range(5):
            enter(page, "guess", "en")
            expect(page.get_by_role("alert")).to_have_text(t("gate.wrong", "en"))
        enter(page, PASSPHRASE, "en")

        expect(page.get_by_role("alert")).to_have_text(re.compile(r"^Too many tries.* wait \d+ s"))


def test_a_raters_link_opens_the_questions_and_no_other_page(guarded, page: Page):
    running, link = guarded
    page.goto(f"{running.address}/rate?{link}&lang=zh")
    for _ in range(10):
        question = page.locator("[data-testid=stProgress]")
        expect(question).to_be_visible(timeout=20_000)
        said = question.inner_text()
        page.get_by_role("button", name=re.compile("^4 ")).click()
        expect(page.get_by_text(said, exact=True)).to_have_count(0)
    page.get_by_role("button", name=t("rate.send", "zh")).click()
    expect(page.get_by_text(t("rate.thanks", "zh"))).to_be_visible()

    page.goto(f"{running.address}/?lang=zh")
    expect(page.get_by_role("heading")).to_have_text(t("gate.title", "zh"))
    expect(page.get_by_role("alert")).to_have_text(t("gate.rating_only", "zh"))
    page.goto(f"{running.address}/rate?{link}&lang=zh")
    expect(page.get_by_role("alert")).to_have_text(t("rate.code_used", "zh"))


@pytest.mark.parametrize("code", ["", "&code=", "&code=wrong"])
def test_a_raters_page_without_a_good_code_asks_for_the_passphrase(guarded, page: Page, code):
    running, link = guarded
    page.goto(f"{running.address}/rate?{link.split('&')[0]}{code}&lang=en")

    expect(page.get_by_role("heading")).to_have_text(t("gate.title", "en"))
    expect(page.get_by_role("alert")).to_have_count(1 if code else 0)


# What is done first with an open page, and the address it leads to.
CLICKS = [
    (lambda page: page.locator(".pair button").first.click(), "period=2025-02"),
    (lambda page: page.locator(".tile").first.click(), r"/kpi\?"),
]


def test_open_pages_take_their_first_click_after_the_server_was_started_again(
    demo_file, context: BrowserContext, tmp_path
):
    shutil.copy(demo_file, tmp_path / "attain.duckdb")
    open_pages = [context.new_page() for _ in CLICKS]
    with served(tmp_path / "attain.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE) as first:
        for place, page in enumerate(open_pages):
            page.goto(f"{first.address}/?lang=zh&unit=服务物流部&period=2025-03")
            if not place:
                enter(page, PASSPHRASE, "zh")
            expect(page.locator(".root[data-drawn]")).to_be_visible(timeout=20_000)
    with ExitStack() as running:
        with ExitStack() as waiting:
            connected = [waiting.enter_context(page.expect_event("websocket", timeout=60_000)) for page in open_pages]
            running.enter_context(served(tmp_path / "attain.duckdb", port=first.port, ATTAIN_PASSPHRASE=PASSPHRASE))
        # The first page is clicked while its new session still runs for the first time, the other one a little later.
        for page, again, (click, reached) in zip(open_pages, connected, CLICKS, strict=True):
            assert again.value.url.endswith("/_stcore/stream")
            click(page)
            page.wait_for_url(re.compile(reached), timeout=15_000)
            expect(page.locator("h1")).to_be_visible()


def test_an_open_page_runs_anew_when_it_finds_its_server_again_and_downloads_from_it(demo_file, page: Page, tmp_path):
    shutil.copy(demo_file, tmp_path / "attain.duckdb")
    with served(tmp_path / "attain.duckdb") as first:
        page.goto(f"{first.address}/export?lang=en")
        expect(page.get_by_role("button", name=t("export.csv", "en"))).to_be_enabled(timeout=20_000)
    ran: list[object] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: ran.extend(finished(frame))))
    with served(tmp_path / "attain.duckdb", port=first.port):
        until = time.monotonic() + 40
        while not ran and time.monotonic() < until:
            page.evaluate("0")
        with page.expect_download(timeout=20_000) as download:
            page.get_by_role("button", name=t("export.csv", "en")).click()

        assert download.value.path().stat().st_size > 1000


def finished(frame) -> list[str]:
    """The end of a run, where that is what a frame of the websocket says."""
    said = ForwardMsg.FromString(frame if isinstance(frame, bytes) else b"").WhichOneof("type")
    return [said] if said == "script_finished" else []
