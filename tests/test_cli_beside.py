"""The command line beside a running server: the same words, and nobody else let in."""

import asyncio
import http.client
import json
import os
import socket
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kpi_core import cli
from kpi_core.cli.announcement import announced
from kpi_core.cli.request import packed
from kpi_core.cli.route import VerbRoute
from kpi_core.store import open_store
from tests.served import ROOT, served
from tests.test_cli_stale import beside_us

pytestmark = pytest.mark.xdist_group("beside")

GOOD = "部门,指标,期间,实际值,目标值\n生产部,产量,2024-01,95,100\n营销部,产量,2024-01,120,100\n"
BAD = GOOD + "财务部,产量,2024-01,abc,1\n"
UNTOLD = "部门,期间,实际值\n生产部,2024-03,7\n"
TOLD = '{"fixed": {"kpi": "客户满意度"}}'
RATINGS = (
    "评分者,品牌力,研发力,营销力,供应力,产品力,资源力,决策力,执行力,整合力,文化力\n" + "甲,4,3,3,4,5,2,3,3,2,4\n" * 6
)


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """A server behind a passphrase and under a path of its own."""
    store = tmp_path_factory.mktemp("beside") / "attain.duckdb"
    with served(store, "/kpi", ATTAIN_PASSPHRASE="secret") as running:
        yield running


@pytest.fixture
def run(capsys):
    def running(store, verb, *arguments, lang="en"):
        code = cli.main([verb, "--store", str(store), "--lang", lang, *map(str, arguments)])
        return code, *capsys.readouterr()

    return running


@pytest.fixture
def inbox(tmp_path, monkeypatch):
    """A folder with two good files and a bad one; the current folder is the one above."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    for name, text in (("a.csv", GOOD), ("b.csv", BAD), ("c.csv", GOOD.replace("2024-01", "2024-02"))):
        (folder / name).write_text(text, encoding="utf-8")
    for name, text in (("untold.csv", UNTOLD), ("told.json", TOLD), ("ratings.csv", RATINGS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def uploads(run, store):
    return json.loads(run(store, "uploads", "--json")[1])


COMMANDS = [
    "board --json",
    "import inbox/a.csv --json --by Li",
    "import inbox/a.csv",
    "import inbox --json",
    "import inbox/*.csv nowhere.csv --json",
    "import inbox/b.csv inbox/c.csv",
    "import inbox/b.csv --json --skip-bad --dry-run",
    "import untold.csv --json",
    "import untold.csv --json --mapping told.json",
    "import untold.csv inbox/a.csv --json --mapping inbox/a.csv",
    "import untold.csv inbox/a.csv --mapping nowhere.json",
    "import ratings.csv --json --kind ratings --round 2024 --month 2024-01",
    "import ratings.csv --kind ratings --round 2024",
    "forces --json",
    "forces --survey 1999",
    "board --json --period 2024-02",
    "board",
    "departments --json",
    "trend --json --unit 生产部 --kpi 产量",
    "undo 2 --json",
    "undo 9",
    "demo",
    "settings due_day 7 --json --by Li",
    "settings fiscal_start 40",
    "settings --json",
    "verify --json",
]


def test_every_verb_prints_beside_a_server_what_it_prints_without(run, inbox, tmp_path):
    direct = [run(tmp_path / "alone" / "attain.duckdb", *command.split()) for command in COMMANDS]

    with served(tmp_path / "attain.duckdb") as running:
        beside = [run(running.store, *command.split()) for command in COMMANDS]
        held = running.process.poll() is None and running.announcement.exists()

    assert held
    for command, alone, answer in zip(COMMANDS, direct, beside, strict=True):
        assert answer == tuple(str(part).replace("/alone", "") if i else part for i, part in enumerate(alone)), command
    assert not running.announcement.exists()


def test_the_server_is_announced_to_its_owner_alone(board):
    found = board.announcement.stat()

    assert stat.S_IMODE(found.st_mode) == 0o600
    assert found.st_uid == os.geteuid()
    assert [path.name for path in board.store.parent.glob("*.server*")] == ["attain.duckdb.server"]


def test_a_backup_beside_a_server_is_whole_and_leaves_the_store_with_the_server(run, board, inbox):
    run(board.store, "import", "inbox/a.csv")

    code, out, _ = run(board.store, "backup", "copy.duckdb", "--json")

    size = Path("copy.duckdb").stat().st_size
    assert (code, json.loads(out)) == (0, {"file": "copy.duckdb", "size": size, "anchor": "copy.duckdb.anchor"})
    assert Path("copy.duckdb.anchor").exists()
    refused, _, err = run(board.store, "restore", "copy.duckdb")
    assert refused == 2
    assert f"PID {board.process.pid}" in err
    assert "Stop the server" in err
    copy = open_store("copy.duckdb")
    assert len(copy.rows("uploads")) == len(uploads(run, board.store))
    copy.close()


def test_an_import_loads_neither_statistics_nor_what_speaks_to_servers_until_it_needs_them(board, inbox):
    code = "import sys; from kpi_core.cli import main; main(sys.argv[1:]); print('scipy' in sys.modules, 'http' in sys.modules)"

    said = [subprocess.run([sys.executable, "-c", code, "import", "--store", str(store), "inbox/a.csv"],
                           env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60).stdout
            for store in ("alone.duckdb", board.store)]  # fmt: skip

    assert [text.splitlines()[-1] for text in said] == ["False False", "False True"]


def sent(board, token, headers=(), body=None, method="POST"):
    """The answer to a request of our own making: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", board.port, timeout=20)
    given = {"Authorization": f"Bearer {token}"} if token else {}
    connection.request(method, f"{board.base}/attain/verb", body or verb("uploads"), {**given, **dict(headers)})
    reply = connection.getresponse()
    found = reply.status, reply.read()
    connection.close()
    return found


def verb(name, **files):
    chosen = cli.parsed([name, "--json", *files, *(["--by", "x"] if files else [])])
    chosen.several = False
    return packed(chosen, "/", {file: data.encode() for file, data in files.items()})


def token(board):
    return announced(str(board.store)).token


def test_the_token_opens_the_route(board):
    status, body = sent(board, token(board))

    assert (status, json.loads(body)["exit_code"]) == (200, 0)


@pytest.mark.parametrize("given", ["", "wrong", "0" * 64, "é"])
def test_without_the_token_there_is_nothing(board, given):
    assert sent(board, given) == (404, b"")


@pytest.mark.parametrize(
    "header",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {"Cookie": "a=b"},
     {"X-Forwarded-For": "10.1.2.3"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=10.1.2.3"}, {"X-Real-IP": "10.1.2.3"},
     {"Via": "1.1 proxy"}, {"Host": "evil.example"}, {"Host": "10.1.2.3:8501"}, {"Host": "[bad"}, {"Host": ""}],
    ids=str,
)  # fmt: skip
def test_a_browser_a_proxy_or_a_foreign_name_gets_nothing_even_with_the_token(board, header):
    assert sent(board, token(board), header) == (404, b"")


@pytest.mark.parametrize("body", [b"", b"x", b"{}\n", b"[]\n", b'{"chosen": 1}\n', verb("uploads") + b"more"])
def test_what_is_no_verb_gets_nothing(board, body):
    assert sent(board, token(board), body=body or b" ") == (404, b"")


def test_restore_is_no_verb_of_the_route(board):
    body = verb("uploads").replace(b'"uploads"', b'"restore"')

    assert sent(board, token(board), body=body) == (404, b"")


@pytest.mark.parametrize(
    ("peer", "status"), [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("10.1.2.3", 200), ("10.1.2.4", 404), ("?", 404)]
)  # fmt: skip
def test_only_the_machine_itself_is_answered(tmp_path, peer, status):
    store = open_store(str(tmp_path / "a.duckdb"))
    verbs = VerbRoute("", "", lambda: 1)
    verbs.announce(store)
    headers = [(b"host", b"127.0.0.1"), (b"authorization", f"Bearer {announced(store.place).token}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/attain/verb", "root_path": "", "query_string": b"", "headers": headers,
             "client": (peer, 5), "server": ("10.1.2.3", 8501)}  # fmt: skip
    said = []

    async def receive():
        return {"type": "http.request", "body": verb("uploads"), "more_body": False}

    async def send(message):
        said.append(message)

    with ThreadPoolExecutor(1) as apart:  # a browser test of this process may have left its loop running
        apart.submit(asyncio.run, verbs.route().handle(scope, receive, send)).result()
    verbs.withdraw()
    store.close()

    assert said[0]["status"] == status


def test_a_client_that_leaves_while_it_sends_has_done_nothing(run, board):
    before = uploads(run, board.store)
    body = verb("import", gone=GOOD)

    with raw(board, len(body)) as sending:
        sending.sendall(body[:-10])

    assert uploads(run, board.store) == before


def test_a_client_that_does_not_wait_for_its_answer_has_its_file_whole(run, board):
    lines = GOOD + "".join(f"部门{n},产量,2024-01,{n},1\n" for n in range(2000))
    before = len(uploads(run, board.store))
    body = verb("import", left=lines)

    with raw(board, len(body)) as sending:
        sending.sendall(body)

    until = time.monotonic() + 20
    while len(found := uploads(run, board.store)) == before and time.monotonic() < until:
        pass
    assert (found[0]["file"], found[0]["accepted"]) == ("left", 2002)
    assert json.loads(run(board.store, "verify", "--json")[1])["sound"]


def raw(board, length):
    sending = socket.create_connection(("127.0.0.1", board.port))
    head = f"POST {board.base}/attain/verb HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token(board)}\r\n"
    sending.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())
    return sending


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(run, board, inbox, monkeypatch):
    monkeypatch.setattr("kpi_core.cli.beside.LIMIT", 100)

    code, out, err = run(board.store, "import", "inbox/a.csv")

    assert (code, out) == (2, "")
    assert err.startswith("inbox/a.csv is too large")


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_an_announcement_that_others_can_read_is_refused_with_a_sentence(run, board, mode):
    board.announcement.chmod(mode)

    code, out, err = run(board.store, "uploads")

    board.announcement.chmod(0o600)
    assert (code, out) == (2, "")
    assert f"mode {mode:04o}" in err
    assert err.count("\n") == 1


def test_what_a_killed_server_leaves_behind_is_not_believed(board, tmp_path):
    held = open_store(str(tmp_path / "a.duckdb"))
    # Left by a process that is gone; another server listens at its port now.
    code = (
        f"from kpi_core.cli.announcement import announce; announce({held.place!r}, '127.0.0.1', {board.port}, '/kpi')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)

    done = beside_us(held.place, "uploads")

    held.close()
    assert (tmp_path / "a.duckdb.server").exists()
    assert (done.returncode, done.stdout) == (2, "")
    assert f"in use by another process: {Path(sys.executable).resolve().name} (PID {os.getpid()})" in done.stderr
