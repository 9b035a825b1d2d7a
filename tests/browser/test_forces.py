"""The ten forces as people meet them: a round opened, twenty raters, the radar on the projector; and nothing cut."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page, expect

from kpi_core.review.rounds import model
from kpi_core.text import t

pytestmark = pytest.mark.xdist_group("browser")

TEXTS = """node => {
  const frame = node.querySelector('svg').getBoundingClientRect();
  return [...node.querySelectorAll('svg text')].filter(n => n.textContent.trim()).map(n => {
    const r = n.getBoundingClientRect();
    return [n.textContent, r.left - frame.left, r.top - frame.top, frame.right - r.right, frame.bottom - r.bottom, r.width, r.height];
  });
}"""


@pytest.fixture(scope="module")
def demo(serve, demo_file) -> str:
    return serve(demo_file)


def charts(page: Page, address: str) -> list[list[tuple[str, float, float, float, float, float, float]]]:
    """Radar and dot plot as their texts with the room to each edge, after both were drawn."""
    page.goto(address)
    plots = page.locator(".stVegaLiteChart:has(svg)")
    expect(plots).to_have_count(2, timeout=30_000)
    expect(plots.nth(1).locator("svg text").first).to_be_visible()
    return [plots.nth(at).evaluate(TEXTS) for at in range(2)]


@pytest.mark.parametrize("beside", ["beside=0&beside2=0", "beside2=0", ""], ids=["one", "two", "three"])
@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
@pytest.mark.parametrize("size", [(1920, 1080), (390, 844)], ids=str)
def test_no_name_on_radar_or_dot_plot_is_cut_or_overlaps_another(demo, page: Page, size, lang, scheme, beside):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    mode = "&mode=projector&embed=true" if size[0] == 1920 else ""
    names = {item.title(lang) for item in model()}

    for texts in charts(page, f"{demo}/forces?lang={lang}&{beside}{mode}"):
        assert names <= {text for text, *_ in texts}
        assert [text for text, *room in texts if min(room) < -1] == []
        crossing = [
            (a[0], b[0]) for a, b in combinations([row for row in texts if row[0] in names], 2)
            if a[1] < b[1] + b[5] and b[1] < a[1] + a[5] and a[2] < b[2] + b[6] and b[2] < a[2] + a[6]
        ]  # fmt: skip
        assert crossing == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    if size[0] == 1920:
        low = page.locator(".stVegaLiteChart:has(svg)").evaluate_all(
            "nodes => nodes.map(n => n.getBoundingClientRect().bottom)"
        )
        assert max(low) <= 1080


def fill(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).fill(value)
    page.get_by_label(label, exact=True).press("Tab")


def test_a_round_is_opened_answered_on_phones_closed_and_shown_beside_last_year(
    serve, demo_file, browser: Browser, page: Page
):
    address = serve(demo_file)
    page.goto(f"{address}/rounds?lang=zh")
    fill(page, t("upload.name", "zh"), "安娜")
    opening = page.get_by_role("button", name=t("rounds.open", "zh"), disabled=False)
    expect(opening).to_have_count(1, timeout=20_000)
    page.get_by_label(t("rounds.title", "zh"), exact=True).fill("十力 2027")
    opening.click()
    expect(page.get_by_text("十力 2027").first).to_be_visible()

    links = codes(page, {"管理层": 6})
    assert len(set(links)) == 6
    phone = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    for number, link in enumerate(links):
        answer(phone, link, number)
    phone.goto(links[0])
    expect(phone.get_by_text(t("rate.code_used", "zh"))).to_be_visible()
    phone.close()

    page.reload()
    expect(page.get_by_role("cell", name="6", exact=True).first).to_be_visible(timeout=20_000)
    fill(page, t("upload.name", "zh"), "安娜")
    # While the page is drawn anew the old button may stand beside the new one.
    closing = page.locator(".st-key-turn_round_closed button:enabled", has_text=t("rounds.do_closed", "zh"))
    expect(closing).to_have_count(1, timeout=20_000)
    closing.click()
    expect(
        page.locator(".st-key-turn_round_reopened button", has_text=t("rounds.do_reopened", "zh")).first
    ).to_be_visible()

    page.goto(f"{address}/forces?lang=zh&round=十力 2027&beside=十力 2026&beside2=竞争对手甲 2026")
    page.locator("a[data-link=projector]").click()
    page.wait_for_url(re.compile("mode=projector"))
    for texts in charts(page, page.url):
        assert {item.name for item in model()} <= {text for text, *_ in texts}
    expect(page.get_by_text("● 十力 2027\u3000■ 十力 2026\u3000▲ 竞争对手甲 2026")).to_be_visible()
    # Every rater gives each force one more than the one before, from 3 on: 3, 4, 5, 3, ...; so all forces are alike.
    expect(page.get_by_role("heading", name=re.compile("十力 2027"))).to_contain_text("4.0")


def codes(page: Page, counts: dict[str, int]) -> list[str]:
    """Make personal links for so many raters a group and read them where they are shown."""
    for team, count in counts.items():
        page.get_by_label(team, exact=True).fill(str(count))
    page.get_by_role("button", name=t("rounds.make_codes", "zh")).click()
    expect(page.get_by_text(t("rounds.codes_once", "zh"))).to_be_visible()
    lines = page.locator("[data-testid=stCode] code").inner_text().split("\n")
    return [line.split("\t")[-1].strip() for line in lines if "code=" in line]


# Presses the button of each item as soon as it is there, as a person would on one screen after another.
PRESS = """async (classes) => {
  for (const name of classes) {
    const last = performance.now() + 20000;
    let button = null;
    while (!(button = document.querySelector(`.${name} button:enabled`))) {
      if (performance.now() > last) throw new Error(`${name} did not appear`);
      await new Promise(requestAnimationFrame);
    }
    button.click();
  }
}"""


def answer(page: Page, link: str, number: int) -> None:
    """Answer every force on a phone, one screen after another, and hand the sheet in."""
    page.goto(link)
    survey = link.split("round=")[1].split("&")[0]
    grades = [3 + (number + at) % 3 for at in range(len(model()))]
    page.evaluate(PRESS, [f"st-key-{survey}-{item.item}-{grade}" for item, grade in zip(model(), grades, strict=True)])
    page.get_by_role("button", name=t("rate.send", "zh")).click()
    expect(page.get_by_text(t("rate.thanks", "zh"))).to_be_visible()
