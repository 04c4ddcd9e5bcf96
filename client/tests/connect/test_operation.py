"""`df.submit()` and `spark.operation(id)`: begun, watched, cancelled, fetched elsewhere."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fake_spark import FakeSpark, Pause, Served
from scripted import RESULT, batch, complete, down, refusal, schema

from sparity import errors
from sparity.protocol import message_class
from sparity.sql import SparkSession
from sparity_lab.resilience.policy import EndCall

Serve = Callable[..., Served]
ID = "8c7f3a3e-5a2a-4b57-9c34-6e0b8b0f3b9c"


@pytest.fixture
def colour() -> str:
    """An operation has a thread of its own, which blocks."""
    return "blocking"


def progress(completed: int) -> Any:
    made = message_class("ExecutePlanResponse")(response_id=f"p{completed}")
    made.execution_progress.num_inflight_tasks = 2
    made.execution_progress.stages.add(stage_id=1, num_tasks=4, num_completed_tasks=completed)
    return made


def status(state: str) -> Any:
    made = message_class("GetStatusResponse")()
    made.operation_statuses.add(operation_id=ID, state=f"OPERATION_STATE_{state}")
    return made


def begun_elsewhere(served: Served) -> Any:
    client = served.client()
    served.spark.judge.adopt(client.session_id, ID)
    return SparkSession(client).operation(ID)


def test_a_submitted_query_can_be_watched_and_its_rows_fetched(serve: Serve) -> None:
    served = serve("4.3.0")
    first, *rest = RESULT
    served.spark.script["ExecutePlan"] = [[first, progress(1), Pause(0.5), *rest]]
    spark = SparkSession(served.client())
    job = spark.range(3).submit()
    with pytest.raises(TimeoutError):
        job.result(timeout=0.01)
    assert not job.done
    assert [row.id for row in job.result(timeout=10)] == [0, 1, 2]
    assert job.done
    assert job.progress().fraction == 1
    assert job.toArrow().num_rows == job.to_polars().height == len(job.toPandas()) == 3
    assert job.progress().stages[0].num_completed_tasks == 1
    served.spark.wait_until_released()
    assert len(served.spark.requests("ExecutePlan")) == 1


def test_progress_is_live(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ExecutePlan"] = [[progress(1), Pause(), complete()]]
    job = SparkSession(served.client()).range(3).submit()
    for _ in range(100):
        if job.progress().stages:
            break
        job.wait(0.05)
    assert (job.progress().fraction, job.progress().inflight_tasks) == (0.25, 2)


def test_nothing_is_released_before_all_is_here(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ExecutePlan"] = [RESULT]
    SparkSession(served.client()).range(3).submit().result(10)
    served.spark.wait_until_released()
    (released,) = served.spark.requests("ReleaseExecute")
    assert released.HasField("release_all")


def test_another_process_can_fetch_the_results(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["ReattachExecute"] = [[schema(), down()], [batch("a", 7), complete()]]
    job = begun_elsewhere(served)
    assert served.spark.calls == []
    assert [row.id for row in job.result(10)] == [7]
    first, second = served.spark.requests("ReattachExecute")
    assert (first.operation_id, first.last_response_id) == (ID, "")
    assert second.last_response_id == "schema"
    assert served.spark.requests("ExecutePlan") == []


def test_what_the_server_does_not_know_is_told(serve: Serve) -> None:
    served = serve("4.3.0")
    lost = refusal("INVALID_HANDLE.OPERATION_NOT_FOUND", "no such operation")
    served.spark.script["ReattachExecute"] = [[lost]]
    with pytest.raises(errors.SparkConnectGrpcException, match="no such operation"):
        begun_elsewhere(served).result(10)


def test_the_server_tells_the_status(serve: Serve) -> None:
    served = serve("4.3.0")
    served.spark.script["GetStatus"] = [status("RUNNING"), status("CANCELLED")]
    served.spark.script["Interrupt"] = [message_class("InterruptResponse")(interrupted_ids=[ID])]
    job = SparkSession(served.client()).operation(ID)
    assert job.status() == "RUNNING"
    assert job.cancel()
    assert job.status() == "CANCELLED"
    assert list(served.spark.requests("GetStatus")[0].operation_status.operation_ids) == [ID]
    assert served.spark.requests("Interrupt")[0].operation_id == ID


def test_a_server_that_cannot_tell_the_status_is_told(serve: Serve) -> None:
    served = serve("4.1.1")
    with pytest.raises(errors.UnsupportedOnServerError) as caught:
        SparkSession(served.client()).operation(ID).status()
    assert caught.value.getMessageParameters()["required"] == "4.2"


@pytest.mark.parametrize("version", ["3.5.9", "4.3.0"])
@pytest.mark.parametrize("late", [0.1, 0.7])
def test_a_query_that_is_still_on_its_way_is_cancelled(
    serve: Serve, version: str, late: float
) -> None:
    """The interruption overtakes the plan, as it does right after `submit`."""
    served = serve(version, spark=Forgetful(version))
    served.spark.late["ExecutePlan"] = late
    job = SparkSession(served.client()).range(3).submit()
    assert job.cancel()
    with pytest.raises(errors.SparkConnectGrpcException, match="cancelled"):
        job.result(10)
    assert 1 < len(served.spark.requests("Interrupt")) < 10


def test_a_query_that_arrives_very_late_is_cancelled_then(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sparity.sql.operation.PAUSES", (0.01,))
    served = serve("4.3.0", spark=Forgetful("4.3.0"))
    served.spark.late["ExecutePlan"] = 0.5
    job = SparkSession(served.client()).range(3).submit()
    assert job.cancel()
    with pytest.raises(errors.SparkConnectGrpcException, match="cancelled"):
        job.result(10)
    assert len(served.spark.requests("Interrupt")) == 2


def test_nothing_is_cancelled_where_a_query_has_ended(serve: Serve) -> None:
    served = serve("4.3.0", spark=Forgetful("4.3.0"))
    served.spark.done = True
    job = SparkSession(served.client()).range(3).submit()
    job.result(10)
    assert not job.cancel()
    assert len(served.spark.requests("Interrupt")) == 1


class Forgetful(FakeSpark):
    """Interrupts only what it has heard of, as Spark does, and what has not ended."""

    done = False

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self._interrupted = threading.Event()

    def answers(self, call: Any, context: Any) -> Iterator[Any]:
        if call.method == "ExecutePlan":
            yield schema()
            if self.done:
                yield from RESULT[1:]
                return
            assert self._interrupted.wait(10)
            raise EndCall(refusal("OPERATION_CANCELED", "it was cancelled").status)
        if call.method == "Interrupt":
            response = message_class("InterruptResponse")()
            if not self.done and self.requests("ExecutePlan"):
                response.interrupted_ids.append(call.request.operation_id)
                self._interrupted.set()
            yield response
            return
        yield from super().answers(call, context)
