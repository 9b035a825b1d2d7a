"""The ten-forces page's parts: radar, grades given, table, and whether raters agree."""

from typing import Any

import pandas as pd
import streamlit as st

from kpi_core.charts.grades import grades
from kpi_core.charts.radar import SIGNS, radar
from kpi_core.review.forces import Forces, Level, forces
from kpi_core.review.rounds import Round, round_by_text, rounds
from kpi_core.text import t
from kpi_core.text.isolation import isolated
from kpi_core.text.numbers import number, percent
from kpi_core.ui.scope_bar import Filter, plain_bar
from kpi_core.ui.session import Seen, projector, store_of


@st.cache_resource(show_spinner=False, max_entries=40)
def compared(seen: Seen, asked: Round, beside: tuple[Round, ...]) -> Forces:
    """The round and those beside it; only read."""
    return forces(store_of(seen), asked, list(beside))


def chosen_rounds(seen: Seen, lang: str) -> tuple[Round | None, tuple[Round, ...]]:
    """The round to show and up to two beside it, as the URL says; the bar offers the others. Unknown names fall back."""
    known = rounds(store_of(seen))
    if not known:
        plain_bar(lang)
        return None, ()
    asked = round_by_text(known, st.query_params.get("round")) or known[0]
    beside: list[Round] = []
    wanted = {"round": str(asked.survey_id)}
    fields = [Filter("round", t("forces.round", lang), [(str(r.survey_id), r.title) for r in known])]
    for name in ("beside", "beside2"):
        left = [r for r in known if r not in (asked, *beside)]
        text = st.query_params.get(name)
        found = (left[0] if left else None) if text is None else round_by_text(left, text) if text else None
        options = [("0", t("forces.none", lang)), *((str(r.survey_id), r.title) for r in left)]
        fields.append(Filter(name, t(f"forces.{name}", lang), options))
        beside += [found] if found else []
        wanted[name] = str(found.survey_id) if found else "0"
    wanted |= {"lang": lang} | ({"mode": "projector"} if projector() else {})
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)
    plain_bar(lang, fields, screen=True)
    return asked, tuple(beside)


@st.cache_data(show_spinner=False, max_entries=60)
def radar_spec(seen: Seen, asked: Round, beside: tuple[Round, ...], lang: str, theme: str, big: bool) -> dict[str, Any]:
    """The finished radar: this round and those beside it."""
    shown = compared(seen, asked, beside)
    series = [(shown.round.title, [level.mean for level in shown.levels])]
    series += [(other.title, means) for other, means, _ in shown.others]
    rows = [
        {"series": title, "item": item.title(lang), "place": at, "mean": means[at]}
        for title, means in series for at, item in enumerate(shown.items)
    ]  # fmt: skip
    return radar(pd.DataFrame(rows), lang, theme, big)


def radar_legend(shown: Forces) -> str:
    """The sign of each round on the radar."""
    titles = [shown.round.title, *(other.title for other, _, _ in shown.others)]
    return "\u3000".join(f"{sign} {isolated(title)}" for sign, title in zip(SIGNS, titles, strict=False))


@st.cache_data(show_spinner=False, max_entries=60)
def grades_spec(
    seen: Seen, asked: Round, beside: tuple[Round, ...], lang: str, theme: str, big: bool
) -> dict[str, Any]:
    """The finished dot plot, highest mean first."""
    shown = compared(seen, asked, beside)
    levels = sorted(shown.levels, key=lambda level: -(level.mean or 0.0))
    counts = [
        {"item": level.item.title(lang), "grade": at, "count": count}
        for level in levels for at, count in enumerate(level.counts, start=1)
    ]  # fmt: skip
    means = [
        {"item": level.item.title(lang), "mean": level.mean, "low": level.low, "high": level.high} for level in levels
    ]
    return grades(pd.DataFrame(counts), pd.DataFrame(means), lang, theme, big)


def level_table(shown: Forces, lang: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows: mean, interval, share, rank with its interval, position, agreement, change from each other round."""
    names = ("item", "mean", "interval", "proportion", "rank", "position", "agreement")
    head = [t(f"forces.{name}", lang) for name in names]
    head += [t("forces.change", lang, title=other.title) for other, _, _ in shown.others]
    rows = [_row(level, shown, lang) for level in shown.levels]
    return head, rows


def _row(level: Level, shown: Forces, lang: str) -> list[str]:
    interval = "–" if level.low is None else f"{number(level.low, 2)} – {number(level.high, 2)}"
    rank = "–" if level.rank is None else str(level.rank)
    if level.best is not None and (level.best, level.worst) != (level.rank, level.rank):
        rank += f" ({level.best}–{level.worst})"
    place = "–" if level.mean is None else t(f"anchor.a{level.position}", lang)
    changes = []
    for _, _, found in shown.others:
        change = next((c for c in found if c.item.item == level.item.item), None)
        text = "–" if change is None else number(change.change, 2, sign=True)
        changes.append(t("forces.real" if change and change.real else "forces.noise", lang, change=text))
    return [level.item.title(lang), number(level.mean, 2), interval, percent(level.proportion), rank, place,
            number(level.agreement, 2), *changes]  # fmt: skip


def agreement_rows(shown: Forces, lang: str) -> list[tuple[str, ...]]:
    """How many raters, whether they order the forces alike, and what the unlike ones change."""
    w, icc = shown.concordance, shown.intra_class
    p = "p < 0.001" if w.p is not None and w.p < 0.001 else f"p = {number(w.p, 3)}"
    rows: list[tuple[str, ...]] = [
        (t("forces.raters", lang), t("forces.raters_text", lang, raters=shown.raters, complete=shown.complete)),
        (t("forces.w", lang), t("forces.w_text", lang, w=number(w.w, 2), p=p)),
        (t("forces.icc", lang), number(icc.mean, 2)),
        (t("forces.alpha", lang), number(icc.consistency, 2)),
    ]
    if shown.flagged:
        text = t(
            "forces.without_text",
            lang,
            mean=number(shown.overall_without_flagged, 2),
            w=number(shown.concordance_without_flagged, 2),
        )
        rows.append((t("forces.without", lang), text))
    return rows


def group_table(shown: Forces, lang: str) -> tuple[list[str], list[list[str]]]:
    """Head and rows of the means of each group; a hidden group says so."""
    head = [t("forces.groups", lang), t("forces.raters", lang), *(item.title(lang) for item in shown.items)]
    hidden = t("forces.hidden", lang)
    rows = [
        [
            team,
            str(size) if means else "–",
            *([number(mean, 2) for mean in means] if means else [hidden, *[""] * (len(shown.items) - 1)]),
        ]
        for team, size, means in shown.groups
    ]
    return head, rows
