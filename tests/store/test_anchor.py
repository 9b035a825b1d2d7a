"""An anchor outside the store tells when its audit was cut or written anew, and is moved on only when all is sound."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from kpi_core import cli
from kpi_core.review.upkeep import backup, prove
from kpi_core.store import AnchorForeign, AnchorHeld, AnchorUnreadable, audit, open_store, restore
from tests.build import take
from tests.store.test_tampering import tampered

LINE = "部门,指标,期间,实际值\nA,K,2024-01,{0}\n"


@pytest.fixture(scope="module")
def two_uploads(tmp_path_factory):
    path = tmp_path_factory.mktemp("two") / "two.duckdb"
    store = open_store(str(path))
    for at in (1, 2):
        take(store, LINE.format(at), f"{at}.csv")
    store.close()
    return path


@pytest.fixture
def path(two_uploads, tmp_path):
    """A store of two uploads."""
    return Path(shutil.copyfile(two_uploads, tmp_path / "a.duckdb"))


@pytest.fixture
def anchor(path, tmp_path):
    """The anchor that verify made of that store."""
    proven(path, tmp_path / "anchor")
    return tmp_path / "anchor"


def proven(path, anchor):
    store = open_store(str(path))
    try:
        return [code for code, _ in prove(store, anchor)[0]]
    finally:
        store.close()


def chain_anew(path, change):
    """The whole audit changed and sealed again from its first row, as somebody would who knows how."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(change)
        previous = audit.FIRST
        for row in audit.rows(connection):
            fields = (*row[:5], previous, row[7])
            previous = audit.seal(*fields)
            connection.execute("update audit set previous = ?, hash = ? where seq = ?", [fields[5], previous, row[0]])


def test_verify_makes_the_anchor_and_moves_it_on(path, tmp_path):
    assert proven(path, tmp_path / "anchor") == []
    first = json.loads((tmp_path / "anchor").read_text())
    store = open_store(str(path))
    take(store, LINE.format(3), "3.csv")
    store.close()
    assert proven(path, tmp_path / "anchor") == []
    second = json.loads((tmp_path / "anchor").read_text())

    assert (first["seq"], second["seq"]) == (2, 3)
    assert first["store"] == second["store"]
    assert first["hash"] != second["hash"]


@pytest.mark.damages_store("the tail is cut")
def test_a_cut_tail_is_found_by_the_anchor_alone_and_the_anchor_stays(path, anchor, tmp_path):
    """The newest upload goes with all its traces, so that the store alone looks sound."""
    before = anchor.read_text()
    cut = [f"delete from {table} where upload_id = 2" for table in ("upload", "upload_file", "entry")]
    store = tampered(path, tmp_path, [*cut, "delete from audit where seq = 2", "again"])
    alone, found = prove(store)[0], prove(store, anchor)[0]
    store.close()

    assert alone == []
    assert [(code, values["row"], values["last"]) for code, values in found] == [("audit_cut", 2, 1)]
    assert anchor.read_text() == before


@pytest.mark.damages_store("the audit is written anew")
@pytest.mark.parametrize(
    "change", ["update audit set who = 'eve' where seq = 1", "update audit set who = 'eve' where seq = 2"]
)
def test_an_audit_written_anew_is_found_by_the_anchor_alone(path, anchor, change):
    chain_anew(path, change)
    store = open_store(str(path))
    alone, found = prove(store)[0], prove(store, anchor)[0]
    store.close()

    assert alone == []
    assert [code for code, _ in found] == ["audit_rewritten"]


@pytest.mark.damages_store("a remark is written in by hand")
def test_the_anchor_is_not_moved_while_anything_is_wrong(path, anchor):
    before = anchor.read_text()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into setting values ('x', 'y')")

    assert proven(path, anchor) == ["row_added"]
    assert anchor.read_text() == before


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"store": "x"}', '{"store": "x", "seq": -1, "hash": "0", "moment": ""}',
     '{"store": 1, "seq": 1, "hash": "' + "0" * 64 + '", "moment": "m"}', '{"store": "x", "seq": 1, "hash": null, "moment": "m"}'],
)  # fmt: skip
def test_a_file_that_is_no_anchor_is_refused(path, tmp_path, text):
    (tmp_path / "other").write_text(text)

    with pytest.raises(AnchorUnreadable):
        proven(path, tmp_path / "other")
    assert (tmp_path / "other").read_text() == text


def test_bytes_that_are_no_text_and_a_folder_are_no_anchor(path, tmp_path):
    (tmp_path / "other").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder").mkdir()

    for name in ("other", "folder"):
        with pytest.raises(AnchorUnreadable):
            proven(path, tmp_path / name)


def test_an_anchor_of_another_store_is_refused(path, anchor, tmp_path):
    before = anchor.read_text()
    store = open_store(str(tmp_path / "b.duckdb"))
    take(store, LINE.format(1))
    store.close()

    with pytest.raises(AnchorForeign):
        proven(tmp_path / "b.duckdb", anchor)
    assert anchor.read_text() == before


def test_backup_writes_an_anchor_that_holds_for_store_and_copy(path, tmp_path):
    store = open_store(str(path))
    backup(store, tmp_path / "copy.duckdb")
    take(store, LINE.format(3), "3.csv")
    store.close()
    beside = tmp_path / "copy.duckdb.anchor"

    assert json.loads(beside.read_text())["seq"] == 2
    shutil.copyfile(beside, tmp_path / "kept")
    assert proven(path, beside) == []
    assert proven(tmp_path / "copy.duckdb", tmp_path / "kept") == []


def test_backup_does_not_put_a_cut_store_over_the_copy_that_shows_it(path, tmp_path):
    """An older copy is restored, and the next backup would overwrite the newer one."""
    store = open_store(str(path))
    shutil.copyfile(path, tmp_path / "old.duckdb")
    take(store, LINE.format(3), "3.csv")
    backup(store, tmp_path / "copy.duckdb")
    store.close()
    whole = (tmp_path / "copy.duckdb").read_bytes()
    restore(tmp_path / "old.duckdb", str(path))
    store = open_store(str(path))
    with pytest.raises(AnchorHeld) as refused:
        backup(store, tmp_path / "copy.duckdb")
    backup(store, tmp_path / "another.duckdb")
    store.close()

    assert refused.value.values["row"] == 3
    assert (tmp_path / "copy.duckdb").read_bytes() == whole


def run(capsys, *arguments):
    code = cli.main([*map(str, arguments), "--lang", "en"])
    return code, *capsys.readouterr()


def test_on_the_command_line_the_anchor_is_one_option_and_one_sentence(path, tmp_path, capsys):
    anchor = tmp_path / "anchor"
    assert run(capsys, "verify", "--store", path, "--anchor", anchor)[:2] == (
        0,
        "All is sound: every row is as the audit has it; register, results and scores made again agree.\n"
        f"The anchor {anchor} now holds audit row 2.\n",
    )
    code, out, err = run(capsys, "backup", tmp_path / "copy.duckdb", "--store", path)
    assert (code, err) == (0, "")
    assert out.endswith(f"anchor {tmp_path / 'copy.duckdb.anchor'}.\n")
    anchor.write_text("x")
    code, out, err = run(capsys, "verify", "--store", path, "--anchor", anchor)
    assert (code, out) == (2, "")
    assert err.startswith(f"{anchor} is no anchor or cannot be read; nothing was done.")
    assert err.count("\n") == 1


@pytest.mark.damages_store("the tail is cut")
def test_on_the_command_line_a_cut_tail_is_refused_with_its_rows(path, anchor, capsys):
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from audit where seq = 2")

    code, out, _ = run(capsys, "verify", "--store", path, "--anchor", anchor, "--json")
    document = json.loads(out)

    assert (code, document["sound"]) == (2, False)
    assert "it ends at row 1, yet the anchor" in document["problems"][0]["message"]
    assert "has row 2" in document["problems"][0]["message"]


def test_an_anchor_that_cannot_be_written_is_one_sentence(path, tmp_path, capsys):
    code, out, err = run(capsys, "verify", "--store", path, "--anchor", tmp_path / "no" / "folder" / "anchor")

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "anchor" in err
