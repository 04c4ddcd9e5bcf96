"""Decides which calls of the scenario in hand go wrong, and counts the faults that happened."""

import threading

from sparity_lab.record.tape import Headers
from sparity_lab.resilience.faults import World
from sparity_lab.resilience.policy import Policy
from sparity_lab.resilience.scenarios import EVERY, Scenario


class Injector:
    """The policies of a proxy; breaks nothing until it is armed.

    Args:
        world: what faults may do beyond a single call.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._scenario: Scenario | None = None
        self._shared: Policy | None = None
        self._left = 0
        self._hits = 0

    def arm(self, scenario: Scenario) -> None:
        """Break calls as a scenario says, from now on."""
        with self._lock:
            self._scenario, self._left, self._hits = scenario, scenario.times, 0
            self._shared = scenario.make(self._hit, self._world) if scenario.shared else None

    def disarm(self) -> int:
        """Break nothing more; how many faults there were."""
        with self._lock:
            self._scenario = None
            return self._hits

    def __call__(self, method: str, headers: Headers) -> Policy | None:
        """What is to happen to a call."""
        with self._lock:
            scenario = self._scenario
            if scenario is None or method.rpartition("/")[2] not in scenario.methods:
                return None
            if self._left == 0:
                return None
            if scenario.times != EVERY:
                self._left -= 1
            return self._shared or scenario.make(self._hit, self._world)

    def _hit(self) -> None:
        with self._lock:
            self._hits += 1
