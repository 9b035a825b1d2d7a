"""What DuckDB says when a file cannot be used, told apart by who can mend it."""

import errno
import re
from pathlib import Path

import duckdb

from kpi_core.store.errors import (
    StoreDamaged,
    StoreError,
    StoreForbidden,
    StoreFull,
    StoreLocked,
    StoreNewer,
    StoreReadOnly,
)
from kpi_core.store.files import owner_of

# Looked for in what DuckDB says without the names of files: a file may be called `lock` or `permission denied`.
_LOCKED = re.compile(r"Could not set lock|Conflicting lock")
_FORBIDDEN = re.compile(r"Permission denied|Read-only file system|in read-only mode: database does not exist")
_UNREADABLE = re.compile(r"Cannot open file.*Permission denied")
_FULL = re.compile(
    r"No space left|File too large|quota exceeded|Could not (write|truncate|fsync)|fsync failed|failed to offload",
    re.IGNORECASE,
)
_DAMAGED = re.compile(
    r"corrupt|checksum|not a valid DuckDB|replaying (checkpoint )?WAL|Could not read|Input/output error", re.IGNORECASE
)
_NEWER = re.compile(r"with version number (?P<found>\d+), but we can only read versions between \d+ and (?P<known>\d+)")
_LATER = re.compile(r"storage version greater than the latest")
# Other kinds speak of the question, in which a person's words may stand.
_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.TransactionException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
)
_HOLDER = re.compile(r"held in (?P<program>.*?)\s*\(PID (?P<pid>\d+)\)")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_FORBIDS = (errno.EACCES, errno.EPERM, errno.EROFS)


def when_opening(place: str, error: Exception) -> StoreError:
    """Why the file at `place` could not be opened: what is not known to be something else is damage."""
    text = _without_names(place, str(error))
    if _LOCKED.search(text):
        holder = _HOLDER.search(str(error))
        process = f"{Path(holder['program']).name} (PID {holder['pid']})" if holder else "?"
        return StoreLocked(file=place, process=process)
    newer = _NEWER.search(text)
    if newer or _LATER.search(text):
        found, known = newer.groups() if newer else ("?", "?")
        return StoreNewer(file=place, found=f"DuckDB {found}", known=f"DuckDB {known}")
    if _UNREADABLE.search(text):
        return StoreForbidden(file=place, owner=owner_of(place))
    return when_asked(place, error) or StoreDamaged(file=place, why=first_line(error))


def when_asked(place: str, error: Exception) -> StoreError | None:
    """What an error of an open store means for the person who asked; None for a mistake of ours.

    Damage goes before want of room: a checkpoint that meets a damaged block says that it could not be written too.
    """
    if not isinstance(error, _OF_THE_FILE):
        return None
    text = _without_names(place, str(error))
    for found, kind in ((_DAMAGED, StoreDamaged), (_FULL, StoreFull)):
        if found.search(text):
            return kind(file=place, why=first_line(error))
    return StoreReadOnly(file=place) if _FORBIDDEN.search(text) else None


def when_written(place: str, error: OSError) -> StoreError | None:
    """Why a file could not be written, as the system says it; None for another mistake."""
    if error.errno in _FORBIDS:
        return StoreReadOnly(file=place)
    return StoreFull(file=place, why=error.strerror or str(error)) if error.errno in _NO_ROOM else None


def is_over(error: Exception) -> bool:
    """Whether the database must be opened again before it answers anything."""
    return isinstance(error, duckdb.FatalException | duckdb.InternalException)


def first_line(error: Exception) -> str:
    """What a sentence can hold of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0]


def _without_names(place: str, text: str) -> str:
    return re.sub(r'"[^"\n]*/[^"\n]*"', "", text.replace(place, ""))
