"""The demo company: invented figures with a story to find, loaded from `data/demo` like any other files."""

from datetime import date
from pathlib import Path

from kpi_core.review.commit import commit
from kpi_core.review.history import uploads
from kpi_core.review.rounds import Opening, model, open_round, read, rounds, take, turn_round
from kpi_core.review.upload import preview
from kpi_core.store import Store, StoreNotEmpty

FOLDER = Path(__file__).parents[2] / "data" / "demo"
_WHO = "demo"
_OURS, _THEIRS = "本公司 (虚构)", "竞争对手甲 (虚构)"
# File, title, who is graded, month.
_ROUNDS = (
    ("2025", "十力 2025", _OURS, date(2025, 10, 1)),
    ("competitor-2026", "竞争对手甲 2026", _THEIRS, date(2026, 9, 1)),
    ("2026", "十力 2026", _OURS, date(2026, 10, 1)),
)
_SCALE = "5 首位 4 中上游 3 中等 2 中下游 1 毫无优势"


def load_demo(store: Store) -> int:
    """Take the demo files in, in their order; returns how many. Loading again changes nothing.

    Raises StoreNotEmpty when the store has other uploads.
    """
    files = sorted(FOLDER.glob("[0-9]*.csv"))
    ours = {file.name for file in files}
    if any(upload.name not in ours or upload.who != _WHO for upload in uploads(store)):
        raise StoreNotEmpty(file=store.place)
    for file in files:
        commit(store, preview(store, file.name, file.read_bytes()), _WHO, accept=True)
    _load_rounds(store)
    return len(files)


def _load_rounds(store: Store) -> None:
    """Two closed rounds of the ten forces of our own and one of a competitor; those that are there stay as they are."""
    there = {known.title for known in rounds(store)}
    for name, title, subject, month in _ROUNDS:
        if title not in there:
            number = open_round(store, Opening(title, subject, month, _SCALE, model()), _WHO)
            opened = next(known for known in rounds(store) if known.survey_id == number)
            data = (FOLDER / "forces" / f"{name}.csv").read_bytes()
            take(store, opened, read(store, opened, data), _WHO)
            turn_round(store, opened, "closed", _WHO)
