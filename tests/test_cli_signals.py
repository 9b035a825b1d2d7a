"""Ended from outside: the command line and the server let go of the store, and say so."""

import json
import os
import signal
import subprocess
import sys

import pytest

from kpi_core.store import open_store, verify
from tests.build import load
from tests.served import ROOT, served

pytestmark = pytest.mark.xdist_group("beside")

# Two files are imported; the signal comes from the command's own process at a moment of our choosing.
COMMAND = """
import os, signal, sys
from kpi_core.cli import main
from kpi_core.store import database, engine
moment, number, *arguments = sys.argv[1:]
place, method = {"begun": (engine.Store, "_transaction"), "committed": (database.Database, "acknowledge"), "ending": (engine.Store, "close")}[moment]
before = getattr(place, method)
def ending(*given):
    os.kill(os.getpid(), int(number))
    return before(*given)
setattr(place, method, ending)
sys.exit(main(arguments))
"""
GOOD = "部门,指标,期间,实际值,目标值\n生产部,产量,2024-01,95,100\n"


def ended(tmp_path, moment, number, before=None):
    for name, month in (("a.csv", "01"), ("b.csv", "02")):
        (tmp_path / name).write_text(GOOD.replace("2024-01", f"2024-{month}"), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", COMMAND, moment, str(int(number)), "import", "--store", tmp_path / "a.duckdb", "--lang", "en",
         tmp_path / "a.csv", tmp_path / "b.csv"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, preexec_fn=before)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "moment", "uploads"),
    [(signal.SIGTERM, "begun", 0), (signal.SIGINT, "committed", 1), (signal.SIGHUP, "ending", 2)],
)
def test_a_command_ended_by_a_signal_closes_the_store_and_says_so_in_one_sentence(tmp_path, number, moment, uploads):
    done = ended(tmp_path, moment, number)

    assert done.returncode == 128 + number
    lines = [line for line in done.stderr.splitlines() if not line.startswith("ACK")]
    assert lines == [
        f"Ended from outside ({signal.Signals(number).name}). What was acknowledged (ACK) is kept; run the command again for the rest: a file that is in already changes nothing."
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.duckdb", "b.csv"]
    store = open_store(str(tmp_path / "a.duckdb"))
    assert len(store.rows("uploads")) == uploads
    assert verify(store) == []
    store.close()


def test_a_command_under_nohup_is_not_ended_by_a_hang_up(tmp_path):
    done = ended(tmp_path, "begun", signal.SIGHUP, lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))

    assert (done.returncode, done.stderr) == (0, "ACK 1\nACK 2\n")


def test_a_server_ended_by_sigterm_leaves_the_file_alone_with_everything_in_it(tmp_path):
    path = tmp_path / "a.duckdb"
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    store = open_store(str(path))
    load(store, {}, [("A", "K", "2023-01", 1, 1)])
    store.close()
    with served(path) as running:
        done = subprocess.run(
            [sys.executable, "-m", "kpi_core", "import", "--store", path, "--json", tmp_path / "a.csv"],
            cwd=ROOT, capture_output=True, text=True, timeout=60)  # fmt: skip
        assert json.loads(done.stdout)["upload"] == 2
        beside = [name for name in os.listdir(tmp_path) if name.startswith("a.duckdb")]
        # What is copied while the server runs is whole without what DuckDB may keep beside it.
        copied = tmp_path / "copied.duckdb"
        subprocess.run(["cp", path, copied], check=True)
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(20)

    assert sorted(beside) == ["a.duckdb", "a.duckdb.server"]
    assert sorted(os.listdir(tmp_path)) == ["a.csv", "a.duckdb", "copied.duckdb"]
    for left in (path, copied):
        store = open_store(str(left))
        assert len(store.rows("uploads")) == 2
        store.close()
