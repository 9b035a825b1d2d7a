"""A problem stands where its value stands: whatever the two header rows, an answer to it finds the very cell."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake import Given, open_table, read_facts

ROLES = {"actual": ["实际", "Actual"], "target": ["计划", "目标", "Target"], "floor": ["底线"], "stretch": ["挑战"]}


@st.composite
def layouts(draw):
    """A table of months over roles as texts, and where each value stands: (unit, month, field) -> row, place, head."""
    months = draw(st.integers(1, 6))
    fields = draw(
        st.permutations(list(ROLES)).map(lambda order: [f for f in order if f in ("actual", "target") or len(f) > 5])
    )
    fields = draw(st.permutations(fields)) if draw(st.booleans()) else fields
    words = [draw(st.sampled_from(ROLES[field])) for field in fields]
    top, below, heads = ["部门", "指标"], ["", ""], ["部门", "指标"]
    for month in range(1, months + 1):
        for at, word in enumerate(words):
            top.append(f"2026-{month:02d}" if at == 0 or draw(st.booleans()) else "")
            below.append(word)
            heads.append(f"2026-{month:02d} {word}")
    rows = [["三季度汇总"]] * draw(st.integers(0, 1)) + [top, below]
    where = {}
    for unit in range(draw(st.integers(1, 3))):
        rows.append([f"部门{unit}", "产量", *[str(draw(st.integers(1, 999))) for _ in top[2:]]])
        for place in range(2, len(top)):
            month, field = divmod(place - 2, len(fields))
            where[f"部门{unit}", month + 1, fields[field]] = (len(rows), place, heads[place])
    return rows, where


def written(rows):
    out = io.StringIO()
    csv.writer(out).writerows([*row, *[""] * (max(map(len, rows)) - len(row))] for row in rows)
    return out.getvalue().encode()


@settings(max_examples=60, deadline=None)
@given(layouts(), st.data())
def test_a_wrong_value_is_named_by_its_own_column_and_mended_there(table, data):
    rows, where = table
    (unit, month, field), (line, place, head) = data.draw(st.sampled_from(sorted(where.items())))
    rows[line - 1][place] = "wrong"

    reading = read_facts(open_table(written(rows), "x.csv", Given()).cells)
    assert [(p.line, p.column, p.value) for p in reading.problems] == [(line, head, "wrong")]

    mended = read_facts(open_table(written(rows), "x.csv", Given(cells={f"{line}|{head}": "77"})).cells)
    (row,) = [
        at for at in range(len(mended.line))
        if mended.units[mended.unit[at]] == (unit,) and mended.spans[mended.span[at]][1].month == month
    ]  # fmt: skip
    assert (mended.problems, float(mended.values[field][row])) == ([], 77.0)


@settings(max_examples=40, deadline=None)
@given(layouts())
def test_the_column_of_every_value_is_the_one_it_stood_in(table):
    rows, where = table
    reading = read_facts(open_table(written(rows), "x.csv", Given()).cells)

    for at in range(len(reading.line)):
        for field in reading.values:
            key = reading.units[reading.unit[at]][0], reading.spans[reading.span[at]][1].month, field
            line, place, head = where[key]
            assert (int(reading.line[at]), reading.column(field, at)) == (line, head)
            assert float(rows[line - 1][place]) == reading.values[field][at]


def test_of_two_columns_under_one_head_the_second_is_told_by_its_letter():
    text = "部门,指标,2026-01,2026-01\n,,实际,目标\nA,K,x,y\n"
    twice = "部门,指标,期间,实际,备注,备注\nA,K,2026-01,1,a,b\n"

    reading = read_facts(open_table(text.encode(), "x.csv", Given()).cells)
    assert [p.column for p in reading.problems] == ["2026-01 实际", "2026-01 目标"]
    opened = open_table(twice.encode(), "x.csv", Given(cells={"2|备注 [F]": "c"}))
    assert "nowhere" not in opened.notes
