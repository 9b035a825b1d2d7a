"""Timings of ours and the floor in turn, printed as JSON lines {name, ours, floor, ratio}."""

import json
import statistics
from collections.abc import Callable
from typing import Any


def report(name: str, ours: list[float], floor: list[float], unit: str = "ms", **more: Any) -> None:
    """One line: medians of both, their ratio, and what else is worth knowing."""
    mine, least = statistics.median(ours), statistics.median(floor) if floor else None
    line = {"name": name, "ours": round(mine, 3), "floor": round(least, 3) if least is not None else None,
            "ratio": round(mine / least, 3) if least else None, "unit": unit, "runs": len(ours), **more}  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), flush=True)


def in_turn(ours: Callable[[], float], floor: Callable[[], float], runs: int) -> tuple[list[float], list[float]]:
    """Run floor and ours alternately, so that a busy machine slows both."""
    mine, least = [], []
    for _ in range(runs):
        least.append(floor())
        mine.append(ours())
    return mine, least
