"""What was said of a file is offered for the next one of its kind, and can always be said otherwise."""

import io

import openpyxl

from kpi_core.reports.annotated import annotated
from kpi_core.review.commit import commit
from kpi_core.review.remembered import remembered
from kpi_core.review.upload import Given, preview
from kpi_core.text import t

WIDE = "门店,{year}年1月,{year}年2月\n东门店,91,93\n"
SAID = Given(fixed={"kpi": "顾客满意度", "measure": "分"})


def test_the_next_month_of_a_table_is_offered_the_way_it_was_read_before(store):
    first = preview(store, "满意度.csv", WIDE.format(year=2023).encode("gbk"), given=SAID)
    number = commit(store, first, "安娜")

    ways = remembered(store, WIDE.format(year=2024).encode())
    assert [(way.upload_id, way.unit, way.units, way.who, way.given) for way in ways] == [
        (number, "东门店", 1, "安娜", SAID)
    ]
    assert remembered(store, "门店,客户,2024年1月\n东门店,x,91\n".encode()) == []
    found = preview(store, "满意度.csv", WIDE.format(year=2024).encode(), given=ways[0].given)
    assert (found.errors, found.accepted) == ([], 2)


def test_single_cells_and_names_are_not_remembered(store):
    said = Given(
        fixed=SAID.fixed, cells={"2|2023年1月": "90"}, names={"东门店": "东店"}, answers={"2|2023年2月": "keep"}
    )
    commit(store, preview(store, "满意度.csv", WIDE.format(year=2023).encode(), given=said), "安娜")

    assert [way.given for way in remembered(store, WIDE.format(year=2024).encode())] == [Given(fixed=SAID.fixed)]


def test_separator_header_and_layout_can_be_told(store):
    text = "季度报表;部门,指标,期间,实际值\n部门;指标;期间;实际值\nA;K;2024-01;1\nA;K;2024-02;2\n"
    found = preview(store, "x.csv", text.encode(), given=Given(separator=";", header=2))
    assert (found.errors, found.accepted, found.opened.header_line) == ([], 2, 2)

    across = "期间,甲,乙\n2024-01,1,2\n"
    read = {
        layout: preview(
            store, "y.csv", across.encode(), given=Given(layout=layout, fixed={"kpi": "K", "department": "A"})
        )
        for layout in ("kpis", "departments")
    }
    assert {name: found.opened.layout for name, found in read.items()} == {"kpis": "kpis", "departments": "departments"}
    assert read["departments"].new_units == ["乙", "甲"] or read["departments"].new_units == ["甲", "乙"]
    assert [new.name for new in read["kpis"].new_kpis] == ["甲", "乙"]


def test_a_file_is_handed_back_with_its_cells_marked_and_the_reasons_in_the_readers_language(store):
    text = "部门,指标,期间,实际值,目标值\nA,K,2024-01,12.5,10\nA,K,某月,=1+1,10\n"
    found = preview(store, "x.csv", text.encode())
    for lang, words in (("zh", "不是可识别的期间"), ("en", "is no period")):
        book = openpyxl.load_workbook(io.BytesIO(annotated(found, lang)))
        sheet = book[t("upload.annotated_sheet", lang)]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[1][:5] == ["A", "K", "2024-01", 12.5, 10]
        assert words in rows[2][5]
        assert [cell.fill.fgColor.rgb for cell in sheet[3]][2:4] == ["FFF9C9B6", "FFF9C9B6"]
        assert (sheet["D3"].value, sheet["D3"].data_type) == ("=1+1", "s")
        assert sheet["A2"].fill.fill_type is None


def test_a_cell_under_two_header_rows_is_marked(store):
    text = "部门,指标,2024-01,,2024-02,\n,,实际,目标,实际,目标\nA,K,1,2,x,4\n"
    found = preview(store, "x.csv", text.encode())
    sheet = openpyxl.load_workbook(io.BytesIO(annotated(found, "zh"))).active

    assert [cell.coordinate for cell in sheet[3] if cell.fill.fill_type] == ["E3"]


def test_a_file_without_rows_cannot_be_handed_back(store):
    assert annotated(preview(store, "x.csv", b"\x89PNG\r\n"), "zh") is None
