"""The store as a file among files: for its owner alone, copied, moved aside, and held by nobody."""

import fcntl
import logging
import os
import pwd
import stat
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kpi_core.store.errors import StoreLocked

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
# What DuckDB may leave beside a file: what was committed and is not in the file yet.
BESIDE = (".wal", ".wal.checkpoint", ".wal.recovery")
_usual_mask = -1


def keep_to_owner() -> None:
    """From now on what this process writes (store, log, spill, copies) is its owner's alone (docs/decisions/0021).

    DuckDB makes its files with mode 0666 less the umask, at moments of its own, and knows no other way.
    """
    global _usual_mask
    before = os.umask(_OTHERS)
    _usual_mask = before if _usual_mask < 0 else _usual_mask


def as_usual(path: Path) -> None:
    """Give a new file that was written for others the mode it would have had without keep_to_owner."""
    if _usual_mask >= 0:
        path.chmod(0o666 & ~_usual_mask)


def tighten(place: str) -> None:
    """Take a store, as older versions made it, from everybody but its owner, where that is us."""
    for path in (place, *(place + ending for ending in BESIDE)):
        try:
            found = os.stat(path)
            if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
                os.chmod(path, stat.S_IMODE(found.st_mode) & ~_OTHERS)
        except (FileNotFoundError, PermissionError):
            continue  # not there, or not ours
        except OSError as error:
            logging.getLogger("attain").warning("%s stays readable by others: %s", path, error)


def owner_of(place: str) -> str:
    """The user whom a file, or as far as we can see its folder, belongs to; `?` where we see neither."""
    for path in (place, os.path.dirname(place)):
        try:
            number = os.stat(path).st_uid
        except OSError:
            continue
        try:
            return pwd.getpwuid(number).pw_name
        except KeyError:
            return str(number)
    return "?"


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """A new empty file of our own beside `target`, to become it; gone at the end unless it was moved. Raises OSError."""
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
    finally:
        for path in (part, *beside(part)):
            path.unlink(missing_ok=True)


def beside(place: Path) -> list[Path]:
    """The files that DuckDB may keep beside a store file, whether they are there or not."""
    return [place.with_name(place.name + ending) for ending in BESIDE]


_COPYING = """
import os, shutil, sys
try:
    with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
except OSError as error:
    sys.exit(f"{error.errno} {error.strerror}")
"""


def copy_apart(source: Path, target: Path) -> None:
    """Copy a file, down to the disk, in a process of its own. Raises OSError.

    A lock goes as soon as its process closes the file, be it another handle: copied here, a store would stay open
    but unlocked, and the next process would write into it too.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-c", _COPYING, str(source), str(target)], check=False, capture_output=True, text=True
    )
    if done.returncode:
        number, _, why = done.stderr.strip().partition(" ")
        raise OSError(int(number) if number.isdigit() else 0, why or done.stderr.strip())


def install(part: Path, target: Path) -> None:
    """Move a finished file to its name, down to the disk."""
    os.replace(part, target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def held_by_nobody(place: Path) -> Iterator[None]:
    """Keep every other process from opening the file meanwhile. Raises StoreLocked while one has it open.

    Asked of the system and not of DuckDB, which could not open a damaged file. The file must not be open in this process.
    """
    try:
        number = os.open(place, os.O_RDWR)
    except FileNotFoundError:
        yield
        return
    try:
        try:
            fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreLocked(file=str(place), process=_holder(number)) from error
        yield
    finally:
        os.close(number)


def _holder(number: int) -> str:
    """The process that holds an open file, as `name (PID 5)`; `?` where the system does not tell."""
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        pid = struct.unpack("hhqqi4x", fcntl.fcntl(number, fcntl.F_GETLK, asked))[4]
        return f"{Path(f'/proc/{pid}/comm').read_text().strip()} (PID {pid})"
    except (OSError, struct.error):
        return "?"


def set_aside(place: Path) -> Path | None:
    """Give the file at `place`, and what DuckDB keeps beside it, another name; that name, None when nothing is there.

    The file stays under its own name too, where the system has second names for a file, until another is installed
    over it: at no moment is there none.
    """
    there = [path for path in (place, *beside(place)) if path.exists()]
    if not there:
        return None
    aside = _free_name(place)
    if place.exists():
        try:
            os.link(place, aside)
        except OSError:
            os.replace(place, aside)
    for path, kept in zip(beside(place), beside(aside), strict=True):
        if path.exists():
            os.replace(path, kept)
    return aside


def _free_name(place: Path) -> Path:
    """`<name>.before-restore`, or with the first number that is free: what was kept once is never written over."""
    number = 1
    while True:
        aside = place.with_name(f"{place.name}.before-restore{'' if number == 1 else f'-{number}'}")
        if not any(path.exists() for path in (aside, *beside(aside))):
            return aside
        number += 1
