"""Rounds and the rater's page, as people use them."""

from streamlit.testing.v1 import AppTest

from kpi_core.text import t
from tests.pages.opened import PAGES, ROOT, button, sent


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


def test_an_empty_code_is_refused_also_where_everybody_may_answer(open_page):
    test = rounds_page(open_page)

    assert t("rate.code_unknown", "zh") in sent(rater_page(test, code=""))
    assert t("rate.code_unknown", "zh") in sent(rater_page(test, code="guessed"))
    assert t("rate.code_unknown", "zh") not in sent(rater_page(test))


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
