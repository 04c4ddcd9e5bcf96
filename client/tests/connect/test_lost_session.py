"""A server that has lost the session: fail, go on with a fresh one, or replay to it."""

from collections.abc import Callable
from typing import Any

import pytest
from fake_spark import Served
from scripted import complete, config_operation, plan, refusal

from sparity import errors
from sparity.connect.artifacts import Artifact
from sparity.protocol import message_class

Serve = Callable[..., Served]
GONE = [
    refusal(f"INVALID_HANDLE.{condition}")
    for condition in ("SESSION_CHANGED", "SESSION_CLOSED", "SESSION_NOT_FOUND")
]


def view(name: str) -> Any:
    made = message_class("Plan")()
    made.command.create_dataframe_view.name = name
    made.command.create_dataframe_view.input.range.end = 1
    return made


def drop(name: str) -> Any:
    made = message_class("Plan")()
    made.root.catalog.drop_temp_view.view_name = name
    return made


def sql(text: str) -> Any:
    made = message_class("Plan")()
    made.command.sql_command.input.sql.query = text
    return made


def test_by_default_it_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [GONE[1]]
    client = served.client()
    session_id = client.session_id
    with pytest.raises(errors.SparkConnectGrpcException, match="no"):
        client.config(config_operation())
    assert client.session_id == session_id


@pytest.mark.parametrize("gone", GONE, ids=["changed", "closed", "not found"])
def test_a_call_goes_on_with_a_fresh_session(serve: Serve, gone: Any) -> None:
    served = serve()
    client = served.client("on_lost_session=fresh")
    assert client.server_version
    session_id = client.session_id
    served.spark.script["Config"] = [gone, message_class("ConfigResponse")()]
    client.config(config_operation())
    lost, fresh = served.spark.requests("Config")
    assert (lost.session_id, fresh.session_id) == (session_id, client.session_id)
    assert client.session_id != session_id
    assert not fresh.HasField("client_observed_server_side_session_id")


def test_an_execution_goes_on_with_a_fresh_session(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[GONE[0]], [complete()]]
    client = served.client("on_lost_session=fresh")
    assert len(list(client.execute(plan()))) == 1
    lost, fresh = served.spark.requests("ExecutePlan")
    assert lost.session_id != fresh.session_id == client.session_id


def test_a_session_that_is_lost_again_and_again_is_an_error(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [GONE[1]]
    with pytest.raises(errors.SparkConnectGrpcException):
        served.client("on_lost_session=fresh").config(config_operation())
    assert len(served.spark.requests("Config")) == 2


def test_what_the_session_knew_is_replayed(serve: Serve) -> None:
    served = serve()
    client = served.client("on_lost_session=replay")
    client.config(config_operation(a="1", b="2"))
    client.config(config_operation(a="3"))
    client.add_artifacts([Artifact("files/x", b"content")])
    for told in (view("kept"), view("dropped"), drop("dropped"), sql("SET c = 4"), plan()):
        list(client.execute(told))
    before = len(served.spark.calls)
    lost = client.session_id
    served.spark.script["ExecutePlan"] = [[GONE[1]]] * 6 + [[complete()]]
    list(client.execute(plan()))
    again = [
        (method, one)
        for method, (one,), _ in served.spark.calls[before:]
        if "Release" not in method
    ]
    (failed_method, failed), *again = again
    assert (failed_method, failed.session_id) == ("ExecutePlan", lost)
    assert [method for method, _ in again] == [
        "Config",
        "Config",
        "AddArtifacts",
        "ExecutePlan",
        "ExecutePlan",
        "ExecutePlan",
    ]
    settings = [pair for _, one in again[:2] for pair in one.operation.set.pairs]
    assert [(pair.key, pair.value) for pair in settings] == [("b", "2"), ("a", "3")]
    assert again[2][1].batch.artifacts[0].name == "files/x"
    remade, set_again, wanted = [one.plan for one in served.spark.requests("ExecutePlan")[-3:]]
    assert remade.command.create_dataframe_view.name == "kept"
    assert remade.command.create_dataframe_view.replace
    assert set_again == sql("SET c = 4")
    assert wanted == plan()


def test_a_replay_that_fails_says_so(serve: Serve) -> None:
    served = serve()
    client = served.client("on_lost_session=replay")
    client.config(config_operation(a="1"))
    served.spark.script["Config"] = [GONE[1], GONE[1], refusal("A.B", "not again")]
    with pytest.raises(errors.SparkConnectException, match="not again") as caught:
        client.config(config_operation())
    assert caught.value.getCondition() == "SESSION_NOT_REPLAYED"
    assert client.is_closed
