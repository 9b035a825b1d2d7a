"""Who is ahead, who is behind, and how sure is that?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def ranking(frame: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, score, low, high (points of 100, low and high may be NaN), text; best first.

    The line through a bar's end is where the score may lie by its month-to-month movement; overlapping ones cannot be
    told apart.
    """
    colours = palette(theme)
    base = alt.Chart(frame).encode(y=alt.Y("unit:N").sort(list(frame["unit"])).title(None))
    x = alt.X("score:Q").title(t("departments.score", lang)).scale(domainMin=0)
    tips = [alt.Tooltip("unit:N", title=t("departments.unit", lang))]
    tips += [
        alt.Tooltip(f"{name}:Q", title=t(f"departments.{name}", lang), format=".1f")
        for name in ("score", "low", "high")
    ]
    bars = base.mark_bar(color=colours["soft"], height={"band": 0.62}).encode(x=x, tooltip=tips)
    labels = base.mark_text(align="left", dx=8, color=colours["paper"], fontWeight=600).encode(
        x=alt.datum(0), text="text:N"
    )
    sure = base.transform_filter("isValid(datum.low)")
    spread = sure.mark_rule(color=colours["ink"], strokeWidth=3 if big else 2).encode(x="low:Q", x2="high:Q")
    ends = [
        sure.mark_tick(color=colours["ink"], thickness=3 if big else 2, height={"band": 0.3}).encode(x=f"{name}:Q")
        for name in ("low", "high")
    ]
    line = alt.Chart(pd.DataFrame({"at": [100]})).mark_rule(color=colours["ink"], strokeDash=[6, 4]).encode(x="at:Q")
    chart = alt.layer(bars, line, spread, *ends, labels).properties(
        width="container", height=alt.Step(44 if big else 30)
    )
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
