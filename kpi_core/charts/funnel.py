"""Is a department's rate more than chance away from the common one, given how many cases it has?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def funnel(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, base, rate, low95, high95, low998, high998, target, place; by base.

    `place` is inside, warn or alarm. Limits are those of each unit's own base, joined by lines.
    """
    colours = palette(theme)
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
    labels = base.mark_text(align="left", dx=10, color=colours["ink"], fontSize=20 if big else 12).encode(
        y="rate:Q", text="unit:N"
    )
    chart = alt.layer(*lines, line("target", [1, 0], colours["ink"]), points, labels)
    chart = chart.properties(width="container", height=560 if big else 380)
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
