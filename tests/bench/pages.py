"""The first screen of Trends and Departments at M in a real browser, in turn with a bare one-line Streamlit script.

python tests/bench/pages.py
Bars: at most twice the empty page.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from tests.bench.board import BARE, ROOT, RUNS, WALL, load, serve
from tests.bench.data import SIZES, write_facts
from tests.bench.measure import report

EMPTY = "document.querySelector('[data-testid=stText]') && document.querySelector('[data-testid=stButton] button')"
DRAWN = {
    "trends": f"({WALL})?.querySelectorAll('.chart').length === 200",
    "departments": "document.querySelectorAll('[data-testid=stVegaLiteChart] .marks').length >= {charts}",
}


def main() -> None:
    from kpi_core.review.commit import commit
    from kpi_core.review.upload import preview
    from kpi_core.store import open_store
    from tests.browser.conftest import _chromium

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE)
        shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
        browser = playwright.chromium.launch(
            executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        bare_process, bare = serve(folder / "bare.py", folder, None)
        store = folder / "M.duckdb"
        write_facts(folder / "f.csv", *SIZES["M"])
        opened = open_store(str(store))
        commit(opened, preview(opened, "f.csv", (folder / "f.csv").read_bytes()), "bench")
        opened.close()
        process, ours = serve(ROOT / "app.py", folder, store)
        mine, least = (browser.new_page(viewport={"width": 1366, "height": 768}) for _ in range(2))
        month = f"{2018 + (SIZES['M'][2] - 1) // 12}-{(SIZES['M'][2] - 1) % 12 + 1:02d}"
        for page, unit, charts in (("trends", "部门003", 0), ("departments", "", 1)):
            address = f"{ours}/{page}?period={month}&lang=zh&unit={quote(unit)}"
            ready = DRAWN[page].replace("{charts}", str(charts))
            for _ in range(3):
                load(mine, address, ready)
                load(least, f"{bare}/?n=1", EMPTY)
            floor, loads = [], []
            for n in range(RUNS):
                floor.append(load(least, f"{bare}/?n={n}", EMPTY))
                loads.append(load(mine, address, ready))
            report(f"{page} M: load", loads, floor, bar=2)
        process.terminate()
        bare_process.terminate()
        browser.close()


if __name__ == "__main__":
    main()
