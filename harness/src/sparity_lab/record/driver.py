"""A driver whose calls go through a tap of its own: what it yields comes with what it sent."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from sparity_lab.cases import Case
from sparity_lab.drivers.process import DriverInfo
from sparity_lab.outcome.model import Outcome
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.record.tap import Tap
from sparity_lab.record.tape import Recording
from sparity_lab.servers import wire

_SESSION_ID = 1
"""The field of the session's id, the same in every request of the protocol."""


class _Driver(Protocol):
    """What is recorded."""

    @property
    def info(self) -> DriverInfo:
        """What it says about itself."""

    def run(
        self, case: Case, timeout_s: float = ..., alive: Callable[[], bool] | None = None
    ) -> Outcome:
        """The outcome of one case."""

    def surroundings(self, case: Case) -> Surroundings:
        """What belongs to this machine and run in what the driver does with a case."""

    def stop(self) -> None:
        """End it."""

    def kill(self) -> None:
        """End it at once."""


class RecordedDriver:
    """A driver and the tap that only it uses, so that all calls belong to the case it runs."""

    def __init__(self, driver: _Driver, tap: Tap) -> None:
        self._driver = driver
        self._tap = tap
        self._earlier: frozenset[str] = frozenset()

    def run(
        self, case: Case, timeout_s: float = 60.0, alive: Callable[[], bool] | None = None
    ) -> Outcome:
        """The outcome of one case, with the recording of its calls."""
        self._tap.tape.begin()
        outcome = self._driver.run(case, timeout_s, alive)
        return replace(outcome, recording=self._taken(self.surroundings(case)))

    def surroundings(self, case: Case) -> Surroundings:
        """What belongs to this machine and run in what the driver does with a case."""
        return self._driver.surroundings(case)

    def stop(self) -> None:
        """End the driver, then its tap."""
        try:
            self._driver.stop()
        finally:
            self._tap.stop()

    def kill(self) -> None:
        """End both at once."""
        try:
            self._driver.kill()
        finally:
            self._tap.stop()

    def _taken(self, surroundings: Surroundings) -> Recording:
        """The recording without what the driver still tidied up after the case before.

        Each case has sessions of its own, so that a late call gives itself away.
        """
        recording = self._tap.tape.take()
        sessions = [_session(call.requests) for call in recording.calls]
        calls = tuple(
            call
            for call, session in zip(recording.calls, sessions, strict=True)
            if session not in self._earlier
        )
        self._earlier = frozenset(one for one in sessions if one)
        return replace(recording, calls=calls, surroundings=surroundings, driver=self._driver.info)


def _session(requests: list[bytes]) -> str:
    try:
        found = wire.submessage(requests[0], _SESSION_ID) if requests else None
    except ValueError:
        found = None
    return "" if found is None else found.decode("utf-8", "replace")
