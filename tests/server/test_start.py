"""What a server is started with, and what it says where a setting cannot be used."""

import os
import subprocess
import sys

import pytest

from kpi_core.server.start import UnusableSetting, house
from tests.served import ROOT, served
from tests.server.knocking import PASSPHRASE, UPGRADE, ask, let_in

pytestmark = pytest.mark.xdist_group("access")


@pytest.mark.parametrize(
    ("lang", "words"), [("en_US.UTF-8", "is not the name of a host"), ("zh_CN.UTF-8", "不是主机名")]
)
def test_a_bad_entry_of_the_hosts_is_one_sentence_with_place_value_and_next_step(lang, words):
    with pytest.raises(UnusableSetting) as refused:
        house(
            {"ATTAIN_HOSTS": "a.example, https://b.example", "LANG": lang},
            "127.0.0.1",
            "",
            "/attain/verb",
            "a.duckdb",
            None,
        )

    assert words in str(refused.value)
    assert "“https://b.example”" in str(refused.value)
    assert "ATTAIN_HOSTS" in str(refused.value)


def test_a_server_with_a_bad_entry_does_not_start_and_leaves_no_traceback(tmp_path):
    env = {**os.environ, "ATTAIN_HOSTS": "http://x", "ATTAIN_STORE": str(tmp_path / "a.duckdb"), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port=0"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)

    assert done.returncode == 2
    assert "“http://x” in ATTAIN_HOSTS is not the name of a host" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("passphrase", [None, "", "   "])
def test_a_blank_passphrase_is_none(passphrase):
    found = house(
        {"ATTAIN_PASSPHRASE": passphrase} if passphrase is not None else {}, "0.0.0.0", "kpi/", "", "a.duckdb", None
    )

    assert (found.passphrase, found.base) == ("", "/kpi")


def test_a_server_for_all_without_a_passphrase_shows_nothing_but_health(tmp_path):
    with served(tmp_path / "a.duckdb", STREAMLIT_SERVER_ADDRESS="0.0.0.0") as running:
        answers = [ask(running, "GET", path, {"Accept": "text/html", "Accept-Language": "en", **more})
                   for path, more in (("/", {}), ("/_stcore/stream", UPGRADE), ("/attain/enter", {}))]  # fmt: skip
        health = ask(running, "GET", "/_stcore/health").status

    assert [found.status for found in answers] == [403] * 3
    assert all("it listens at 0.0.0.0" in found.body and "set ATTAIN_PASSPHRASE" in found.body for found in answers)
    assert health == 200


def test_a_server_on_loopback_without_a_passphrase_shows_nothing_through_a_proxy(tmp_path):
    with served(tmp_path / "a.duckdb") as running:
        plain = ask(running, "GET", "/", {"Accept": "text/html"}).status
        proxied = [ask(running, "GET", path, {"Accept-Language": "en", "X-Forwarded-For": "10.0.0.9", **more})
                   for path, more in (("/", {}), ("/_stcore/stream", UPGRADE))]  # fmt: skip

    assert plain == 200
    assert [found.status for found in proxied] == [403] * 2
    assert all("x-forwarded-for" in found.body and "set ATTAIN_PASSPHRASE" in found.body for found in proxied)


def test_behind_a_proxy_a_page_of_the_named_host_gets_its_websocket_and_another_one_none(tmp_path):
    with served(tmp_path / "a.duckdb", ATTAIN_PASSPHRASE=PASSPHRASE, ATTAIN_HOSTS="kpi.example.com") as running:
        cookie = {"Cookie": let_in(running), "X-Forwarded-For": "10.0.0.9", "X-Forwarded-Proto": "https"}
        found = [
            ask(running, "GET", "/_stcore/stream", UPGRADE | cookie | headers).status
            for headers in ({"Origin": "https://kpi.example.com"}, {"Origin": "https://kpi.example.com", "Host": "kpi.example.com"},
                            {"Origin": "https://other.example.com"}, {"Origin": "https://kpi.example.com", "Host": "other.example.com"})
        ]  # fmt: skip

    assert found == [101, 101, 403, 403]
