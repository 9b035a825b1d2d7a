"""Rounds of surveys: opened, closed and answered; an answer is kept as an anonymous sheet."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import duckdb

from kpi_core.store import audit
from kpi_core.store.engine import Store

# A group and the grade of each item.
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
    teams: Sequence[str] = (),
) -> int:
    """Open a round with its items (item, name, name_en, meaning, meaning_en) in order; returns its number."""
    with store.writing() as cursor:
        found = int(cursor.execute("select coalesce(max(survey_id), 0) + 1 from survey").fetchall()[0][0])
        cursor.execute("insert into survey values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       [found, kind, title, subject, period, scale, who, audit.now(), "\n".join(teams)])  # fmt: skip
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


def add_codes(store: Store, survey: int, teams: Sequence[str | None], who: str) -> list[str]:
    """Make one code for each rater, given as the rater's group; only here the codes can be read."""
    codes = [secrets.token_urlsafe(9) for _ in teams]
    with store.writing() as cursor:
        cursor.executemany("insert into survey_code values (?, ?, ?, false)",
                           [[survey, _digest(code), team] for code, team in zip(codes, teams, strict=True)])  # fmt: skip
        audit.append(cursor, who, "survey_codes", {"survey": survey, "codes": len(codes)})
    return codes


def code_team(store: Store, survey: int, code: str) -> tuple[bool, str | None] | None:
    """Whether a code was used, and its group; None for a code of no rater of this round."""
    found = store.tuples("code", survey=survey, digest=_digest(code))
    return (bool(found[0][0]), found[0][1]) if found else None


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def add_sheets(store: Store, survey: int, sheets: Sequence[Sheet], who: str) -> None:
    """Keep sheets under random numbers, in an order that tells nothing; the audit says how many, not whose."""
    with store.writing() as cursor:
        _insert(cursor, survey, sheets, who)


def add_coded_sheet(store: Store, survey: int, code: str, grades: Mapping[str, int]) -> bool:
    """Use up a code and keep its rater's answers in its group; False, and nothing kept, when it is unknown or used."""
    with store.writing() as cursor:
        used = cursor.execute("update survey_code set used = true where survey_id = ? and digest = ? and not used returning team",
                              [survey, _digest(code)]).fetchall()  # fmt: skip
        if used:
            _insert(cursor, survey, [(used[0][0], grades)], "")
    return bool(used)


def _insert(cursor: duckdb.DuckDBPyConnection, survey: int, sheets: Sequence[Sheet], who: str) -> None:
    rows = [
        (survey, number, team, item, grade)
        for (team, grades), number in ((sheet, secrets.randbelow(_NUMBERS)) for sheet in sheets)
        for item, grade in grades.items()
    ]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        cursor.executemany("insert into rating values (?, ?, ?, ?, ?)", rows)
    audit.append(cursor, who, "ratings", {"survey": survey, "sheets": len(sheets)})
