"""A server of our own on a store file, as `make run` starts it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Served:
    """A running server: its store file, address and process."""

    store: Path
    port: int
    base: str
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}{self.base}"

    @property
    def announcement(self) -> Path:
        """The file by which the command line finds it."""
        return self.store.with_name(self.store.name + ".server")


@contextmanager
def served(store: Path, base: str = "", port: int = 0, **environment: str) -> Iterator[Served]:
    """A server that holds `store`, once it answers; ended at the end unless it has ended by then. Port 0 is a free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    own = {"ATTAIN_STORE": str(store), "ATTAIN_DEMO": str(store.with_name("none.duckdb"))}
    env = {**os.environ, "ATTAIN_PASSPHRASE": "", "ATTAIN_HOSTS": "", **own, **environment}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}",
               f"--server.baseUrlPath={base}"]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running = Served(store, port, base, process)
        _wait(running)
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _wait(running: Served) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{running.address}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            continue
    raise RuntimeError("the server did not start")
