"""The KPI wall: everything on the board as one component, so that it costs what an empty page costs."""

import json
from datetime import date
from typing import Any

import streamlit as st

from kpi_core.charts.theme import SHAPES
from kpi_core.review.board import Board, Change, Tile, board, heaviest_first
from kpi_core.review.findings import before, board_findings, reason_key
from kpi_core.review.scope import Period
from kpi_core.tables import DEFAULT_GOOD, DEFAULT_WATCH, PERSPECTIVES
from kpi_core.text import MISSING, t
from kpi_core.text.headlines import sentence
from kpi_core.text.isolation import joined
from kpi_core.text.numbers import (
    GRADED,
    attainment,
    coverage,
    number,
    period_title,
    points,
    received,
    share,
    shown_title,
    whole_points,
)
from kpi_core.ui.badges import GUESS, badge_signs, badges, marked
from kpi_core.ui.component import caught_up, component
from kpi_core.ui.known import known
from kpi_core.ui.pieces import perspective
from kpi_core.ui.scope_bar import Scope
from kpi_core.ui.session import Seen, store_of

_WALL = component("wall")


def wall(scope: Scope, seen: Seen) -> tuple[dict[str, int] | None, dict[str, int] | None]:
    """Draw the board; returns the unit and KPI ids of a tile that was opened, and of a miss to say something about."""
    drawn = _drawn(seen, scope.unit.unit_id, scope.period.grain, scope.period.first, scope.span, scope.lang, scope.mode)
    result = _WALL(key="wall", data=drawn, on_open_change=lambda: None, on_say_change=lambda: None, on_go_change=_gone)
    caught_up("wall", "go", _gone)
    opened, said = result.get("open"), result.get("say")
    return dict(opened) if opened else None, dict(said) if said else None


def _gone() -> None:
    """A score of the map was chosen: the URL then names its unit and period."""
    to = st.session_state["wall"].get("go")
    if to:
        st.query_params.update({"unit": to["unit"], "period": to["period"]})


@st.cache_data(show_spinner=False, max_entries=400)
def _drawn(seen: Seen, unit: int, grain: str, first: date, span: str, lang: str, mode: str) -> bytes:
    """The finished board as JSON bytes: built once, sent as they are."""
    found = known(seen)
    scope = Scope(found.units[unit], Period(grain, first), span, None, lang, mode, found.start)
    shown = board(store_of(seen), scope.unit, scope.period, scope.span)
    return json.dumps(wall_data(shown, scope), ensure_ascii=False, separators=(",", ":")).encode()


def wall_data(shown: Board, scope: Scope) -> dict[str, Any]:
    """The board as the component draws it: finished texts in the reader's language, no formatting left to do."""
    lang = scope.lang
    order = {tile.kpi.kpi_id: place for place, tile in enumerate(shown.tiles)}
    return {
        "view": "|".join(scope.parameters().values()), "lang": lang, "mode": scope.mode,
        "unit_id": scope.unit.unit_id, "link": scope.link("kpi"), "here": scope.link("", unit="", period=""),
        "shapes": SHAPES, "marks": badge_signs(lang),
        "status": {status: t(f"status.{status}", lang) for status in SHAPES},
        "where": _where(shown, scope), "headline": sentence(board_findings(shown), lang),
        "score": points(shown.score, lines=GRADED), "score_notes": _score_notes(shown, lang),
        "counts": [
            {"s": "none" if key == "blank" else key, "n": shown.counts[key], "shape": SHAPES["none" if key == "blank" else key],
             "label": t(f"status.{'none' if key == 'blank' else key}", lang)}
            for key in ("good", "watch", "miss", "blank") if shown.counts[key] or key != "blank"
        ],
        "guessed": _guessed(shown, lang), "tiles": [_tile(tile, scope) for tile in shown.tiles],
        "order": [order[tile.kpi.kpi_id] for tile in heaviest_first(shown.tiles)],
        "groups": _groups(shown.tiles, lang), "discuss": [_talk(talk, scope) for talk in shown.discuss],
        "misses": shown.misses, "heat": _heat(shown, scope), "silent": _silent(shown, lang),
        "words": {key: t(f"wall.{key}", lang) for key in
                  ("discuss", "discuss_note", "say", "nothing", "more", "more_units", "heat", "silent", "pages")},
    }  # fmt: skip


def _guessed(shown: Board, lang: str) -> dict[str, str] | None:
    """How many of the KPIs shown are judged by a guess, and where they are confirmed; None for none."""
    count = len(shown.unconfirmed)
    if not count:
        return None
    return {
        "text": f"{GUESS} {t('guess.count', lang, count=count)}",
        "tip": t("guess.tip", lang),
        "href": f"catalogue?lang={lang}",
    }


def _where(shown: Board, scope: Scope) -> str:
    lang = scope.lang
    parts = [t("wall.where", lang, unit=shown.unit.title(lang), span=t(f"span.{shown.span}", lang),
               period=shown_title(shown.span, shown.period.grain, shown.since, shown.period.first, lang, scope.start))]  # fmt: skip
    if shown.coverage is not None:
        parts.append(t("wall.coverage", lang, coverage=coverage(shown.coverage)))
    return " · ".join(parts)


def _score_notes(shown: Board, lang: str) -> list[str]:
    note = t("wall.score", lang)
    if shown.span == "month":
        note += " · " + t("wall.previous", lang, score=points(shown.previous), last=points(shown.last_year))
    else:
        note += " · " + t(
            "wall.span_previous", lang, before=t(before(shown.period, shown.span), lang), score=points(shown.previous)
        )
    return [note]


def _groups(tiles: list[Tile], lang: str) -> list[dict[str, Any]]:
    """Tiles by perspective in the scorecard's order, others after, those without one last."""
    by_name: dict[str, list[int]] = {}
    for place, tile in enumerate(tiles):
        by_name.setdefault(tile.kpi.values["perspective"] or "", []).append(place)
    ranked = sorted(
        by_name, key=lambda name: (PERSPECTIVES.index(name) if name in PERSPECTIVES else 9 if name else 99, name)
    )
    return [
        {"name": perspective(name, lang) if len(ranked) > 1 or name else "", "tiles": by_name[name],
         "note": t("wall.group_note", lang, tiles=len(by_name[name]),
                   miss=sum(tiles[i].status == "miss" for i in by_name[name]))}
        for name in ranked
    ]  # fmt: skip


def _tile(tile: Tile, scope: Scope) -> dict[str, Any]:
    lang, kpi = scope.lang, tile.kpi
    decimals = kpi.values["decimals"]
    name, value = kpi.title(lang), number(tile.actual, decimals, lines=_lines(tile))
    edges = (kpi.values["good"], kpi.values["watch"])
    label = attainment(tile.attainment, edges) if tile.attainment is not None else _why(tile, lang)
    return {
        "kpi_id": kpi.kpi_id, "key": str(kpi.values["name"]), "name": name, "value": value, "unit": kpi.measure(lang),
        "target": _target(tile, lang), "s": tile.status, "label": label, "changes": _changes(tile, lang),
        "partial": _partial(tile, lang), "badges": badges(tile.kpi, tile.variation, tile.assurance), **_spark(tile),
        "why": t(reason_key(tile.reason, tile.due), lang) + (f" · {t('wall.streak', lang, months=tile.streak)}" if tile.streak > 1 else ""),
    }  # fmt: skip


def _lines(tile: Tile) -> tuple[float | None, ...]:
    """What the value is held against: the band of a band KPI, else the target."""
    return _band(tile) if tile.kpi.values["direction"] == "band" else (tile.target,)


def _band(tile: Tile) -> tuple[float | None, float | None]:
    return tile.kpi.constant("low", tile.cells), tile.kpi.constant("high", tile.cells)


def _spark(tile: Tile) -> dict[str, list[int | None]]:
    """The sparkline's points as heights from 0 (the lowest of actuals and targets) to 320 (the highest)."""
    known = [value for _, *pair in tile.spark for value in pair if value is not None]
    low = min(known, default=0.0)
    scale = 320 / (max(known, default=0.0) - low or 1.0)
    return {
        "actual": [None if actual is None else round((actual - low) * scale) for _, actual, _ in tile.spark],
        "targets": [None if target is None else round((target - low) * scale) for _, _, target in tile.spark],
    }


def _why(tile: Tile, lang: str) -> str:
    if tile.status in ("good", "miss"):
        return t(f"status.{tile.status}", lang)
    return t("status.none", lang) if tile.reason == "ok" else t(reason_key(tile.reason, tile.due), lang)


def _target(tile: Tile, lang: str) -> str:
    values = tile.kpi.values
    if values["direction"] == "band" or values["form"] == "band":
        low, high = _band(tile)
        return t("wall.band", lang, low=number(low), high=number(high))
    if tile.target is None:
        return t("wall.no_target", lang)
    return t("wall.target", lang, value=number(tile.target, values["decimals"]))


def _changes(tile: Tile, lang: str) -> list[str]:
    texts = []
    for key, change in (("previous_change", tile.to_previous), ("year_change", tile.to_last_year)):
        if change is not None:
            texts.append(t(f"wall.{key}", lang, change=_change(change, tile.kpi.values["decimals"], lang)))
    return texts


def _change(change: Change, decimals: int | None, lang: str) -> str:
    if change.kind == "relative":
        return f"{number(100 * change.value, 1, sign=True)} %"
    if change.kind == "points":
        return t("wall.points_change", lang, value=number(change.value, max(1, decimals or 1), sign=True))
    return number(change.value, decimals, sign=True)


def _partial(tile: Tile, lang: str) -> str:
    parts = []
    if tile.coverage is not None and tile.coverage < 1 and tile.actual is not None:
        parts.append(t("wall.partial", lang, coverage=coverage(tile.coverage)))
    if tile.approximate:
        parts.append(t("wall.approximate", lang))
    return " · ".join(parts)


def _talk(talk: Any, scope: Scope) -> dict[str, Any]:
    lang = scope.lang
    streak = t("wall.streak", lang, months=talk.streak) if talk.streak > 1 else t("wall.first", lang)
    live = talk.live
    action = t("wall.action", lang, owner=live.owner, due=live.due.isoformat()) if live else t("wall.no_action", lang)
    return {
        "kpi_id": talk.kpi.kpi_id, "unit_id": talk.unit.unit_id,
        "href": scope.link("kpi", kpi=str(talk.kpi.values["name"]), unit=talk.unit.address),
        "name": joined([marked(talk.kpi, lang), talk.unit.title(lang)]),
        "lost": MISSING if talk.lost is None else share(-talk.lost / 100, 1),
        "note": joined([streak, action if live else f"⚑ {action}"]),
    }  # fmt: skip


def _heat(shown: Board, scope: Scope) -> dict[str, Any]:
    lang = scope.lang
    titles = [_column(when, shown.period.grain) for when in shown.heat_periods]
    rows = []
    for unit, scores in shown.heat:
        cells = [
            {"s": _judged(score), "text": whole_points(score),
             "tip": t("wall.heat_tip", lang, unit=unit.title(lang), score=points(score, lines=GRADED),
                      period=period_title(shown.period.grain, when, lang, scope.start))}
            for score, when in zip(scores, shown.heat_periods, strict=True)
        ]  # fmt: skip
        rows.append({"name": unit.title(lang), "key": unit.address, "cells": cells})
    periods = [Period(shown.period.grain, when).text(scope.start) for when in shown.heat_periods]
    return {"months": titles, "periods": periods, "rows": rows}


def _column(when: date, grain: str) -> str:
    if grain == "month":
        return str(when.month)
    return f"Q{(when.month + 2) // 3}" if grain == "quarter" else f"{when.year % 100:02d}"


def _judged(score: float | None) -> str:
    """The colour of a score: the default thresholds with the slack of the KPIs' own (DESIGN 7)."""
    if score is None:
        return "none"
    slack = 1e-9
    return "good" if score >= DEFAULT_GOOD - slack else "watch" if score >= DEFAULT_WATCH - slack else "miss"


def _silent(shown: Board, lang: str) -> str:
    units = [
        t("wall.silent_unit", lang, unit=unit.title(lang), received=received(missing, due, lang))
        for unit, missing, due in shown.silent
    ]
    return joined(units[:12], t("list.separator", lang)) + ("…" if len(units) > 12 else "")
