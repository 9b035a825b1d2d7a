"""agg.yoy and agg.pp_change: percent only over a positive base."""

import pytest

from kpi_core.measures.change import Change, change


@pytest.mark.parametrize(
    ("current", "previous", "expected"),
    [(110, 100, Change("relative", 0.1, 10)), (90, 100, Change("relative", -0.1, -10)), (-50, -100, Change("absolute", 50, 50, "negative_base")), (20, -10, Change("absolute", 30, 30, "sign_change")),
     (5, 0, Change("absolute", 5, 5, "zero_base")), (0, 0, Change("absolute", 0, 0, "zero_base")), (None, 5, None), (5, None, None)],
)  # fmt: skip
def test_change(current, previous, expected):
    assert change(current, previous) == expected


def test_percent_kpis_change_in_points():
    assert change(93.4, 91.0, "%") == Change("points", pytest.approx(2.4), pytest.approx(2.4))
