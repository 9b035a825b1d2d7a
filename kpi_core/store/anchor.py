"""The anchor: the newest audit row written down outside the store, by which a cut or rewritten audit is found."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from kpi_core.store import audit
from kpi_core.store.engine import Store
from kpi_core.store.errors import AnchorForeign, AnchorUnreadable, StoreFull
from kpi_core.store.sealed_rows import Found

_HEX = 64


@dataclass(frozen=True)
class Anchor:
    """One audit row of one store: `seq` and `hash`, and the `moment` (UTC, ISO) when it was written down."""

    store: str
    seq: int
    hash: str
    moment: str


def anchor_of(store: Store) -> Anchor:
    """The newest audit row of a store; row 0 before the first deed."""
    with store.cursor() as cursor:
        names = cursor.execute("select min(store_id) from identity").fetchall()
        seq, whole = audit.last(cursor)
    return Anchor(str(names[0][0]), seq, whole, audit.now().isoformat(timespec="seconds") + "Z")


def read_anchor(place: Path) -> Anchor | None:
    """The anchor in a file; None when there is no file. Raises AnchorUnreadable."""
    try:
        values = json.loads(place.read_text(encoding="utf-8"))
        found = Anchor(**values)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise AnchorUnreadable(file=str(place)) from error
    right = isinstance(found.seq, int) and found.seq >= 0 and isinstance(found.hash, str) and len(found.hash) == _HEX
    if not right or not isinstance(found.store, str) or not isinstance(found.moment, str):
        raise AnchorUnreadable(file=str(place))
    return found


def write_anchor(place: Path, anchor: Anchor) -> None:
    """Write an anchor, whole or not at all. Raises StoreFull."""
    part = place.with_name(place.name + ".part")
    try:
        part.write_text(json.dumps(vars(anchor)) + "\n", encoding="utf-8")
        os.replace(part, place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreFull(file=str(place), why=error.strerror or str(error)) from error


def against_anchor(store: Store, anchor: Anchor, place: Path) -> list[Found]:
    """What the anchor says against the store: its audit row is missing, or is another. Raises AnchorForeign."""
    now = anchor_of(store)
    if now.store != anchor.store:
        raise AnchorForeign(file=str(place))
    values: dict[str, object] = {"row": anchor.seq, "moment": anchor.moment, "file": str(place)}
    if anchor.seq > now.seq:
        return [("audit_cut", {**values, "last": now.seq})]
    with store.cursor() as cursor:
        rows = cursor.execute("select hash from audit where seq = ?", [anchor.seq]).fetchall()
    stands = [(audit.FIRST,)] if anchor.seq == 0 else rows
    return [] if stands == [(anchor.hash,)] else [("audit_rewritten", values)]
