"""Runs the execution state machine over gRPC, blocking; decides nothing by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import grpc

from sparity.connect.execution import Execution, Finished, GiveUp, Open, Wait
from sparity.connect.failure import read_failure
from sparity.connect.rpc import Rpc

if TYPE_CHECKING:
    from sparity.errors import PySparkException


class Releases:
    """Release requests on their way: sent in the background, and nobody waits but `finish`.

    A failed release is no failure of the program: the server forgets an execution that nobody
    comes back for by itself.
    """

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._pending: set[grpc.Future[Any]] = set()
        # Reentrant: the garbage collector may close a forgotten iterator, which sends its release,
        # at any moment, and so also while this thread is in here.
        self._lock = threading.RLock()
        self._finished = False

    def send(self, request: Any) -> grpc.Future[Any] | None:
        """Send `request` and return at once; after `finish` there is nobody to send it to."""
        with self._lock:
            if self._finished:
                return None
            future = self._rpc.future("ReleaseExecute", request)
            self._pending.add(future)
        future.add_done_callback(self._forget)
        return future

    def finish(self, seconds: float) -> None:
        """Send no more, and wait until all have arrived, but no longer than `seconds`."""
        give_up_at = time.monotonic() + seconds
        with self._lock:
            self._finished = True
        while True:
            with self._lock:
                future = next(iter(self._pending), None)
            if future is None:
                return
            try:
                future.result(timeout=max(0.0, give_up_at - time.monotonic()))
            except grpc.FutureTimeoutError:
                return
            except (grpc.RpcError, grpc.FutureCancelledError):
                self._forget(future)

    def _forget(self, future: grpc.Future[Any]) -> None:
        with self._lock:
            self._pending.discard(future)


def run(
    execution: Execution,
    rpc: Rpc,
    releases: Releases,
    *,
    on_failure: Callable[[GiveUp], PySparkException],
    bounded: bool,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[Any, None, None]:
    """The responses of `execution`, as they arrive.

    Closing the iterator early cancels the execution on the server.

    Args:
        execution: a fresh state machine.
        rpc: makes the calls.
        releases: sends releases.
        on_failure: makes the exception for a failure.
        bounded: whether deadlines apply to streams.
        sleep: waits for so many seconds.
    """
    stream: Any = None
    # One release at a time is on its way: the next one covers what arrived meanwhile.
    release: grpc.Future[Any] | None = None
    try:
        while True:
            match execution.step():
                case Finished():
                    return
                case GiveUp() as given_up:
                    raise on_failure(given_up)
                case Wait(seconds):
                    sleep(seconds)
                    continue
                case Open(method, request):
                    stream = rpc.stream(method, request, bounded=bounded)
            while not execution.complete:
                try:
                    response = next(stream)
                except StopIteration:
                    execution.ended()
                    break
                except grpc.RpcError as error:
                    execution.failed(read_failure(error))
                    break
                handed_on = execution.received(response)
                if (release is None or release.done()) and (
                    consumed := execution.release_consumed()
                ) is not None:
                    release = releases.send(consumed)
                if handed_on is not None:
                    yield handed_on
    finally:
        if stream is not None:
            stream.cancel()
        last = execution.release_all()
        if last is not None:
            releases.send(last)
