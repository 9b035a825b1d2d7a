"""One KPI across departments: the funnel of chance and what moved the common rate."""

from datetime import date

import pytest

from kpi_core.review.departments import departments
from kpi_core.review.rates import bullets, choices, mix, rate_funnel
from kpi_core.review.scope import Period, kpi_by_text, kpis, units
from tests.build import load, take

FEB = Period("month", date(2024, 2, 1))


def rates(store, before, after):
    """A rate of departments in two months, as numerator and denominator."""
    lines = [
        f"{unit},K,{month},{n},{d},higher"
        for month, held in (("2024-01", before), ("2024-02", after))
        for unit, (n, d) in held.items()
    ]
    take(store, "\n".join(["部门,指标,期间,分子,分母,方向", *lines, ""]))
    shown = departments(store, units(store)[1], FEB)
    return shown, kpi_by_text(kpis(store), "K")


def test_own_rates_and_shares_sum_to_the_change_of_the_common_rate(store):
    """cmp.mix_rate: 0.08 = 0.03 + 0.05."""
    found = mix(*rates(store, {"A": (90, 100), "B": (300, 400)}, {"A": (270, 300), "B": (160, 200)}))

    assert (found.change, found.by_rate, found.by_mix) == (
        pytest.approx(0.08),
        pytest.approx(0.03),
        pytest.approx(0.05),
    )


def test_the_one_department_outside_chance_is_named(store):
    held = {"A": (93, 100), "B": (46, 50), "C": (870, 1000), "D": (9, 10), "E": (300, 400)}
    found = rate_funnel(*rates(store, held, held))

    assert {rate.cell.unit.name: rate.place for rate in found.rates} == {
        "A": "warn",
        "B": "inside",
        "C": "warn",
        "D": "inside",
        "E": "alarm",
    }
    assert [rate.base for rate in found.rates] == [10, 50, 100, 400, 1000]
    assert (found.target, found.multiplier) == (pytest.approx(0.844872, abs=1e-6), 1)


@pytest.mark.parametrize(
    ("after", "why"),
    [
        ({"A": (1, 2), "B": (1, 2)}, "few"),
        ({"A": (0, 5), "B": (0, 5), "C": (0, 5)}, "constant"),
        ({"A": (9, 5), "B": (1, 5), "C": (1, 5)}, "kind"),
    ],
)
def test_without_a_funnel_there_is_a_reason(store, after, why):
    assert rate_funnel(*rates(store, after, after)).why == why


def test_a_kpi_that_counts_nothing_has_no_funnel_and_no_mix(store):
    load(store, {}, [(unit, "K", "2024-02", value, 100) for unit, value in (("A", 1), ("B", 2), ("C", 3))])
    shown, kpi = departments(store, units(store)[1], FEB), kpi_by_text(kpis(store), "K")

    assert (rate_funnel(shown, kpi).why, mix(shown, kpi)) == ("kind", None)
    assert [cell.unit.name for cell in bullets(shown, kpi)] == ["C", "B", "A"]
    assert choices(shown) == [kpi]
