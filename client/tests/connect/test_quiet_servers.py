"""Streams that end in good order and bring nothing: a quiet query, or nobody who works on it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fake_spark import FakeSpark, Served
from scripted import complete, plan

from sparity import errors
from sparity.connect import Deadlines, stream_limit
from sparity.protocol import message_class

Serve = Callable[..., Served]
QUIET_STREAMS = 100


class Quiet(FakeSpark):
    """Ends so many streams empty, each after some time on its own clock."""

    now = 0.0
    lasting = 120.0
    quiet = QUIET_STREAMS
    states = "RUNNING"

    def answers(self, call: Any, context: Any) -> Iterator[Any]:
        if call.method not in ("ExecutePlan", "ReattachExecute"):
            yield from super().answers(call, context)
            return
        self.now += self.lasting
        self.quiet -= 1
        if self.quiet < 0:
            yield complete()

    def state(self, operation: str) -> str:
        return f"OPERATION_STATE_{self.states}"


def started(serve: Serve, version: str, **facts: Any) -> tuple[Quiet, Any]:
    spark = Quiet(version)
    for name, value in facts.items():
        setattr(spark, name, value)
    served = serve(version, spark=spark)
    client = served.client(clock=lambda: spark.now, deadlines=Deadlines(silence=1000))
    return spark, client


def limited_to(told: str) -> Any:
    response = message_class("ConfigResponse")()
    response.pairs.add(key=stream_limit.CONF, value=told)
    return response


@pytest.mark.parametrize("version", ["3.5.9", "4.1.1", "4.3.0"])
def test_a_query_may_be_quiet_for_hours(serve: Serve, version: str) -> None:
    spark, client = started(serve, version)
    assert len(list(client.execute(plan()))) == 1
    assert spark.now > 3 * 3600


@pytest.mark.parametrize("version", ["3.5.9", "4.1.1"])
def test_streams_that_end_sooner_than_a_server_ends_them_are_no_sign_of_life(
    serve: Serve, version: str
) -> None:
    spark, client = started(serve, version, lasting=30, quiet=10_000)
    with pytest.raises(errors.SparkConnectGrpcException, match="ended early"):
        list(client.execute(plan()))
    assert 1000 < spark.now < 1100
    assert len([one for one in spark.requests("Config") if one.operation.get_option.keys]) == 1
    spark.wait_for("Interrupt")


def test_a_server_may_be_set_up_to_end_streams_sooner(serve: Serve) -> None:
    spark, client = started(serve, "3.5.9", lasting=30)
    spark.script["Config"] = [limited_to("30s")]
    assert len(list(client.execute(plan()))) == 1


def test_a_server_that_can_tell_is_asked(serve: Serve) -> None:
    spark, client = started(serve, "4.3.0", lasting=1)
    assert len(list(client.execute(plan()))) == 1
    assert len(spark.requests("GetStatus")) == QUIET_STREAMS


@pytest.mark.parametrize("state", ["UNKNOWN", "SUCCEEDED", "FAILED"])
def test_a_server_that_says_it_no_longer_works_on_it_is_given_up(serve: Serve, state: str) -> None:
    spark, client = started(serve, "4.3.0", states=state, quiet=10_000)
    with pytest.raises(errors.SparkConnectGrpcException, match="ended early"):
        list(client.execute(plan()))
    # The first, and the retries.
    assert len(spark.requests("ReattachExecute")) == 3


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("2m", 120),
        ("90s", 90),
        ("1500", 1.5),
        ("250ms", 0.25),
        ("1min", 60),
        ("1h", 3600),
        (" 10 S ", 10),
        ("0", float("inf")),
        (None, 120),
        ("", 120),
        ("soon", 120),
        ("3 parsecs", 120),
    ],
)
def test_the_limit_is_read_as_spark_writes_it(told: str | None, seconds: float) -> None:
    assert stream_limit.seconds(told) == pytest.approx(seconds)
