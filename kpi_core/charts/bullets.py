"""How does one KPI stand in each department against that department's own target?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def bullets(frame: pd.DataFrame, title: str, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, actual, target, status, judged (the status as a word); one row a unit.

    A solid bar is the actual value, an outlined tick the target; the judgement is colour, shape and word.
    """
    colours = palette(theme)
    words = {status: t(f"status.{status}", lang) for status in ("good", "watch", "miss", "none")}
    base = alt.Chart(frame).encode(y=alt.Y("unit:N").sort(list(frame["unit"])).title(None))
    tips = [alt.Tooltip("unit:N", title=t("departments.unit", lang))]
    tips += [alt.Tooltip(f"{name}:Q", title=t(f"kpi.{name}", lang), format=",.4~f") for name in ("actual", "target")]
    bars = base.mark_bar(color=colours["soft"], height={"band": 0.5}).encode(
        x=alt.X("actual:Q").title(title).scale(zero=True),
        tooltip=[*tips, alt.Tooltip("judged:N", title=t("kpi.status", lang))],
    )
    target = base.mark_tick(color=colours["ink"], thickness=3, height={"band": 0.85}).encode(x="target:Q", tooltip=tips)
    marks = base.mark_point(filled=True, size=180 if big else 110, opacity=1).encode(
        x="actual:Q",
        color=alt.Color("judged:N").title(None).scale(domain=list(words.values()), range=[colours[s] for s in words]).legend(orient="top"),
        shape=alt.Shape("judged:N").title(None)
        .scale(domain=list(words.values()), range=["circle", "diamond", "triangle-down", "square"]),
    )  # fmt: skip
    chart = alt.layer(bars, target, marks).properties(width="container", height=alt.Step(44 if big else 30))
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
