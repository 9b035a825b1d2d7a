"""A store from before there were seals opens sound, is sealed once as it stands, and is proven from then on."""

import shutil

import duckdb
import pytest

from kpi_core import cli
from kpi_core.review.rounds import rounds
from kpi_core.store import audit, open_store, sealed_since, verify
from tests.build import take


@pytest.fixture
def old(whole_file, tmp_path):
    """A store as it was before the schema file 0007: an audit without seals, and a row there for each sheet."""
    path = tmp_path / "old.duckdb"
    shutil.copyfile(whole_file, path)
    with duckdb.connect(str(path)) as connection:
        last = audit.last(connection)[0]
        for at in range(12):
            connection.execute(
                "insert into audit select ?, moment, '', 'ratings', '{\"survey\": 1, \"sheets\": 1}', '', '', null from audit where seq = ?",
                [last + at + 1, last],
            )
        previous = audit.FIRST
        for row in audit.rows(connection):
            whole = audit.seal(*row[:5], previous)
            connection.execute("update audit set previous = ?, hash = ? where seq = ?", [previous, whole, row[0]])
            previous = whole
        for change in (
            "alter table register_entry drop column basis",
            "alter table kpi drop column unconfirmed",
            "alter table audit drop column seals",
            "alter table survey_event drop column sheets",
            "drop table identity",
            "drop table survey_answers",
            "delete from schema_version where version >= 7",
        ):
            connection.execute(change)
    return path, last + 12


def test_an_old_store_is_sealed_once_and_is_sound(old):
    path, deeds = old
    store = open_store(str(path))
    row, _ = sealed_since(store)
    found, log = verify(store), store.rows("audit_log", count=1)
    store.close()
    again = open_store(str(path))

    assert found == []
    assert row == deeds + 1
    assert (log[0]["who"], log[0]["what"]) == ("attain", "sealed")
    assert again.rows("audit_log", count=1) == log
    assert [r.readable for r in rounds(again)] == [False, True]
    take(again, "部门,指标,期间,实际值\nA,K,2024-05,1\n", "later.csv")
    assert verify(again) == []
    again.close()


@pytest.mark.damages_store("old rows are changed after the upgrade")
@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("update remark set text = 'x' where remark_id = 1", "remark_id 1–2"),
        ("update rating set grade = 1 where survey_id = 1", "survey_id 1"),
        ("update upload set who = 'eve' where upload_id = 1", "upload_id 1–3"),
        ("delete from entry where line = 2 and upload_id = 1", "upload_id 1"),
        ("update register_entry set value = 'x' where field = 'owner'", "seq 1–"),
        ("update setting set value = '9'", "name fiscal_start"),
        ("update milestone set weight = 9 where item = 'plan'", "unit_id 2, kpi_id 1"),
    ],
)
def test_what_is_old_is_proven_from_then_on(old, change, place):
    path, _ = old
    open_store(str(path)).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute(change)
    store = open_store(str(path))

    assert any(place in str(values.get("place")) for _, values in verify(store))
    store.close()


def test_verify_says_since_when_old_rows_are_proven(old, capsys):
    path, deeds = old
    code = cli.main(["verify", "--store", str(path), "--lang", "en"])
    out, _ = capsys.readouterr()

    assert code == 0
    assert f"were sealed in audit row {deeds + 1}" in out


def test_a_new_store_needs_no_sealing_and_starts_without_a_deed(store):
    assert store.version == 0
    assert sealed_since(store) is None
    assert verify(store) == []


def test_a_sealing_that_was_stopped_is_done_at_the_next_start(old, monkeypatch):
    from kpi_core.store import sealing

    def stopped(*_):
        raise RuntimeError

    path, deeds = old
    with monkeypatch.context() as broken:
        broken.setattr(sealing, "_all_rows", stopped)
        with pytest.raises(RuntimeError):
            open_store(str(path))
    store = open_store(str(path))

    assert sealed_since(store)[0] == deeds + 1
    assert verify(store) == []
    store.close()


def test_the_sign_of_a_zero_which_the_store_does_not_keep_is_no_change(tmp_path):
    path = str(tmp_path / "zero.duckdb")
    store = open_store(path)
    take(
        store,
        "部门,指标,期间,分子,分母,目标值\n"
        + "".join(f"A,K{n},2024-01,{'-0.0' if n % 3 else n},{n + 1},-0.0\n" for n in range(40)),
    )
    store.close()

    store = open_store(path)
    assert verify(store) == []
    store.close()
