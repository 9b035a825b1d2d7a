"""What a cell of a status column says: red, 未达标, on track, ✗."""

import re
import unicodedata
from collections.abc import Sequence

_GOOD = (
    r"green|on[- ]track|on[- ]target|(?:target )?(?:met|achieved|reached)|pass(?:ed)?|ok|okay|ahead(?: of plan)?|healthy|good"
    r"|绿[色灯]?|已?达标|已?达成|已?完成|合格|正常|优秀|良好|🟢|✅|✓|✔|√|☑"
)
_BAD = (
    r"red|off[- ]track|off[- ]target|behind(?: plan| schedule)?|(?:target )?(?:missed|failed)|fail"
    r"|not (?:met|achieved|reached|on track|on target)"
    r"|critical|poor|红[色灯]?|未达标|不达标|未达成|没达成|未完成|没完成|不合格|异常|滞后|落后|🔴|❌|✗|✘|×|☒"
)
_BETWEEN = (
    r"amber|yellow|orange|at risk|caution|warning|watch"
    r"|黄[色灯]?|橙[色灯]?|预警|关注|基本(?:达标|达成|完成|合格)|部分(?:达标|达成|完成)|🟡|🟠|⚠️?"
)
_PATTERNS = [(1, re.compile(_GOOD)), (-1, re.compile(_BAD)), (0, re.compile(_BETWEEN))]
# Letters and answers count only where the whole column is written so.
_LETTERS = {"g": 1, "r": -1, "a": 0, "y": 0}
_ANSWERS = {"y": 1, "yes": 1, "true": 1, "是": 1, "n": -1, "no": -1, "false": -1, "否": -1}


def statuses(words: Sequence[str]) -> list[int]:
    """For each word of a status column: 1 where its line is good, -1 where it is bad, 0 where it says neither (amber, blank, unknown)."""
    plain = [unicodedata.normalize("NFKC", word).strip().strip(".!*()[]").casefold() for word in words]
    held = {word for word in plain if word}
    for known in (_ANSWERS, _LETTERS):
        if held and held <= known.keys() and {known[word] for word in held} & {1, -1}:
            return [known.get(word, 0) for word in plain]
    return [_status(word) for word in plain]


def _status(word: str) -> int:
    said = [value for value, pattern in _PATTERNS if pattern.fullmatch(word)]
    if not said:
        # A colour among other words and arrows: `Green ↑`, `状态:红灯`.
        said = list({value for value, pattern in _COLOURS if pattern.search(word)})
    return said[0] if len(said) == 1 else 0


_COLOURS = [
    (1, re.compile(r"\bgreen\b|绿灯|🟢")), (-1, re.compile(r"\bred\b|红灯|🔴")), (0, re.compile(r"\bamber\b|\byellow\b|黄灯|🟡"))
]  # fmt: skip
