"""Whether and when a failed call is made again; neither makes calls nor sleeps."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sparity.connect.failure import Failure


@dataclass(frozen=True, kw_only=True)
class RetryPolicy:
    """The rules of trying again: constant, shared by all calls. Times in seconds.

    The defaults are those of PySpark 4.3: at least ten minutes of patience in total. A subclass
    that overrides `covers` retries other failures; a session may have several policies, of which
    each failure takes the first that covers it and has retries left.

    Args:
        max_retries: how often a call is made again; 0 means never.
        initial_backoff: pause before the first retry.
        backoff_multiplier: by what the pause grows from one retry to the next.
        max_backoff: the pause grows no longer than this.
        jitter: at most this is added to a pause, at random, so that clients do not move in step.
        min_jitter_threshold: shorter pauses get no jitter.
        max_server_delay: the longest pause that a server may ask for.

    Examples:
        >>> RetryPolicy(max_retries=0).start().next_delay(Failure(code="UNAVAILABLE")) is None
        True
    """

    max_retries: int = 15
    initial_backoff: float = 0.05
    backoff_multiplier: float = 4.0
    max_backoff: float = 60.0
    jitter: float = 0.5
    min_jitter_threshold: float = 2.0
    max_server_delay: float = 600.0

    def covers(self, failure: Failure) -> bool:
        """Whether trying again can help at all."""
        return (
            failure.code == "UNAVAILABLE"
            or failure.cursor_was_taken
            or failure.retry_delay is not None
        )

    def start(
        self,
        *,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> Retries:
        """The state of one call under this policy alone; arguments are those of `Retries`."""
        return Retries((self,), patience=patience, clock=clock, uniform=uniform)


class _Spent:
    """What one call has used up of one policy."""

    def __init__(self, policy: RetryPolicy) -> None:
        self.policy = policy
        self.reset()

    def reset(self) -> None:
        self._count = 0
        self._backoff = self.policy.initial_backoff

    def next_delay(
        self, failure: Failure, uniform: Callable[[float, float], float]
    ) -> float | None:
        policy = self.policy
        if self._count >= policy.max_retries:
            return None
        self._count += 1
        delay = self._backoff
        self._backoff = min(policy.max_backoff, delay * policy.backoff_multiplier)
        if failure.retry_delay is not None:
            delay = max(delay, min(failure.retry_delay, policy.max_server_delay))
        if delay >= policy.min_jitter_threshold:
            delay += uniform(0, policy.jitter)
        return delay


class Retries:
    """How often one call was tried and how long to wait next.

    Args:
        policies: the rules; with none, nothing is tried again.
        patience: give up on a server that cannot be reached after so many seconds.
        clock: tells the time in seconds.
        uniform: gives a random number between two.
    """

    def __init__(
        self,
        policies: Sequence[RetryPolicy],
        *,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._spent = [_Spent(policy) for policy in policies]
        self._uniform = uniform
        self._give_up_at = None if patience is None else clock() + patience
        #: Tells the time in seconds.
        self.clock = clock
        self._alive_at = clock()

    @property
    def silence(self) -> float:
        """Seconds since the call made progress, or began."""
        return self.clock() - self._alive_at

    def reset(self) -> None:
        """Forget past failures, because the call made progress."""
        self._alive_at = self.clock()
        for spent in self._spent:
            spent.reset()

    def next_delay(self, failure: Failure) -> float | None:
        """Seconds to wait before the next attempt; None when there is to be none."""
        return self._first(failure, [one for one in self._spent if one.policy.covers(failure)])

    def next_delay_regardless(self, failure: Failure) -> float | None:
        """The same for a failure that the caller knows to be passing."""
        return self._first(failure, self._spent)

    def _first(self, failure: Failure, among: Sequence[_Spent]) -> float | None:
        found = (one.next_delay(failure, self._uniform) for one in among)
        delay = next((delay for delay in found if delay is not None), None)
        unreachable = failure.code == "UNAVAILABLE" and failure.retry_delay is None
        if (
            delay is not None
            and unreachable
            and self._give_up_at is not None
            and self.clock() + delay > self._give_up_at
        ):
            return None
        return delay
