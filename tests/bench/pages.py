"""The first screen of Trends and Departments at M, and the ten forces with three rounds, in a real browser, in turn with a bare one-line Streamlit script.

python tests/bench/pages.py
Bars: at most twice the empty page.
"""

import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.board import ROOT, RUNS, WALL, browser_and_bare, filled, load, serve
from tests.bench.data import SIZES
from tests.bench.measure import report

EMPTY = "document.querySelector('[data-testid=stText]') && document.querySelector('[data-testid=stButton] button')"
DRAWN = {
    "trends": f"({WALL})?.querySelectorAll('.chart').length === 200",
    "forces": "document.querySelectorAll('[data-testid=stVegaLiteChart] .marks').length === 2",
    "departments": "document.querySelectorAll('[data-testid=stVegaLiteChart] .marks').length >= 1",
}


def main() -> None:
    with browser_and_bare() as (folder, browser, bare):
        store = filled(folder, "M")
        rounds = sorted((ROOT / "data" / "demo" / "forces").glob("*.csv"))
        command = [
            sys.executable,
            "-m",
            "kpi_core",
            "import",
            "--kind",
            "ratings",
            "--store",
            str(store),
            *map(str, rounds),
        ]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        process, ours = serve(ROOT / "app.py", folder, store)
        mine, least = (browser.new_page(viewport={"width": 1366, "height": 768}) for _ in range(2))
        month = f"{2018 + (SIZES['M'][2] - 1) // 12}-{(SIZES['M'][2] - 1) % 12 + 1:02d}"
        for page, unit in (("trends", "部门003"), ("departments", ""), ("forces", "")):
            address = f"{ours}/{page}?period={month}&lang=zh&unit={quote(unit)}"
            for _ in range(3):
                load(mine, address, DRAWN[page])
                load(least, f"{bare}/?n=1", EMPTY)
            floor, loads = [], []
            for n in range(RUNS):
                floor.append(load(least, f"{bare}/?n={n}", EMPTY))
                loads.append(load(mine, address, DRAWN[page]))
            report(f"{page} M: load", loads, floor, bar=2)
        process.terminate()


if __name__ == "__main__":
    main()
