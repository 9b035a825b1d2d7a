"""Attainment on inputs that stand in no table, against oracles written here or in another library.

A table of remembered answers cannot pass: the inputs are drawn anew from each seed.
"""

import numpy as np
import pytest

from tests.conformance.answers import answer
from tests.conformance.drawing import close, draw


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_universal(rng, direction):
    a, t = draw(rng, -50, 150), draw(rng, -120, 120) or 1.0
    sign = 1 if direction == "higher" else -1

    close(
        answer("att.universal.1", {"actual": a, "target": t, "direction": direction})["raw"],
        1 + sign * (a - t) / abs(t),
    )


def test_lower_better_forms(rng):
    a, t = draw(rng, 1, 40), draw(rng, 5, 20)
    found = answer("att.lower_compare.1", {"actual": a, "target": t})

    close([found["mirror"], found["inverse"]], [2 - a / t, t / a])


def test_baseline(rng):
    a, b, t = draw(rng, 0, 100), draw(rng, 110, 200), draw(rng, 20, 90)

    close(answer("att.anchored.1", {"actual": a, "baseline": b, "target": t})["raw"], (a - b) / (t - b))
    close(
        answer("att.servicenow_minimize_bug", {"actual": a, "baseline": b, "target": t})["correct"], (a - b) / (t - b)
    )


def test_piecewise(rng):
    floor, target, stretch = sorted(draw(rng, 10, 100) for _ in range(3))
    a = draw(rng, 5, 110)
    up = [[floor, 60], [target, 100], [stretch, 120]]

    close(
        answer("att.piecewise.higher.1", {"actual": a, "points": up})["score"],
        np.interp(a, [floor, target, stretch], [60, 100, 120]),
    )
    down = [[floor, 120], [target, 100], [stretch, 60]]
    close(
        answer("att.piecewise.lower.1", {"actual": a, "points": down})["score"],
        np.interp(a, [floor, target, stretch], [120, 100, 60]),
    )


def test_band(rng):
    low, width, a = draw(rng, 80, 95), draw(rng, 5, 20), draw(rng, 60, 130)
    tol_low, tol_high = draw(rng, 5, 20), draw(rng, 5, 20)
    high = low + width
    away = (low - a) / tol_low if a < low else (a - high) / tol_high if a > high else 0

    inputs = {"actual": a, "low": low, "high": high, "tol_low": tol_low, "tol_high": tol_high}
    close(answer("att.band.1", inputs)["raw"], max(0, 1 - away))


def test_zero_target(rng):
    a, t = draw(rng, 0, 6), draw(rng, 1, 5)

    close(answer("att.zero_target_lower.1", {"actual": a, "target": 0, "tolerance": t})["raw"], max(0, 1 - a / t))


def test_milestones(rng):
    late = [int(rng.integers(0, 20)) for _ in range(3)]
    rate = draw(rng, 0.005, 0.04)
    items = [
        {"w": w, "done": done, "days_late": days if done else None}
        for w, done, days in zip((0.5, 0.3, 0.2), (True, True, False), late, strict=True)
    ]

    wanted = 0.5 * max(0, 1 - rate * late[0]) + 0.3 * max(0, 1 - rate * late[1])
    close(answer("att.milestone", {"milestones": items, "late_penalty_per_day": rate})["raw"], wanted)


def test_cap(rng):
    raw, cap = draw(rng, -0.5, 1.8), draw(rng, 1.0, 1.5)

    close(answer("att.cap.1", {"raw": raw, "floor": 0, "cap": cap})["scored"], min(max(raw, 0), cap))
