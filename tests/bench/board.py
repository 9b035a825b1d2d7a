"""The board in a real browser, in turn with a bare one-line Streamlit script of the same version and configuration.

python tests/bench/board.py
Prints warm load to the whole wall and to the whole page drawn, and a change of month until all numbers are new.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.data import SIZES, write_facts
from tests.bench.measure import report

ROOT = Path(__file__).parents[2]
BARE = 'import streamlit as st, time\nst.text(f"empty {time.perf_counter()}")\nst.button("again", key="again")\n'
RUNS = 15
WALL = "[...document.querySelectorAll('*')].map(n => n.shadowRoot).filter(Boolean).map(s => s.querySelector('.root[data-drawn]')).find(Boolean)"


def serve(script: Path, folder: Path, store: Path | None) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "ATTAIN_STORE": str(store), "ATTAIN_DEMO": str(folder / "none")}
    process = subprocess.Popen([sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=true", f"--server.port={port}"],
                               cwd=script.parent, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    return process, f"http://127.0.0.1:{port}"


def load(page: Page, address: str, ready: str) -> float:
    """Milliseconds from navigation start until `ready` holds in a painted frame."""
    page.goto(address, wait_until="commit")
    return float(
        page.evaluate(f"""() => new Promise(done => {{
      const look = () => ({ready}) ? requestAnimationFrame(() => done(performance.now())) : setTimeout(look, 4);
      setTimeout(() => done(NaN), 20000);
      look();
    }})""")
    )


def rerun(page: Page, act: str, ready: str) -> float:
    return float(
        page.evaluate(f"""() => new Promise(done => {{
      const start = performance.now();
      {act};
      const look = () => ({ready}) ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 2);
      setTimeout(() => done(NaN), 10000);
      look();
    }})""")
    )


def month_change(page: Page, period: str) -> float:
    act = (f"const root = {WALL.replace('.root[data-drawn]', 'select[data-field=period]')};"
           f"root.value = '{period}'; root.dispatchEvent(new Event('change'))")  # fmt: skip
    return rerun(page, act, f"({WALL})?.dataset.drawn.includes('{period}')")


def measure(browser: Browser, size: str, ours: str, bare: str, tiles: int) -> None:
    mine, least = (
        browser.new_page(viewport={"width": 1366, "height": 768}),
        browser.new_page(viewport={"width": 1366, "height": 768}),
    )
    unit = quote("部门003")
    months = [f"{2018 + m // 12}-{m % 12 + 1:02d}" for m in range(SIZES[size][2])]
    last = months[-1]
    wall = f"({WALL})?.querySelectorAll('.tile').length === {tiles}"
    whole = f"{wall} && ({WALL}).querySelectorAll('.heat .c').length > 0 && document.querySelector('.st-key-bar')"
    empty = "document.querySelector('[data-testid=stText]') && document.querySelector('[data-testid=stButton] button')"
    for _ in range(3):
        load(mine, f"{ours}/?unit={unit}&period={last}&span=month&lang=zh", whole)
        load(least, f"{bare}/?n=1", empty)
    floor, walls, wholes = [], [], []
    for n in range(RUNS):
        floor.append(load(least, f"{bare}/?n={n}", empty))
        walls.append(load(mine, f"{ours}/?unit={unit}&period={last}&span=month&lang=zh", wall))
        floor.append(load(least, f"{bare}/?n={n}x", empty))
        wholes.append(load(mine, f"{ours}/?unit={unit}&period={last}&span=month&lang=zh", whole))
    report(f"board {size}: load to the whole wall", walls, floor)
    report(f"board {size}: load to the whole page", wholes, floor)
    changes, reruns = [], []
    for n in range(RUNS):
        reruns.append(_empty_rerun(least))
        changes.append(month_change(mine, months[-2 - (n * 5) % 14]))
        mine.wait_for_timeout(150)
        least.wait_for_timeout(150)
    report(
        f"board {size}: change of month",
        changes,
        reruns,
        more_ms=round(statistics.median(changes) - statistics.median(reruns), 1),
    )


def _empty_rerun(page: Page) -> float:
    """A rerun of the empty page: from the click until its one text is new."""
    text = "document.querySelector('[data-testid=stText]').textContent"
    return rerun(
        page,
        f"window.before = {text}; document.querySelector('[data-testid=stButton] button').click()",
        f"{text} !== window.before",
    )


def python_time(store: Path) -> None:
    """A cached rerun of the board in Python alone, without garbage collection."""
    code = f"""
import gc, os, statistics, time
os.environ["ATTAIN_STORE"] = {str(store)!r}
from streamlit.testing.v1 import AppTest
test = AppTest.from_file({str(ROOT / "kpi_core" / "ui" / "start.py")!r}, default_timeout=60)
test.query_params["lang"] = "zh"
test.query_params["unit"] = "部门003"
for _ in range(3): test.run()
gc.disable()
import streamlit.runtime.scriptrunner.script_runner as runner
took = []
seen = runner.exec_func_with_error_handling
def timed(function, context):
    start = time.perf_counter()
    result = seen(function, context)
    took.append((time.perf_counter() - start) * 1000)
    return result
runner.exec_func_with_error_handling = timed
for _ in range(20): test.run()
print(statistics.median(took))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    value = float(re.findall(r"[\d.]+", done.stdout)[-1])
    report("board M: Python of a cached rerun", [value], [])


@contextmanager
def browser_and_bare() -> Iterator[tuple[Path, Browser, str]]:
    """A folder with our configuration, a Chromium, and the address of the bare script."""
    from tests.browser.conftest import _chromium

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        process, bare = serve(folder / "bare.py", folder, None)
        try:
            yield folder, browser, bare
        finally:
            process.terminate()
            browser.close()


def filled(folder: Path, size: str) -> Path:
    """A store of a size, made in `folder`."""
    from kpi_core.review.commit import commit
    from kpi_core.review.upload import preview
    from kpi_core.store import open_store

    store = folder / f"{size}.duckdb"
    write_facts(folder / "f.csv", *SIZES[size])
    opened = open_store(str(store))
    commit(opened, preview(opened, "f.csv", (folder / "f.csv").read_bytes()), "bench")
    opened.close()
    return store


def main() -> None:
    with browser_and_bare() as (folder, browser, bare):
        for size, tiles in (("S", 40), ("M", 200)):
            process, ours = serve(ROOT / "app.py", folder, filled(folder, size))
            measure(browser, size, ours, bare, tiles)
            process.terminate()
            process.wait()
        python_time(folder / "M.duckdb")


if __name__ == "__main__":
    main()
