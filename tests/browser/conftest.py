"""A real Chromium and servers of our own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    found = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    if not found:
        raise RuntimeError("no Chromium found: run tests/get_browser.sh")
    return str(found[-1])


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    quiet = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": _chromium(), "args": [*quiet, *sandbox], "headless": True}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start a fresh server on a copy of a store file (or a new one); returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def serving(store: Path | None = None) -> str:
        folder = tmp_path_factory.mktemp("server")
        path = folder / "attain.duckdb"
        if store is not None:
            shutil.copy(store, path)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        env = {**os.environ, "ATTAIN_STORE": str(path), "ATTAIN_DEMO": str(folder / "none.duckdb")}
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless=true",
            f"--server.port={port}",
        ]
        running.append(
            subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )
        _wait(port)
        return f"http://127.0.0.1:{port}"

    yield serving
    for process in running:
        process.terminate()
        process.wait(10)


def _wait(port: int) -> None:
    until = time.monotonic() + 40
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            continue
    raise RuntimeError("the server did not start")
