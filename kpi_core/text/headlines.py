"""Headlines: one sentence made of findings, each a code with raw values."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from kpi_core.text import t, words
from kpi_core.text.isolation import isolated
from kpi_core.text.numbers import GRADED, attainment, coverage, number, period_title, points, share, span_title


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
    lines = [_amount(finding.values.get(name)) for name in _LINES]
    return t(one if single else finding.code, lang, **{k: _word(k, v, lang, lines) for k, v in finding.values.items()})


# What the value of a sentence is held against: it is never shown as on one of them when it is not.
_LINES = ("target", "low", "high")


def _amount(value: object) -> float | None:
    return value[0] if isinstance(value, tuple) and len(value) == 3 else None


def _word(key: str, value: object, lang: str, lines: list[float | None]) -> object:
    """Names by language, periods and spans as titles, scores as points of 100, shares as percent, the rest as it is."""
    if isinstance(value, Mapping):
        return value[lang]
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], date):
        since, until = value
        return span_title(since, until, lang) if isinstance(since, date) else period_title(str(since), until, lang)
    if isinstance(value, tuple) and len(value) == 3:
        amount, decimals, measure = value
        if measure == "points":
            return t("wall.points_change", lang, value=number(amount, decimals))
        return number(amount, decimals, lines=lines if key in ("value", "landing") else ()) + _unit(measure[lang])
    if key in ("before", "place"):
        return t(str(value), lang)
    if key == "months" and isinstance(value, int):
        return ordinal(value) if lang == "en" else str(value)
    if key in ("lost", "part") and isinstance(value, float):
        return share(value, 1)
    if isinstance(value, float):
        if key == "coverage":
            return coverage(value)
        return (
            attainment(value) if key == "attainment" else points(value, lines=GRADED if key in ("score", "low") else ())
        )
    return value


def _unit(measure: str) -> str:
    return f"\u00a0{isolated(measure)}" if measure else ""


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th ..."""
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return str(count) + {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
