"""The Catalogue page's grid of weights: what a KPI weighs in each department from a month on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.review.assigned import ALWAYS, Weights, change_weights, weights_at
from kpi_core.review.changed import Saved
from kpi_core.review.scope import Kpi, Period, Unit, months_between, period_text
from kpi_core.store import Store
from kpi_core.text import MISSING, t
from kpi_core.text.numbers import period_title
from kpi_core.ui.edit_panels import as_seen, drawn, saving, turn
from kpi_core.ui.pieces import quiet

_AHEAD = 12


def weight_grid(
    store: Store, kpi: Kpi, places: dict[int, Unit], months: list[date], shown: date, who: str, lang: str
) -> None:
    """The KPI's weight in each department from a chosen month on (default `shown`); a blank ends it there."""
    quiet(t("catalogue.weights", lang))
    choice = [*reversed(_choice(months, shown)), ALWAYS]
    start = st.selectbox(t("catalogue.weights_from", lang), choice, index=choice.index(shown), key=f"weights_from_{kpi.kpi_id}",
                         format_func=lambda month: _month_title(month, lang))  # fmt: skip
    form = f"weights {kpi.kpi_id} {start}"
    key = f"{form} {turn(form)}"
    base = drawn(form, key, weights_at(store, kpi, start))
    ids = list(places)
    edited = _editor(base, places, ids, key, lang)
    seen = replace(base, held={u: w for u, w in as_seen(form, base.held).items() if w is not None})
    pressed = st.button(t("catalogue.save_weights", lang), disabled=not who, key="save_weights")
    typed = {i: 0.0 if pd.isna(w) else float(w) for i, w in zip(ids, edited["weight"], strict=True)}

    def work(wanted: Any, keep: bool) -> Saved:
        return change_weights(store, seen, wanted, who, keep)

    def said(saved: Saved) -> str:
        news = t("list.separator", lang).join(
            f"{places[i].title(lang)} {_number(seen.held.get(i))} → {_number(typed[i] or None)}" for i in saved.what
        )
        later = [i for i in saved.what if i in base.later]
        text = t("catalogue.saved_weights", lang, news=news, month=_month_title(start, lang))
        return text + (" " + t("catalogue.saved_until", lang) if later else "")

    saving(store, form, typed if pressed else None, work, said, lang, lambda clash: places[clash.key].title(lang))


def _choice(months: list[date], shown: date) -> list[date]:
    """The months a weight may begin in: all that are known, the shown one, and a year ahead."""
    first, last = min([*months, shown]), max([*months, shown])
    count = months_between(first, last) + _AHEAD
    return [Period("month", first).back(-step) for step in range(count + 1)]


def _month_title(month: date, lang: str) -> str:
    return t("catalogue.always", lang) if month == ALWAYS else period_title("month", month, lang)


def _number(weight: float | None) -> str:
    return MISSING if weight is None else f"{weight:.12g}"


def _editor(base: Weights, places: dict[int, Unit], ids: list[int], key: str, lang: str) -> pd.DataFrame:
    """Departments with the weight in force, since when it is, and the one that follows; only the weight can be typed."""
    since = ["" if i not in base.since else t("catalogue.always", lang) if base.since[i] == ALWAYS
             else period_text("month", base.since[i]) for i in ids]  # fmt: skip
    later = ["" if i not in base.later else
             f"{period_text('month', base.later[i].valid_from)}: {_number(base.later[i].weight or None)}" for i in ids]  # fmt: skip
    frame = pd.DataFrame({"unit": [places[i].trail(lang) or places[i].title(lang) for i in ids],
                          "weight": [base.held.get(i) for i in ids], "since": since, "later": later})  # fmt: skip
    hidden = [] if any(later) else ["later"]
    return st.data_editor(
        frame.astype({"weight": "float64"}), hide_index=True, key=key, height="auto", placeholder=MISSING,
        column_order=[name for name in frame.columns if name not in hidden],
        column_config={"unit": st.column_config.TextColumn(t("catalogue.unit", lang), disabled=True),
                       "weight": st.column_config.NumberColumn(t("catalogue.weight", lang), min_value=0.0),
                       "since": st.column_config.TextColumn(t("catalogue.since", lang), disabled=True),
                       "later": st.column_config.TextColumn(t("catalogue.later", lang), disabled=True)},
    )  # fmt: skip
