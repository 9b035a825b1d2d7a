"""What a file, an undo or a redo would change on the boards, shown before anything is written."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from kpi_core.reports.effects import effect_rows, kpi_text, turn_text, unit_text, vanish_lines
from kpi_core.review.commit import Effect, rehearse, rehearse_turn
from kpi_core.review.scope import period_text, unit_tree
from kpi_core.review.upload import Preview
from kpi_core.store import Store
from kpi_core.text import label, t
from kpi_core.text.numbers import as_points, number, points
from kpi_core.ui.pieces import alarm, facts


def effect_of_file(store: Store, found: Preview, skip: bool, lang: str) -> Effect | None:
    """The effect of taking the previewed file in, worked out once per file, answers and state of the store."""
    stated = repr([(new.name, sorted(new.fields.items())) for new in found.new_kpis])
    key = (found.sha256, repr(found.given), found.mode, skip, stated, store.version)
    return _panel("effect_of_file", key, lambda: rehearse(store, found, skip), lang)


def effect_of_turn(store: Store, upload: int, what: str, lang: str) -> Effect | None:
    """The effect of undoing or redoing an upload."""
    return _panel(f"effect_of_{what}", (upload, what, store.version), lambda: rehearse_turn(store, upload, what), lang)


def _panel(title: str, key: tuple[object, ...], work: Callable[[], Effect | None], lang: str) -> Effect | None:
    """The effect as it is now, shown; the last one is kept for the store as it was."""
    if st.session_state.get("effect_key") != key:
        with st.spinner(t("upload.working_out", lang), show_time=True):
            st.session_state["effect"] = work()
        st.session_state["effect_key"] = key
    effect: Effect | None = st.session_state["effect"]
    if effect is not None:
        effect_card(t(f"upload.{title}", lang), effect, title, lang)
    return effect


def effect_card(title: str, effect: Effect, key: str, lang: str) -> None:
    """What a change moves on the boards: vanishing scores first and in red, then in short, then each status and score."""
    if effect.vanished:
        alarm(t("upload.vanish_title", lang), vanish_lines(effect, lang))
    facts(title, effect_rows(effect, lang))
    if effect.statuses or effect.scores:
        with st.expander(t("upload.effect_each", lang)):
            left, right = st.columns([0.6, 0.4], gap="medium")
            if effect.statuses:
                left.dataframe(_statuses(effect, lang), hide_index=True, key=f"grid_statuses {key}")
            if effect.scores:
                right.dataframe(_scores(effect, lang), hide_index=True, key=f"grid_scores {key}")


def moved_text(effect: Effect, lang: str) -> str:
    """What a change moved, as one line."""
    return " · ".join(f"{term} {text}" for term, text in effect_rows(effect, lang))


def _statuses(effect: Effect, lang: str) -> pd.DataFrame:
    known = unit_tree(effect.units)
    return pd.DataFrame(
        [
            {label("field.period", lang): period_text(row["grain"], row["period"]),
             label("field.department", lang): unit_text(known, row["unit_id"], lang),
             label("field.kpi", lang): kpi_text(effect, row["kpi_id"], lang),
             t("upload.status", lang): turn_text(row["before"], row["after"], lang)}
            for row in effect.statuses
        ]
    )  # fmt: skip


def _scores(effect: Effect, lang: str) -> pd.DataFrame:
    known = unit_tree(effect.units)
    return pd.DataFrame(
        [
            {label("field.period", lang): period_text(row["grain"], row["period"]),
             label("field.department", lang): unit_text(known, row["unit_id"], lang),
             t("upload.score", lang): f"{points(row['before'])} → {points(row['after'])}",
             t("upload.moved", lang): "" if row["before"] is None or row["after"] is None
             else number(as_points(row["after"] - row["before"]), 1, sign=True)}
            for row in effect.scores
        ]
    )  # fmt: skip
