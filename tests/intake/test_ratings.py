"""A ratings file in any of its three layouts says the same; what is off the scale is named with its place."""

import csv
import io

import openpyxl
import pytest

from kpi_core.intake import Unreadable, fold
from kpi_core.intake.ratings import read_ratings

ITEMS = {
    fold(name): item
    for item, names in {"brand": ("品牌力", "Brand"), "supply": ("供应力", "Supply")}.items()
    for name in names
}
DOWN = "评分者,组别,品牌力,供应力\n甲,中层,4,3\n乙,一线,5,2\n"
ACROSS = "十力,甲,乙,均值\n组别,中层,一线,\n品牌力,4,5,4.5\n供应力,3,2,2.5\n综合评分,3.5,3.5,3.5\n"
LONG = "评分者,组别,力,评分\n甲,中层,品牌力,4\n甲,中层,供应力,3\n乙,一线,Brand,5\n乙,一线,Supply,2\n"


def read(text):
    return read_ratings(text.encode(), ITEMS)


@pytest.mark.parametrize(
    ("text", "layout"),
    [(DOWN, "raters_down"), (ACROSS, "items_down"), (LONG, "long"), (DOWN.replace(",", "\t"), "raters_down")],
)
def test_three_layouts_say_the_same(text, layout):
    found = read(text)

    assert found.layout == layout
    assert [(s.rater, s.team, s.grades) for s in found.sheets] == [
        ("甲", "中层", {"brand": 4, "supply": 3}),
        ("乙", "一线", {"brand": 5, "supply": 2}),
    ]
    assert found.problems == []


@pytest.mark.parametrize("value", ["3.5", "6", "0", "-1", "三", "4分", "4,5", "nan", "1e0"])
def test_a_grade_off_the_scale_is_named_with_its_place(value):
    found = read(DOWN.replace("乙,一线,5,2", f'乙,一线,"{value}",2'))

    assert [(p.line, p.column, p.value, p.code) for p in found.problems if not p.warning] == [
        (3, "品牌力", value, "grade_bad")
    ]


def test_a_rater_twice_is_a_problem_and_their_grades_are_still_checked():
    found = read(DOWN + "甲,中层,9,3\n")

    assert {(p.code, p.line, p.value) for p in found.problems} == {("rater_twice", 4, "甲"), ("grade_bad", 4, "9")}
    assert next(p for p in found.problems if p.code == "rater_twice").more == {"first": 2}


def test_a_missing_grade_is_a_warning_and_never_a_zero():
    found = read(DOWN.replace("乙,一线,5,2", "乙,一线,,2"))

    assert [(p.code, p.warning, p.more["count"]) for p in found.problems] == [("items_missing", True, 1)]
    assert found.sheets[1].grades == {"supply": 2}


def test_an_item_nobody_knows_is_named():
    assert [
        (p.code, p.value)
        for p in read(DOWN.replace("供应力", "供应力,魅力").replace("3\n", "3,1\n").replace("2\n", "2,1\n")).problems
    ] == [("item_unknown", "魅力")]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "评分者\n甲\n"])
def test_a_layout_that_is_not_recognised_is_one_sentence(text):
    with pytest.raises(Unreadable) as refused:
        read(text)

    assert refused.value.problems[0].code == "ratings_layout"


def workbook(text, formula=None):
    book = openpyxl.Workbook()
    hidden = book.create_sheet("旧", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["评分者", "品牌力", "供应力"])
    for row in csv.reader(io.StringIO(text)):
        book.worksheets[1].append([int(cell) if cell.isdigit() else cell for cell in row])
    if formula:
        book.worksheets[1][formula] = "=1+1"
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("text", "layout"), [(DOWN, "raters_down"), (ACROSS, "items_down"), (LONG, "long")])
def test_a_workbook_says_the_same(text, layout):
    found = read_ratings(workbook(text), ITEMS)

    assert found.layout == layout
    assert found.sheets == read(text).sheets
    assert found.problems == []


def test_a_formula_without_its_value_is_named_and_no_zero():
    found = read_ratings(workbook(DOWN, "C2"), ITEMS)

    assert [(p.line, p.column, p.code) for p in found.problems if not p.warning] == [(2, "C", "formula_uncached")]
    assert found.sheets[0].grades == {"supply": 3}
