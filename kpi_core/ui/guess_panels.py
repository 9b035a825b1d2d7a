"""What is guessed of KPIs from their names: shown before a file is taken in, on the KPI's page, and confirmed in the catalogue."""

from urllib.parse import urlencode

import streamlit as st

from kpi_core.review.scope import Kpi
from kpi_core.review.unconfirmed import confirm, unconfirmed
from kpi_core.review.upload import Preview
from kpi_core.store import Store
from kpi_core.text import t
from kpi_core.text.isolation import joined
from kpi_core.ui.badges import GUESS
from kpi_core.ui.pieces import facts, mark, quiet

# So many have a button of their own; the rest is confirmed with all of them, or one by one as these go.
_LISTED = 6
_NAMED = 30


def guess_texts(kpi: Kpi, lang: str) -> str:
    """What is guessed of a KPI, in words."""
    return joined([t(f"guess.{name}_{kpi.values[name]}", lang) for name in kpi.unconfirmed], t("list.separator", lang))


def proposals_card(found: Preview, lang: str) -> None:
    """What taking the file in confirms: each guess with its KPIs."""
    by_guess: dict[str, list[str]] = {}
    for proposal in found.proposals:
        by_guess.setdefault(f"{proposal.field}_{proposal.value}", []).append(proposal.kpi)
    if not by_guess:
        return
    separator = t("list.separator", lang)
    rows = [
        (t(f"guess.{guess}", lang), joined(names[:_NAMED], separator) + ("…" if len(names) > _NAMED else ""))
        for guess, names in by_guess.items()
    ]
    facts(f"{GUESS} {t('guess.preview', lang)}", [*rows, ("", t("guess.preview_next", lang))])


def guess_note(kpi: Kpi, lang: str) -> None:
    """On a KPI's page: what is guessed of it, with the way to confirm or change it."""
    if kpi.unconfirmed:
        link = "catalogue?" + urlencode({"kpi": str(kpi.values["name"]), "lang": lang})
        mark(GUESS, t("guess.kpi", lang, guesses=guess_texts(kpi, lang)), t("guess.go", lang), link)


def guess_list(store: Store, who: str, lang: str) -> None:
    """In the catalogue: every KPI of which something is guessed, each with a button, and one for all of them."""
    if done := st.session_state.pop("confirmed_guesses", None):
        quiet(t("guess.confirmed", lang, kpis=joined(done[:_NAMED], t("list.separator", lang))))
    waiting = unconfirmed(store)
    if not waiting:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{GUESS} {t('guess.list', lang, count=len(waiting))}", width="stretch")
            if st.button(t("guess.confirm_all", lang), type="primary", disabled=not who, key="confirm_all_guesses"):
                _confirm(store, waiting, who)
        columns = st.columns(2, gap="medium")
        for place, kpi in enumerate(waiting[:_LISTED]):
            named, yes = columns[place % 2].columns([0.8, 0.2], vertical_alignment="center")
            named.text(joined([kpi.title(lang), guess_texts(kpi, lang)]))
            if yes.button(t("guess.confirm", lang), disabled=not who, key=f"confirm_guess_{kpi.kpi_id}"):
                _confirm(store, [kpi], who)
        rest = t("guess.more", lang, count=len(waiting) - _LISTED) + " " if len(waiting) > _LISTED else ""
        quiet(rest + t("guess.change", lang))


def _confirm(store: Store, kpis: list[Kpi], who: str) -> None:
    st.session_state["confirmed_guesses"] = confirm(store, kpis, who)
    st.rerun()
