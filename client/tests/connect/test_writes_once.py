"""A write whose connection breaks at any moment: carried out once at most, or an error."""

from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from scripted import complete, down, plan, refusal

from sparity import errors
from sparity.protocol import message_class

Serve = Callable[..., Served]
CHANGED = refusal("INVALID_HANDLE.SESSION_CHANGED")
NO_OPERATION = refusal("INVALID_HANDLE.OPERATION_NOT_FOUND")
NO_SESSION = refusal("INVALID_HANDLE.SESSION_NOT_FOUND")


def write() -> Any:
    made = message_class("Plan")()
    made.command.write_operation.input.range.end = 1
    made.command.write_operation.table.table_name = "t"
    return made


@pytest.mark.parametrize("policy", ["fail", "fresh", "replay"])
@pytest.mark.parametrize("refused", [CHANGED, NO_SESSION], ids=["changed", "not found"])
def test_a_write_that_may_have_begun_is_not_sent_to_a_fresh_session(
    serve: Serve, policy: str, refused: Any
) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[down()], [complete()]]
    served.spark.script["ReattachExecute"] = [[refused]]
    with pytest.raises(errors.SparkConnectException):
        list(served.client(f"on_lost_session={policy}").execute(write()))
    assert len(served.spark.requests("ExecutePlan")) == 1


@pytest.mark.parametrize("policy", ["fresh", "replay"])
def test_a_write_that_was_refused_is_sent_to_a_fresh_session(serve: Serve, policy: str) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[CHANGED], [complete()]]
    list(served.client(f"on_lost_session={policy}").execute(write()))
    assert len(served.spark.requests("ExecutePlan")) == 2


@pytest.mark.parametrize("policy", ["fresh", "replay"])
def test_a_query_that_may_have_begun_is_sent_to_a_fresh_session(serve: Serve, policy: str) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[down()], [complete()]]
    served.spark.script["ReattachExecute"] = [[CHANGED]]
    list(served.client(f"on_lost_session={policy}").execute(plan()))
    assert len(served.spark.requests("ExecutePlan")) == 2


@pytest.mark.parametrize("refused", [NO_OPERATION, NO_SESSION], ids=["operation", "session"])
def test_before_spark_4_a_server_that_knows_nothing_may_have_been_restarted(
    serve: Serve, refused: Any
) -> None:
    served = serve("3.5.9")
    served.spark.script["ExecutePlan"] = [[down()], [complete()]]
    served.spark.script["ReattachExecute"] = [[refused]]
    with pytest.raises(errors.SparkConnectException, match="nothing is written twice") as caught:
        list(served.client().execute(write()))
    assert caught.value.getCondition() == "OUTCOME_UNKNOWN"
    assert caught.value.getSqlState() == "40003"
    assert isinstance(caught.value.__cause__, errors.SparkConnectGrpcException)
    assert len(served.spark.requests("ExecutePlan")) == 1
    list(served.client().execute(plan()))


def test_a_write_that_never_arrived_is_sent_again(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[down()], [complete()]]
    served.spark.script["ReattachExecute"] = [[NO_OPERATION]]
    list(served.client().execute(write()))
    first, second = served.spark.requests("ExecutePlan")
    assert first.operation_id == second.operation_id


def test_a_plan_that_a_hook_may_have_changed_is_taken_for_a_write(serve: Serve) -> None:
    served = serve("3.5.9")
    served.spark.script["ExecutePlan"] = [[down()], [complete()]]
    served.spark.script["ReattachExecute"] = [[NO_OPERATION]]
    client = served.client()
    client.add_hook(lambda request: request)
    with pytest.raises(errors.SparkConnectException, match="written twice"):
        list(client.execute(plan()))


def test_an_operation_of_somebody_else_is_neither_read_nor_released(serve: Serve) -> None:
    served = serve()
    known = refusal("INVALID_HANDLE.OPERATION_ALREADY_EXISTS", "taken")
    served.spark.script["ExecutePlan"] = [[known]]
    operation_id = "8c7f3a3e-5a2a-4b57-9c34-6e0b8b0f3b9c"
    client = served.client()
    with pytest.raises(errors.SparkConnectGrpcException, match="taken"):
        list(client.execute(write(), operation_id=operation_id))
    client.close()
    assert set(served.spark.methods()) == {"AnalyzePlan", "ExecutePlan"}
    served.spark.judge.forgot(operation_id)
