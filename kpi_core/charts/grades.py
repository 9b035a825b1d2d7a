"""Which grades were given to each force, and how sure is its mean?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def grades(counts: pd.DataFrame, means: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `counts`: item, grade (1-5), count; `means`: item, mean, low, high; highest mean first.

    A dot is as large as the number of raters who gave the grade; nothing links one rater across forces. The tick is the
    mean with its 95 % interval.
    """
    colours = palette(theme)
    y = alt.Y("item:N").sort(list(means["item"])).title(None)
    x = (
        alt.X("at:Q")
        .title(t("forces.grade", lang))
        .scale(domain=[0.6, 5.4], nice=False)
        .axis(values=[1, 2, 3, 4, 5], format="d", grid=False)
    )
    given = counts[counts["count"] > 0]
    dots = alt.Chart(given.assign(at=given["grade"])).encode(x=x, y=y)
    most = max(1, int(counts["count"].max()))
    bubbles = dots.mark_circle(color=colours["last"], opacity=0.9).encode(
        size=alt.Size("count:Q").scale(domain=[0, most], range=[500, 1700] if big else [220, 800]).legend(None),
        tooltip=[alt.Tooltip("item:N", title=t("forces.item", lang)), alt.Tooltip("grade:Q", title=t("forces.grade", lang)),
                 alt.Tooltip("count:Q", title=t("forces.raters", lang))],
    )  # fmt: skip
    numbers = dots.mark_text(color=colours["ink"], fontSize=20 if big else 12).encode(text="count:Q")
    marked = alt.Chart(means.assign(at=means["mean"])).encode(x=x, y=y)
    drop = 25 if big else 17
    interval = marked.mark_rule(color=colours["good"], strokeWidth=4 if big else 3, yOffset=drop).encode(
        x=alt.X("low:Q"), x2=alt.X2(field="high")
    )
    mean = marked.mark_tick(color=colours["good"], thickness=4, height=12, yOffset=drop).encode(
        tooltip=[
            alt.Tooltip(f"{name}:Q", title=t(f"forces.{name}", lang), format=".2f") for name in ("mean", "low", "high")
        ]
    )
    chart = alt.layer(bubbles, interval, mean, numbers).properties(
        width="container", height=alt.Step(62 if big else 42)
    )
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
