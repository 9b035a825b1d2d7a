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
    return 1024 * int(
        subprocess.run(["ps", "-o", "rss=", "-p", str(process.pid)], capture_output=True, check=True).stdout
    )


def poured(running, head: bytes, block: bytes, most: int) -> int:
    """Bytes that were taken of one request before the server hung up, at most `most`; then its answer is waited for."""
    sent = 0
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as pouring:
        try:
            pouring.sendall(head)
            while sent < most:
                sent += pouring.send(block[: most - sent])
            pouring.sendall(b"\r\n--b--\r\n")
            pouring.shutdown(socket.SHUT_WR)
            while pouring.recv(65_536):
                pass
        except OSError:
            pass
    return sent


def requests(running, session: str) -> list[tuple[bytes, bytes, int]]:
    """Head, repeated block and size of what strangers send; they know the session of a colleague, and Streamlit's own token."""
    token = ask(running, "GET", "/_stcore/health").cookie("_streamlit_xsrf")
    host = f"Host: 127.0.0.1:{running.port}\n"
    cross = f"Cookie: _streamlit_xsrf={token}\nX-Xsrftoken: {token}\n"
    upload = (
        f"PUT /_stcore/upload_file/{session}/1 HTTP/1.1\n{host}{cross}Content-Type: multipart/form-data; boundary=b\n"
    )
    part = '--b\nContent-Disposition: form-data; name="f"; filename="a.csv"\n\n'
    form = f"POST /attain/enter HTTP/1.1\n{host}Content-Type: application/x-www-form-urlencoded\n"
    socket_ = (f"GET /_stcore/stream HTTP/1.1\n{host}Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n")  # fmt: skip
    chunked, size = "Transfer-Encoding: chunked\n\n", 60 * MEGABYTE
    whole = len(part.replace("\n", "\r\n")) + size
    frame = b"\x82\xff" + size.to_bytes(8, "big") + bytes(4)
    heads = [
        (form + f"Content-Length: {size}\n\n", BLOCK, b""),
        (form + chunked, CHUNK, b""),
        (upload + f"Content-Length: {whole + 9}\n\n{part}", BLOCK, b""),
        (upload + chunked, CHUNK, b""),
        (f"POST /attain/verb HTTP/1.1\n{host}Content-Length: {size}\n\n", BLOCK, b""),
        (f"POST / HTTP/1.1\n{host}{chunked}", CHUNK, b""),
        (f"GET / HTTP/1.1\n{host}X-Long: ", BLOCK, b""),
        (socket_, BLOCK, frame),
    ]  # fmt: skip
    return [(head.replace("\n", "\r\n").encode() + more, block, size) for head, block, more in heads]


def test_500_megabytes_sent_by_strangers_leave_the_memory_where_it_was(tmp_path):
    with served(tmp_path / "a.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE) as running:
        with live(running, let_in(running)) as colleague:
            kinds = requests(running, session_of(run(colleague)))
            for head, block, _ in kinds:
                poured(running, head, block, 5 * MEGABYTE)
            before, most, sent = memory(running.process), 0, 0
            for head, block, size in cycle(kinds):
                sent += poured(running, head, block, size)
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
