"""A client against a scripted server: sessions, executions, errors, first contact."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from fake_spark import Abort, FakeSpark, Pause, Served

from sparity import errors
from sparity.connect import Address, Client, RetryPolicy, bridge, status
from sparity.connect.artifacts import Artifact
from sparity.protocol import SparkVersion, message_class

Serve = Callable[..., Served]
UUID = "8c7f3a3e-5a2a-4b57-9c34-6e0b8b0f3b9c"


def plan() -> Any:
    made = message_class("Plan")()
    made.root.range.end = 3
    made.root.range.step = 1
    return made


def response(response_id: str) -> Any:
    made = message_class("ExecutePlanResponse")(response_id=response_id)
    made.arrow_batch.data = response_id.encode()
    return made


def complete() -> Any:
    made = message_class("ExecutePlanResponse")(response_id="last")
    made.result_complete.SetInParent()
    return made


def get_all() -> Any:
    operation = message_class("ConfigRequest.Operation")()
    operation.get_all.SetInParent()
    return operation


def refusal(message: str, reason: str, classes: list[str], **metadata: str) -> Abort:
    info = status.message_class("ErrorInfo")(
        reason=reason, metadata={"classes": json.dumps(classes), **metadata}
    )
    made = status.message_class("Status")(code=13, message=message)
    made.details.add(
        type_url="type.googleapis.com/google.rpc.ErrorInfo", value=info.SerializeToString()
    )
    return Abort(grpc.StatusCode.INTERNAL, message, made.SerializeToString())


ANALYSIS = "org.apache.spark.sql.AnalysisException"


def test_making_a_client_makes_no_call(serve: Serve) -> None:
    served = serve()
    served.client()
    assert served.spark.calls == []


def test_the_version_is_asked_for_once(serve: Serve) -> None:
    served = serve("3.5.9")
    client = served.client()
    assert client.server_version == client.server_version == SparkVersion(3, 5, 9)
    assert served.spark.methods() == ["AnalyzePlan"]


def test_a_version_that_is_none_is_an_error(serve: Serve) -> None:
    with pytest.raises(errors.SparkConnectException, match="not a Spark version: 'newest'"):
        assert serve("newest").client().server_version


def test_each_request_says_whose_it_is(serve: Serve) -> None:
    served = serve()
    client = served.client(f"user_id=ann;session_id={UUID};user_agent=job;x-route=blue")
    client.config(get_all())
    client.config(get_all())
    (_, (first,), metadata), (_, (second,), _) = served.spark.calls
    assert (first.session_id, first.user_context.user_id) == (UUID, "ann")
    assert first.client_type == client.user_agent
    assert client.user_agent.startswith("job sparity/")
    assert metadata["x-route"] == "blue"
    assert not first.HasField("client_observed_server_side_session_id")
    assert second.client_observed_server_side_session_id == "server-side"


def test_keywords_win_over_the_address(serve: Serve) -> None:
    served = serve()
    address = Address.parse(served.url, user_id="ann")
    client = Client(address, user_id="bob", session_id=UUID)
    assert (client.user_id, client.session_id) == ("bob", UUID)
    with pytest.raises(errors.PySparkValueError):
        Client(address, session_id="no uuid")


def test_the_user_of_the_system_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USER", "carl")
    assert Client("sc://h").user_id == "carl"
    monkeypatch.delenv("USER")
    assert Client("sc://h").user_id is None


def test_two_clients_have_two_sessions() -> None:
    assert Client("sc://h").session_id != Client("sc://h").session_id


def test_responses_come_as_they_arrive_and_the_execution_is_released(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), response("b"), complete()]]
    got = list(served.client().execute(plan()))
    assert [item.response_id for item in got] == ["a", "b", "last"]
    released = served.spark.wait_for("ReleaseExecute", lambda one: one.HasField("release_all"))
    (request,) = served.spark.requests("ExecutePlan")
    assert released.operation_id == request.operation_id
    assert request.plan == plan()


def test_a_broken_stream_is_continued_without_loss(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), Abort(grpc.StatusCode.UNAVAILABLE)]]
    served.spark.script["ReattachExecute"] = [[response("b")], [response("c"), complete()]]
    got = [item.response_id for item in served.client().execute(plan())]
    assert got == ["a", "b", "c", "last"]
    reattached = [one.last_response_id for one in served.spark.requests("ReattachExecute")]
    assert reattached == ["a", "b"]
    assert served.slept == [0.05]


def test_closing_early_stops_the_execution_on_the_server(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), response("b"), complete()]]
    responses = served.client().execute(plan())
    next(responses)
    responses.close()
    served.spark.wait_for("ReleaseExecute", lambda one: one.HasField("release_all"))


def test_a_result_left_half_read_does_not_outlive_its_client(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), response("b"), complete()]]
    client = served.client()
    responses = client.execute(plan())
    next(responses)
    client.close()
    responses.close()
    assert not [
        one for one in served.spark.requests("ReleaseExecute") if one.HasField("release_all")
    ]


def test_nothing_is_sent_before_the_first_response_is_asked_for(serve: Serve) -> None:
    served = serve()
    served.client().execute(plan())
    assert served.spark.calls == []


@pytest.mark.parametrize(
    ("version", "operation_id", "options"),
    [("3.4.4", False, 0), ("3.5.9", True, 1), ("4.0.5", True, 1), ("4.1.1", True, 2)],
)
def test_a_server_is_asked_only_for_what_it_knows(
    serve: Serve, version: str, operation_id: bool, options: int
) -> None:
    served = serve(version)
    list(served.client().execute(plan()))
    (request,) = served.spark.requests("ExecutePlan")
    assert request.HasField("operation_id") is operation_id
    assert len(request.request_options) == options
    if not operation_id:
        assert served.spark.methods() == ["AnalyzePlan", "ExecutePlan"]


def test_reattaching_can_be_turned_off(serve: Serve) -> None:
    served = serve("4.0.5")
    served.spark.script["ExecutePlan"] = [[response("a")]]
    assert len(list(served.client(reattachable=False).execute(plan()))) == 1
    (request,) = served.spark.requests("ExecutePlan")
    assert not request.request_options


def test_tags_belong_to_their_thread(serve: Serve) -> None:
    served = serve()
    client = served.client()
    client.add_tag("b")
    client.add_tag("a")
    elsewhere: list[set[str]] = []
    thread = threading.Thread(target=lambda: elsewhere.append(client.get_tags()))
    thread.start()
    thread.join()
    list(client.execute(plan()))
    assert elsewhere == [set()]
    assert list(served.spark.requests("ExecutePlan")[0].tags) == ["a", "b"]
    client.remove_tag("a")
    assert client.get_tags() == {"b"}
    client.clear_tags()
    assert client.get_tags() == set()


@pytest.mark.parametrize(
    ("tag", "condition"),
    [(None, "CANNOT_BE_NONE"), ("", "VALUE_NOT_NON_EMPTY_STR"), ("a,b", "VALUE_ALLOWED")],
)
def test_a_tag_that_servers_refuse_is_refused_at_once(tag: Any, condition: str) -> None:
    with pytest.raises(errors.PySparkValueError) as caught:
        Client("sc://h").add_tag(tag)
    assert caught.value.getCondition() == condition


def test_what_an_old_server_would_ignore_is_refused(serve: Serve) -> None:
    client = serve("3.4.4").client()
    client.add_tag("a")
    for act in (lambda: list(client.execute(plan())), client.interrupt_all):
        with pytest.raises(errors.UnsupportedOnServerError) as caught:
            act()
        assert caught.value.getMessageParameters()["required"] == "3.5"
        assert caught.value.getMessageParameters()["connected"] == "3.4.4"


def test_operations_are_interrupted_all_by_tag_and_by_id(serve: Serve) -> None:
    served = serve()
    ids = message_class("InterruptResponse")(interrupted_ids=["x"])
    served.spark.script["Interrupt"] = [ids]
    client = served.client()
    assert client.interrupt_all() == client.interrupt_tag("t") == ["x"]
    assert client.interrupt_operation(UUID) == ["x"]
    all_of_them, by_tag, by_id = served.spark.requests("Interrupt")
    assert all_of_them.interrupt_type == 1
    assert (by_tag.interrupt_type, by_tag.operation_tag) == (2, "t")
    assert (by_id.interrupt_type, by_id.operation_id) == (3, UUID)


@pytest.mark.parametrize(("version", "released"), [("3.5.9", 0), ("4.0.5", 1)])
def test_a_session_is_released_where_the_server_can(
    serve: Serve, version: str, released: int
) -> None:
    served = serve(version)
    client = served.client()
    client.config(get_all())
    client.release_session()
    assert len(served.spark.requests("ReleaseSession")) == released


def test_a_session_is_released_after_its_executions(serve: Serve) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), complete()]]
    served.spark.late["ReleaseExecute"] = 0.2
    client = served.client()
    list(client.execute(plan()))
    client.release_session()
    assert served.spark.methods()[-2:] == ["ReleaseExecute", "ReleaseSession"]


def test_releasing_a_session_that_never_was_makes_no_call(serve: Serve) -> None:
    served = serve()
    served.client().release_session()
    assert served.spark.calls == []


def test_a_closed_client_refuses_to_work(serve: Serve) -> None:
    client = serve().client()
    client.config(get_all())
    with client:
        pass
    client.close()
    assert client.is_closed
    for act in (lambda: client.config(get_all()), lambda: list(client.execute(plan()))):
        with pytest.raises(errors.SparkConnectException) as caught:
            act()
        assert caught.value.getCondition() == "NO_ACTIVE_SESSION"


def test_a_passing_failure_of_a_call_is_retried(serve: Serve) -> None:
    served = serve()
    down = Abort(grpc.StatusCode.UNAVAILABLE)
    served.spark.script["Config"] = [down, down, message_class("ConfigResponse")()]
    client = served.client()
    client.config(get_all())
    assert served.slept == [0.05, 0.2]


def test_retries_end(serve: Serve) -> None:
    served = serve()
    client = served.client()
    assert client.server_version
    served.spark.script["Config"] = [Abort(grpc.StatusCode.UNAVAILABLE, "down again")]
    with pytest.raises(errors.SparkConnectGrpcException, match="down again") as caught:
        client.config(get_all())
    assert caught.value.getGrpcStatusCode() is grpc.StatusCode.UNAVAILABLE
    assert len(served.spark.requests("Config")) == 4


def test_an_answer_for_another_session_is_refused(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [message_class("ConfigResponse")(session_id="other")]
    with pytest.raises(errors.PySparkAssertionError, match="other"):
        served.client().config(get_all())


def test_a_server_that_forgot_the_session_ends_it(serve: Serve) -> None:
    served = serve()
    client = served.client()
    client.config(get_all())
    served.spark.server_side_session_id = "after the restart"
    with pytest.raises(errors.PySparkAssertionError, match="lost this session"):
        client.config(get_all())
    assert client.is_closed


def test_a_server_that_says_so_ends_the_session_too(serve: Serve) -> None:
    served = serve()
    changed = "INVALID_HANDLE.SESSION_CHANGED"
    served.spark.script["Config"] = [refusal("m", "r", ["r"], errorClass=changed)]
    client = served.client()
    with pytest.raises(errors.SparkConnectException) as caught:
        client.config(get_all())
    assert caught.value.getCondition() == changed
    assert client.is_closed
    with pytest.raises(errors.SparkConnectException) as caught:
        client.config(get_all())
    assert caught.value.getCondition() == "NO_ACTIVE_SESSION"


def failing(spark: FakeSpark, shows_stack_trace: str) -> None:
    """Script an analysis error with details."""
    spark.script["ExecutePlan"] = [
        [refusal("cut sho…", ANALYSIS, [ANALYSIS], errorClass="A.B", errorId="e1")]
    ]
    details = message_class("FetchErrorDetailsResponse")(root_error_idx=0)
    error = details.errors.add(message="whole")
    error.error_type_hierarchy.append(ANALYSIS)
    error.spark_throwable.message_parameters["a"] = "b"
    spark.script["FetchErrorDetails"] = [details]
    config = message_class("ConfigResponse")()
    config.pairs.add(key="spark.sql.connect.serverStacktrace.enabled", value=shows_stack_trace)
    spark.script["Config"] = [config]


def test_an_error_is_completed_by_asking_the_server(serve: Serve) -> None:
    served = serve()
    failing(served.spark, "false")
    with pytest.raises(errors.AnalysisException) as caught:
        list(served.client().execute(plan()))
    assert str(caught.value) == "whole"
    assert caught.value.getCondition() == "A.B"
    assert caught.value.getMessageParameters() == {"a": "b"}
    assert served.spark.requests("FetchErrorDetails")[0].error_id == "e1"
    assert isinstance(caught.value, errors.SparkConnectException)
    assert caught.value.operation_id == served.spark.requests("ExecutePlan")[0].operation_id
    served.spark.wait_for("ReleaseExecute", lambda one: one.HasField("release_all"))


def test_the_session_decides_whether_the_stack_trace_shows(serve: Serve) -> None:
    served = serve()
    failing(served.spark, "true")
    with pytest.raises(errors.AnalysisException, match="JVM stacktrace"):
        list(served.client().execute(plan()))


def test_an_error_still_arrives_when_its_details_do_not(serve: Serve) -> None:
    served = serve()
    failing(served.spark, "true")
    served.spark.script["FetchErrorDetails"] = [Abort(grpc.StatusCode.UNAVAILABLE)]
    with pytest.raises(errors.AnalysisException) as caught:
        list(served.client().execute(plan()))
    assert str(caught.value) == "cut sho…"
    assert caught.value.getCondition() == "A.B"


def test_grpcs_own_error_is_not_in_the_way(serve: Serve) -> None:
    served = serve("3.5.9")
    served.spark.script["AnalyzePlan"] = [refusal("m", ANALYSIS, [ANALYSIS])]
    question = message_class("AnalyzePlanRequest")(spark_version={})
    with pytest.raises(errors.AnalysisException) as caught:
        served.client().analyze(question)
    assert caught.value.__context__ is None
    assert set(served.spark.methods()) == {"AnalyzePlan"}


@pytest.mark.parametrize("asked_before", [True, False])
def test_an_error_refuses_what_an_old_server_does_not_tell(
    serve: Serve, asked_before: bool
) -> None:
    served = serve("3.5.9")
    served.spark.script["Config"] = [refusal("[A_B] m", ANALYSIS, [ANALYSIS])]
    client = served.client()
    if asked_before:
        assert client.server_version == (3, 5, 9)
    for _ in range(2):
        with pytest.raises(errors.AnalysisException) as caught:
            client.config(get_all())
        assert caught.value.getCondition() == "A_B"
        with pytest.raises(errors.UnsupportedOnServerError, match=r"3\.5\.9"):
            caught.value.getQueryContext()
    assert served.spark.methods().count("AnalyzePlan") == 1


@pytest.mark.parametrize("told", ["no version", None])
def test_an_error_of_a_server_without_a_version_refuses_nothing(
    serve: Serve, told: str | None
) -> None:
    served = serve("3.5.9")
    answer = message_class("AnalyzePlanResponse")(spark_version={"version": told or ""})
    served.spark.script["AnalyzePlan"] = [answer if told else Abort(grpc.StatusCode.INTERNAL)]
    served.spark.script["Config"] = [refusal("[A_B] m", ANALYSIS, [ANALYSIS])]
    with pytest.raises(errors.AnalysisException) as caught:
        served.client().config(get_all())
    assert (caught.value.getCondition(), caught.value.getQueryContext()) == (None, [])


def test_a_result_lost_half_way_tells_what_the_server_said(serve: Serve) -> None:
    served = serve()
    lost = refusal("gone", "r", ["r"], errorClass="INVALID_HANDLE.OPERATION_NOT_FOUND")
    served.spark.script["ExecutePlan"] = [[response("a"), Abort(grpc.StatusCode.UNAVAILABLE)]]
    served.spark.script["ReattachExecute"] = [[lost]]
    with pytest.raises(errors.PySparkRuntimeError) as caught:
        list(served.client().execute(plan()))
    assert caught.value.getCondition() == "RESPONSE_ALREADY_RECEIVED"
    assert "gone" in str(caught.value.__cause__)


def test_a_token_reaches_a_server_on_this_machine(serve: Serve) -> None:
    served = serve(local=True)
    served.client("token=s3cret").config(get_all())
    assert served.spark.calls[0][2]["authorization"] == "Bearer s3cret"


def contact(url: str, **options: Any) -> tuple[errors.SparkConnectGrpcException, float]:
    """The error of the first call and how long it took to come."""
    started = time.monotonic()
    with Client(url, connect_timeout=0.5, **options) as client:
        with pytest.raises(errors.SparkConnectGrpcException) as caught:
            client.config(get_all())
        return caught.value, time.monotonic() - started


def test_where_nobody_answers_one_clear_error_comes_soon(free_port: int) -> None:
    error, seconds = contact(f"sc://127.0.0.1:{free_port}/;token=s3cret;use_ssl=true")
    assert f"No Spark Connect server answers at 127.0.0.1:{free_port}" in str(error)
    assert error.getGrpcStatusCode() is grpc.StatusCode.UNAVAILABLE
    assert seconds < 5
    assert "s3cret" not in str(error)
    assert error.__context__ is None


@pytest.fixture
def talker() -> Iterator[int]:
    """A port where something answers that is neither gRPC nor HTTP/2."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stopping = threading.Event()
        listener.settimeout(0.05)

        def answer() -> None:
            while not stopping.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        stopping.set()
        thread.join()


def test_a_port_that_speaks_something_else_is_told(talker: int) -> None:
    error, seconds = contact(f"sc://127.0.0.1:{talker}")
    assert f"127.0.0.1:{talker}" in str(error)
    assert seconds < 5


def test_a_port_that_accepts_and_stays_silent_is_told_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        error, seconds = contact(f"sc://127.0.0.1:{listener.getsockname()[1]}")
    assert "No Spark Connect server answers" in str(error)
    assert seconds < 5


def test_a_grpc_server_that_is_not_spark_is_told(serve: Serve) -> None:
    served = serve(known=False)
    error, _ = contact(served.url)
    assert f"localhost:{served.port} is not a Spark Connect server" in str(error)


def test_a_spark_server_that_lacks_a_call_is_not_taken_for_a_stranger(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [Abort(grpc.StatusCode.UNIMPLEMENTED, "not yet")]
    error, _ = contact(served.url)
    assert str(error) == "not yet"


def test_a_server_that_is_down_behind_its_proxy_is_told_soon(serve: Serve) -> None:
    served = serve()
    served.spark.script["Config"] = [Abort(grpc.StatusCode.UNAVAILABLE, "no backend")]
    error, seconds = contact(served.url, retry=RetryPolicy())
    assert "no backend" in str(error)
    assert seconds < 5


@pytest.mark.parametrize("call", ["config", "execute", "read on", "upload", "aside"])
def test_a_connection_that_is_closed_meanwhile_is_an_error_of_ours(
    serve: Serve, colour: str, call: str
) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[response("a"), Pause()]]
    client = served.client()
    assert client.server_version
    responses = client.execute(plan())
    if call == "read on":
        next(responses)
    across = bridge.CURRENT.get()
    if across is not None:
        across.wait(client._async_drivers[across.loop]._channel.close)
    client._blocking()._channel.close()
    doing: dict[str, Callable[[], object]] = {
        "config": lambda: client.config(get_all()),
        "execute": lambda: list(responses),
        "read on": lambda: list(responses),
        "upload": lambda: client.add_artifacts([Artifact("files/a", b"x")]),
        "aside": lambda: client._blocking().send("Interrupt", InterruptRequest(), None),
    }
    if call == "aside":
        InterruptRequest = message_class("InterruptRequest")
        assert doing[call]() is None
        return
    with pytest.raises(errors.SparkConnectGrpcException, match=r"[Cc]losed") as caught:
        doing[call]()
    assert caught.value.getGrpcStatusCode() is grpc.StatusCode.CANCELLED
