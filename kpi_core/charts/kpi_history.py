"""Where has this KPI been against its target, its limits and last year, and where is it going?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t

WIDTH = "container"
# So few periods get a tick each.
_SHORT = 12
COLUMNS = ("period", "actual", "target", "last_year", "status", "mean", "lower", "upper", "signal", "forecast", "low",
           "high", "said")  # fmt: skip


def kpi_history(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: COLUMNS, one row per period (datetime); `signal` true or false, `said` a text or None.

    Actual is a solid dark line with the judgement's colour and shape at each point, ringed where it is a signal;
    target dashed steps; last year light; limits a pale band; forecast dotted in its 80 % band; things said marked below.
    """
    colours = palette(theme)
    words = {status: t(f"status.{status}", lang) for status in ("good", "watch", "miss", "none")}
    frame = frame.assign(judged=frame["status"].map(words))
    axis = alt.Axis(format="%Y-%m", labelOverlap=True, labelSeparation=16, labelFlush=True, grid=False, **_ticks(frame))
    base = alt.Chart(frame).encode(x=alt.X("period:T").title(None).axis(axis))
    thick = 3 if big else 2.4

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q").title(title).scale(zero=False, nice=True)

    def line(field: str, colour: str, width: float, dash: list[int], how: Any = "linear") -> Any:
        return base.mark_line(color=colour, strokeWidth=width, strokeDash=dash, interpolate=how).encode(y=y(field))

    ring = base.transform_filter("datum.signal").mark_point(
        size=420 if big else 230, color=colours["ink"], strokeWidth=2, filled=False
    )
    mark = base.transform_filter("datum.said != null").mark_point(
        shape="triangle-up", filled=True, size=140, color=colours["ink"], opacity=1
    )
    layers = [
        base.mark_area(color=colours["last"], opacity=0.22, interpolate="linear").encode(
            y=y("lower"), y2=alt.Y2(field="upper")
        ),
        base.mark_area(color=colours["soft"], opacity=0.24).encode(y=y("low"), y2=alt.Y2(field="high")),
        line("mean", colours["soft"], 1, [2, 3]),
        line("last_year", colours["last"], 2, [1, 0]),
        line("target", colours["ink"], 1.6, [6, 4], "step"),
        line("forecast", colours["ink"], thick, [2, 4]),
        line("actual", colours["ink"], thick, [1, 0]),
        _judged(base, y("actual"), words, colours, lang, big),
        ring.encode(y=y("actual")),
    ]
    if frame["said"].notna().any():
        tip = alt.Tooltip("said:N", title=t("kpi.said", lang))
        layers.append(mark.encode(y=alt.value((560 if big else 380) - 8), tooltip=[tip]))
    chart = alt.layer(*layers).properties(width=WIDTH, height=560 if big else 380)
    return dict(chart.configure(**altair_config(theme, big)).to_dict())


def _ticks(frame: pd.DataFrame) -> dict[str, Any]:
    """A tick at each period of a short history, which would else get several a month, all of one name."""
    if len(frame) > _SHORT:
        return {}
    return {"values": [alt.DateTime(year=when.year, month=when.month, date=1) for when in frame["period"]]}


def _judged(base: alt.Chart, y: alt.Y, words: dict[str, str], colours: dict[str, str], lang: str, big: bool) -> Any:
    """Every known month with its judgement as colour and shape, and its figures in the tooltip."""
    names = list(words.values())
    tips = [alt.Tooltip("period:T", title=t("kpi.period", lang), format="%Y-%m")]
    tips += [
        alt.Tooltip(f"{field}:Q", title=t(f"kpi.{field}", lang), format=",.4~f")
        for field in ("actual", "target", "last_year", "lower", "upper")
    ]
    return (
        base.transform_filter("isValid(datum.actual)")
        .mark_point(filled=True, size=150 if big else 70, opacity=1)
        .encode(
            y=y,
            color=alt.Color("judged:N").title(None).scale(domain=names, range=[colours[s] for s in words]).legend(orient="top"),
            shape=alt.Shape("judged:N").title(None).scale(domain=names, range=["circle", "diamond", "triangle-down", "square"]),
            tooltip=[*tips, alt.Tooltip("judged:N", title=t("kpi.status", lang))],
        )
    )  # fmt: skip
