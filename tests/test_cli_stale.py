"""The command line where a server was announced that does not answer."""

import socket
import subprocess
import sys
import threading

from kpi_core.cli.announcement import announce
from kpi_core.store import open_store
from tests.served import ROOT


def beside_us(store, *arguments):
    """The command line in a process of its own, beside this one."""
    return subprocess.run([sys.executable, "-m", "kpi_core", *arguments, "--store", str(store), "--lang", "en"], cwd=ROOT,
                          capture_output=True, text=True, timeout=60)  # fmt: skip


def test_a_server_that_does_not_answer_any_more_is_a_locked_store(tmp_path):
    held = open_store(str(tmp_path / "a.duckdb"))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        announce(held.place, "127.0.0.1", closed.getsockname()[1], "")

        done = beside_us(held.place, "uploads")

    held.close()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Close that first" in done.stderr


def test_a_server_that_ends_before_its_answer_is_said_to_have_ended(tmp_path):
    held = open_store(str(tmp_path / "a.duckdb"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        announce(held.place, "127.0.0.1", listening.getsockname()[1], "")
        ending = threading.Thread(target=lambda: listening.accept()[0].close())
        ending.start()

        done = beside_us(held.place, "uploads")

        ending.join()
    held.close()
    assert (done.returncode, done.stdout) == (1, "")
    assert "ended before it answered" in done.stderr
    assert done.stderr.count("\n") == 1
