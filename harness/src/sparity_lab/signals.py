"""Lets the signals that end a command end it as Ctrl-C does: with servers and drivers stopped."""

import signal
import types
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def polite_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP raise KeyboardInterrupt while the context lasts."""

    def interrupt(number: int, frame: types.FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
