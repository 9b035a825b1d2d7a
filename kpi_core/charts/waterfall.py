"""Which departments and KPIs moved the score, and by how much?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def waterfall(frame: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: name, start, end, change, value, weight, right (points of 100), text, way: level, up
    or down; in order.

    The score before, a step per part, the score now: each step begins where the one before ended. The axis does not
    begin at 0, since only differences are read; the levels are ticks, not bars.
    """
    colours = palette(theme)
    ways = ["up", "down"]
    y = alt.Y("name:N").sort(list(frame["name"])).title(None)
    scale = alt.Scale(zero=False, nice=True)
    base = alt.Chart(frame).encode(y=y)
    steps = (
        base.transform_filter("datum.way != 'level'")
        .mark_bar(height={"band": 0.6})
        .encode(
            x=alt.X("start:Q").title(t("departments.score", lang)).scale(scale),
            x2="end:Q",
            color=alt.Color("way:N").scale(domain=ways, range=[colours["good"], colours["miss"]]).legend(None),
            tooltip=[alt.Tooltip("name:N", title=t("departments.part", lang)),
                     alt.Tooltip("change:Q", title=t("departments.change", lang), format="+.2f"),
                     alt.Tooltip("value:Q", title=t("departments.by_value", lang), format="+.2f"),
                     alt.Tooltip("weight:Q", title=t("departments.by_weight", lang), format="+.2f")],
        )
    )  # fmt: skip
    level = base.transform_filter("datum.way == 'level'").mark_tick(
        color=colours["ink"], thickness=4, height={"band": 0.7}
    )
    texts = base.mark_text(align="left", dx=8, color=colours["ink"], fontWeight=600).encode(x="right:Q", text="text:N")
    chart = alt.layer(steps, level.encode(x=alt.X("end:Q").scale(scale)), texts)
    chart = chart.properties(width="container", height=alt.Step(44 if big else 30))
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
