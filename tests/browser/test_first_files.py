"""The three files an analyst brings first: every question is answered where it stands, and the board shows the figures."""

import io
import time
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from kpi_core.store import open_store
from kpi_core.text import t
from tests.build import take

pytestmark = pytest.mark.xdist_group("browser")

WIDE = {
    "zh": "经营指标汇总表,,,,\n部门,指标,1月,2月,3月\n生产部,产量,95,97,99\n生产部,合格率,97.5%,98%,98.5%\n销售部,产量,85,88,90\n合计,产量,180,185,189\n",
    "en": "Operating figures,,,,\nDepartment,KPI,Jan,Feb,Mar\nPlant,Output,95,97,99\nPlant,First-pass yield,97.5%,98%,98.5%\nSales,Output,85,88,90\nTotal,Output,180,185,189\n",
}  # fmt: skip
HEAD = "部门,指标,期间,实际值,目标值,单位\n"
KNOWN = HEAD + "".join(f"{unit},{kpi},2024-0{month},9{month},100,{measure}\n" for month in range(1, 5)
                       for unit in ("生产部", "销售部", "采购部") for kpi, measure in (("产量", "吨"), ("合格率", "%")))  # fmt: skip
LONG = HEAD + "生产部,产量,2024-05,96,100,公斤\n生产部,合格率,2024-05,97,100,%\n销售部,产量,2024-05,95,100,吨\n采构部,产量,2024-05,91,100,吨\n采购部,合格率,2024-05,约94,100,%\n"  # fmt: skip


@pytest.fixture
def upload(serve, page: Page):
    """Open the Upload page of a fresh server and drop files there."""

    def dropping(files: list[Path], lang: str, store: Path | None = None):
        page.goto(f"{serve(store)}/upload?lang={lang}")
        page.locator("input[type=file]").set_input_files(files)

    return dropping


def take_in(page: Page, lang: str) -> None:
    """Give a name, confirm, and go to the board."""
    page.get_by_label(t("upload.name", lang)).fill("安娜")
    page.get_by_label(t("upload.name", lang)).press("Enter")
    commit = page.locator(".st-key-commit button:enabled")
    expect(commit).to_have_count(1, timeout=10_000)
    commit.click()
    page.get_by_role("button", name=t("upload.see", lang)).click()
    expect(page.locator(".tile").first).to_be_visible(timeout=20_000)


def accepts(page: Page, lang: str, count: int) -> None:
    expect(page.locator(".card").first).to_contain_text(f"{t('upload.accepted', lang)} {count}", timeout=20_000)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wide_months_below_a_title_and_above_a_total(upload, page: Page, tmp_path, lang):
    file = tmp_path / "a.csv"
    file.write_text(WIDE[lang], "utf-8")
    started = time.monotonic()
    upload([file], lang)
    question = page.locator(".st-key-questions")
    question.get_by_label(t("upload.year_is", lang)).fill("2024")
    question.get_by_role("button", name=t("upload.again", lang)).click()
    accepts(page, lang, 9)
    expect(page.locator(".card").first).to_contain_text(t("upload.totals", lang, count=1))
    take_in(page, lang)

    expect(page.locator("h1")).to_contain_text("2024")
    expect(page.locator(".tile", has_text={"zh": "产量", "en": "Output"}[lang]).first).to_contain_text("189")
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_long_file_with_a_wrong_unit_and_a_misspelt_department(upload, page: Page, tmp_path, lang):
    known, file = tmp_path / "known.duckdb", tmp_path / "五月.csv"
    store = open_store(str(known))
    take(store, KNOWN)
    store.close()
    file.write_text(LONG, "utf-8")
    started = time.monotonic()
    upload([file], lang, known)
    unit = page.locator(".row", has_text="公斤")
    expect(unit).to_have_count(1, timeout=20_000)
    unit.get_by_role("combobox").select_option(label=f"{t('upload.answer_use', lang)}: 吨")
    page.locator(".row", has_text="约94").get_by_role("textbox").fill("94")
    page.locator(".row", has_text="采构部").get_by_role("combobox").select_option(
        label=f"{t('upload.answer_use', lang)}: 采购部"
    )
    page.get_by_role("button", name=t("upload.read_mended", lang)).click()
    accepts(page, lang, 5)
    take_in(page, lang)

    expect(page.locator("h1")).to_contain_text({"zh": "2024年5月", "en": "May 2024"}[lang])
    expect(page.locator(".tile", has_text="产量").first).to_contain_text("282")
    assert time.monotonic() - started < 60


def merged_book() -> bytes:
    """A workbook: months merged over Actual and Target, departments merged over their KPIs, a title above."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, bold = book.add_worksheet("汇总"), book.add_format({"bold": True})
    sheet.merge_range(0, 0, 0, 5, "2024年一季度指标汇总", bold)
    for at, head in enumerate(("部门", "指标")):
        sheet.merge_range(1, at, 2, at, head, bold)
    for at, month in enumerate(("1月", "2月")):
        sheet.merge_range(1, 2 + 2 * at, 1, 3 + 2 * at, month, bold)
        sheet.write_row(2, 2 + 2 * at, ["实际", "计划"])
    for at, unit in enumerate(("生产部", "销售部")):
        sheet.merge_range(3 + 2 * at, 0, 4 + 2 * at, 0, unit)
        sheet.write_row(3 + 2 * at, 1, ["产量", 90 + at, 100, 95 + at, 100])
        sheet.write_row(4 + 2 * at, 1, ["费用", 50 + at, 55, 51 + at, 55])
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_with_merged_heads_and_merged_departments(upload, page: Page, tmp_path, lang):
    file = tmp_path / "汇总.xlsx"
    file.write_bytes(merged_book())
    upload([file], lang)
    accepts(page, lang, 8)
    expect(page.locator(".card").first).to_contain_text("生产部")
    expect(page.locator(".card").first).to_contain_text("销售部")
    take_in(page, lang)

    expect(page.locator(".tile", has_text="产量").first).to_contain_text("191", timeout=20_000)
    expect(page.locator(".tile", has_text="费用").first).to_contain_text("103")


def test_several_files_are_one_list_taken_in_together(upload, page: Page, tmp_path):
    files = [tmp_path / name for name in ("一.csv", "二.csv", "三.csv", "问.csv")]
    for month, file in enumerate(files[:3], start=1):
        file.write_text(HEAD + f"生产部,产量,2024-0{month},9{month},100,吨\n", "utf-8")
    files[3].write_text("门店,1月,2月\n东门店,91,93\n", "utf-8")
    upload(files, "zh")
    rows = page.locator("ul.table .row")
    expect(rows).to_have_count(4, timeout=20_000)
    expect(page.locator("ul.table .row.s-good")).to_have_count(3)
    page.get_by_label(t("upload.name", "zh")).fill("安娜")
    page.get_by_label(t("upload.name", "zh")).press("Enter")
    page.get_by_role("button", name=t("upload.take_ready", "zh", count=3)).click()
    expect(page.get_by_text(t("upload.done_many", "zh", count=3, accepted=3))).to_be_visible(timeout=20_000)

    rows.filter(has_text="问.csv").get_by_role("button", name=f"{t('upload.list_open', 'zh')}: 问.csv").click()
    expect(page.locator(".st-key-questions")).to_be_visible(timeout=10_000)
    rows.filter(has_text="二.csv").get_by_role("button", name=t("upload.list_undo", "zh")).click()
    expect(rows.filter(has_text="二.csv")).to_contain_text(t("upload.state_ready", "zh"), timeout=10_000)


def test_an_answer_not_yet_read_outlasts_a_look_at_another_file(upload, page: Page, tmp_path):
    files = [tmp_path / name for name in ("一.csv", "二.csv")]
    for month, file in enumerate(files, start=1):
        file.write_text(HEAD + f"生产部,产量,2024-0{month},约9{month},100,吨\n", "utf-8")
    upload(files, "zh")
    rows = page.locator("ul.table .row")
    problem = page.locator(".row:has(.message)")
    expect(problem).to_contain_text("约91", timeout=20_000)
    problem.get_by_role("textbox").fill("91")
    problem.get_by_role("textbox").press("Tab")
    rows.filter(has_text="二.csv").locator("button.name").click()
    expect(problem).to_contain_text("约92", timeout=10_000)
    problem.get_by_role("combobox").select_option(label=t("upload.answer_leave", "zh"))
    # The answer has reached the page when it can be read with it.
    expect(page.get_by_role("button", name=t("upload.read_mended", "zh"))).to_be_enabled(timeout=10_000)
    rows.filter(has_text="一.csv").locator("button.name").click()
    expect(problem).to_contain_text("约91", timeout=10_000)
    expect(problem.get_by_role("textbox")).to_have_value("91")
    page.get_by_role("button", name=t("upload.read_mended", "zh")).click()

    expect(rows.filter(has_text="一.csv")).to_contain_text(t("upload.state_ready", "zh"), timeout=10_000)
    rows.filter(has_text="二.csv").locator("button.name").click()
    expect(problem.get_by_role("combobox")).to_have_value("leave", timeout=10_000)
