"""The demo company: invented figures with a story to find, loaded from `data/demo` like any other files."""

from pathlib import Path

from kpi_core.review.commit import commit
from kpi_core.review.history import uploads
from kpi_core.review.upload import preview
from kpi_core.store import Store, StoreNotEmpty

FOLDER = Path(__file__).parents[2] / "data" / "demo"
_WHO = "demo"


def load_demo(store: Store) -> int:
    """Take the demo files in, in their order; returns how many. Loading again changes nothing.

    Raises StoreNotEmpty when the store has other uploads.
    """
    files = sorted(FOLDER.glob("[0-9]*.csv"))
    ours = {file.name for file in files}
    if any(upload.name not in ours or upload.who != _WHO for upload in uploads(store)):
        raise StoreNotEmpty(file=store.place)
    for file in files:
        commit(store, preview(store, file.name, file.read_bytes()), _WHO)
    return len(files)
