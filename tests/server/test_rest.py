"""When the last page is closed, memory comes back."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from kpi_core.server.rest import Rest
from tests.served import served
from tests.server.knocking import ask, live, run, session_of
from tests.server.test_floods import MEGABYTE, memory

pytestmark = pytest.mark.xdist_group("access")

HEAD, TAIL = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n', b"\r\n--b--\r\n"


def uploaded(running, session: str, size: int) -> int:
    """The status of an upload of `size` bytes into a session."""
    token = ask(running, "GET", "/_stcore/health").cookie("_streamlit_xsrf")
    headers = {
        "Cookie": f"_streamlit_xsrf={token}",
        "X-Xsrftoken": token,
        "Content-Type": "multipart/form-data; boundary=b",
    }
    body = HEAD + b"x" * size + TAIL
    return ask(running, "PUT", f"/_stcore/upload_file/{session}/1", headers, body).status


def test_what_sessions_held_comes_back_after_the_last_one_has_ended(tmp_path):
    with served(tmp_path / "a.duckdb", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1") as running:
        with live(running) as socket:
            assert uploaded(running, session_of(run(socket, "lang=zh")), 1000) == 204
        with ExitStack() as pages:
            for _ in range(5):
                page = pages.enter_context(live(running))
                assert uploaded(running, session_of(run(page, "lang=zh")), 10 * MEGABYTE) == 204
            held = memory(running.process)
        until = time.monotonic() + 20
        while memory(running.process) > held - 40 * MEGABYTE and time.monotonic() < until:
            ask(running, "GET", "/_stcore/health")
        after = memory(running.process)

    # 50 MB were uploaded.
    assert held - after >= 40 * MEGABYTE


@pytest.mark.parametrize(
    ("steps", "times"), [("o c", 1), ("o o c", 0), ("o o c c", 1), ("o c o", 0), ("o c o c", 1), ("h", 0), ("", 0)]
)
def test_memory_is_given_back_once_when_the_last_websocket_has_closed_and_none_opened_since(steps, times):
    forgotten, timers = [], []

    async def story():
        async def app(scope, receive, send):
            await receive()

        loop = asyncio.get_running_loop()
        loop.call_later = lambda pause, call: timers.append(Timer(pause, call)) or timers[-1]
        rest = Rest(app, 30, lambda: forgotten.append(1))
        ends, tasks = [], []
        for step in steps.split():
            if step == "c":
                ends.pop().set()
                await tasks.pop()
            else:
                ends.append(asyncio.Event())
                scope = {"type": "websocket" if step == "o" else "http"}
                tasks.append(asyncio.ensure_future(rest(scope, ends[-1].wait, None)))
                await asyncio.sleep(0)
        due = [timer for timer in timers if not timer.cancelled]
        for timer in due:
            timer.call()
        await asyncio.sleep(0)
        found = len(forgotten)
        for end in ends:
            end.set()
        await asyncio.gather(*tasks)
        return found

    with ThreadPoolExecutor(1) as apart:  # a browser test of this process may have left its loop running
        assert apart.submit(asyncio.run, story()).result() == times
    assert {timer.pause for timer in timers} <= {30}


class Timer:
    """A timer of the loop that goes off by hand."""

    def __init__(self, pause, call):
        self.pause, self.call, self.cancelled = pause, call, False

    def cancel(self):
        self.cancelled = True
