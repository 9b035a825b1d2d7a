"""What an analyst does at 6 p.m.: a file as it came from the statistics office or from Excel, to a board."""

import time

import pytest
from playwright.sync_api import Page, expect

from kpi_core.text import t

pytestmark = pytest.mark.xdist_group("browser")


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
    kpi = page.get_by_label(t("upload.kpi_is", "zh"))
    expect(kpi).to_have_value("满意度", timeout=20_000)
    kpi.fill("顾客满意度")
    page.get_by_role("button", name=t("upload.again", "zh")).click()

    expect(page.locator(".card").first).to_contain_text("可收下 4", timeout=20_000)
    expect(page.locator(".card").first).to_contain_text("合计行：1 行")
    take_in(page)
    expect(page.locator(".tile").first).to_contain_text("顾客满意度", timeout=20_000)
