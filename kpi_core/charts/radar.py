"""Where do we stand on each force, beside last time and beside a competitor?"""

import math
from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t

TOP = 5
_DASHES = ([1, 0], [8, 5], [2, 4])
_SHAPES = ("circle", "square", "triangle-up")
# The signs of the three series, for the legend that stands above the chart as text.
SIGNS = ("●", "■", "▲")


def radar(frame: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: series, item, place (from 0), mean (0..5, may be missing); up to three series.

    Axes stand in the given order and begin at 0 in the middle; rings are the grades 1-5. The first series is filled,
    the others are told apart by dash and point, since colour is for judgement; the legend is SIGNS as text.
    No area is given: it would depend on the order.
    """
    colours = palette(theme)
    names = list(dict.fromkeys(frame["series"]))
    items = list(dict.fromkeys(frame["item"]))
    hues = [colours["good"], colours["ink"], colours["soft"]][: len(names)]
    x, y = _axes(lang, big)
    closed = pd.concat([_closed(frame[frame["series"] == name], len(items)) for name in names])
    colour = alt.Color("series:N").title(None).sort(names).scale(domain=names, range=hues)
    shape = alt.Shape("series:N").legend(None).sort(names).scale(domain=names, range=list(_SHAPES[: len(names)]))
    base = alt.Chart(closed).encode(x=x, y=y, order="step:Q", color=colour.legend(None), detail="series:N")
    dash = alt.StrokeDash("series:N").scale(domain=names, range=[list(d) for d in _DASHES[: len(names)]]).legend(None)
    tips = [alt.Tooltip("series:N", title=t("forces.series", lang)), alt.Tooltip("item:N", title=t("forces.item", lang)),
            alt.Tooltip("mean:Q", title=t("forces.mean", lang), format=".2f")]  # fmt: skip
    fill = base.transform_filter(alt.datum.series == names[0]).mark_line(
        filled=True, opacity=0.16, strokeWidth=0, fill=hues[0]
    )
    lines = base.mark_line(strokeWidth=4 if big else 2.6).encode(strokeDash=dash)
    points = base.mark_point(filled=True, size=170 if big else 80, opacity=1).encode(shape=shape, tooltip=tips)
    layers = [
        _rings(len(items), x, y, colours),
        _spokes(items, x, y, colours),
        fill,
        lines,
        points,
        *_labels(items, x, y, colours, big),
    ]
    chart = alt.layer(*layers).properties(width="container", height=680 if big else 440)
    return dict(chart.configure(**altair_config(theme, big)).to_dict())


def _axes(lang: str, big: bool) -> tuple[alt.X, alt.Y]:
    """Axes with the same number of pixels a grade, as many as fit: the circle stays round at any width.

    Beside the outer ring is room for the longest name, above and below it for a line.
    """
    beside, above = (150 if lang == "en" else 96, 54) if big else (96 if lang == "en" else 62, 36)
    grades = f"max({TOP} / max(40, width / 2 - {beside}), {TOP} / (height / 2 - {above}))"

    def scale(side: str) -> alt.Scale:
        return alt.Scale(
            domainMin=alt.ExprRef(f"-{side} / 2 * {grades}"),
            domainMax=alt.ExprRef(f"{side} / 2 * {grades}"),
            nice=False,
            zero=False,
        )

    return alt.X("x:Q").axis(None).scale(scale("width")), alt.Y("y:Q").axis(None).scale(scale("height"))


def _spot(place: int, count: int, radius: float) -> tuple[float, float]:
    """Where a value lies: the first axis points up, the others follow clockwise."""
    angle = math.pi / 2 - 2 * math.pi * place / count
    return radius * math.cos(angle), radius * math.sin(angle)


def _closed(part: pd.DataFrame, count: int) -> pd.DataFrame:
    """One series with its coordinates, the first point repeated at the end where nothing is missing."""
    known = part[part["mean"].notna()].sort_values("place")
    rows = pd.concat([known, known.head(1)]) if len(known) == count else known
    spots = [_spot(int(place), count, float(mean)) for place, mean in zip(rows["place"], rows["mean"], strict=True)]
    return rows.assign(step=range(len(rows)), x=[spot[0] for spot in spots], y=[spot[1] for spot in spots])


def _rings(count: int, x: alt.X, y: alt.Y, colours: dict[str, str]) -> Any:
    rows = [{"ring": ring, "step": step, "x": spot[0], "y": spot[1]} for ring in range(1, TOP + 1) for step in range(count + 1)
            for spot in [_spot(step, count, ring)]]  # fmt: skip
    return (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(color=colours["line"], strokeWidth=1.2)
        .encode(x=x, y=y, order="step:Q", detail="ring:N")
    )


def _spokes(items: list[str], x: alt.X, y: alt.Y, colours: dict[str, str]) -> Any:
    rows = [{"item": item, "x": spot[0], "y": spot[1]} for at, item in enumerate(items)
            for spot in ((0.0, 0.0), _spot(at, len(items), TOP))]  # fmt: skip
    return (
        alt.Chart(pd.DataFrame(rows)).mark_line(color=colours["line"], strokeWidth=1).encode(x=x, y=y, detail="item:N")
    )


def _labels(items: list[str], x: alt.X, y: alt.Y, colours: dict[str, str], big: bool) -> list[Any]:
    """Names at the ends of the axes, set away from the middle, and the grades along the first axis."""
    rows: list[dict[str, Any]] = [
        {"text": item, "x": spot[0], "y": spot[1]}
        for at, item in enumerate(items)
        for spot in [_spot(at, len(items), TOP + 0.35)]
    ]
    size = 22 if big else 14
    ink: dict[str, Any] = {"fontSize": size, "fontWeight": 600, "color": colours["ink"]}
    sides: tuple[tuple[Any, int, list[dict[str, Any]]], ...] = (
        ("left", 0, [row for row in rows if row["x"] > 0.5]),
        ("right", 0, [row for row in rows if row["x"] < -0.5]),
        ("center", -size // 2, [row for row in rows if abs(row["x"]) <= 0.5 and row["y"] > 0]),
        ("center", size // 2, [row for row in rows if abs(row["x"]) <= 0.5 and row["y"] <= 0]),
    )
    layers = [
        alt.Chart(pd.DataFrame(part)).mark_text(align=align, dy=dy, **ink).encode(x=x, y=y, text="text:N")
        for align, dy, part in sides
        if part
    ]
    rings = pd.DataFrame([{"text": str(ring), "x": 0.14, "y": ring + 0.02} for ring in range(1, TOP + 1)])
    grey: dict[str, Any] = {"fontSize": size - 3, "color": colours["soft"]}
    return [*layers, alt.Chart(rings).mark_text(align="left", **grey).encode(x=x, y=y, text="text:N")]
