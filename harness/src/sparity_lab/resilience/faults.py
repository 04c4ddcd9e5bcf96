"""What can happen to one call on its way through the proxy, each as a policy of the proxy."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol

from sparity_lab.resilience.policy import EndCall, Policy, Status
from sparity_lab.servers import wire

_ARROW_BATCH = 2
"""The field of an `ExecutePlanResponse` that has rows."""

_UNKNOWN = 9999
"""A field that no message of the protocol has."""


class World(Protocol):
    """What lies beyond a single call."""

    def tear(self) -> None:
        """Reset all connections."""

    def freeze(self) -> None:
        """Pass nothing on any more on the connections that are open."""

    def restart(self) -> None:
        """Put a fresh server in the place of the one that runs; blocks until it answers."""


Hit = Callable[[], None]
"""Called when a fault has happened."""

_NOTHING: tuple[bytes, ...] = ()


class _After(Policy):
    """Strikes once, after so many responses."""

    hit: Hit
    after: int

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """All of them, with the fault in between."""
        count = 0
        if not self.after:
            await self._strike()
        async for message in messages:
            yield message
            count += 1
            if count == self.after:
                await self._strike()

    async def _strike(self) -> None:
        raise NotImplementedError


@dataclass
class Cut(_After):
    """Ends a call with a status after so many responses; the server has begun with it.

    After none means when the first one has come, which is lost: so it is certain that it has begun.
    """

    hit: Hit
    status_told: Status
    after: int = 0

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Up to the place of the fault."""
        if not self.after:
            await anext(messages, None)
        async for message in super().responses(messages):
            yield message

    async def _strike(self) -> None:
        self.hit()
        raise EndCall(self.status_told)


@dataclass
class Unreached(Policy):
    """Fails a call that the server never hears of."""

    hit: Hit
    status_told: Status

    async def requests(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """None."""
        for nothing in _NOTHING:
            yield nothing

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """None."""
        self.hit()
        for nothing in _NOTHING:
            yield nothing
        raise EndCall(self.status_told)


@dataclass
class Torn(_After):
    """Resets the connection, with all calls on it, after so many responses."""

    hit: Hit
    world: World
    after: int = 0

    async def _strike(self) -> None:
        self.hit()
        self.world.tear()


@dataclass
class Frozen(_After):
    """Lets the connection fall silent, with all calls on it, and leaves it open."""

    hit: Hit
    world: World
    after: int = 0

    async def _strike(self) -> None:
        self.hit()
        self.world.freeze()


@dataclass
class Stalled(_After):
    """Lets one stream fall silent after so many responses; the connection lives on."""

    hit: Hit
    after: int = 0

    async def _strike(self) -> None:
        self.hit()
        # Until the client gives the call up.
        await asyncio.Event().wait()


@dataclass
class Restarted(_After):
    """Restarts the server after so many responses, and resets the connection."""

    hit: Hit
    world: World
    after: int

    async def _strike(self) -> None:
        self.hit()
        await asyncio.to_thread(self.world.restart)
        self.world.tear()


@dataclass
class Twice(Policy):
    """Gives each response twice."""

    hit: Hit

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Each one, and the same again."""
        async for message in messages:
            yield message
            self.hit()
            yield message


@dataclass
class Repeated(Policy):
    """Begins a stream with the last response of the one before, though it had arrived."""

    hit: Hit
    last: list[bytes] = field(default_factory=list)

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """What was last, and what comes."""
        if self.last:
            self.hit()
            yield self.last[-1]
        async for message in messages:
            self.last[:] = [message]
            yield message


@dataclass
class LeftOut(Policy):
    """Leaves out one batch of rows."""

    hit: Hit
    which: int

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """All but one."""
        count = 0
        async for message in messages:
            count += _has_rows(message)
            if count == self.which and _has_rows(message):
                self.hit()
            else:
                yield message


@dataclass
class Truncated(Policy):
    """Takes the end off one batch of rows."""

    hit: Hit
    which: int

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """All, one of them broken."""
        count = 0
        async for message in messages:
            count += _has_rows(message)
            if count == self.which and _has_rows(message):
                self.hit()
                message = message[: len(message) // 2]
            yield message


@dataclass
class Oversized(Policy):
    """Makes a message larger than any client takes, by a field that nobody knows."""

    hit: Hit
    size: int

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The first with rows, too large, and what comes after it."""
        struck = False
        async for message in messages:
            if not struck and _has_rows(message):
                struck = True
                self.hit()
                message += wire.message(_UNKNOWN, bytes(self.size))
            yield message


@dataclass
class Late(Policy):
    """Lets a response wait: each of them, or only the one after so many."""

    hit: Hit
    seconds: float
    after: int | None = None

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """All, late."""
        count = 0
        async for message in messages:
            if self.after is None or count == self.after:
                self.hit()
                await asyncio.sleep(self.seconds)
            count += 1
            yield message


def _has_rows(message: bytes) -> bool:
    return wire.submessage(message, _ARROW_BATCH) is not None
