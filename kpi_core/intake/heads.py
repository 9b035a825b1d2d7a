"""Where the header of a table stands: one row, two or three, merged or written once with blanks beside; and what each column says."""

import re
from dataclasses import dataclass

from kpi_core.intake.grammar import Head, as_name, joined, read_head
from kpi_core.intake.names import clean
from kpi_core.intake.numbers import is_figure
from kpi_core.intake.roles import CHECKS, KEPT

Row = tuple[int, list[str]]
Merged = list[tuple[int, int, int, int]]
_WITHIN, _DEEPEST, _LOOKED_AT = 40, 3, 200
_LABELLED = re.compile(r"^\s*([^：:]{1,16})\s*[：:]\s*(.*?)\s*$", re.DOTALL)
_NUMBER = re.compile(
    r"^[(（+\-−–△▲≥≤<>=~'$€£¥￥₹\s]*[\d０-９][\d,.０-９'’\s]*(?:[eE][+-]?\d+)?\s*[)）%％‰*-]*(?:万|"
    r"亿|元|万元|k|m|天|次|件|人|分|吨|个)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """The header of a table: its first row among the rows, how many rows it has, and what each column says."""

    at: int
    depth: int
    heads: list[Head]


def is_number(text: str) -> bool:
    """Whether a cell looks like a figure, whatever it may mean."""
    return bool(text) and (bool(_NUMBER.match(text)) or (any(map(str.isdigit, text)) and is_figure(text)))


def has_figures(rows: list[Row], place: int) -> bool:
    """Whether at least half of what stands in a column, in its first rows, looks like figures."""
    texts = [row[place] for _, row in rows[:_LOOKED_AT] if place < len(row) and row[place]]
    return bool(texts) and 2 * sum(map(is_number, texts)) >= len(texts)


def looks_number(text: str) -> bool:
    """Whether a cell has the form of a figure, without what may stand behind one: `1. Note` has not."""
    return bool(_NUMBER.match(text))


def labelled(text: str) -> tuple[str, str] | None:
    """`部门：销售部` as its label and what it says; None for a text that is no such pair."""
    match = _LABELLED.match(text)
    return (match[1], match[2]) if match and not re.match(r"\d", match[1][-1:]) else None


def find_header(rows: list[Row], told: int, merged: Merged) -> Header:
    """The header (in line `told`, if given): the most telling of the first rows that has data below, with the rows that belong to it."""
    best, most = next((at for at, (line, _) in enumerate(rows) if line == told), 0), 0.0
    for at, (_, texts) in enumerate(rows[: 0 if told else _WITHIN]):
        telling = sum(_weight(text) for text in set(texts)) * (0.5 if _is_pairs(texts) else 1.0)
        filled = sum(bool(text) for text in texts)
        if telling > most and filled >= 2 and not _has_data(texts) and labelled(texts[0]) is None:
            best, most = at, telling
    first, last = best, best
    while last + 1 < len(rows) and last - first < _DEEPEST - 1 and _belongs_below(rows, first, last + 1):
        last += 1
    while not told and first and last - first < _DEEPEST - 1 and _belongs_above(rows, first, last):
        first -= 1
    return Header(first, last - first + 1, _heads(rows[first : last + 1], merged))


def _is_pairs(texts: list[str]) -> bool:
    """Whether a row looks like labels with what they say: `部门 | 销售部 | 考评期 | 2023年1月`."""
    heads = [read_head(text) for text in texts if text]
    return (
        len(heads) % 2 == 0
        and all(head.field for head in heads[::2])
        and not any(h.field or h.role for h in heads[1::2])
    )


def _weight(text: str) -> float:
    head = read_head(text)
    return 0.3 if head.role in ("noise", "note") or _bare(text) else float(head.tells)


def _bare(text: str) -> bool:
    """Whether a text is a number that may be a month as well: it is one in a row of them only."""
    return text.isdigit() and len(text) <= 2


def _has_data(texts: list[str]) -> bool:
    bare = [int(text) for text in texts if _bare(text)]
    months = (
        len(bare) >= 3 and all(1 <= month <= 12 for month in bare) and bare == list(range(bare[0], bare[0] + len(bare)))
    )
    return any(_NUMBER.match(text) and (not months if _bare(text) else not read_head(text).timed) for text in texts)


def _cell(row: Row, place: int) -> str:
    return row[1][place] if place < len(row[1]) else ""


def _belongs_below(rows: list[Row], first: int, at: int) -> bool:
    """Whether a row goes on with the header above it: roles and periods below periods, or names below what was written once."""
    row = rows[at]
    filled = [place for place, text in enumerate(row[1]) if text]
    above = {place: [read_head(_cell(up, place)) for up in rows[first:at]] for place in filled}
    if not filled or _has_data(row[1]) or any(head.field for heads in above.values() for head in heads):
        return False
    heads = {place: read_head(row[1][place]) for place in filled}
    if len(filled) == 1:
        # One month below one year, one role or one name below one period.
        only = filled[0]
        told = any(head.tells or head.names for head in above[only])
        figure = any(is_number(_cell(row, only)) for row in rows[at + 1 : at + 3])
        return bool(only and told and not heads[only].field and (heads[only].tells or figure))
    plain = [place for place in filled if not heads[place].tells or heads[place].field]
    telling = len(filled) - len(plain)
    if telling >= 2 and len(plain) <= 2 and len(plain) < telling:
        return True
    # Names below what was written once, or below names: the keys have nothing there, and figures come next.
    keyed = any(read_head(text).field for _, texts in rows[first:at] for text in texts)
    sparse = keyed or any(not _cell(rows[at - 1], place) for place in filled)
    return sparse and any(sum(is_number(_cell(row, p)) for p in filled) >= 2 for row in rows[at + 1 : at + 3])


def _belongs_above(rows: list[Row], first: int, last: int) -> bool:
    """Whether the row above a header is a level of it: what it says spreads over every column of figures, and it is no title."""
    row, width = rows[first - 1], max(len(texts) for _, texts in rows[first - 1 : last + 1])
    filled = [place for place, text in enumerate(row[1]) if text]
    if not filled or _has_data(row[1]) or any(labelled(row[1][place]) for place in filled):
        return False
    below = {place: joined([read_head(_cell(low, place)) for low in rows[first : last + 1]]) for place in range(width)}
    heads = {place: _over(row[1][place], below[place]) for place in filled}
    if any(below[place].text for place in filled if heads[place].field):
        return False
    figures = [
        p for p, head in below.items() if head.role in (*KEPT, *CHECKS, "current") or (head.timed and not head.field)
    ]
    starts = [p for p in filled if not heads[p].field and not below[p].field and below[p].text]
    if not starts or (figures and starts[0] > figures[0]):
        return False
    if len(filled) == 1:
        only = heads[filled[0]]
        over = bool(figures) and filled[0] == figures[0] and (filled[0] > 0 or len(figures) == len(below))
        return over and ((bool(only.timed or only.role) and not only.names) or filled[0] > 0)
    # One year or one title beside another text says nothing of single columns.
    gaps = len(starts) < len([place for place in below if place >= starts[0] and below[place].text])
    return bool(figures) and (gaps or starts == figures or all(heads[place].tells for place in starts))


def _over(text: str, *others: Head) -> Head:
    """The head of a cell over or under others: beside roles and periods a weak key word is a name (`Service` over `Actual`)."""
    head = read_head(text)
    return as_name(head) if any(other.role or other.timed for other in others) else head


def _heads(levels: list[Row], merged: Merged) -> list[Head]:
    """What each column says: a merged cell, or one with blanks beside it, counts for the columns it stands over."""
    width = max(len(texts) for _, texts in levels)
    spread = [_spread(levels, at, width, merged) for at in range(len(levels))]
    heads = []
    for place in range(width):
        texts = list(dict.fromkeys(level[place] for level in spread if level[place]))
        read = [read_head(text) for text in texts]
        read = [_over(text, *read[:at], *read[at + 1 :]) for at, text in enumerate(texts)]
        heads.append(joined(read, clean(" ".join(texts))))
    return heads


def _spread(levels: list[Row], at: int, width: int, merged: Merged) -> list[str]:
    """One level with its cells spread to the right, over columns that have something below and are no key."""
    line, texts = levels[at]
    cells = [*texts, *[""] * (width - len(texts))]
    if at == len(levels) - 1:
        return cells
    spans = {left: right for top, left, bottom, right in merged if top <= line <= bottom}
    across = any(right > left for left, right in spans.items())
    found, above, until = list[str](), "", -1
    for place, text in enumerate(cells):
        lower = [_cell(level, place) for level in levels[at + 1 :]]
        over = read_head(text or above)
        keyed = any(_over(cell, over).field for cell in lower)
        if text:
            head = _over(text, *(read_head(cell) for cell in lower))
            above = "" if head.field else text
            until = spans.get(place, place) if across else width
        found.append(text or (above if any(lower) and not keyed and place <= until else ""))
    return found
