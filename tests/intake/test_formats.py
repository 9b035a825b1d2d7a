"""A number format lets a person read a cell; what is read is that, at its full size. Expected texts are what Excel shows."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.intake.formats import is_moment, moment_text, number_text, serial_text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.93, "0.0%", "93%"),
        (97.5, '0.0"%"', "97.5%"),
        (97.5, "0.00\\%", "97.5%"),
        (97.5, "0.0!%", "97.5%"),
        (12, "0_%", "12"),
        (-0.05, "0.0%;-0.0%", "-5%"),
        (-0.05, "0.0%;[Red](0.0%)", "-5%"),
        (-0.5, '0%;"minus "0%;"–"', "-50%"),
        (1, "[Red]0", "1"),
        (1, "[$-804]0", "1"),
        (5_200_000, '0.0,,"M"', "5200000"),
        (5_200, "0,", "5200"),
        (52_000, '0!.0,"万"', "52000"),
        (1_500, '[>=1000]0.0,"k";0"件"', "1500"),
        (15, '[>=1000]0.0,"k";0"件"', "15件"),
        (3, '0"天"', "3天"),
        (-3, '0"天";-0"天"', "-3天"),
        (2.5, '0.0" days"', "2.5 days"),
        (1_200, '#,##0"元"', "1200元"),
        (3, 'General"天"', "3天"),
        (3, '0" (est.)"', "3"),
        (1_200, '"¥"#,##0', "1200"),
        (1_200, "#,##0.00 [$€-407]", "1200"),
        (-3, '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', "-3"),
        (0, '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', "0"),
        (0, '0;-0;"n/a"', "n/a"),
        (1, '"Q"0', "Q1"),
        (95, '"≥"0', "≥95"),
        (7, "000", "007"),
        (3, '0"月"', "3月"),
        (0, ";;;", "0"),
        (1e-7, "0.00E+00", "0.0000001"),
        (1234567890123456, "General", "1234567890123456"),
        (1e20, "General", "100000000000000000000"),
        (0.5, "0" * 300 + "%", "0.5"),
    ],
)
def test_a_format_is_read_by_its_sections(value, form, text):
    assert number_text(value, form) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (datetime(2024, 3, 1), "mmm-yy", "2024-03"),
        (datetime(2024, 3, 15), 'yyyy"年"m"月"', "2024-03"),
        (datetime(2024, 3, 15), '[$-804]yyyy"年"m"月"d"日";@', "2024-03-15"),
        (datetime(2024, 3, 1), "yyyy", "2024"),
        (datetime(2024, 3, 1, 8, 30), "yyyy-mm-dd h:mm", "2024-03-01 08:30:00"),
        (datetime(2024, 3, 1, 8, 30), "yyyy-mm-dd", "2024-03-01"),
        (time(0, 4, 30), "mm:ss", "00:04:30"),
        (timedelta(hours=26, minutes=30), "[h]:mm", "26:30:00"),
        (datetime(1900, 1, 1, 12), "h:mm", "36:00:00"),
        (datetime(1904, 1, 2, 12), "h:mm", "36:00:00"),
    ],
)
def test_a_date_is_read_as_far_as_it_is_shown_and_a_duration_by_its_hours(value, form, text):
    assert moment_text(value, form) == text


def test_a_number_of_days_is_a_date_by_the_workbooks_own_first_day():
    assert [serial_text(45352, "mmm-yy", False), serial_text(43890, "mmm-yy", True)] == ["2024-03", "2024-03"]
    assert [serial_text(0.003125, "h:mm:ss", False), serial_text(1.1, "[h]:mm", False)] == ["00:04:30", "26:24:00"]
    assert [serial_text(-1.0, "yyyy-mm-dd", False), serial_text(3e9, "yyyy-mm-dd", False)] == ["-1", "3000000000"]


def test_letters_in_a_text_or_a_colour_make_no_date():
    assert not any(
        map(is_moment, ("General", '0" days"', "[Red]0", "0\\d", "#,##0_);[Red](#,##0)", "[DBNum2][$-804]General"))
    )
    assert all(map(is_moment, ("mmm-yy", 'm"月"', "[h]:mm", "yyyy/m/d;@")))


PIECES = [
    "0",
    "0.00",
    "#,##0",
    '"%"',
    "%",
    "\\%",
    '"天"',
    "[Red]",
    "[$-804]",
    "_)",
    "* ",
    ";",
    ",",
    "-",
    "(",
    ")",
    "General",
    "!",
    '"',
    "[",
    "E+0",
    "@",
]


@given(st.floats(allow_nan=False, allow_infinity=False), st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_no_format_whatever_it_is_takes_digits_from_a_number(value, form):
    """Whatever the format: what comes back begins with the value or its hundredfold, or is the format's own word."""
    text = number_text(value, form)
    digits = text.rstrip("%天-+() ").lstrip("-")
    if digits and digits[0].isdigit() and text not in form:
        read = Decimal(digits)
        scaled = {abs(Decimal(repr(value))) * 100**times for times in range(9)}
        assert read in scaled
