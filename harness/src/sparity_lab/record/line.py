"""A TCP line to a server: it passes bytes on, lets somebody listen, and can be torn; no gRPC."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from sparity_lab.record.loop import ProxyLoop

_WAIT_S = 10.0
_AT_ONCE = struct.pack("ii", 1, 0)
_CHUNK = 65536


class Listener(Protocol):
    """Hears one connection: every byte, before it is passed on."""

    def client_said(self, data: bytes) -> None:
        """Bytes on their way to the server."""

    def server_said(self, data: bytes) -> None:
        """Bytes on their way to the client."""

    def over(self, *, by_client: bool) -> None:
        """The connection is closed, by one side or the other."""


class Line:
    """Forwards a port of this machine to a server until it is stopped.

    Args:
        onward: `host:port` that it leads to; may be changed for later connections.
        listen: makes a listener for each connection.
        port: which port it is; 0 for any that is free.

    Raises:
        OSError, TimeoutError: it cannot listen.
    """

    def __init__(
        self, onward: str, listen: Callable[[], Listener] | None = None, port: int = 0
    ) -> None:
        self.onward = onward
        self.port = port
        self._listen = listen
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows: set[asyncio.Event] = set()
        self._connections: set[asyncio.Task[None]] = set()
        self._loop: ProxyLoop | None = ProxyLoop.enter()
        try:
            self.port = self._loop.wait_for(self._start(), _WAIT_S)
        except BaseException:
            self._loop.leave()
            raise

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Reset all connections and close the port; may be called again."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        try:
            with suppress(TimeoutError):
                loop.wait_for(self._stop(), _WAIT_S)
        finally:
            loop.leave()

    def tear(self) -> None:
        """Reset all connections; to be called on the proxies' event loop."""
        writers, self._writers = self._writers, set()
        for flow in self._flows:
            flow.set()
        for writer in writers:
            with suppress(OSError):
                # Without lingering a socket is closed by RST, as by a firewall or a crash.
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE
                )
            writer.transport.abort()

    def freeze(self) -> None:
        """Pass nothing on any more on the connections that are open, and close none of them.

        So does a firewall that has forgotten them. To be called on the proxies' event loop.
        """
        for flow in self._flows:
            flow.clear()

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _stop(self) -> None:
        self._server.close()
        self.tear()
        if self._connections:
            await asyncio.wait(tuple(self._connections), timeout=_WAIT_S / 2)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = self.onward.rpartition(":")
        try:
            onward_reader, onward_writer = await asyncio.open_connection(
                host.strip("[]"), int(port)
            )
        except OSError:
            writer.transport.abort()
            return
        both = {writer, onward_writer}
        self._writers |= both
        flow = asyncio.Event()
        flow.set()
        self._flows.add(flow)
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        listener = self._listen() if self._listen is not None else None
        ended: list[str] = []

        async def client_to_server() -> None:
            hear = listener.client_said if listener is not None else None
            if await _pump(reader, onward_writer, hear, flow):
                ended.append("client")
            onward_writer.close()

        async def server_to_client() -> None:
            hear = listener.server_said if listener is not None else None
            if await _pump(onward_reader, writer, hear, flow):
                ended.append("server")
            writer.close()

        try:
            await asyncio.gather(client_to_server(), server_to_client())
        finally:
            if listener is not None:
                listener.over(by_client=ended[:1] != ["server"])
            self._writers -= both
            self._flows.discard(flow)
            for one in both:
                one.close()


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    hear: Callable[[bytes], None] | None,
    flow: asyncio.Event,
) -> bool:
    """Pass bytes on until one side ends the connection; whether that was their sender.

    Nothing passes while `flow` is not set.
    """
    while True:
        try:
            data = await reader.read(_CHUNK)
        except OSError:
            return True
        if not data:
            return True
        await flow.wait()
        if hear is not None:
            hear(data)
        try:
            writer.write(data)
            await writer.drain()
        except OSError:
            return False
