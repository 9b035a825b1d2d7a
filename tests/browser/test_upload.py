"""What an analyst does at 6 p.m.: a file as it came from the statistics office or from Excel, to a board."""

import time

import pytest
from playwright.sync_api import Page, expect

from kpi_core.text import t

pytestmark = pytest.mark.xdist_group("browser")
SLIP, AGAIN = "像是单位或小数点错误", t("upload.read_mended", "zh")
TAKE_101 = f"{t('upload.answer_use', 'zh')}: 101"


def take_in(page: Page) -> None:
    """Give a name, confirm, and go to the board."""
    page.get_by_label("您的姓名").fill("安娜")
    page.get_by_label("您的姓名").press("Enter")
    commit = page.locator(".st-key-commit button:enabled")
    expect(commit).to_have_count(1, timeout=10_000)
    commit.click()
    page.get_by_role("button", name="查看看板").click()


def test_a_statistics_office_table_is_on_the_board_in_under_a_minute(serve, cases, page: Page):
    address = serve()
    started = time.monotonic()
    page.goto(f"{address}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files(cases / "real_cn" / "nbs_cpi_prov_gbk0.csv")
    expect(page.locator(".card").first).to_contain_text("宽表：期间在列 · 表头在第 4 行", timeout=20_000)
    expect(page.locator(".card").first).to_contain_text("可收下 62")
    take_in(page)

    expect(page.locator("h1")).to_contain_text("2020年2月", timeout=20_000)
    expect(page.locator(".tile").first).to_contain_text("居民消费价格指数")
    assert time.monotonic() - started < 60


def test_a_table_that_does_not_name_its_kpi_is_asked_and_then_read(serve, page: Page, tmp_path):
    file = tmp_path / "满意度.csv"
    file.write_bytes("门店,2024年1月,2024年2月\n东门店,91,93\n西门店,88,90\n合计,179,183\n".encode("gbk"))
    page.goto(f"{serve()}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files(file)
    question = page.locator(".st-key-questions")
    kpi = question.get_by_label(t("upload.kpi_is", "zh"))
    expect(kpi).to_have_value("满意度", timeout=20_000)
    kpi.fill("顾客满意度")
    question.get_by_role("button", name=t("upload.again", "zh")).click()

    expect(page.locator(".card").first).to_contain_text("可收下 4", timeout=20_000)
    expect(page.locator(".card").first).to_contain_text("合计行：1 行")
    take_in(page)
    expect(page.locator(".tile").first).to_contain_text("顾客满意度", timeout=20_000)


def test_a_file_put_away_is_gone(serve, page: Page, tmp_path):
    file = tmp_path / "二.csv"
    file.write_text("部门,指标,期间,实际值\n生产部,产量,2024-09,1010\n", "utf-8")
    page.goto(f"{serve()}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".card").first).to_contain_text("可收下 1", timeout=20_000)
    page.get_by_role("button", name=t("upload.cancel", "zh")).click()

    expect(page.locator(".card")).to_have_count(0, timeout=10_000)
    expect(page.get_by_text("二.csv")).to_have_count(0)


@pytest.fixture
def asked(serve, page: Page, tmp_path):
    """The upload page with a file whose one figure is ten times what it has been; returns the server's address."""
    usual = [100, 104, 98, 101, 99, 103, 97, 102]
    lines = "".join(f"生产部,产量,2024-{at:02d},{value}\n" for at, value in enumerate(usual, 1))
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_text("部门,指标,期间,实际值\n" + lines, "utf-8")
    second.write_text("部门,指标,期间,实际值\n生产部,产量,2024-09,1010\n", "utf-8")
    address = serve()
    page.goto(f"{address}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files(first)
    take_in(page)
    expect(page.locator(".tile").first).to_contain_text("产量", timeout=20_000)
    page.goto(f"{address}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files(second)
    expect(page.locator(".row", has_text=SLIP)).to_be_visible(timeout=20_000)
    return address


def test_an_answer_not_yet_read_stays_and_holds_the_commit_and_the_last_word_holds(asked, page: Page):
    question = page.locator(".row", has_text=SLIP)
    expect(page.get_by_role("button", name=AGAIN)).to_be_disabled()
    question.get_by_role("textbox").fill("77")
    page.get_by_label("您的姓名").fill("安娜")
    page.get_by_label("您的姓名").press("Enter")

    expect(page.get_by_text(t("upload.pending", "zh"))).to_be_visible(timeout=10_000)
    expect(page.locator(".st-key-commit button")).to_be_disabled()
    page.locator("[data-link=language]").click()
    expect(question).to_have_count(0, timeout=10_000)
    expect(page.locator(".row").first.get_by_role("textbox")).to_have_value("77")
    page.locator("[data-link=language]").click()
    expect(question.get_by_role("textbox")).to_have_value("77", timeout=10_000)
    question.get_by_role("combobox").select_option(label=TAKE_101)
    expect(question.get_by_role("textbox")).to_have_value("")


def test_an_answer_is_taken_back_given_again_and_kept_on_record(asked, page: Page):
    question, again = page.locator(".row", has_text=SLIP), page.get_by_role("button", name=AGAIN)
    told = page.locator(".row", has_text="改为“101”")
    question.get_by_role("combobox").select_option(label=TAKE_101)
    again.click()
    expect(told).to_be_visible(timeout=10_000)
    expect(question).to_have_count(0)
    told.get_by_role("combobox").select_option(label=t("upload.answer_back", "zh"))
    again.click()
    question.get_by_role("combobox").select_option(label=TAKE_101, timeout=10_000)
    again.click()
    expect(told).to_be_visible(timeout=10_000)
    take_in(page)

    expect(page.locator(".tile").first).to_contain_text("101", timeout=20_000)
    page.goto(f"{asked}/history?lang=zh&upload=2&line=2")
    expect(page.locator("dd", has_text="改为“101”").first).to_be_visible(timeout=20_000)
