"""Problems and refusals as sentences: place, value, what was expected, next step."""

from typing import Any, Protocol

from kpi_core.text import t
from kpi_core.text.isolation import joined


class Finding(Protocol):
    """What a sentence about a file needs."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def more(self) -> dict[str, Any]: ...


def problem_sentence(found: Finding, lang: str) -> str:
    """One sentence about one place of a file."""
    if found.line and found.column:
        place = t("problem.at_cell", lang, line=found.line, column=found.column)
    elif found.line:
        place = t("problem.at_line", lang, line=found.line)
    else:
        place = t("problem.at_file", lang)
    return place + problem_text(found, lang)


def problem_text(found: Finding, lang: str) -> str:
    """The same without the place, for where line and column stand beside it."""
    values = {key: _shown(key, value, lang) for key, value in found.more.items()}
    return t(f"problem.{found.code}", lang, value=found.value or t("problem.blank", lang), **values)


def problem_heading(found: Finding, lang: str) -> str:
    """The same as a sentence that stands alone."""
    text = problem_text(found, lang)
    return text[:1].upper() + text[1:]


class Answered(Protocol):
    """What a sentence about an answer needs."""

    @property
    def what(self) -> str: ...
    @property
    def text(self) -> str: ...


def answer_text(answer: Answered, lang: str) -> str:
    """What a person answered, for where its place stands beside it."""
    return t(f"answer.{answer.what}", lang, text=answer.text or t("problem.blank", lang))


def _shown(key: str, value: object, lang: str) -> object:
    if key in ("missing", "found") and isinstance(value, list):
        names = [t(f"column.{name}", lang) if key == "missing" else str(name) for name in value]
        return joined(names[:30], t("list.separator", lang)) + ("…" if len(names) > 30 else "")
    if key == "field":
        return t(f"field.{value}", lang)
    return value


def error_sentence(code: str, values: dict[str, Any], lang: str) -> str:
    """One sentence about a refusal of the store or of a question; what `verify` found is told as it tells it."""
    if "finding" in values:
        found, more = values["finding"]
        values = {**values, "why": t(f"verify.{found}", lang, **more)}
    return t(f"error.{code}", lang, **values)
