"""What came from several sheets is kept, shown and handed back by sheet and row."""

import io

import openpyxl
import pytest

from kpi_core.intake import Given
from kpi_core.reports.annotated import annotated
from kpi_core.reports.imports import import_json
from kpi_core.review.answers import answers_of
from kpi_core.review.commit import commit
from kpi_core.review.history import lines_around, uploads
from kpi_core.review.upload import preview
from kpi_core.store import open_store

HEAD = ["部门", "指标", "期间", "实际值"]


@pytest.fixture
def store():
    opened = open_store(":memory:")
    yield opened
    opened.close()


def saved(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TWO = {
    "一月": [HEAD, ["A", "K", "2024-01", 1]],
    "二月": [["月报"], HEAD, ["A", "K", "2024-02", 2], ["A", "L", "2024-02", "x"]],
}


def test_a_problem_is_told_by_sheet_row_and_letter_in_json(store):
    (told,) = import_json(preview(store, "x.xlsx", saved(**TWO)), None, "zh")["problems"]

    assert {key: told[key] for key in ("sheet", "line", "column", "letter", "value", "code")} == {
        "sheet": "二月", "line": 4, "column": "实际值", "letter": "D", "value": "x", "code": "number_bad",
    }  # fmt: skip
    assert told["message"].startswith("工作表“二月”第 4 行 D 列「实际值」：")


def test_what_was_left_out_and_answered_is_kept_by_sheet_and_row(store):
    given = Given(answers={"二月!4|实际值": "leave"})
    found = preview(store, "x.xlsx", saved(**TWO), given=given)
    commit(store, found, "me")
    skipped = preview(store, "y.xlsx", saved(**TWO | {"三月": [HEAD, ["A", "K", "2024-03", 3]]}))
    commit(store, skipped, "me", skip_bad=True)

    second, first = uploads(store)
    assert [(a.what, a.shown, a.column) for a in first.answers] == [("leave", "二月!4", "实际值")]
    assert second.as_json()["left_out"] == "2!4"
    line = found.reading.line.tolist()[1]
    assert lines_around(store, first, line) == [
        (line - 2, "月报"), (line - 1, "部门 | 指标 | 期间 | 实际值"), (line, "A | K | 2024-02 | 2"), (line + 1, "A | L | 2024-02 | x"),
    ]  # fmt: skip


def test_the_file_handed_back_has_a_sheet_for_each_with_the_cell_marked(store):
    book = openpyxl.load_workbook(io.BytesIO(annotated(preview(store, "x.xlsx", saved(**TWO)), "zh")))

    marked = [
        (sheet.title[-1], cell.coordinate) for sheet in book for row in sheet for cell in row if cell.fill.fill_type
    ]
    assert (len(book.worksheets), marked) == (2, [("2", "D4")])


def test_what_is_said_of_hidden_rows_is_an_answer_of_its_own():
    assert [(a.what, a.key) for a in answers_of(Given(hidden="leave"))] == [("hidden_leave", "hidden")]
