"""A call that sends a stream of requests, on threads behind the face of an asynchronous one.

When a server ends such a call while requests are still on their way, `grpc.aio` loses the server's
status behind its own failure to send; the threaded API does not.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import CancelledError
from typing import Any

import grpc

END = object()


class UploadCall:
    """A call whose requests come from a stream; read it like one of `grpc.aio`."""

    def __init__(
        self, start: Callable[[Iterator[bytes]], Any], messages: AsyncIterator[bytes]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._messages = messages
        self._call = start(self._requests())

    async def read(self) -> Any:
        """The next response, or `END` when the call has ended, however it has."""
        try:
            return await asyncio.to_thread(next, self._call, END)
        except grpc.RpcError:
            return END

    async def initial_metadata(self) -> Any:
        """The server's headers."""
        return await asyncio.to_thread(self._call.initial_metadata)

    async def trailing_metadata(self) -> Any:
        """The server's trailers, once the call has ended."""
        return await asyncio.to_thread(self._call.trailing_metadata)

    async def code(self) -> Any:
        """The status, once the call has ended."""
        return await asyncio.to_thread(self._call.code)

    async def details(self) -> Any:
        """The words of the status, once the call has ended."""
        return await asyncio.to_thread(self._call.details)

    def cancel(self) -> None:
        """Give the call up."""
        self._call.cancel()

    def _requests(self) -> Iterator[bytes]:
        """The messages for a thread of gRPC, each fetched when it can be sent."""
        while True:
            following = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
            try:
                message = following.result()
            except (CancelledError, RuntimeError):
                return
            if message is END:
                return
            yield message

    async def _next(self) -> Any:
        return await anext(self._messages, END)
