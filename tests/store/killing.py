"""Imports that are killed (-9), each in a process of its own: python -m tests.store.killing FILE FOLDER COUNT SEED

Forked from one process that has loaded everything, so that it is the import that is killed and not the loading. The moment is
counted in the import's own processor time: a busy machine moves no kill behind the acknowledgement. Prints one JSON object
a kill: {store, acknowledged}; `COUNT` of them before the acknowledgement.
"""

import json
import os
import random
import select
import signal
import sys
import time

import kpi_core.cli.taking  # noqa: F401
from kpi_core.cli import main


def forked(store: str, file: str, heard: int) -> int:
    """An import in a process of its own, its second stream at `heard`; returns its number."""
    number = os.fork()
    if number == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(heard, 2)
        os._exit(main(["import", "--store", store, "--by", "killed", file]))
    return number


def killed(store: str, file: str, after: float) -> tuple[bool, float]:
    """Kill an import once it has used `after` seconds of processor time; whether it was acknowledged, and what it used."""
    hear, heard = os.pipe()
    number = forked(store, file, heard)
    os.close(heard)
    # The clock of another process: clock_getcpuclockid(3).
    clock, said = (~number << 3) | 2, b""
    while True:
        ready, _, _ = select.select([hear], [], [], 0.0005)
        part = os.read(hear, 1 << 16) if ready else None
        said += part or b""
        if part == b"":
            break
        if after < time.clock_gettime(clock):
            os.kill(number, signal.SIGKILL)
    _, _, used = os.wait4(number, 0)
    os.close(hear)
    return b"ACK 1" in said, used.ru_utime + used.ru_stime


def run(file: str, folder: str, count: int, seed: int) -> None:
    """Kill until `count` were killed before they were acknowledged; three times as many tries at most."""
    chance, before = random.Random(seed), 0
    whole, usual = killed(f"{folder}/whole.duckdb", file, 1e9)
    assert whole
    for number in range(3 * count):
        store = f"{folder}/k{number}.duckdb"
        acknowledged, _ = killed(store, file, usual * chance.uniform(0.02, 1.05))
        before += not acknowledged
        print(json.dumps({"store": store, "acknowledged": acknowledged}), flush=True)
        if before >= count:
            break


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
