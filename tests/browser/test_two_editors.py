"""Two people edit the same thing: the second is told, and what was typed stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kpi_core.review.catalogue import change_milestones
from kpi_core.review.scope import kpis
from kpi_core.store import open_store
from kpi_core.text import t
from tests.build import load, take

pytestmark = pytest.mark.xdist_group("browser")
SOON = 20_000


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory) -> str:
    """A server with a company of one department."""
    from datetime import date

    path = tmp_path_factory.mktemp("two") / "two.duckdb"
    store = open_store(str(path))
    load(store, {"K": {}}, [("A", "K", f"2024-{m:02d}", 85, 100) for m in range(1, 13)], {("A", "K"): 60})
    take(store, "指标,达成算法\nM,里程碑\n", "m.csv")
    kpi = next(kpi for kpi in kpis(store).values() if kpi.values["name"] == "M")
    change_milestones(store, kpi, 1, [("设计", 1.0, date(2024, 6, 1), None)], "setup")
    store.close()
    return str(serve(path))


@pytest.fixture
def two(browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Pages of two browsers of their own."""
    contexts = [browser.new_context(viewport={"width": 1366, "height": 900}, locale="zh-CN") for _ in range(2)]
    yield tuple(context.new_page() for context in contexts)
    for context in contexts:
        context.close()


def come_in(page: Page, address: str, who: str) -> None:
    """Open a page and give a name."""
    page.goto(address)
    name = page.get_by_label(t("upload.name", "zh"))
    name.fill(who, timeout=SOON)
    name.press("Enter")
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing runs on the page."""
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=SOON)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=SOON)


def confirm(page: Page) -> None:
    """Having seen the effect, say yes."""
    page.get_by_role("button", name=t("changed.confirm", "zh")).click(timeout=SOON)


def told(page: Page, *words: str) -> None:
    """The card says what was seen, what is there, who did it, and what was wanted."""
    card = page.get_by_role("alert").filter(has_text=t("changed.title", "zh"))
    for word in (*words, t("changed.next", "zh")):
        expect(card).to_contain_text(word, timeout=SOON)


def test_a_field_of_a_kpi(two, address):
    for page, who in zip(two, ("安娜", "李"), strict=True):
        come_in(page, f"{address}/catalogue?lang=zh&kpi=K", who)
    first, second = two
    line = t("field.watch", "zh")
    first.get_by_label(line, exact=True).fill("0.8")
    first.get_by_role("button", name=t("catalogue.save", "zh")).click()
    confirm(first)
    expect(first.get_by_text(t("catalogue.saved", "zh", fields=line))).to_be_visible(timeout=SOON)

    second.get_by_label(line, exact=True).fill("0.7")
    second.get_by_role("button", name=t("catalogue.save", "zh")).click()
    told(second, line, "0.9", "0.8", "安娜", "0.7")
    expect(second.get_by_label(line, exact=True)).to_have_value("0.7")
    second.get_by_role("button", name=t("catalogue.save", "zh")).click()
    expect(second.get_by_text(t("catalogue.saved", "zh", fields=line))).to_be_visible(timeout=SOON)


def type_cell(page: Page, key: str, right: int, row: int, text: str, first: int = 0) -> None:
    """Type over a cell of a grid, as by hand: a click into the row, then so many cells to the right.

    `first` is the number of its first cell: 1 where a mark for the row stands before it.
    """
    grid = page.locator(f"[class*='{key}'] canvas").first
    cells = [
        page.locator(f"[class*='{key}'] [data-testid=glide-cell-{at}-{row}]").first
        for at in range(first, first + right + 1)
    ]
    expect(cells[right]).to_be_attached(timeout=SOON)
    grid.scroll_into_view_if_needed(timeout=SOON)
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 90, box["y"] + 35 * (row + 1.5))
    expect(cells[0]).to_have_attribute("aria-selected", "true", timeout=SOON)
    for cell in cells[1:]:
        page.keyboard.press("ArrowRight")
        expect(cell).to_have_attribute("aria-selected", "true", timeout=SOON)
    page.keyboard.press("Enter")
    field = page.locator("#portal textarea, #portal input").first
    field.fill(text, timeout=SOON)
    field.press("Enter")
    settled(page)


def test_a_weight(two, address):
    for page, who in zip(two, ("安娜", "李"), strict=True):
        come_in(page, f"{address}/catalogue?lang=zh&kpi=K&period=2024-12", who)
    first, second = two
    for page, weight in ((first, "30"), (second, "40")):
        type_cell(page, "st-key-weights-", 1, 1, weight)
    first.get_by_role("button", name=t("catalogue.save_weights", "zh")).click()
    saved = t("catalogue.saved_weights", "zh", news="A 60 → 30", month="2024年12月")
    expect(first.get_by_text(saved)).to_be_visible(timeout=SOON)

    second.get_by_role("button", name=t("catalogue.save_weights", "zh")).click()
    told(second, "A", "60", "30", "安娜", "40")
    second.get_by_role("button", name=t("catalogue.save_weights", "zh")).click()
    saved = t("catalogue.saved_weights", "zh", news="A 30 → 40", month="2024年12月")
    expect(second.get_by_text(saved)).to_be_visible(timeout=SOON)


def test_a_target(two, address):
    for page, who in zip(two, ("安娜", "李"), strict=True):
        come_in(page, f"{address}/targets?lang=zh&unit=A&kpi=K&period=2024-12", who)
    first, second = two
    for page, year in ((first, "1080"), (second, "960")):
        page.get_by_label(t("targets.year_sum", "zh")).fill(year)
        page.get_by_label(t("targets.year_sum", "zh")).press("Enter")
        settled(page)
    first.get_by_role("button", name=t("targets.save", "zh")).click()
    confirm(first)
    expect(first.get_by_text("目标已保存").first).to_be_visible(timeout=SOON)

    second.get_by_role("button", name=t("targets.save", "zh")).click()
    told(second, "2024-12", "100", "90", "安娜", "80")
    expect(second.get_by_label(t("targets.year_sum", "zh"))).to_have_value("960")
    second.get_by_role("button", name=t("targets.save", "zh")).click()
    confirm(second)
    expect(second.get_by_text("目标已保存").first).to_be_visible(timeout=SOON)


def test_a_setting(two, address):
    for page, who in zip(two, ("安娜", "李"), strict=True):
        come_in(page, f"{address}/reporting?lang=zh", who)
        # Opened once the page knows the name: a rerun in between would close it again.
        expect(page.locator(".st-key-save_due_day button:enabled")).to_have_count(1, timeout=SOON)
        settled(page)
        page.get_by_text(t("reporting.due_day", "zh")).click()
    first, second = two
    name = t("setting.due_day", "zh")
    for page, days in ((first, "8"), (second, "10")):
        page.get_by_label(name).fill(days)
        page.get_by_label(name).press("Enter")
        settled(page)
    first.locator(".st-key-save_due_day button").click()
    expect(first.get_by_text(t("changed.setting_saved", "zh", name=name, value=8))).to_be_visible(timeout=SOON)

    second.locator(".st-key-save_due_day button").click()
    told(second, name, "5", "8", "安娜", "10")
    expect(second.get_by_label(name)).to_have_value("10")
    second.locator(".st-key-save_due_day button").click()
    expect(second.get_by_text(t("changed.setting_saved", "zh", name=name, value=10))).to_be_visible(timeout=SOON)


def test_a_milestone(two, address):
    for page, who in zip(two, ("安娜", "李"), strict=True):
        come_in(page, f"{address}/catalogue?lang=zh&kpi=M", who)
    first, second = two
    for page, weight in ((first, "3"), (second, "5")):
        type_cell(page, "st-key-milestones-", 1, 0, weight, first=1)
    first.get_by_role("button", name=t("catalogue.save_milestones", "zh")).click()
    expect(first.get_by_text(t("catalogue.saved", "zh", fields="设计"))).to_be_visible(timeout=SOON)

    second.get_by_role("button", name=t("catalogue.save_milestones", "zh")).click()
    told(second, "设计", "安娜", "5")


def test_a_preview_that_somebody_elses_upload_overtook(two, address, tmp_path):
    file = tmp_path / "新.csv"
    file.write_text("部门,指标,期间,实际值\nA,K,2024-12,99\n", "utf-8")
    other = tmp_path / "别.csv"
    other.write_text("部门,指标,期间,实际值\nA,K,2024-12,97\n", "utf-8")
    for page, who, what in zip(two, ("安娜", "李"), (other, file), strict=True):
        page.goto(f"{address}/upload?lang=zh")
        page.locator("input[type=file]").set_input_files(what)
        page.get_by_label(t("upload.name", "zh")).fill(who, timeout=SOON)
        page.get_by_label(t("upload.name", "zh")).press("Enter")
        expect(page.locator(".st-key-commit button:enabled")).to_have_count(1, timeout=SOON)
        settled(page)
    first, second = two
    first.locator(".st-key-commit button:enabled").click()
    expect(first.get_by_role("button", name=t("upload.see", "zh"))).to_be_visible(timeout=SOON)

    second.locator(".st-key-commit button:enabled").click()
    expect(second.get_by_role("alert").filter(has_text=t("changed.not_written", "zh")).first).to_be_visible(
        timeout=SOON
    )
    settled(second)
    second.locator(".st-key-commit button:enabled").click()
    expect(second.get_by_role("button", name=t("upload.see", "zh"))).to_be_visible(timeout=SOON)
