"""A workbook is read as a person sees it; what is no honest workbook is refused before it can do harm."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake import Unreadable
from kpi_core.intake.workbook import is_workbook, read_workbook


def saved(*rows, percent=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place in percent:
        book.active[place].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(data):
    (sheet,) = read_workbook(data)
    return sheet.rows


def test_typed_cells_become_what_a_person_reads():
    data = saved(
        ["部门", date(2024, 5, 31), datetime(2024, 5, 31, 8, 30)],
        [None],
        [" 一线 ", 0.95, 1e-7, 3.0, True, -1200.5],
        percent=["B3"],
    )

    assert rows_of(data) == [
        (1, ["部门", "2024-05-31", "2024-05-31 08:30:00"]),
        (3, ["一线", "95%", "0.0000001", "3", "TRUE", "-1200.5"]),
    ]


@given(
    st.lists(
        st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False, width=32)),
        min_size=1,
        max_size=8,
    )
)
def test_a_number_comes_back_as_the_same_number(numbers):
    # A workbook keeps fifteen digits.
    ((_, texts),) = rows_of(saved([float(f"{number:.15g}") for number in numbers]))

    assert [float(text) for text in texts] == [float(f"{number:.15g}") for number in numbers]


def test_a_hidden_sheet_is_named_and_not_read():
    book = openpyxl.Workbook()
    book.active.append(["x"])
    book.create_sheet("秘密").append(["y"])
    book["秘密"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)

    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in read_workbook(out.getvalue())] == [
        ("Sheet", False, 1),
        ("秘密", True, 0),
    ]


def changed(data, name, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            body = old.read(member)
            new.writestr(member.filename, change(body) if member.filename == name else body)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (saved(), "workbook_empty"),
        (changed(saved(["a"]), SHEET, lambda body: b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" + body), "workbook_doctype"),
        (changed(saved(["a"]), SHEET, lambda body: body + b" " * (30 << 20)), "workbook_swollen"),
        (changed(saved(["a"]), SHEET, lambda body: body[:-30]), "not_workbook"),
        (changed(saved(["a"]), "xl/workbook.xml", lambda body: b"<a/>"), "workbook_empty"),
        (changed(saved(["a"]), SHEET, lambda body: body.replace(b'r="1"', b'r="99999999"')), "workbook_rows"),
        (changed(saved(["a"]), SHEET, lambda body: body.replace(b"</worksheet>", b'<mergeCell ref="A1:B2"/>' * 50_001 + b"</worksheet>")), "workbook_merged"),
        (saved(["a"])[:-40], "not_workbook"),
        (saved(["a"] * 1001), "too_many_columns"),
        (b"PK\x03\x04", "not_workbook"),
    ],
    ids=["empty", "entity", "bomb", "cut part", "other xml", "far row", "merged ranges", "cut archive", "wide", "four bytes"],
)  # fmt: skip
def test_what_is_no_honest_workbook_is_refused(data, code):
    assert is_workbook(data)
    with pytest.raises(Unreadable) as refused:
        read_workbook(data)

    assert [problem.code for problem in refused.value.problems] == [code]


def test_one_cell_in_the_far_corner_does_not_fill_the_rows_before_it():
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.cell(1_048_576, 3, "y")
    out = io.BytesIO()
    book.save(out)

    assert rows_of(out.getvalue()) == [(1, ["x"]), (1_048_576, ["", "", "y"])]


def test_a_million_shared_texts_that_are_packed_honestly_are_refused_before_they_are_read():
    texts = b"".join(b"<si><t>%x</t></si>" % (at * 7919 % 1_000_003) for at in range(1_001_000))
    out = io.BytesIO(saved(["a"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + texts + b"</sst>")
    data = out.getvalue()
    with pytest.raises(Unreadable) as refused:
        read_workbook(data)

    assert [problem.code for problem in refused.value.problems] == ["workbook_cells"]


def test_a_range_over_the_whole_sheet_is_cut_to_what_there_is():
    data = changed(
        saved(["a", "b"], ["c"]),
        SHEET,
        lambda body: body.replace(
            b"</worksheet>", b'<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells></worksheet>'
        ),
    )
    (sheet,) = read_workbook(data)

    assert sheet.merged == [(2, 0, 2, 1)]


def test_what_the_xml_of_a_sheet_hides_is_found_in_any_encoding():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["c"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    out = io.BytesIO()
    book.save(out)
    utf16 = changed(out.getvalue(), SHEET, lambda body: body.decode().replace("UTF-8", "UTF-16").encode("utf-16"))

    for data in (out.getvalue(), utf16):
        (sheet,) = read_workbook(data)
        assert (sheet.hidden_rows, sheet.hidden_columns, sheet.rows) == ({2}, {1}, [(1, ["a", "b"]), (2, ["c"])])
