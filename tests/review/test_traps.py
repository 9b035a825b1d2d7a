"""What a hasty reader would get wrong without a word: each of these once was."""

import io

import openpyxl
import pytest

from kpi_core.review.commit import Refused, commit, rehearse, turn
from kpi_core.review.upload import Given, preview
from kpi_core.store import verify
from tests.build import load, take

HEAD = "部门,指标,期间,实际值,目标值,单位\n"


def read(store, text, name="x.csv", **said):
    found = preview(store, name, text if isinstance(text, bytes) else text.encode(), given=Given(**said))
    facts = []
    if found.reading is not None:
        r = found.reading
        facts = [(r.units[r.unit[at]][-1], r.kpis[r.kpi[at]], str(r.spans[r.span[at]][1])[:7], float(r.values["actual"][at]))
                 for at in range(len(r.line)) if r.kept[at]]  # fmt: skip
    return found, facts


def codes(found):
    return [(p.line, p.code) for p in found.problems]


def test_two_names_of_one_kpi_in_a_file_are_one(store):
    take(store, "指标,英文名称\n客户满意度,CSAT\n")
    text = "部门,指标,期间,实际值\nA,客户满意度,2026-01,90\nA,CSAT,2026-01,{}\n"
    found, _ = read(store, text.format(80))
    assert codes(found) == [(2, "key_conflict"), (3, "key_conflict")]
    found, facts = read(store, text.format(90))
    assert (facts, found.notes) == ([("A", "客户满意度", "2026-01", 90.0)], {"identical": 1})
    commit(store, found, "me")
    assert verify(store) == []


def test_a_small_percentage_among_small_ones_stays_what_it_is(store):
    _, facts = read(
        store, HEAD + "".join(f"A,增速,2024-{at:02d},{v},,%\n" for at, v in enumerate([20.5, 8.1, 0.4, 1.7], 1))
    )

    assert [value for *_, value in facts] == [20.5, 8.1, 0.4, 1.7]


def test_a_fraction_among_points_is_lifted_unless_a_person_says_it_is_right(store):
    text = HEAD + "A,合格率,2024-01,0.92,95,%\nA,合格率,2024-02,0.30,95,%\n"
    found, facts = read(store, text)
    assert ([value for *_, value in facts], codes(found)) == ([92.0, 0.3], [(2, "scale"), (3, "scale_open")])
    found, facts = read(store, text, answers={"2|实际值": "keep"})
    assert [value for *_, value in facts] == [0.92, 0.3]


@pytest.mark.parametrize(
    ("measure", "value"), [("千克", 35_000), ("千瓦时", 35_000), ("m", 35_000), ("千元", 35), ("万元", 3.5)]
)
def test_a_kilogram_is_no_thousand(store, measure, value):
    assert read(store, HEAD + f"A,K,2024-01,3.5万,,{measure}\n")[1][0][3] == value


@pytest.mark.parametrize("word", ["Margin", "Market", "Decision", "Junior", "Mayor"])
def test_a_word_that_begins_like_a_month_is_none(store, word):
    _, facts = read(store, f"department,period,Revenue,{word}\nA,2026-05,100,20\n")

    assert facts == [("A", "Revenue", "2026-05", 100.0), ("A", word, "2026-05", 20.0)]


def test_a_department_that_begins_like_a_note_is_data(store):
    found, facts = read(store, "指标：合格率\n部门,2026年1月,2026年2月\n注塑车间,95,\n冲压车间,96,97\n注：初步数据\n")

    assert [fact[0] for fact in facts] == ["注塑车间", "冲压车间", "冲压车间"]
    assert found.notes == {"footnotes": 1}


def test_a_second_table_below_with_targets_is_not_read_as_actuals(store):
    found, facts = read(store, "部门,指标,期间,实际值\nA,K,2026-01,1\n部门,指标,期间,目标值\nA,K,2026-01,91\n")

    assert facts == [("A", "K", "2026-01", 1.0)]
    assert {code for _, code in codes(found)} == {"other_table"}


def test_what_replaces_must_be_whole(store):
    load(store, {}, [("A", "K1", "2026-01", 10, None), ("A", "K2", "2026-01", 20, None)])
    found = preview(
        store, "x.csv", "部门,指标,期间,实际值\nA,K1,2026-01,11\nA,K2,2026-01,2o\n".encode(), mode="replace"
    )

    assert rehearse(store, found, skip_bad=True) is None
    with pytest.raises(Refused):
        commit(store, found, "me", skip_bad=True)


def test_a_blank_of_a_replacing_file_is_listed_as_a_change(store):
    load(store, {}, [("A", "K1", "2026-01", 10, 12)])
    found = preview(store, "x.csv", "部门,指标,期间,实际值,目标值\nA,K1,2026-01,,12\n".encode(), mode="replace")

    assert [change["values"] for change in found.changes] == [{"actual": (10.0, None)}]


def test_a_suggestion_keeps_every_digit(store):
    usual = "".join(f"A,K,2025-{at:02d},{1_234_000 + at * 1_111},,\n" for at in range(1, 10))
    take(store, HEAD + usual)
    found, _ = read(store, HEAD + "A,K,2025-10,-1239999,,\nA,K,2025-11,12345678,,\n")

    assert [(p.code, p.more["meant"]) for p in found.problems] == [("door_sign", "1239999"), ("door_slip", "1234567.8")]


def test_a_later_weight_leaves_the_months_before_it_alone(store):
    text = "部门,指标,期间,实际值,目标值,权重\nA,K1,{m},10,10,{a}\nA,K2,{m},5,10,{b}\n"
    take(store, text.format(m="2026-01", a=30, b=70), "a.csv")
    before = scores(store)
    take(store, text.format(m="2026-02", a=90, b=10), "b.csv")

    assert scores(store)["2026-01"] == before["2026-01"]
    assert round(scores(store)["2026-02"], 4) == 0.95


def test_undoing_a_department_with_weights_gives_back_the_scores_of_every_month(store):
    head = "部门,指标,期间,实际值,目标值,权重\n"
    take(store, head + "".join(f"A,K,2026-0{month},8,10,\n" for month in range(1, 7)), "a.csv")
    before = scores(store)
    number = take(store, head + "B,L,2026-06,5,10,100\n", "b.csv")
    meanwhile = scores(store)
    turn(store, number, "me")

    assert scores(store) == before
    assert verify(store) == []
    assert {month for month in before if meanwhile[month] != before[month]} == {"2026-06"}


def test_undoing_a_register_with_weights_gives_back_the_scores_of_every_month(store):
    take(store, HEAD + "B,L,2026-01,,10,\n" + "".join(f"A,K,2026-0{month},8,10,\n" for month in range(1, 7)), "a.csv")
    before = scores(store)
    number = take(store, "指标,部门,权重\nL,B,100\n", "b.csv")
    assert scores(store) != before
    turn(store, number, "me")

    assert scores(store) == before
    assert verify(store) == []


def test_a_weight_two_files_speak_of_stays_when_one_is_taken_back(store):
    text = "部门,指标,期间,实际值,目标值,权重\nA,K,2026-01,5,10,1\nA,L,2026-01,10,10,3\n"
    first = take(store, text, "a.csv")
    take(store, text + "A,K,2026-02,5,10,\n", "b.csv")
    before = scores(store)
    turn(store, first, "me")

    assert scores(store) == before == {"2026-01": 0.875, "2026-02": None}


def test_weights_for_some_kpis_of_a_department_are_asked_about(store):
    head = "部门,指标,期间,实际值,目标值,权重\n"
    take(store, head + "A,K,2026-01,5,10,\nA,L,2026-01,5,10,\nB,K,2026-01,5,10,\n", "a.csv")
    take(store, "指标,方向\nN,仅展示\n", "shown.csv")
    lines = "A,K,2026-02,5,10,40\nA,M,2026-02,5,10,\nA,N,2026-02,5,10,\nB,K,2026-02,5,10,\n"
    found, _ = read(store, head + lines)

    assert [(p.line, p.code, p.more["count"], p.more["kpis"], p.more["month"]) for p in found.problems] == [
        (2, "door_weights", 2, "L, M", "2026-02")
    ]


def test_weights_under_both_names_of_a_kpi_are_of_one(store):
    take(store, "指标,英文名称\nK,Kay\n", "names.csv")
    head = "部门,指标,期间,实际值,目标值,权重\n"
    take(store, head + "A,K,2026-01,5,10,\n", "a.csv")
    found, _ = read(store, head + "A,K,2026-02,5,10,40\nA,Kay,2026-03,5,10,40\n")

    assert codes(found) == []


def scores(store):
    with store.cursor() as cursor:
        rows = cursor.execute("select period, score from score where unit_id = 1 and grain = 'month'").fetchall()
    return {str(period)[:7]: score for period, score in rows}


@pytest.mark.parametrize(("cells", "values"), [(("1.234", "987,5"), [1234, 987.5]), (("96,5%", "97,5%"), [96.5, 97.5])])
def test_a_decimal_comma_tells_what_the_points_are(store, cells, values):
    text = "部门;指标;期间;实际值\n" + "".join(f"A;K;2026-0{at};{cell}\n" for at, cell in enumerate(cells, 1))

    assert [fact[3] for fact in read(store, text)[1]] == values


def test_big5_names_under_a_header_of_plain_letters_are_asked_about(store):
    data = "department,kpi,period,actual\n業務部門,營業額目標,2026-01,5\n".encode("big5")
    assert codes(read(store, data)[0]) == [(0, "encoding_unsure")]
    assert read(store, data, encoding="big5")[1] == [("業務部門", "營業額目標", "2026-01", 5.0)]


def test_both_lines_that_contradict_each_other_are_left_out_by_name(store):
    found, _ = read(store, HEAD + "A,K,2026-01,1,,\nA,K,2026-01,2,,\nA,K,2026-02,3,,\n")

    assert found.left_out == [2, 3]


def test_a_register_that_contradicts_itself_is_refused_by_line_and_one_out_of_range_asked_about(store):
    found = preview(store, "k.csv", "指标,方向,封顶,小数位\nK,越大越好,1.2,1\nK,越小越好,,\nL,,98,\nM,,,1.7\n".encode())

    assert codes(found) == [(3, "register_twice"), (4, "register_range"), (5, "register_range")]
    assert (found.left_out, found.accepted) == ([3], 3)


def test_the_same_bytes_say_nothing_new_however_they_were_read_before(store):
    usual = "".join(f"A,K,2025-{at:02d},{100 + at % 3},,\n" for at in range(1, 10))
    take(store, HEAD + usual)
    data = HEAD + "A,K,2025-10,150,,\n"
    commit(store, read(store, data, answers={"2|实际值": "keep"})[0], "me")

    assert read(store, data)[0].no_op == 2


def test_a_workbook_says_which_sheets_it_did_not_read(store):
    book = openpyxl.Workbook()
    book.active.append(["封面：某公司"])
    for name in ("一部", "二部"):
        sheet = book.create_sheet(name)
        for row in (["部门", "指标", "期间", "实际值"], [name, "K", "2026-01", 1]):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    found = preview(store, "x.xlsx", out.getvalue())

    told = [(p.code, p.value, p.more["read"], p.more["why"].code) for p in found.problems]
    assert (told, found.accepted) == ([("sheets_unread", "Sheet", "一部, 二部", "columns_missing")], 2)


def test_an_answer_for_a_line_that_is_not_there_is_counted(store):
    found, facts = read(store, HEAD + "A,K,2026-01,1,,\n", answers={"99|实际值": "leave"}, cells={"2|无此列": "5"})

    assert (found.notes, len(facts)) == ({"nowhere": 2}, 1)
