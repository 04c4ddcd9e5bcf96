"""What becomes of a result when a server or the way to it fails: every row once, or an error."""

from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Pause, Served
from scripted import chunk, complete, config_operation, down, plan, refusal, rows

from sparity import errors
from sparity.connect import Deadlines, RetryPolicy

Serve = Callable[..., Served]
DATA = [rows("a", 2, 0), rows("b", 3, 2), rows("c", 1, 5), complete()]
LOST = "INVALID_HANDLE.OPERATION_NOT_FOUND"


def ids(client: Any) -> list[str]:
    return [response.response_id for response in client.execute(plan())]


def test_each_colour_has_a_driver_of_its_own(serve: Serve, colour: str) -> None:
    client = serve().client()
    client.config(config_operation())
    assert (client._driver is None) is (colour == "asyncio")
    assert len(client._async_drivers) == (colour == "asyncio")


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize(
    "fault",
    [
        None,
        down(),
        down(7),
        refusal("INVALID_CURSOR.DISCONNECTED"),
        Abort(grpc.StatusCode.DEADLINE_EXCEEDED),
    ],
    ids=["cut", "unavailable", "come back later", "cursor", "deadline"],
)
def test_a_stream_that_breaks_anywhere_loses_and_doubles_nothing(
    serve: Serve, after: int, fault: Any
) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[*DATA[:after], *([fault] if fault else [])]]
    served.spark.script["ReattachExecute"] = [DATA[after:]]
    assert ids(served.client()) == ["a", "b", "c", "last"]
    assert len(served.spark.requests("ExecutePlan")) == 1
    served.spark.wait_until_released()
    if fault and "later" in fault.message:
        assert served.slept[0] >= 7


def test_each_response_in_a_stream_of_its_own(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [DATA[:1]]
    served.spark.script["ReattachExecute"] = [[one] for one in DATA[1:]]
    assert ids(served.client()) == ["a", "b", "c", "last"]
    assert served.slept == []


def test_a_response_that_comes_twice_counts_once(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], DATA[0], DATA[1], down()]]
    served.spark.script["ReattachExecute"] = [DATA[1:]]
    assert ids(served.client()) == ["a", "b", "c", "last"]


@pytest.mark.parametrize("wrong", [rows("b", 3, 3), rows("b", 3, 1)], ids=["missing", "twice"])
def test_rows_that_are_missing_or_come_twice_are_an_error(serve: Serve, wrong: Any) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], wrong, complete()]]
    with pytest.raises(errors.SparkConnectException, match="where row 2 was due") as caught:
        ids(served.client())
    assert caught.value.getCondition() == "PROTOCOL_ERROR"
    served.spark.wait_for("Interrupt")
    served.spark.wait_until_released()


def test_a_plan_that_never_arrived_is_sent_again(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[down()], DATA]
    served.spark.script["ReattachExecute"] = [[refusal(LOST)]]
    assert ids(served.client()) == ["a", "b", "c", "last"]
    first, second = served.spark.requests("ExecutePlan")
    assert first.operation_id == second.operation_id


def test_a_plan_that_arrived_after_all_is_not_run_twice(serve: Serve) -> None:
    served = serve()
    known = refusal("INVALID_HANDLE.OPERATION_ALREADY_EXISTS")
    served.spark.script["ExecutePlan"] = [[down()], [known]]
    served.spark.script["ReattachExecute"] = [[refusal(LOST)], DATA]
    assert ids(served.client()) == ["a", "b", "c", "last"]


def test_a_result_that_the_server_forgot_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], down()]]
    served.spark.script["ReattachExecute"] = [[refusal(LOST)]]
    with pytest.raises(errors.PySparkRuntimeError) as caught:
        ids(served.client())
    assert caught.value.getCondition() == "RESPONSE_ALREADY_RECEIVED"


def test_a_session_that_is_lost_half_way_ends(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], down()]]
    changed = "INVALID_HANDLE.SESSION_CHANGED"
    served.spark.script["ReattachExecute"] = [[refusal(changed)]]
    client = served.client()
    with pytest.raises(errors.SparkConnectException) as caught:
        ids(client)
    assert caught.value.getCondition() == changed
    assert client.is_closed


def test_a_silent_stream_is_left_at_its_deadline(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], Pause()]]
    served.spark.script["ReattachExecute"] = [DATA[1:]]
    assert ids(served.client(deadlines=Deadlines(execute_plan=0.3))) == ["a", "b", "c", "last"]


def test_an_execution_may_have_a_deadline_of_its_own(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[DATA[0], Pause()]]
    served.spark.script["ReattachExecute"] = [[Pause()]]
    client = served.client(deadlines=Deadlines(execution=0.3), sleep=lambda _: None)
    with pytest.raises(errors.SparkConnectGrpcException, match=r"longer than the 0\.3 seconds"):
        ids(client)
    served.spark.wait_until_released()


def test_streams_that_bring_nothing_end(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[]]
    served.spark.script["ReattachExecute"] = [[]]
    with pytest.raises(errors.SparkConnectGrpcException, match="ended early"):
        ids(served.client())
    assert len(served.spark.requests("ReattachExecute")) == 3
    assert served.slept == [0.05, 0.2, 0.8]


def test_a_batch_may_come_in_chunks_and_streams(serve: Serve) -> None:
    served = serve()
    whole = [chunk("a", 0, 3, b"x"), chunk("b", 1, 3, b"y"), chunk("c", 2, 3, b"z"), complete()]
    served.spark.script["ExecutePlan"] = [[*whole[:1], down()]]
    served.spark.script["ReattachExecute"] = [[whole[1]], whole[2:]]
    first, _ = served.client().execute(plan())
    assert first.arrow_batch.data == b"xyz"


def test_a_batch_that_lacks_a_chunk_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[chunk("a", 0, 2, b"x"), rows("b"), complete()]]
    with pytest.raises(errors.SparkConnectException) as caught:
        ids(served.client())
    assert caught.value.getCondition() == "PROTOCOL_ERROR"


def test_a_batch_whose_end_is_missing_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[chunk("a", 0, 2, b"x"), complete()]]
    with pytest.raises(errors.SparkConnectException, match="1 of 2 chunks") as caught:
        ids(served.client())
    assert caught.value.getCondition() == "PROTOCOL_ERROR"


def test_a_message_that_is_too_large_is_told_with_the_remedy(serve: Serve) -> None:
    served = serve()
    too_large = [rows("a", data=b"x" * 5000), complete()]
    # On a busy machine the stream may look cut at first; what comes then is as large.
    served.spark.script["ExecutePlan"] = served.spark.script["ReattachExecute"] = [too_large]
    with pytest.raises(errors.SparkConnectGrpcException) as caught:
        ids(served.client("grpc_max_message_size=1000"))
    assert "grpc_max_message_size" in caught.value.__notes__[0]


def test_the_policies_of_a_session_can_be_changed(serve: Serve) -> None:
    served = serve()
    client = served.client()
    assert client.server_version
    client.set_retry_policies([])
    assert client.get_retry_policies() == []
    served.spark.script["Config"] = [down()]
    with pytest.raises(errors.SparkConnectGrpcException):
        client.config(config_operation())
    assert len(served.spark.requests("Config")) == 1


class Refusals(RetryPolicy):
    """Tries again what is not retried by default."""

    def covers(self, failure: Any) -> bool:
        return bool(failure.code == "INTERNAL")


def test_the_first_policy_that_covers_a_failure_decides(serve: Serve) -> None:
    served = serve()
    client = served.client(
        retry=[RetryPolicy(initial_backoff=1), Refusals(max_retries=1, initial_backoff=0.5)]
    )
    assert client.server_version
    answer = Abort(grpc.StatusCode.INTERNAL)
    served.spark.script["Config"] = [answer, down(), answer]
    with pytest.raises(errors.SparkConnectGrpcException):
        client.config(config_operation())
    assert served.slept == [0.5, 1]
