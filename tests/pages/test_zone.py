"""An unknown client time zone is UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi_core.ui.session import zone_named


@pytest.mark.parametrize("name", [None, "", "Etc/Unknown", "America", "Europe/", ".", "../../etc/passwd", "/etc/localtime", "zone.tab",
                                  "tzdata.zi", "x" * 300, "a\0b", "\ud800", "北京"])  # fmt: skip
def test_what_is_no_zone_is_utc(name):
    assert datetime(2026, 1, 1, tzinfo=zone_named(name)).utcoffset() == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()


def test_a_known_zone_is_taken():
    assert zone_named("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")


@given(st.text() | st.text(st.sampled_from("Europe/AmricaBln.+-_0 ")))
def test_whatever_a_browser_names_is_a_zone(name):
    assert datetime(2026, 1, 1, tzinfo=zone_named(name)).utcoffset() is not None
