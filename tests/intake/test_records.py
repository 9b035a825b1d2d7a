"""A text's dialect is found, and a quote astray costs its own line and no other."""

import time

import pytest

from kpi_core.intake import Given, Unreadable, open_table, read_facts
from kpi_core.intake.grid import read_grid, read_tables
from kpi_core.intake.records import sniffed, split

HEADER = "部门,指标,期间,实际值,目标值\n"
LINES = "生产部,产量,2024-01,10,12\n营销部,销售收入,2024-02,20,18\n"


def cells(text):
    return [record.cells for record in split(text, sniffed(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a;b\n"x;y";1\nz;2\n', [["a", "b"], ["x;y", "1"], ["z", "2"]]),
        ("a,b\n'x, y',1\n'it''s',2\n'won't',3\n", [["a", "b"], ["x, y", "1"], ["it's", "2"], ["won't", "3"]]),
        ('a,b\n"8\\" pipe, long",1\n"y",2\n', [["a", "b"], ['8" pipe, long', "1"], ["y", "2"]]),
        ('a, b\n1, "x, y"\n2, z\n', [["a", "b"], ["1", "x, y"], ["2", "z"]]),
        ('a|b\n"one\ntwo"|1', [["a", "b"], ["one\ntwo", "1"]]),
        ("'a';'b;'\n'x;';'1'\n", [["a", "b;"], ["x;", "1"]]),
        ('a,b,c\n"x\\"\n9",1,2\n', [["a", "b", "c"], ['x"\n9', "1", "2"]]),
        ("a,b\nKids' hat,1\n'T is,2\n", [["a", "b"], ["Kids' hat", "1"], ["'T is", "2"]]),
        ('a,b\n5" pipe,1\n', [["a", "b"], ['5" pipe', "1"]]),
    ],
    ids=[
        "separator",
        "single quotes",
        "backslash",
        "blank before a quote",
        "line break",
        "separators in names",
        "escape at an end",
        "apostrophes",
        "inch",
    ],
)
def test_cells_come_out_of_every_dialect(text, expected):
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('1,"$6.45,Tropic Cap,"a, b"\n', ["1", '"$6.45', "Tropic Cap", "a, b"]),
        ('1,2,3,"\n', ["1", "2", "3", '"']),
        ('1,""http://x",3,4\n', ["1", '"http://x', "3", "4"]),
        ('1,"open,3,4\n', ["1", '"open', "3", "4"]),
    ],
)
def test_a_quote_astray_costs_its_own_line_and_no_other(line, expected):
    text = "a,b,c,d\n" + line + '5,"6, 7",8,9\n1,2,3,4\n'
    found = split(text, sniffed(text))

    assert [record.cells for record in found] == [list("abcd"), expected, ["5", "6, 7", "8", "9"], list("1234")]
    assert [record.sound for record in found] == [True, False, True, True]


def test_a_line_with_a_quote_astray_is_named_and_left_out():
    opened = open_table((HEADER + '生产部,"产量,2024-01,1,2\n' + LINES).encode(), "a.csv", Given())
    found = read_facts(opened.cells)

    assert [(p.line, p.code) for p in found.problems] == [(2, "open_quote")]
    assert found.line.tolist() == [3, 4]


@pytest.mark.parametrize("above", ["", "标题\n"])
def test_lines_of_another_table_below_are_named_and_left_out(above):
    text = above + HEADER + LINES + "部门,指标,期间,实际值\n生产部,产量,2024-05,1\n"
    found = read_facts(open_table(text.encode(), "a.csv", Given()).cells)

    first = text.count("\n") - 1
    assert [(p.line, p.code, p.more["begins"]) for p in found.problems] == [
        (first, "other_table", first),
        (first + 1, "other_table", first),
    ]
    assert found.line.tolist() == [first - 2, first - 1]


@pytest.mark.parametrize("above", ["", "标题\n"])
def test_a_header_that_is_repeated_below_its_data_goes_on_with_the_same_table(above):
    text = above + HEADER + LINES + HEADER + "生产部,产量,2024-05,1,2\n"
    found = read_facts(open_table(text.encode(), "a.csv", Given()).cells)

    assert (found.problems, found.values["actual"].tolist()) == ([], [10, 20, 1])
    assert [len(table.body) for table in read_tables(text.encode())] == [2, 1]


def test_a_cell_too_long_is_named_where_the_table_has_titles_too():
    text = "标题\n" + HEADER + f"生产部,{'长' * 600},2024-01,1,2\n" + LINES
    found = read_facts(open_table(text.encode(), "a.csv", Given()).cells)

    assert [(p.line, p.code) for p in found.problems] == [(3, "cell_too_long")]
    assert found.line.tolist() == [4, 5]


def test_a_file_of_nothing_but_quotes_is_refused_at_its_line():
    with pytest.raises(Unreadable) as refusal:
        read_grid(b'"a""\n')

    assert [(p.line, p.code) for p in refusal.value.problems] == [(1, "open_quote")]


@pytest.mark.parametrize("unit", ['"', ',"', ',"a', '"",', ",'", '"a,\n', '\\"', ' "', ',"a""b,\n'])
def test_no_pattern_of_quotes_takes_long(unit):
    started = time.process_time()
    text = "a,b\n1,2\n" + unit * (300_000 // len(unit))
    split(text, sniffed(text))

    assert time.process_time() - started < 5
