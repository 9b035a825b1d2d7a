"""What a person does with trends, departments and the record of a miss, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from kpi_core.text import t
from tests.browser.test_board import drawn

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def demo(serve, demo_file) -> str:
    return serve(demo_file)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (390, 844)], ids=str)
@pytest.mark.parametrize("view", ["charts", "bowler"])
def test_trends_never_scroll_sideways_and_no_chart_text_is_cut(demo, page: Page, lang, size, view):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    drawn(page, f"{demo}/trends?lang={lang}&view={view}")

    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    cut = page.locator(".chart").evaluate_all(
        "nodes => nodes.filter(n => n.scrollWidth > n.clientWidth + 1).map(n => n.textContent)"
    )
    assert cut == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_projector_shows_twelve_charts_on_one_screen_and_turns_by_arrow_key(demo, page: Page, lang):
    page.set_viewport_size({"width": 1920, "height": 1080})
    drawn(page, f"{demo}/trends?lang={lang}&embed=true&mode=projector")

    assert page.locator(".chart").count() == 12
    low = page.locator(".chart").last.bounding_box()
    assert low["y"] + low["height"] <= 1080
    cut = page.locator(".chart").evaluate_all(
        "nodes => nodes.filter(n => n.scrollHeight > n.clientHeight + 1).map(n => n.textContent)"
    )
    assert cut == []
    first = page.locator(".chart .name").first.text_content()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".chart .name").first).not_to_have_text(first)


def test_a_filter_narrows_the_charts_and_stands_in_the_url(demo, page: Page):
    drawn(page, f"{demo}/trends?lang=zh")
    before = page.locator(".chart").count()

    page.locator("select[data-field=perspective]").select_option("学习成长")

    expect(page.locator(".chart").first).to_be_visible()
    expect(page).to_have_url(re.compile("perspective="))
    expect(page.locator(".chart")).not_to_have_count(before)


def test_a_chart_opens_its_kpi(demo, page: Page):
    drawn(page, f"{demo}/trends?lang=zh")
    name = page.locator(".chart .name").first.text_content()

    page.locator(".chart").first.click()

    expect(page.locator(".where").last).to_contain_text(name)
    expect(page).to_have_url(re.compile("/kpi"))


@pytest.mark.parametrize("view", ["ranking", "waterfall", "one"])
def test_departments_draw_their_charts_with_an_alternative_text(demo, page: Page, view):
    page.goto(f"{demo}/departments?lang=zh&view={view}")

    chart = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first
    expect(chart).to_be_visible(timeout=20_000)
    assert not page.locator("[data-testid=stException]").count()


def test_a_miss_takes_cause_and_countermeasure_from_the_board(serve, demo_file, page: Page):
    address = serve(demo_file)
    drawn(page, f"{address}/?lang=zh")
    expect(page.locator(".discuss li").first).to_contain_text(t("wall.no_action", "zh"))
    name = page.locator(".discuss li b").first.text_content()

    page.locator(".discuss button.say").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(t("say.cause", "zh"), exact=True).fill("防护罩缺失")
    dialog.get_by_label(t("say.action", "zh"), exact=True).fill("补装防护罩")
    dialog.get_by_label(t("say.owner", "zh"), exact=True).fill("李雷")
    dialog.get_by_label(f"year, {t('say.due', 'zh')}").click()
    page.keyboard.type("20261215")
    dialog.get_by_label(t("say.name", "zh")).fill("安娜")
    dialog.get_by_role("button", name=t("say.save", "zh"), exact=True).click()

    first = page.locator(".discuss li", has_text=name).first
    expect(first).to_contain_text("李雷", timeout=10_000)
    first.locator("a").click()
    expect(page.get_by_text("补装防护罩").first).to_be_visible(timeout=20_000)
    expect(page.get_by_text("防护罩缺失").first).to_be_visible()


def test_a_number_leads_to_the_line_of_its_file(demo, page: Page):
    page.goto(f"{demo}/kpi?lang=zh&unit=产品线&kpi=营业收入")
    link = page.locator("dd a").first
    expect(link).to_be_visible(timeout=20_000)

    link.click()

    expect(page.get_by_text("▶").first).to_be_visible(timeout=20_000)
    expect(page.locator("dd", has_text="产品线,营业收入,2026-10").first).to_be_visible()


def test_a_figure_of_the_comparison_leads_by_its_kpi_to_the_line_of_its_file(demo, page: Page):
    page.goto(f"{demo}/departments?lang=zh&view=one&compare=预算执行率&period=2026-08")
    page.get_by_text(t("kpi.table", "zh")).click()
    row = page.locator("tr", has_text="产品线")
    figure = row.locator("td a")
    expect(figure).to_be_visible(timeout=20_000)

    figure.click()

    expect(page.locator(".where").last).to_have_text("产品线 › 预算执行率", timeout=20_000)
    expect(page).to_have_url(re.compile("period=2026-08"))
    page.locator("dd a").first.click()
    expect(page.locator("dd", has_text="产品线,预算执行率,2026-08").first).to_be_visible(timeout=20_000)


def test_a_month_of_the_grid_opens_its_kpi_in_that_month(demo, page: Page):
    drawn(page, f"{demo}/trends?lang=zh&view=bowler")

    page.locator("tr.real").first.locator("td a").nth(3).click()

    expect(page).to_have_url(re.compile("/kpi.*period=2026-02"), timeout=20_000)


def test_a_score_of_the_heat_map_opens_its_board(demo, page: Page):
    drawn(page, f"{demo}/?lang=zh")
    score = page.locator(".heat a").nth(2)
    place = score.get_attribute("title")

    score.click()

    expect(page.locator(".where")).to_contain_text("营销部 · 2026年1月", timeout=20_000)
    assert "2026年1月" in place
    expect(page).to_have_url(re.compile("period=2026-01"))
