"""Numbers as people write them."""

import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake.numbers import commas, read_numbers


def one(text, decimal_comma=False):
    numbers = read_numbers(pa.array([text]), decimal_comma)
    return float(numbers.values[0]), bool(numbers.percent[0]), bool(numbers.bad[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [("1234.5", 1234.5), ("1,234.50", 1234.5), ("(1,234.50)", -1234.5), ("−500", -500), ("300-", -300), ("- 20", -20), ("△15", -15),
     ("９５．５", 95.5), (" 12 ", 12), ("+3", 3), ("1e3", 1000), (".5", 0.5), ("1,234,567", 1234567)],
)  # fmt: skip
def test_numbers_in_every_usual_form(text, value):
    assert one(text) == (value, False, False)


@pytest.mark.parametrize(("text", "value"), [("96.5%", 96.5), ("９８％", 98), ("(3.5%)", -3.5)])
def test_a_percent_sign_is_seen(text, value):
    read, percent, bad = one(text)

    assert (read, bad) == (value, False)
    assert percent


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "inf",
        "-inf",
        "1e309",
        "1_000",
        "0x1F",
        "TRUE",
        "待定",
        "#DIV/0!",
        "1,23",
        "12,3456",
        "1.2.3",
        "--5",
        "10²",
        "½",
    ],
)
def test_what_is_no_number_is_bad_never_a_number(text):
    value, _, bad = one(text)

    assert bad
    assert math.isnan(value)


def test_blank_is_missing_and_not_bad():
    numbers = read_numbers(pa.array(["", "  ", None]))

    assert np.isnan(numbers.values).all()
    assert not numbers.bad.any()


def test_a_decimal_comma_is_read_where_the_column_has_one():
    assert commas(pa.array(["1200", "1177,0"])).decimal
    assert not commas(pa.array(["1,200", "1,177"])).decimal
    assert one("1.177,05", decimal_comma=True) == (1177.05, False, False)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=20))
def test_whatever_is_written_comes_back(values):
    numbers = read_numbers(pa.array([repr(value) for value in values]))

    assert numbers.values.tolist() == values


@given(st.lists(st.text(max_size=20), max_size=20))
def test_no_text_breaks_the_reader_and_every_cell_is_one_of_three(texts):
    numbers = read_numbers(pa.array(texts, pa.string()))

    assert np.isfinite(numbers.values[~np.isnan(numbers.values)]).all()
    assert not (numbers.bad & ~np.isnan(numbers.values)).any()


@pytest.mark.parametrize(
    ("text", "value", "scale"),
    [("3.5万", 3.5, 1e4), ("1.2 亿元", 1.2, 1e8), ("12k", 12, 1e3), ("−4M", -4, 1e6), ("2百万", 2, 1e6), ("5", 5, 1)],
)
def test_a_word_behind_a_number_says_its_size(text, value, scale):
    numbers = read_numbers(pa.array([text]))

    assert (numbers.values[0], numbers.scale[0], bool(numbers.bad[0])) == (value, scale, False)


@pytest.mark.parametrize("text", ["万", "k12", "约1000", "about 12", "12左右", "3 missing", ">100", "12 or so"])
def test_other_words_are_no_size(text):
    assert one(text)[2]
