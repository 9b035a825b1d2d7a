"""What the command line does beside a running board is on its pages."""

import pytest
from playwright.sync_api import Page, expect

from kpi_core import cli
from tests.served import served

pytestmark = pytest.mark.xdist_group("browser")


def test_what_is_imported_and_undone_beside_a_board_is_on_its_pages_without_a_restart(page: Page, tmp_path):
    store, file = str(tmp_path / "attain.duckdb"), tmp_path / "night.csv"
    file.write_text("部门,指标,期间,实际值,目标值\n生产部,产量,2024-01,95,100\n", encoding="utf-8")
    assert cli.main(["import", "--store", store, str(file)]) == 0
    with served(tmp_path / "attain.duckdb") as running:
        page.goto(running.address)
        drawn = page.locator(".root[data-drawn]")
        expect(drawn).to_contain_text("95", timeout=20_000)

        file.write_text("部门,指标,期间,实际值,目标值\n生产部,产量,2024-01,117,100\n", encoding="utf-8")
        assert cli.main(["import", "--store", store, str(file)]) == 0
        page.goto(running.address)
        expect(drawn).to_contain_text("117", timeout=20_000)

        assert cli.main(["undo", "2", "--store", store]) == 0
        page.goto(running.address)
        expect(drawn).to_contain_text("95", timeout=20_000)
        expect(drawn).not_to_contain_text("117")
