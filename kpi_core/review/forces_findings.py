"""What the ten-forces page says in one sentence: the level, the ends, agreement, and what really changed."""

from kpi_core.measures.agreement import position
from kpi_core.review.findings import Finding, names
from kpi_core.review.forces import Change, Forces, Level
from kpi_core.review.rounds import LEAST, Round

# Kendall's W from which the raters are said to order the forces alike (moderate agreement).
_ALIKE = 0.5


def forces_findings(shown: Forces) -> list[Finding]:
    """Level and industry position, strongest and weakest force, whether raters agree, what changed beyond their noise."""
    if not shown.shown or shown.overall is None:
        asked = shown.round
        why = "open" if not asked.closed else "few" if shown.raters < LEAST else "fresh"
        return [Finding(f"headline.forces.{why}", {"title": _same(asked.title), "raters": shown.raters})]
    known = [level for level in shown.levels if level.mean is not None]
    most, least = max(level.mean or 0.0 for level in known), min(level.mean or 0.0 for level in known)
    values: dict[str, object] = {"title": _same(shown.round.title), "mean": (shown.overall, 2, _same("")),
                                 "place": f"anchor.a{position(shown.overall)}"}  # fmt: skip
    found = [Finding("headline.forces.level", values)]
    if most - least > 1e-9:
        found.append(Finding("headline.forces.ends", {"first": _at(known, most), "last": _at(known, least)}))
    else:
        found.append(Finding("headline.forces.flat"))
    found += [_changed(other, changes) for other, _, changes in shown.others[:1]]
    return [*found, _agreement(shown)]


def _agreement(shown: Forces) -> Finding:
    w = shown.concordance.w
    if w is None:
        return Finding("headline.forces.no_order")
    return Finding("headline.forces.alike" if w >= _ALIKE else "headline.forces.unlike", {"w": (w, 2, _same(""))})


def _changed(other: Round, changes: list[Change]) -> Finding:
    real = [change for change in changes if change.real]
    if not other.readable and other.sheets >= LEAST:
        return Finding("headline.forces.other_open", {"other": _same(other.title)})
    if not changes:
        return Finding("headline.forces.other_few", {"other": _same(other.title)})
    if not real:
        return Finding("headline.forces.same", {"other": _same(other.title)})
    most = max(real, key=lambda change: abs(change.change))
    key = "headline.forces.higher" if most.change > 0 else "headline.forces.lower"
    values = {"other": _same(other.title), "force": names(most.item), "count": len(real)}
    return Finding(key, {**values, "change": (abs(most.change), 2, _same(""))})


def _at(known: list[Level], mean: float) -> dict[str, str]:
    """The forces that share a mean."""
    titles = [names(level.item) for level in known if abs((level.mean or 0.0) - mean) <= 1e-9]
    return {"zh": "、".join(title["zh"] for title in titles), "en": ", ".join(title["en"] for title in titles)}


def _same(text: str) -> dict[str, str]:
    """Text from a person, the same in both languages."""
    return {"zh": text, "en": text}
