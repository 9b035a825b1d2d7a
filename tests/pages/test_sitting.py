"""Several files in one sitting on the Upload page: a list with states, questions where they stand, taken in together."""

import io

import pytest
import xlsxwriter

from kpi_core.review.questions import questions_of
from kpi_core.review.upload import Given
from kpi_core.text import t
from kpi_core.ui.problem_panels import answered
from tests.pages.opened import PAGES, ROOT, button, sent

HEAD = "部门,指标,期间,实际值,目标值\n"
MONTHS = {f"{month}月.csv": HEAD + f"生产部,产量,2024-0{month},9{month},100\n" for month in (1, 2, 3)}
ASKED = {"满意度.csv": "门店,1月,2月\n东门店,91,93\n"}
REFUSED = {"图片.csv": "\x89PNG\r\n"}


@pytest.fixture
def drop(open_page):
    def dropping(files, lang="zh"):
        test = open_page("upload", lang)
        test.file_uploader[0].set_value(
            [(name, text.encode("latin-1" if "PNG" in text else "utf-8"), "") for name, text in files.items()]
        )
        test.run()
        assert not test.exception
        return test

    return dropping


def look_at(test, name):
    entry = next(entry for entry in test.session_state["sitting"] if entry.name == name)
    test.session_state["sitting_open"] = entry.sha256
    return test.run()


def states(test):
    return [(entry.name, entry.upload) for entry in test.session_state["sitting"]]


def test_what_is_ready_is_taken_in_together_and_the_rest_stays(drop):
    test = drop(MONTHS | ASKED | REFUSED)
    assert test.button(key="take_ready").label == t("upload.take_ready", "zh", count=3)
    assert test.button(key="take_ready").disabled
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="take_ready").click().run()

    assert not test.exception
    assert states(test) == [("1月.csv", 1), ("2月.csv", 2), ("3月.csv", 3), ("满意度.csv", None), ("图片.csv", None)]
    assert t("upload.done_many", "zh", count=3, accepted=3) in sent(test)
    assert "1 个问题" in sent(test)
    assert "无法读取" in sent(test)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_question_is_answered_where_it_stands_and_the_answers_outlast_the_page(drop, lang):
    test = drop(ASKED | MONTHS, lang)
    test.text_input(key=f"year year_unknown {test.session_state['sitting_open']}").set_value("2024")
    button(test, t("upload.again", lang)).click().run()
    kpi = test.text_input(key=f"kpi kpi_unnamed {test.session_state['sitting_open']}")
    assert kpi.value == "满意度"
    kpi.set_value("顾客满意度")
    button(test, t("upload.again", lang)).click().run()
    assert f"{t('upload.accepted', lang)} 2" in sent(test)

    test.switch_page(str(ROOT / PAGES["history"])).run()
    test.switch_page(str(ROOT / PAGES["upload"])).run()
    assert not test.exception
    assert len(test.session_state["sitting"]) == 4
    assert f"{t('upload.accepted', lang)} 2" in sent(test)


def test_files_of_the_same_content_are_named_and_listed_once(drop):
    test = drop({**MONTHS, "抄件.csv": MONTHS["1月.csv"]})

    assert len(test.session_state["sitting"]) == 3
    assert t("cli.twice", "zh", file="抄件.csv", other="1月.csv") in sent(test)


def test_two_files_that_contradict_each_other_say_so_before_anything_is_written(drop):
    test = drop({**MONTHS, "新.csv": HEAD + "生产部,产量,2024-02,80,100\n"})

    assert t("upload.clash", "zh", unit="生产部", kpi="产量", period="2024-02", field="实际值", one="2月.csv", value="92",
             other="新.csv", other_value="80") in sent(test)  # fmt: skip


def test_a_file_that_an_earlier_one_has_changed_is_shown_anew_and_not_written_unseen(drop):
    test = drop({**MONTHS, "新.csv": HEAD + "生产部,产量,2024-02,80,100\n"})
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="take_ready").click().run()

    assert not test.exception
    assert states(test)[-1] == ("新.csv", None)
    assert t("upload.moved_by_ours", "zh") in sent(test)
    test.button(key="commit").click().run()
    assert states(test)[-1] == ("新.csv", 4)


def test_problems_and_the_lines_they_stand_in_are_counted_alike_everywhere(drop):
    bad = "部门,指标,1月,2月,3月\n生产部,产量,约,约,约\n销售部,产量,约,5,6\n"
    test = drop({"2024.csv": bad})

    assert t("upload.problems", "zh", count=4, lines=2) in sent(test)
    assert test.checkbox[0].label == t("upload.skip", "zh", count=4, lines=2, accepted=2)


def test_every_sheet_of_a_workbook_says_what_it_was_read_as(open_page):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for month in (1, 2):
        sheet = book.add_worksheet(f"{month}月")
        for at, row in enumerate(
            [
                ["部门", "指标", "期间", "实际值"],
                ["生产部", "产量", f"2024-0{month}", 90 + month],
                ["销售部", "产量", f"2024-0{month}", 80],
            ]
        ):
            sheet.write_row(at, 0, row)
    book.close()
    test = open_page("upload")
    test.file_uploader[0].upload("两月.xlsx", out.getvalue()).run()

    assert not test.exception
    assert "2 条 · 生产部、销售部 · 2024-01" in sent(test)
    assert "2 条 · 生产部、销售部 · 2024-02" in sent(test)


def test_heads_that_are_neither_roles_nor_known_names_are_settled_one_by_one(drop):
    test = drop({"a.csv": "部门,月份,甲乙,丙丁,戊己\nA,2024-01,5,6,7\nB,2024-01,7,8,9\n"})
    heads = {box.label: box for box in test.selectbox if box.label in ("甲乙", "丙丁", "戊己")}
    assert {box.value for box in heads.values()} == {"kpi"}
    heads["戊己"].set_value("")
    button(test, t("upload.again", "zh")).click().run()

    assert not test.exception
    assert f"{t('upload.accepted', 'zh')} 4" in sent(test)


def test_the_actual_among_several_columns_is_pointed_out(drop):
    test = drop({"a.csv": "部门,指标,月份,本月,上月\nA,K,2024-02,5,6\n"})
    test.radio(key=f"roles roles_unsure {test.session_state['sitting_open']}").set_value("本月")
    button(test, t("upload.again", "zh")).click().run()

    assert not test.exception
    assert f"{t('upload.accepted', 'zh')} 1" in sent(test)


def test_figures_or_a_register_is_answered_and_leads_to_the_next_question(drop):
    test = drop({"a.csv": "指标,部门,某数\nK,A,5\nL,B,6\n"})
    kind = test.radio(key=f"kind register_or_facts {test.session_state['sitting_open']}")
    kind.set_value("facts")
    button(test, t("upload.again", "zh")).click().run()
    assert not test.exception
    assert next(iter(test.session_state["given"].values())).kind == "facts"
    assert "register_or_facts" not in str(test.session_state["sitting"][0].found.problems)


def test_a_misspelt_department_is_said_to_be_new_or_another_one_for_all_its_lines(drop):
    text = (
        HEAD
        + "采购部,产量,2024-01,1,1\n采购部,产量,2024-02,1,1\n采构部,产量,2024-03,1,1\n采构部,产量,2024-04,1,1\n采购部,产量,2024-05,1,1\n"
    )
    test = drop({"a.csv": text})
    entry = test.session_state["sitting"][0]
    question = questions_of(entry.found.problems)[0]

    for answer, instead, meant in (("use", None, "采购部"), ("new", None, "采构部"), ("", "销售部", "销售部")):
        assert answered(Given(), [(question, answer, instead)]).names == {"采构部": meant}
