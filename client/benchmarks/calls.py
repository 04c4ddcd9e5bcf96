"""The calls that this process makes through gRPC, whichever client makes them: counts, cuts off.

Runs in the environment of a client, so it imports nothing but the standard library and gRPC.
"""

from __future__ import annotations

import collections
import contextlib
import importlib
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

#: What makes calls, by its module. Not every version of gRPC has all of it.
WATCHED = {
    "grpc._channel": (
        "_UnaryUnaryMultiCallable",
        "_UnaryStreamMultiCallable",
        "_SingleThreadedUnaryStreamMultiCallable",
        "_StreamUnaryMultiCallable",
        "_StreamStreamMultiCallable",
    ),
    "grpc.aio._channel": (
        "UnaryUnaryMultiCallable",
        "UnaryStreamMultiCallable",
        "StreamUnaryMultiCallable",
        "StreamStreamMultiCallable",
    ),
}
# `with_call` and `future` do not go through `__call__`, nor through each other.
WAYS = ("__call__", "with_call", "future")
# Clients release results in the background, by calls that come one upon the other.
QUIET_S = 0.05
_EXECUTE = "ExecutePlan"


class HeldBack(BaseException):
    """Unwinds a client whose request is ready; no error, so that nobody tries again."""


class Ready(NamedTuple):
    """A request that would be sent now, and what the clocks said when it was."""

    request: bytes
    wall: float
    client: float


class Calls:
    """All calls of this process since the last `clear`.

    `watch` has to come before the client opens its channel.
    """

    def __init__(self) -> None:
        # A list and not a counter: threads may append to it at the same time.
        self._made: list[str] = []
        self._holding = False
        self._readied: list[Ready] = []

    def watch(self) -> None:
        """Hear of every call from now on, blocking or by asyncio."""
        for module, kinds in WATCHED.items():
            for kind in kinds:
                callables = getattr(importlib.import_module(module), kind, None)
                for way in WAYS:
                    if way in vars(callables or object):
                        setattr(callables, way, self._heard(getattr(callables, way)))

    def clear(self) -> None:
        """Forget the calls so far."""
        self._made.clear()

    def by_method(self) -> dict[str, int]:
        """How many calls were made of each method."""
        return dict(collections.Counter(self._made))

    def settle(self) -> None:
        """Wait until no more calls are made; returns at once where none was made at all."""
        seen = 0
        while len(self._made) != seen:  # each further turn heard of further calls
            seen = len(self._made)
            time.sleep(QUIET_S)

    def ready(self, run: Any) -> Ready:
        """Run something up to where the client would send its execution; nothing is sent.

        Args:
            run: executes a plan, when it is called.

        Raises:
            RuntimeError: it has executed nothing.
        """
        self._readied.clear()
        with self._held_back(), contextlib.suppress(HeldBack):
            run()
        if not self._readied:
            raise RuntimeError("nothing was executed")
        return self._readied[0]

    @contextlib.contextmanager
    def _held_back(self) -> Iterator[None]:
        self._holding = True
        try:
            yield
        finally:
            self._holding = False

    def _heard(self, call: Any) -> Any:
        def heard(callables: Any, *arguments: Any, **named: Any) -> Any:
            method = callables._method
            name = (method.decode() if isinstance(method, bytes) else method).rpartition("/")[2]
            if self._holding and name == _EXECUTE:
                request = callables._request_serializer(arguments[0])
                self._readied.append(Ready(request, time.perf_counter(), time.process_time()))
                raise HeldBack
            self._made.append(name)
            return call(callables, *arguments, **named)

        return heard
