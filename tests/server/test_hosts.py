"""Under which names a server answers, and which pages may speak to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.server.hosts import BadHost, Hosts, host_of, is_elsewhere, is_loopback, names_of_machine

SAID = Hosts("kpi.example.com, board.example.com:8443, [2001:db8::5]:80", ["srv1"])
OWN = Hosts("", ["srv1", "10.0.0.5"])


@pytest.mark.parametrize(
    ("hosts", "header", "allowed"),
    [
        (SAID, "kpi.example.com", True), (SAID, "KPI.Example.COM.:1234", True), (SAID, "board.example.com:8443", True),
        (SAID, "board.example.com", False), (SAID, "board.example.com:80", False), (SAID, "[2001:db8::5]", True),
        (SAID, "[2001:db8::5]:81", False), (SAID, "srv1", False), (SAID, "localhost:8501", True), (SAID, "127.0.0.1", True),
        (SAID, "[::1]:8501", True), (SAID, "evil.example", False), (SAID, "kpi.example.com.evil.example", False),
        (SAID, "evilkpi.example.com", False), (SAID, "", False), (SAID, "kpi.example.com@evil.example", False),
        (SAID, "kpi.example.com/x", False), (SAID, "kpi.example.com:", False), (SAID, "kpi.example.com:99999", False),
        (SAID, "10.9.9.9:8501", True), (SAID, "10.9.9.8", False), (OWN, "srv1:8501", True), (OWN, "10.0.0.5", True),
        (OWN, "evil.example", False), (SAID, "127.0.0.1.evil.example", False), (SAID, "localhost.evil.example", False),
    ],
)  # fmt: skip
def test_a_request_comes_under_a_name_of_ours(hosts, header, allowed):
    assert hosts.allows(header, "10.9.9.9") is allowed


@pytest.mark.parametrize(
    ("origin", "header", "allowed"),
    [
        ("http://127.0.0.1:8501", "127.0.0.1:8501", True), ("http://localhost:3000", "localhost:8501", False),
        ("http://localhost:8501", "127.0.0.1:8501", False), ("https://kpi.example.com", "kpi.example.com", True),
        ("https://kpi.example.com", "127.0.0.1:8501", True), ("https://kpi.example.com:3000", "127.0.0.1:8501", False),
        ("https://board.example.com:8443", "127.0.0.1:8501", True), ("https://board.example.com", "127.0.0.1:8501", False),
        ("http://srv1:3000", "srv1:8501", False), ("http://srv1:8501", "srv1:8501", True), ("null", "srv1", False),
        ("", "srv1", False), ("file://", "srv1", False), ("https://evil.example", "kpi.example.com", False),
        ("http://srv1@evil.example", "srv1", False), ("http://srv1#@evil.example", "srv1", False), ("ftp://srv1", "srv1", False),
        ("https://srv1", "srv1:443", True), ("http://srv1", "srv1:443", False), ("http://srv1:80", "srv1", True),
    ],
)  # fmt: skip
def test_a_page_speaks_to_the_server_it_came_from_or_is_named_in_the_settings(origin, header, allowed):
    assert SAID.allows_origin(origin, header) is allowed


@pytest.mark.parametrize(
    "entry",
    [
        "https://kpi.example.com",
        "kpi.example.com/board",
        "a b",
        "kpi:99999",
        "看板.example",
        "*",
        "*.example.com",
        ":80",
    ],
)
def test_an_entry_that_is_no_name_is_refused_by_what_was_written(entry):
    with pytest.raises(BadHost) as refused:
        Hosts(f"good.example, {entry}")

    assert refused.value.entry == entry


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_sent_as_host_or_origin_is_judged_and_only_ours_passes(header, origin):
    if SAID.allows(header, "10.9.9.9"):
        name = host_of(header).name
        assert is_loopback(name) or name in ("kpi.example.com", "board.example.com", "2001:db8::5", "10.9.9.9")
    assert SAID.allows_origin(origin, "127.0.0.1") in (True, False)


def test_a_server_on_loopback_has_no_other_names_and_one_for_all_has_the_machines():
    assert names_of_machine("127.0.0.1") == []
    assert [is_elsewhere(address) for address in ("127.0.0.1", "::1", "localhost", "", "0.0.0.0", "::", "10.0.0.5")] == [
        False, False, False, True, True, True, True]  # fmt: skip
    assert "10.0.0.5" in names_of_machine("10.0.0.5")
