"""Stores that met with something: a flipped bit, a kill between commit and checkpoint."""

import os
import subprocess
import sys
from pathlib import Path

from kpi_core.store import open_store
from kpi_core.store.files import BESIDE

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from kpi_core.store import open_store
from kpi_core.store.engine import Store
from tests.build import take
store = open_store(sys.argv[1])
Store._checkpoint = lambda self: os.kill(os.getpid(), signal.SIGKILL)
take(store, "部门,指标,期间,实际值\\n" + sys.argv[2] + "\\n", "third.csv")
"""


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Turn one bit of a file over."""
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ (1 << bit)]))


def killed_before_its_checkpoint(path: Path, line: str) -> None:
    """Take a line in, in a process that is killed (-9) once it is committed: it is in the log beside the file."""
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), line], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == -9, done.stderr
    assert Path(f"{path}.wal").stat().st_size > 0


def beside(path: Path) -> list[str]:
    """What lies beside a store that belongs to it."""
    return [path.name + end for end in BESIDE if os.path.exists(f"{path}{end}")]


def uploads_of(path: Path) -> list[str]:
    """The names of a store's uploads, the newest first."""
    store = open_store(str(path))
    names = [row["name"] for row in store.rows("uploads")]
    store.close()
    return names
