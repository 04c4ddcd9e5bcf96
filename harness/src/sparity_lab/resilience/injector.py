"""Decides which calls go wrong by the rules in force, and counts the faults that happened."""

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field

from sparity_lab.record import schema
from sparity_lab.record.tape import Headers
from sparity_lab.resilience.faults import World
from sparity_lab.resilience.policy import Policy, Status
from sparity_lab.resilience.rules import EVERY, Rule


@dataclass
class Call:
    """A call that a rule has taken.

    Args:
        number: which call of the proxy it is, from 1.
        method: its name.
        session_id: what its request says; None where that cannot be read.
        operation_id: likewise.
        responses: how many its client was given.
    """

    number: int
    method: str
    session_id: str | None = None
    operation_id: str | None = None
    responses: int = 0

    def read(self, request: bytes) -> None:
        """Take the ids from its request."""
        message = schema.read(schema.requests().get(self.method), request)
        self.session_id = getattr(message, "session_id", "") or None
        self.operation_id = getattr(message, "operation_id", "") or None


_REQUEST_S = 5.0

Tell = Callable[[Rule, Call], None]
"""Told of each fault as it happens, and of the call that it happened to."""

_CALL: ContextVar[Call] = ContextVar("call")


class Injector:
    """The policies of a proxy; breaks nothing until it is armed.

    Args:
        world: what faults may do beyond a single call.
        tell: is told of each fault.
    """

    def __init__(self, world: World, tell: Tell | None = None) -> None:
        self._world = world
        self._tell = tell
        self._lock = threading.Lock()
        self._armed: list[_Armed] = []
        self._calls: Counter[str] = Counter()

    def arm(self, *rules: Rule) -> None:
        """Break calls as rules say, from now on; the first one that wants a call has it."""
        with self._lock:
            self._armed = [_Armed(rule, self._hit, self._world) for rule in rules]

    def disarm(self) -> int:
        """Break nothing more; how many faults there were."""
        with self._lock:
            armed, self._armed = self._armed, []
            return sum(one.hits for one in armed)

    @property
    def hits(self) -> list[int]:
        """How many faults there were so far, by rule, as long as they are in force."""
        with self._lock:
            return [one.hits for one in self._armed]

    @property
    def calls(self) -> Counter[str]:
        """How many calls there were, by method, whatever became of them."""
        with self._lock:
            return Counter(self._calls)

    def __call__(self, method: str, headers: Headers) -> Policy | None:
        """What is to happen to a call."""
        name = method.rpartition("/")[2]
        with self._lock:
            self._calls[name] += 1
            call = Call(self._calls.total(), name)
            for one in self._armed:
                if one.takes(name):
                    return _Taken(call, one.policy())
            return None

    def _hit(self, armed: "_Armed") -> None:
        with self._lock:
            armed.hits += 1
        if self._tell is not None:
            self._tell(armed.rule, _CALL.get())


class _Armed:
    """A rule in force."""

    def __init__(self, rule: Rule, hit: Callable[["_Armed"], None], world: World) -> None:
        self.rule = rule
        self.hits = 0
        self._hit = hit
        self._world = world
        self._skip, self._left = rule.skip, rule.times
        self._shared = self._make() if rule.shared else None

    def takes(self, method: str) -> bool:
        """Whether a call is one of those that go wrong; to be asked once a call."""
        if self._left == 0 or method not in self.rule.methods:
            return False
        if self._skip:
            self._skip -= 1
            return False
        if self._left != EVERY:
            self._left -= 1
        return True

    def policy(self) -> Policy:
        """For a call that it takes."""
        return self._shared or self._make()

    def _make(self) -> Policy:
        return self.rule.make(lambda: self._hit(self), self._world)


@dataclass
class _Taken(Policy):
    """Does what another policy does, and knows to which call."""

    call: Call
    fault: Policy
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def requests(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """As the other has it."""
        first = await anext(messages, None)
        if first is not None:
            self.call.read(first)
        self._heard.set()
        async for message in self.fault.requests(_again(first, messages)):
            yield message

    async def responses(self, messages: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """As the other has it."""
        with suppress(TimeoutError):
            # Or nobody would know whose call it was that did not get through.
            await asyncio.wait_for(self._heard.wait(), _REQUEST_S)
        # A policy may be shared by calls; each of them is a task of its own.
        _CALL.set(self.call)
        async for message in self.fault.responses(messages):
            self.call.responses += 1
            yield message

    def status(self, status: Status) -> Status:
        """As the other has it."""
        return self.fault.status(status)


async def _again(first: bytes | None, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """All messages of a stream, the first of which was taken out."""
    if first is not None:
        yield first
        async for message in rest:
            yield message
