"""Whether a rater's link admits to the rater's page."""

from collections.abc import Callable

from kpi_core.review.rounds import NoRound, admit, round_by_text, rounds
from kpi_core.store import Store, StoreError
from kpi_core.text import t
from kpi_core.text.problems import error_sentence


def refusal(store: Callable[[], Store], asked: str, code: str, lang: str) -> str:
    """Why the link of a round with this code admits nobody, as a sentence; empty when it does.

    A stranger needs a code that was made for the round: a round which everybody may answer is for colleagues.
    """
    try:
        opened = store()
        found = round_by_text(rounds(opened), asked) if code and asked else None
        if found is None or not found.codes:
            return t("rate.code_unknown", lang)
        admit(opened, found, code)
    except NoRound as error:
        return t(error.code, lang, **error.values)
    except StoreError as error:
        return error_sentence(error.code, error.values, lang)
    return ""
