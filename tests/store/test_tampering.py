"""What was changed in the file behind the store's back is found, and said with table and row, in both languages."""

import shutil

import duckdb
import pytest

from kpi_core.store import audit, made_again, open_store, verify
from kpi_core.store.sealed_rows import SEALED_BY, against_seals
from kpi_core.store.verify import answers, chain, fixed, keys_twice
from kpi_core.tables import TABLES
from kpi_core.text import t

pytestmark = pytest.mark.damages_store("every test here changes a store by hand")

# Facts and what follows from them made again after a change of the ledger: only bytes or seals can tell.
AGAIN = "again"
CHAIN = "chain"
# name -> (table, part of the place, statements)
CASES: dict[str, tuple[str, str, list[str]]] = {
    "a setting is changed": ("setting", "fiscal_start", ["update setting set value = '7'"]),
    "a setting is removed": ("setting", "fiscal_start", ["delete from setting"]),
    "a setting is added": ("setting", "cap", ["insert into setting values ('cap', '9')"]),
    "a month leaves the calendar": ("calendar", "2024-03-01", ["delete from calendar where period = '2024-03-01'"]),
    "a month joins the calendar": ("calendar", "2101-01-01", ["insert into calendar values ('2101-01-01')"]),
    "a schema file is forgotten": ("schema_version", "5", ["delete from schema_version where version = 5"]),
    "an upload gets another author": ("upload", "upload_id 1", ["update upload set who = 'eve' where upload_id = 1"]),
    "an upload gets another moment": ("upload", "upload_id 2", ["update upload set moment = moment - interval 1 day where upload_id = 2"]),
    "an upload gets another name": ("upload", "upload_id 2", ["update upload set name = 'x.csv' where upload_id = 2"]),
    "an upload gets another mode": ("upload", "upload_id 1", ["update upload set mode = 'replace' where upload_id = 1"]),
    "an upload took in more lines": ("upload", "upload_id 1", ["update upload set accepted = 13 where upload_id = 1"]),
    "two uploads swap their names": ("upload", "upload_id 1", ["update upload set name = case upload_id when 1 then 'second.csv' else 'first.csv' end where upload_id < 3"]),
    "an upload is removed": ("upload", "upload_id 3", ["delete from upload where upload_id = 3"]),
    "an upload is added": ("upload", "upload_id 4", ["insert into upload select 4, * exclude upload_id from upload where upload_id = 3"]),
    "bytes are replaced": ("upload_file", "upload_id 1", ["update upload_file set bytes = (select bytes from upload_file where upload_id = 2), size = (select size from upload_file where upload_id = 2) where upload_id = 1"]),
    "bytes are replaced with their fingerprint": ("upload_file", "upload_id 1", ["update upload_file set bytes = (select bytes from upload_file where upload_id = 2), size = (select size from upload_file where upload_id = 2) where upload_id = 1", "update upload set sha256 = (select sha256 from upload where upload_id = 2) where upload_id = 1"]),
    "bytes are removed": ("upload_file", "upload_id 3", ["delete from upload_file where upload_id = 3"]),
    "an undo is removed": ("upload_event", "event_id 1", ["delete from upload_event", AGAIN]),
    "an undo is added": ("upload_event", "event_id 2", ["insert into upload_event values (2, 2, 'undo', 'eve', '2024-01-01')", AGAIN]),
    "an undo becomes a redo": ("upload_event", "event_id 1", ["update upload_event set what = 'redo'", AGAIN]),
    "a figure is changed in every table": ("entry", "upload_id 1, line 2", ["update entry set actual = 99 where upload_id = 1 and line = 2", AGAIN]),
    "two figures are swapped in every table": ("entry", "upload_id 1, line 2", ["update entry set actual = case line when 2 then 20 else 10 end where upload_id = 1 and line in (2, 3)", AGAIN]),
    "a line is removed in every table": ("entry", "upload_id 1", ["delete from entry where upload_id = 1 and line = 2", AGAIN]),
    "a line is added in every table": ("entry", "upload_id 1", ["insert into entry select upload_id, 99, unit_id, kpi_id, grain, date '2024-04-01', actual, numerator, denominator, target, floor, stretch, says from entry where upload_id = 1 and line = 2", AGAIN]),
    "a line is of another upload": ("entry", "upload_id 2", ["update entry set upload_id = 2 where upload_id = 1 and line = 2", AGAIN]),
    "a line is of an upload that never was": ("entry", "upload_id 9", ["update entry set upload_id = 9 where upload_id = 1 and line = 2", AGAIN]),
    "a statement is changed": ("register_entry", "seq", ["update register_entry set value = '0.6' where field = 'watch'", AGAIN]),
    "a statement is removed": ("register_entry", "seq", ["delete from register_entry where field = 'owner'", AGAIN]),
    "a statement is added": ("register_entry", "seq 999", ["insert into register_entry values (999, 0, null, 1, 'cap', '1.5', null, null)", AGAIN]),
    "a weight is changed at its source": ("register_entry", "seq", ["update register_entry set value = '5.0' where field = 'weight'", AGAIN]),
    "a fact is changed": ("fact", "unit_id 2, kpi_id 1", ["update fact set actual = 99 where unit_id = 2 and kpi_id = 1"]),
    "a fact is removed": ("fact", "unit_id 3, kpi_id 2", ["delete from fact where unit_id = 3 and kpi_id = 2"]),
    "a result is changed": ("result", "unit_id 2", ["update result set status = 'good' where unit_id = 2"]),
    "a result is added": ("result", "1990-01-01", ["insert into result select unit_id, kpi_id, grain, date '1990-01-01', * exclude (unit_id, kpi_id, grain, period) from result limit 1"]),
    "a score is changed": ("score", "unit_id 1", ["update score set score = 1 where unit_id = 1"]),
    "a score is removed": ("score", "unit_id 1", ["delete from score where unit_id = 1"]),
    "a unit is renamed": ("unit", "unit_id 2", ["update unit set name = 'C' where unit_id = 2"]),
    "a unit moves": ("unit", "unit_id 3", ["update unit set parent_id = 2, depth = 2 where unit_id = 3"]),
    "a unit lies deeper": ("unit", "unit_id 2", ["update unit set depth = 5 where unit_id = 2"]),
    "a threshold is changed": ("kpi", "kpi_id 1", ["update kpi set good = 0.5 where kpi_id = 1"]),
    "a KPI no longer stands": ("kpi", "kpi_id 2", ["update kpi set standing = false where kpi_id = 2"]),
    "a KPI is added": ("kpi", "kpi_id 9", ["insert into kpi select 9, * exclude kpi_id from kpi where kpi_id = 1"]),
    "a weight is changed": ("assignment", "unit_id 2, kpi_id 1", ["update assignment set weight = 9 where unit_id = 2 and kpi_id = 1"]),
    "a weight is removed": ("assignment", "unit_id 3", ["delete from assignment where unit_id = 3"]),
    "a milestone is done earlier": ("milestone", "unit_id 2, kpi_id 1, item build", ["update milestone set done = '2024-02-01' where item = 'build'", AGAIN]),
    "a milestone is removed": ("milestone", "unit_id 2, kpi_id 1", ["delete from milestone where item = 'build'", AGAIN]),
    "a milestone is added": ("milestone", "unit_id 3, kpi_id 1", ["insert into milestone values (3, 1, 'x', 1, '2024-01-01', null)", AGAIN]),
    "a decision has another reason": ("baseline", "baseline_id 1", ["update baseline set reason = 'x'"]),
    "a remark is edited": ("remark", "remark_id 1", ["update remark set text = 'nothing happened' where remark_id = 1"]),
    "a remark is removed": ("remark", "remark_id 2", ["delete from remark where remark_id = 2"]),
    "a remark is added": ("remark", "remark_id 3", ["insert into remark select 3, * exclude remark_id from remark where remark_id = 1"]),
    "two remarks swap their authors": ("remark", "remark_id 2", ["update remark set who = case remark_id when 1 then 'bob' else 'anna' end"]),
    "a due date is later": ("action", "action_id 1", ["update action set due = '2025-01-01'"]),
    "a countermeasure is removed": ("action", "action_id 1", ["delete from action"]),
    "a step is removed": ("action_event", "event_id 2", ["delete from action_event where event_id = 2"]),
    "a step is another": ("action_event", "event_id 1", ["update action_event set what = 'closed' where event_id = 1"]),
    "a round gets another title": ("survey", "survey_id 1", ["update survey set title = 'x' where survey_id = 1"]),
    "an item is another": ("survey_item", "survey_id 1, place 2", ["update survey_item set name = 'x' where survey_id = 1 and place = 2"]),
    "a closing is removed": ("survey_event", "event_id", ["delete from survey_event where what = 'closed'"]),
    "a code is new again": ("survey_code", "survey_id 1", ["update survey_code set used = false where survey_id = 1"]),
    "a code of an open round is new again": ("survey_code", "survey_id 2", ["update survey_code set used = false where survey_id = 2"]),
    "a code is added": ("survey_code", "survey_id 2", ["insert into survey_code values (2, 'x', 'one', false)"]),
    "a grade is changed": ("rating", "survey_id 1", ["update rating set grade = 5 where survey_id = 1"]),
    "a grade of an open round is changed": ("rating", "survey_id 2", ["update rating set grade = 5 where survey_id = 2"]),
    "a sheet is removed": ("rating", "survey_id 1", ["delete from rating where sheet = (select min(sheet) from rating where survey_id = 1)"]),
    "a sheet is added to an open round": ("rating", "survey_id 2", ["insert into rating select 2, 7, team, item, grade from rating where survey_id = 2 limit 3"]),
    "a sheet of no round": ("rating", "survey_id 9", ["insert into rating values (9, 7, null, 'brand', 5)"]),
    "a sheet and its digest are gone from a closed round": ("rating", "survey_id 1", ["delete from rating where survey_id = 1", "delete from survey_answers where survey_id = 1"]),
    "the digest of a round is gone": ("rating", "survey_id 2", ["delete from survey_answers where survey_id = 2"]),
    "the store has another name": ("identity", "", ["update identity set store_id = 'x'"]),
    "an audit detail is changed": ("audit", "1", ["update audit set detail = '{}' where seq = 1"]),
    "an audit row names another person": ("audit", "4", ["update audit set who = 'eve' where seq = 4"]),
    "an audit row is removed": ("audit", "5", ["delete from audit where seq = 4"]),
    "an audit row is added": ("audit", "99", ["insert into audit select 99, * exclude seq from audit where seq = 3"]),
    "two audit rows are swapped": ("audit", "2", ["update audit set seq = 5 - seq where seq in (2, 3)"]),
    "seals are changed": ("audit", "1", ["update audit set seals = '[]' where seq = 1"]),
    "seals are removed": ("audit", "2", ["update audit set seals = null where seq = 2"]),
    "an audit row is sealed anew": ("audit", "5", ["update audit set who = 'eve' where seq = 4", "reseal 4"]),
    "the tail of the audit is cut": ("survey", "survey_id 2", ["delete from audit where seq > (select max(seq) from audit) - 2"]),
    "a weight that is no number": ("register_entry", "seq", ["update register_entry set value = 'x' where field = 'weight'"]),
}  # fmt: skip


def reseal(connection, seq):
    row = connection.execute(
        "select seq, moment, who, what, detail, previous, seals from audit where seq = ?", [seq]
    ).fetchall()[0]
    connection.execute("update audit set hash = ? where seq = ?", [audit.seal(*row), seq])


def make_again(connection):
    connection.execute("begin")
    made_again.make_again(connection)
    connection.execute("commit")


def tampered(whole_file, tmp_path, statements):
    """The store opened after these statements were run on its file by another program."""
    path = tmp_path / "tampered.duckdb"
    shutil.copyfile(whole_file, path)
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            if statement == AGAIN:
                make_again(connection)
            elif statement.startswith("reseal "):
                reseal(connection, int(statement.split()[1]))
            else:
                connection.execute(statement)
    return open_store(str(path))


def test_the_store_that_is_tampered_with_is_sound_before(whole_file):
    store = open_store(str(whole_file))
    with store.cursor() as cursor:
        filled = {table for table in TABLES if cursor.execute(f"select 1 from {table} limit 1").fetchall()}

    assert verify(store) == []
    assert filled == set(TABLES)
    assert filled - set(SEALED_BY) - set(made_again.DERIVED) == {"calendar", "audit", "survey_answers"}
    assert len(CASES) >= 45
    store.close()


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_found_and_named(whole_file, tmp_path, name):
    table, place, statements = CASES[name]
    store = tampered(whole_file, tmp_path, statements)
    found = verify(store)
    store.close()

    for lang, word in (("zh", f"表 {table}"), ("en", f"Table {table}")):
        sentences = [t(f"verify.{code}", lang, **values) for code, values in found]
        assert any(word in sentence and place in sentence for sentence in sentences), sentences
    if AGAIN in statements:
        assert not any(values.get("table") in ("fact", "result", "score") for _, values in found)


OTHER = {
    "varchar": "coalesce({0}, '') || 'x'",
    "integer": "coalesce({0}, 0) + 1",
    "bigint": "coalesce({0}, 0) + 1",
    "double": "coalesce({0}, 0) + 1",
    "boolean": "not coalesce({0}, false)",
    "date": "coalesce({0}, date '2020-01-01') + 1",
    "timestamp": "coalesce({0}, timestamp '2020-01-01 00:00:00') + interval 1 second",
    "judgement": "case when {0} = 'good' then 'miss' else 'good' end",
    "judgement_reason": "case when {0} = 'ok' then 'missing' else 'ok' end",
    "statement_kind": "case when {0} = 'value' then 'withdrawn' else 'value' end",
    "blob": "{0} || '\\x00'::blob",
}


def one_row(cursor, table):
    """A condition that holds for one row of a table; the newest row of the audit is the anchor's to keep."""
    return f"rowid = (select {'min' if table == 'audit' else 'max'}(rowid) from {table})"


def found_in(cursor, table):
    """What the proof says of one table, by the part of it that looks there; on the cursor of the tampering transaction."""
    rows = audit.rows(cursor)
    found = keys_twice(cursor)
    if table in made_again.DERIVED:
        found += made_again.compared(cursor)
    elif table == "audit":
        found += chain(rows)
    else:
        found += [*against_seals(cursor, rows), *answers(cursor), *fixed(cursor)]
    # A round's digest that differs from its rows is named by the rows.
    rounds = {"rating": "survey_answers", "survey_code": "survey_answers"} if table == "survey_answers" else {}
    return {rounds.get(values["table"], values["table"]) for _, values in found}


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_column_a_missing_and_a_doubled_row_are_found(whole_file, tmp_path, table):
    store = tampered(whole_file, tmp_path, [])
    changes = {
        name: f"update {table} set {name} = {OTHER[column.type].format(name)} where "
        for name, column in TABLES[table].columns.items()
    }
    changes["missing"] = f"delete from {table} where "
    changes["doubled"] = f"insert into {table} select * from {table} where "
    missed = []
    for name, change in changes.items():
        with store.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute(change + one_row(cursor, table))
            if table not in found_in(cursor, table):
                missed.append(name)
            cursor.execute("rollback")
    store.close()

    assert missed == []
