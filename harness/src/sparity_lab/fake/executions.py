"""Executions of the fake server: streams that break off by script, and are taken up again."""

import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import grpc

from sparity_lab.fake.script import Ending, Script
from sparity_lab.resilience.policy import EndCall, Status
from sparity_lab.resilience.statuses import come_back_after, refused

_POLL_S = 0.05
_COME_BACK_S = 0.1
RUNNING, DONE, CANCELLED = (
    f"OPERATION_STATE_{name}" for name in ("RUNNING", "SUCCEEDED", "CANCELLED")
)
UNKNOWN = "OPERATION_STATE_UNKNOWN"


_BROKEN = Status(grpc.StatusCode.UNAVAILABLE, "the connection broke, as scripted")


class Forgotten(Exception):
    """An attempt ends, and the server no longer knows its execution."""


class Execution:
    """One execution: its responses, and how often a client has come for them.

    Args:
        text: what is executed, to know it again.
        script: what it goes by.
        responses: all responses, each with an id.
        failure: how it ends after them; None when it ends well.
        tags: what it may be interrupted by.
        attempts: how often clients came for it before the server forgot it.
    """

    def __init__(
        self,
        text: str,
        script: Script,
        responses: Sequence[Any],
        failure: Status | None,
        tags: Sequence[str],
        attempts: int = 0,
    ) -> None:
        self.text = text
        self.tags = frozenset(tags)
        self.state = RUNNING
        self._script = script
        self._responses = responses
        self._failure = failure
        self.attempts = attempts
        self._released = 0
        self._stopped = threading.Event()

    def interrupt(self) -> bool:
        """Stop it; whether it was still running."""
        was_running = self.state == RUNNING
        if was_running:
            self.state = CANCELLED
        self._stopped.set()
        return was_running

    def release_until(self, response: str) -> None:
        """Forget the responses up to one of them."""
        self._released = max(self._released, self._after(response))

    def stream(self, last: str, context: Any) -> Iterator[Any]:
        """The responses after the last one that a client has.

        Raises:
            EndCall: the attempt breaks off, or the execution has failed.
            Forgotten: the server no longer knows it.
        """
        first = self._after(last)
        if first < self._released:
            raise EndCall(refused("INVALID_CURSOR.POSITION_NOT_AVAILABLE", "it was released"))
        attempts, number = self._script.attempts, self.attempts
        self.attempts += 1
        planned = attempts[number] if number < len(attempts) else None
        end = len(self._responses) if planned is None else first + planned.after
        for place, response in enumerate(self._responses[first:end], first + 1):
            self._wait(context)
            if place == len(self._responses) and self._failure is None:
                # Before a client that has it can ask.
                self._done()
            yield response
        if planned is not None:
            _end(planned.then)
            return
        if self._failure is not None:
            self._wait(context)
            self._done()
            raise EndCall(self._failure)

    def _done(self) -> None:
        if self.state == RUNNING:
            self.state = DONE

    def _after(self, response: str) -> int:
        if not response:
            return 0
        places = [n for n, one in enumerate(self._responses, 1) if one.response_id == response]
        if not places:
            raise EndCall(refused("INVALID_CURSOR.POSITION_NOT_FOUND", f"no response {response}"))
        return places[-1]

    def _wait(self, context: Any) -> None:
        until = time.monotonic() + self._script.delay
        while not self._stopped.is_set() and context.is_active():
            left = until - time.monotonic()
            if left <= 0:
                return
            self._stopped.wait(min(left, _POLL_S))
        if self._stopped.is_set():
            raise EndCall(refused("OPERATION_CANCELED", "it was interrupted"))


def _end(then: Ending) -> None:
    match then:
        case "unavailable":
            raise EndCall(_BROKEN)
        case "come_back":
            raise EndCall(come_back_after(_COME_BACK_S))
        case "session_changed":
            raise EndCall(refused("INVALID_HANDLE.SESSION_CHANGED", "the server was restarted"))
        case "unknown_operation":
            raise Forgotten
