"""Responses that are no messages, or not whole: an error in time, never fewer rows in silence."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import complete, config_operation, plan, rows

from sparity import errors
from sparity.protocol import message_class

Serve = Callable[..., Served]
DATA = [rows("a", 2, 0), rows("b", 3, 2), complete()]
WIRE = [one.SerializeToString() for one in DATA]
#: A field that says it has an exbibyte, and text that is no UTF-8.
GIANT = b"\x0a" + b"\xff" * 8 + b"\x0f" + b"abc"
NO_TEXT = b"\x0a\x02\xc3\x28"


def ids(client: Any) -> list[str]:
    return [response.response_id for response in client.execute(plan())]


@pytest.mark.parametrize("version", ["3.4.4", "3.5.9", "4.1.1"])
@pytest.mark.parametrize("garbled", [WIRE[1][:5], GIANT, NO_TEXT], ids=["cut", "giant", "no text"])
def test_a_result_with_a_garbled_response_is_an_error(
    serve: Serve, version: str, garbled: bytes
) -> None:
    served = serve(version)
    served.spark.script["ExecutePlan"] = [[DATA[0], garbled]]
    with pytest.raises(errors.SparkConnectGrpcException, match="deserializing"):
        ids(served.client())


@pytest.mark.parametrize("garbled", [GIANT, NO_TEXT], ids=["giant", "no text"])
def test_a_garbled_answer_is_an_error(serve: Serve, garbled: bytes) -> None:
    served = serve()
    served.spark.script["Config"] = [garbled]
    with pytest.raises(errors.SparkConnectGrpcException, match="deserializing"):
        served.client().config(config_operation())


@pytest.mark.parametrize("method", ["ReleaseExecute", "ReleaseSession", "Interrupt"])
def test_nobody_is_disturbed_by_garbled_answers_to_calls_aside(serve: Serve, method: str) -> None:
    served = serve()
    served.spark.script = {"ExecutePlan": [DATA], method: [GIANT]}
    client = served.client()
    assert ids(client) == ["a", "b", "last"]
    client.close()


@st.composite
def damaged(draw: st.DrawFn) -> list[bytes]:
    """The responses of a result, one of them with other bytes in it or cut short."""
    messages = list(WIRE)
    place = draw(st.integers(0, len(messages) - 1))
    whole = messages[place]
    first = draw(st.integers(0, len(whole)))
    last = draw(st.integers(first, len(whole)))
    messages[place] = whole[:first] + draw(st.binary(max_size=8)) + whole[last:]
    return messages


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(messages=damaged())
def test_damaged_results_are_refused_or_read_in_time(serve: Serve, messages: list[bytes]) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [messages]
    served.spark.script["ReattachExecute"] = [[complete()]]
    began = time.monotonic()
    try:
        found = list(served.client().execute(plan()))
    except errors.PySparkException:
        found = None
    assert time.monotonic() - began < 10
    if found is not None:
        kinds = {type(one) for one in found}
        assert kinds <= {message_class("ExecutePlanResponse")}
