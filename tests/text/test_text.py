"""Every language says the same things with the same values."""

import re
import string
from pathlib import Path

import pytest

from kpi_core.text import LANGUAGES, t, words
from kpi_core.text.headlines import ordinal
from kpi_core.text.numbers import attainment, number, percent, points, share

ROOT = Path(__file__).parents[2]


def test_a_page_of_the_documents_that_a_sentence_names_is_there_and_is_found_from_the_readme():
    named = {
        page for lang in LANGUAGES for text in words(lang).values() for page in re.findall(r"docs/[\w/.-]+\.md", text)
    }

    assert "docs/recovery.md" in named
    for page in named:
        assert (ROOT / page).exists()
        assert page in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_language_has_the_same_keys():
    zh, en = (set(words(lang)) for lang in LANGUAGES)

    assert zh == en


@pytest.mark.parametrize("key", sorted(words("zh")))
def test_a_sentence_uses_the_same_values_in_every_language(key):
    def fields(lang):
        return {name for _, name, _, _ in string.Formatter().parse(words(lang)[key]) if name}

    assert fields("zh") == fields("en")


def test_every_key_that_is_asked_for_exists():
    used = set()
    for path in [*(ROOT / "kpi_core").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "app.py"]:
        used |= set(re.findall(r'\bt\(\s*"([a-z_.0-9]+)"', path.read_text(encoding="utf-8")))

    assert used <= set(words("zh"))


def test_a_missing_key_is_an_error():
    with pytest.raises(KeyError):
        t("no.such.key", "zh")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(None, 1, "–"), (float("nan"), 1, "–"), (1284, 0, "1,284"), (-0.04, 1, "0.0"), (-3.25, 1, "−3.2"), (0.3125, None, "0.31"),
     (24579095, None, "24,579,095"), (5, None, "5"), (123.456, None, "123.5")],
)  # fmt: skip
def test_a_number_is_shown_with_its_decimals_and_missing_is_a_dash(value, decimals, shown):
    assert shown == number(value, decimals)


def test_fractions_are_shown_as_percent_and_scores_as_points():
    assert percent(0.942) == "94.2 %"
    assert points(0.942) == "94.2"
    assert points(None) == "–"


def test_an_attainment_just_beside_an_edge_shows_a_second_decimal():
    assert attainment(0.9995, (1.0, 0.9)) == "99.95 %"
    assert attainment(1.0, (1.0, 0.9)) == "100.0 %"
    assert attainment(0.962, (1.0, 0.9)) == "96.2 %"


def test_ordinals_are_english():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("score", "text"), [(-0.0112, "−1.1"), (0.0003, "+0.03"), (-0.00002, "−0.002"), (0.0, "0.0"), (1e-9, "0.0000")]
)
def test_a_small_part_of_a_score_is_not_shown_as_nothing(score, text):
    assert share(score, 1, sign=True) == text
