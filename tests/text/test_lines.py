"""A figure that is not on a line is never shown as on it, and a span is named by its months."""

from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kpi_core.text.numbers import (
    COVERED,
    GRADED,
    attainment,
    coverage,
    number,
    percent,
    points,
    span_title,
    whole_points,
)

FRACTIONS = st.floats(0, 2, allow_nan=False) | st.sampled_from([1.0, 0.9, 0.7, 0.95]).flatmap(
    lambda line: st.floats(-1e-3, 1e-3).map(lambda step: line + step)
)


@given(FRACTIONS, st.sampled_from([*GRADED, *COVERED]), st.sampled_from([0, 1, 2]))
@example(0.9996, 1.0, 1)
@example(0.99999999, 1.0, 1)
@example(0.8996, 0.9, 0)
def test_no_fraction_below_a_line_is_shown_as_on_it(value, line, decimals):
    apart = abs(value - line)
    assume(not 0.5e-9 < apart < 2e-9)
    below = value < line and apart > 1e-9

    for shown in (percent, points):
        if below:
            assert shown(value, decimals, [line]) != shown(line, decimals)
        else:
            assert shown(value, decimals, [line]) == shown(value, decimals)
    assert not below or whole_points(value, [line]) != whole_points(line)


@given(st.floats(-1e9, 1e9), st.floats(-1e-2, 1e-2), st.sampled_from([None, 0, 1, 2]))
def test_no_amount_beside_its_target_is_shown_as_its_target(target, step, decimals):
    value = target + step

    if abs(value - target) > 1e-9 * max(1.0, abs(target)) and abs(value - target) > 1e-9:
        shown = number(value, decimals, lines=[target])
        places = len(shown.partition(".")[2])
        assert shown != number(target, places)


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0.9996, "99.96 %"), (0.99999, "99.999 %"), (1.0, "100.0 %"), (0.8999, "89.99 %"), (1.2, "120.0 %"), (None, "–")]
)  # fmt: skip
def test_an_attainment_just_below_a_threshold_is_not_rounded_onto_it(fraction, shown):
    assert attainment(fraction) == shown


@pytest.mark.parametrize(
    ("fraction", "shown"), [(0.6999, "69.99 %"), (0.697, "69.7 %"), (0.7, "70 %"), (0.996, "99.6 %"), (1.0, "100 %"), (0.004, "0 %"), (0.85, "85 %")]
)  # fmt: skip
def test_coverage_just_below_seventy_percent_is_not_printed_as_seventy(fraction, shown):
    assert coverage(fraction) == shown


@pytest.mark.parametrize(
    ("since", "until", "zh", "en"),
    [
        (date(2024, 1, 1), date(2024, 9, 1), "2024年1月至9月", "January to September 2024"),
        (date(2023, 10, 1), date(2024, 9, 1), "2023年10月至2024年9月", "October 2023 to September 2024"),
        (date(2024, 1, 1), date(2024, 1, 1), "2024年1月", "Jan 2024"),
    ],
)
def test_a_span_is_named_by_its_months(since, until, zh, en):
    assert (span_title(since, until, "zh"), span_title(since, until, "en")) == (zh, en)
