"""No room on the disk: what was there stays readable, the refusal is one sentence, and the next upload works once there is room.

A process of its own may write no file longer than a limit that it sets, as on a disk that is full.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kpi_core.store import open_store, verify
from tests.build import load, take

ROOT = Path(__file__).parents[2]
HEAD = "部门,指标,期间,实际值\n"

LIMITED = """
import json, os, resource, sys, threading
from pathlib import Path
from kpi_core.review.settings import change_setting
from kpi_core.store import StoreError, open_store, verify
from tests.build import take
path = sys.argv[1]
def limit(size=resource.RLIM_INFINITY):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def log():
    return os.path.exists(path + ".wal") and os.path.getsize(path + ".wal") > 0
def attempt(deed):
    try:
        deed()
    except StoreError as error:
        return error.code
    return "done"
def names(store):
    return [row["name"] for row in store.rows("uploads")]
def month(name):
    return lambda: take(store, "部门,指标,期间,实际值\\nA,K,2023-%s,5\\n" % name, name)
store = open_store(path)
said = []
"""
AT_COMMIT = """
limit(64)
said += [attempt(month("02")), attempt(month("03")), names(store), verify(store)]
limit()
said += [attempt(month("04")), names(store), log()]
"""
AT_CHECKPOINT = """
from kpi_core.store.engine import Store
checkpoint = Store._checkpoint
def full(self):
    # No byte more than the file has: the log, shorter than it, still found room.
    limit(os.path.getsize(path))
    checkpoint(self)
Store._checkpoint = full
lines = "".join(f"D{n},K{k},2023-02,{n * k}.25\\n" for n in range(60) for k in range(60))
said += [attempt(lambda: take(store, "部门,指标,期间,实际值\\n" + lines, "02")), names(store), verify(store), log()]
Store._checkpoint = checkpoint
limit()
said += [attempt(month("04")), names(store), log()]
"""
READERS = """
from kpi_core.store.engine import Store
checkpoint, stop, wrong, codes = Store._checkpoint, threading.Event(), [], set()
def reading():
    while not stop.is_set():
        try:
            if names(store)[-1] != "facts.csv":
                wrong.append(names(store))
        except StoreError as error:
            codes.add(error.code)
        except Exception as error:
            wrong.append(repr(error))
readers = [threading.Thread(target=reading) for _ in range(4)]
for reader in readers:
    reader.start()
def full(self):
    limit(os.path.getsize(path))
    checkpoint(self)
Store._checkpoint = full
lines = "".join(f"D{n},K{k},2023-02,{n * k}.25\\n" for n in range(60) for k in range(60))
said += [attempt(lambda: take(store, "部门,指标,期间,实际值\\n" + lines, "02"))]
Store._checkpoint = checkpoint
limit()
said += [attempt(month("04")), names(store)]
stop.set()
for reader in readers:
    reader.join()
said += [wrong, sorted(codes - {"store_full"}), log()]
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.duckdb"
    store = open_store(str(path))
    load(store, {}, [("A", "K", "2023-01", 1, 1)])
    store.close()
    return path


def limited(path, story):
    code = LIMITED + story + "\nstore.close(); print(json.dumps(said))"
    done = subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_disk_that_is_full_at_the_moment_of_commit_refuses_the_upload_and_nothing_else(path):
    assert limited(path, AT_COMMIT) == [
        "store_full",
        "store_full",
        ["facts.csv"],
        [],
        "done",
        ["04", "facts.csv"],
        False,
    ]


def test_an_upload_that_was_committed_is_kept_though_its_checkpoint_finds_no_room(path):
    assert limited(path, AT_CHECKPOINT) == [
        "done",
        ["02", "facts.csv"],
        [],
        True,
        "done",
        ["04", "02", "facts.csv"],
        False,
    ]


def test_readers_beside_a_database_that_breaks_see_whole_states_or_one_sentence(path):
    assert limited(path, READERS) == ["done", "done", ["04", "02", "facts.csv"], [], [], False]


PAGE = """
import os, resource, sys
from streamlit.testing.v1 import AppTest
os.environ |= {"ATTAIN_STORE": sys.argv[1], "ATTAIN_DEMO": sys.argv[1] + ".none"}
def limit(size=resource.RLIM_INFINITY):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def said(test):
    assert not test.exception
    return [text.value for text in test.text]
def opened(page):
    test = AppTest.from_file(os.path.abspath("kpi_core/ui/start.py"), default_timeout=60)
    test.run().switch_page(os.path.abspath(f"pages/{page}.py"))
    test.query_params["lang"] = "en"
    return test
test = opened("data/upload").run()
test.file_uploader[0].upload("02.csv", "部门,指标,期间,实际值,方向\\nA,K,2023-02,5,higher\\n".encode()).run()
test.text_input(key="who_field").set_value("Anna").run()
limit(64)
test.button(key="commit").click().run()
print([text for text in said(test) if "Nothing was written" in text])
history = opened("data/history").run()
print(len(history.dataframe[0].value))
limit()
test.button(key="commit").click().run()
print([text for text in said(test) if "Nothing was written" in text], len(opened("data/history").run().dataframe[0].value))
"""


def test_a_full_disk_is_one_sentence_on_the_page_the_rest_stays_and_the_next_try_works(path):
    done = subprocess.run([sys.executable, "-c", PAGE, path], cwd=ROOT, capture_output=True, text=True, timeout=100)

    assert done.stdout.splitlines() == [
        f'[\'Nothing was written: writing to {path} failed (TransactionContext Error: Failed to commit: Could not write file "{path}.wal": File too large). '
        "What was stored before is intact; free some space or name another place, and try again.']",
        "1",
        "[] 2",
    ], done.stderr


def test_a_reader_who_takes_long_neither_stops_an_upload_nor_keeps_it_out_of_the_file(path):
    store = open_store(str(path))
    with store.cursor() as cursor:
        cursor.execute("begin")
        first = cursor.execute("select count(*), sum(actual) from fact").fetchall()
        take(store, HEAD + "A,K,2023-01,9\nA,K,2023-02,5\n", "second.csv")
        beside = os.path.exists(f"{path}.wal")
        again = cursor.execute("select count(*), sum(actual) from fact").fetchall()
        cursor.execute("commit")
    now = [row["name"] for row in store.rows("uploads")]

    assert (first, again, beside) == ([(1, 1.0)], [(1, 1.0)], False)
    assert (now, verify(store)) == (["second.csv", "facts.csv"], [])
    store.close()


@pytest.mark.damages_store("a row is written by hand")
def test_a_deed_within_a_deed_is_brought_into_the_file_by_the_outer_one(path):
    store = open_store(str(path))
    with store.writing(), store.writing() as inner:
        inner.execute("insert into setting values ('name', 'inner')")
    assert not os.path.exists(f"{path}.wal")
    store.close()


def test_a_store_is_closed_after_the_deed_that_is_being_done(path):
    store = open_store(str(path))
    begun, end = threading.Event(), threading.Event()

    def writing():
        with store.writing() as cursor:
            cursor.execute("insert into setting values ('name', 'last')")
            begun.set()
            assert end.wait(60)

    deed, closing = threading.Thread(target=writing), threading.Thread(target=store.close)
    deed.start()
    assert begun.wait(60)
    closing.start()
    end.set()
    deed.join()
    closing.join()

    assert not os.path.exists(f"{path}.wal")
    store = open_store(str(path))
    with store.cursor() as cursor:
        assert cursor.execute("select value from setting where name = 'name'").fetchall() == [("last",)]
    store.close()
