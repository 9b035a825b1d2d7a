"""Any figure written in any style comes back equal or is asked, never as another figure."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpi_core.intake.figures import read_figures
from kpi_core.intake.measure import conversion, measure_in, ratio_of, weight_of
from kpi_core.intake.numbers import read_numbers

# What may stand between thousands, and the decimal signs that go with it.
STYLES = (
    [("", "."), ("", ","), (",", "."), (".", ","), ("lakh", ".")]
    + [(group, sign) for group in "'’ʼ \u00a0\u2009\u202f" for sign in ".,"]
)  # fmt: skip
SIGNED = ("-{}", "−{}", "({})", "{}-", "△{}", "- {}", "－{}")
# Units and currencies about a number, and what is then its measure.
ABOUT = {
    "{}": "", "{}天": "天", "{} days": "days", "{}人次": "人次", "{} 吨": "吨", "{}m²": "m²", "{} working days": "working days", "${}": "$", "{} €": "€",
    "CHF {}": "CHF", "￥{}": "¥", "R$ {}": "R$", "{} kr": "kr", "₹{}": "₹", "{}元/吨": "元/吨", '="{}"': "", "'{}": "", '"{}"': "", " {} ": "", "{} km/h": "km/h",
}  # fmt: skip
FLAGS = {
    "{}": "",
    "{} (p)": "p",
    "{} e": "e",
    "{}*": "*",
    "{}†": "†",
    "{}¹": "¹",
    "{} [1]": "[1]",
    "{}（初步）": "初步",
    "{} (est.)": "est.",
    "{}**": "**",
}
SIZES = {"{}": 1, "{}k": 1e3, "{} million": 1e6, "{}万": 1e4, "{} bn": 1e9, "{} Mio.": 1e6, "{} lakh": 1e5, "{}亿": 1e8}


@st.composite
def numbers(draw):
    """A number as its digits: whole part, and decimals."""
    whole = draw(st.one_of(st.integers(0, 999), st.integers(0, 10**9)))
    decimals = draw(st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=4)))
    return str(whole), decimals, draw(st.booleans())


def grouped(whole, by):
    if not by:
        return whole
    last, rest = whole[-3:], whole[:-3]
    width = 2 if by == "lakh" else 3
    parts = []
    while rest:
        parts.insert(0, rest[-width:])
        rest = rest[:-width]
    return ("," if by == "lakh" else by).join([*parts, last])


def written(number, style, signed):
    whole, decimals, negative = number
    text = grouped(whole, style[0]) + (style[1] + decimals if decimals else "")
    return signed.format(text) if negative else text


def meant(number):
    whole, decimals, negative = number
    return (-1 if negative else 1) * float(f"{whole}.{decimals or 0}")


def read(texts, separator, decimal=""):
    """The values, and which of them are asked or refused."""
    found = read_figures({"actual": pa.array(texts)}, separator, decimal)
    asked = np.zeros(len(texts), bool)
    for _, _, rows in found.wrong:
        asked |= rows
    return found, asked


def wide(text):
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isdigit() else sign for sign in text)


@given(
    st.lists(numbers(), min_size=1, max_size=6), st.sampled_from(STYLES), st.sampled_from(SIGNED), st.sampled_from(",;\t|"),
    st.sampled_from(sorted(ABOUT)), st.sampled_from(sorted(FLAGS)), st.booleans(),
)  # fmt: skip
def test_a_column_in_one_style_comes_back_equal_or_is_asked(given_numbers, style, signed, separator, about, flag, full):
    wrapped = about.strip() in ('="{}"', '"{}"')
    assume(
        not (signed == "{}-" and flag != "{}")
        and not (wrapped and flag != "{}")
        and not (about == "'{}" and signed == "({})")
    )
    # A sign stands beside its number, brackets around all of it; a note is raised behind decimals only.
    assume("¹" not in flag or all(decimals for _, decimals, _ in given_numbers))
    texts = [flag.format(about.format(written(number, style, signed))) for number in given_numbers]
    # 12.345 and 1,234 alone in a comma file are twelve and a bit, and a thousand and more.
    sure = any(
        (decimals and (len(decimals) != 3 or (style[0] and len(whole) > 3))) or (style[0] == "." and len(whole) > 6)
        for whole, decimals, _ in given_numbers
    )
    assume(sure or style[1] == "." or separator == ";")
    found, asked = read([wide(text) for text in texts] if full else texts, separator)

    for text, value, number, question in zip(texts, found.values["actual"], given_numbers, asked, strict=True):
        assert question or value == meant(number), text
    marks = found.marked.get("actual")
    for place in np.flatnonzero(~asked):
        mark = marks.marks[marks.mark[place]] if marks else None
        assert (mark.measure if mark else "") == ABOUT[about], texts[place]
        assert (mark.flag if mark else "") == FLAGS[flag], texts[place]


@given(st.lists(numbers(), min_size=1, max_size=6), st.sampled_from(STYLES), st.sampled_from(",;"))
def test_a_person_who_names_the_decimal_sign_is_asked_nothing_and_gets_every_figure(given_numbers, style, separator):
    texts = [written(number, style, "-{}") for number in given_numbers]
    found, asked = read(texts, separator, style[1])

    assert (found.values["actual"].tolist(), asked.any()) == ([meant(number) for number in given_numbers], False)


@given(numbers(), st.sampled_from(sorted(SIZES)), st.sampled_from(["{}", "${}", "{} USD", "€{}"]), st.booleans())
def test_a_size_is_told_beside_the_figures_whatever_the_currency(number, size, money, percent):
    text = money.format(size.format(written(number, (",", "."), "-{}")))
    found = read_numbers(pa.array([text]))
    assert (found.values[0], found.scale[0]) == (meant(number), SIZES[size])
    signed = read_numbers(pa.array([written(number, (",", "."), "-{}") + (" ％" if percent else "")]))
    assert (signed.values[0], bool(signed.percent[0])) == (meant(number), percent)


@given(st.text("0123456789.,' -()%$€kt万天p*/:¹²", max_size=9))
def test_no_string_of_signs_reads_as_a_figure_that_its_digits_do_not_make(text):
    found = read_numbers(pa.array([text]))

    if not np.isnan(found.values[0]):
        digits = "".join(sign for sign in text.split("/")[0] if sign.isdigit() and sign not in "¹²").lstrip("0")
        shown = f"{abs(found.values[0]):.9f}".replace(".", "").strip("0")
        assert digits.strip("0") == shown, text


@pytest.mark.parametrize(
    ("separator", "texts", "expected"),
    [
        (";", ["12.345"], [None]), (",", ["12.345"], [12.345]), (";", ["12.345", "95,4"], [12345, 95.4]), (";", ["12.345", "95.4"], [12.345, 95.4]),
        (";", ["1,234", "12.5"], [1234, 12.5]), (",", ["1.234.567,89", "12.345"], [1234567.89, 12345]), (",", ["1,408", "50,52%"], [None, None]),
        (",", ["50,52", "1,234.5"], [None, 1234.5]), (",", ["50,52", "60,1"], [50.52, 60.1]), (";", ["12,5", "12.5", "1.234"], [12.5, 12.5, None]),
        (",", ["12,34,567", "1,234"], [1234567, 1234]), (",", ["1 234,5", "1,234"], [1234.5, 1.234]), (",", ["1,23"], [None]),
        (";", ["1.234.567", "1,234"], [1234567, 1.234]),
    ],
)  # fmt: skip
def test_one_cell_that_can_only_be_one_way_tells_for_the_file_and_a_contradiction_asks(separator, texts, expected):
    found, asked = read(texts, separator)

    assert [
        None if question else value for value, question in zip(found.values["actual"], asked, strict=True)
    ] == expected


def test_a_column_of_plain_figures_is_asked_about_beside_one_of_decimal_commas():
    columns = {"actual": pa.array(["1.234,5", "2.345,6"]), "target": pa.array([12.345, 7.0])}
    found = read_figures(columns, ",", "")

    assert [(name, code, rows.tolist()) for name, code, rows in found.wrong] == [
        ("target", "comma_unsure", [True, False])
    ]


@pytest.mark.parametrize(
    "text", ["00:02:30", "2:30", "1h 30m", "2小时30分", "3'20", "1h30", "1 day, 2:00:00", "3分20秒"]
)
def test_a_length_of_time_is_no_number(text):
    found = read_numbers(pa.array([text]))

    assert found.bad[0]
    assert found.marks[found.mark[0]].why == "duration"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:02:30", 150), ("1h 30m", 5400), ("2小时30分", 9000), ("1h30", 5400), ("1 day, 2:00:00", 93600), ("3分20秒", 200), ("2:30", None),
     ("30m 1h", None)],
)  # fmt: skip
def test_a_length_of_time_that_reads_one_way_has_its_seconds(text, seconds):
    assert read_numbers(pa.array([text])).seconds.tolist() == [
        pytest.approx(seconds if seconds is not None else np.nan, nan_ok=True)
    ]


@pytest.mark.parametrize("text", ["TBC", "待定", "tbd", "待确认", "to be confirmed"])
def test_a_figure_that_is_still_to_come_is_named(text):
    found = read_numbers(pa.array([text]))

    assert (found.marks[found.mark[0]].why, bool(found.bad[0])) == ("value_pending", True)


@pytest.mark.parametrize(
    "text",
    ["n.a.", "N/A", "n.d.", "..", "...", "…", ":", ": c", "-", "–", "不适用", "缺报", "未统计", "nil", "None", "*", ""],
)
def test_a_word_for_no_figure_is_missing_and_not_bad(text):
    found = read_numbers(pa.array([text]))

    assert (np.isnan(found.values[0]), bool(found.bad[0])) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "10²",
        "12 (5)",
        "60-65",
        "1/2",
        "8.1/7",
        "-(5)",
        "(5",
        "5)",
        "1.234,5.6",
        "1 2345",
        "12 TBC",
        "5'",
        '17"',
        "百分之95",
        "12㉑",
    ],
)
def test_what_reads_as_no_figure_is_refused(text):
    assert read_numbers(pa.array([text])).bad[0]


@pytest.mark.parametrize(
    ("name", "measure"),
    [("营业收入(万元)", "万元"), ("合格率（％）", "%"), ("On-time delivery %", "%"), ("% calls answered", "%"), ("Sales (USD)", "USD"),
     ("Average wait (minutes)", "minutes"), ("Sales (North)", ""), ("Missed bins per 100k", ""), ("产量", ""), ("Spend ($k)", "$k"), ("100%检验", "")],
)  # fmt: skip
def test_a_unit_in_the_name_of_a_kpi_is_its_measure(name, measure):
    assert measure_in(name) == measure


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("吨", "公斤", 1000), ("kg", "公斤", 1), ("元", "RMB", 1), ("万元", "元", 1e4), ("天", "小时", 24), ("day", "days", 1), ("¥", "JPY", 1), ("円", "元", None),
     ("$k", "USD", 1000), ("customers", "customer", 1), ("件", "箱", None), ("‰", "%", 0.1), ("EUR million", "€", 1e6)],
)  # fmt: skip
def test_units_of_measure_are_compared_by_what_they_mean(one, other, ratio):
    assert ratio_of(one, other) == ratio


def test_a_conversion_is_written_out_where_there_is_one():
    assert [conversion("公斤", "吨"), conversion("kg", "公斤"), conversion("件", "箱")] == [
        " (1 吨 = 1,000 公斤)",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("measure", "weight"),
    [("万元", 1e4), ("千元", 1e3), ("千克", 1), ("%", 0.01), ("m", 1), ("km", 1), ("$k", 1e3), ("件", 1)],
)
def test_a_measure_tells_how_many_of_its_plain_unit_it_is(measure, weight):
    assert weight_of(measure) == weight
