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
    @property
    def row(self) -> int: ...
    @property
    def sheet(self) -> str: ...
    @property
    def letter(self) -> str: ...


def problem_sentence(found: Finding, lang: str) -> str:
    """One sentence about one place of a file."""
    return _place(found, lang) + problem_text(found, lang)


def _place(found: Finding, lang: str) -> str:
    if found.sheet and found.line:
        where = "cell" if found.column else "line"
        values = {"sheet": found.sheet, "line": found.row, "column": found.column, "letter": found.letter}
        return t(f"problem.at_sheet_{where}", lang, **values).replace("  ", " ")
    if found.sheet:
        return t("problem.at_sheet", lang, sheet=found.sheet)
    if found.line:
        where = "cell" if found.column else "line"
        return t(f"problem.at_{where}", lang, line=found.row, column=found.column)
    return t("problem.at_file", lang)


def problem_text(found: Finding, lang: str) -> str:
    """The same without the place, for where line and column stand beside it."""
    values = {key: _shown(key, value, lang) for key, value in found.more.items()}
    code = f"{found.code}_sheets" if "other_sheet" in found.more else found.code
    if found.code == "period_bad":
        values["reason"] = t(f"period_reason.{found.more.get('reason', 'unknown')}", lang, **found.more)
    return t(f"problem.{code}", lang, value=found.value or t("problem.blank", lang), **values)


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


def _shown(key: str, value: Any, lang: str) -> object:
    if key in ("missing", "found") and isinstance(value, list):
        names = [t(f"column.{name}", lang) if key == "missing" else str(name) for name in value]
        return joined(names[:30], t("list.separator", lang)) + ("…" if len(names) > 30 else "")
    if key == "way":
        return t(f"direction.{value}", lang)
    if key == "field":
        return t(f"field.{value}", lang)
    if key == "why" and hasattr(value, "code"):
        # Why a sheet was not read is a problem of its own.
        return problem_text(value, lang)
    if key == "guesses" and isinstance(value, list):
        return joined([t(f"guess.{name}_{guess}", lang) for name, guess in value], t("list.separator", lang))
    return value


def error_sentence(code: str, values: dict[str, Any], lang: str) -> str:
    """One sentence about a refusal of the store or of a question; what `verify` found is told as it tells it."""
    if "finding" in values:
        found, more = values["finding"]
        values = {**values, "why": t(f"verify.{found}", lang, **more)}
    return t(f"error.{code}", lang, **values)
