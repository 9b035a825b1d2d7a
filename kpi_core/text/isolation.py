"""People's text kept from turning the words around it: right-to-left names, and controls that nobody closed.

A sentence of ours runs from left to right. A name in Hebrew or Arabic pulls the figures behind it to its other side, and
a U+202E in a name reverses the rest of the line. Between a first-strong isolate and its end (Unicode 6.3, UAX 9) a name
does so to itself alone. What holds nothing of the kind stays as it is.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_FIRST_STRONG, _END = "\u2068", "\u2069"
_OPENS = "\u2066\u2067\u2068"
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_plain: ContextVar[bool] = ContextVar("plain", default=False)


def isolated(text: str) -> str:
    """A person's text as it stands in a line of ours: the same where it cannot turn anything, else between isolates.

    Ends that nobody opened would end our isolate, so there is one more beginning for each; and an end for each beginning.
    """
    if text.isascii() or _plain.get() or not any(unicodedata.bidirectional(sign) in _TURNING for sign in text):
        return text
    depth = lowest = 0
    for sign in text:
        depth += 1 if sign in _OPENS else -1 if sign == _END else 0
        lowest = min(lowest, depth)
    return _FIRST_STRONG * (1 - lowest) + text + _END * (1 - lowest + depth)


def joined(parts: Iterable[str], between: str = " · ") -> str:
    """Texts in one line, each kept from its neighbours."""
    return between.join(isolated(part) for part in parts)


@contextmanager
def plainly() -> Iterator[None]:
    """Within it nothing is added to any text: for JSON, for a terminal and for files."""
    before = _plain.set(True)
    try:
        yield
    finally:
        _plain.reset(before)
