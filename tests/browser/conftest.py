"""A real Chromium and servers of our own."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.served import served


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
        "--disable-dev-shm-usage",
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
    with ExitStack() as running:

        def serving(store: Path | None = None) -> str:
            path = tmp_path_factory.mktemp("server") / "attain.duckdb"
            if store is not None:
                shutil.copy(store, path)
            return running.enter_context(served(path)).address

        yield serving
