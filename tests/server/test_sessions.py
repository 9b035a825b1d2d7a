"""Sessions outlive a restart, a month ends them, another passphrase ends them at once, and the file tells nobody anything."""

import stat

import pytest

from kpi_core.server.sessions import LASTS, MOST, Sessions
from kpi_core.tables.admission import Admission
from tests.server.test_throttle import Clock

EVERYTHING, RATING = Admission.EVERYTHING, Admission.RATING


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new" / "attain.duckdb.sessions"


def test_a_session_outlives_a_restart_and_ends_with_its_time(file):
    clock = Clock()
    token, rater = (Sessions(b"secret", file, clock).begin(kind) for kind in (EVERYTHING, RATING))
    again = Sessions(b"secret", file, clock)

    assert (again.admission(token), again.admission(rater)) == (EVERYTHING, RATING)
    clock.now += LASTS[RATING]
    assert (again.admission(token), again.admission(rater)) == (EVERYTHING, None)
    clock.now += LASTS[EVERYTHING] - LASTS[RATING]
    assert again.admission(token) is None


def test_another_passphrase_ends_every_session(file):
    token = Sessions(b"secret", file).begin(EVERYTHING)

    assert Sessions(b"Secret", file).admission(token) is None


def test_the_file_is_its_owners_alone_and_holds_nothing_that_lets_in(file):
    token = Sessions(b"secret", file).begin(EVERYTHING)

    written = file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token not in written
    digest = written.split('"')[1]
    assert Sessions(b"secret", file).admission(digest) is None
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_could_have_written_or_read_lets_nobody_in(file, mode):
    token = Sessions(b"secret", file).begin(EVERYTHING)
    file.chmod(mode)

    assert Sessions(b"secret", file).admission(token) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "[1]", '{"a": 1}', '{"a": {"admission": "all", "until": 1}}', '{"a": {}}', "null", "\x00"]
)
def test_a_damaged_file_lets_nobody_in_and_the_next_session_is_kept(file, text):
    Sessions(b"secret", file).begin(EVERYTHING)
    file.write_text(text)
    file.chmod(0o600)
    sessions = Sessions(b"secret", file)

    token = sessions.begin(EVERYTHING)

    assert Sessions(b"secret", file).admission(token) is EVERYTHING


def test_where_no_file_can_be_written_sessions_live_in_memory(tmp_path):
    (tmp_path / "taken").write_text("")
    sessions = Sessions(b"secret", tmp_path / "taken" / "sessions")

    assert sessions.admission(sessions.begin(EVERYTHING)) is EVERYTHING


def test_many_raters_end_the_oldest_of_their_own_and_no_colleague(monkeypatch):
    monkeypatch.setitem(MOST, RATING, 3)
    sessions = Sessions(b"secret", None)
    colleague = sessions.begin(EVERYTHING)

    raters = [sessions.begin(RATING) for _ in range(5)]

    assert [sessions.admission(token) for token in raters] == [None, None, RATING, RATING, RATING]
    assert sessions.admission(colleague) is EVERYTHING


@pytest.mark.parametrize("token", ["", "x", "é", "\ud800", "A" * 10_000])
def test_a_token_of_nobody_lets_nobody_in(token):
    assert Sessions(b"secret", None).admission(token) is None
