"""Who was let in: a random token in the browser's cookie, its digest here and in a file beside the store.

The file lets a session live through a restart of the server. It holds no token: a digest is made with the passphrase,
so that another passphrase ends every session, and who reads the file has nothing to show.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
import stat
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from kpi_core.tables.admission import Admission

# A colleague is asked again after a month, a rater's link is opened and answered on one day.
LASTS = {Admission.EVERYTHING: 30 * 86400, Admission.RATING: 86400}
# More raters at once than a round can have codes; the oldest session goes first.
MOST = {Admission.EVERYTHING: 5000, Admission.RATING: 2000}
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Session:
    """What a session may see, and until when (seconds since 1970)."""

    admission: Admission
    until: float


class Sessions:
    """The sessions of one server; `file` None keeps them in memory alone."""

    def __init__(self, secret: bytes, file: Path | None, clock: Callable[[], float] = time.time) -> None:
        self._key = hashlib.sha256(b"attain session " + secret).digest()
        self._file = file
        self._clock = clock
        self._known = _read(file) if file else {}

    def begin(self, admission: Admission) -> str:
        """A new session; returns the token for its cookie."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        standing = {digest: known for digest, known in self._known.items() if known.until > now}
        alike = [digest for digest, known in standing.items() if known.admission is admission]
        for digest in alike[: max(0, len(alike) + 1 - MOST[admission])]:
            del standing[digest]
        standing[self._digest(token)] = Session(admission, now + LASTS[admission])
        self._known = standing
        if self._file:
            _write(self._file, standing)
        return token

    def admission(self, token: str) -> Admission | None:
        """What the holder of a token may see; None for a token of nobody, or one that has run out."""
        found = self._known.get(self._digest(token)) if token else None
        return found.admission if found and found.until > self._clock() else None

    def _digest(self, token: str) -> str:
        return hmac.new(self._key, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _read(file: Path) -> dict[str, Session]:
    """The sessions of a file of ours; none of one that others may have written."""
    try:
        number = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(number, encoding="utf-8") as opened:
            found = os.fstat(opened.fileno())
            if found.st_uid != os.geteuid() or found.st_mode & _OTHERS:
                raise OSError(f"{file} can be reached by others than its owner")
            read = json.load(opened)
        return {str(d): Session(Admission(s["admission"]), float(s["until"])) for d, s in read.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        logging.getLogger("attain").warning("everybody is asked for the passphrase again: %s", error)
        return {}


def _write(file: Path, known: dict[str, Session]) -> None:
    """The file anew and put in place whole, for its owner alone; where that cannot be, a restart asks everybody again."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number, part = tempfile.mkstemp(prefix=file.name + ".", dir=file.parent)
        with os.fdopen(number, "w", encoding="utf-8") as opened:
            json.dump({digest: asdict(session) for digest, session in known.items()}, opened)
        os.replace(part, file)
    except OSError as error:
        logging.getLogger("attain").warning("sessions are not kept over a restart: %s", error)
