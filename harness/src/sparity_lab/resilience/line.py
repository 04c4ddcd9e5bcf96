"""A TCP line in front of a proxy that can be torn: every connection through it is reset."""

import asyncio
import socket
import struct
from contextlib import suppress

from sparity_lab.record.loop import ProxyLoop

_WAIT_S = 10.0
_AT_ONCE = struct.pack("ii", 1, 0)


class Line:
    """Forwards a port of this machine to another one until it is stopped.

    Args:
        onward: the port that it leads to; may be changed for later connections.
    """

    def __init__(self, onward: int) -> None:
        self.onward = onward
        self._writers: set[asyncio.StreamWriter] = set()
        self._connections: set[asyncio.Task[None]] = set()
        self._loop = ProxyLoop.enter()
        self.port = self._loop.wait_for(self._start(), _WAIT_S)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *exception: object) -> None:
        try:
            self._loop.wait_for(self._stop(), _WAIT_S)
        finally:
            self._loop.leave()

    def tear(self) -> None:
        """Reset all connections; to be called on the proxies' event loop."""
        writers, self._writers = self._writers, set()
        for writer in writers:
            with suppress(OSError):
                # Without lingering a socket is closed by RST, as by a firewall or a crash.
                writer.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE
                )
            writer.transport.abort()

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _stop(self) -> None:
        self._server.close()
        self.tear()
        if self._connections:
            await asyncio.wait(tuple(self._connections), timeout=_WAIT_S / 2)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self.onward)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, onward_writer}
        self._writers |= both
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            await asyncio.gather(_pump(reader, onward_writer), _pump(onward_reader, writer))
        finally:
            self._writers -= both
            for one in both:
                one.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
