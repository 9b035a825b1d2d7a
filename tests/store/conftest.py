"""Files that several tests of the store start from, made once and copied."""

from pathlib import Path

import pytest

from kpi_core.store import open_store
from tests.store.whole import fill


@pytest.fixture(scope="session")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file in which every table has rows."""
    path = tmp_path_factory.mktemp("whole") / "whole.duckdb"
    store = open_store(str(path))
    fill(store)
    store.close()
    return path
