"""Ranking with ties, last rank, and who could not be ranked."""

from datetime import date

from kpi_core.review.department_findings import departments_findings
from kpi_core.review.departments import departments
from kpi_core.review.scope import Period, units
from kpi_core.text.headlines import sentence
from tests.build import load

FEB = Period("month", date(2024, 2, 1))


def test_ties_share_a_rank_and_the_next_one_is_skipped(store):
    """cmp.rank: 1, 2, 2, 4."""
    load(store, {}, [(u, "K", "2024-02", v, 100) for u, v in (("A", 110), ("B", 95), ("C", 95), ("D", 50))])

    assert [row.rank for row in departments(store, units(store)[1], FEB).rows] == [1, 2, 2, 4]


def test_the_rank_before_and_the_silent_one_stand_beside(store):
    load(
        store,
        {},
        [(u, "K", "2024-01", v, 100) for u, v in (("A", 50), ("B", 95), ("C", 90))]
        + [("A", "K", "2024-02", 100, 100), ("B", "K", "2024-02", 90, 100)],
    )

    shown = departments(store, units(store)[1], FEB)

    assert [(row.unit.name, row.rank, row.previous_rank) for row in shown.rows] == [
        ("A", 1, 3),
        ("B", 2, 1),
        ("C", None, 2),
    ]
    assert (
        sentence(departments_findings(shown), "zh")
        == "2024年2月：A以 100.0 分居首，B以 90.0 分居末，相差 10.0 分；不足 3 个月，名次仅供参考；1 个部门数据不足，未参加排名。"
    )
