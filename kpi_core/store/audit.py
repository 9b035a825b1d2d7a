"""Who did what, when: append-only, each row sealed by a hash over itself and the row before."""

import hashlib
import json
from datetime import UTC, datetime

import duckdb

_FIRST = "0" * 64


def now() -> datetime:
    """The present moment in UTC, without zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def append(cursor: duckdb.DuckDBPyConnection, who: str, what: str, detail: dict[str, object]) -> None:
    """Add one row in the caller's transaction."""
    last = cursor.execute("select seq, hash from audit order by seq desc limit 1").fetchall()
    seq, previous = last[0] if last else (0, _FIRST)
    moment = now()
    text = json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str)
    sealed = seal(seq + 1, moment, who, what, text, previous)
    cursor.execute(
        "insert into audit values (?, ?, ?, ?, ?, ?, ?)", [seq + 1, moment, who, what, text, previous, sealed]
    )


def seal(seq: int, moment: datetime, who: str, what: str, detail: str, previous: str) -> str:
    """The hash of one audit row: sha256 over its fields and the hash before, as 64 hex digits."""
    fields = json.dumps([seq, moment.isoformat(), who, what, detail, previous], ensure_ascii=False)
    return hashlib.sha256(fields.encode()).hexdigest()


def broken_link(cursor: duckdb.DuckDBPyConnection) -> int | None:
    """Number of the first audit row whose seal or link does not hold; None when the chain is whole."""
    previous, expected = _FIRST, 1
    rows = cursor.execute("select seq, moment, who, what, detail, previous, hash from audit order by seq").fetchall()
    for seq, moment, who, what, detail, link, sealed in rows:
        if seq != expected or link != previous or sealed != seal(seq, moment, who, what, detail, link):
            return int(seq)
        previous, expected = sealed, seq + 1
    return None
