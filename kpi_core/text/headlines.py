"""Headlines: one sentence made of findings, each a code with raw values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from kpi_core.text import t, words
from kpi_core.text.numbers import number, percent, period_title, points, share


class Finding(Protocol):
    """A code (a key of the texts) and the values that fill it."""

    @property
    def code(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


def sentence(findings: Iterable[Finding], lang: str) -> str:
    """The findings as one sentence in `lang`."""
    parts = [_part(finding, lang) for finding in findings]
    text = t("joint.comma", lang).join(parts) + t("joint.stop", lang)
    return text[0].upper() + text[1:] if text else text


# Counts of which one has a text of its own: `<code>_one`.
_COUNTS = ("tiles", "kpis", "count")


def _part(finding: Finding, lang: str) -> str:
    one = f"{finding.code}_one"
    single = one in words(lang) and any(finding.values.get(name) == 1 for name in _COUNTS)
    return t(one if single else finding.code, lang, **{k: _word(k, v, lang) for k, v in finding.values.items()})


def _word(key: str, value: object, lang: str) -> object:
    """Names by language, periods as titles, scores as points of 100, shares as percent, the rest as it is."""
    if isinstance(value, Mapping):
        return value[lang]
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], date):
        return period_title(str(value[0]), value[1], lang)
    if isinstance(value, tuple) and len(value) == 3:
        amount, decimals, measure = value
        if measure == "points":
            return t("wall.points_change", lang, value=number(amount, decimals))
        return number(amount, decimals) + _unit(measure[lang])
    if key in ("before", "place"):
        return t(str(value), lang)
    if key == "months" and isinstance(value, int):
        return ordinal(value) if lang == "en" else str(value)
    if key in ("lost", "part") and isinstance(value, float):
        return share(value, 1)
    if isinstance(value, float):
        return percent(value, 0 if key == "coverage" else 1) if key in ("coverage", "attainment") else points(value)
    return value


def _unit(measure: str) -> str:
    return f"\u00a0{measure}" if measure else ""


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th ..."""
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return str(count) + {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
