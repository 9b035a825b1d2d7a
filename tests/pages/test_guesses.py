"""What is guessed of KPIs on the pages: listed before it is taken in, marked where it is judged, confirmed with a click."""

import json

import pytest

from kpi_core.review.scope import kpi_by_text, kpis
from kpi_core.store import open_store
from kpi_core.text import t
from tests.build import take
from tests.pages.opened import sent

FILE = "部门,指标,期间,实际值,目标值\nA,客户投诉率,2024-01,3,2\nA,停机时长,2024-01,3,2\nA,产量,2024-01,9,10\nB,停机时长,2024-01,3,2\n"


@pytest.fixture
def guessed(tmp_path):
    """A store in which two KPIs are guessed."""
    path = tmp_path / "guessed.duckdb"
    store = open_store(str(path))
    take(store, FILE)
    store.close()
    return path


def shown_store():
    from kpi_core.ui.session import stores

    return stores().shown


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_preview_lists_the_guesses_and_taking_it_in_confirms_them(open_page, lang):
    test = open_page("upload", lang)
    test.file_uploader[0].upload("x.csv", FILE.encode()).run()

    assert not test.exception
    assert t("guess.preview", lang) in sent(test)
    assert t("guess.direction_lower", lang) in sent(test)
    assert "客户投诉率" + t("list.separator", lang) + "停机时长" in sent(test)
    assert '"code": "definition_guessed"' not in sent(test)
    test.text_input(key="who_field").set_value("安娜").run()
    test.button(key="commit").click().run()
    assert not test.exception
    assert kpi_by_text(kpis(shown_store()), "停机时长").unconfirmed == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_board_says_how_many_there_are_and_marks_their_tiles(open_page, guessed, lang):
    test = open_page("board", lang, guessed)

    drawn = next(json.loads(e.proto.bytes) for e in test.get("bidi_component") if b'"tiles"' in e.proto.bytes)
    assert drawn["guessed"]["text"] == "? " + t("guess.count", lang, count=2)
    assert drawn["guessed"]["href"].startswith("catalogue?")
    assert {tile["name"]: "guess" in tile["badges"] for tile in drawn["tiles"]} == {
        "客户投诉率": True, "停机时长": True, "产量": False,
    }  # fmt: skip
    assert drawn["marks"]["guess"] == ["?", "none", t("guess.tip", lang)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_kpi_says_what_is_guessed_of_it_and_where_to_confirm(open_page, guessed, lang):
    test = open_page("kpi", lang, guessed, kpi="停机时长")

    assert t("guess.kpi", lang, guesses=t("guess.direction_lower", lang)) in sent(test)
    assert t("guess.go", lang) in sent(test)
    other = open_page("kpi", lang, guessed, kpi="产量")
    assert t("guess.go", lang) not in sent(other)


def test_other_pages_mark_its_name(open_page, guessed):
    assert '"guess"' in sent(open_page("trends", "zh", guessed))
    assert "停机时长 (?)" in sent(open_page("departments", "zh", guessed, view="one", compare="停机时长"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_catalogue_confirms_one_or_all_of_them(open_page, guessed, lang):
    test = open_page("catalogue", lang, guessed)
    assert test.button(key="confirm_all_guesses").disabled
    assert sum("confirm_guess_" in str(button.key) for button in test.button) == 2
    test.text_input(key="who_field").set_value("安娜").run()
    first = next(button for button in test.button if "confirm_guess_" in str(button.key))
    first.click().run()

    assert not test.exception
    assert sum("confirm_guess_" in str(button.key) for button in test.button) == 1
    test.button(key="confirm_all_guesses").click().run()
    assert not test.exception
    assert [kpi.unconfirmed for kpi in kpis(shown_store()).values()] == [(), (), ()]
    assert not any("guess" in str(button.key) for button in test.button)


def test_editing_the_field_in_the_catalogue_settles_it(open_page, guessed):
    test = open_page("catalogue", "zh", guessed, kpi="停机时长")
    test.text_input(key="who_field").set_value("安娜").run()
    next(box for box in test.selectbox if str(box.key).endswith(" direction")).select_index(0)
    next(button for button in test.button if button.label == t("catalogue.save", "zh")).click().run()
    next(button for button in test.button if button.label == t("changed.confirm", "zh")).click().run()

    assert not test.exception
    kpi = kpi_by_text(kpis(shown_store()), "停机时长")
    assert (kpi.values["direction"], kpi.unconfirmed) == ("higher", ())
