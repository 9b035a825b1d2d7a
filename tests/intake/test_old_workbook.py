"""Old workbooks are read within bounds; what only looks like one is named with the way out.

`merged.xls`, `formats.xls` and `departments_sheets.xls` in `seeds/` were made by LibreOffice 7.4 from the xlsx files beside them:
`soffice --headless --convert-to xls *.xlsx`.
"""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, Unreadable, open_table
from kpi_core.intake.old_records import MOST_CELLS, sound_records
from kpi_core.intake.old_workbook import _stream
from kpi_core.intake.workbook import is_workbook, read_workbook

SEEDS = Path(__file__).parent / "seeds"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def seed(name):
    return (SEEDS / name).read_bytes()


@pytest.mark.parametrize("name", ["merged", "formats", "departments_sheets"])
def test_an_old_workbook_has_the_sheets_of_the_new_one_it_was_made_from(name):
    assert read_workbook(seed(f"{name}.xls")) == read_workbook(seed(f"{name}.xlsx"))


def test_merged_ranges_hidden_rows_columns_and_sheets_are_told():
    sheet, secret = read_workbook(seed("merged.xls"))

    assert sheet.merged == [
        (1, 0, 1, 5),
        (2, 0, 3, 0),
        (2, 1, 3, 1),
        (2, 2, 2, 3),
        (2, 4, 2, 5),
        (4, 0, 6, 0),
        (7, 0, 8, 0),
    ]
    assert (sheet.hidden_rows, sheet.hidden_columns, secret.hidden, secret.rows) == ({6}, {4, 5}, True, [])


def test_formats_are_read_as_they_are_shown():
    ((sheet),) = read_workbook(seed("formats.xls"))

    assert [texts[2:] for _, texts in sheet.rows[1:]] == [
        ["2024-01", "93%", "95%"], ["2024-02", "97.5%", "98%"], ["2024-03-01", "5200000", "5000000"], ["2024-04", "3天", "2.5 days"],
        ["2024-05", "26:30:00", "00:04:30"], ["2024-06-01", "-5%", "-3.25"], ["2024-07", "TRUE", "87%"],
        ["2024-08", "0.0000001", "1234567890123456"], ["2024-09", "#N/A", "1"],
    ]  # fmt: skip


def named(stream, around=""):
    """A container of old Office, as far as its directory is looked at: one stream, and a text that is none."""
    name = f"{stream}\0".encode("utf-16-le")
    entry = name.ljust(64, b"\0") + struct.pack("<H", len(name)) + b"\2" * 62
    return OLE + b"\0" * 504 + entry + f"{around}\0".encode("utf-16-le").ljust(512, b"\0")


@pytest.mark.parametrize(
    ("data", "code", "value"),
    [
        (named("WordDocument", around="Workbook"), "not_csv", "Word (.doc)"),
        (named("PowerPoint Document"), "not_csv", "PowerPoint (.ppt)"),
        (named("EncryptedPackage"), "workbook_locked", "XLSX"),
        (named("Workbook"), "not_workbook", "XLS, CompDocError"),
        (named("Something"), "not_csv", "OLE"),
        (b"  <html><table><tr><td>KPI</td></tr></table>", "markup", "HTML"),
        (b"\xef\xbb\xbf<TABLE border=1>", "markup", "HTML"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "markup", "XML Spreadsheet 2003"),
        ("<html>部门".encode("utf-16"), "markup", "HTML"),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "markup", "MHTML"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_workbook_is_named(data, code, value):
    with pytest.raises(Unreadable) as refused:
        open_table(data, "x.xls", Given())

    assert [(p.code, p.value) for p in refused.value.problems] == [(code, value)]


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def test_more_cells_than_a_table_has_are_refused_before_anything_is_made_of_them():
    """A cell at the end of every row claims all those before it."""
    stream = b"".join(record(0x203, struct.pack("<HHHd", row, 255, 0, 1.0)) for row in range(MOST_CELLS // 256 + 1))
    with pytest.raises(Unreadable) as refused:
        sound_records(stream)

    assert refused.value.problems[0].code == "workbook_cells"


@pytest.mark.parametrize(
    "texts",
    [struct.pack("<II", 2**31, 2**31), struct.pack("<IIHBi", 1, 1, 0, 4, -7), struct.pack("<IIHB", 9, 1, 60000, 0)],
    ids=["more texts than bytes", "a text of negative length", "a text longer than all"],
)
def test_shared_texts_that_are_not_what_they_claim_are_refused(texts):
    with pytest.raises((ValueError, IndexError, struct.error)):
        sound_records(record(0xFC, texts))


def test_names_links_and_blank_cells_are_not_given_to_the_reader_and_the_rest_stays_in_its_place():
    stream = record(0x18, b"name") + record(0x1B8, b"link") + record(0x203, b"\0" * 14)

    kept = sound_records(stream)
    assert (kept[:2], kept[8:10], kept[16:]) == (b"\xff\x0f", b"\xff\x0f", stream[16:])
    assert len(sound_records(_stream(seed("formats.xls")))) == len(_stream(seed("formats.xls")))


@settings(max_examples=150, deadline=2000)
@given(st.data())
def test_a_damaged_old_workbook_is_read_or_refused(data):
    whole = bytearray(seed(data.draw(st.sampled_from(["merged.xls", "formats.xls"]))))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(8, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))])
    if is_workbook(cut):
        with suppress(Unreadable):
            assert read_workbook(cut)
