"""What the XML of a sheet says beside its cells: merged ranges, what is hidden, whether there are formulas.

The reader of cells does not tell any of it. It is looked for in the text of the part, a piece at a time, so that a large sheet is
never held whole and nothing is made of what a file merely claims.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from kpi_core.intake.problem import Unreadable, problem

Range = tuple[int, int, int, int]
_PIECE = 1 << 20
# A tag longer than this is none of ours.
_LONGEST_TAG = 4096
_TAG = re.compile(rb"<(?:[A-Za-z]\w*:)?(row|col|mergeCell|f)(?=[\s>/])([^<>]*)>")
_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true|on)["']""")
_FROM_TO = re.compile(rb"""\b(min|max)=["'](\d{1,6})["']""")
_REF = re.compile(rb"""\bref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']""")
_MOST_RANGES = 50_000
MOST_COLUMNS = 16_384


@dataclass
class Marks:
    """Merged ranges (first row, first place, last row, last place; places from 0), hidden rows, places of hidden columns."""

    merged: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: bool = False


def read_marks(part: IO[bytes]) -> Marks:
    """The marks of a sheet's part. Raises Unreadable for more merged ranges than a table has."""
    marks, row = Marks(), 0
    for piece in _pieces(part):
        for tag, said in _TAG.findall(piece):
            if tag == b"row":
                number = _NUMBER.search(said)
                row = int(number[1]) if number else row + 1
                if b"hidden" in said and _HIDDEN.search(said):
                    marks.hidden_rows.add(row)
            elif tag == b"mergeCell":
                _merge(marks, said)
            elif tag == b"f":
                marks.formulas = True
            elif _HIDDEN.search(said):
                ends = {name: int(number) for name, number in _FROM_TO.findall(said)}
                first, last = ends.get(b"min", 1), min(ends.get(b"max", 0), MOST_COLUMNS)
                marks.hidden_columns.update(range(first - 1, last))
    return marks


def _merge(marks: Marks, said: bytes) -> None:
    found = _REF.search(said)
    if found is None:
        return
    if len(marks.merged) >= _MOST_RANGES:
        raise Unreadable(problem(0, "", f"> {_MOST_RANGES}", "workbook_merged", limit=_MOST_RANGES))
    marks.merged.append(
        (int(found[2]), place_of_letters(found[1].decode()), int(found[4]), place_of_letters(found[3].decode()))
    )


def clipped(merged: list[Range], rows: list[tuple[int, list[str]]]) -> list[Range]:
    """The ranges cut to the rows and columns that there are, in their order; without those of a single cell."""
    last = rows[-1][0] if rows else 0
    width = max((len(texts) for _, texts in rows), default=0)
    kept = {(top, left, min(bottom, last), min(right, width - 1)) for top, left, bottom, right in merged}
    return sorted(each for each in kept if each[0] <= each[2] and each[1] <= each[3] and each[:2] != each[2:])


def place_of_letters(letters: str) -> int:
    """`A` as 0, `XFD` as 16383."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def letters_of(place: int) -> str:
    """0 as `A`, 27 as `AB`."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The part piece by piece, no tag cut in two."""
    kept = b""
    while piece := part.read(_PIECE):
        piece = kept + piece
        cut = piece.rfind(b"<")
        kept = piece[cut:] if cut >= 0 and len(piece) - cut < _LONGEST_TAG else b""
        yield piece[: len(piece) - len(kept)]
    yield kept
