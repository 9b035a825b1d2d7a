"""A command that is ended from outside lets go of the store first, and says how it stands."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_DEFAULTS = (signal.SIG_DFL, signal.default_int_handler)


class Ended(BaseException):
    """A signal has ended the command: `name`, and `exit_code` as a shell counts it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.name = signal.Signals(number).name
        self.exit_code = 128 + number


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise Ended where a signal would end the process at once; from the main thread only, a further one is not heard."""
    heard: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)
        for other in changed:
            signal.signal(other, signal.SIG_IGN)
        raise Ended(number)

    # What is ignored, as under nohup, stays so.
    changed = {number: before for number in _ENDING if (before := signal.getsignal(number)) in _DEFAULTS}
    try:
        for number in changed:
            signal.signal(number, hear)
    except ValueError:
        changed.clear()  # in another thread than the main one
    try:
        yield
    except BaseException as error:
        # A question to the database that is broken off ends with an error of its own.
        if heard and not isinstance(error, Ended):
            raise Ended(heard[0]) from error
        raise
    finally:
        for number, before in changed.items():
            signal.signal(number, before)
