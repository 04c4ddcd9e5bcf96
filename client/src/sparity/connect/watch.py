"""Who looks on while calls are made: the log, counters, telemetry; none of them sees a request."""

from __future__ import annotations

import contextlib
import contextvars
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

_LOG = logging.getLogger("sparity.connect")

Finish = Callable[[str], None]

_COUNTERS: contextvars.ContextVar[tuple[Counter[str], ...]] = contextvars.ContextVar(
    "sparity_call_counters", default=()
)


class Watcher(Protocol):
    """Hears of each call when it begins, and by what it returns, of the call's end."""

    def began(self, method: str) -> Finish:
        """Note the beginning of a call; gives what to call with the gRPC status at its end."""


class Watch:
    """All who look on, as one; the counters of `counting` and the log are always among them."""

    def __init__(self, watchers: Sequence[Watcher] = ()) -> None:
        self._watchers = tuple(watchers)

    def began(self, method: str) -> Finish:
        """Tell all of a call; the same as of a single watcher."""
        for counter in _COUNTERS.get():
            counter[method] += 1
        finishes = [watcher.began(method) for watcher in self._watchers]
        if _LOG.isEnabledFor(logging.DEBUG):
            finishes.append(_logged(method))

        def finish(status: str) -> None:
            while finishes:  # told once, whoever comes first
                finishes.pop()(status)

        return finish


@contextlib.contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count the calls that this thread, or asyncio task, makes in a `with`, by method.

    Examples:
        >>> with counting() as calls:
        ...     pass
        >>> calls.total()
        0
    """
    counter: Counter[str] = Counter()
    token = _COUNTERS.set((*_COUNTERS.get(), counter))
    try:
        yield counter
    finally:
        _COUNTERS.reset(token)


def _logged(method: str) -> Finish:
    began = time.monotonic()
    return lambda status: _LOG.debug(
        "%s %s after %.0f ms", method, status, (time.monotonic() - began) * 1000
    )
