"""The JSON documents and plain texts that the command line prints; fractions stay fractions, missing is null."""

from typing import Any

from kpi_core.review.board import EVERY, Board, board, cells
from kpi_core.review.department_findings import departments_findings
from kpi_core.review.departments import departments
from kpi_core.review.scope import (
    Kpi,
    Period,
    Store,
    Unit,
    fiscal_start,
    kpis,
    period_by_text,
    period_text,
    periods,
    unit_by_text,
    units,
)
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.numbers import attainment, coverage, number, points


def scope_asked(
    store: Store, unit: str | None, period: str | None
) -> tuple[Unit, Period, dict[int, Unit], dict[int, Kpi], int]:
    """What the command line asks for, with the units, KPIs and fiscal start. Raises UnknownScope."""
    known = units(store)
    start = fiscal_start(store)
    chosen = unit_by_text(known, unit)
    return chosen, period_by_text(periods(store), period, start), known, kpis(store), start


def board_json(store: Store, unit: str | None, period: str | None, span: str, lang: str) -> dict[str, Any]:
    """The board of a unit: its score, its wall as `tiles`, and every judged unit x KPI at or below it as `results`."""
    chosen, when, known, all_kpis, start = scope_asked(store, unit, period)
    shown = board(store, chosen, when, span, EVERY)
    return {
        "period": period_text(when.grain, when.first, start), "span": span, "unit": unit_name(chosen, lang),
        "score": shown.score, "coverage": shown.coverage, "previous": shown.previous,
        "counts": {"good": shown.counts["good"], "watch": shown.counts["watch"], "miss": shown.counts["miss"],
                   "none": shown.counts["blank"]},
        "unconfirmed": len(shown.unconfirmed),
        "tiles": [_tile(shown, index, lang) for index in range(len(shown.tiles))],
        "results": [
            {"unit": unit_name(known[row["unit_id"]], lang), "kpi": all_kpis[row["kpi_id"]].title(lang),
             "actual": row["actual"], "target": row["target"], "met": row["met"], "attainment": row["attainment"],
             "scored": row["scored"], "status": row["status"], "reason": row["reason"], "weight": row["weight"],
             "coverage": row["cells"] / row["due"] if row["due"] else None,
             "unconfirmed": list(all_kpis[row["kpi_id"]].unconfirmed)}
            for row in cells(store, chosen, when, span)
        ],
        "discuss": [{"unit": unit_name(talk.unit, lang), "kpi": talk.kpi.title(lang), "lost": _hundredth(talk.lost),
                     "months": talk.streak, "unconfirmed": list(talk.kpi.unconfirmed)} for talk in shown.discuss],
        "not_reported": [{"unit": unit_name(unit, lang), "missing": missing, "due": due}
                         for unit, missing, due in shown.silent],
    }  # fmt: skip


def _hundredth(points: float | None) -> float | None:
    return None if points is None else points / 100


def unit_name(unit: Unit, lang: str) -> str:
    """A unit's path below the company; the company's own name."""
    return unit.trail(lang) or unit.title(lang)


def _tile(shown: Board, index: int, lang: str) -> dict[str, Any]:
    tile = shown.tiles[index]
    return {
        "kpi": tile.kpi.title(lang), "actual": tile.actual, "target": tile.target, "attainment": tile.attainment,
        "status": tile.status, "reason": tile.reason, "coverage": tile.coverage, "approximate": tile.approximate,
        "lost": _hundredth(tile.lost), "months_missed": tile.streak, "unconfirmed": list(tile.kpi.unconfirmed),
    }  # fmt: skip


def board_text(document: dict[str, Any], lang: str) -> str:
    """The board for a terminal: one line per tile."""
    counts = document["counts"]
    head = f"{document['unit']}  {document['period']}  {points(document['score'])}  " + "  ".join(
        f"{counts[s]} {t(f'status.{s}', lang)}" for s in ("good", "watch", "miss", "none")
    )
    lines = [
        f"{t('status.' + tile['status'], lang):<8}{attainment(tile['attainment']):>10}  {tile['kpi']}  "
        f"{number(tile['actual'])} / {number(tile['target'])}"
        + (f"  ? {t('guess.mark', lang)}" if tile["unconfirmed"] else "")
        for tile in document["tiles"]
    ]
    if document["unconfirmed"]:
        lines.append("? " + t("guess.count", lang, count=document["unconfirmed"]))
    return "\n".join([head, *lines])


def departments_json(store: Store, unit: str | None, period: str | None, span: str, lang: str) -> dict[str, Any]:
    """The ranking of the units right below a unit, and what moved its score: the parts sum to score - previous."""
    chosen, when, _, _, start = scope_asked(store, unit, period)
    shown = departments(store, chosen, when, span)
    return {
        "period": period_text(when.grain, when.first, start), "span": span, "unit": unit_name(chosen, lang),
        "rows": [
            {"unit": unit_name(row.unit, lang), "rank": row.rank, "score": row.score, "coverage": row.coverage,
             "previous_rank": row.previous_rank, "previous_score": row.previous_score,
             "best_rank": row.best, "worst_rank": row.worst, "group": row.group, "months": row.months, "gap": row.gap,
             "grade": row.grade, "same_kpis": row.shared, "kpis": row.counted,
             "counts": {**{s: row.counts[s] for s in ("good", "watch", "miss")}, "none": row.counts["blank"]}}
            for row in shown.rows
        ],
        "score": shown.score, "previous": shown.previous, "comparable": shown.comparable,
        "headline": sentence(departments_findings(shown), lang),
        "waterfall": [
            {"unit": unit_name(part.unit, lang), "kpi": part.kpi.title(lang), "by_value": part.by_value,
             "by_weight": part.by_weight, "total": part.total, "unconfirmed": list(part.kpi.unconfirmed)}
            for part in shown.waterfall
        ],
    }  # fmt: skip


def departments_text(document: dict[str, Any]) -> str:
    """The ranking for a terminal: one line per unit."""
    return "\n".join(
        f"{row['rank'] or '–':>3}  {points(row['score']):>6}  {coverage(row['coverage']):>6}  {row['unit']}"
        for row in document["rows"]
    )
