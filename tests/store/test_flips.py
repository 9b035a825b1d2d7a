"""A bit turns over in the file or in its log: right numbers or one sentence, and the way back that it names works."""

import json
import random
import re
import shutil

import pytest

from kpi_core import cli
from kpi_core.store import open_store
from tests.build import take
from tests.store.damage import flip, killed_before_its_checkpoint

pytestmark = pytest.mark.damages_store("bits are flipped")

MONTHS = [f"2023-{month:02d}" for month in range(7, 13)]
HEAD = "部门,指标,期间,实际值,目标值,方向\n"
LINES = "".join(
    f"部门{u},指标{k},{m},{10 * u + k}.5,{k + 20},higher\n" for u in range(2) for k in range(3) for m in MONTHS
)
MORE = "部门1,指标1,2024-01,33,20,higher\n"


@pytest.fixture
def run(tmp_path, capsys):
    """One verb on the store of this test: its exit code, JSON and what it said beside."""

    def running(verb, *arguments):
        code = cli.main([verb, "--store", str(tmp_path / "a.duckdb"), "--json", "--lang", "en", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, json.loads(out), err

    return running


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store, its backup, the file that comes next, and the store killed while it took that in."""
    folder = tmp_path_factory.mktemp("flips")
    store = open_store(str(folder / "a.duckdb"))
    take(store, HEAD + LINES)
    store.close()
    assert cli.main(["backup", "--store", str(folder / "a.duckdb"), str(folder / "copy.duckdb")]) == 0
    (folder / "more.csv").write_text(HEAD + MORE, encoding="utf-8")
    (folder / "killed").mkdir()
    shutil.copy(folder / "a.duckdb", folder / "killed")
    killed_before_its_checkpoint(folder / "killed" / "a.duckdb", "部门1,指标1,2024-01,33")
    return folder


def lay(folder, tmp_path):
    """The store file of `folder`, and its log if it has one, as this test's store."""
    for end in ("", ".wal"):
        (tmp_path / f"a.duckdb{end}").unlink(missing_ok=True)
        if (folder / f"a.duckdb{end}").exists():
            shutil.copy(folder / f"a.duckdb{end}", tmp_path)


def told(run, *verb):
    """What a verb answers: its document where it is done, None where it says that the store is damaged, as agreed."""
    code, document, err = run(*verb)
    if code == 0:
        return document
    error = document["error"]
    assert (code, error["code"]) == (2, "store_damaged"), error
    assert "\n" not in error["message"]
    assert "ACK" not in err
    assert "Stop the server, put the latest backup back with python -m kpi_core restore BACKUP" in error["message"]
    return None


def recover(run, made):
    """What the sentence names."""
    verb, place = re.search(r"python -m kpi_core (restore) (BACKUP)", "python -m kpi_core restore BACKUP").groups()
    code, document, _ = run(verb, made / place.replace("BACKUP", "copy.duckdb"))
    assert (code, document["restored"]) == (0, str(made / "copy.duckdb"))


@pytest.mark.parametrize("seed", range(4))
def test_7_flips_of_the_file_give_right_numbers_or_one_sentence_and_are_recovered_from(run, made, tmp_path, seed):
    chance = random.Random(seed)
    lay(made, tmp_path)
    size = (tmp_path / "a.duckdb").stat().st_size
    before, csv = run("board", "--period", "2023-12")[1], export(run, tmp_path)
    run("import", made / "more.csv")
    after = run("board")[1]
    places = [chance.randrange(12288) for _ in range(2)] + [chance.randrange(12288, size) for _ in range(5)]
    damaged = 0
    for at in places:
        lay(made, tmp_path)
        flip(tmp_path / "a.duckdb", at, chance.randrange(8))

        answers = [
            (told(run, "board", "--period", "2023-12"), before),
            (export(run, tmp_path), csv),
            (told(run, "verify"), {"sound": True, "problems": []}),
        ]
        taken = told(run, "import", made / "more.csv")
        answers.append((told(run, "board") if taken else None, after))

        assert [answer for answer, _ in answers if answer is not None] == [
            right for answer, right in answers if answer is not None
        ], at
        if None in [answer for answer, _ in answers]:
            damaged += 1
            recover(run, made)
            assert run("board", "--period", "2023-12")[1] == before, at
    assert damaged >= 3


def export(run, tmp_path):
    """The exported facts; None where the store is damaged."""
    file = tmp_path / "facts.csv"
    file.unlink(missing_ok=True)
    return file.read_bytes() if told(run, "export", "facts", file) else None


def test_12_flips_of_the_log_of_a_killed_import_leave_it_whole_or_absent_or_are_recovered_from(run, made, tmp_path):
    chance = random.Random(20261128)
    lay(made, tmp_path)
    without = run("board")[1]
    lay(made / "killed", tmp_path)
    log = tmp_path / "a.duckdb.wal"
    places = [chance.randrange(log.stat().st_size) for _ in range(12)]
    whole = run("board")[1]
    damaged = 0
    for at in places:
        lay(made / "killed", tmp_path)
        flip(log, at, chance.randrange(8))

        seen = told(run, "board")

        assert seen in (None, without, whole), at
        if seen is None:
            damaged += 1
            assert told(run, "import", made / "more.csv") is None
            recover(run, made)
            assert run("board")[1] == without, at
    assert damaged >= 6
