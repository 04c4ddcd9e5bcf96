"""Makes every stream of results end early, as a server does that was told to; breaks nothing.

What a client must do then, attach again, is what most scenarios are about. Spark is told so by its
settings; a server that somebody else runs cannot be.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sparity_lab.record import schema
from sparity_lab.record.tape import Headers
from sparity_lab.resilience.policy import EndCall, Policies, Policy, Status
from sparity_lab.resilience.rules import REATTACH, STREAMS
from sparity_lab.resilience.statuses import ENDED

RESPONSES = 6
"""One more than any scenario lets pass before it strikes."""


def short_streams(policies: Policies) -> Policies:
    """The same policies, on streams that bring few responses each."""

    def both(method: str, headers: Headers) -> Policy | None:
        policy = policies(method, headers)
        name = method.rpartition("/")[2]
        return _Short(policy or Policy(), name == REATTACH) if name in STREAMS else policy

    return both


@dataclass
class _Short(Policy):
    """Hands a policy so many responses, and then the end of the stream in good order."""

    inner: Policy
    reattachable: bool
    _cut: bool = field(default=False)

    async def requests(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """As the other has it."""
        async for message in self.inner.requests(self._read(messages)):
            yield message

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """As the other has it."""
        async for message in self.inner.responses(self._few(messages)):
            yield message
        if self._cut:
            raise EndCall(ENDED)

    def status(self, status: Status) -> Status:
        """As the other has it."""
        return self.inner.status(status)

    async def _read(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for message in messages:
            # An execution that cannot be attached to again would be taken for complete.
            self.reattachable = self.reattachable or _asks_to_reattach(message)
            yield message

    async def _few(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        count = 0
        async for message in messages:
            yield message
            count += 1
            if count == RESPONSES and self.reattachable:
                self._cut = True
                return


def _asks_to_reattach(message: bytes) -> bool:
    request = schema.read("ExecutePlanRequest", message)
    options = () if request is None else request.request_options
    return any(option.reattach_options.reattachable for option in options)
