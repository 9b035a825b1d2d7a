"""Guesses cost time, from one address and from all together; who waits is heard."""

import random

import pytest

from kpi_core.server.throttle import SPAN, Throttle


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_sixth_guess_of_a_minute_waits_and_one_after_the_wait_is_heard(clock):
    throttle = Throttle(each=5, together=20, clock=clock)
    heard = []
    for _ in range(5):
        heard.append(throttle.wait("10.0.0.1"))
        clock.now += 10

    # The first was at 0 s, it is 50 s now: 10 s are left.
    assert heard == [0] * 5
    assert throttle.wait("10.0.0.1") == 10
    clock.now += 10
    assert throttle.wait("10.0.0.1") == 0


def test_tries_during_the_wait_do_not_make_it_longer(clock):
    throttle = Throttle(each=1, together=20, clock=clock)
    throttle.wait("10.0.0.1")
    for _ in range(59):
        clock.now += 1
        assert throttle.wait("10.0.0.1") > 0
    clock.now += 1

    assert throttle.wait("10.0.0.1") == 0


def test_a_right_one_is_not_counted(clock):
    throttle = Throttle(each=1, together=2, clock=clock)

    for _ in range(50):
        assert throttle.wait("10.0.0.1") == 0
        throttle.forgive("10.0.0.1")


def test_many_addresses_together_have_a_limit_of_their_own(clock):
    throttle = Throttle(each=5, together=20, clock=clock)

    heard = [throttle.wait(f"10.0.0.{at}") for at in range(30)]

    assert heard == [0] * 20 + [60] * 10


def test_the_addresses_of_one_ipv6_network_are_one_and_so_is_an_ipv4_address_within_ipv6(clock):
    throttle = Throttle(each=1, together=20, clock=clock)

    assert throttle.wait("2001:db8::1") == 0
    assert throttle.wait("2001:db8::ffff:2") == 60
    assert throttle.wait("2001:db8:0:1::1") == 0
    assert throttle.wait("10.0.0.1") == 0
    assert throttle.wait("::ffff:10.0.0.1") == 60


@pytest.mark.parametrize("seed", range(20))
def test_no_minute_holds_more_tries_than_allowed_whoever_sends_them(clock, seed):
    chance = random.Random(seed)
    throttle = Throttle(each=3, together=7, clock=clock)
    heard = []
    for _ in range(400):
        clock.now += chance.choice([0, 0.01, 1, 5])
        who = chance.choice(["a", "b", "10.0.0.1", "x" * 200, ""])
        if throttle.wait(who) == 0:
            if chance.random() < 0.2:
                throttle.forgive(who)
            else:
                heard.append((clock.now, who))

    for moment, who in heard:
        minute = [whose for at, whose in heard if moment <= at < moment + SPAN]
        assert len(minute) <= 7
        assert minute.count(who) <= 3
