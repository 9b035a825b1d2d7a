"""A demo company behind a passphrase, with a round that raters answer by a link of their own."""

import shutil
from dataclasses import dataclass
from datetime import date

import pytest

from kpi_core.review.rounds import Opening, make_codes, model, open_round, rounds, turn_round
from kpi_core.store import open_store
from tests.served import Served, served
from tests.server.knocking import PASSPHRASE


@dataclass(frozen=True)
class Guarded:
    """The server, and links of three rounds: an open one with codes, one that everybody may answer, a closed one with codes."""

    running: Served
    coded: str
    codes: list[str]
    free: str
    closed: str
    closed_code: str


def opened(store, title):
    number = open_round(store, Opening(title, "本公司", date(2026, 1, 1), "", model()), "Li")
    return next(found for found in rounds(store) if found.survey_id == number)


@pytest.fixture(scope="module")
def guarded(demo_file, tmp_path_factory):
    path = tmp_path_factory.mktemp("guarded") / "attain.duckdb"
    shutil.copy(demo_file, path)
    store = open_store(str(path))
    coded, free, closed = (opened(store, title) for title in ("密码轮", "公开轮", "关闭轮"))
    codes = [code for _, code in make_codes(store, coded, {"": 5}, "Li")]
    closed_code = make_codes(store, closed, {"": 1}, "Li")[0][1]
    turn_round(store, closed, "closed", "Li")
    store.close()
    with served(path, ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        yield Guarded(running, coded.title, codes, free.title, closed.title, closed_code)
