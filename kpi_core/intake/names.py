"""Names as people type them: cleaned for showing, folded for comparing."""

import re
import unicodedata

# Characters that are seen by nobody: zero-width space and marks, BOM, soft hyphen.
_UNSEEN = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD])
# What a spreadsheet takes for the beginning of a formula.
_RUN = tuple("=+-@\t\r")
_BLANKS = re.compile(r"\s+")


def clean(text: str) -> str:
    """The name as it is kept: full-width forms narrowed, outer blanks off, inner blanks single."""
    narrowed = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    if narrowed[:1] == "'" and narrowed[1:2] in _RUN:
        # A text that a spreadsheet would have run was kept a text when it was written: it is itself again.
        narrowed = narrowed[1:]
    return _BLANKS.sub(" ", narrowed).strip()


def fold(text: str) -> str:
    """What two spellings of one name share: cleaned and without case."""
    return clean(text).casefold()


def path_of(text: str) -> tuple[str, ...]:
    """A department cell as a path from below the company: `服务物流部/信息员` has two steps."""
    return tuple(step for step in (clean(part) for part in text.split("/")) if step)
