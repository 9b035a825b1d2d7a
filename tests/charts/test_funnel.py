"""Names in the funnel stand beside their points and never on each other."""

import pandas as pd

from kpi_core.charts.funnel import funnel


def drawn(rates, places):
    frame = pd.DataFrame(
        {"unit": [f"部门{at}" for at in range(len(rates))], "base": 100.0, "rate": rates, "low95": 0.0, "high95": 9.0,
         "low998": 0.0, "high998": 10.0, "target": 5.0, "shrunk": rates, "place": places, "word": places}
    )  # fmt: skip
    spec = funnel(frame, "%", "zh", "light")
    named = next(rows for rows in spec["datasets"].values() if "side" in rows[0])
    return [row["side"] for row in named]


def test_names_of_points_beside_each_other_take_different_sides():
    assert drawn([5.0, 5.2], ["inside", "inside"]) == [0, 1]


def test_in_a_crowd_the_points_outside_are_named_and_most_others_are_not():
    sides = drawn([5.0] * 40, ["inside"] * 39 + ["alarm"])

    assert sides[-1] == 0
    assert sides.count(-1) > 30
