"""Copies of the store: proved before they are put in a place, and nothing that lay there is lost."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from kpi_core.store import (
    BackupUnproved,
    CopyDamaged,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreNewer,
    StoreUnknown,
    backup,
    open_store,
    restore,
    verify,
)
from kpi_core.store.schema import NEWEST
from tests.build import load, take
from tests.store.damage import beside, flip, killed_before_its_checkpoint, uploads_of
from tests.store.test_file import ROOT, cli


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with two uploads, and its backup."""
    path = tmp_path_factory.mktemp("made") / "a.duckdb"
    store = open_store(str(path))
    load(store, {}, [("A", "K", "2023-01", 1, 1)])
    take(store, "部门,指标,期间,实际值\nA,K,2023-02,5\n", "second.csv")
    backup(store, path.with_name("copy.duckdb"))
    store.close()
    return path.parent


@pytest.fixture
def path(made, tmp_path):
    return Path(shutil.copy(made / "a.duckdb", tmp_path))


@pytest.fixture
def copy(made, tmp_path):
    return Path(shutil.copy(made / "copy.duckdb", tmp_path))


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("where", ["header", "everywhere", "cut", "empty", "log"])
@pytest.mark.damages_store("the store is damaged first")
def test_a_copy_is_restored_over_a_damaged_store_and_what_was_there_is_kept_byte_for_byte(path, copy, where):
    log = path.with_name("a.duckdb.wal")
    whole = path.read_bytes()
    if where == "log":
        killed_before_its_checkpoint(path, "A,K,2023-03,7")
        flip(log, log.stat().st_size // 2)
    else:
        log.write_bytes(b"left by a process that was killed")
        path.write_bytes(
            {"header": b"\0" * 64 + whole[64:], "everywhere": b"x" * len(whole), "cut": whole[:-5000], "empty": b""}[
                where
            ]
        )
    damaged, left = path.read_bytes(), log.read_bytes()

    kept = restore(copy, str(path))

    assert kept == path.with_name("a.duckdb.before-restore")
    assert (kept.read_bytes(), kept.with_name(kept.name + ".wal").read_bytes()) == (damaged, left)
    assert not log.exists()
    assert uploads_of(path) == ["second.csv", "facts.csv"]


def test_restoring_again_keeps_what_the_first_time_kept(path, copy):
    first = path.read_bytes()

    kept = [restore(copy, str(path)) for _ in range(3)]

    assert [one.name for one in kept] == [f"a.duckdb.before-restore{end}" for end in ("", "-2", "-3")]
    assert kept[0].read_bytes() == first


def test_a_restore_into_an_empty_place_keeps_nothing(copy, tmp_path):
    assert restore(copy, f"duckdb:///{tmp_path}/new/b.duckdb") is None
    assert uploads_of(tmp_path / "new" / "b.duckdb") == ["second.csv", "facts.csv"]


@pytest.mark.damages_store("the copies are damaged")
def test_a_copy_is_refused_with_nothing_changed_unless_it_is_sound(path, copy, tmp_path):
    whole, before = copy.read_bytes(), path.read_bytes()
    newer = shutil.copy(copy, tmp_path / "newer.duckdb")
    with duckdb.connect(str(newer)) as root:
        root.execute("insert into schema_version values (?, 'later.sql')", [NEWEST + 1])
    unsound = shutil.copy(copy, tmp_path / "unsound.duckdb")
    with duckdb.connect(str(unsound)) as root:
        root.execute("update fact set actual = 99 where period = date '2023-01-01'")
    (tmp_path / "cut.duckdb").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.duckdb").write_bytes(b"a,b\n1,2\n")
    names = set(os.listdir(tmp_path))

    for name, kind in (("newer", StoreNewer), ("unsound", CopyDamaged), ("cut", CopyDamaged), ("text", CopyDamaged)):
        with pytest.raises(StoreError) as refused:
            restore(tmp_path / f"{name}.duckdb", str(path))
        assert type(refused.value) is kind
        assert refused.value.values["file"] == str(tmp_path / f"{name}.duckdb")
    with pytest.raises(StoreUnknown):
        restore(copy, "mysql://somewhere")

    assert path.read_bytes() == before
    assert set(os.listdir(tmp_path)) == names


def test_a_store_in_use_is_not_restored_over_nor_backed_up_over(path, copy, tmp_path):
    other = open_store(str(tmp_path / "other.duckdb"))
    before = path.read_bytes()
    held = subprocess.Popen(
        [sys.executable, "-c", "import sys\nfrom kpi_core.store import open_store\nstore = open_store(sys.argv[1]); print(1, flush=True); input()", path],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    held.stdout.readline()

    for deed in (lambda: restore(copy, str(path)), lambda: backup(other, path)):
        with pytest.raises(StoreLocked) as refused:
            deed()
        assert f"(PID {held.pid})" in refused.value.values["process"]
    held.communicate(b"\n")
    here = open_store(str(path))
    for deed in (lambda: restore(copy, str(path)), lambda: backup(other, path)):
        with pytest.raises(StoreLocked):
            deed()
    # It was not let go of by the attempt: a lock is lost with the first handle that is closed.
    assert cli("uploads", "--store", str(path)).returncode == 2
    here.close()
    other.close()

    assert path.read_bytes() == before


@pytest.mark.damages_store("facts are changed by hand")
def test_a_backup_that_does_not_hold_together_leaves_the_one_before(path, copy):
    """The store is damaged where nothing asks: only the proof of the copy meets it."""
    whole, met = path.read_bytes(), 0
    for at in range(12288 + 5000, len(whole), 1 << 18):
        path.write_bytes(whole)
        flip(path, at)
        try:
            store = open_store(str(path))
        except StoreDamaged:
            continue
        before = copy.read_bytes()
        try:
            backup(store, copy)
        except BackupUnproved as error:
            refused = error
            met += copy.read_bytes() == before
        store.close()
        if met:
            break

    assert met
    assert not list(copy.parent.glob(".*"))
    assert (refused.values["file"], refused.values["store"]) == (str(copy), str(path))


@pytest.mark.damages_store("results are changed by hand")
def test_a_backup_of_a_store_whose_results_were_changed_is_refused_in_the_words_of_the_proof(path, copy):
    with duckdb.connect(str(path)) as root:
        root.execute("update score set score = 0.5")

    refused = cli("backup", "--store", str(path), "--lang", "en", str(copy))

    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert f"so {copy} was left as it was" in refused.stderr
    assert "{" not in refused.stderr
    assert uploads_of(copy) == ["second.csv", "facts.csv"]


def test_a_log_beside_an_older_backup_does_not_stay_beside_the_new(path, copy):
    copy.with_name("copy.duckdb.wal").write_bytes(b"of the older copy")
    store = open_store(str(path))

    backup(store, copy)

    store.close()
    assert uploads_of(copy) == ["second.csv", "facts.csv"]


def test_a_copy_made_by_hand_after_a_kill_is_restored_with_its_log(path, tmp_path):
    killed_before_its_checkpoint(path, "A,K,2023-03,7")
    for end in ("", ".wal"):
        shutil.copy(f"{path}{end}", f"{tmp_path}/byhand.duckdb{end}")

    restore(tmp_path / "byhand.duckdb", str(tmp_path / "b.duckdb"))

    assert uploads_of(tmp_path / "b.duckdb") == ["third.csv", "second.csv", "facts.csv"]
    assert beside(tmp_path / "b.duckdb") == []
    assert (tmp_path / "byhand.duckdb.wal").exists()


def test_store_log_backup_spill_and_what_is_kept_are_their_owners_alone(path, copy, tmp_path, monkeypatch):
    path.chmod(0o644)
    killed_before_its_checkpoint(path, "A,K,2023-03,7")
    assert mode(path) == 0o600, "made by an older version, tightened when it was opened"
    assert mode(tmp_path / "a.duckdb.wal") == 0o600
    path.chmod(0o666)
    with monkeypatch.context() as patched:
        patched.setattr("kpi_core.store.database._MEMORY_LIMIT", "32MiB")
        store = open_store(str(path))
    assert [mode(path), mode(copy)] == [0o600] * 2
    spills = spilled(store)
    store.close()
    restore(copy, str(path))

    assert spills == {0o600}
    assert [mode(path), mode(tmp_path / "a.duckdb.before-restore")] == [0o600] * 2
    store = open_store(str(path))
    assert verify(store) == []
    store.close()


def spilled(store):
    """The modes of what a question too large for memory puts down."""
    with store.cursor() as cursor:
        folder = Path(cursor.execute("select current_setting('temp_directory')").fetchall()[0][0])
        cursor.execute("create temp table wide as select range a, hash(range) b from range(4_000_000)")
        assert mode(folder) == 0o700
        return {mode(file) for file in folder.iterdir()}


def test_a_restore_from_the_command_line_says_what_it_kept(path, copy):
    path.write_bytes(b"")

    done = cli("restore", "--store", str(path), "--lang", "en", str(copy))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Restored from {copy}; what was there before is kept as {path}.before-restore.\n"
    onto_itself = cli("restore", "--store", str(path), "--lang", "en", str(path))
    assert onto_itself.returncode == 2
    assert onto_itself.stderr.count("\n") == 1


def test_a_table_exported_for_others_keeps_the_mode_that_they_can_read(path, tmp_path):
    done = cli("export", "--store", str(path), "facts", str(tmp_path / "facts.csv"), umask=0o022)

    assert done.returncode == 0
    assert mode(tmp_path / "facts.csv") == 0o644
