"""Details of failures as no server should send them: always one error that can be read."""

import json
import pickle
import time
import traceback
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import Failed, config_operation, packed_status

from sparity import errors
from sparity.connect import status
from sparity.connect.enrich import exception_in, exception_of
from sparity.connect.failure import Failure, read_failure
from sparity.connect.obstacle import told_by
from sparity.errors.exceptions import connect
from sparity.protocol import message_class

Serve = Callable[..., Served]

SPARK = "org.apache.spark.SparkException"
NAMES = st.sampled_from([SPARK, "java.lang.ArithmeticException", "", "x"])
#: What stands where JSON of another kind should.
WRITTEN = st.one_of(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=6,
    ).map(json.dumps),
    st.text(max_size=20),
    st.sampled_from(["", "5", "null", '"x"', "[" * 100_000, '{"a":' * 100_000, "9" * 10_000]),
)
INFO = st.fixed_dictionaries(
    {},
    optional={
        "classes": WRITTEN,
        "messageParameters": WRITTEN,
        "errorClass": st.text(max_size=5),
        "sqlState": st.text(max_size=5),
        "stackTrace": st.text(max_size=5),
        "errorId": st.text(max_size=5),
    },
)


def refused(metadata: dict[str, str], reason: str = SPARK, damage: Any = None) -> Abort:
    """A failure that has just this in its details."""
    info = status.message_class("ErrorInfo")(reason=reason, metadata=metadata).SerializeToString()
    packed = status.message_class("Status")(code=13, message="m")
    packed.details.add(type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info)
    data = packed.SerializeToString()
    return Abort(grpc.StatusCode.INTERNAL, "m", data if damage is None else damage(data))


def told(error: errors.PySparkException) -> str:
    """All that can be read of an error."""
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    return f"{error} {error!r} {error.getCondition()} {error.getStackTrace()}" + "".join(
        traceback.format_exception(error)
    )


@pytest.mark.parametrize("written", ["5", "null", '"x"', "[1]", "{}", "[" * 100_000])
@pytest.mark.parametrize("field", ["classes", "messageParameters"])
def test_json_of_another_kind_leaves_a_clean_error(written: str, field: str) -> None:
    info = status.message_class("ErrorInfo")(reason=SPARK, metadata={field: written})
    failed = Failed(grpc.StatusCode.INTERNAL, "plain", packed_status("m", info))
    assert told(exception_of(read_failure(failed)))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(metadata=INFO, reason=NAMES, details=st.booleans())
def test_no_details_of_a_call_break_out(
    serve: Serve, metadata: dict[str, str], reason: str, details: bool
) -> None:
    served = serve()
    # What is longer never arrives: gRPC bounds what stands at the end of a call.
    short = {key: value[:1000] for key, value in metadata.items()}
    served.spark.script["Config"] = [refused(short, reason)]
    if details:
        served.spark.script["FetchErrorDetails"] = [
            message_class("FetchErrorDetailsResponse")(root_error_idx=7)
        ]
    with pytest.raises(errors.PySparkException) as caught:
        served.client().config(config_operation())
    assert told(caught.value)


@settings(max_examples=200, deadline=None)
@given(metadata=INFO, reason=NAMES, place=st.integers(0, 100), junk=st.binary(max_size=4))
def test_damaged_details_leave_what_the_call_told(
    metadata: dict[str, str], reason: str, place: int, junk: bytes
) -> None:
    packed = refused(metadata, reason, lambda data: data[:place] + junk + data[place + 1 :]).packed
    failure = read_failure(Failed(grpc.StatusCode.INTERNAL, "plain", packed))
    assert failure.code == "INTERNAL"
    assert told(exception_of(failure))


@st.composite
def details(draw: st.DrawFn) -> Any:
    made = message_class("FetchErrorDetailsResponse")()
    indexes = st.one_of(st.none(), st.integers(-3, 6), st.sampled_from([-(2**31), 2**31 - 1]))
    for _ in range(draw(st.integers(0, 5))):
        error = made.errors.add(message=draw(st.text(max_size=5)))
        error.error_type_hierarchy.extend(draw(st.lists(NAMES, max_size=3)))
        if (cause := draw(indexes)) is not None:
            error.cause_idx = cause
        for _ in range(draw(st.integers(0, 2))):
            error.stack_trace.add(declaring_class=draw(NAMES), line_number=draw(st.integers(-1, 9)))
        if draw(st.booleans()):
            throwable = error.spark_throwable
            throwable.message_parameters[draw(st.text(max_size=3))] = draw(st.text(max_size=3))
            # Kinds of contexts that nobody knows yet, too.
            throwable.query_contexts.add(
                context_type=draw(st.integers(0, 5)), start_index=draw(st.integers(-9, 9))
            )
            throwable.breaking_change_info.SetInParent()
            if draw(st.booleans()):
                throwable.error_class = draw(st.text(max_size=5))
    if (root := draw(indexes)) is not None:
        made.root_error_idx = root
    return made


@settings(max_examples=300, deadline=None)
@given(made=details(), known=st.booleans())
def test_whatever_errors_a_server_tells_of_make_one_exception(made: Any, known: bool) -> None:
    failure = Failure(code="INTERNAL", message="plain", reason=SPARK, error_id="e")
    error = exception_of(failure, made, show_stack_trace=known)
    assert told(error)
    if not 0 <= made.root_error_idx < len(made.errors):
        assert "plain" in str(error)
    # Metrics bring their errors without a call that failed.
    assert told(exception_in(made))


def test_many_causes_cost_neither_the_stack_nor_the_memory() -> None:
    made = message_class("FetchErrorDetailsResponse")(root_error_idx=0)
    for number in range(3000):
        error = made.errors.add(message="m" * 1000, cause_idx=number + 1)
        error.error_type_hierarchy.append("java.lang.RuntimeException")
        for _ in range(10):
            error.stack_trace.add(declaring_class="c" * 1000)
    began = time.monotonic()
    outermost = exception_of(Failure(code="INTERNAL", reason=SPARK), made)
    chain: list[errors.PySparkException] = [outermost]
    while isinstance(cause := chain[-1].__cause__, errors.PySparkException):
        chain.append(cause)
    assert time.monotonic() - began < 5
    assert 10 < len(chain) < 100
    traces = [
        one.getStackTrace() or "" for one in chain if isinstance(one, errors.PySparkException)
    ]
    assert max(map(len, traces)) < 300_000
    assert traces[0].endswith("left out")
    assert told(outermost)


def test_metrics_that_failed_without_a_reason_are_told_so() -> None:
    error = exception_in(message_class("ExecutePlanResponse.ObservedMetrics")(root_error_idx=3))
    assert type(error) is connect.SparkConnectGrpcException
    assert "not what" in str(error)


def test_a_long_message_is_looked_through_in_time() -> None:
    began = time.monotonic()
    assert told_by(Failure(code="UNAVAILABLE", message="a" * 100_000), "h:1") is None
    assert time.monotonic() - began < 5
