"""Did you mean: a slip of the pen is found, and what tells names apart on purpose is left alone."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_core.intake.alike import alike, slipped
from kpi_core.intake.sounds import confused

# Parts of names as companies have them.
HEADS = ["采购", "生产", "销售", "财务", "研发", "质量", "人力资源", "物流", "客服", "仓储"]
TAILS = ["部", "中心", "处", "科"]
MARKS = ["一二三四五六七八九十", "甲乙丙丁", "东南西北", "上中下", "大小", "123456789"]
TURNED = [("合格率", "不合格率"), ("入库量", "出库量"), ("达标率", "超标率"), ("收入", "支出"), ("买入额", "卖出额"),
          ("增加数", "减少数"), ("上线数", "下线数"), ("盈利额", "亏损额"), ("income", "outcome"), ("inbound units", "outbound units"),
          ("paid orders", "unpaid orders"), ("conforming lots", "nonconforming lots"), ("imports", "exports"), ("usable", "unusable")]  # fmt: skip
# Characters that sound alike, by the dictionary.
SOUNDS = ["构购够沟", "合和河何", "格隔阁各", "生声升胜", "财材采才", "源原员缘", "流留刘", "成程城诚"]


@pytest.mark.parametrize(("one", "other"), [
    ("采构部", "采购部"), ("采够", "采购"), ("合各率", "合格率"), ("人力资原部", "人力资源部"), ("销告部门", "销售部门"), ("Salse", "Sales"),
    ("Sale", "Sales"), ("Logistcs", "Logistics"), ("On-time delivry", "On-time delivery"), ("采购", "采购部"),
])  # fmt: skip
def test_a_slip_of_one_letter_is_found_both_ways(one, other):
    expected = one != "销告部门"  # 告 and 售 neither sound alike nor differ by one stroke

    assert (alike([one], [other]) == {one: other}, alike([other], [one]) == {other: one}) == (expected, expected)


@pytest.mark.parametrize(("one", "other"), [
    ("财务部", "商务部"), ("财务部", "法务部"), ("市场部", "市政部"), ("East", "West"), ("Rates", "Dates"), ("采购成本", "采购单价"), ("达成率", "达标率"),
    ("Line A", "Line B"), ("Plant II", "Plant III"), ("Q1 sales", "Q2 sales"), ("2023", "2024"), ("生产部", "营销部"),
])  # fmt: skip
def test_another_name_is_no_slip(one, other):
    assert (alike([one], [other]), alike([other], [one])) == ({}, {})


@given(st.sampled_from(HEADS), st.sampled_from(TAILS), st.sampled_from(MARKS), st.data(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_names_of_a_series_are_never_taken_for_one_another(head, tail, marks, data, front):
    one, other = data.draw(st.lists(st.sampled_from(marks), min_size=2, max_size=2, unique=True))
    names = [f"{mark}{head}{tail}" if front else f"{head}{mark}{tail}" for mark in (one, other)]

    assert alike(names, []) == {}


@given(st.sampled_from(TURNED), st.sampled_from(["", "产品", "本月", "monthly "]), st.booleans())
@settings(deadline=None)
def test_what_turns_a_name_round_is_no_slip(pair, before, swapped):
    one, other = (before + name for name in (pair[::-1] if swapped else pair))

    assert alike([one], [other]) == {}


@given(
    st.sampled_from(SOUNDS),
    st.data(),
    st.text(alphabet="部科处率额数量天务产品客", min_size=1, max_size=3),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_a_letter_that_sounds_like_the_right_one_is_a_slip_in_short_names_too(sounds, data, rest, front):
    one, other = data.draw(st.lists(st.sampled_from(sounds), min_size=2, max_size=2, unique=True))
    new, known = (letter + rest if front else rest + letter for letter in (one, other))

    assert confused(one, other)
    # 生 and 升: what rises is told apart from what falls, whatever it sounds like.
    assert alike([new], [known]) == ({} if {one, other} & set("升") else {new: known})


@given(st.text(alphabet=string.ascii_lowercase, min_size=5, max_size=12), st.data())
@settings(max_examples=300, deadline=None)
def test_one_letter_exchanged_dropped_or_doubled_is_a_slip_and_no_name_is_a_slip_of_itself(word, data):
    at = data.draw(st.integers(1, len(word) - 2))
    slips = {
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    }

    assert not slipped(word, word)
    assert all(slipped(slip, word) and slipped(word, slip) for slip in slips - {word})
