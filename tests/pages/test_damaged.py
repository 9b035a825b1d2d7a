"""A store with a flipped bit, on the pages: one sentence with the way back, never a traceback."""

import pytest

from kpi_core.store import StoreDamaged, open_store
from tests.build import load
from tests.pages.opened import PAGES, texts
from tests.store.damage import flip

pytestmark = pytest.mark.damages_store("bits are flipped")

BLOCK = 1 << 18
HEADERS = 12288


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "a.duckdb"
    store = open_store(str(path))
    load(store, {}, [(unit, "K", f"2023-{month:02d}", month, 1) for unit in "AB" for month in range(1, 13)])
    store.close()
    return path.read_bytes()


def met_when(path, whole, question):
    """Flip bits, block by block, until one is met by a question and not before; False when there is none."""
    for at in range(HEADERS + 64, len(whole), BLOCK):
        path.write_bytes(whole)
        flip(path, at)
        try:
            store = open_store(str(path))
        except StoreDamaged:
            continue
        try:
            question(store)
        except StoreDamaged:
            return True
        finally:
            store.close()
    return False


def test_a_bit_met_while_a_page_asks_is_one_sentence_on_that_page(open_page, tmp_path, whole):
    path = tmp_path / "flipped.duckdb"
    assert met_when(path, whole, lambda store: store.rows("periods"))

    for page in ("board", "departments"):
        test = open_page(page, "en", path)

        assert not test.exception
        assert [text for text in texts(test) if "is damaged" in text and "restore BACKUP" in text], page


@pytest.mark.parametrize("page", list(PAGES))
def test_a_store_that_is_damaged_at_the_start_is_one_sentence_on_every_page(open_page, tmp_path, whole, page):
    path = tmp_path / "flipped.duckdb"
    path.write_bytes(whole)
    flip(path, 5000)

    test = open_page(page, "en", path)

    assert not test.exception
    assert len([text for text in texts(test) if "is damaged" in text and "restore BACKUP" in text]) == 1
