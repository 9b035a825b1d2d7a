"""What sessions cost and what comes back: resident memory with 20 open pages of the demo company, and after the last has ended.

`python tests/bench/memory.py`; takes about two minutes.
"""

import shutil
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kpi_core.review.demo import load_demo
from kpi_core.store import open_store
from tests.served import Served, served
from tests.server.knocking import live, run, session_of
from tests.server.test_floods import MEGABYTE, memory
from tests.server.test_rest import uploaded

SESSIONS, UPLOAD, BOUND = 20, 10, 60
VISITS = (("", ""), ("kpi", "&kpi=投诉处理及时率"), ("departments", ""))


def visited(running: Served, page, month: int) -> str:
    """Board, KPI and departments of a month seen in one session; its id."""
    for name, more in VISITS:
        messages = run(page, f"lang=zh&unit=服务物流部&period=2025-{month:02d}{more}", name)
    return session_of(messages)


def told(what: str, running: Served) -> None:
    print(f"{what:<44}{memory(running.process) / MEGABYTE:>6.0f} MB", flush=True)


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    store = open_store(str(folder / "attain.duckdb"))
    load_demo(store)
    store.close()
    with served(folder / "attain.duckdb") as running:
        told("started", running)
        with live(running) as page:
            visited(running, page, 12)
        told("one session has seen three pages", running)
        for turn in (1, 2):
            with ExitStack() as pages:
                for at in range(SESSIONS):
                    page = pages.enter_context(live(running))
                    uploaded(running, visited(running, page, at % 12 + 1), UPLOAD * MEGABYTE)
                told(f"{turn}: {SESSIONS} sessions with {UPLOAD} MB uploaded each", running)
            time.sleep(BOUND)
            told(f"{turn}: {BOUND} s after the last one ended", running)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
