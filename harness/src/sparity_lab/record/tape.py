"""What a proxy has heard: the calls of the case in hand, within fixed bounds; decodes nothing."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sparity_lab.drivers.process import DriverInfo
from sparity_lab.outcome.normalise import Surroundings

Headers = tuple[tuple[str, str | bytes], ...]
"""Headers or trailers of a call."""

MAX_CALLS = 2_000
"""Calls kept a case; further ones are only counted."""

MAX_BYTES = 16 * 2**20
"""Bytes of requests kept a case."""

ANSWERS_BYTES = 64 * 2**20
"""Bytes of requests and bytes of responses kept a case where responses are kept at all."""


@dataclass(slots=True)
class RecordedCall:
    """One call, from its start until it ended; filled while it goes on."""

    method: str
    started: float
    requests: list[bytes] = field(default_factory=list)
    responses: list[bytes] = field(default_factory=list)
    request_count: int = 0
    response_count: int = 0
    left_out: int = 0
    """Messages that were too large to be kept."""
    code: str | None = None
    """The name of the gRPC status, None while the call goes on."""
    details: str = ""
    trailers: Headers = ()
    duration_s: float = 0.0

    @property
    def name(self) -> str:
        """The method without its service."""
        return self.method.rsplit("/", 1)[-1]

    def ended(self, code: str, details: str = "", trailers: Headers = ()) -> None:
        """Note how it ended, once."""
        if self.code is None:
            self.code, self.details, self.trailers = code, details, trailers
            self.duration_s = time.monotonic() - self.started


@dataclass(frozen=True)
class Recording:
    """All calls that started during one case, in the order in which they started."""

    calls: tuple[RecordedCall, ...] = ()
    more: Counter[str] = field(default_factory=Counter)
    """Calls that were only counted, by method."""
    surroundings: Surroundings = field(default_factory=Surroundings)
    driver: DriverInfo | None = None
    """The client that made them."""


class Tape:
    """Takes calls down; one thread hears them, another one says when a case begins and ends."""

    def __init__(
        self,
        *,
        keep_responses: bool = False,
        max_calls: int = MAX_CALLS,
        max_bytes: int = MAX_BYTES,
    ) -> None:
        self._keep_responses = keep_responses
        self._max_calls = max_calls
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self.begin()

    def begin(self) -> None:
        """A case begins: forget what was heard before."""
        with self._lock:
            self._calls: list[RecordedCall] = []
            self._more: Counter[str] = Counter()
            self._request_room = self._max_bytes
            self._response_room = self._max_bytes if self._keep_responses else -1

    def take(self) -> Recording:
        """What was heard since the case began; a call that goes on is filled further."""
        with self._lock:
            return Recording(tuple(self._calls), Counter(self._more))

    def start(self, method: str) -> RecordedCall:
        """A call starts."""
        call = RecordedCall(method, time.monotonic())
        with self._lock:
            if len(self._calls) < self._max_calls:
                self._calls.append(call)
            else:
                self._more[call.name] += 1
        return call

    def request_room(self) -> int:
        """How long a message of the client may be to be kept."""
        return self._request_room

    def response_room(self) -> int:
        """How long a message of the server may be to be kept; below 0, none is."""
        return self._response_room

    def heard_request(self, call: RecordedCall, message: bytes | None) -> None:
        """A message of the client; None: one for which there was no room."""
        call.request_count += 1
        with self._lock:
            fits = message is not None and len(message) <= self._request_room
            self._request_room -= len(message) if message is not None and fits else 0
        if message is not None and fits:
            call.requests.append(message)
        else:
            call.left_out += 1

    def heard_response(self, call: RecordedCall, message: bytes | None) -> None:
        """A message of the server; None: one for which there was no room."""
        call.response_count += 1
        if not self._keep_responses:
            return
        with self._lock:
            fits = message is not None and len(message) <= self._response_room
            self._response_room -= len(message) if message is not None and fits else 0
        if message is not None and fits:
            call.responses.append(message)
        else:
            call.left_out += 1
