"""Guesses cost time: so many wrong ones a minute from one address, and so many from all together."""

import ipaddress
import math
import time
from collections import deque
from collections.abc import Callable

SPAN = 60.0


class Throttle:
    """Counts wrong tries of the last minute. What is not tried is not counted: who waits is heard again.

    A try is counted when it begins and taken off when it was right, so that many at once cannot slip through.
    """

    def __init__(self, each: int, together: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each = each
        self._together = together
        self._clock = clock
        self._tries: deque[tuple[float, str]] = deque()

    def wait(self, client: str) -> int:
        """Seconds until `client` may try; 0 for now, and the try is then counted."""
        now, network = self._clock(), _network(client)
        while self._tries and self._tries[0][0] <= now - SPAN:
            self._tries.popleft()
        theirs = [moment for moment, whose in self._tries if whose == network]
        until = 0.0
        if len(theirs) >= self._each:
            until = theirs[-self._each] + SPAN
        if len(self._tries) >= self._together:
            until = max(until, self._tries[-self._together][0] + SPAN)
        if until > now:
            return max(1, math.ceil(until - now))
        self._tries.append((now, network))
        return 0

    def forgive(self, client: str) -> None:
        """The client's last try was right."""
        network = _network(client)
        for place in range(len(self._tries) - 1, -1, -1):
            if self._tries[place][1] == network:
                del self._tries[place]
                return


def _network(client: str) -> str:
    """What one person can easily have many of counts as one: the addresses of an IPv6 network."""
    try:
        found = ipaddress.ip_address(client)
    except ValueError:
        return client[:64]
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
