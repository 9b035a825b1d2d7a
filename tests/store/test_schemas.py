"""Stores of every earlier schema are opened, hold what they held and go on; those of a later one are left alone."""

import lzma
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pytest

from kpi_core.review.board import board
from kpi_core.review.scope import period_by_text, periods, units
from kpi_core.store import StoreForeign, StoreNewer, open_store, verify
from kpi_core.store.schema import NEWEST
from tests.build import take
from tests.store.test_file import ROOT, cli

OLD = Path(__file__).parent / "old"
SCHEMAS = Path(__file__).parents[2] / "kpi_core" / "store" / "schema"
HELD = ["生产部 产量 104.0 good", "生产部 成本 9.0 miss", "营销部 成本 3.0 good"]
# The first schema whose audit has seals.
SEALED_FROM = 7
FEBRUARY = "部门,指标,期间,实际值\n"


def unpacked(name, folder):
    path = folder / "old.duckdb"
    path.write_bytes(lzma.decompress((OLD / f"schema-{name}.duckdb.xz").read_bytes()))
    return path


def built(number, folder):
    """A store as the schema files up to `number` make it, with the rows that such a store can hold."""
    newest = unpacked(max(int(file.name[7]) for file in OLD.glob("*.xz")), folder)
    open_store(str(newest)).close()
    path = folder / f"built-{number}.duckdb"
    with duckdb.connect(str(path)) as root:
        root.execute("create table schema_version (version integer, file varchar)")
        for file in sorted(SCHEMAS.glob("[0-9]*.sql"))[:number]:
            root.execute(file.read_text(encoding="utf-8"))
            root.execute("insert into schema_version values (?, ?)", [int(file.name[:4]), file.name])
        root.execute(f"attach '{newest}' as newest (read_only)")
        for (table,) in root.execute(
            "select table_name from duckdb_tables() where database_name <> 'newest'"
        ).fetchall():
            columns = ", ".join(
                row[0] for row in root.execute(f"select column_name from (describe {table})").fetchall()
            )
            if table != "schema_version":
                root.execute(f"delete from {table}")
                root.execute(f"insert into {table} ({columns}) select {columns} from newest.{table}")
        if number < SEALED_FROM:
            root.execute("delete from audit where what = 'sealed'")
    return path


def held(store):
    """Department, KPI, actual and status of February's figures, as they stand."""
    known = {unit.unit_id: unit.name for unit in units(store).values()}
    names = {row["kpi_id"]: row["name"] for row in store.rows("kpis")}
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select unit_id, kpi_id, actual, cast(status as varchar) from result where grain = 'month' and period = date '2024-02-01' and actual is not null"
        ).fetchall()
    return sorted(f"{known[u]} {names[k]} {actual} {status}" for u, k, actual, status in rows if known[u] != "公司")


def goes_on(path):
    store = open_store(str(path))
    with store.cursor() as cursor:
        deeds = [what for (what,) in cursor.execute("select what from audit order by seq").fetchall()]
    assert len([what for what in deeds if what != "sealed"]) == 5
    assert [row["name"] for row in store.rows("uploads")] == ["wrong.csv", "units.csv", "later.csv", "facts.csv"]
    assert held(store) == HELD
    shown = board(store, units(store)[1], period_by_text(periods(store), "2024-02", 1))
    assert {tile.kpi.title("zh") for tile in shown.tiles} == {"产量", "成本"}
    assert verify(store) == []
    take(store, FEBRUARY + "生产部,成本,2024-02,7\n生产部,新指标,2024-02,1\n", "now.csv")
    assert "生产部 成本 7.0 good" in held(store)
    assert verify(store) == []
    store.close()
    with duckdb.connect(str(path)) as root:
        assert root.execute("select max(version) from schema_version").fetchall() == [(NEWEST,)]


@pytest.mark.parametrize("name", sorted(file.name[7:-10] for file in OLD.glob("*.xz")))
def test_a_store_made_by_an_earlier_version_is_brought_up_to_date_and_goes_on(tmp_path, name):
    goes_on(unpacked(name, tmp_path))


def test_a_store_of_any_earlier_schema_is_brought_up_to_date_and_goes_on(tmp_path):
    for number in range(1, NEWEST):
        goes_on(built(number, tmp_path))


def test_a_store_that_is_ended_while_it_is_brought_up_to_date_is_of_the_schema_it_was(tmp_path, monkeypatch):
    path = unpacked("1", tmp_path)
    broken = tmp_path / "9998_broken.sql"
    broken.write_text("create table half (a integer); select no_such_column from half;")
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules["kpi_core.store.schema"]._FILES, 9998, broken)
        with pytest.raises(Exception, match="no_such_column"):
            open_store(str(path))
    with duckdb.connect(str(path)) as root:
        assert root.execute("select max(version) from schema_version").fetchall() == [(1,)]

    goes_on(path)


@pytest.mark.damages_store("it is of a schema that nobody knows")
def test_a_store_of_a_newer_schema_is_refused_in_one_sentence_and_left_as_it_was(tmp_path):
    path = unpacked("5", tmp_path)
    open_store(str(path)).close()
    with duckdb.connect(str(path)) as root:
        root.execute("insert into schema_version values (?, 'later.sql')", [NEWEST + 1])
    before = path.read_bytes()

    with pytest.raises(StoreNewer) as refused:
        open_store(str(path))
    said = cli("import", "--store", str(path), "--lang", "en", str(ROOT / "data" / "demo" / "1-units.csv"))

    assert (refused.value.values["found"], refused.value.values["known"]) == (NEWEST + 1, NEWEST)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)
    assert "was written by a newer version" in said.stderr
    assert path.read_bytes() == before


@pytest.mark.damages_store("the file is no store")
def test_a_duckdb_file_of_somebody_else_is_refused_and_left_as_it_was(tmp_path):
    path = tmp_path / "theirs.duckdb"
    with duckdb.connect(str(path)) as root:
        root.execute("create table customer (name varchar)")
    before = path.read_bytes()

    with pytest.raises(StoreForeign):
        open_store(str(path))

    assert path.read_bytes() == before


AS_NOBODY = """
import os, sys
from kpi_core.store import StoreError, open_store
from kpi_core.text.problems import error_sentence
open_store(":memory:").close()
error_sentence("store_older", {"file": "", "found": 0, "known": 0, "owner": ""}, "en")
if os.geteuid() == 0:
    os.setegid(65534); os.seteuid(65534)
try:
    open_store(sys.argv[1])
except StoreError as error:
    print(error_sentence(error.code, error.values, "en"))
"""


def said_to_nobody(modes):
    """What somebody else is told of a store of schema 3 whose file and folder have these modes."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        path = unpacked("3", Path(name))
        path.chmod(modes[0])
        os.chmod(name, modes[1])
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, path], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
        os.chmod(name, 0o755)
    return path, done


def test_an_older_store_that_cannot_be_written_says_so_in_one_sentence():
    path, done = said_to_nobody((0o444, 0o555))

    assert done.stdout.splitlines() == [
        f"The data file {path} has the older data format 3 and cannot be written, so it cannot be brought to format {NEWEST}. "
        "Open it once where it can be written (check the permissions of the file and its folder), or copy it to such a place."
    ], done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="somebody else is asked for by root alone")
@pytest.mark.parametrize("modes", [(0o600, 0o755), (0o600, 0o700)])
def test_a_store_of_somebody_else_names_its_owner(modes):
    path, done = said_to_nobody(modes)

    assert done.stdout.splitlines() == [
        f"The data file {path} cannot be read by this user: it is its owner's alone (root). Run the command as root."
    ], done.stderr
    assert done.stderr == ""
