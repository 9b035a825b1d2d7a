"""Rounds of surveys: opened, closed and answered; an answer is kept as an anonymous sheet."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb

from kpi_core.store import audit
from kpi_core.store.engine import Store
from kpi_core.store.errors import RoundTurned
from kpi_core.store.forgetting import forget
from kpi_core.store.seals import Written, released
from kpi_core.store.sheets import settle

# A group and the grade of each item.
Sheet = tuple[str | None, Mapping[str, int]]
_NUMBERS = 1 << 62
_STATE = "select what from survey_event where survey_id = ? order by event_id desc limit 1"


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
        settle(cursor, found)
        of_round = {"survey_id": found}
        written = [("survey", of_round), ("survey_item", of_round), _event(cursor, found, "opened", who)]
        audit.append(cursor, who, "survey", {"survey": found, "title": title, "subject": subject, "period": period},
                     written, [released("rating", of_round), released("survey_code", of_round)])  # fmt: skip
    return found


def _event(cursor: duckdb.DuckDBPyConnection, survey: int, what: str, who: str, sheets: int | None = None) -> Written:
    """Write a step of a round; closing it also says how many had answered."""
    number = cursor.execute("select coalesce(max(event_id), 0) + 1 from survey_event").fetchall()[0][0]
    cursor.execute(
        "insert into survey_event values (?, ?, ?, ?, ?, ?)", [number, survey, what, who, audit.now(), sheets]
    )
    return "survey_event", {"event_id": number}


def turn_survey(store: Store, survey: int, what: str, who: str) -> None:
    """Close a round or open it again. Raises RoundTurned when somebody has done so meanwhile.

    Closing seals its sheets and codes; until then an answer leaves nothing in the audit, so that nothing tells its moment.
    """
    with store.writing() as cursor:
        closed = cursor.execute(_STATE, [survey]).fetchall() == [("closed",)]
        if closed == (what == "closed"):
            raise RoundTurned(survey=survey)
        both: list[Written] = [("rating", {"survey_id": survey}), ("survey_code", {"survey_id": survey})]
        if what == "closed":
            sheets = cursor.execute("select sheets from survey_answers where survey_id = ?", [survey]).fetchall()[0][0]
            written = [_event(cursor, survey, what, who, sheets), *both]
            audit.append(cursor, who, "survey_event", {"survey": survey, "what": what, "sheets": sheets}, written)
        else:
            written = [_event(cursor, survey, what, who)]
            audit.append(cursor, who, "survey_event", {"survey": survey, "what": what}, written,
                         [released(table, rows) for table, rows in both])  # fmt: skip
    forget(store)


@contextmanager
def _open_round(store: Store, survey: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """A transaction that adds to an open round; afterwards its rows lie in a new random order, also on the disk."""
    with store.writing() as cursor:
        if cursor.execute(_STATE, [survey]).fetchall() == [("closed",)]:
            raise RoundTurned(survey=survey)
        yield cursor
        settle(cursor, survey)
    forget(store)


def add_codes(store: Store, survey: int, teams: Sequence[str | None], who: str) -> list[str]:
    """Make one code for each rater, given as the rater's group; only here the codes can be read. Raises RoundTurned."""
    codes = [secrets.token_urlsafe(9) for _ in teams]
    with _open_round(store, survey) as cursor:
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
    """Keep the sheets of a file; the audit says how many, not whose. Raises RoundTurned when the round is closed."""
    with _open_round(store, survey) as cursor:
        _insert(cursor, survey, sheets)
        audit.append(cursor, who, "ratings", {"survey": survey, "sheets": len(sheets)})


def add_sheet(store: Store, survey: int, sheet: Sheet) -> None:
    """Keep one rater's own answers; no moment is kept. Raises RoundTurned when the round is closed."""
    with _open_round(store, survey) as cursor:
        _insert(cursor, survey, [sheet])


def add_coded_sheet(store: Store, survey: int, code: str, grades: Mapping[str, int]) -> bool:
    """Use up a code and keep its rater's answers in its group; False, and nothing kept, when it is unknown or used.

    Raises RoundTurned when the round is closed.
    """
    with _open_round(store, survey) as cursor:
        used = cursor.execute("update survey_code set used = true where survey_id = ? and digest = ? and not used returning team",
                              [survey, _digest(code)]).fetchall()  # fmt: skip
        if used:
            _insert(cursor, survey, [(used[0][0], grades)])
    return bool(used)


def _insert(cursor: duckdb.DuckDBPyConnection, survey: int, sheets: Sequence[Sheet]) -> None:
    rows = [
        (survey, number, team, item, grade)
        for (team, grades), number in ((sheet, secrets.randbelow(_NUMBERS)) for sheet in sheets)
        for item, grade in grades.items()
    ]
    if rows:
        cursor.executemany("insert into rating values (?, ?, ?, ?, ?)", rows)
