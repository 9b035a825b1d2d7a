"""Who did what, when: append-only, each row sealed by a hash over itself and the row before."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from kpi_core.store.seals import Seal, Written, sealed, to_text

FIRST = "0" * 64
_COLUMNS = "seq, moment, who, what, detail, previous, hash, seals"
AuditRow = tuple[int, datetime, str, str, str, str, str, str | None]


def now() -> datetime:
    """The present moment in UTC, without zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def append(
    cursor: duckdb.DuckDBPyConnection,
    who: str,
    what: str,
    detail: dict[str, object],
    written: Iterable[Written] = (),
    more: Iterable[Seal] = (),
) -> None:
    """Add one row in the caller's transaction, with the seals of the rows that were `written` and `more` seals.

    Whoever writes to a table says so here: a row that no seal speaks of is one that nobody wrote.
    """
    seq, previous = last(cursor)
    if not seq:
        written = [("identity", {}), *written]
    seals = to_text([*sealed(cursor, written), *more])
    moment = now()
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    whole = seal(seq + 1, moment, who, what, text, previous, seals)
    cursor.execute(
        f"insert into audit ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [seq + 1, moment, who, what, text, previous, whole, seals],
    )


def last(cursor: duckdb.DuckDBPyConnection) -> tuple[int, str]:
    """Number and hash of the newest row; 0 and zeros before the first deed."""
    found = cursor.execute("select seq, hash from audit order by seq desc limit 1").fetchall()
    return (int(found[0][0]), str(found[0][1])) if found else (0, FIRST)


def seal(seq: int, moment: datetime, who: str, what: str, detail: str, previous: str, seals: str | None = None) -> str:
    """The hash of one audit row: sha256 over its fields and the hash before, as 64 hex digits.

    Rows from before there were seals have none, and are hashed without.
    """
    fields = [seq, moment.isoformat(), who, what, detail, previous, *([] if seals is None else [seals])]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()


def rows(cursor: duckdb.DuckDBPyConnection) -> list[AuditRow]:
    """Every row, oldest first."""
    return cursor.execute(f"select {_COLUMNS} from audit order by seq").fetchall()


def broken_link(found: list[AuditRow]) -> int | None:
    """Number of the first audit row whose seal or link does not hold; None when the chain is whole."""
    previous, expected, sealing = FIRST, 1, False
    for seq, moment, who, what, detail, link, whole, seals in found:
        unsealed = sealing and seals is None
        right = seq == expected and link == previous and not unsealed
        if not right or whole != seal(seq, moment, who, what, detail, link, seals):
            return int(seq)
        previous, expected, sealing = whole, seq + 1, seals is not None
    return None
