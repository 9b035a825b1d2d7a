"""The badges beside a status: is the KPI changing, will it reach its target as it runs, and is its definition only guessed?"""

from kpi_core.review.scope import Kpi
from kpi_core.text import t

# The mark of a KPI of which something is guessed from its name.
GUESS = "?"
# Sign, judgement and word of each badge; improving and worsening point the way the value went.
_SIGNS = {
    "improving_up": ("↗", "good", "variation.improving"), "improving_down": ("↘", "good", "variation.improving"),
    "worsening_up": ("↗", "miss", "variation.worsening"), "worsening_down": ("↘", "miss", "variation.worsening"),
    "up": ("↗", "none", "variation.up"), "down": ("↘", "none", "variation.down"),
    "same": ("→", "none", "variation.same"), "short": ("·", "none", "variation.short"),
    "will": ("✓", "good", "assurance.will"), "wont": ("✗", "miss", "assurance.wont"), "chance": ("≈", "none", "assurance.chance"),
    "guess": (GUESS, "none", "guess.tip"),
}  # fmt: skip


def badges(kpi: Kpi, variation: str, assurance: str) -> list[str]:
    """Names of the badges of a KPI's variation and assurance, and of a guess; a word that says nothing has none."""
    if variation in ("improving", "worsening"):
        up = (variation == "improving") == (kpi.values["direction"] == "higher")
        variation += "_up" if up else "_down"
    guess = "guess" if kpi.unconfirmed else ""
    return [name for name in (guess, variation, assurance if assurance != "short" else "") if name in _SIGNS]


def badge_signs(lang: str) -> dict[str, list[str]]:
    """Sign, judgement and word of every badge, sent once a page."""
    return {name: [sign, judgement, t(word, lang)] for name, (sign, judgement, word) in _SIGNS.items()}


def marked(kpi: Kpi, lang: str) -> str:
    """A KPI's name as a text, with the mark where something of it is only guessed."""
    return f"{kpi.title(lang)} ({GUESS})" if kpi.unconfirmed else kpi.title(lang)
