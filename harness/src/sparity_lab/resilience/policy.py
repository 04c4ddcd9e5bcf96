"""What may happen to a call on its way through the proxy: the place where faults are put in.

Nothing here breaks anything. A call without a policy is forwarded on a faster path.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import grpc

from sparity_lab.record.tape import Headers


@dataclass(frozen=True, slots=True)
class Status:
    """How a call ended."""

    code: grpc.StatusCode
    details: str = ""
    trailers: Headers = field(default=())


class EndCall(Exception):
    """Raised by a policy to end a call with a status of its own; the server's side is cancelled."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.details)
        self.status = status


class Policy:
    """Passes one call through as it is; a subclass changes what it overrides.

    A method that changes messages is given them as they come and yields those that go on: it may
    wait, leave some out, repeat or rewrite them, stop early, or raise `EndCall`.
    """

    async def requests(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The messages of the client on their way to the server."""
        async for message in messages:
            yield message

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The messages of the server on their way to the client."""
        async for message in messages:
            yield message

    def status(self, status: Status) -> Status:
        """How the call ends for the client, given how it ended at the server."""
        return status


Policies = Callable[[str, Headers], Policy | None]
"""Gives a policy to a call, by its method and headers, or None."""
