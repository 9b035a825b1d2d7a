"""What a person does with the board, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from kpi_core.review.commit import commit
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from kpi_core.text import t

pytestmark = pytest.mark.xdist_group("browser")

PAGES = {
    "": "board",
    "kpi": "kpi",
    "departments": "departments",
    "trends": "trends",
    "targets": "targets",
    "forces": "forces",
    "upload": "upload",
    "history": "history",
    "catalogue": "catalogue",
}
NASTY = [
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.invalid/x.png)",
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "$\\LaTeX$ :red[x]",
]


@pytest.fixture(scope="module")
def demo(serve, demo_file) -> str:
    return serve(demo_file)


def drawn(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".root[data-drawn]")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("path", list(PAGES))
def test_a_bookmark_opened_first_on_a_fresh_server_shows_its_page(serve, demo_file, page: Page, path):
    address = serve(demo_file)

    page.goto(f"{address}/{path}?lang=en&unit=服务物流部")

    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    expect(page).to_have_title(f"{t('page.' + PAGES[path], 'en')}")
    assert not page.locator("[data-testid=stException]").count()


CUT = """() => {
  const root = [...document.querySelectorAll('*')].map(n => n.shadowRoot).filter(Boolean).map(s => s.querySelector('.wall')).find(Boolean);
  const bad = [];
  root.getRootNode().querySelectorAll('.tile').forEach(tile => {
    if (tile.scrollHeight > tile.clientHeight + 1 || tile.scrollWidth > tile.clientWidth + 1) bad.push(tile.textContent);
    const box = tile.getBoundingClientRect();
    tile.querySelectorAll('.name, .val, .foot span, .change span').forEach(part => {
      const range = document.createRange();
      range.selectNodeContents(part);
      [...range.getClientRects()].forEach(r => { if (r.right > box.right + 1 || r.bottom > box.bottom + 1) bad.push(part.textContent); });
    });
  });
  return bad;
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)], ids=str)
@pytest.mark.parametrize("unit", ["", "服务物流部"])
def test_no_text_of_a_tile_is_cut_and_nothing_scrolls_sideways(demo, page: Page, lang, size, unit):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    drawn(page, f"{demo}/?lang={lang}&unit={unit}")

    assert page.evaluate(CUT) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_projector_shows_one_screen_in_large_type_and_turns_pages_by_arrow_key(demo, page: Page, lang):
    page.set_viewport_size({"width": 1920, "height": 1080})
    drawn(page, f"{demo}/?lang={lang}&unit=服务物流部&mode=projector&embed=true")
    first = page.locator(".tile .name").first.text_content()

    assert page.evaluate(CUT) == []
    box = page.locator(".root[data-drawn]").bounding_box()
    assert (box["width"], box["height"]) == (1920, 1080)
    smallest = page.evaluate("""() => {
      const root = [...document.querySelectorAll('*')].map(n => n.shadowRoot).filter(Boolean).map(s => s.querySelector('.root[data-drawn]')).find(Boolean);
      return Math.min(...[...root.querySelectorAll('*')].filter(n => n.children.length === 0 && n.textContent.trim()).map(n => parseFloat(getComputedStyle(n).fontSize)));
    }""")
    assert smallest >= 20
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tile .name").first).not_to_have_text(first)
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tile .name").first).to_have_text(first)


def test_escape_leaves_the_projector(demo, page: Page):
    drawn(page, f"{demo}/?lang=en&mode=projector&embed=true")

    page.keyboard.press("Escape")

    expect(page.locator("select[data-field=period]")).to_be_visible(timeout=20_000)
    assert "projector" not in page.url


def test_a_shared_link_opens_the_same_view(demo, page: Page):
    drawn(page, f"{demo}/?lang=zh&unit=服务物流部&period=2025-03&span=ytd")
    page.locator("select[data-field=period]").select_option("2025-04")
    expect(page.locator(".where")).to_contain_text("2025年1月至4月")
    page.wait_for_url(re.compile("period=2025-04"))
    link, headline = page.url, page.locator("h1").text_content()

    drawn(page, link)

    expect(page.locator("h1")).to_have_text(headline)
    assert "span=ytd" in link


def test_the_language_is_switched_for_everything(demo, page: Page):
    drawn(page, f"{demo}/?lang=zh&unit=服务物流部")
    page.locator("[data-link=language]").click()

    expect(page.locator(".where")).to_contain_text("Service & logistics")
    chinese = re.compile("[\u4e00-\u9fff]")
    texts = page.locator(".root[data-drawn]").inner_text()
    assert not chinese.search(texts), chinese.findall(texts)


def test_a_tile_is_reached_by_keyboard_and_opens_the_kpi(demo, page: Page):
    drawn(page, f"{demo}/?lang=zh&unit=服务物流部")
    name = page.locator(".tile .name").nth(1).text_content()
    page.locator(".tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/kpi"))
    expect(page.locator(".where")).to_contain_text(name, timeout=20_000)
    expect(page.locator(".card", has_text="达成率").first).to_be_visible()


def test_the_board_prints_on_one_landscape_page(demo, page: Page):
    drawn(page, f"{demo}/?lang=zh")
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)

    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf).groups())
    assert width > height


def test_names_from_a_file_stay_text_on_every_page(serve, page: Page, tmp_path):
    path = tmp_path / "nasty.duckdb"
    store = open_store(str(path))
    lines = "".join(f'"{n}","{n}",2024-0{m},1,2\n' for n in NASTY for m in (1, 2))
    commit(store, preview(store, "x.csv", ("部门,指标,期间,实际值,目标值\n" + lines).encode()), "<b>me</b>")
    store.close()
    address = serve(path)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    for name in ("", "kpi", "departments", "upload", "history", "catalogue"):
        page.goto(f"{address}/{name}?lang=en")
        expect(page.locator("h1")).to_be_visible(timeout=20_000)
        page.wait_for_load_state("networkidle")
    assert {url for url in asked if not url.startswith((address, "data:", "blob:"))} == set()
    drawn(page, f"{address}/?lang=en")
    assert NASTY[0] in page.locator(".root[data-drawn]").inner_text()


def test_a_file_goes_from_the_drop_to_the_board_and_back(serve, page: Page, tmp_path):
    address = serve()
    file = tmp_path / "六月.csv"
    good = "部门,指标,期间,实际值,目标值\n生产部,产量,2024-05,95,100\n营销部,产量,2024-05,120,100\n"
    file.write_bytes((good + "营销部,产量,某月,1,1\n").encode("gb18030"))
    page.goto(f"{address}/?lang=zh")
    page.get_by_role("button", name="去上传数据").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".card").first).to_contain_text("GB18030 (GBK)", timeout=20_000)
    page.get_by_label("您的姓名").fill("安娜")
    page.get_by_label("您的姓名").press("Enter")
    expect(page.get_by_text(t("upload.name_needed", "zh"))).to_have_count(0, timeout=10_000)
    page.get_by_text(t("upload.skip", "zh", lines=1, count=1, accepted=2)).click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("button", name="确认写入")).to_be_enabled(timeout=10_000)
    page.get_by_role("button", name="确认写入").click()
    page.get_by_role("button", name="查看看板").click()
    expect(page.locator("h1")).to_contain_text("2024年5月得 107.5 分", timeout=20_000)

    page.goto(f"{address}/history?lang=zh")
    page.get_by_label("您的姓名").fill("安娜")
    page.get_by_label("您的姓名").press("Enter")
    page.get_by_role("button", name="撤销第 1 号上传…").click()
    expect(page.locator(".card", has_text="撤销后看板的变化")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="撤销第 1 号上传", exact=True).click()
    expect(page.get_by_role("button", name="恢复第 1 号上传")).to_be_visible(timeout=20_000)


def test_the_map_of_two_hundred_departments_stays_readable(serve, page: Page, tmp_path):
    path = tmp_path / "many.duckdb"
    store = open_store(str(path))
    lines = "".join(f"部门{n:03d},产量,2024-0{m},{n % 40 + 80},100\n" for n in range(200) for m in range(1, 4))
    commit(store, preview(store, "x.csv", ("部门,指标,期间,实际值,目标值\n" + lines).encode()), "me")
    store.close()
    address = serve(path)
    drawn(page, f"{address}/?lang=zh")
    assert page.evaluate(CUT) == []
    page.goto(f"{address}/departments?lang=zh")
    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("部门较多")).to_be_visible()
