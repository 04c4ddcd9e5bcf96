"""A rule: which calls go wrong, how and how often. Who applies them is in injector.py."""

from collections.abc import Callable
from dataclasses import dataclass

from sparity_lab.resilience.faults import Hit, World
from sparity_lab.resilience.policy import Policy

EVERY = -1
"""As often as there are calls."""

EXECUTE, REATTACH = "ExecutePlan", "ReattachExecute"
STREAMS = (EXECUTE, REATTACH)

Make = Callable[[Hit, World], Policy]
"""Makes the policy of one call, given what to call when it strikes."""


@dataclass(frozen=True)
class Rule:
    """One thing that goes wrong.

    Args:
        name: what happens.
        methods: to which calls.
        make: makes it happen.
        times: to how many of these calls; `EVERY` for all.
        shared: whether one policy sees all of the calls.
        skip: how many of these calls pass before.
    """

    name: str
    methods: tuple[str, ...]
    make: Make
    times: int = 1
    shared: bool = False
    skip: int = 0

    @property
    def least(self) -> int:
        """How many faults it takes for what the rule says to have happened."""
        return 1 if self.times == EVERY else self.times
