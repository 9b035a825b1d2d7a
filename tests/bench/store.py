"""Import and re-import, board query, undo, against DuckDB's own read_csv of the same file.

python tests/bench/store.py [--large | --import]
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.data import SIZES, write_facts
from tests.bench.measure import in_turn, report

ROOT = Path(__file__).parents[2]

FLOOR = """
import sys, time, duckdb
from pathlib import Path
path, db = sys.argv[1:]
start = time.perf_counter()
con = duckdb.connect(db)
con.execute("create table t as select * from read_csv(?, header=true, delim=',', columns={'d': 'varchar', 'k': 'varchar', 'p': 'varchar', 'a': 'double', 't': 'double'})", [path])
con.execute("checkpoint")
con.close()
print(time.perf_counter() - start)
"""
OURS = """
import sys, time, json, resource
from kpi_core.review.commit import commit, rehearse, turn
from kpi_core.review.upload import preview
from kpi_core.store import open_store
from pathlib import Path
path, db = sys.argv[1:]
store = open_store(db)
data = Path(path).read_bytes()
start = time.perf_counter()
found = preview(store, "f.csv", data)
previewed = time.perf_counter() - start
upload = commit(store, found, "bench")
store.close()
taken = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
store = open_store(db)
start = time.perf_counter()
again = commit(store, preview(store, "f.csv", data), "bench")
again_took = time.perf_counter() - start
changed = data.replace(b",100.0", b",101.0")
start = time.perf_counter()
upload = commit(store, preview(store, "g.csv", changed), "bench")
changed_took = time.perf_counter() - start
back = preview(store, "f.csv", data)
start = time.perf_counter()
rehearse(store, back)
rehearsed = time.perf_counter() - start
start = time.perf_counter()
turn(store, upload, "bench")
undone = time.perf_counter() - start
store.close()
print(json.dumps({"import": taken, "previewed": previewed, "rehearsed": rehearsed, "again": again_took, "changed": changed_took, "undo": undone, "peak": peak}))
"""


READING = """
import sys, time
from pathlib import Path
from kpi_core.intake import Given, open_table, read_facts
data = Path(sys.argv[1]).read_bytes()
start = time.perf_counter()
read_facts(open_table(data, "f.csv", Given()).cells)
print(time.perf_counter() - start)
"""


def run(code: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def importing(folder: Path, size: str, runs: int) -> None:
    file = folder / f"{size}.csv"
    lines = write_facts(file, *SIZES[size])
    seen: list[dict[str, float]] = []

    def ours() -> float:
        place = folder / f"ours-{size}-{len(seen)}.duckdb"
        seen.append(json.loads(run(OURS, file, place)))
        place.unlink()
        return seen[-1]["import"]

    def floor() -> float:
        place = folder / f"floor-{size}-{len(seen)}.duckdb"
        took = float(run(FLOOR, file, place))
        place.unlink()
        return took

    mine, least = in_turn(ours, floor, runs)
    report(f"import {size}", mine, least, "s", lines=lines, peak_mib=round(max(s["peak"] for s in seen)))
    bare = [float(run(READING, file)) for _ in range(runs)]
    report(f"preview {size}, all checks, against reading alone", [s["previewed"] for s in seen], bare, "s")
    report(f"effect of that {size} with other targets, rehearsed", [s["rehearsed"] for s in seen], least, "s")
    report(f"import {size} again, nothing new", [s["again"] for s in seen], least, "s")
    report(f"import {size} again, targets changed", [s["changed"] for s in seen], least, "s")
    report(f"undo of that {size}", [s["undo"] for s in seen], least, "s")


def whole_process(folder: Path) -> None:
    file = folder / "S.csv"
    times = []
    for turn in range(5):
        place = folder / f"whole-{turn}.duckdb"
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "kpi_core", "import", "--store", str(place), str(file)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        times.append(time.perf_counter() - start)
        place.unlink()
    report("import S, whole process", times, [], "s")


def filled(folder: Path, name: str, units: int, kpis: int, months: int, step: int) -> str:
    """A store of that size, taken in `step` units at a time."""
    from kpi_core.review.commit import commit
    from kpi_core.review.upload import preview
    from kpi_core.store import open_store

    place = str(folder / f"{name}.duckdb")
    store = open_store(place)
    for first in range(0, units, step):
        file = folder / "part.csv"
        write_facts(file, min(step, units - first), kpis, months, first)
        commit(store, preview(store, f"{first}.csv", file.read_bytes()), "bench")
    store.close()
    return place


def boards(folder: Path, large: bool) -> None:
    from kpi_core.review.board import board
    from kpi_core.review.scope import Period, unit_by_text, units
    from kpi_core.store import open_store

    small = open_store(filled(folder, "query-S", *SIZES["S"], step=12))
    wide = open_store(filled(folder, "query-wide", 200, 40, 100, step=50))

    def timing(store, unit, period):
        def once() -> float:
            start = time.perf_counter()
            board(store, units(store)[unit_by_text(units(store), unit).unit_id], period)
            return (time.perf_counter() - start) * 1000

        once()
        return once

    mine, least = in_turn(
        timing(wide, "部门003", Period("month", date(2026, 4, 1))),
        timing(small, "部门003", Period("month", date(2020, 12, 1))),
        25,
    )
    report("board of a unit of 40 KPIs, 200 units x 100 months against S", mine, least)
    for store in (small, wide):
        store.close()
    if large:
        start = time.perf_counter()
        place = filled(folder, "L", *SIZES["L"], step=20)
        report(
            "filling L, 20 units at a time", [time.perf_counter() - start], [], "s", mib=os.path.getsize(place) >> 20
        )
        store = open_store(place)
        once = timing(store, None, Period("month", date(2026, 4, 1)))
        report("board of L, the company", [once() for _ in range(15)], [])
        once = timing(store, "部门003", Period("month", date(2026, 4, 1)))
        report("board of L, a unit of 500 KPIs", [once() for _ in range(15)], [])
        store.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        importing(folder, "S", 5)
        importing(folder, "M", 5)
        whole_process(folder)
        if "--import" not in sys.argv:
            boards(folder, "--large" in sys.argv)


if __name__ == "__main__":
    main()
