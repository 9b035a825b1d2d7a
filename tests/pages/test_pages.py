"""Every page runs, empty and filled, in both languages, and shows its sentence."""

import re

import pytest

from kpi_core.store import open_store
from kpi_core.text import t
from tests.build import load, take
from tests.pages.opened import PAGES, sent, texts
from tests.review.situations import course, months


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_runs_empty_and_says_what_to_do_next(open_page, page, lang):
    test = open_page(page, lang)

    assert not test.exception
    if page in ("board", "kpi", "departments", "trends", "targets", "reporting"):
        assert t("empty.board", lang) in sent(test)
    if page not in ("upload", "forces", "rounds", "rate"):
        assert test.button(key="go_upload").label == t("empty.go_upload", lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_runs_with_the_demo_company(open_page, demo_file, page, lang):
    test = open_page(page, lang, demo_file)

    assert not test.exception
    assert not [text for text in texts(test) if "{" in text]


@pytest.mark.parametrize(("name", "value"), [("unit", "无此部门"), ("period", "1999-01"), ("kpi", "无此指标")])
def test_a_bookmark_of_something_that_is_gone_is_one_sentence(open_page, demo_file, name, value):
    test = open_page("kpi", "zh", demo_file, **{name: value})

    assert not test.exception
    assert any(value in text for text in texts(test))


def test_the_whole_scope_is_written_to_the_url(open_page, demo_file):
    test = open_page("board", "en", demo_file, unit="服务物流部")

    found = {name: value if isinstance(value, str) else value[0] for name, value in dict(test.query_params).items()}

    assert found == {"unit": "服务物流部", "period": "2026-10", "span": "month", "lang": "en"}


def test_a_kpi_is_edited_in_the_catalogue(open_page, demo_file):
    test = open_page("catalogue", "zh", demo_file)
    test.text_input(key="who_field").set_value("安娜").run()

    test.text_input(key="kpi 1 0 owner").set_value("物流总监")
    next(b for b in test.button if b.label == "保存修改").click().run()

    assert not test.exception
    assert test.text_input(key="kpi 1 1 owner").value == "物流总监"
    assert '"owner"' in test.dataframe[-1].value.iloc[0]["内容"]


def test_a_fault_is_a_sentence_and_no_traceback(open_page, demo_file, monkeypatch):
    import kpi_core.ui.wall as wall

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(wall, "wall_data", broken)
    monkeypatch.delenv("ATTAIN_DEBUG", raising=False)
    test = open_page("board", "zh", demo_file)

    assert not test.exception
    assert any("意外问题" in text for text in texts(test))


BAD = {
    "five months": course([50, 51, 49, 52, 50], 50),
    "constant": course([7] * 14, 7),
    "all missing": [("A", "K", "2024-01", None, 5), ("B", "L", "2024-01", 1, 1)],
    "gaps": course([50, None, None, 51, 49, None, 52, 50, 48, 51, 50, 49, 52, 50, 51, None, 50], 50),
    "negative and zero": course([-3, 0, 2, -1, 0, 4, -5, 3, 0, -2, 1, 0, -4, 6], 0),
    "huge": course([1e15, -1e15] * 9, 1e15),
}


@pytest.mark.parametrize("case", list(BAD))
@pytest.mark.parametrize("page", ["board", "kpi", "trends", "departments"])
def test_odd_series_are_a_stated_reason_and_never_nan(open_page, tmp_path, page, case):
    path = tmp_path / "odd.duckdb"
    store = open_store(str(path))
    load(store, {"K": {}}, BAD[case])
    store.close()
    for view in {"trends": ("charts", "bowler"), "departments": ("ranking", "waterfall", "one")}.get(page, ("",)):
        test = open_page(page, "en", path, unit="A", kpi="K", view=view)

        assert not test.exception
        shown = sent(test)
        assert len(shown) > 200
        assert not re.search(r"\bNaN\b|\bnan\b|\bInfinity\b|\binf\b|\bNone\b|−inf", shown)


def test_a_ratio_without_denominator_and_a_department_without_kpis_do_not_break_a_page(open_page, tmp_path):
    path = tmp_path / "ratio.duckdb"
    store = open_store(str(path))
    take(
        store,
        "部门,指标,期间,分子,分母,方向\n"
        + "".join(f"A,K,{month},{at},0,higher\n" for at, month in enumerate(months(8))),
    )
    take(store, "部门,权重\nC,1\n", "units.csv")
    store.close()
    for page in ("board", "kpi", "trends", "departments", "targets"):
        for unit in ("A", "C"):
            assert not open_page(page, "zh", path, unit=unit).exception


def test_a_cause_is_recorded_on_the_kpi_page_and_an_incomplete_action_is_refused(open_page, demo_file):
    test = open_page("kpi", "zh", demo_file, unit="服务物流部", kpi="投诉处理及时率")
    test.session_state["say_open"] = True
    test.run()
    form = {area.label: area for area in test.text_area}
    form["原因"].set_value("客服系统升级")
    form["对策"].set_value("加人")
    form_names = {field.label: field for field in test.text_input}
    form_names["您的姓名（记录作者）"].set_value("安娜")
    next(button for button in test.button if button.label == "保存").click().run()

    assert t("say.no_due", "zh") in texts(test)
    assert not test.exception


def test_a_kpi_that_is_renamed_stays_on_its_page(open_page, demo_file):
    test = open_page("catalogue", "zh", demo_file)
    test.text_input(key="who_field").set_value("安娜").run()
    test.text_input(key="kpi 1 0 name").set_value("新名称")
    next(b for b in test.button if b.label == "保存修改").click().run()

    assert not test.exception
    assert test.text_input(key="kpi 1 1 name").value == "新名称"
