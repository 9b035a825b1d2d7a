"""The parts sum to the change of the score shown, whatever changes: values, weights, who reports."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi_core.review.departments import departments
from kpi_core.review.scope import Period, units
from kpi_core.store import open_store
from tests.build import load

FEB = Period("month", date(2024, 2, 1))
UNITS, KPIS = ("A", "B", "B/x"), ("K", "L", "M")
# A month of the span that is compared with the one that ends in February.
BEFORE = {"month": "2024-01", "quarter": "2023-11", "ytd": "2023-02", "r12": "2024-01"}
VALUE = st.one_of(st.none(), st.integers(40, 140))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(VALUE, VALUE), min_size=9, max_size=9),
    st.lists(st.integers(1, 9), min_size=9, max_size=9),
    st.lists(st.integers(1, 4), min_size=3, max_size=3),
    st.sampled_from(["month", "quarter", "ytd", "r12"]),
)
# A unit whose own KPIs have no score of their own gives them no share.
@example([(None, None)] * 6 + [(82, 40), (None, None), (40, 40)], [1, 1, 1, 5, 4, 1, 3, 1, 1], [1, 1, 1], "month")
def test_the_parts_sum_to_the_change(values, weights, shares, span):
    store = open_store(":memory:")
    places = [(unit, kpi) for unit in UNITS for kpi in KPIS]
    months = (BEFORE[span], "2024-02")
    facts = [(unit, kpi, month, value, 100) for (unit, kpi), pair in zip(places, values, strict=True)
             for month, value in zip(months, pair, strict=True) if value is not None]  # fmt: skip
    facts += [("A", "alive", month, 100, 100) for month in months]
    load(
        store,
        {kpi: {"aggregation": "mean"} for kpi in KPIS},
        facts,
        dict(zip(places, weights, strict=True)),
        dict(zip(UNITS, shares, strict=True)),
    )

    for unit in units(store).values():
        shown = departments(store, unit, FEB, span)
        if shown.change is not None:
            assert sum(part.total for part in shown.waterfall) == pytest.approx(shown.change, abs=1e-9)
    store.close()


def test_a_kpi_that_was_not_reported_moves_the_score_by_its_weight_only(store):
    load(store, {}, [("A", "K", "2024-01", 100, 100), ("A", "L", "2024-01", 50, 100), ("A", "K", "2024-02", 100, 100)],
         {("A", "K"): 8, ("A", "L"): 2})  # fmt: skip

    shown = departments(store, units(store)[1], FEB)
    parts = {part.kpi.values["name"]: part for part in shown.waterfall}

    assert shown.change == pytest.approx(0.1)
    assert all(part.by_value == 0 for part in parts.values())
    assert parts["L"].by_weight > 0
