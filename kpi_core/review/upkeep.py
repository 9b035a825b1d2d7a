"""Looking after the store: prove it, copy it, put a copy back; an anchor outside it tells when its audit was cut."""

from pathlib import Path

from kpi_core.store import (
    Anchor,
    AnchorHeld,
    Store,
    against_anchor,
    anchor_of,
    read_anchor,
    restore,
    sealed_since,
    verify,
    write_anchor,
)
from kpi_core.store import backup as copy
from kpi_core.store.files import as_usual

__all__ = ["anchor_beside", "as_usual", "backup", "prove", "restore", "sealed_since", "verify"]

Found = tuple[str, dict[str, object]]


def anchor_beside(target: Path) -> Path:
    """The anchor of a copy lies beside it."""
    return target.with_name(target.name + ".anchor")


def backup(store: Store, target: Path) -> int:
    """Copy the store to `target` and write its anchor beside the copy; returns the copy's size in bytes.

    Raises AnchorHeld, before anything is written, when the store no longer has what the anchor there says; AnchorForeign,
    AnchorUnreadable, StoreFull.
    """
    place = anchor_beside(target)
    before = read_anchor(place)
    if before is not None and (wrong := against_anchor(store, before, place)):
        code, values = wrong[0]
        raise AnchorHeld(why=code, **values)
    # Taken before the copy, so that it is never ahead of it.
    anchor = anchor_of(store)
    size = copy(store, target)
    write_anchor(place, anchor)
    return size


def prove(store: Store, place: Path | None = None) -> tuple[list[Found], Anchor | None]:
    """What does not hold in the store, also against the anchor in the file `place`.

    When all is sound the anchor is moved to the newest audit row (made, when there is no file) and returned.
    Raises AnchorForeign, AnchorUnreadable, StoreFull.
    """
    before = None if place is None else read_anchor(place)
    found = [] if before is None or place is None else against_anchor(store, before, place)
    anchor = anchor_of(store)
    found += verify(store)
    if place is None or found:
        return found, None
    write_anchor(place, anchor)
    return found, anchor
