"""Words: every sentence of the product in Chinese and English, found by key and filled with values."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from kpi_core.text.isolation import isolated

LANGUAGES = ("zh", "en")
MISSING = "–"


@cache
def words(lang: str) -> dict[str, str]:
    """Every key of a language with its template, tables joined by dots."""
    with (Path(__file__).parent / f"{lang}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file), ""))


def _flat(table: dict[str, Any], prefix: str) -> Iterable[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, str(value)


def t(key: str, lang: str, **values: object) -> str:
    """The sentence `key` in `lang`, filled with `values`, texts among them isolated. Raises KeyError for an unknown key."""
    template = words(lang)[key]
    if not values:
        return template
    return template.format_map({k: isolated(v) if isinstance(v, str) else v for k, v in values.items()})


def label(key: str, lang: str) -> str:
    """A term of the field as it heads a column or a form: with a capital where the language has them."""
    text = t(key, lang)
    return text[:1].upper() + text[1:]
