"""Attainment, status and score by the definitions of METHODS sections 1 and 3, through the store's own SQL."""

import math

import pytest

from kpi_core.store import open_store
from tests.build import load

U = {}
FTS_UP = {"form": "floor_target_stretch", "floor": 80, "stretch": 120}
FTS_DOWN = {"form": "floor_target_stretch", "direction": "lower", "floor": 5, "stretch": 2}
BAND = {"direction": "band", "form": "band", "low": 95, "high": 105, "tol_low": 10, "tol_high": 10}
LOW = {"direction": "lower"}
INV = {"direction": "lower", "form": "inverse"}
TOL = {"direction": "lower", "tolerance": 3}
BASE = {"form": "baseline"}

# fields, actual, target -> attainment, scored, status, reason; values worked by hand and printed in METHODS.
CASES = [
    (U, 95, 100, 0.95, 0.95, "watch", "ok"), (U, 120, 100, 1.2, 1.2, "good", "ok"), (U, 0, 100, 0.0, 0.0, "miss", "ok"),
    (U, -20, 100, -0.2, 0.0, "miss", "ok"), (U, -50, -100, 1.5, 1.2, "good", "ok"), (U, -150, -100, 0.5, 0.5, "miss", "ok"),
    (U, 20, -100, 2.2, 1.2, "good", "ok"), (U, 5, 0, None, None, "good", "zero_target"), (U, -5, 0, None, None, "miss", "zero_target"),
    (U, None, 100, None, None, "none", "missing"), (U, 7, None, None, None, "none", "no_target"),
    (LOW, 8, 10, 1.2, 1.2, "good", "ok"), (LOW, 10, 10, 1.0, 1.0, "good", "ok"), (LOW, 15, 10, 0.5, 0.5, "miss", "ok"),
    (LOW, 25, 10, -0.5, 0.0, "miss", "ok"), (LOW, 0, 10, 2.0, 1.2, "good", "ok"), (LOW, -50, -100, 0.5, 0.5, "miss", "ok"),
    (LOW, 0.1, 10, 1.99, 1.2, "good", "ok"),
    (LOW, 3, 0, None, 0.0, "miss", "zero_target"), (LOW, 0, 0, None, 1.0, "good", "zero_target"),
    (TOL, 0, 0, 1.0, 1.0, "good", "ok"), (TOL, 1, 0, 2 / 3, 2 / 3, "miss", "ok"), (TOL, 2, 0, 1 / 3, 1 / 3, "miss", "ok"),
    (TOL, 3, 0, 0.0, 0.0, "miss", "ok"), (TOL, 5, 0, 0.0, 0.0, "miss", "ok"),
    (INV, 8, 10, 1.25, 1.2, "good", "ok"), (INV, 15, 10, 2 / 3, 2 / 3, "miss", "ok"), (INV, 0, 10, None, 1.2, "good", "unbounded"),
    (INV, 8, 0, None, None, "none", "bad_config"),
    (BASE | {"baseline": 0}, 700000, 1000000, 0.7, 0.7, "miss", "ok"), (BASE | {"baseline": 100} | LOW, 60, 50, 0.8, 0.8, "miss", "ok"),
    (BASE | {"baseline": 6} | LOW, 2, 0, 2 / 3, 2 / 3, "miss", "ok"), (BASE | {"baseline": 100} | LOW, 110, 50, -0.2, 0.0, "miss", "ok"),
    (BASE | {"baseline": -100}, -50, 0, 0.5, 0.5, "miss", "ok"), (BASE | {"baseline": 50}, 60, 50, None, None, "none", "bad_config"),
    (BASE, 60, 50, None, None, "none", "bad_config"),
    (FTS_UP, 70, 100, 0.6, 0.6, "miss", "ok"), (FTS_UP, 90, 100, 0.8, 0.8, "miss", "ok"), (FTS_UP, 97.5, 100, 0.95, 0.95, "watch", "ok"),
    (FTS_UP, 110, 100, 1.1, 1.1, "good", "ok"), (FTS_UP, 140, 100, 1.2, 1.2, "good", "ok"),
    (FTS_DOWN, 1, 3, 1.2, 1.2, "good", "ok"), (FTS_DOWN, 2.5, 3, 1.1, 1.1, "good", "ok"), (FTS_DOWN, 4, 3, 0.8, 0.8, "miss", "ok"),
    (FTS_DOWN, 6, 3, 0.6, 0.6, "miss", "ok"), (FTS_UP, 90, 130, None, None, "none", "bad_config"),
    (BAND, 95, None, 1.0, 1.0, "good", "ok"), (BAND, 105, None, 1.0, 1.0, "good", "ok"), (BAND, 110, None, 0.5, 0.5, "miss", "ok"),
    (BAND, 112.5, None, 0.25, 0.25, "miss", "ok"), (BAND, 130, None, 0.0, 0.0, "miss", "ok"), (BAND, 85, None, 0.0, 0.0, "miss", "ok"),
    ({"direction": "band", "low": 95, "high": 105}, 100, None, None, None, "none", "bad_config"),
    ({"form": "binary"}, 1, 1, 1.0, 1.0, "good", "ok"), ({"form": "binary"}, 0, 1, 0.0, 0.0, "miss", "ok"),
    ({"direction": "none"}, 5, 10, None, None, "none", "ok"),
    ({"materiality": 5, "tolerance": 10}, 6, 1, 1.5, 1.2, "good", "small_target"), ({"materiality": 5}, 6, 1, None, None, "good", "small_target"),
    ({"cap": 1.5}, 135, 100, 1.35, 1.35, "good", "ok"), ({"cap": 0.9}, 135, 100, None, None, "none", "bad_config"),
    ({"good": 0.9, "watch": 0.75}, 80, 100, 0.8, 0.8, "watch", "ok"), ({"good": 0.9, "watch": 0.95}, 80, 100, None, None, "none", "bad_config"),
    # 1 - (0.1 + 0.2 - 0.3) / 0.3 is 0.9999999999999998: the edge has slack
    (LOW, 0.1 + 0.2, 0.3, 1.0, 1.0, "good", "ok"), (U, 90, 100, 0.9, 0.9, "watch", "ok"), (U, 89.99, 100, 0.8999, 0.8999, "miss", "ok"),
]  # fmt: skip


@pytest.fixture(scope="module")
def results():
    """All cases as KPIs of one unit in one month."""
    store = open_store(":memory:")
    kpis = {f"K{n}": fields for n, (fields, *_) in enumerate(CASES)}
    facts = [("A", f"K{n}", "2024-01", case[1], case[2]) for n, case in enumerate(CASES)]
    load(store, kpis, [*facts, ("A", "present", "2024-01", 1, 1)], weights={("A", name): 1 for name in kpis})
    names = {row["kpi_id"]: row["name"] for row in store.rows("kpis")}
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select kpi_id, attainment, scored, status, reason from result where unit_id <> 1 and grain = 'month'"
        ).fetchall()
    return {names[row[0]]: row[1:] for row in rows}


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: f"{n}-{CASES[n][6]}-{CASES[n][1]}-of-{CASES[n][2]}")
def test_attainment_score_and_status_follow_the_definition(results, number):
    _, _, _, attainment, scored, status, reason = CASES[number]

    found = results[f"K{number}"]

    assert found[2:] == (status, reason)
    for seen, wanted in zip(found[:2], (attainment, scored), strict=True):
        assert (seen is None) == (wanted is None)
        assert wanted is None or math.isclose(seen, wanted, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("fields", "actual", "target", "met"),
    [(LOW, 0, 0, True), (LOW, 2, 0, False), (U, -80, -100, True), (U, -120, -100, False), (U, 50, -100, True), (U, 5, None, None),
     (BAND, 96, None, True), (BAND, 94, None, False), ({"direction": "none"}, 1, 2, None)],
)  # fmt: skip
def test_met_is_the_plain_comparison_by_direction(store, fields, actual, target, met):
    load(store, {"K": fields}, [("A", "K", "2024-01", actual, target)])

    with store.cursor() as cursor:
        assert cursor.execute("select met from result where unit_id = 2").fetchall() == [(met,)]


def test_a_milestone_counts_what_is_done_less_late_days(store):
    """The example of METHODS: 0.5 done in time, 0.3 done ten days late at 0.02 a day, 0.2 not done: 0.74."""
    from datetime import date

    from kpi_core.store import deed

    load(
        store,
        {"P": {"form": "milestone", "late_penalty": 0.02, "measure": "ratio"}},
        [("A", "other", "2024-03", 1, 1)],
        weights={("A", "P"): 1},
    )
    kpi = next(row["kpi_id"] for row in store.rows("kpis") if row["name"] == "P")
    items = [
        ("a", 0.5, date(2024, 1, 31), date(2024, 1, 20)),
        ("b", 0.3, date(2024, 2, 10), date(2024, 2, 20)),
        ("c", 0.2, date(2024, 3, 1), None),
    ]
    with deed(store, "me") as doing:
        doing.set_milestones(2, kpi, items)

    with store.cursor() as cursor:
        found = cursor.execute(
            "select attainment, status from result where kpi_id = ? and unit_id = 2 and period = '2024-03-01'", [kpi]
        ).fetchall()
    assert found[0][1] == "miss"
    assert math.isclose(found[0][0], 0.74)
