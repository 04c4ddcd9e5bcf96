"""Whether and when a call is made again; with a made-up clock and no randomness."""

import pytest

from sparity.connect.failure import Failure
from sparity.connect.retry import Retries, RetryPolicy

DOWN = Failure(code="UNAVAILABLE")
# As Spark 3.5 words it, which sends no condition.
TAKEN = Failure(
    code="INTERNAL",
    message="[INVALID_CURSOR.DISCONNECTED] taken over",
    reason="org.apache.spark.SparkSQLException",
)


def started(policy: RetryPolicy, patience: float | None = None, now: float = 0.0) -> Retries:
    return policy.start(patience=patience, clock=lambda: now, uniform=lambda low, high: high)


def delays(retries: Retries, failure: Failure = DOWN) -> list[float]:
    found = []
    while (delay := retries.next_delay(failure)) is not None:
        found.append(delay)
    return found


def test_the_default_is_fifteen_retries_over_ten_minutes() -> None:
    found = delays(started(RetryPolicy()))
    assert len(found) == 15
    assert found[:3] == pytest.approx([0.05, 0.2, 0.8])
    assert found[3] == pytest.approx(3.2 + 0.5)
    assert found[-1] == pytest.approx(60.5)
    assert sum(found) > 600


def test_no_retries_means_none() -> None:
    assert delays(started(RetryPolicy(max_retries=0))) == []


@pytest.mark.parametrize(
    ("failure", "covered"),
    [
        (DOWN, True),
        (Failure(code="INTERNAL"), False),
        (TAKEN, True),
        (Failure(code="INTERNAL", message="[INVALID_CURSOR.DISCONNECTED] says a query"), False),
        (Failure(code="INTERNAL", condition="INVALID_CURSOR.DISCONNECTED"), True),
        (Failure(code="RESOURCE_EXHAUSTED", retry_delay=1.0), True),
        (Failure(code="DEADLINE_EXCEEDED"), False),
        (Failure(code="UNAUTHENTICATED"), False),
    ],
)
def test_only_what_may_pass_is_retried(failure: Failure, covered: bool) -> None:
    assert RetryPolicy().covers(failure) is covered
    assert (started(RetryPolicy()).next_delay(failure) is not None) is covered


def test_the_server_may_ask_for_a_longer_pause_within_bounds() -> None:
    policy = RetryPolicy(jitter=0.0, max_server_delay=100.0)
    assert started(policy).next_delay(Failure(code="X", retry_delay=30.0)) == 30.0
    assert started(policy).next_delay(Failure(code="X", retry_delay=1e6)) == 100.0
    assert started(policy).next_delay(Failure(code="X", retry_delay=0.0)) == 0.05


def test_progress_gives_all_retries_back() -> None:
    retries = started(RetryPolicy(max_retries=2))
    assert len(delays(retries)) == 2
    retries.reset()
    assert delays(retries) == pytest.approx([0.05, 0.2])


def test_patience_with_a_server_that_cannot_be_reached_is_bounded() -> None:
    assert delays(started(RetryPolicy(), patience=0.5)) == pytest.approx([0.05, 0.2])


def test_patience_does_not_bound_a_server_that_asks_to_come_back() -> None:
    asks = Failure(code="UNAVAILABLE", retry_delay=5.0)
    assert started(RetryPolicy(), patience=0.5).next_delay(asks) == 5.5
