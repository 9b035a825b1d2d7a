"""Data > History: every file that was taken in, whether it stands, and its bytes."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kpi_core.intake import Unreadable, decode, is_workbook, read_grids
from kpi_core.intake import line_shown as line_shown
from kpi_core.intake import lines_shown as lines_shown
from kpi_core.intake.problem import SHEET_LINES
from kpi_core.review.answers import Answer, answers_of, given_of
from kpi_core.store import Store, upload_bytes

# Lines shown above and below the one asked about, and how much of a line.
_AROUND, _LONGEST = 3, 300


@dataclass(frozen=True)
class Upload:
    """One file that was taken in; `stands` is False after an undo."""

    upload_id: int
    name: str
    sha256: str
    kind: str
    mode: str
    left_out: str
    who: str
    moment: datetime
    line_count: int
    accepted: int
    encoding: str
    layout: str
    stands: bool
    undone_by: str | None
    undone_at: datetime | None

    @property
    def answers(self) -> list[Answer]:
        """What people answered and wrote anew before it was taken in."""
        return answers_of(given_of(self.layout))

    def as_json(self) -> dict[str, Any]:
        """The upload as the command line prints it."""
        return {
            "upload": self.upload_id, "file": self.name, "sha256": self.sha256, "kind": self.kind, "mode": self.mode,
            "by": self.who, "at": self.moment.isoformat(timespec="seconds") + "Z", "rows": self.line_count,
            "accepted": self.accepted, "skipped": self.line_count - self.accepted, "left_out": lines_shown(self.left_out),
            "encoding": self.encoding, "layout": self.layout, "stands": self.stands,
            "undone_by": self.undone_by,
        }  # fmt: skip


def uploads(store: Store) -> list[Upload]:
    """All uploads, newest first."""
    return [Upload(**row) for row in store.rows("uploads")]


def said_of_imports(store: Store) -> dict[int, dict[str, Any]]:
    """What the audit says of each upload: lines new, changed, same, and its effect on the boards when it was taken in."""
    details = [json.loads(row["detail"]) for row in store.rows("audit_imports")]
    return {int(detail["upload"]): detail for detail in details}


def file_of(store: Store, upload: int) -> bytes:
    """The bytes of an upload as they came."""
    with store.cursor() as cursor:
        return upload_bytes(cursor, upload)


def lines_around(store: Store, upload: Upload, line: int) -> list[tuple[int, str]]:
    """The first line, the line asked about (row of a sheet) and those around it, as numbered text; empty without such a line.

    Of several sheets read together the first line is that of its own.
    """
    try:
        lines = _lines(file_of(store, upload.upload_id), upload)
    except Unreadable:
        return []
    if line not in lines:
        return []
    wanted = [line - line % SHEET_LINES + 1, *range(line - _AROUND, line + _AROUND + 1)]
    return [(number, lines[number][:_LONGEST]) for number in sorted({*wanted}) if number in lines]


def _lines(data: bytes, upload: Upload) -> dict[int, str]:
    """Line number -> text of a file; of a workbook the rows of its sheets."""
    given = given_of(upload.layout)
    if is_workbook(data):
        grids = read_grids(data, given.sheet)
        return {row + SHEET_LINES * at: " | ".join(texts) for at, grid in enumerate(grids) for row, texts in grid.rows}
    text, _ = decode(data, given.encoding)
    return dict(enumerate(text.decode().split("\n"), start=1))
