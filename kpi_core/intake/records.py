"""A text to records: which separator and quote it is written with, and its cells even where a quote stands astray.

The csv module reads what is written by the book. Where it refuses, a cell's quote closes only before a separator or a
line's end, and a quote that would swallow other cells is a mere character (after Pollock, Vitagliano et al., VLDB 2023).
"""

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kpi_core.intake.problem import Unreadable, problem
from kpi_core.intake.table import SEPARATORS

# What is looked at to find the dialect: so many characters, of them so many records.
_SAMPLE, _LOOKED_AT = 1 << 16, 60
# A quoted cell longer than this has lost its closing quote, where any quote stands astray at all.
_LONGEST = 10_000
# How many quotes of one record are taken for mere characters before it is given up, and of how many cells at most.
_TRIED, _WIDEST = 8, 1000
# A longer text (characters) with a quote astray is refused at its line, quickly, instead of being read with care.
_CAREFUL = 1 << 20
_ESCAPED = re.compile(r'\\([\\"])')


@dataclass(frozen=True)
class Dialect:
    """How a text is written: `width` is the usual number of cells, `escaped` says that a backslash stands before a quote in a cell."""

    separator: str
    quote: str = '"'
    escaped: bool = False
    width: int = 0


@dataclass(frozen=True)
class Record:
    """The cells of one record without the blanks around them, and its first line; not `sound` when a quote stands astray."""

    line: int
    cells: list[str]
    sound: bool = True


def sniffed(text: str, separators: Sequence[str] = tuple(SEPARATORS)) -> Dialect:
    """The dialect that gives the most records of one width above one, and the wider, the sounder and the more quoted ones."""
    sample = text[:_SAMPLE]
    choices = [Dialect(separator) for separator in separators]
    choices += [Dialect(separator, escaped=True) for separator in separators if '\\"' in sample]
    choices += [
        Dialect(separator, "'")
        for separator in separators
        if re.search(rf"(^|{re.escape(separator)}) *'", sample, re.M)
    ]
    fits = [_fit(sample, dialect) for dialect in choices]
    best = max(range(len(choices)), key=lambda at: fits[at])
    return Dialect(choices[best].separator, choices[best].quote, choices[best].escaped, fits[best][2])


def by_the_book(text: str) -> bool:
    """Whether cells are quoted with double quotes right after the separator, and a quote in a cell is doubled."""
    dialect = sniffed(text)
    return dialect.quote == '"' and not dialect.escaped and not re.search(rf'{re.escape(dialect.separator)} +"', text)


def _fit(sample: str, dialect: Dialect) -> tuple[float, int, int]:
    """How well a dialect fits; less the cells with a quote in them that are not quoted; and the usual width.

    Sound records of the usual width times their share in those of more than one cell, and the wider the better (after van den
    Burg, Nazábal and Sutton, Wrangling Messy CSV Files by Detecting Row and Type Patterns, 2019); the more so where a cell or
    more of each record is quoted. Titles and notes of one cell say nothing.
    """
    splitter = _Splitter(sample, dialect)
    records = [record for record in splitter.first(_LOOKED_AT) if any(record.cells)]
    widths = [len(record.cells) for record in records]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
    if usual <= 1:
        return 0, 0, 0
    fitting = sum(
        width == usual and (r.sound or dialect.quote == "'") for width, r in zip(widths, records, strict=True)
    )
    share = fitting / sum(width > 1 for width in widths)
    quoted = splitter.quoted / sum(widths) if splitter.quoted >= len(records) else 0
    return fitting * share * (usual - 1) / usual * (1 + quoted), -splitter.loose, usual


def split(text: str, dialect: Dialect, skipped: int = 0) -> list[Record]:
    """The records that have any text; `skipped` lines stand above them in the file.

    Raises Unreadable where a quote stands astray in a text that is too long to be read with care.
    """
    try:
        return _by_the_book(_doubled(text, dialect), dialect, skipped)
    except _Astray as stopped:
        if len(text) > _CAREFUL:
            raise Unreadable(problem(stopped.line, "", dialect.quote, "open_quote")) from stopped
    found = _Splitter(text, dialect).first(len(text) + 1)
    return [Record(record.line + skipped, record.cells, record.sound) for record in found if any(record.cells)]


def _doubled(text: str, dialect: Dialect) -> str:
    """The text with its quotes doubled instead of escaped; a backslash that escapes itself is one, before anything else it stays."""
    return _ESCAPED.sub(lambda match: '""' if match[1] == '"' else match[1], text) if dialect.escaped else text


class _Astray(Exception):
    """A quote stands astray in the record that begins at `line`."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def _by_the_book(text: str, dialect: Dialect, skipped: int) -> list[Record]:
    """The records that have any text, as the csv module reads them. Raises _Astray where it cannot."""
    csv.field_size_limit(1 << 30)
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        skipinitialspace=True,
        strict=True,
    )
    found: list[tuple[int, list[str]]] = []
    before = 0
    try:
        for row in rows:
            line, before = before + 1, rows.line_num
            cells = [cell.strip() for cell in row]
            if any(cells):
                found.append((line + skipped, cells))
    except csv.Error as error:
        raise _Astray(before + 1 + skipped) from error
    return [Record(line, cells) for line, cells in found]


@dataclass(frozen=True)
class _Cell:
    """A cell, where the text goes on, and the place of a quote astray (else -1), which was `closed` by another or is a character."""

    text: str
    after: int
    opener: int = -1
    closed: bool = False


class _Splitter:
    """Reads records one after another, whatever their quotes do."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        """Find every quote that may close a cell: the last of an odd run of quotes before a separator or an end."""
        self.text = _doubled(text, dialect)
        self.quote, self.usual, self.quoted, self.loose = dialect.quote, dialect.width, 0, 0
        self.separator = dialect.separator
        separator = re.escape(dialect.separator)
        self.blanks = re.compile(" *")
        self.run = re.compile(f"{self.quote}+")
        self.end = re.compile(f"{separator}|\n|\\Z")
        self.ends_cell = re.compile(f" *(?={separator}|\n|\\Z)")
        # Tried at the first quote of a run only, and as a whole: a run of a million quotes is looked at once.
        closing = re.compile(f"(?<!{self.quote}){self.quote}++(?= *(?:{separator}|\n|\\Z))")
        self.closers = [m.end() - 1 for m in closing.finditer(self.text) if (m.end() - m.start()) % 2]

    def first(self, count: int) -> list[Record]:
        """The first `count` records, blank ones among them."""
        found: list[Record] = []
        at, line = 0, 1
        while at < len(self.text) and len(found) < count:
            end = self.text.find("\n", at) + 1 or len(self.text)
            if self.text.find(self.quote, at, end) < 0:
                found.append(Record(line, [text.strip() for text in self.text[at:end].split(self.separator)]))
                at, line = end, line + 1
                continue
            cells, after = self._mended(at)
            astray = any(cell.opener >= 0 for cell in cells)
            # A single quote in a cell is most often an apostrophe.
            sound = not astray or (self.quote == "'" and len(cells) == self.usual)
            found.append(Record(line, [cell.text.strip() for cell in cells], sound))
            line += self.text.count("\n", at, after)
            at = after
        return found

    def _mended(self, at: int) -> tuple[list[_Cell], int]:
        """The record at `at`; quotes astray are taken as characters, one by one, until it has the usual width in one line."""
        literal: set[int] = set()
        cells, after = self._record(at, literal)
        while len(literal) < _TRIED and self.usual:
            astray = [cell for cell in cells if cell.closed and cell.opener >= 0]
            fits = len(cells) == self.usual and not any("\n" in cell.text for cell in astray)
            if not astray or fits or len(cells) > _WIDEST:
                break
            literal.add(astray[0].opener)
            cells, after = self._record(at, literal)
        return cells, after

    def _record(self, at: int, literal: set[int]) -> tuple[list[_Cell], int]:
        cells = []
        while True:
            cell = self._cell(at, literal)
            cells.append(cell)
            if cell.after >= len(self.text):
                return cells, len(self.text)
            at = cell.after + 1
            if self.text[cell.after] == "\n":
                return cells, at

    def _cell(self, at: int, literal: set[int]) -> _Cell:
        opener = self._after(self.blanks, at)
        quoted = self.text.startswith(self.quote, opener)
        closer = self._closer(opener) if quoted and opener not in literal else -1
        if closer < 0:
            end = self.end.search(self.text, at)
            after = end.start() if end else len(self.text)
            self.loose += self.text.find(self.quote, at, after) >= 0
            return _Cell(self.text[at:after], after, opener if quoted else -1)
        self.quoted += 1
        inside = self.text[opener + 1 : closer].replace(self.quote * 2, "\0")
        astray = opener if self.quote in inside else -1
        return _Cell(inside.replace("\0", self.quote), self._after(self.ends_cell, closer + 1), astray, True)

    def _closer(self, opener: int) -> int:
        """The place of the quote that closes the one at `opener`, or -1."""
        end = self._after(self.run, opener)
        if self.ends_cell.match(self.text, end) and (end - opener) % 2 == 0:
            return end - 1
        at = bisect_right(self.closers, end - 1)
        found = at < len(self.closers) and self.closers[at] - opener <= _LONGEST
        return self.closers[at] if found else -1

    def _after(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.text, at)
        return match.end() if match else at
