"""People's text turns nothing but itself, however it is written, and nothing is added where it goes to a file or a script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.text import LANGUAGES, t, words
from kpi_core.text.isolation import isolated, joined, plainly

EMBEDS, ISOLATES, POP, END = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068", "\u202c", "\u2069"
# Hebrew, Arabic, Arabic figures, Syriac, Adlam (beyond the first plane), marks, and every control there is.
TURNING = [*"אבשلمن٣٤ܐ\U0001e900\u200e\u200f\u061c", *EMBEDS, *ISOLATES, POP, END]
people = st.text(st.sampled_from([*TURNING, *"Aa1 中%-("]), max_size=12) | st.text(max_size=12)


def open_at_the_end(text: str, inside: list[str]) -> list[str]:
    """What is still open after a text, by the rules X2 to X7 of UAX 9: the stack of embeddings and isolates.

    `inside` is what was open before; a paragraph's end closes everything.
    """
    stack = list(inside)
    for sign in text:
        if sign in EMBEDS:
            stack.append("embedding")
        elif sign in ISOLATES:
            stack.append("isolate")
        elif sign == POP and stack and stack[-1] == "embedding":
            stack.pop()
        elif sign == END and "isolate" in stack:
            while stack.pop() != "isolate":
                pass
    return stack


@given(people)
def test_after_a_persons_text_everything_is_as_it_was_before_it(text):
    assert open_at_the_end(isolated(text), []) == []
    for before in (["isolate"], ["isolate", "embedding"], ["embedding", "isolate"]):
        assert open_at_the_end(isolated(text), before) == before


@given(people)
def test_the_text_itself_is_whole_within_its_isolates(text):
    found = isolated(text)

    assert text in found
    assert set(found.replace(text, "", 1)) <= {"\u2068", END}
    if found != text:
        assert found.startswith("\u2068")
        assert found.endswith(END)
        assert text.count("\n") or "isolate" in open_at_the_end(found[:-1], [])


@given(
    st.text(
        st.characters(codec="gb18030", exclude_categories=["Cs", "Cf"], max_codepoint=0x9FFF, exclude_characters="")
    )
)
def test_what_turns_nothing_stays_as_it_is(text):
    if all(not 0x590 <= ord(sign) <= 0x8FF for sign in text):
        assert isolated(text) == text


NAMES = ["\u202eתקלות", "إيرادات", "\u2069\u2069abc\u202e", "\u2067x", "123 ק\u202e"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_of_ours_is_turned_by_a_name_in_any_of_its_places(lang, name):
    class Everything(dict):
        def __missing__(self, key):
            return name

    for key, template in words(lang).items():
        if "{" not in template or ":" in template.split("{", 1)[1].split("}")[0]:
            continue
        places = Everything()
        template.format_map(Asking(places))
        said = t(key, lang, **dict.fromkeys(places, name))
        assert open_at_the_end(said, []) == [], key
        assert said.replace(isolated(name), "").count(name) == 0, key


class Asking(dict):
    """Remembers which places a template has."""

    def __init__(self, places):
        self.places = places

    def __missing__(self, key):
        self.places[key] = key
        return key


@pytest.mark.parametrize("name", NAMES)
def test_texts_in_one_line_are_kept_from_each_other(name):
    assert joined([name, "中"]) == f"{isolated(name)} · 中"


@given(people)
def test_nothing_is_added_for_files_scripts_and_terminals(text):
    with plainly():
        assert isolated(text) == text
        assert joined([text, text], "|") == f"{text}|{text}"
        assert t("gate.foreign_host", "en", host=text).count("\u2068") == text.count("\u2068")
    assert t("gate.foreign_host", "en", host="א") != t("gate.foreign_host", "en", host="a").replace("“a”", "“א”")
