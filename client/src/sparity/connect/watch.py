"""Who looks on while calls are made: the log, counters, telemetry; none of them sees a request."""

from __future__ import annotations

import contextlib
import contextvars
import logging
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sparity.connect.failure import Failure
    from sparity.connect.telemetry import Telemetry

_LOG = logging.getLogger("sparity.connect")
# A pause that a person notices; what is over sooner is nobody's concern.
_LONG_PAUSE_SECONDS = 2.0

Finish = Callable[[str], None]

_COUNTERS: contextvars.ContextVar[tuple[Counter[str], ...]] = contextvars.ContextVar(
    "sparity_call_counters", default=()
)
_NOTHING: contextlib.AbstractContextManager[None] = contextlib.nullcontext()


class Watcher(Protocol):
    """Hears of each call when it begins, and by what it returns, of the call's end."""

    def began(self, method: str) -> Finish:
        """Note the beginning of a call; gives what to call with the gRPC status at its end."""


class Watched:
    """A call that some look on: what to tell them at its end, and what they send along with it."""

    __slots__ = ("_finishes", "headers")

    def __init__(self, finishes: Sequence[Finish] = (), headers: Sequence[Any] = ()) -> None:
        self._finishes = list(finishes)
        self.headers: tuple[tuple[str, str], ...] = tuple(headers)

    def __call__(self, status: str) -> None:
        """Tell the end; once, whoever comes first."""
        while self._finishes:
            self._finishes.pop()(status)


_UNWATCHED = Watched()


class Watch:
    """All who look on, as one; the counters of `counting` and the log are always among them.

    Args:
        watchers: hear of each call.
        telemetry: hears of each call too, and of what belongs to it: retries, rows, and the calls
            of the program that made it.
    """

    def __init__(
        self, watchers: Sequence[Watcher] = (), telemetry: Telemetry | None = None
    ) -> None:
        self._watchers = tuple(watchers)
        self._telemetry = telemetry

    def began(self, method: str) -> Watched:
        """Tell all of a call; the same as of a single watcher."""
        for counter in _COUNTERS.get():
            counter[method] += 1
        logged = _LOG.isEnabledFor(logging.DEBUG)
        if not (self._watchers or self._telemetry or logged):
            return _UNWATCHED
        finishes = [watcher.began(method) for watcher in self._watchers]
        headers: Sequence[tuple[str, str]] = ()
        if self._telemetry is not None:
            span = self._telemetry.began(method)
            headers = span.headers
            finishes.append(span)
        if logged:
            finishes.append(_logged(method))
        return Watched(finishes, headers)

    # --- what the program asked for ---

    def one(self) -> contextlib.AbstractContextManager[None]:
        """In a `with`: what is called belongs to one call of the program."""
        return _NOTHING if self._telemetry is None else self._telemetry.one()

    def all_of(self, responses: Generator[Any, None, None]) -> Generator[Any, None, None]:
        """The responses, whose calls belong to one call of the program."""
        return responses if self._telemetry is None else self._telemetry.all_of(responses)

    # --- what happens between calls ---

    def retries(self, method: str, failure: Failure | None, seconds: float) -> None:
        """Tell that a call is made again after a pause."""
        if self._telemetry is not None:
            self._telemetry.retries(method)
        told = "the stream ended early" if failure is None else _briefly(failure)
        level = logging.INFO if seconds < _LONG_PAUSE_SECONDS else logging.WARNING
        _LOG.log(level, "%s: %s; trying again in %.3g s", method, told, seconds)

    def reattaches(self, operation_id: str | None) -> None:
        """Tell that the results of an execution are asked for from where they stopped."""
        _LOG.info("reattaching to operation %s", operation_id)

    def renews_token(self) -> None:
        """Tell that the server refused a token, so that another one is asked for."""
        _LOG.info("the server refused the token; another one is asked for")

    def replaces_session(self, lost: str, fresh: str) -> None:
        """Tell that the server has lost the session."""
        _LOG.warning("the server has lost session %s; going on with a fresh one, %s", lost, fresh)

    def replayed(self, number: int) -> None:
        """Tell that a fresh session knows what the lost one was told."""
        _LOG.info("the fresh session was told again what the lost one knew, %d entries", number)


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


def _briefly(failure: Failure) -> str:
    # Not the message: nobody knows what a program or a proxy writes into it.
    return failure.code if failure.condition is None else f"{failure.code} {failure.condition}"
