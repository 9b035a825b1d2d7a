"""What a file, or taking one back, changes on the boards: for the command line and for the page."""

from typing import Any

from kpi_core.review.commit import Effect
from kpi_core.review.scope import Unit, period_text, unit_tree
from kpi_core.text import t
from kpi_core.text.numbers import as_points, number, period_title, points

# Vanishing scores said one by one, and KPIs named for each.
_VANISHED, _NAMED = 6, 5
# The sign of a miss, before what a terminal must not overlook.
VANISHING = "▼"


def effect_json(effect: Effect, lang: str) -> dict[str, Any]:
    """Statuses and scores that move, newest periods first; scores are fractions, null where there was or is none."""
    known = unit_tree(effect.units)
    return {
        "withdrawn": effect.withdrawn,
        "turned": [{"before": before, "after": after, "count": count}
                   for (before, after), count in effect.turned.items()],
        "statuses": [
            {"unit": unit_text(known, row["unit_id"], lang), "kpi": kpi_text(effect, row["kpi_id"], lang),
             "period": period_text(row["grain"], row["period"]), "before": row["before"], "after": row["after"]}
            for row in effect.statuses
        ],
        "vanished": [
            {"unit": unit_text(known, row["unit_id"], lang), "period": period_text(row["grain"], row["period"]),
             "before": row["before"],
             "due_and_missing": [{"unit": unit_text(known, unit, lang), "kpi": kpi_text(effect, kpi, lang)}
                                 for unit, kpi in row["owed"]]}
            for row in effect.vanished
        ],
        "score_count": effect.score_count,
        "scores": [
            {"unit": unit_text(known, row["unit_id"], lang), "period": period_text(row["grain"], row["period"]),
             "before": row["before"], "after": row["after"]}
            for row in effect.scores
        ],
    }  # fmt: skip


def vanish_lines(effect: Effect, lang: str) -> list[str]:
    """A sentence for each score that vanishes, newest first: unit, period, the score before, and why; at most a few."""
    known = unit_tree(effect.units)
    lines = []
    for row in effect.vanished[:_VANISHED]:
        owed = [f"{unit_text(known, unit, lang)} · {kpi_text(effect, kpi, lang)}" for unit, kpi in row["owed"]]
        named = t("list.separator", lang).join(owed[:_NAMED]) + ("…" if len(owed) > _NAMED else "")
        why = t("upload.vanish_owed" if owed else "upload.vanish_unjudged", lang, count=len(owed), kpis=named)
        lines.append(
            t("upload.vanish", lang, unit=unit_text(known, row["unit_id"], lang), before=points(row["before"]), why=why,
              period=period_title(row["grain"], row["period"], lang))
        )  # fmt: skip
    if len(effect.vanished) > _VANISHED:
        lines.append(t("upload.vanish_more", lang, count=len(effect.vanished) - _VANISHED))
    return lines


def effect_lines(effect: Effect, lang: str) -> list[str]:
    """The effect for a terminal: what vanishes first, then a line each."""
    return [*(f"{VANISHING} {line}" for line in vanish_lines(effect, lang)),
            *(f"{term}: {text}" for term, text in effect_rows(effect, lang))]  # fmt: skip


def unit_text(known: dict[int, Unit], unit_id: int, lang: str) -> str:
    """A unit's path, or the company's name."""
    unit = known[unit_id]
    return unit.trail(lang) or unit.title(lang)


def kpi_text(effect: Effect, kpi_id: int, lang: str) -> str:
    """A KPI's name in the reader's language."""
    row = effect.kpis[kpi_id]
    return str(row["name_en"] or row["name"]) if lang == "en" else str(row["name"])


def turn_text(before: str | None, after: str | None, lang: str) -> str:
    """`on target → missed`; a tile that was not there before, or is no longer, has no status on that side."""
    words = [t(f"status.{status}", lang) if status else t("upload.no_tile", lang) for status in (before, after)]
    return " → ".join(words)


def effect_rows(effect: Effect, lang: str) -> list[tuple[str, str]]:
    """The effect in a few lines: facts ended, tiles by turn, the company's scores that move (points of 100)."""
    rows = []
    if effect.withdrawn:
        rows.append((t("upload.withdrawn_label", lang), t("upload.withdrawn", lang, count=effect.withdrawn)))
    turns = [f"{turn_text(before, after, lang)}: {count:,}" for (before, after), count in effect.turned.items()]
    rows.append((t("upload.statuses", lang), " · ".join(turns) or t("upload.none_move", lang)))
    company = [row for row in effect.scores if row["unit_id"] == 1][:3]
    moves = [
        f"{period_title(row['grain'], row['period'], lang)} {score_move(row['before'], row['after'])}"
        for row in company
    ]
    rows.append((t("upload.company_score", lang), " · ".join(moves) or t("upload.none_move", lang)))
    if effect.score_count:
        rows.append((t("upload.scores", lang), t("upload.score_count", lang, count=effect.score_count)))
    return rows


def score_move(before: float | None, after: float | None) -> str:
    """`94.2 → 93.8 (−0.4)`."""
    text = f"{points(before)} → {points(after)}"
    if before is None or after is None:
        return text
    return f"{text} ({number(as_points(after - before), 1, sign=True)})"
