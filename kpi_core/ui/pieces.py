"""Small shared pieces of a page; text from data is always shown literally."""

import re
from collections.abc import Sequence

from kpi_core.review.kpi_findings import a_period
from kpi_core.review.scope import Kpi
from kpi_core.tables import PERSPECTIVES
from kpi_core.text import MISSING, t
from kpi_core.text.numbers import number
from kpi_core.ui.component import component
from kpi_core.ui.session import projector

_TEXT = component("text")
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


def perspective(name: str, lang: str) -> str:
    """A perspective in the reader's language; another name stays as it was given."""
    if name in PERSPECTIVES:
        return t(f"perspective.p{PERSPECTIVES.index(name) + 1}", lang)
    return name or t("wall.ungrouped", lang)


def slope_text(kpi: Kpi, slope: float | None, lang: str) -> str:
    """A slope with its sign; that of a percent KPI in percentage points."""
    if slope is None:
        return MISSING
    amount, decimals, measure = a_period(kpi, slope)
    text = number(amount, decimals, sign=True)
    return t("wall.points_change", lang, value=text) if measure == "points" else text


def heading(headline: str, where: str) -> None:
    """The page's headline sentence under the place it speaks of."""
    _TEXT(key="heading", data={"kind": "heading", "where": where, "headline": headline, "big": projector()})


def plain(text: str) -> str:
    """A person's text as a label of Streamlit's, which would read it as markdown: every sign stands for itself."""
    return _SIGNS.sub(r"\\\1", text)


Cell = str | tuple[str, str, str] | tuple[str, str, str, str]


Part = dict[str, object]


def facts_part(title: str, rows: Sequence[tuple[str, ...]]) -> Part:
    """A card of term and description; a row without a term spans the card, a third part is the link it leads to."""
    return {"kind": "facts", "title": title, "rows": [list(row) for row in rows]}


def table_part(head: Sequence[str], rows: Sequence[Sequence[Cell]], left: Sequence[int] = (1,)) -> Part:
    """A table of finished texts that grows with the projector; the columns in `left` are set to the left.

    A cell may be (text, status, tip): it is then tinted by its judgement; a fourth part is the link it leads to.
    """
    return {"kind": "table", "head": list(head), "cells": [list(row) for row in rows], "left": list(left)}


def stack(key: str, parts: Sequence[Part]) -> None:
    """Parts under each other as one element: a page draws faster with few elements."""
    _TEXT(key=f"stack {key}", data={"kind": "stack", "parts": list(parts), "big": projector()})


def facts(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """A `facts_part` of its own."""
    _TEXT(key=f"facts {title}", data={**facts_part(title, rows), "big": projector()})


def alarm(title: str, lines: Sequence[str]) -> None:
    """A card in the tone of a miss: what must not be overlooked, a sentence a line."""
    part = facts_part(f"▼ {title}", [("", line) for line in lines])
    _TEXT(key=f"alarm {title}", data={**part, "tone": "miss", "big": projector()})


def table(key: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], left: Sequence[int] = (1,)) -> None:
    """A `table_part` of its own."""
    _TEXT(key=f"table {key}", data={**table_part(head, rows, left), "big": projector()})


def mark(sign: str, text: str, go: str, href: str) -> None:
    """One line behind a sign, with the link to where something can be done about it."""
    data = {"kind": "mark", "sign": sign, "text": text, "go": go, "href": href, "big": projector()}
    _TEXT(key=f"mark {text}", data=data)


def asked(text: str, key: str) -> None:
    """A question to the reader, above its control."""
    _TEXT(key=f"asked {key}", data={"kind": "asked", "text": text, "big": projector()})


def quiet(text: str) -> None:
    """A soft line above a chart or table."""
    _TEXT(key=f"quiet {text}", data={"kind": "quiet", "text": text, "big": projector()})
