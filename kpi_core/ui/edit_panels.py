"""A form that is kept as it was drawn, shows what it would move before it writes, and refuses over what others changed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from kpi_core.review.anew import same_effect
from kpi_core.review.catalogue import BadValue
from kpi_core.review.changed import ChangedMeanwhile, Clash, Saved
from kpi_core.review.refusal import Refusal
from kpi_core.store import Store
from kpi_core.text import t, words
from kpi_core.text.changed import changed_sentence
from kpi_core.text.problems import error_sentence
from kpi_core.ui.effect_panels import effect_card, moved_text
from kpi_core.ui.pieces import alarm, quiet
from kpi_core.ui.session import moment_text

Drawn = TypeVar("Drawn")


def turn(form: str) -> int:
    """How often the form was saved in this session: part of its widgets' keys, so that a saved form is drawn anew."""
    return int(st.session_state.get(f"turn {form}", 0))


def drawn(form: str, probe: str, now: Drawn) -> Drawn:
    """What the form was drawn from, kept while its widget `probe` stands on the page; `now` when it is drawn anew."""
    key = f"drawn {form}"
    if probe not in st.session_state or key not in st.session_state:
        forget(form)
        st.session_state[key] = now
    kept: Drawn = st.session_state[key]
    return kept


def as_seen(form: str, base: Mapping[Any, Any]) -> dict[Any, Any]:
    """What the person has seen: what the form was drawn from, and over it what a refusal has told since."""
    return {**base, **st.session_state.get(f"told {form}", {})}


def place_of(clash: Clash) -> str:
    """Where a field stands that somebody else changed, for the sentence: its month or item; nothing where the form says it."""
    return str(clash.place or "")


def saving(
    store: Store, form: str, asked: object, work: Callable[[Any, bool], Saved], said: Callable[[Saved], str],
    lang: str, place: Callable[[Clash], str] = place_of,
) -> None:  # fmt: skip
    """Save what was `asked` (None: nothing now) in two steps: what it moves is shown first, then written when confirmed.

    What moves nothing is written at once. `work(asked, keep)` does it, or rehearses it; `said` makes the sentence after.
    """
    pending = f"asked {form}"
    if asked is not None:
        st.session_state[pending] = asked
        st.session_state.pop(f"shown {form}", None)
    if pending in st.session_state:
        try:
            _step(store, form, st.session_state[pending], work, said, lang)
        except ChangedMeanwhile as error:
            tell(form, error, place, lang)
        except Refusal as error:
            st.session_state.pop(pending)
            alarm(t("changed.not_saved", lang), [refusal_text(error, lang)])
    if f"saved {form}" in st.session_state:
        quiet(st.session_state.pop(f"saved {form}"))


def _step(
    store: Store, form: str, asked: object, work: Callable[[Any, bool], Saved], said: Callable[[Saved], str], lang: str
) -> None:
    with store.held():
        found, shown = work(asked, False), st.session_state.get(f"shown {form}")
        sure = not found.moves
        if not sure:
            sure = _confirmed(form, found, shown, lang)
        if not sure:
            return
        saved = work(asked, True)
    text = said(saved) if saved.what else t("catalogue.nothing", lang)
    if saved.what and saved.effect is not None:
        text += "\n" + moved_text(saved.effect, lang)
    forget(form)
    st.session_state[f"turn {form}"] = turn(form) + 1
    st.session_state[f"saved {form}"] = text
    st.rerun()


def _confirmed(form: str, found: Saved, shown: Saved | None, lang: str) -> bool:
    """Show what it moves; True when the person, having seen just that, says so."""
    st.session_state[f"shown {form}"] = found
    other = shown is not None and not same_effect(shown.effect, found.effect)
    if other:
        alarm(t("changed.not_saved", lang), [t("changed.moved", lang)])
    if found.effect is not None:
        effect_card(t("changed.effect", lang), found.effect, form, lang)
    with st.container(horizontal=True):
        nameless = not st.session_state.get("who")
        sure = st.button(t("changed.confirm", lang), type="primary", disabled=nameless, key=f"confirm {form}")
        if st.button(t("changed.back", lang), key=f"back {form}"):
            st.session_state.pop(f"asked {form}")
            st.rerun()
    return sure and shown is not None and not other


def tell(form: str, error: ChangedMeanwhile, place: Callable[[Clash], str], lang: str) -> None:
    """Say each field that somebody else changed; from now on it counts as seen, and saving again writes it."""
    st.session_state.pop(f"asked {form}", None)
    told = {clash.key: clash.now for clash in error.clashes}
    st.session_state[f"told {form}"] = st.session_state.get(f"told {form}", {}) | told
    lines = [changed_sentence(clash, place(clash), moment_text, lang) for clash in error.clashes]
    alarm(t("changed.title", lang), [*lines, t("changed.next", lang)])


def refusal_text(error: Refusal, lang: str) -> str:
    """A refusal as its sentence."""
    if isinstance(error, BadValue):
        values = {
            "field": t(f"field.{error.field}", lang),
            "value": error.value,
            "why": t(f"catalogue.{error.why}", lang),
        }
        return error_sentence("bad_form", values, lang)
    if f"error.{error.code}" in words(lang):
        return error_sentence(error.code, error.values, lang)
    return t(error.code, lang, **error.values)


def forget(form: str) -> None:
    """Let go of what the form was drawn from, and of what was asked and told."""
    for name in ("drawn", "told", "asked", "shown"):
        st.session_state.pop(f"{name} {form}", None)
