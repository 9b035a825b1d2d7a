"""Strangers who send much, and strangers who guess much, against a running server."""

import socket
import subprocess
from itertools import cycle

import pytest

from tests.served import served
from tests.server.knocking import PASSPHRASE, ask, let_in, live, run, session_of, typed

pytestmark = pytest.mark.xdist_group("access")

MEGABYTE = 1_000_000
BLOCK = b"x" * 65_536
CHUNK = b"10000\r\n" + BLOCK + b"\r\n"


def memory(process) -> int:
    """Resident bytes of a process."""
    return 1024 * int(subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, check=True).stdout)


def poured(running, head: str, block: bytes, most: int) -> int:
    """Bytes that the machine took of one request before the server hung up, at most `most`."""
    sent = 0
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as pouring:
        try:
            pouring.sendall(head.replace("\n", "\r\n").encode())
            while sent < most:
                sent += pouring.send(block)
        except (ConnectionError, BrokenPipeError):
            pass
    return sent


def test_500_megabytes_sent_by_strangers_leave_the_memory_where_it_was(tmp_path):
    with served(tmp_path / "a.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        with live(running, let_in(running)) as socket_of_a_colleague:
            session = session_of(run(socket_of_a_colleague))
            host = f"Host: 127.0.0.1:{running.port}\n"
            large = "Content-Length: 500000000\n\n"
            chunked = "Transfer-Encoding: chunked\n\n"
            form = "Content-Type: application/x-www-form-urlencoded\n"
            kinds = [
                (f"POST /attain/enter HTTP/1.1\n{host}{form}{large}", BLOCK),
                (f"POST /attain/enter HTTP/1.1\n{host}{form}{chunked}", CHUNK),
                (f"PUT /_stcore/upload_file/{session}/1 HTTP/1.1\n{host}{large}", BLOCK),
                (f"PUT /_stcore/upload_file/{session}/1 HTTP/1.1\n{host}{chunked}", CHUNK),
                (f"POST /attain/verb HTTP/1.1\n{host}{large}", BLOCK),
                (f"POST / HTTP/1.1\n{host}{chunked}", CHUNK),
                (f"GET / HTTP/1.1\n{host}X-Long: ", BLOCK),
                (f"GET /_stcore/stream HTTP/1.1\n{host}Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n", BLOCK),
            ]  # fmt: skip
            for head, block in kinds:
                poured(running, head, block, 5 * MEGABYTE)
            before, most, sent = memory(running.process), 0, 0
            for head, block in cycle(kinds):
                sent += poured(running, head, block, 60 * MEGABYTE)
                most = max(most, memory(running.process))
                if sent >= 500 * MEGABYTE:
                    break
        assert ask(running, "GET", "/_stcore/health").status == 200

    print(f"{sent / MEGABYTE:.0f} MB sent, memory {before / MEGABYTE:.0f} MB before, at most {most / MEGABYTE:.0f} MB")
    assert most - before <= 20 * MEGABYTE


def test_guesses_are_throttled_also_where_each_claims_to_come_from_elsewhere(tmp_path):
    with served(tmp_path / "a.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        answers = [typed(running, f"guess {at}", **{"X-Forwarded-For": f"10.0.{at}.1"}).status for at in range(30)]
        after = typed(running, PASSPHRASE, **{"Accept-Language": "en"})

    assert answers == [401] * 20 + [429] * 10
    assert after.status == 429
    assert 0 < int(after.header("retry-after")) <= 60
    assert "Too many tries" in after.body
