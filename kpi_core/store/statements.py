"""The text of every question and deed: one `.sql` file each, with shared fragments put in place."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "sql"
_FRAGMENTS = ("judge", "standing", "placed", "course")


@cache
def sql(name: str, result: str = "result", score: str = "score") -> str:
    """The statement in `sql/<name>.sql`; `result` and `score` name the tables it fills.

    Table names come from this room only, never from a person.
    """
    text = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for fragment in _FRAGMENTS:
        if "{" + fragment + "}" in text:
            text = text.replace("{" + fragment + "}", (_FOLDER / f"{fragment}.sql").read_text(encoding="utf-8"))
    return text.replace("{result}", result).replace("{score}", score)
