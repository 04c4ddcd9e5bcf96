"""What keeps a program from harm: limits of results and plans, compression, counters, the log."""

import functools
import logging
from collections.abc import Callable
from typing import Any

import grpc
import pyarrow
import pytest
from fake_spark import Abort, Served
from scripted import (
    RESULT,
    batch,
    chunk,
    complete,
    config_operation,
    down,
    plan,
    refusal,
    rows,
    schema,
)

from sparity import errors
from sparity.connect import RetryPolicy, counting, plan_size
from sparity.connect.watch import Watch
from sparity.protocol import message_class
from sparity.protocol.depth import depth
from sparity.sql import SparkSession

Serve = Callable[..., Served]


@pytest.mark.parametrize(
    ("option", "unit"), [("max_result_rows=4", "rows"), ("max_result_bytes=15", "bytes")]
)
def test_a_result_that_is_too_large_is_stopped(serve: Serve, option: str, unit: str) -> None:
    served = serve()
    batches = [rows(name, 2, 2 * n, b"12345678") for n, name in enumerate("abcd")]
    served.spark.script["ExecutePlan"] = [[*batches, complete()]]
    got = []
    with pytest.raises(errors.ResultTooLargeError, match=r"limit\(\)") as caught:
        got.extend(served.client(option).execute(plan()))
    assert caught.value.getMessageParameters()["unit"] == unit
    served.spark.wait_for("Interrupt")
    served.spark.wait_until_released()


def test_a_result_within_the_limits_comes_whole(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a", 2, data=b"1234"), complete()]]
    client = served.client("max_result_rows=2;max_result_bytes=4")
    assert len(list(client.execute(plan()))) == 2


def test_bytes_count_while_a_batch_is_still_incomplete(serve: Serve) -> None:
    served = serve()
    parts = [chunk(f"r{place}", place, 1000, b"x" * 600) for place in range(1000)]
    served.spark.script["ExecutePlan"] = [[*parts, complete()]]
    with pytest.raises(errors.ResultTooLargeError):
        list(served.client("max_result_bytes=1000").execute(plan()))
    served.spark.wait_until_released()


def test_rows_that_a_server_does_not_admit_do_not_get_by(serve: Serve) -> None:
    served = serve()
    hundred = batch("a", *range(100))
    hundred.arrow_batch.row_count = 1
    served.spark.script["ExecutePlan"] = [[schema(), hundred, complete()]]
    with pytest.raises(errors.SparkConnectException, match="Expected 1 rows"):
        SparkSession(served.client("max_result_rows=3")).range(100).collect()


def deep(levels: int) -> Any:
    made = message_class("Plan")()
    inner = made.root
    for _ in range(levels):
        inner.filter.condition.expression_string.expression = "a"
        inner = inner.filter.input
    inner.range.end = 1
    return made


def test_the_depth_of_a_plan_is_the_nesting_of_its_messages() -> None:
    # The plan, its relation and the range; each filter adds itself and its input.
    assert depth(deep(0)) == 3
    assert depth(deep(10)) == 23


def test_a_plan_that_is_too_deep_is_not_sent(serve: Serve) -> None:
    served = serve()
    client = served.client()
    with pytest.raises(errors.PlanTooDeepError, match="withColumns") as caught:
        list(client.execute(deep(600)))
    assert caught.value.getMessageParameters() == {"depth": "1203", "limit": "1024"}
    question = message_class("AnalyzePlanRequest")()
    question.schema.plan.CopyFrom(deep(600))
    with pytest.raises(errors.PlanTooDeepError):
        client.analyze(question)
    assert served.spark.requests("ExecutePlan") == []


def test_a_depth_that_is_known_is_believed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_size, "depth", lambda _message: pytest.fail("that takes long"))
    served = serve()
    client = served.client()
    question = message_class("AnalyzePlanRequest")()
    question.schema.plan.CopyFrom(deep(1000))
    list(client.execute(deep(1000), depth=1024))
    with pytest.raises(errors.PlanTooDeepError):
        list(client.execute(deep(1000), depth=1025))
    # Of a request, which is two messages deeper than its plan.
    client.analyze(question, depth=1025)
    with pytest.raises(errors.PlanTooDeepError):
        client.analyze(question, depth=1026)


def test_a_frame_is_refused_when_its_plan_is_too_deep(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [RESULT]
    frames = [
        functools.reduce(
            lambda frame, _: frame.filter("true"),
            range(300),
            SparkSession(served.client(f"max_plan_depth={limit}")).range(1),
        )
        for limit in (603, 602)
    ]
    # Two messages for each filter, two for the range, and the plan.
    frames[0].collect()
    with pytest.raises(errors.PlanTooDeepError, match="603"):
        frames[1].collect()


def test_a_server_may_read_deeper_plans(serve: Serve) -> None:
    served = serve()
    list(served.client("max_plan_depth=4000").execute(deep(10)))
    assert len(served.spark.requests("ExecutePlan")) == 1


def large() -> Any:
    made = message_class("Plan")()
    made.root.sql.query = "SELECT 1 " * 20_000
    return made


def settings(threshold: str, algorithm: str = "ZSTD") -> Any:
    made = message_class("ConfigResponse")()
    made.pairs.add(key=plan_size.THRESHOLD_CONF, value=threshold)
    made.pairs.add(key=plan_size.ALGORITHM_CONF, value=algorithm)
    return made


def test_a_large_plan_is_compressed_as_the_server_wants(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [settings("1000")]
    client = served.client()
    original = large().root.SerializeToString()
    list(client.execute(large()))
    list(client.execute(large()))
    for request in served.spark.requests("ExecutePlan"):
        packed = request.plan.compressed_operation
        assert (packed.op_type, packed.compression_codec) == (1, 1)
        assert len(packed.data) < len(original) / 10
        unpacked = pyarrow.Codec("zstd").decompress(packed.data, len(original), asbytes=True)
        assert unpacked == original
    assert len(served.spark.requests("Config")) == 1
    question = message_class("AnalyzePlanRequest")()
    question.schema.plan.CopyFrom(large())
    client.analyze(question)
    (asked,) = (one for one in served.spark.requests("AnalyzePlan") if one.HasField("schema"))
    assert asked.schema.plan.WhichOneof("op_type") == "compressed_operation"


@pytest.mark.parametrize(
    ("version", "answer"),
    [
        ("4.1.1", settings("-1")),
        ("4.1.1", settings("1000000")),
        ("4.1.1", settings("1", "LZ4")),
        ("4.1.1", message_class("ConfigResponse")()),
        ("4.0.5", settings("1")),
    ],
)
def test_no_plan_is_compressed_that_the_server_would_not_read(
    serve: Serve, version: str, answer: Any
) -> None:
    served = serve(version)
    served.spark.script["Config"] = [answer]
    list(served.client().execute(large()))
    assert served.spark.requests("ExecutePlan")[0].plan == large()


def test_the_size_of_chunks_can_be_chosen(serve: Serve) -> None:
    served = serve()
    list(served.client("preferred_chunk_size=4096").execute(plan()))
    options = served.spark.requests("ExecutePlan")[0].request_options
    chosen = [one.result_chunking_options for one in options]
    assert 4096 in [one.preferred_arrow_chunk_size for one in chosen]


def test_calls_are_counted_where_they_are_asked_for(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a"), down()]]
    served.spark.script["ReattachExecute"] = [[complete()]]
    client = served.client()
    with counting() as outer:
        client.config(config_operation())
        with counting() as calls:
            list(client.execute(plan()))
    client.config(config_operation())
    one_each = ("AnalyzePlan", "ExecutePlan", "ReattachExecute", "ReleaseExecute")
    assert calls == dict.fromkeys(one_each, 1)
    assert outer["Config"] == 1


def test_the_log_tells_of_calls_and_of_nothing_secret(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(local=True)
    served.spark.script["ExecutePlan"] = [[refusal("A", "no")]]
    with caplog.at_level(logging.DEBUG):
        client = served.client("token=s3cret;x-key=s3cret", retry=RetryPolicy(max_retries=1))
        with pytest.raises(errors.SparkConnectGrpcException) as caught:
            list(client.execute(plan()))
    assert "AnalyzePlan OK" in caplog.text
    assert "ExecutePlan INTERNAL" in caplog.text
    told = [caplog.text, repr(caught.value), str(caught.value), repr(client.address), repr(client)]
    assert served.spark.calls[0][2]["authorization"] == "Bearer s3cret"
    assert not [text for text in told if "s3cret" in text]


def records(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """What was logged for people, with its level."""
    return [
        (one.levelname, one.getMessage())
        for one in caplog.records
        if one.name == "sparity.connect" and one.levelno >= logging.INFO
    ]


def test_the_log_tells_of_retries_and_their_pauses(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve()
    served.spark.script["Config"] = [down(), down(7), message_class("ConfigResponse")()]
    with caplog.at_level(logging.INFO):
        client = served.client(retry=RetryPolicy(jitter=0.0))
        assert client.server_version
        client.config(config_operation())
    assert records(caplog) == [
        ("INFO", "Config: UNAVAILABLE; trying again in 0.05 s"),
        ("WARNING", "Config: UNAVAILABLE; trying again in 7 s"),
    ]


def test_the_log_tells_of_streams_that_are_taken_up_again(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a"), refusal("INVALID_CURSOR.DISCONNECTED")]]
    served.spark.script["ReattachExecute"] = [[rows("b")], [complete()]]
    with caplog.at_level(logging.INFO):
        list(served.client().execute(plan()))
    (request,) = served.spark.requests("ExecutePlan")
    again = ("INFO", f"reattaching to operation {request.operation_id}")
    why = "ExecutePlan: INTERNAL INVALID_CURSOR.DISCONNECTED; trying again in 0.05 s"
    assert records(caplog) == [("INFO", why), again, again]


def test_the_log_tells_of_tokens_that_are_renewed_and_of_none_itself(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(local=True)
    refused = Abort(grpc.StatusCode.UNAUTHENTICATED, "no, s3cret-1 is no token")
    served.spark.script["Config"] = [refused, message_class("ConfigResponse")()]
    given = iter(["s3cret-1", "s3cret-2"])
    with caplog.at_level(logging.DEBUG):
        served.client(token=lambda: next(given)).config(config_operation())
    assert records(caplog) == [("INFO", "the server refused the token; another one is asked for")]
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("policy", ["fresh", "replay"])
def test_the_log_warns_of_a_session_that_was_replaced(
    serve: Serve, caplog: pytest.LogCaptureFixture, policy: str
) -> None:
    served = serve()
    answers = message_class("ConfigResponse")()
    served.spark.script["Config"] = [answers, refusal("INVALID_HANDLE.SESSION_CLOSED"), answers]
    with caplog.at_level(logging.INFO):
        client = served.client(on_lost_session=policy)
        lost = client.session_id
        client.config(config_operation(a="b"))
        client.config(config_operation())
    replaced = f"the server has lost session {lost}; going on with a fresh one, {client.session_id}"
    found = records(caplog)
    assert found[0] == ("WARNING", replaced)
    told = "the fresh session was told again what the lost one knew, 1 entries"
    assert found[1:] == ([("INFO", told)] if policy == "replay" else [])


def test_a_call_at_which_nobody_looks_costs_nothing_more() -> None:
    watch = Watch()
    assert watch.began("Config") is watch.began("ExecutePlan")
    responses = (one for one in [1])
    assert watch.all_of(responses) is responses
    assert watch.one() is watch.one()
