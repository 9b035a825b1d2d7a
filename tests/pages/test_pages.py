"""Every page runs, empty and filled, in both languages, and shows its sentence."""

import json
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi_core.store import open_store
from kpi_core.text import t
from tests.build import load, take
from tests.conftest import HEADER
from tests.review.situations import course, months

ROOT = Path(__file__).parents[2]
PAGES = {
    "board": "pages/review/board.py", "kpi": "pages/review/kpi.py", "departments": "pages/review/departments.py",
    "trends": "pages/review/trends.py", "targets": "pages/design/targets.py",
    "forces": "pages/forces/forces.py", "rounds": "pages/forces/rounds.py", "rate": "pages/forces/rate.py",
    "upload": "pages/data/upload.py", "reporting": "pages/data/reporting.py", "history": "pages/data/history.py", "catalogue": "pages/design/catalogue.py",
}  # fmt: skip


@pytest.fixture
def open_page(tmp_path, monkeypatch):
    """Open a page on a store file; `store` is the file to copy in, or None for a new company."""

    monkeypatch.setenv("ATTAIN_DEBUG", "1")

    def opening(page, lang="zh", store=None, **query):
        path = tmp_path / f"{page}.duckdb"
        if store is not None:
            shutil.copy(store, path)
        monkeypatch.setenv("ATTAIN_STORE", str(path))
        monkeypatch.setenv("ATTAIN_DEMO", str(tmp_path / "none.duckdb"))
        test = AppTest.from_file("../../kpi_core/ui/start.py", default_timeout=30)
        if page != "board":
            test.run().switch_page(str(ROOT / PAGES[page]))
        for name, value in {"lang": lang, **query}.items():
            test.query_params[name] = value
        return test.run()

    return opening


def texts(test):
    return [element.value for element in texts_of(test)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_runs_empty_and_says_what_to_do_next(open_page, page, lang):
    test = open_page(page, lang)

    assert not test.exception
    if page in ("board", "kpi", "departments", "trends", "targets", "reporting"):
        assert t("empty.board", lang) in texts(test)
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


def upload(open_page, text, lang="zh"):
    test = open_page("upload", lang)
    test.file_uploader[0].upload("数据.csv", text.encode()).run()
    return test


def test_a_good_file_is_taken_in_and_undone_on_the_page(open_page):
    test = upload(open_page, HEADER + "A,K,2024-01,1,1,越大越好,件\n")
    assert test.button(key="commit").disabled

    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="commit").click().run()
    assert not test.exception
    test.button(key="undo_done").click().run()
    assert not test.exception

    test.switch_page(str(ROOT / PAGES["history"])).run()
    assert "已撤销（安娜）" in test.dataframe[0].value["状态"].tolist()


def test_bad_lines_block_until_they_are_left_out(open_page):
    test = upload(open_page, HEADER + "A,K,2024-01,1,1,越大越好,件\nA,K,某月,1,1,越大越好,件\n")
    test.text_input(key="who_field").set_value("安娜").run()

    assert test.button(key="commit").disabled
    assert "“某月”不是可识别的期间" in test.dataframe[0].value.iloc[0]["问题与处理办法"]
    test.checkbox[0].check().run()
    assert not test.button(key="commit").disabled


def test_a_file_that_is_no_csv_is_a_sentence(open_page):
    test = open_page("upload", "en")
    test.file_uploader[0].upload("x.csv", b"\x89PNG\r\n").run()

    assert not test.exception
    assert "this is no CSV file but PNG" in test.dataframe[0].value.iloc[0]["Problem and what to do"]


def test_a_kpi_is_edited_in_the_catalogue(open_page, demo_file):
    test = open_page("catalogue", "zh", demo_file)
    test.text_input(key="who_field").set_value("安娜").run()

    test.text_input(key="1_owner").set_value("物流总监")
    next(b for b in test.button if b.label == "保存修改").click().run()

    assert not test.exception
    assert test.text_input(key="1_owner").value == "物流总监"
    assert '"owner"' in test.dataframe[-1].value.iloc[0]["内容"]


def test_the_passphrase_keeps_the_pages_shut(open_page, demo_file, monkeypatch):
    monkeypatch.setenv("ATTAIN_PASSPHRASE", "秘密")
    test = open_page("board", "zh", demo_file)
    assert test.text_input(key="passphrase").label == "口令"

    test.text_input(key="passphrase").set_value("wrong").run()
    assert t("gate.wrong", "zh") in texts(test)
    test.text_input(key="passphrase").set_value("秘密").run()

    assert not test.text_input


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


def sent(test):
    """Everything the page's own components and charts were given, as text."""
    parts = [element.value for element in texts_of(test)]
    raw = [e.proto.json or e.proto.bytes.decode() for e in test.get("bidi_component")]
    parts += [json.dumps(json.loads(part), ensure_ascii=False) for part in raw]
    parts += [e.proto.spec for e in test.get("vega_lite_chart")]
    return "\n".join(map(str, parts))


def texts_of(test):
    return [*test.text, *test.subheader]


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


def rounds_page(open_page, *, lang="zh", own="", teams=""):
    """The rounds page after a round was opened on it."""
    test = open_page("rounds", lang)
    test.text_input(key="who_field").set_value("安娜").run()
    test.text_input[1].set_value("十力 2027")
    test.text_area(key="own_items").set_value(own)
    if teams:
        test.text_area[0].set_value(teams)
    button(test, t("rounds.open", lang)).click().run()
    assert not test.exception
    return test


def button(test, label):
    return next(found for found in test.button if found.label == label)


def rater_page(test, **query):
    """The rater's page on the same store, by a link."""
    rater = AppTest.from_file("../../kpi_core/ui/start.py", default_timeout=30)
    rater.run().switch_page(str(ROOT / PAGES["rate"]))
    for name, value in {"lang": "zh", "round": "1", **query}.items():
        rater.query_params[name] = value
    return rater.run()


def test_a_rater_answers_one_question_a_screen_may_go_back_and_hands_in(open_page):
    rater = rater_page(rounds_page(open_page))
    assert [found.label for found in rater.button] == [
        "5 · 同行业之首",
        "4 · 中上游",
        "3 · 中等水平",
        "2 · 中下游",
        "1 · 毫无优势",
    ]
    rater.button[0].click().run()
    button(rater, "上一题").click().run()
    for _ in range(10):
        rater.button[1].click().run()
    assert not rater.exception
    button(rater, "提交").click().run()

    assert t("rate.thanks", "zh") in sent(rater)


def test_a_personal_link_works_once_and_a_guessed_one_never(open_page):
    test = rounds_page(open_page)
    test.number_input[0].set_value(1)
    button(test, t("rounds.make_codes", "zh")).click().run()
    code = test.code[0].value.split("code=")[1]

    assert t("rate.code_unknown", "zh") in sent(rater_page(test))
    assert t("rate.code_unknown", "zh") in sent(rater_page(test, code="guessed"))
    rater = rater_page(test, code=code)
    for _ in range(10):
        rater.button[0].click().run()
    button(rater, "提交").click().run()
    assert t("rate.thanks", "zh") in sent(rater)
    assert t("rate.code_used", "zh") in sent(rater_page(test, code=code))


def test_a_pasted_table_is_refused_with_its_place_or_taken_in(open_page):
    test = rounds_page(open_page, own="战略：目标清楚\n流程\n人才")
    pasted = next(area for area in test.text_area if (area.key or "").startswith("pasted"))
    pasted.set_value("评分者\t战略\t流程\t人才\n甲\t4\t3.5\t2").run()
    assert test.dataframe[0].value.iloc[0].tolist()[:3] == [2, "流程", "3.5"]
    assert test.button(key="take_ratings").disabled

    pasted.set_value("评分者\t战略\t流程\t人才\n甲\t4\t3\t2").run()
    test.button(key="take_ratings").click().run()
    assert not test.exception
    assert t("rounds.taken", "zh", count=1, title="十力 2027") in sent(test)


MARKUP = "[点我](http://evil.example) :red[x] $y$ <b>z</b>"


def test_what_people_write_is_no_markup_in_a_label_or_a_question(open_page):
    test = rounds_page(open_page, own=f"{MARKUP}\n流程\n人才", teams=MARKUP)
    shown = [field.label for field in test.number_input]

    assert shown == ["\\[点我\\]\\(http\\:\\/\\/evil\\.example\\) \\:red\\[x\\] \\$y\\$ \\<b\\>z\\<\\/b\\>"]
    rater = rater_page(test)
    assert not rater.exception
    assert not [element.value for element in [*rater.subheader, *rater.markdown] if "evil" in element.value]


def test_a_wrong_model_is_a_sentence(open_page):
    test = rounds_page(open_page, own="甲\n乙")

    assert t("rounds.item_count", "zh", count=2, least=3, most=16) in sent(test)


def test_what_a_file_does_not_tell_is_asked_on_the_page(open_page):
    test = open_page("upload")
    test.file_uploader[0].upload("满意度.csv", "门店,2024-01,2024-02\n东门店,91,93\n".encode("gbk")).run()
    assert not test.exception
    button(test, t("upload.again", "zh")).click().run()

    assert not test.exception
    assert "可收下 2" in sent(test)


def test_a_department_written_differently_is_merged_on_the_page(open_page):
    test = upload(open_page, HEADER + "生产部,K,2024-01,1,1,越大越好,件\n生產部,K,2024-02,1,1,越大越好,件\n")
    test.multiselect[0].select("生產部")
    button(test, t("upload.again", "zh")).click().run()

    assert not test.exception
    assert "生產部" not in sent(test)


def test_a_department_without_a_file_types_its_figures_in(open_page, tmp_path):
    path = tmp_path / "typed.duckdb"
    store = open_store(str(path))
    facts = "生产部,产量,2024-05,95,100,越大越好,吨\n生产部,成本,2024-05,7,8,越小越好,万元\n营销部,产量,2024-06,1,1,越大越好,吨\n"
    take(store, HEADER + facts)
    store.close()
    test = open_page("reporting", "zh", path)
    assert not test.exception
    assert "生产部: 2 / 2" in test.code[0].value
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="hand_in").click().run()

    assert not test.exception
    assert t("reporting.nothing", "zh") in sent(test)
