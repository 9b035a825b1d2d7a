"""Copies: copy the file, put a copy back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from kpi_core.store.engine import Store, open_store
from kpi_core.store.errors import StoreDamaged, StoreFull
from kpi_core.store.verify import verify


def backup(store: Store, target: Path) -> int:
    """Copy the store to `target` while nobody writes; returns its size in bytes. Raises StoreFull."""
    part = target.with_name(target.name + ".part")
    try:
        with store.standing_still():
            _copy_apart(store.place, part)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreFull(file=str(target), why=str(error)) from error
    return target.stat().st_size


def _copy_apart(place: str, part: Path) -> None:
    """Copy a file that this process has open and locked, in a process of its own. Raises OSError.

    A lock goes as soon as its process closes the file, be it another handle: copied here, the store would stay open
    but unlocked, and the next process would write into it too.
    """
    copying = "import shutil, sys\ntry: shutil.copyfile(*sys.argv[1:])\nexcept OSError as error: sys.exit(str(error))"
    done = subprocess.run(
        [sys.executable, "-I", "-c", copying, place, str(part)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise OSError(done.stderr.strip())


def restore(source: Path, target: str) -> None:
    """Put the copy `source` in place of the store at `target`, after proving that it opens and holds together.

    The store that was there stays beside it as `<name>.before-restore`.
    """
    place = Path(target.removeprefix("duckdb:///")).resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    try:
        shutil.copyfile(source, part)
    except OSError as error:
        raise StoreDamaged(file=str(source), why=str(error)) from error
    try:
        copy = open_store(str(part))
        wrong = verify(copy)
        copy.close()
        if wrong:
            raise StoreDamaged(file=str(source), why=f"{wrong[0][0]} {wrong[0][1]}")
        if place.exists():
            open_store(str(place)).close()
            os.replace(place, place.with_name(place.name + ".before-restore"))
        os.replace(part, place)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".wal").unlink(missing_ok=True)
