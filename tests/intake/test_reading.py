"""Files to lines: encodings, separators, headers, and every problem with its place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import VALUE_FIELDS, Unreadable, decode, read_cells, read_facts, settle_keys

HEADER = "部门,指标,期间,实际值,目标值\n"
LINES = "生产部,产量,2024-01,10,12\n营销部,销售收入,2024-02,20,18\n"


def reading(data: bytes):
    text, encoding = decode(data)
    found = read_facts(read_cells(text, VALUE_FIELDS))
    settle_keys(found)
    return found, encoding


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 (BOM)"),
        ("gb18030", "GB18030 (GBK)"),
        ("utf-16", "UTF-16 LE"),
        ("utf-16-le", "UTF-16-LE"),
    ],
)
def test_the_same_lines_come_out_of_every_encoding(codec, name):
    found, encoding = reading((HEADER + LINES).encode(codec))

    assert encoding == name
    assert found.units == [("生产部",), ("营销部",)]
    assert found.values["actual"].tolist() == [10, 20]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_same_lines_come_out_of_every_separator_and_line_end(separator, line_end):
    text = (HEADER + LINES).replace(",", separator).replace("\n", line_end)

    found, _ = reading(text.encode())

    assert found.kept.tolist() == [True, True]
    assert found.kpis == ["产量", "销售收入"]


def test_english_headers_in_any_case_and_order_are_known():
    found, _ = reading(b"TARGET, Department ,Actual,KPI,Period\n12,Sales,10,Output,2024-01\n")

    assert found.values["target"].tolist() == [12]
    assert found.units == [("Sales",)]


def test_names_are_compared_without_blanks_and_width_and_kept_as_first_written():
    rows = ["生产部", " 生产部", "生产部\u3000", "生产部\u00a0", "\u200b生产部"]
    text = HEADER + "".join(f"{name},Ｋ１,2024-0{i},1,1\n" for i, name in enumerate(rows, start=1))

    found, _ = reading(text.encode())

    assert found.units == [("生产部",)]
    assert found.kpis == ["Ｋ１"]


def test_every_bad_cell_is_reported_with_line_and_column():
    text = HEADER + "生产部,产量,2024-01,abc,12\n\t,产量,2024-02,1,2\n生产部,产量,某月,1,x\n"

    found, _ = reading(text.encode())

    assert [(p.line, p.column, p.code) for p in sorted(found.problems, key=lambda p: (p.line, p.column))] == [
        (2, "实际值", "number_bad"), (3, "部门", "name_blank"), (4, "期间", "period_bad"), (4, "目标值", "number_bad"),
    ]  # fmt: skip
    assert not found.kept.any()


def test_lines_keep_their_number_across_blank_lines_and_quoted_line_breaks():
    text = HEADER + '\n生产部,"a\nb",2024-01,1,2\n\n生产部,产量,2024-02,x,2\n'

    found, _ = reading(text.encode())

    assert found.line.tolist() == [3, 6]
    assert [p.line for p in found.problems] == [6]


def test_identical_lines_are_dropped_and_counted():
    found, _ = reading((HEADER + LINES + LINES).encode())

    assert found.notes == {"identical": 2}
    assert found.kept.tolist() == [True, True, False, False]


def test_lines_that_say_different_columns_of_one_key_are_merged():
    found, _ = reading((HEADER + "A,K,2024-01,10,\nA,K,2024-01,,12\n").encode())

    assert found.notes == {"merged": 1}
    assert (found.values["actual"][0], found.values["target"][0]) == (10, 12)


def test_two_values_for_one_key_are_a_problem_that_names_both():
    found, _ = reading((HEADER + "A,K,2024-01,10,5\nA,K,2024-01,11,5\n").encode())

    assert [(p.line, p.code, p.value, p.more["other"], p.more["other_line"]) for p in found.problems] == [
        (2, "key_conflict", "10", "11", 3), (3, "key_conflict", "11", "10", 2),
    ]  # fmt: skip
    assert not found.kept.any()


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty_file"), (b"\xef\xbb\xbf", "empty_file"), (b"\x89PNG\r\n\x1a\n", "not_csv"), (b"PK\x03\x04zip", "not_csv"),
     (b"a,b\n1,\x002\n", "nul_bytes"), ("部门,指标\n".encode() + b"\xff\xff\n", "encoding"), (HEADER.encode(), "no_lines"),
     ((HEADER + '生产部,"产量,2024-01,1,2\n').encode(), "open_quote"), (b",".join([b"c"] * 10_000) + b"\n1\n", "too_many_columns"),
     ("部门,指标,实际值\nA,B,1\n".encode(), "columns_missing"), ("部门,部门名称,指标,期间,实际值\nA,B,C,2024-01,1\n".encode(), "column_twice")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(data, code):
    with pytest.raises(Unreadable) as refusal:
        reading(data)

    assert refusal.value.problems[0].code == code


def test_a_very_long_cell_is_a_problem_of_its_line():
    found, _ = reading((HEADER + "生产部," + "长" * 200_000 + ",2024-01,1,2\n" + LINES).encode())

    assert [(p.line, p.code) for p in found.problems] == [(2, "cell_too_long")]
    assert found.line.tolist() == [3, 4]


def test_a_line_with_too_many_or_too_few_cells_is_reported_by_number():
    found, _ = reading((HEADER + "A,K,2024-01,1,2,extra\nA,K,2024-02,1\nA,K,2024-03,1,2\n").encode())

    assert [(p.line, p.more["found"]) for p in found.problems] == [(2, 6), (3, 4)]
    assert found.line.tolist() == [4]


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Cn"), exclude_characters="/"),
                min_size=1, max_size=8)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, st.integers(1, 12), st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: round(v, 3))), min_size=1,
                max_size=12, unique_by=lambda row: row[1]))  # fmt: skip
def test_whatever_goes_into_a_csv_comes_out_of_it(rows):
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["部门", "指标", "期间", "实际值"])
    writer.writerows([name, "K", f"2024-{month:02d}", repr(value)] for name, month, value in rows)

    found, _ = reading(buffer.getvalue().encode())

    kept = np.flatnonzero(found.kept)
    assert found.values["actual"][kept].tolist() == [value for _, _, value in rows]
