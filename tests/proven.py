"""Every store that a test writes is proven: when it is closed, or at the test's end while it is still open."""

import threading
import weakref
from pathlib import Path
from typing import Any

import kpi_core.store
from kpi_core.store import Store, StoreLocked, open_store, verify
from kpi_core.store import engine as _engine

_Stamp = tuple[int, int]


class Watch:
    """Which stores were written since they were last proven, and what was found."""

    def __init__(self) -> None:
        self.found: list[Any] = []
        self.resting = False
        self._proven: weakref.WeakKeyDictionary[Store, int] = weakref.WeakKeyDictionary()
        # Held until the test's end: one that a test leaves open and forgets is proven too.
        self._held: list[Store] = []
        self._open: weakref.WeakSet[Store] = weakref.WeakSet()
        self._files: dict[Path, _Stamp] = {}
        self._lock = threading.RLock()

    def opened(self, store: Store) -> None:
        """A store that was just opened: nothing was written yet."""
        with self._lock:
            self._held.append(store)
            self._open.add(store)
            self._proven[store] = store.version

    def closing(self, store: Store) -> None:
        """A store that is about to be closed."""
        with self._lock:
            if store in self._open:
                self._prove(store)
                self._open.discard(store)

    def closed(self, store: Store) -> None:
        """Remember the file as it was proven: if nobody writes it later it need not be opened again."""
        place = Path(store.place)
        if place.exists():
            self._files[place] = _stamp(place)

    def proved(self, store: Store) -> None:
        """The test itself has proven the store as it is now."""
        with self._lock:
            if store in self._open:
                self._proven[store] = store.version

    def end(self, folder: Path | None) -> list[Any]:
        """Prove what is still open and the files of a test that other processes wrote; what was found since the last end."""
        with self._lock:
            for store in list(self._open):
                self._prove(store)
            held = {Path(store.place) for store in self._open}
            for place in sorted(folder.rglob("*.duckdb")) if folder is not None and not self.resting else []:
                if place.resolve() not in held and self._files.get(place.resolve()) != _stamp(place):
                    self._prove_file(place)
            self._held.clear()
            found, self.found = self.found, []
            return found

    def _prove(self, store: Store) -> None:
        if store.version > self._proven[store] and not self.resting:
            with store.standing_still():
                self.found += verify(store)
        self._proven[store] = store.version

    def _prove_file(self, place: Path) -> None:
        try:
            store = open_store(str(place))
        except StoreLocked:  # a server of a wider fixture still has it
            return
        except Exception as error:
            self.found.append((str(place), error))
            return
        self.found += verify(store)
        store.close()


def _stamp(place: Path) -> _Stamp:
    stat = place.stat()
    return stat.st_mtime_ns, stat.st_size


WATCH = Watch()


def _watch_stores() -> None:
    opening, closing = _engine.Store.__init__, _engine.Store.close

    def opened(self: Store, place: str) -> None:
        opening(self, place)
        WATCH.opened(self)

    def closed(self: Store) -> None:
        WATCH.closing(self)
        closing(self)
        WATCH.closed(self)

    def verified(store: Store) -> list[Any]:
        found = verify(store)
        if not found:
            WATCH.proved(store)
        return found

    _engine.Store.__init__, _engine.Store.close = opened, closed  # type: ignore[method-assign]
    # Tests take it from the room's door; there it also says that the fixture need not do it again.
    kpi_core.store.verify = verified  # type: ignore[assignment]


_watch_stores()
