"""The analyst's pages: upload, reporting, history."""

from datetime import date

from kpi_core.review.commit import turn
from kpi_core.store import open_store
from kpi_core.text import t
from kpi_core.ui.session import stores
from tests.build import take
from tests.conftest import HEADER
from tests.pages.opened import PAGES, ROOT, button, sent


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
    assert "“某月”不能作为期间" in sent(test)
    test.checkbox[0].check().run()
    assert not test.button(key="commit").disabled


def test_a_file_that_is_no_csv_is_a_sentence(open_page):
    test = open_page("upload", "en")
    test.file_uploader[0].upload("x.csv", b"\x89PNG\r\n").run()

    assert not test.exception
    assert "this is no CSV file but PNG" in sent(test)


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
    assert '"part": "warnings"' not in sent(test)
    assert "即“生产部”" in sent(test)


def test_a_department_without_a_file_types_its_figures_in(open_page, tmp_path):
    path = tmp_path / "typed.duckdb"
    store = open_store(str(path))
    facts = "生产部,产量,2024-05,95,100,越大越好,吨\n生产部,成本,2024-05,7,8,越小越好,万元\n营销部,产量,2024-06,1,1,越大越好,吨\n"
    take(store, HEADER + facts)
    store.close()
    test = open_page("reporting", "zh", path)
    assert not test.exception
    assert "生产部: 已报 0/2 项" in test.code[0].value
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="hand_in").click().run()

    assert not test.exception
    assert t("reporting.nothing", "zh") in sent(test)


def test_replacing_shows_what_it_withdraws_and_what_moves_before_it_is_done(open_page, tmp_path):
    store = open_store(str(tmp_path / "before.duckdb"))
    take(store, HEADER + "A,K,2024-01,1,1,越大越好,件\nA,L,2024-01,1,1,越大越好,件\n")
    store.close()
    test = open_page("upload", store=tmp_path / "before.duckdb")
    test.file_uploader[0].upload("x.csv", (HEADER + "A,K,2024-01,0.5,1,越大越好,件\n").encode()).run()
    test.radio(key="mode").set_value("replace").run()

    assert not test.exception
    frames = [frame.value for frame in test.dataframe]
    withdrawn = next(frame for frame in frames if list(frame.columns) == ["部门", "指标", "期间", "实际值", "目标值"])
    assert withdrawn.values.tolist() == [["A", "L", "2024-01", "1", "–"]]
    assert "达标 → 未达标: 2 · 达标 → 不评: 2" in sent(test)
    assert "100.0 → 50.0 (−50.0)" in sent(test)
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="cancel").click().run()
    assert "识别结果" not in sent(test)

    test.switch_page(str(ROOT / PAGES["history"])).run()
    assert len(test.dataframe[0].value) == 1


def test_an_upload_is_undone_after_its_effect_was_seen(open_page, tmp_path):
    store = open_store(str(tmp_path / "before.duckdb"))
    take(store, HEADER + "A,K,2024-01,1,1,越大越好,件\n")
    store.close()
    test = open_page("history", store=tmp_path / "before.duckdb")
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="turn").click().run()

    assert "达标 → 无: 2" in sent(test)
    test.button(key="turn_now").click().run()
    assert "已撤销（安娜）" in test.dataframe[0].value["状态"].tolist()
    assert test.dataframe[0].value["写入时的影响"].tolist() == ["2 项状态变化 · 公司得分 2024-01 – → 100.0"]


def test_a_fiscal_year_shows_what_it_moves_before_it_is_set(open_page, tmp_path):
    store = open_store(str(tmp_path / "before.duckdb"))
    take(store, "指标,频率,部门,权重\nK,月,A,1\nY,年,A,1\n")
    take(
        store,
        HEADER + "".join(f"A,K,2024-{m:02d},95,100,越大越好,件\n" for m in range(1, 13)),
    )
    store.close()
    test = open_page("targets", store=tmp_path / "before.duckdb")
    test.query_params["kpi"] = "K"
    test.run()
    test.text_input(key="who_field").set_value("安娜").run()
    test.selectbox(key="setting fiscal_start 0").set_value(4).run()
    test.button(key="save_fiscal_start").click().run()

    assert not test.exception
    assert t("changed.effect", "zh") in sent(test)
    assert "已保存" not in sent(test)
    test.button(key="confirm setting fiscal_start").click().run()
    assert t("changed.setting_saved", "zh", name=t("setting.fiscal_start", "zh"), value=t("month.m4", "zh")) in sent(
        test
    )
    test.run()
    assert test.selectbox(key="setting fiscal_start 1").value == 4


def test_a_figure_typed_in_shows_what_it_moves_and_is_an_upload_of_that_figure_alone(open_page, tmp_path):
    store = open_store(str(tmp_path / "before.duckdb"))
    take(store, HEADER + "A,K,2024-01,95,100,越大越好,件\nA,L,2024-01,95,100,越大越好,件\n")
    store.close()
    test = open_page("reporting", store=tmp_path / "before.duckdb")
    test.text_input(key="who_field").set_value("安娜").run()
    test.selectbox(key="reporting_month").set_value(date(2024, 1, 1)).run()
    grid = "typed 2 2024-01-01 zh 0"
    test.session_state[grid] = {"edited_rows": {0: {"实际值": 50.0}}, "added_rows": [], "deleted_rows": []}
    test.run()
    test.button(key="hand_in").click().run()

    assert not test.exception
    assert "关注 → 未达标: 2" in sent(test)
    test.button(key="confirm typed 2 2024-01-01 zh").click().run()
    assert t("reporting.handed_in", "zh", upload=2) in sent(test)


def test_an_undo_that_somebody_else_has_done_is_said_and_not_turned_round(open_page, tmp_path):
    store = open_store(str(tmp_path / "before.duckdb"))
    take(store, HEADER + "A,K,2024-01,1,1,越大越好,件\n")
    take(store, HEADER + "A,K,2024-02,1,1,越大越好,件\n")
    store.close()
    test = open_page("history", store=tmp_path / "before.duckdb")
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="turn").click().run()
    turn(stores().own, 2, "李")
    test.button(key="turn_now").click().run()

    assert not test.exception
    assert t("changed.turned_meanwhile", "zh", upload=2, who="李", what=t("changed.turned_undone", "zh")) in sent(test)
    assert test.dataframe[0].value["状态"].tolist()[0] == "已撤销（李）"
