"""Drives flows over gRPC for asyncio; decides nothing by itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
import grpc.aio

from sparity.connect.effects import Call, CallFailed, Flow, Hand, Open, Read, Sleep, Upload
from sparity.connect.failure import Failure, read_failure
from sparity.connect.rpc import CLOSED, Metadata, NotBegun, Stubs
from sparity.connect.watch import Finish, Watch

if TYPE_CHECKING:
    from sparity.connect.driver_sync import SyncDriver

T = TypeVar("T")

_EOF: Any = grpc.aio.EOF  # type: ignore[attr-defined]
# How gRPC refuses calls on a channel that was closed, and ends an upload over one.
_NOT_MADE = (grpc.aio.BaseError, grpc.FutureCancelledError)
# What the blocking API makes of a response that cannot be read; grpc.aio hands on None for it.
_UNREADABLE = Failure(code="INTERNAL", message="Exception deserializing response!")


class _Unreadable(Exception):
    """A response is not the message that it should be."""


class _Stream:
    """Responses of a call as they come, and what to tell at their end."""

    def __init__(self, responses: Any, finish: Finish) -> None:
        self.responses = responses
        self.finish = finish


class AsyncDriver:
    """Makes the calls that flows ask for; belongs to the event loop that runs when it is made.

    Args:
        channel: where to.
        metadata: gives what is sent along with each call, or raises `CallFailed`; it may take
            its time, because a token is asked for beside the loop.
        blocking: gives who makes uploads: by `grpc.aio` the reason is lost when a server ends such
            a call before it has heard all of it.
        watch: hears of each call.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        channel: Any,
        metadata: Callable[[], Awaitable[Metadata]],
        *,
        blocking: Callable[[], SyncDriver],
        watch: Watch,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._stubs = Stubs(channel)
        self._metadata = metadata
        self._blocking = blocking
        self._watch = watch
        self._sleep = sleep
        self._asides: set[Any] = set()
        self._finished = False

    async def run(self, flow: Flow[T]) -> T:
        """The result of a flow that hands on no responses."""
        value: Any = None
        failed: CallFailed | None = None
        try:
            while True:
                effect = flow.send(value) if failed is None else flow.throw(failed)
                if isinstance(effect, Hand):
                    raise AssertionError("this flow hands on responses: iterate over it")
                value, failed = await self._outcome(effect)
        except StopIteration as stop:
            result: T = stop.value
            return result
        finally:
            flow.close()

    async def iterate(self, flow: Flow[Any]) -> AsyncGenerator[Any, None]:
        """The responses that a flow hands on; closing the iterator closes the flow."""
        value: Any = None
        failed: CallFailed | None = None
        try:
            while True:
                try:
                    effect = flow.send(value) if failed is None else flow.throw(failed)
                except StopIteration:
                    return
                if isinstance(effect, Hand):
                    value, failed = None, None
                    yield effect.response
                else:
                    value, failed = await self._outcome(effect)
        finally:
            flow.close()

    def send(self, method: str, request: Any, timeout: float | None) -> Any:
        """Make a call in the background; after `close` there is nobody to make it to."""
        return self._beside(self._call(method, request, timeout))

    def follow(self, flow: Flow[None]) -> None:
        """Drive a flow in the background; after `close`, not at all."""
        self._beside(self.run(flow))

    def cancel(self, stream: _Stream) -> None:
        """Stop listening to a stream."""
        stream.responses.cancel()
        stream.finish("CANCELLED")

    async def drain(self, seconds: float) -> None:
        """Wait until the calls in the background have arrived, but no longer than so."""
        if self._asides:
            await asyncio.wait(tuple(self._asides), timeout=seconds)

    async def close(self, seconds: float) -> None:
        """Close the channel; calls in the background have so many seconds to arrive."""
        self._finished = True
        await self.drain(seconds)
        await self._channel.close()

    def _beside(self, doing: Coroutine[Any, Any, Any]) -> Any:
        if self._finished:
            doing.close()
            return None
        task = asyncio.ensure_future(_unheard(doing))
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        return task

    async def _outcome(self, effect: Any) -> tuple[Any, CallFailed | None]:
        try:
            return await self._perform(effect), None
        except grpc.RpcError as error:
            return None, CallFailed(read_failure(error))
        except CallFailed as not_made:
            return None, not_made
        except _Unreadable:
            return None, CallFailed(_UNREADABLE)
        except _NOT_MADE:
            return None, CallFailed(CLOSED)
        except asyncio.CancelledError:
            # So gRPC tells of a call whose channel was closed, too.
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return None, CallFailed(CLOSED)

    async def _perform(self, effect: Any) -> Any:
        match effect:
            case Read(stream):
                return await self._read(stream)
            case Call(method, request, timeout):
                return await self._call(method, request, timeout)
            case Upload(method, requests, timeout):
                return await self._upload(method, requests, timeout)
            case Open(method, request, timeout):
                return await self._open(method, request, timeout)
            case Sleep(seconds):
                return await self._sleep(seconds)
        raise AssertionError(f"no such effect: {effect}")

    async def _open(self, method: str, request: Any, timeout: float | None) -> _Stream:
        finish = self._watch.began(method)
        responses: Any
        try:
            metadata = await self._metadata()
            responses = self._stubs.begin(method, request, timeout, metadata, finish.headers)
        except CallFailed as not_made:
            finish(not_made.failure.code)
            responses = NotBegun(not_made)
        except _NOT_MADE:
            finish(CLOSED.code)
            responses = NotBegun(CallFailed(CLOSED))
        except BaseException:
            finish("CANCELLED")
            raise
        return _Stream(responses, finish)

    async def _call(self, method: str, requests: Any, timeout: float | None) -> Any:
        finish = self._watch.began(method)
        status = "CANCELLED"
        try:
            metadata = await self._metadata()
            response = await self._stubs.begin(method, requests, timeout, metadata, finish.headers)
            status = "OK" if response is not None else _UNREADABLE.code
        except grpc.RpcError as error:
            status = error.code().name
            raise
        except CallFailed as not_made:
            status = not_made.failure.code
            raise
        finally:
            finish(status)
        if response is None:
            raise _Unreadable
        return response

    async def _upload(
        self, method: str, requests: Callable[[], Iterator[Any]], timeout: float | None
    ) -> Any:
        loop = asyncio.get_running_loop()
        ended = asyncio.Event()

        def tell(_: Any) -> None:
            with contextlib.suppress(RuntimeError):  # the loop did not wait for it
                loop.call_soon_threadsafe(ended.set)

        # A token that has to be asked for is so now: who sends asks in this thread.
        await self._metadata()
        sending = self._blocking().send(method, requests(), timeout)
        if sending is None:
            raise CallFailed(CLOSED)
        sending.add_done_callback(tell)
        try:
            await ended.wait()
        except asyncio.CancelledError:
            sending.cancel()
            raise
        return sending.result()

    async def _read(self, stream: _Stream) -> Any:
        try:
            response = await stream.responses.read()
        except grpc.RpcError as error:
            stream.finish(error.code().name)
            raise
        if response is _EOF:
            stream.finish("OK")
            return None
        if response is None:
            stream.responses.cancel()
            stream.finish(_UNREADABLE.code)
            raise _Unreadable
        return response


async def _unheard(doing: Coroutine[Any, Any, Any]) -> None:
    # A failure is none of the program: the server forgets by itself, only later.
    with contextlib.suppress(grpc.RpcError, CallFailed, _Unreadable, *_NOT_MADE):
        await doing
