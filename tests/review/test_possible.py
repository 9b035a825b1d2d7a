"""No sentence about where a KPI is going speaks of something that cannot be."""

import re
from datetime import date

import numpy as np
import pytest

from kpi_core.measures.landing import required
from kpi_core.reports.trend import trend_json
from kpi_core.review.kpi import kpi_view
from kpi_core.review.kpi_findings import kpi_findings
from kpi_core.review.scope import Period, kpi_by_text, kpis, unit_by_text, units
from kpi_core.text.headlines import sentence
from kpi_core.ui.outlook_panels import evidence_rows, outlook_rows
from tests.build import load
from tests.review.situations import course, months, rising

ACCIDENTS = {"K": {"direction": "lower", "aggregation": "sum", "decimals": 0, "measure": "起"}}
RATE = {"K": {"measure": "%", "aggregation": "mean", "decimals": 1}}


def texts(store, month, lang="en"):
    """Headline and cards of A's K in a month, as one text."""
    year, number = map(int, month.split("-"))
    view = kpi_view(
        store, unit_by_text(units(store), "A"), kpi_by_text(kpis(store), "K"), Period("month", date(year, number, 1))
    )
    cards = [" ".join(row[:2]) for row in [*outlook_rows(view, lang), *evidence_rows(view, lang)]]
    return sentence(kpi_findings(view), lang).replace("\u00a0", " "), "\n".join(cards), view


def year_of(values, target):
    """A course with its target also in the months of its last year that are still to come."""
    whole = -len(values) % 12
    ahead = [("A", "K", month, None, target) for month in months(len(values) + whole)[len(values) :]]
    return [*course(values, target), *ahead]


def test_an_allowance_that_is_used_up_is_said_so_and_no_negative_count_is_allowed(store):
    """Three accidents in ten months where none are allowed: (0 - 3) / 2 is no average a month can have."""
    load(store, ACCIDENTS, year_of([0] * 24 + [0, 1, 0, 0, 1, 0, 0, 0, 0, 1], 0))

    headline, cards, view = texts(store, "2024-10")
    _, chinese, _ = texts(store, "2024-10", "zh")

    assert "the year's allowance of 0 起 is used up (3 起 so far)" in headline
    assert "the year's allowance is used up" in cards
    assert "全年允许的额度已经用完" in chinese
    assert "−1.5" not in cards + chinese
    assert (view.outlook.required.status, view.outlook.required.rate) == ("used_up", None)


def test_an_allowance_spent_to_the_last_allows_nothing_more(store):
    load(store, ACCIDENTS, year_of([0] * 24 + [0, 1, 0], 1 / 12))

    assert texts(store, "2024-03")[2].outlook.required.rate == pytest.approx(0)


def test_an_average_above_a_hundred_percent_is_out_of_reach(store):
    """50 in eleven months and 95 wanted: the last month would have to be 590 %."""
    load(store, RATE, year_of([90, 95, 92, 96] * 6 + [50] * 11, 95))

    headline, cards, view = texts(store, "2024-11")

    assert "the year's target 95.00 % can no longer be reached" in headline
    assert "can no longer be reached" in cards
    assert view.outlook.required.status == "unreachable"


def test_a_mean_of_which_too_much_was_used_is_out_of_reach_and_not_an_allowance(store):
    load(store, {"K": RATE["K"] | {"direction": "lower"}}, year_of([2, 3, 2.5, 3] * 6 + [20] * 11, 3))

    headline, cards, _ = texts(store, "2024-11")

    assert "allowance" not in headline + cards
    assert "can no longer be reached" in headline


@pytest.mark.parametrize(("measure", "slope"), [("%", 1.0), ("ratio", 0.01)])
def test_a_percent_kpi_changes_in_percentage_points_a_period(store, measure, slope):
    """One point a month: 1 in percent points, 0.01 in fractions."""
    values = [slope * value for value in rising(24)]
    load(store, {"K": {"measure": measure, "aggregation": "mean"}}, course(values, 40 * slope))

    headline, cards, _ = texts(store, "2023-12")

    assert "by about 1 pp a period" in headline
    assert re.search(r"; \+(1|0\.99\d?|1\.0\d*) pp a period, 95 % interval \+[\d.]+ pp to \+[\d.]+ pp", cards), cards


def test_a_small_slope_keeps_two_digits(store):
    load(
        store, {"K": {"measure": "%", "aggregation": "mean"}}, course([90 + 0.004 * value for value in rising(24)], 40)
    )

    assert "by about 0.0040 pp a period" in texts(store, "2023-12")[0]


@pytest.mark.parametrize("direction", ["higher", "lower"])
@pytest.mark.parametrize("aggregation", ["sum", "mean", "last"])
@pytest.mark.parametrize("measure", ["%", "起"])
@pytest.mark.parametrize(
    "values", [[0, 0, 0, 1], [5, 3, 1, 0], [100, 99, 100, 98], [1, 90, 2, 60], [40, 30, 20, 10, 5, 1, 0]]
)
def test_whatever_the_kpi_nothing_expected_lies_where_it_cannot_be(store, direction, aggregation, measure, values):
    """Counts and percentages that never were below 0 (above 100 %): every figure expected or required stays there."""
    course_of_k = [
        values[min(at * len(values) // 31, len(values) - 1)] + (at % 2 if max(values) < 60 else 0) for at in range(31)
    ]
    load(
        store,
        {"K": {"direction": direction, "aggregation": aggregation, "measure": measure}},
        year_of(course_of_k, course_of_k[0] / 2),
    )

    for month in ("2022-08", "2023-05", "2024-03", "2024-07"):
        shown = trend_json(store, "A", "K", month, "en")
        landing, need = shown["landing"], shown["landing"]["required"]
        figures = [landing["value"], landing["to_date"], need and need["rate"],
                   *[ahead[name] for ahead in shown["forecast"]["ahead"] for name in ("value", "low", "high")],
                   *[point[name] for point in shown["points"] for name in ("lower", "upper")]]  # fmt: skip
        most = 100 if measure == "%" else float("inf")
        expected = [figure for figure in figures[1:] if figure is not None]
        assert all(figure >= 0 for figure in expected), (month, expected)
        assert all(figure <= most for figure in figures[2:] if figure is not None) or aggregation == "sum"
        if landing["value"] is not None and aggregation == "sum":
            assert landing["value"] >= landing["to_date"] - 1e-9
        view = texts(store, month)[2]
        assert not [row for lang in ("zh", "en") for row in outlook_rows(view, lang) if "−" in row[1]]


@pytest.mark.parametrize("low", [0.0, float("-inf")])
def test_a_kpi_that_can_be_negative_has_a_negative_rate(low):
    """Net outflow of 30 in ten months, 10 wanted: the two months left must bring -10 each, if they can."""
    found = required(np.full(10, 3.0), np.full(12, 10 / 12), True, low)

    assert (found.status, found.rate) == (("used_up", None) if low == 0 else ("open", pytest.approx(-10)))


def test_a_landing_just_off_its_target_is_not_shown_as_on_it(store):
    """Twelve a month and a target of 143.9: it lands at 144, which rounds to the same."""
    load(store, ACCIDENTS, year_of([12] * 30, 143.9 / 12))

    headline = texts(store, "2024-06")[0]

    assert "expected to land at 144.0 起, missing the target 143.9 起" in headline


def test_a_short_history_still_says_where_the_run_rate_lands(store):
    load(store, {"K": {"aggregation": "sum", "decimals": 0}}, year_of([10, 20, 30], 20))

    cards = texts(store, "2022-03")[1]

    assert "too short for a forecast" in cards
    assert "Year lands at 240.0 (run rate of 3 months, no season known)" in cards
