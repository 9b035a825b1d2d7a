"""Is a department's rate more than chance away from the common one, given how many cases it has?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t

# Where a name may stand beside its point: alignment, shift to the right, shift down.
_SIDES: tuple[tuple[Any, int, int], ...] = (("left", 10, 0), ("right", -10, 0), ("center", 0, -15), ("center", 0, 17))
# About how large the chart is drawn, in pixels, for letters of one pixel.
_WIDE, _HIGH = 44, 25


def funnel(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, base, rate, low95, high95, low998, high998, target, place, word; by base.

    `place` is inside, warn or alarm, `word` how that is said. Limits are those of each unit's own base, joined by lines.
    A name that finds no free room beside its point is left to the tooltip and the table.
    """
    colours = palette(theme)
    named = frame.assign(side=_sides(frame, 20 if big else 12))
    x = alt.X("base:Q").title(t("departments.base", lang)).scale(zero=True)
    base = alt.Chart(frame).encode(x=x)

    def line(field: str, dash: list[int], colour: str) -> Any:
        y = alt.Y(f"{field}:Q").title(title).scale(zero=False)
        return base.mark_line(color=colour, strokeDash=dash, strokeWidth=1.5, interpolate="monotone").encode(y=y)

    lines = [line(f, [2, 3], colours["soft"]) for f in ("low95", "high95")]
    lines += [line(f, [6, 4], colours["soft"]) for f in ("low998", "high998")]
    places = ["inside", "warn", "alarm"]
    names = [t(f"departments.funnel_{place}", lang) for place in places]
    hues = [colours["none"], colours["watch"], colours["miss"]]
    points = base.mark_point(filled=True, size=200 if big else 120, opacity=1).encode(
        y="rate:Q",
        color=alt.Color("word:N").title(None).scale(domain=names, range=hues).legend(orient="top"),
        shape=alt.Shape("word:N").title(None).scale(domain=names, range=["circle", "diamond", "triangle-down"]),
        tooltip=[alt.Tooltip("unit:N", title=t("departments.unit", lang)), alt.Tooltip("rate:Q", title=title, format=",.4~f"),
                 alt.Tooltip("base:Q", title=t("departments.base", lang), format=","),
                 alt.Tooltip("shrunk:Q", title=t("departments.shrunk", lang), format=",.4~f"),
                 alt.Tooltip("word:N", title=t("kpi.status", lang))],
    )  # fmt: skip
    labels = [
        alt.Chart(named).mark_text(align=align, dx=dx, dy=dy, color=colours["ink"], fontSize=20 if big else 12)
        .transform_filter(f"datum.side == {side}").encode(x=x, y="rate:Q", text="unit:N")
        for side, (align, dx, dy) in enumerate(_SIDES)
    ]  # fmt: skip
    chart = alt.layer(*lines, line("target", [1, 0], colours["ink"]), points, *labels)
    chart = chart.properties(width="container", height=560 if big else 380)
    return dict(chart.configure(**altair_config(theme, big)).to_dict())


def _sides(frame: pd.DataFrame, size: int) -> list[int]:
    """For each point the place in _SIDES where its name covers no other name or point; -1 for none. Outer points first."""
    columns = frame[["low998", "high998", "rate"]]
    low, high = float(columns.min().min()), float(columns.max().max())
    x = frame["base"].to_numpy() / (frame["base"].max() or 1) * _WIDE * size
    y = (high - frame["rate"].to_numpy()) / ((high - low) or 1) * _HIGH * size
    taken = [(px - 7, py - 7, px + 7, py + 7) for px, py in zip(x, y, strict=True)]
    sides = [-1] * len(frame)
    outer = {"alarm": 0, "warn": 1}
    for at in sorted(range(len(frame)), key=lambda at: outer.get(frame["place"].iloc[at], 2)):
        wide = sum(size if ord(sign) > 0x2E80 else 0.56 * size for sign in frame["unit"].iloc[at])
        for side, (align, dx, dy) in enumerate(_SIDES):
            left = x[at] + dx - wide * {"left": 0, "center": 0.5, "right": 1}[align]
            box = (left, y[at] + dy - 0.6 * size, left + wide, y[at] + dy + 0.6 * size)
            if box[0] >= -8 and not any(_meet(box, other) for other in taken):
                sides[at] = side
                taken.append(box)
                break
    return sides


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
