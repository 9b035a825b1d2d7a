"""Roll-ups over units and time, coverage, expected cells and scores (DESIGN 7, METHODS 2 and 3)."""

import math
from datetime import date

import pytest

from kpi_core.store import snapshot, span_bounds, verify
from tests.build import load, take

JAN, FEB, JUN = date(2024, 1, 1), date(2024, 2, 1), date(2024, 6, 1)


def result(store, unit, kpi, period, grain="month"):
    known = {row["name"]: row["unit_id"] for row in store.rows("units")}
    kpis = {row["name"]: row["kpi_id"] for row in store.rows("kpis")}
    rows = store.rows("series", unit=known[unit], kpi=kpis[kpi], grain=grain, since=period, period=period)
    return rows[0] if rows else None


def score(store, unit, period, grain="month"):
    known = {row["name"]: row["unit_id"] for row in store.rows("units")}
    with snapshot(store, "month", period) as seen:
        rows = seen.rows("score_now", unit=known[unit], grain=grain, period=period)
    return rows[0] if rows else None


def spanned(store, unit, kpi, span, period):
    known = {row["name"]: row["unit_id"] for row in store.rows("units")}
    kpis = {row["name"]: row["kpi_id"] for row in store.rows("kpis")}
    with snapshot(store, span, period) as seen:
        rows = seen.rows("tiles", unit=known[unit], grain=span, period=period)
    return next(row for row in rows if row["kpi_id"] == kpis[kpi])


def test_sums_and_last_values_add_up_over_units(store):
    load(
        store,
        {"S": {}, "L": {"aggregation": "last"}},
        [(u, k, "2024-01", a, 10) for u, a in (("A", 8), ("B", 14)) for k in "SL"],
    )

    for kpi in "SL":
        row = result(store, "公司", kpi, JAN)
        assert (row["actual"], row["target"], row["attainment"]) == (22, 20, 1.1)


def test_ratios_add_numerators_and_denominators_over_units(store):
    """agg.dept_ratio: 398 of 508 is 0.7835 although the rates average 0.8833."""
    take(
        store,
        "部门,指标,期间,分子,分母,目标值,单位\nA,R,2024-01,90,100,0.8,ratio\nB,R,2024-01,300,400,0.9,ratio\nC,R,2024-01,8,8,0.9,ratio\n",
    )

    row = result(store, "公司", "R", JAN)

    assert math.isclose(row["actual"], 398 / 508)
    assert math.isclose(row["target"], (0.8 * 100 + 0.9 * 408) / 508)
    assert not row["approximate"]


def test_percent_ratios_are_points(store):
    take(store, "部门,指标,期间,分子,分母,目标值,单位\nA,R,2024-01,1208,1400,95,%\n")

    assert math.isclose(result(store, "A", "R", JAN)["actual"], 100 * 1208 / 1400)


def test_means_over_units_are_marked_approximate(store):
    load(store, {"M": {"measure": "%"}}, [("A", "M", "2024-01", 90, 90), ("B", "M", "2024-01", 80, 90)])

    row = result(store, "公司", "M", JAN)

    assert (row["actual"], row["approximate"]) == (85, True)


def test_a_unit_s_own_value_beats_its_children_column_by_column(store):
    load(
        store,
        {"S": {}},
        [("A/x", "S", "2024-01", 3, 9), ("A/y", "S", "2024-01", 4, 9), ("A", "S", "2024-01", None, 10)],
    )

    row = result(store, "A", "S", JAN)

    assert (row["actual"], row["target"], row["cells"], row["due"]) == (7, 10, 2, 2)


def test_an_own_target_is_judged_only_at_full_coverage(store):
    months = [("A/x", "S", m, 3, 3) for m in ("2024-01", "2024-02")] + [("A/y", "S", "2024-01", 4, 4)]
    months += [(f"A/z{n}", "S", m, 1, 1) for n in range(3) for m in ("2024-01", "2024-02")]
    load(store, {"S": {}}, [*months, ("A", "S", "2024-01", None, 10), ("A", "S", "2024-02", None, 10)])

    assert result(store, "A", "S", JAN)["reason"] == "ok"
    partial = result(store, "A", "S", FEB)
    assert (partial["cells"], partial["due"], partial["reason"], partial["attainment"]) == (4, 5, "low_coverage", None)


def test_below_seventy_percent_a_rolled_up_value_is_shown_without_attainment(store):
    facts = [(u, "S", "2024-01", 1, 1) for u in "ABC"] + [(u, "S", "2024-02", 1, 1) for u in "AB"]
    load(store, {"S": {}}, facts)

    row = result(store, "公司", "S", FEB)

    assert (row["actual"], row["cells"], row["due"], row["reason"], row["status"]) == (2, 2, 3, "low_coverage", "none")


def test_a_target_that_some_unit_lacks_is_not_compared_with_the_sum_of_all(store):
    load(store, {"S": {}}, [("A", "S", "2024-01", 5, 5), ("B", "S", "2024-01", 5, None)])

    row = result(store, "公司", "S", JAN)

    assert (row["actual"], row["target"], row["reason"]) == (10, None, "no_target")


def test_days_and_weeks_roll_up_to_the_month_of_their_thursday(store):
    load(
        store, {"S": {}}, [("A", "S", "2024-01-10", 1, 2), ("A", "S", "2024-01-20", 2, 2), ("A", "S", "2024-W05", 4, 4)]
    )

    assert result(store, "A", "S", FEB)["actual"] == 4  # the week of 2024-01-29, its Thursday is 1 February
    assert result(store, "A", "S", JAN)["actual"] == 3


def test_what_is_said_of_a_month_beats_what_its_days_add_up_to(store):
    load(store, {"S": {}}, [("A", "S", "2024-01-10", 1, 2), ("A", "S", "2024-01", 50, None)])

    row = result(store, "A", "S", JAN)

    assert (row["actual"], row["target"]) == (50, 2)


def test_quarters_and_years_stay_at_their_own_grain(store):
    load(store, {"S": {}}, [("A", "S", "2024-01", 10, 11), ("A", "S", "2024Q1", 31, 33), ("A", "S", "2024", 120, 130)])

    assert result(store, "A", "S", JAN)["actual"] == 10
    assert result(store, "A", "S", JAN, "quarter")["actual"] == 31
    assert result(store, "A", "S", JAN, "year")["actual"] == 120


def test_a_kpi_stays_due_for_twelve_months_after_its_last_actual(store):
    load(store, {"S": {}}, [("A", "S", "2023-01", 1, 1), ("B", "S", "2023-01", 1, 1), ("B", "S", "2024-03", 1, 1)])

    assert result(store, "A", "S", date(2023, 12, 1))["reason"] == "missing"
    assert result(store, "A", "S", date(2024, 1, 1)) is None


def test_a_quarterly_kpi_is_due_only_at_the_quarter_s_end(store):
    load(store, {"Q": {"frequency": "quarter"}}, [("A", "Q", "2024-03", 1, 1), ("A", "M", "2024-06", 1, 1)])

    assert result(store, "A", "Q", date(2024, 4, 1)) is None
    assert result(store, "A", "Q", JUN)["reason"] == "missing"


def test_an_assigned_kpi_is_due_though_nothing_ever_came(store):
    load(store, {"S": {}}, [("A", "S", "2024-01", 1, 1)], weights={("B", "S"): 2})

    row = result(store, "B", "S", JAN)

    assert (row["reason"], row["weight"], row["due"]) == ("missing", 2, 1)


def test_weights_are_renormalised_over_what_has_data(store):
    """score.weighted_missing: 0.97 at a coverage of 0.80."""
    weights = {("A", "K1"): 40, ("A", "K2"): 30, ("A", "K3"): 20, ("A", "K4"): 10}
    load(store, {k: {} for k in ("K1", "K2", "K3", "K4")},
         [("A", "K1", "2024-01", 105, 100), ("A", "K2", "2024-01", 92, 100), ("A", "K3", "2024-01", None, 100), ("A", "K4", "2024-01", 80, 100)], weights)  # fmt: skip

    row = score(store, "A", JAN)

    assert math.isclose(row["score"], 0.97)
    assert math.isclose(row["coverage"], 0.8)


def test_below_seventy_percent_of_the_weight_there_is_no_score(store):
    weights = {("A", "K1"): 60, ("A", "K2"): 40}
    load(store, {"K1": {}, "K2": {}}, [("A", "K1", "2024-01", 1, 1), ("A", "K2", "2024-01", None, 1)], weights)

    row = score(store, "A", JAN)

    assert (row["score"], row["coverage"]) == (None, 0.6)


def test_the_company_s_score_is_the_weighted_mean_of_its_departments(store):
    """score.company: 0.9645."""
    load(store, {"K": {}}, [("Sales", "K", "2024-01", 98, 100), ("RD", "K", "2024-01", 85, 100), ("Admin", "K", "2024-01", 110, 100)],
         units={"Sales": 0.4, "RD": 0.35, "Admin": 0.25})  # fmt: skip

    assert math.isclose(score(store, "公司", JAN)["score"], 0.9645)


def test_a_parent_s_own_assignments_count_as_one_more_child(store):
    load(store, {"K": {}, "P": {}}, [("A/x", "K", "2024-01", 100, 100), ("A", "P", "2024-01", 50, 100)],
         weights={("A", "P"): 1}, units={"A": 3, "A/x": 1})  # fmt: skip

    assert math.isclose(score(store, "A", JAN)["score"], (1 * 1.0 + 3 * 0.5) / 4)


def test_a_kpi_without_target_leaves_the_weights_and_one_that_is_late_lowers_coverage(store):
    weights = {("A", "K1"): 1, ("A", "K2"): 1, ("A", "K3"): 1}
    facts = [("A", "K1", "2024-01", 1, 1), ("A", "K2", "2024-01", 1, None), ("A", "K3", "2024-01", None, 1)]
    load(store, {"K1": {}, "K2": {}, "K3": {}}, facts, weights)

    assert math.isclose(score(store, "A", JAN)["coverage"], 0.5)


def test_counts_count_tiles_and_a_parent_with_assignments_shows_only_those(store):
    load(
        store,
        {"K": {}, "P": {}},
        [("A", "K", "2024-01", 50, 100), ("B", "P", "2024-01", 100, 100)],
        weights={("公司", "P"): 1},
    )
    with snapshot(store, "month", JAN) as seen:
        tiles = seen.rows("tiles", unit=1, grain="month", period=JAN)

    assert len(tiles) == 2


@pytest.mark.parametrize(
    ("span", "month", "start", "first"),
    [("month", JUN, 1, JUN), ("quarter", JUN, 1, date(2024, 4, 1)), ("ytd", JUN, 1, JAN), ("ytd", FEB, 4, date(2023, 4, 1)),
     ("ytd", JUN, 4, date(2024, 4, 1)), ("r12", JUN, 1, date(2023, 7, 1)), ("r12", date(2024, 12, 1), 1, JAN)],
)  # fmt: skip
def test_a_span_begins_where_it_should(span, month, start, first):
    assert span_bounds(span, month, start) == (first, month)


def test_year_to_date_is_sum_over_sum_never_the_mean_of_rates(store):
    """agg.ytd_sum: 561 / 570 = 0.984211."""
    actual, target = [82, 75, 96, 101, 99, 108], [80, 80, 100, 100, 100, 110]
    load(
        store,
        {"S": {}},
        [("A", "S", f"2024-0{m}", a, t) for m, (a, t) in enumerate(zip(actual, target, strict=True), start=1)],
    )

    row = spanned(store, "A", "S", "ytd", JUN)

    assert (row["actual"], row["target"]) == (561, 570)
    assert math.isclose(row["attainment"], 561 / 570)


def test_a_ratio_over_months_is_sum_over_sum(store):
    """agg.ratio: 155 / 210 = 0.738095."""
    lines = "".join(
        f"A,R,2024-0{m},{n},{d},0.7,ratio\n" for m, (n, d) in enumerate([(45, 50), (30, 60), (80, 100)], start=1)
    )
    take(store, "部门,指标,期间,分子,分母,目标值,单位\n" + lines)

    assert math.isclose(spanned(store, "A", "R", "quarter", date(2024, 3, 1))["actual"], 155 / 210)


def test_rolling_twelve_months_with_fewer_is_partial(store):
    load(store, {"S": {}}, [("A", "S", f"2024-{m:02d}", 10, 10) for m in range(1, 12)])
    eleven = spanned(store, "A", "S", "r12", date(2024, 11, 1))
    take(store, "部门,指标,期间,实际值,目标值\nA,S,2024-12,10,10\n", "dec.csv")
    twelve = spanned(store, "A", "S", "r12", date(2024, 12, 1))

    assert (eleven["actual"], eleven["reason"]) == (110, "low_coverage")
    assert (twelve["actual"], twelve["attainment"]) == (120, 1.0)


def test_last_max_min_and_mean_over_months(store):
    kinds = ("last", "max", "min", "mean")
    load(
        store,
        {k: {"aggregation": k} for k in kinds},
        [("A", k, f"2024-0{m}", v, 5) for k in kinds for m, v in ((1, 4), (2, 9), (3, 5))],
    )

    values = {k: spanned(store, "A", k, "quarter", date(2024, 3, 1))["actual"] for k in kinds}

    assert values == {"last": 5, "max": 9, "min": 4, "mean": 6}


def test_results_kept_step_by_step_equal_results_made_from_nothing(store):
    load(store, {"S": {}, "M": {"measure": "%"}}, [("A/x", "S", "2023-05", 1, 1), ("B", "M", "2023-06", 90, 95)])
    take(store, "部门,指标,期间,实际值\nA/x,S,2024-01,4\nB,M,2022-12,80\nC,S,2024-02,3\n", "more.csv")

    assert verify(store) == []
