"""Copies: copy the file, put a copy back."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kpi_core.store import files
from kpi_core.store.engine import Store, open_here, open_store, place_of
from kpi_core.store.errors import (
    BackupUnproved,
    CopyDamaged,
    StoreDamaged,
    StoreForeign,
    StoreFull,
    StoreLocked,
    StoreNewer,
)
from kpi_core.store.failures import first_line, when_written
from kpi_core.store.verify import verify


def backup(store: Store, target: Path) -> int:
    """Copy the store to `target` while nobody writes, prove the copy, then put it in place of one of that name.

    Returns its size in bytes. Raises BackupUnproved, StoreFull and StoreLocked (`target` is a store in use); what lay
    at `target` then still does.
    """
    try:
        with _held_by_nobody(target), files.part_of(target) as part:
            with store.standing_still():
                _copy_whole(Path(store.place), part)
            try:
                _prove(part)
            except StoreDamaged as error:
                raise BackupUnproved(**error.values | {"file": str(target), "store": store.place}) from error
            for left in files.beside(target):
                left.unlink(missing_ok=True)
            files.install(part, target)
    except OSError as error:
        raise StoreFull(file=str(target), why=error.strerror or str(error)) from error
    return target.stat().st_size


def restore(source: Path, url: str) -> Path | None:
    """Put the copy `source` in place of the store at `url`, sound or damaged, after proving that it holds together.

    Returns where the store that was there is kept, with what lay beside it; None when there was none. Raises, with
    nothing changed, CopyDamaged, StoreNewer and StoreForeign (of `source`), StoreLocked, StoreReadOnly, StoreFull.
    """
    place = place_of(url)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _held_by_nobody(place), files.part_of(place) as part:
            try:
                _copy_whole(source, part)
                _prove(part)
            except (StoreNewer, StoreForeign) as error:
                raise type(error)(**error.values | {"file": str(source)}) from error
            except StoreDamaged as error:
                raise CopyDamaged(**error.values | {"file": str(source)}) from error
            kept = files.set_aside(place)
            files.install(part, place)
    except OSError as error:
        raise when_written(str(place), error) or StoreFull(file=str(place), why=str(error)) from error
    return kept


@contextmanager
def _held_by_nobody(place: Path) -> Iterator[None]:
    """Keep others from opening a store file meanwhile. Raises StoreLocked while anybody has it open."""
    if open_here(place):
        raise StoreLocked(file=str(place), process=f"PID {os.getpid()}")
    with files.held_by_nobody(place):
        yield


def _copy_whole(source: Path, part: Path) -> None:
    """Copy a store file with what DuckDB has left beside it. Raises OSError."""
    files.copy_apart(source, part)
    for left, copied in zip(files.beside(source), files.beside(part), strict=True):
        if left.exists():
            files.copy_apart(left, copied)


def _prove(part: Path) -> None:
    """Prove that a copy opens and holds together, and bring what lies beside it in. Raises StoreError."""
    copy = open_store(str(part))
    try:
        wrong = verify(copy)
        if wrong:
            code, values = wrong[0]
            raise StoreDamaged(file=str(part), why=code, finding=(code, values))
        with copy.standing_still():
            pass
    except duckdb.Error as error:
        raise StoreDamaged(file=str(part), why=first_line(error)) from error
    finally:
        copy.close()
