"""What changes nothing for a person changes no figure: a title, a note, an index column, another dialect, a workbook."""

import csv
import io
import re
from collections.abc import Callable

import openpyxl
import pytest

from kpi_core.review.upload import preview
from kpi_core.store import open_store
from tests.cases.field import FOLDER, beside, expected, read_by_hand, stored, without

Rows = list[list[str]]


def _text(rows: Rows, separator: str = ",", encoding: str = "utf-8") -> bytes:
    width = max(map(len, rows))
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue().encode(encoding)


def _header(rows: Rows) -> int:
    return next(at for at, row in enumerate(rows) if sum(map(bool, row)) > 2)


def _holds_figures(row: list[str]) -> bool:
    return any(re.fullmatch(r"[-(]?[\d.,]+%?\)?", cell) for cell in row) and len(row) > 1


def _beside(rows: Rows, name: str, one: Callable[[int], str]) -> list[str]:
    """The cells of one more column: its name in the header, something in every row of figures below."""
    head = _header(rows)
    return [
        name if at == head else one(at) if at > head and _holds_figures(row) else "" for at, row in enumerate(rows)
    ]  # fmt: skip


def _index(rows: Rows, separator: str) -> bytes:
    return _text([[one, *row] for one, row in zip(_beside(rows, "No.", str), rows, strict=True)], separator)


def _owners(rows: Rows, separator: str) -> bytes:
    width, last = max(map(len, rows)), _beside(rows, "Owner", lambda _: "Kim")
    return _text([[*row, *[""] * (width - len(row)), one] for one, row in zip(last, rows, strict=True)], separator)


def _workbook(rows: Rows, _: str) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CHANGES: dict[str, Callable[[Rows, str], bytes]] = {
    "a title above": lambda rows, separator: _text([["Management review"], *rows], separator),
    "a title and a blank line": lambda rows, separator: _text([["经营分析会材料"], [], *rows], separator),
    "a note below": lambda rows, separator: _text([*rows, [], ["注：以上数据未经审计"]], separator),
    "an index column": _index,
    "a blank first column": lambda rows, separator: _text([["", *row] for row in rows], separator),
    "a column of owners": _owners,
    "tabs in UTF-16": lambda rows, _: _text(rows, "\t", "utf-16"),
    "a workbook of texts": _workbook,
}
# Where the separator itself tells how the figures are written.
_DIALECT = {"continental_thousands_only.csv": ("tabs in UTF-16", "a workbook of texts")}


@pytest.fixture(scope="module")
def read_right(cases) -> list[tuple[str, Rows, str]]:
    """The texts that are read right as they are: file, rows, separator."""
    store, found = open_store(":memory:"), []
    for row in expected():
        if row.file.endswith(".csv"):
            data = (cases / FOLDER.name / row.file).read_bytes()
            facts, before = read_by_hand().get(row.file, []), preview(store, row.file, data)
            if not (before.errors or beside(facts, before) or without(facts, before)) and stored(before):
                text = data.decode("utf-8-sig")
                separator = max(",;", key=text.split("\n")[0].count)
                found.append(
                    (row.file, list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), separator)
                )
    store.close()
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_that_says_nothing_keeps_every_figure(read_right, store, change):
    kept = 0
    for file, rows, separator in read_right:
        if change in _DIALECT.get(file, ()):
            continue
        facts, name = read_by_hand().get(file, []), "changed.xlsx" if change == "a workbook of texts" else file
        found = preview(store, name, CHANGES[change](rows, separator))
        assert (file, beside(facts, found)) == (file, "")
        assert found.errors or (file, without(facts, found)) == (file, "")
        kept += not found.errors
    assert kept >= len(read_right) * 0.9
