"""The headline of each page, as a sentence in both languages, in a dozen situations and more."""

import tomllib
from pathlib import Path

import pytest

from tests.review.situations import PAGES, said

WANTED = tomllib.loads((Path(__file__).parent / "headlines.toml").read_text(encoding="utf-8"))
CASES = [(page, situation) for page, situations in WANTED.items() for situation in situations]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("page", "situation"), CASES, ids=lambda part: part)
def test_the_headline_is_the_sentence_a_person_would_say(page, situation, lang):
    assert said(page, situation, lang) == WANTED[page][situation][lang]


def test_every_page_is_tested_in_a_dozen_situations():
    for page in ("board", "kpi", "departments", "trends", "forces"):
        assert len(WANTED[page]) >= 12
        assert set(WANTED[page]) == set(PAGES[page])
        assert len({sentences["zh"] for sentences in WANTED[page].values()}) >= 9
