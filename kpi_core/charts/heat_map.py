"""Which department misses which of the KPIs they share?"""

from typing import Any

import altair as alt
import pandas as pd

from kpi_core.charts.theme import altair_config, palette
from kpi_core.text import t


def heat_map(frame: pd.DataFrame, lang: str, theme: str, big: bool = False) -> dict[str, Any]:
    """The chart's finished spec. `frame`: unit, kpi, text (with a shape), status, tip; one row per unit and KPI."""
    colours = palette(theme)
    statuses = ["good", "watch", "miss", "none"]
    columns = list(dict.fromkeys(frame["kpi"]))
    slant = -30 if len(columns) > 6 else 0
    base = alt.Chart(frame).encode(
        x=alt.X("kpi:N").sort(columns).title(None).axis(orient="top", labelAngle=slant),
        y=alt.Y("unit:N").sort(list(dict.fromkeys(frame["unit"]))).title(None),
        tooltip=[
            alt.Tooltip("unit:N", title=t("departments.unit", lang)),
            alt.Tooltip("kpi:N", title=t("departments.kpi", lang)),
            alt.Tooltip("tip:N", title=t("kpi.attainment", lang)),
        ],
    )  # fmt: skip
    cells = base.mark_rect(cornerRadius=3, stroke=colours["paper"], strokeWidth=3).encode(
        color=alt.Color("status:N").legend(None).scale(domain=statuses, range=[colours[f"tint-{s}"] for s in statuses])
    )
    text = base.mark_text(fontWeight=600, fontSize=20 if big else 13).encode(
        text="text:N",
        color=alt.Color("status:N").legend(None).scale(domain=statuses, range=[colours[s] for s in statuses]),
    )
    chart = alt.layer(cells, text).resolve_scale(color="independent")
    chart = chart.properties(width="container", height=alt.Step(46 if big else 34))
    return dict(chart.configure(**altair_config(theme, big)).to_dict())
