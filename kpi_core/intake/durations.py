"""Lengths of time as people write them: 00:02:30, 1h 30m, 2小时30分."""

import re

from kpi_core.intake.names import fold

_CLOCK = re.compile(r"^(?:(\d+) days?, )?(\d{1,4}):([0-5]\d):([0-5]\d(?:\.\d+)?)$")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([^\W\d_]+|['′\"″]|$)[\s,]*(?:and\s+)?")
_SECONDS = {
    word: seconds
    for seconds, words in {
        86400.0: "d day days 天 日",
        3600.0: "h hr hrs hour hours 小时 小時 时 時",
        60.0: "m min mins minute minutes 分 分钟 分鐘 ' ′",
        1.0: 's sec secs second seconds 秒 秒钟 " ″',
    }.items()
    for word in words.split()
}


def seconds_in(text: str) -> float | None:
    """The seconds of a length of time that can be read one way; None for any other text, and for 2:30, which may be hours or minutes."""
    if clock := _CLOCK.match(text):
        days, hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        return days * 86400 + hours * 3600 + minutes * 60 + seconds
    total, last, place = 0.0, float("inf"), 0
    for part in _PART.finditer(text):
        size = _SECONDS.get(fold(part[2])) if part[2] else last / 60
        if part.start() != place or size is None or size >= last or size < 1:
            return None
        total, last, place = total + float(part[1]) * size, size, part.end()
    return total if place == len(text) and last < float("inf") else None
