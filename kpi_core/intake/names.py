"""Names as people type them: cleaned for showing, folded for comparing."""

import re
import unicodedata

# Characters that are seen by nobody: zero-width space and marks, BOM, soft hyphen.
_UNSEEN = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD])
# What a spreadsheet may take for the beginning of a formula, also full-width, after blanks, or behind our own quote.
_RUNS = re.compile(r"\s*'*\s*[=+\-@＝＋－＠]|[\t\r]")
_BLANKS = re.compile(r"\s+")
_WRAPPED = re.compile(r'^\s*="([^"]*)"\s*$')


def clean(text: str) -> str:
    """The name as it is kept: as it was written, outer blanks off, inner blanks single."""
    return _BLANKS.sub(" ", tidy(text))


def narrow(text: str) -> str:
    """A name with its full-width and compatibility forms narrowed, as units of measure are kept: ％ is %."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", clean(text))).strip()


def tidy(text: str) -> str:
    """A sentence as it is kept: as it was written, without what nobody sees at its ends."""
    return _itself(unwrapped(text).translate(_UNSEEN).strip()).strip()


def harmless(text: str) -> str:
    """A text as it may stand in a file: what a spreadsheet would run gets a `'`, which reading takes off again."""
    return f"'{text}" if _RUNS.match(text) else text


def unwrapped(text: str) -> str:
    """A cell without the wrapper that keeps a spreadsheet from changing it: ="2024-05" is 2024-05."""
    wrapped = _WRAPPED.match(text)
    return wrapped[1] if wrapped else text


def _itself(text: str) -> str:
    return text[1:] if text[:1] == "'" and _RUNS.match(text[1:]) else text


def fold(text: str) -> str:
    """What two spellings of one name share: narrowed and without case."""
    return narrow(text).casefold()


def path_of(text: str) -> tuple[str, ...]:
    """A department cell as a path from below the company: `服务物流部/信息员` has two steps."""
    return tuple(step for step in (clean(part) for part in text.split("/")) if step)
