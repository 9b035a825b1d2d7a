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
    first = alt.Chart(closed[closed["series"] == names[0]]).encode(x=x, y=y, order="step:Q")
    fill = first.mark_line(filled=True, opacity=0.16, strokeWidth=0, fill=hues[0])
    lines = base.mark_line(strokeWidth=4 if big else 2.6).encode(strokeDash=dash)
    points = base.mark_point(filled=True, size=170 if big else 80, opacity=1).encode(shape=shape, tooltip=tips)
    layers = [_web(items, x, y, colours), fill, lines, points, _labels(items, x, y, colours, big)]
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


def _web(items: list[str], x: alt.X, y: alt.Y, colours: dict[str, str]) -> Any:
    """The rings of the grades and the axes of the items, as one set of lines."""
    rings = [
        (f"ring {ring}", _spot(step, len(items), ring)) for ring in range(1, TOP + 1) for step in range(len(items) + 1)
    ]
    spokes = [(f"axis {at}", spot) for at in range(len(items)) for spot in ((0.0, 0.0), _spot(at, len(items), TOP))]
    rows = [
        {"line": line, "step": step, "x": spot[0], "y": spot[1]} for step, (line, spot) in enumerate(rings + spokes)
    ]
    lines = alt.Chart(pd.DataFrame(rows)).mark_line(color=colours["line"], strokeWidth=1.1)
    return lines.encode(x=x, y=y, order="step:Q", detail="line:N")


def _labels(items: list[str], x: alt.X, y: alt.Y, colours: dict[str, str], big: bool) -> Any:
    """Names at the ends of the axes, set away from the middle, and the grades along the first axis."""
    size = 22 if big else 14
    rows: list[dict[str, Any]] = [
        {"text": item, "x": spot[0], "y": spot[1], "align": "left" if spot[0] > 0.5 else "right" if spot[0] < -0.5 else "center",
         "dy": 0 if abs(spot[0]) > 0.5 else -size // 2 if spot[1] > 0 else size // 2,
         "size": size, "weight": 600, "colour": colours["ink"]}
        for at, item in enumerate(items) for spot in [_spot(at, len(items), TOP + 0.35)]
    ]  # fmt: skip
    rows += [{"text": str(ring), "x": 0.14, "y": ring + 0.02, "align": "left", "dy": 0,
              "size": size - 3, "weight": 400, "colour": colours["soft"]} for ring in range(1, TOP + 1)]  # fmt: skip
    by: dict[str, Any] = {name: alt.ExprRef(f"datum.{field}") for name, field in
          (("align", "align"), ("dy", "dy"), ("fontSize", "size"), ("fontWeight", "weight"), ("color", "colour"))}  # fmt: skip
    return alt.Chart(pd.DataFrame(rows)).mark_text(**by).encode(x=x, y=y, text="text:N")
