"""What a flow asks its driver to do; the drivers do it, one blocking, one for asyncio.

A flow is a generator. It decides, it never calls: it yields one of these and is sent what came
back, or has `CallFailed` thrown into it. So everything that a client decides is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from sparity.connect.failure import Failure

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """Make a call; send the response."""

    method: str
    request: Any
    timeout: float | None


@dataclass(frozen=True, slots=True)
class Upload:
    """Make a call with several requests, which are made as they are sent; send the response."""

    method: str
    requests: Callable[[], Iterator[Any]]
    timeout: float | None


@dataclass(frozen=True, slots=True)
class Open:
    """Begin a call with several responses; send the stream, whatever that is.

    This does not fail: what is wrong with the stream is told where it is read.
    """

    method: str
    request: Any
    timeout: float | None


@dataclass(frozen=True, slots=True)
class Read:
    """Wait for a stream; send its next response, or None at its end."""

    stream: Any


@dataclass(frozen=True, slots=True)
class Sleep:
    """Do nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hand:
    """Hand a response to whoever iterates over this flow."""

    response: Any


Effect: TypeAlias = Call | Upload | Open | Read | Sleep | Hand
Flow: TypeAlias = Generator[Effect, Any, T]


class CallFailed(Exception):
    """Thrown into a flow whose call, or stream, failed."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


class Aside(Protocol):
    """What a flow may do at any moment, even while it is being closed, because nobody waits."""

    def send(self, method: str, request: Any, timeout: float | None) -> Any:
        """Make a call whose outcome does not matter.

        Gives something whose `done()` tells its end, or None if it is not made.
        """

    def follow(self, flow: Flow[None]) -> None:
        """Drive a flow to its end while everything else goes on."""

    def cancel(self, stream: Any) -> None:
        """Stop listening to a stream."""
