"""Ten forces for scripts: a file of ratings taken in, and a round with its agreement."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from kpi_core.review.forces import Forces, forces
from kpi_core.review.forces_findings import forces_findings
from kpi_core.review.rounds import (
    NoRound,
    Opening,
    Ratings,
    Unreadable,
    model,
    open_round,
    read,
    read_new,
    round_by_text,
    rounds,
    take,
    turn_round,
)
from kpi_core.review.scope import Store, UnknownScope, month_by_text
from kpi_core.text import t
from kpi_core.text.headlines import sentence
from kpi_core.text.numbers import number, percent
from kpi_core.text.problems import problem_sentence

# The wording of the grades, fixed for a round when it is opened.
_SCALE = "5 {a5} · 4 {a4} · 3 {a3} · 2 {a2} · 1 {a1}"


@dataclass(frozen=True)
class Asked:
    """What a ratings file is for: its name, the round's title, who is graded, the month, by whom, and whether only to look."""

    file: str
    title: str
    subject: str | None
    month: str | None
    by: str
    dry_run: bool


def import_ratings(store: Store, data: bytes, asked: Asked, lang: str) -> tuple[dict[str, Any], list[str], bool]:
    """Take a file of ratings into its round, which is opened when new: its JSON, its sentences, whether it was refused."""
    known = round_by_text(rounds(store), asked.title)
    problems: list[Any] = []
    found: Ratings | None = None
    try:
        found = read(store, known, data) if known else read_new(data)
        problems = found.problems
    except Unreadable as error:
        problems = error.problems
    bad = found is None or not found.sheets or any(not problem.warning for problem in problems)
    number_of, message = (known.survey_id if known else None), ""
    if not bad and found is not None and not asked.dry_run:
        try:
            number_of = known.survey_id if known else _opened(store, asked, lang)
            fresh = next(r for r in rounds(store) if r.survey_id == number_of)
            take(store, fresh, found, asked.by)
        except NoRound as error:
            bad, message = True, t(error.code, lang, **error.values)
    sheets = len(found.sheets) if found else 0
    document = {
        "round": number_of, "opened": known is None and number_of is not None, "title": asked.title, "file": asked.file,
        "sha256": hashlib.sha256(data).hexdigest(),
        "layout": found.layout if found else None, "accepted": 0 if bad or asked.dry_run else sheets, "raters": sheets,
        "problems": [{"line": p.line, "column": p.column, "value": p.value, "code": p.code, "warning": p.warning,
                      "message": problem_sentence(p, lang)} for p in problems],
    }  # fmt: skip
    count = sum(not p.warning for p in problems) or int(bad)
    last = message or t("cli.rated_bad" if bad else "cli.rated", lang, file=asked.file, **(
        {"count": count} if bad else {"title": asked.title, "count": sheets}))  # fmt: skip
    return document, [*(problem_sentence(p, lang) for p in problems), last], bad


def close_rounds(store: Store, documents: list[dict[str, Any]], who: str) -> list[str]:
    """Close the rounds that imports opened (their documents as import_ratings gives them); returns the titles."""
    numbers = {document["round"] for document in documents if document["opened"]}
    opened = [found for found in rounds(store) if found.survey_id in numbers and not found.closed]
    for found in opened:
        turn_round(store, found, "closed", who)
    return [found.title for found in opened]


def _opened(store: Store, asked: Asked, lang: str) -> int:
    month = month_by_text(asked.month) if asked.month else datetime.now(UTC).date().replace(day=1)
    scale = _SCALE.format(**{f"a{grade}": t(f"anchor.a{grade}", lang) for grade in range(1, 6)})
    subject = asked.subject or t("forces.subject_own", lang)
    return open_round(store, Opening(asked.title, subject, month, scale, model()), asked.by)


def forces_json(store: Store, survey: str | None, beside: list[str], lang: str) -> dict[str, Any]:
    """A round: means, shares, ranks, positions and agreement per force; nothing below five raters. Raises UnknownScope."""
    known = rounds(store)
    named = [round_by_text(known, text) for text in (survey, *beside)]
    for text, found in zip((survey, *beside), named, strict=True):
        if found is None:
            raise UnknownScope("unknown_round", title=text or "")
    first, *others = [found for found in named if found is not None]
    shown = forces(store, first, others)
    return {
        "round": first.title, "subject": first.subject, "month": f"{first.period:%Y-%m}", "state": first.state,
        "raters": shown.raters, "complete": shown.complete, "headline": sentence(forces_findings(shown), lang),
        "overall": shown.overall, "forces": [_level(shown, at, lang) for at in range(len(shown.levels))],
        "agreement": {"w": asdict(shown.concordance), "icc": asdict(shown.intra_class), "unlike": shown.flagged,
                      "overall_without": shown.overall_without_flagged, "w_without": shown.concordance_without_flagged},
        "groups": [{"group": team, "raters": size if means else None, "means": means} for team, size, means in shown.groups],
        "beside": [{"round": other.title, "means": means, "changes": [
            {"force": c.item.title(lang), "change": c.change, "low": c.low, "high": c.high, "p": c.p, "real": c.real} for c in found]}
            for other, means, found in shown.others],
    }  # fmt: skip


def _level(shown: Forces, at: int, lang: str) -> dict[str, Any]:
    level = shown.levels[at]
    return {
        "force": level.item.title(lang), "mean": level.mean, "sd": level.sd, "low": level.low, "high": level.high,
        "proportion": level.proportion, "rank": level.rank, "best_rank": level.best, "worst_rank": level.worst,
        "position": t(f"anchor.a{level.position}", lang) if level.position else None, "rwg": level.agreement,
        "raters": level.raters, "grades": level.counts,
    }  # fmt: skip


def forces_text(document: dict[str, Any]) -> str:
    """The round for a terminal: the headline and one line a force."""
    lines = [
        f"{row['rank'] or '–':>3}  {number(row['mean'], 2):>5}  {percent(row['proportion']):>7}  {row['position'] or '–'}  {row['force']}"
        for row in document["forces"]
    ]
    return "\n".join([document["headline"], *lines])
