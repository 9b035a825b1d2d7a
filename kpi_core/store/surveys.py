"""Rounds of surveys: opened, closed and answered; an answer is kept as an anonymous sheet."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from kpi_core.store import audit
from kpi_core.store.engine import Store

# A team and the grade of each item.
Sheet = tuple[str | None, Mapping[str, int]]
_NUMBERS = 1 << 62


def add_survey(
    store: Store,
    who: str,
    kind: str,
    title: str,
    subject: str,
    period: date,
    scale: str,
    items: Iterable[Sequence[str]],
) -> int:
    """Open a round with its items (item, name, name_en, meaning, meaning_en) in order; returns its number."""
    with store.writing() as cursor:
        found = int(cursor.execute("select coalesce(max(survey_id), 0) + 1 from survey").fetchall()[0][0])
        cursor.execute("insert into survey values (?, ?, ?, ?, ?, ?, ?, ?)",
                       [found, kind, title, subject, period, scale, who, audit.now()])  # fmt: skip
        for place, item in enumerate(items, start=1):
            cursor.execute("insert into survey_item values (?, ?, ?, ?, ?, ?, ?)", [found, place, *item])
        cursor.execute("insert into survey_event select coalesce(max(event_id), 0) + 1, ?, 'opened', ?, ? from survey_event",
                       [found, who, audit.now()])  # fmt: skip
        audit.append(cursor, who, "survey", {"survey": found, "title": title, "subject": subject, "period": period})
    return found


def turn_survey(store: Store, survey: int, what: str, who: str) -> None:
    """Close a round or open it again."""
    with store.writing() as cursor:
        cursor.execute("insert into survey_event select coalesce(max(event_id), 0) + 1, ?, ?, ?, ? from survey_event",
                       [survey, what, who, audit.now()])  # fmt: skip
        audit.append(cursor, who, "survey_event", {"survey": survey, "what": what})


def add_sheets(store: Store, survey: int, sheets: Sequence[Sheet], who: str) -> None:
    """Keep sheets under random numbers, in an order that tells nothing; the audit says how many, not whose."""
    rows = [
        (survey, number, team, item, grade)
        for (team, grades), number in ((sheet, secrets.randbelow(_NUMBERS)) for sheet in sheets)
        for item, grade in grades.items()
    ]
    secrets.SystemRandom().shuffle(rows)
    with store.writing() as cursor:
        if rows:
            cursor.executemany("insert into rating values (?, ?, ?, ?, ?)", rows)
        audit.append(cursor, who, "ratings", {"survey": survey, "sheets": len(sheets)})
