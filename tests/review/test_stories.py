"""The stories planted in the demo company are told apart by what the pages say."""

from datetime import date

import pytest

from kpi_core.review.board import board
from kpi_core.review.kpi import kpi_view
from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.review.trends import trends, trends_findings
from kpi_core.store import open_store
from kpi_core.text.headlines import sentence

OCTOBER = Period("month", date(2026, 10, 1))


@pytest.fixture(scope="module")
def demo(demo_file):
    store = open_store(str(demo_file))
    yield store
    store.close()


def said(store, unit, kpi, lang="zh"):
    view = kpi_view(store, unit_by_text(units(store), unit), kpi_by_text(kpis(store), kpi), OCTOBER)
    return {finding.code for finding in kpi_findings(view)}, sentence(kpi_findings(view), lang)


def test_the_shift_is_called_a_shift_since_august(demo):
    codes, text = said(demo, "服务物流部", "投诉处理及时率")

    assert "headline.change.beyond_worsening" in codes
    assert "自2026年8月起超出正常波动范围" in text
    assert "since Aug 2026" in said(demo, "服务物流部", "投诉处理及时率", "en")[1]


def test_the_season_is_called_a_season_and_its_december_is_no_signal(demo):
    codes, text = said(demo, "产品线", "营业收入")

    assert "headline.change.season" in codes
    assert "随季节波动" in text
    assert not {code for code in codes if code.startswith(("headline.change.beyond", "headline.change.near"))}


def test_the_noise_is_called_noise(demo):
    codes, text = said(demo, "制造部", "成品率")

    assert "headline.change.noise" in codes
    assert "没有显著变化" in text


def test_the_slow_worsening_is_called_a_trend(demo):
    codes, text = said(demo, "服务物流部", "单台服务成本")

    assert "headline.change.confirmed_worsening" in codes
    assert "持续变差" in text
    assert "趋势已确认" in text


def test_a_total_with_a_missing_department_is_not_compared(demo):
    assert "headline.change.incomplete" in said(demo, "", "培训时数")[0]


def test_the_trends_page_counts_the_signals_and_puts_them_first(demo):
    shown = trends(demo, units(demo)[1], OCTOBER)
    signals = [row for row in shown.rows if row.rule]
    names = [row.kpi.values["name"] for row in signals]

    assert shown.rows[: len(signals)] == signals
    assert {"投诉处理及时率", "单台服务成本"} <= set(names)
    assert not {"成品率"} & set(names)
    text = sentence(trends_findings(shown), "zh")
    assert f"{len(shown.rows)} 项指标中 {len(signals)} 项有显著变化" in text


def test_the_board_carries_the_badges(demo):
    shown = board(demo, units(demo)[1], OCTOBER)
    badges = {tile.kpi.values["name"]: (tile.variation, tile.assurance) for tile in shown.tiles}

    assert badges["投诉处理及时率"] == ("worsening", "chance")
    assert badges["成品率"][0] == "same"
    assert badges["单台服务成本"][0] == "worsening"
