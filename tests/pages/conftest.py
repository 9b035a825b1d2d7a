"""Opening a page in a session of its own."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opened import PAGES, ROOT


@pytest.fixture
def open_page(tmp_path, monkeypatch):
    """Open a page on a store file; `store` is the file to copy in, or None for a new company."""

    monkeypatch.setenv("ATTAIN_DEBUG", "1")

    def opening(page, lang="zh", store=None, **query):
        path = tmp_path / f"{page}.duckdb"
        if store is not None:
            shutil.copy(store, path)
        monkeypatch.setenv("ATTAIN_STORE", str(path))
        monkeypatch.setenv("ATTAIN_DEMO", str(tmp_path / "none.duckdb"))
        test = AppTest.from_file("../../kpi_core/ui/start.py", default_timeout=30)
        if page != "board":
            test.run().switch_page(str(ROOT / PAGES[page]))
        for name, value in {"lang": lang, **query}.items():
            test.query_params[name] = value
        return test.run()

    return opening
