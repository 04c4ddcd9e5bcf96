"""Drives flows over gRPC, blocking; decides nothing by itself."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Generator
from typing import Any, TypeVar

import grpc

from sparity.connect.effects import Aside, Call, CallFailed, Flow, Hand, Open, Read, Sleep, Upload
from sparity.connect.failure import read_failure
from sparity.connect.rpc import Metadata, NotBegun, Stubs
from sparity.connect.watch import Finish, Watch

T = TypeVar("T")

_POLL_SECONDS = 0.005


class _Stream:
    """Responses of a call as they come, and what to tell at their end."""

    def __init__(self, responses: Any, finish: Finish) -> None:
        self.responses = responses
        self.finish = finish


class SyncDriver:
    """Makes the calls that flows ask for, one after another; may be used by several threads.

    Args:
        channel: where to.
        metadata: gives what is sent along with each call, or raises `CallFailed`.
        watch: hears of each call.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        channel: grpc.Channel,
        metadata: Callable[[], Metadata],
        *,
        watch: Watch,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._channel = channel
        self._stubs = Stubs(channel)
        self._metadata = metadata
        self._watch = watch
        self._sleep = sleep
        self._asides: set[Any] = set()
        # Reentrant: the garbage collector may close a forgotten iterator, which sends its release,
        # at any moment, and so also while this thread is in here.
        self._lock = threading.RLock()
        self._finished = False

    @property
    def aside(self) -> Aside:
        """What flows of this driver do aside."""
        return self

    def run(self, flow: Flow[T]) -> T:
        """The result of a flow that hands on no responses."""
        driving = self.iterate(flow)
        try:
            next(driving)
        except StopIteration as stop:
            result: T = stop.value
            return result
        raise AssertionError("this flow hands on responses: iterate over it")

    def iterate(self, flow: Flow[T]) -> Generator[Any, None, T]:
        """The responses that a flow hands on; closing the iterator closes the flow."""
        try:
            effect = next(flow)
            while True:
                if isinstance(effect, Hand):
                    yield effect.response
                    effect = next(flow)
                    continue
                try:
                    value = self._perform(effect)
                except grpc.RpcError as error:
                    failure = read_failure(error)
                except CallFailed as not_made:
                    failure = not_made.failure
                else:
                    effect = flow.send(value)
                    continue
                # Outside of the `except`: gRPC's own account would bury what the flow says.
                effect = flow.throw(CallFailed(failure))
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            flow.close()

    def send(self, method: str, request: Any, timeout: float | None) -> Any:
        """Make a call in the background; after `close` there is nobody to make it to."""
        if (pending := self._begin_aside()) is None:
            return None
        finish = self._watch.began(method)
        try:
            metadata = self._metadata()
            future = self._stubs.future(method, request, timeout, metadata, finish.headers)
        except CallFailed as not_made:
            finish(not_made.failure.code)
            self._end_aside(pending)
            return None
        future.add_done_callback(lambda done: self._forget(pending, done, finish))
        return future

    def follow(self, flow: Flow[None]) -> None:
        """Drive a flow in a thread of its own; after `close`, not at all."""
        if (pending := self._begin_aside()) is None:
            flow.close()
            return

        def drive() -> None:
            self.run(flow)
            self._end_aside(pending)

        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(drive,), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the interpreter is on its way out
            self._end_aside(pending)

    def cancel(self, stream: _Stream) -> None:
        """Stop listening to a stream."""
        stream.responses.cancel()
        stream.finish("CANCELLED")

    def drain(self, seconds: float) -> None:
        """Wait until the calls in the background have arrived, but no longer than so."""
        give_up_at = time.monotonic() + seconds
        while self._asides and time.monotonic() < give_up_at:
            # Seldom and short: one call, that nobody waited for, is on its way.
            time.sleep(_POLL_SECONDS)

    def close(self, seconds: float) -> None:
        """Close the channel; calls in the background have so many seconds to arrive."""
        self.drain(seconds)
        with self._lock:
            self._finished = True
        self._channel.close()

    def _forget(self, pending: object, future: Any, finish: Finish) -> None:
        # A failure is none of the program: the server forgets by itself, only later.
        finish(_status(future))
        self._end_aside(pending)

    def _begin_aside(self) -> object | None:
        """Note that something is done aside; None when it is too late for that."""
        with self._lock:
            if self._finished:
                return None
            pending = object()
            self._asides.add(pending)
            return pending

    def _end_aside(self, pending: object) -> None:
        with self._lock:
            self._asides.discard(pending)

    def _perform(self, effect: Any) -> Any:
        match effect:
            case Read(stream):
                return self._read(stream)
            case Call(method, request, timeout):
                return self._call(method, request, timeout)
            case Upload(method, requests, timeout):
                return self._call(method, requests(), timeout)
            case Open(method, request, timeout):
                return self._open(method, request, timeout)
            case Sleep(seconds):
                return self._sleep(seconds)
        raise AssertionError(f"no such effect: {effect}")

    def _open(self, method: str, request: Any, timeout: float | None) -> _Stream:
        finish = self._watch.began(method)
        try:
            responses = self._stubs.begin(
                method, request, timeout, self._metadata(), finish.headers
            )
        except CallFailed as not_made:
            finish(not_made.failure.code)
            responses = NotBegun(not_made)
        return _Stream(responses, finish)

    def _call(self, method: str, requests: Any, timeout: float | None) -> Any:
        finish = self._watch.began(method)
        try:
            response = self._stubs.begin(
                method, requests, timeout, self._metadata(), finish.headers
            )
        except grpc.RpcError as error:
            finish(error.code().name)
            raise
        except CallFailed as not_made:
            finish(not_made.failure.code)
            raise
        except BaseException:
            finish("CANCELLED")
            raise
        finish("OK")
        return response

    def _read(self, stream: _Stream) -> Any:
        try:
            response = next(stream.responses, None)
        except grpc.RpcError as error:
            stream.finish(error.code().name)
            raise
        if response is None:
            stream.finish("OK")
        return response


def _status(future: Any) -> str:
    code = future.code()
    return code.name if code is not None else "CANCELLED"
