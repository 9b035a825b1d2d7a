"""Who is ahead, who is behind?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def ranking(frame: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, score (points of 100), order; one row per ranked unit, best first."""
    colours = palette(theme)
    base = alt.Chart(frame).encode(y=alt.Y("unit:N").sort(list(frame["unit"])).title(None))
    bars = base.mark_bar(color=colours["soft"], height={"band": 0.62}).encode(
        x=alt.X("score:Q").title(t("departments.score", lang)).scale(domainMin=0),
        tooltip=[alt.Tooltip("unit:N", title=t("departments.unit", lang)),
                 alt.Tooltip("score:Q", title=t("departments.score", lang), format=".1f")],
    )  # fmt: skip
    labels = base.mark_text(align="right", dx=-8, color=colours["paper"], fontWeight=600).encode(
        x="score:Q", text=alt.Text("score:Q", format=".1f")
    )
    line = alt.Chart(pd.DataFrame({"at": [100]})).mark_rule(color=colours["ink"], strokeDash=[6, 4]).encode(x="at:Q")
    step = 44 if big else 30
    chart = alt.layer(bars, line, labels).properties(width="container", height=alt.Step(step))
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
