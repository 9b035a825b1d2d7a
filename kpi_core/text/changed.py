"""What somebody else changed while a form stood open, as one sentence a field."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Protocol

from kpi_core.text import MISSING, t, words


class Clash(Protocol):
    """What a sentence about one field of a form needs."""

    @property
    def field(self) -> str: ...
    @property
    def seen(self) -> Any: ...
    @property
    def now(self) -> Any: ...
    @property
    def wanted(self) -> Any: ...
    @property
    def who(self) -> str | None: ...
    @property
    def moment(self) -> datetime | None: ...


def changed_sentence(found: Clash, place: str, moment: Callable[[datetime], str], lang: str) -> str:
    """The field (and `place`, may be empty), what was seen, what it is now, by whom, and what was wanted.

    `moment` writes a stored moment by the reader's clock.
    """
    name = t(f"field.{found.field}" if f"field.{found.field}" in words(lang) else f"setting.{found.field}", lang)
    field = t("changed.field", lang, field=name, place=place) if place else name
    who = ""
    if found.who and found.moment:
        who = t("changed.by", lang, who=found.who, moment=moment(found.moment))
    seen, now, wanted = (value_text(found.field, value, lang) for value in (found.seen, found.now, found.wanted))
    return t("changed.meanwhile", lang, field=field, seen=seen, now=now, who=who, wanted=wanted)


def value_text(field: str, value: Any, lang: str) -> str:
    """A value as the reader knows it: a word of the house in words, a number plain, nothing as a dash."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool | int | float):
        return f"{value:.12g}"
    if isinstance(value, date):
        return value.isoformat()
    if field == "milestone":
        done = t("changed.done", lang, done=value_text("", value.done, lang)) if value.done else ""
        return t(
            "changed.milestone", lang, weight=f"{value.weight:.12g}", due=value_text("", value.due, lang), done=done
        )
    key = f"{field}.{value}"
    return t(key, lang) if key in words(lang) else f"“{value}”"
