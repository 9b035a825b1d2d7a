"""What lines state of their KPIs is judged line by line, and the unit behind a figure is the KPI's measure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.review.commit import commit
from kpi_core.review.upload import Given, preview
from kpi_core.store import open_store
from tests.build import take

HEAD = "部门,指标,期间,实际值,目标值\n"
STATED = "部门,指标,期间,实际值,单位\n"


def read(store, text, **said):
    found = preview(store, "x.csv", text.encode(), given=Given(**said))
    # What names let guess is another subject.
    return (
        found,
        [(p.line, p.code) for p in found.problems if p.code != "definition_guessed"],
        found.reading.said.get("measure", {}),
    )


def test_the_lines_that_are_right_are_not_blamed_for_the_one_that_is_wrong(store):
    take(store, STATED + "一厂,产量,2026-09,1,吨\n")
    text = STATED + "一厂,产量,2026-10,1200,公斤\n二厂,产量,2026-10,2,吨\n三厂,产量,2026-10,3,t\n"
    found, codes, _ = read(store, text)

    assert codes == [(2, "register_differs")]
    assert (found.problems[0].value, found.problems[0].more["known"], found.problems[0].more["size"]) == (
        "公斤",
        "吨",
        " (1 吨 = 1,000 公斤)",
    )
    assert found.accepted == 2


def test_without_a_register_the_fewer_lines_are_asked_about(store):
    found, codes, measure = read(store, STATED + "A,产量,2026-10,1200,公斤\nB,产量,2026-10,2,吨\nC,产量,2026-10,3,t\n")

    assert (codes, measure, found.problems[0].more["used"]) == ([(2, "said_twice")], {0: "吨"}, "吨")


@pytest.mark.parametrize(("field", "head", "known", "other"), [("direction", "方向", "越大越好", "越小越好"), ("aggregation", "汇总方式", "平均", "求和"), ("frequency", "频率", "月", "季")])  # fmt: skip
def test_every_stated_field_is_judged_line_by_line(store, field, head, known, other):
    top = f"部门,指标,期间,实际值,{head}\n"
    take(store, top + f"A,K,2026-09,1,{known}\n")
    found, codes, _ = read(store, top + f"A,K,2026-10,1,{other}\nB,K,2026-10,1,{known}\nC,K,2026-10,1,{other}\n")

    assert codes == [(2, "register_differs"), (4, "register_differs")]
    assert {p.more["field"] for p in found.problems} == {field}


@pytest.mark.parametrize(
    ("one", "other"),
    [("kg", "公斤"), ("吨", "t"), ("元", "RMB"), ("元", "¥"), ("%", "％"), ("KG", "kg"), ("day", "days")],
)
def test_two_words_for_one_unit_are_no_contradiction(store, one, other):
    take(store, STATED + f"A,K,2026-09,1,{one}\n")

    assert read(store, STATED + f"A,K,2026-10,1,{other}\nB,K,2026-10,2,{one}\n")[1] == []


@pytest.mark.parametrize(
    ("actual", "target", "measure"),
    [("3天", "4", "天"), ("$5", "$6", "$"), ("46 new widgets", "50 new widgets", "new widgets"), ("2.5小时", "2 hours", "小时"), ("8.1/10", "8.5/10", "/10"),
     ("12‰", "13‰", "‰"), ("12‰", "1.3%", "%"), ("95 pp", "90%", "%"), ("1200", "1300 kg", "kg"), ("5 USD", "$6", "USD")],
)  # fmt: skip
def test_a_unit_behind_a_figure_is_the_measure_of_its_kpi(store, actual, target, measure):
    found, codes, said = read(store, HEAD + f"A,K,2026-10,{actual},{target}\n")
    commit(store, found, "me")

    assert (said, [code for code in codes if code[1] != "scaled"]) == ({0: measure}, [])
    assert {row["field"]: row["value"] for row in store.rows("stated_fields")}["measure"] == measure


@pytest.mark.parametrize(
    ("one", "other"), [("3天", "5小时"), ("$3", "€5"), ("8.1/10", "4/5"), ("3 kg", "2 t"), ("3件", "2箱")]
)
def test_two_units_in_one_kpi_are_asked_about_where_neither_is_known(store, one, other):
    _, codes, said = read(store, HEAD + f"A,K,2026-09,{one},\nA,K,2026-10,{other},\n")

    assert (codes, said) == ([(2, "unit_differs"), (3, "unit_differs")], {})


def test_of_several_units_the_one_of_fewer_figures_is_asked_about(store):
    found, codes, said = read(store, HEAD + "A,K,2026-08,3天,4天\nA,K,2026-09,5小时,\nA,K,2026-10,2,2\n")

    assert (codes, said, found.problems[0].more["size"]) == ([(3, "unit_differs")], {0: "天"}, " (1 天 = 24 小时)")


def test_a_unit_that_the_register_counts_otherwise_is_asked_about_and_never_converted(store):
    take(store, STATED + "A,收入,2026-09,541,万元\n")

    assert read(store, HEAD + "A,收入,2026-10,541万元,540\n")[1] == [(2, "scaled")]
    assert read(store, HEAD + "A,收入,2026-10,5410000元,540\n")[1] == [(2, "unit_differs")]
    assert read(store, HEAD + "A,收入,2026-10,$541,540\n")[1] == [(2, "unit_differs")]


def test_a_figure_without_the_size_of_the_others_is_asked_about(store):
    found, codes, _ = read(store, HEAD + "A,收入,2026-10,541万元,540\nB,收入,2026-10,12万元,900000\n")

    assert [code for code in codes if code[1] != "scaled"] == [(2, "size_missing")]
    assert [p.more["meant"] for p in found.problems if p.code == "size_missing"] == ["5,400,000"]


def test_a_word_behind_a_figure_that_nothing_repeats_is_no_unit(store):
    assert read(store, HEAD + "A,K,2026-10,12 checked,13\n")[1] == [(2, "unit_unknown")]
    assert read(store, HEAD + "A,Checked parts,2026-10,12 parts,13\n")[2] == {0: "parts"}


def test_a_unit_in_the_name_of_a_kpi_is_its_measure_and_the_name_stays(store):
    found, codes, said = read(
        store, HEAD + "A,合格率(%),2026-09,98.1,98\nA,合格率(%),2026-10,0.985,0.98\nA,收入(万元),2026-10,541,540\n"
    )

    assert ([found.reading.kpis, said], codes) == (
        [["合格率(%)", "收入(万元)"], {0: "%", 1: "万元"}],
        [(3, "scale"), (3, "scale")],
    )
    assert found.reading.values["actual"].tolist() == [98.1, 98.5, 541]


def test_a_marked_figure_is_taken_and_its_mark_is_named(store):
    found, codes, said = read(store, HEAD + "A,K,2026-10,12.3 (p),61.2 e\n")

    assert (codes, said, found.accepted) == ([(2, "value_flagged"), (2, "value_flagged")], {}, 1)
    assert [p.more["flag"] for p in found.problems] == ["p", "e"]


def test_a_length_of_time_is_read_where_the_measure_is_one_and_else_refused(store):
    found, codes, _ = read(store, HEAD + "A,等待(分钟),2026-10,00:02:30,1h 30m\nA,通话,2026-10,00:02:30,2:30\n")

    assert codes == [(2, "scaled"), (2, "scaled"), (3, "duration"), (3, "duration")]
    assert (found.reading.values["actual"][0], found.reading.values["target"][0]) == (2.5, 90)


def test_a_semicolon_file_with_a_point_that_may_be_two_is_asked_and_answered(store):
    text = "部门;指标;期间;实际值\nA;K;2026-10;12.345\n"

    assert read(store, text)[1] == [(2, "comma_unsure")]
    for decimal, value in ((",", 12_345), (".", 12.345)):
        found, codes, _ = read(store, text, decimal=decimal)
        assert (codes, found.reading.values["actual"].tolist()) == ([], [value])


UNITS = ("公斤", "kg", "吨", "t", "g", "克")
SIZE = {"公斤": 1e3, "kg": 1e3, "吨": 1e6, "t": 1e6, "g": 1, "克": 1}


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(UNITS), min_size=1, max_size=6),
    st.one_of(st.none(), st.sampled_from(UNITS)),
    st.booleans(),
)
def test_no_line_of_the_right_unit_is_ever_blamed_and_no_wrong_one_taken(units, known, in_cells):
    store = open_store(":memory:")
    if known:
        take(store, STATED + f"Z,K,2026-09,1,{known}\n")
    lines = [f"A{at},K,2026-10,{f'5{unit},' if in_cells else f'5,{unit}'}\n" for at, unit in enumerate(units)]
    found, codes, _ = read(store, (HEAD if in_cells else STATED) + "".join(lines))
    store.close()
    sizes = [SIZE[unit] for unit in units]
    taken = {size for size, kept in zip(sizes, found.reading.kept, strict=True) if kept}

    assert len(taken) <= 1
    if known:
        assert [line for line, _ in codes] == [at for at, size in enumerate(sizes, start=2) if size != SIZE[known]]
    elif taken:
        assert sizes.count(taken.pop()) == max(map(sizes.count, sizes))


def test_the_unit_in_a_title_speaks_of_what_has_none_of_its_own(store):
    text = "单位：万元\n部门,指标,期间,实际值,目标值\nA,收入,2026-10,541,540\nA,合格率,2026-10,98%,97%\nA,周期,2026-10,3天,4\nA,占比(%),2026-10,3,4\n"
    _, codes, said = read(store, text)

    assert (codes, said) == ([], {0: "万元", 1: "%", 2: "天", 3: "%"})


def test_two_currencies_across_the_columns_of_kpis_are_figures(store):
    text = '部门,月份,收入,成本\nA,2026-09,"$1,200","$1\'100"\nA,2026-10,"$1,300",$900\n'
    found, codes, said = read(store, text)

    assert (codes, said, found.reading.values["actual"].tolist()) == ([], {0: "$", 1: "$"}, [1200, 1100, 1300, 900])
