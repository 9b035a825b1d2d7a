"""Where has this KPI been against its target and last year?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t

WIDTH = "container"


def kpi_history(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: period (datetime), actual, target, last_year, status; one row per period.

    Actual is a solid dark line with the judgement's colour and shape at each point; target dashed steps; last year light.
    """
    colours = palette(theme)
    base = alt.Chart(frame).encode(
        x=alt.X("period:T")
        .title(None)
        .axis(format="%Y-%m", labelOverlap=True, labelSeparation=16, labelFlush=True, grid=False)
    )

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q").title(title).scale(zero=False, nice=True)

    last_year = base.mark_line(color=colours["last"], strokeWidth=2, interpolate="linear").encode(
        y=y("last_year"), description=alt.value(t("kpi.last_year", lang))
    )
    target = base.mark_line(color=colours["ink"], strokeWidth=1.6, strokeDash=[6, 4], interpolate="step").encode(
        y=y("target")
    )
    actual = base.mark_line(color=colours["ink"], strokeWidth=3 if big else 2.4).encode(y=y("actual"))
    words = {status: t(f"status.{status}", lang) for status in ("good", "watch", "miss", "none")}
    frame["judged"] = frame["status"].map(words)
    names = list(words.values())
    points = base.mark_point(filled=True, size=150 if big else 70, opacity=1).encode(
        y=y("actual"),
        color=alt.Color("judged:N")
        .title(None)
        .scale(domain=names, range=[colours[s] for s in words])
        .legend(orient="top"),
        shape=alt.Shape("judged:N")
        .title(None)
        .scale(domain=names, range=["circle", "diamond", "triangle-down", "square"]),
        tooltip=[
            alt.Tooltip("period:T", title=t("kpi.period", lang), format="%Y-%m"),
            alt.Tooltip("actual:Q", title=t("kpi.actual", lang)),
            alt.Tooltip("target:Q", title=t("kpi.target", lang)),
            alt.Tooltip("last_year:Q", title=t("kpi.last_year", lang)),
            alt.Tooltip("judged:N", title=t("kpi.status", lang)),
        ],
    )
    chart = alt.layer(last_year, target, actual, points).properties(width=WIDTH, height=560 if big else 380)
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
