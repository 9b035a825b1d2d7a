"""What many tests share: an empty store, and files made of a few lines."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from kpi_core.review.commit import commit
from kpi_core.review.upload import preview
from kpi_core.store import Store, open_store
from tests.proven import WATCH

# A property says what comes out, not how fast: timing is the benchmarks' part.
settings.register_profile("attain", deadline=None)
settings.load_profile("attain")
HEADER = "部门,指标,期间,实际值,目标值,方向,单位\n"
CASES = Path(__file__).parents[2] / "shared" / "cases"


@pytest.fixture(autouse=True)
def every_written_store_is_proven(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test wrote holds together at its end; a test that damages a store says so with `damages_store(why)`."""
    WATCH.resting = request.node.get_closest_marker("damages_store") is not None
    yield
    found = WATCH.end(request.node.funcargs.get("tmp_path"))
    WATCH.resting = False
    assert found == []


@pytest.fixture
def store() -> Iterator[Store]:
    """A store in memory without anything in it."""
    opened = open_store(":memory:")
    yield opened
    opened.close()


Take = Callable[..., int]


@pytest.fixture
def take(store: Store) -> Take:
    """Take in a CSV given as text; returns the upload's number."""

    def taking(text: str, name: str = "file.csv", skip_bad: bool = False) -> int:
        return commit(store, preview(store, name, text.encode()), "tester", skip_bad)

    return taking


@pytest.fixture(scope="session")
def cases() -> Path:
    """The folder of real and torture files, where it lies beside the project."""
    if not CASES.is_dir():
        pytest.skip("the case files are not beside the project")
    return CASES


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store file with the demo company in it."""
    from kpi_core.review.demo import load_demo

    path = tmp_path_factory.mktemp("demo") / "demo.duckdb"
    opened = open_store(str(path))
    load_demo(opened)
    opened.close()
    return path
