"""What is expected, and a stated reason wherever nothing can be."""

import math
from datetime import date

import pytest

from kpi_core.review.outlook import outlook
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from tests.build import load, take
from tests.review.situations import SEASON, course, months


def seen(store, period="2023-06"):
    year, month = map(int, period.split("-"))
    return outlook(
        store, unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K"), Period("month", date(year, month, 1))
    )


def test_fewer_than_six_months_are_not_forecast_but_land_by_the_run_rate(store):
    load(store, {"K": {"aggregation": "sum"}}, course([10, 20, 30], 20, start=(2023, 1)))

    found = seen(store, "2023-03")

    assert (found.ahead, found.why, found.months) == ([], "short", 3)
    assert (found.landing, found.landing_method, found.landing_error) == (240, "run_rate", None)


def test_the_year_lands_between_its_history_and_the_trend(store):
    load(store, {"K": {"aggregation": "sum"}}, course([*SEASON, *[value + 5 for value in SEASON[:6]]], 105))

    found = seen(store)

    assert found.landing_method == "theta_and_last_year"
    assert sum(SEASON) < found.landing < sum(SEASON) + 150
    assert found.to_date == sum(SEASON[:6]) + 30
    assert [step.period for step in found.ahead] == [date(2023, month, 1) for month in range(7, 13)]
    assert all(step.low <= step.value <= step.high for step in found.ahead)


def test_what_the_rest_must_bring_uses_the_targets_of_the_whole_year(store):
    load(store, {"K": {"aggregation": "sum"}},
         [*course([100] * 18, 100), *[("A", "K", month, None, 120) for month in months(6, (2023, 7))]])  # fmt: skip

    found = seen(store)

    assert found.year_target == 1320
    assert (found.required.rate, found.required.against_plan, found.required.so_far) == (120, 1, 100)


@pytest.mark.parametrize(("aggregation", "kind"), [("max", "kind"), ("min", "kind")])
def test_a_peak_does_not_land(store, aggregation, kind):
    load(store, {"K": {"aggregation": aggregation}}, course([50.0 + at % 3 for at in range(18)]))

    assert (seen(store).landing, seen(store).landing_why) == (None, kind)


def test_a_rate_lands_as_its_cases_over_its_base(store):
    lines = [f"A,K,{month},{90 + at % 3},100,higher" for at, month in enumerate(months(18))]
    take(store, "\n".join(["部门,指标,期间,分子,分母,方向", *lines, ""]))

    found = seen(store)

    assert 0.9 < found.landing < 0.93
    assert found.to_date == pytest.approx(sum(90 + at % 3 for at in range(12, 18)) / 600)


def test_a_gap_is_a_reason_and_not_a_zero(store):
    load(store, {"K": {"aggregation": "sum"}}, course([100] * 8 + [None] + [100] * 3 + [None, 100, 100, 100, 100, 100]))

    assert seen(store).landing_why == "gap"
    assert seen(store).why == "gap"


@pytest.mark.parametrize("values", [[0] * 18, [-5, 3, -8, 2, -1, 4] * 3, [1e12] * 18, [7] * 18])
def test_no_number_is_ever_nan_or_infinite(store, values):
    load(store, {"K": {"aggregation": "sum"}}, course(values, 0))

    found = seen(store)

    for number in [
        found.landing,
        found.error,
        found.landing_error,
        found.to_date,
        *[v for a in found.ahead for v in (a.value, a.low, a.high)],
    ]:
        assert number is None or math.isfinite(number)


def test_other_grains_are_not_forecast(store):
    load(store, {}, [("A", "K", "2024Q1", 1, 1)])
    found = outlook(
        store, unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K"), Period("quarter", date(2024, 1, 1))
    )

    assert (found.why, found.landing_why) == ("grain", "grain")
