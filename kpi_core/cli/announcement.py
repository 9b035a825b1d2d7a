"""The small file beside a store by which the command line finds the server that holds it.

`<store>.server` holds the server's address and a token, and can be read by its owner alone.
"""

import json
import logging
import os
import secrets
import stat
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from kpi_core.cli.terminal import CannotRun

ROUTE = "/attain/verb"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Announcement:
    """Where a server listens (`base` is empty or `/path`), its process, and the token for one store."""

    address: str
    port: int
    base: str
    pid: int
    token: str


def announce(store: str, address: str, port: int, base: str) -> Announcement | None:
    """Write the file beside the store file, whole and for its owner only; None where that cannot be done."""
    said = Announcement(address, port, base, os.getpid(), secrets.token_hex(32))
    path = _beside(store)
    try:
        # mkstemp makes the file anew (O_EXCL) with mode 0600, so nobody else can read it at any moment.
        number, part = tempfile.mkstemp(prefix=path.name + ".", dir=path.parent)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                os.unlink(part)
                raise OSError(f"{path.parent} keeps no file to its owner")
            json.dump(asdict(said), file)
        os.replace(part, path)
    except OSError as error:
        logging.getLogger("attain").warning("the command line cannot reach this server: %s", error)
        return None
    return said


def announced(store: str) -> Announcement | None:
    """What the file beside the store says; None without a file. Raises CannotRun when others can read or own it."""
    path = _beside(store)
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except PermissionError:
        raise _exposed(path, path.lstat()) from None
    except OSError:
        return None
    with os.fdopen(number, encoding="utf-8") as file:
        found = os.fstat(file.fileno())
        if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
            raise _exposed(path, found)
        try:
            return Announcement(**json.load(file))
        except (ValueError, TypeError):
            return None


def withdraw(store: str, said: Announcement) -> None:
    """Remove the file, unless another server has written its own since."""
    try:
        if announced(store) == said:
            _beside(store).unlink(missing_ok=True)
    except (OSError, CannotRun) as error:
        logging.getLogger("attain").warning("%s was not removed: %s", _beside(store), error)


def _beside(store: str) -> Path:
    return Path(store + ".server")


def _exposed(path: Path, found: os.stat_result) -> CannotRun:
    mode = f"{stat.S_IMODE(found.st_mode):04o}"
    return CannotRun("server_file_exposed", file=str(path), owner=found.st_uid, mode=mode, us=os.geteuid())
