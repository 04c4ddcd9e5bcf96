"""Clients made from clients, and through channels that somebody else opens; hooks."""

import uuid
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake_spark import Pause, Served
from forgetful_spark import ForgetfulSpark
from scripted import config_operation, down, refusal

from sparity import errors
from sparity.connect import Address, ChannelBuilder, Client, DefaultChannelBuilder, RetryPolicy
from sparity.connect import session as flows
from sparity.protocol import message_class
from sparity.sql import SparkSession

Serve = Callable[..., Served]


def test_a_sibling_is_the_same_but_for_its_session(serve: Serve) -> None:
    served = serve()
    first = served.client("user_id=ann;user_agent=job;x-team=blue")
    second = first.sibling()
    assert second.session_id != first.session_id
    assert (second.user_id, second.user_agent) == (first.user_id, first.user_agent)
    assert str(second.server_version) == "4.1.1"
    second.close()
    _, (request,), metadata = served.spark.calls[-1]
    assert request.user_context.user_id == "ann"
    assert metadata["x-team"] == "blue"
    assert not first.is_closed


def test_a_clone_is_a_session_of_the_server(serve: Serve) -> None:
    served = serve("4.1.1")
    wanted = str(uuid.uuid4())
    answer = message_class("CloneSessionResponse")(
        new_session_id=wanted, new_server_side_session_id="copy"
    )
    served.spark.script["CloneSession"] = [answer]
    client = served.client()
    with client.clone(wanted) as copy:
        assert copy.session_id == wanted
        served.spark.server_side_session_id = "copy"
        copy.config(config_operation())
    (asked,) = served.spark.requests("CloneSession")
    assert (asked.session_id, asked.new_session_id) == (client.session_id, wanted)
    (used,) = served.spark.requests("Config")
    assert used.client_observed_server_side_session_id == "copy"


def test_a_clone_is_released_though_nothing_else_was_asked_of_it(serve: Serve) -> None:
    served = serve("4.1.1")
    spark = SparkSession(served.client())
    chosen = str(uuid.uuid4())
    served.spark.script["CloneSession"] = [
        message_class("CloneSessionResponse")(new_session_id=chosen)
    ]
    spark.cloneSession().stop()
    (released,) = served.spark.requests("ReleaseSession")
    assert released.session_id == chosen
    assert not spark.is_stopped


def test_a_clone_is_replayed_what_the_session_knew_that_it_was_made_of(serve: Serve) -> None:
    spark = ForgetfulSpark("4.1.1")
    served = serve("4.1.1", spark=spark)
    client = served.client("on_lost_session=replay")
    client.config(config_operation(a="1"))
    spark.script["CloneSession"] = [
        message_class("CloneSessionResponse")(new_session_id=str(uuid.uuid4()))
    ]
    with client.clone() as copy:
        copy.config(config_operation(b="2"))
        client.config(config_operation(a="3"))
        spark.lose()
        plan = message_class("Plan")()
        plan.root.range.end = 1
        list(copy.execute(plan))
        assert spark.ran == [(copy.session_id, {"a": "1", "b": "2"})]


def test_the_server_may_choose_the_id_of_a_clone(serve: Serve) -> None:
    served = serve("4.1.1")
    chosen = str(uuid.uuid4())
    served.spark.script["CloneSession"] = [
        message_class("CloneSessionResponse")(new_session_id=chosen)
    ]
    assert served.client().clone().session_id == chosen
    assert not served.spark.requests("CloneSession")[0].HasField("new_session_id")


def test_a_server_that_cannot_clone_is_told(serve: Serve) -> None:
    served = serve("4.0.5")
    with pytest.raises(errors.UnsupportedOnServerError) as caught:
        served.client().clone()
    assert caught.value.getMessageParameters()["required"] == "4.1"
    assert served.spark.requests("CloneSession") == []


@pytest.mark.parametrize("wanted", ["not-a-uuid", "1234", "{00112233-4455-6677-8899-aabbccddeeff}"])
def test_an_id_that_no_clone_can_have_is_refused_by_old_servers_too(
    serve: Serve, wanted: str
) -> None:
    client = serve("4.0.5").client()
    with pytest.raises(errors.SparkConnectGrpcException) as caught:
        client.clone(wanted)
    condition = "INVALID_CLONE_SESSION_REQUEST.TARGET_SESSION_ID_FORMAT"
    assert caught.value.getCondition() == condition
    assert caught.value.getMessageParameters() == {"targetSessionId": wanted}
    assert caught.value.getSqlState() == "42K04"
    assert condition in str(caught.value)
    assert wanted in str(caught.value)
    with pytest.raises(errors.UnsupportedOnServerError):
        client.clone(str(uuid.uuid4()).upper())


def test_a_hook_sees_and_changes_what_is_executed(serve: Serve) -> None:
    served = serve()
    client = served.client()

    def tagging(request: Any) -> Any:
        request.tags.append("hooked")
        return request

    client.add_hook(tagging)
    plan = message_class("Plan")()
    plan.root.range.end = 1
    list(client.execute(plan))
    assert list(served.spark.requests("ExecutePlan")[0].tags) == ["hooked"]


class Opening(ChannelBuilder):
    """Opens a channel to a port, and counts."""

    def __init__(self, port: int, params: dict[str, str]) -> None:
        super().__init__(params=params)
        self.port = port
        self.opened = 0

    def toChannel(self) -> grpc.Channel:
        self.opened += 1
        return grpc.insecure_channel(f"127.0.0.1:{self.port}")


def test_somebody_else_may_open_the_channel(serve: Serve) -> None:
    served = serve()
    session_id = str(uuid.uuid4())
    params = {"user_id": "ann", "session_id": session_id, "user_agent": "job", "x-team": "blue"}
    opening = Opening(served.port, params)
    with Client.through(opening) as client:
        assert str(client.server_version) == "4.1.1"
        assert opening.opened == 1
        with client.sibling() as sibling:
            assert str(sibling.server_version) == "4.1.1"
            assert opening.opened == 2
            assert sibling.session_id != session_id
    _, (request,), metadata = served.spark.calls[0]
    assert (request.session_id, request.user_context.user_id) == (session_id, "ann")
    assert request.client_type.startswith("job sparity/")
    assert request.client_type.count("sparity/") == 1
    assert metadata["x-team"] == "blue"


def test_the_default_builder_opens_what_its_address_says(serve: Serve) -> None:
    served = serve()
    builder = DefaultChannelBuilder(f"{served.url}/;user_id=ann", [("grpc.enable_retries", 0)])
    builder.set("x-team", "blue")
    assert (builder.endpoint, builder.userId) == (f"localhost:{served.port}", "ann")
    assert list(builder.metadata()) == [("x-team", "blue")]
    with Client.through(builder, user_id="bob") as client:
        assert str(client.server_version) == "4.1.1"
    assert served.spark.calls[0].request.user_context.user_id == "bob"


def test_a_builder_keeps_every_parameter(serve: Serve) -> None:
    served = serve()
    url = (
        f"{served.url}/;token=s3%3Bcret%3D%3D;allow_plain_token=true;max_result_rows=5;"
        "max_result_bytes=6;max_plan_depth=7;on_lost_session=replay;preferred_chunk_size=8;"
        "connect_timeout=9;grpc_max_message_size=10000;x-team=blue"
    )
    builder = DefaultChannelBuilder(url)
    assert (builder.get("token"), builder.get("x-team")) == ("s3;cret==", "blue")
    assert Client.through(builder).address == Address.parse(url)
    with Client.through(builder) as client:
        assert client.server_version
    assert served.spark.calls[0].metadata["authorization"] == "Bearer s3;cret=="
    assert served.spark.calls[0].metadata["x-team"] == "blue"


@pytest.mark.parametrize("value", ["abc==", "a;b=c", "100%", "a b", "\u00e9", "x%3D", ""])
def test_parameters_of_a_builder_are_taken_as_they_are(value: str) -> None:
    for builder in (ChannelBuilder(), DefaultChannelBuilder("sc://h:1"), ChannelBuilder(params={})):
        builder.set("user_id", value)
        assert builder.userId == value
        assert builder.getDefault("user_id", None) == value


def test_a_builder_of_ones_own_has_its_token_sent_where_it_says_so(serve: Serve) -> None:
    served = serve()
    params = {"token": "abc==", "allow_plain_token": "true", "max_result_rows": "5"}
    with Client.through(Opening(served.port, params)) as client:
        assert client.server_version
        assert client.address.max_result_rows == 5
    assert served.spark.calls[0].metadata["authorization"] == "Bearer abc=="
    with Client.through(Opening(served.port, {"token": "abc=="})) as client:
        assert client.server_version
    assert "authorization" not in served.spark.calls[-1].metadata


def test_keywords_beside_a_builder_win_or_are_refused(serve: Serve) -> None:
    served = serve()
    builder = DefaultChannelBuilder(f"{served.url}/;max_result_rows=5;user_id=ann")
    client = Client.through(builder, max_result_rows=6, headers={"X-A": "b"}, user_agent="job")
    assert (client.address.max_result_rows, client.user_id) == (6, "ann")
    assert client.address.headers == (("x-a", "b"),)
    assert client.user_agent.startswith("job sparity/")
    for name, value in {
        "token": lambda: "s3cret",
        "tls_ca": b"PEM",
        "use_ssl": False,
        "max_message_size": 1,
        "keepalive_time_ms": 1,
        "channel_options": [("a", 1)],
        "port": 1,
    }.items():
        with pytest.raises(errors.PySparkValueError, match=f"'{name}' is for who opens") as caught:
            Client.through(builder, **{name: value})
        assert caught.value.getCondition() == "INVALID_CONNECT_URL"
    assert Client.through(builder, token=None).user_id == "ann"


def test_errors_name_the_place_where_the_builder_opens_a_channel(free_port: int) -> None:
    given = f"sc://localhost:{free_port}/;connect_timeout=0.1"
    for builder, place in (
        (DefaultChannelBuilder(given), f"at localhost:{free_port};"),
        (Opening(free_port, {"connect_timeout": "0.1"}), "at the channel of Opening;"),
    ):
        with (
            Client.through(builder, retry=RetryPolicy(max_retries=0)) as client,
            pytest.raises(errors.SparkConnectGrpcException, match=place),
        ):
            assert client.server_version


def test_interceptors_see_the_calls(serve: Serve) -> None:
    seen = []

    class Noting(grpc.UnaryUnaryClientInterceptor):  # type: ignore[misc]
        def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
            seen.append(details.method.rpartition("/")[2])
            return continuation(details, request)

    builder = DefaultChannelBuilder(serve().url)
    builder.add_interceptor(Noting())
    with Client.through(builder) as client:
        assert client.server_version
    assert seen == ["AnalyzePlan"]


def test_a_builder_that_opens_nothing_says_so() -> None:
    with pytest.raises(errors.PySparkNotImplementedError):
        ChannelBuilder().toChannel()


def test_a_default_builder_needs_an_address() -> None:
    with pytest.raises(errors.PySparkValueError) as caught:
        DefaultChannelBuilder("http://localhost")
    assert caught.value.getCondition() == "INVALID_CONNECT_URL"


def test_options_of_the_connection_are_keywords_of_the_builder(serve: Serve) -> None:
    served = serve()
    builder = SparkSession.builder.remote(served.url)
    builder = builder.connection(headers={"x-team": "blue"}, max_result_rows=7, user_id="ann")
    with builder.create() as spark:
        assert spark.client.address.max_result_rows == 7
        assert spark.version == "4.1.1"
    _, (request,), metadata = served.spark.calls[0]
    assert (request.user_context.user_id, metadata["x-team"]) == ("ann", "blue")


def test_options_of_the_connection_reach_channels_of_others(serve: Serve) -> None:
    opening = Opening(serve().port, {"user_id": "ann"})
    builder = SparkSession.builder.channelBuilder(opening).connection(max_result_rows=7)
    with builder.create() as spark:
        assert (spark.client.address.max_result_rows, spark.client.user_id) == (7, "ann")
        assert spark.version == "4.1.1"


class Passing:
    """Time that passes while a client waits, and nowhere else."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def clock(self) -> float:
        return self.now


def test_ending_a_session_of_a_dead_server_takes_seconds_and_raises_nothing(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    served, time = serve(), Passing()
    client = served.client(retry=RetryPolicy(), sleep=time.sleep, clock=time.clock)
    assert client.server_version
    served.spark.script["ReleaseSession"] = [down()]
    with SparkSession(client) as spark:
        pass
    assert 0 < time.now < 5
    assert spark.is_stopped
    assert "could not be ended" in caplog.text


def test_ending_a_session_does_not_wait_for_a_server_that_is_silent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "_RELEASE_TIMEOUT", 0.2)
    served = serve()
    served.spark.script["ReleaseSession"] = [Pause()]
    client = served.client()
    client.config(config_operation())
    with pytest.raises(errors.SparkConnectGrpcException) as caught:
        client.release_session()
    assert caught.value.getGrpcStatusCode() is grpc.StatusCode.DEADLINE_EXCEEDED


def test_what_goes_wrong_in_a_session_is_not_hidden_by_its_end(serve: Serve) -> None:
    served = serve()
    served.spark.script["ReleaseSession"] = [refusal("A.B", "not now")]
    spark = SparkSession(served.client())
    assert spark.version
    with pytest.raises(KeyError, match="the program"), spark:
        raise KeyError("the program")
    assert spark.is_stopped


def test_a_session_that_is_gone_counts_as_released(serve: Serve) -> None:
    served = serve()
    client = served.client()
    client.config(config_operation())
    served.spark.script["ReleaseSession"] = [refusal("INVALID_HANDLE.SESSION_CLOSED")]
    client.release_session()


class Closing(Opening):
    """Notes the channels that are closed."""

    def toChannel(self) -> grpc.Channel:
        channel = super().toChannel()
        close = channel.close

        def noted() -> None:
            self.opened -= 1
            close()

        channel.close = noted
        return channel


@pytest.mark.parametrize("condition", ["SESSION_CHANGED", "SESSION_CLOSED", "SESSION_NOT_FOUND"])
def test_a_session_that_its_server_has_lost_makes_room_for_a_new_one(
    serve: Serve, condition: str
) -> None:
    served = serve()
    opening = Closing(served.port, {})
    builder = SparkSession.builder.channelBuilder(opening)
    spark = builder.create()
    assert spark.version == "4.1.1"
    served.spark.script["Config"] = [refusal(f"INVALID_HANDLE.{condition}")]
    with pytest.raises(errors.SparkConnectGrpcException):
        spark.conf.get("a")
    assert spark.is_stopped
    with builder.getOrCreate() as other:
        assert other.session_id != spark.session_id
        assert opening.opened == 1
        assert other.version == "4.1.1"
        spark.stop()
        assert opening.opened == 1
    assert opening.opened == 0
    assert [one.session_id for one in served.spark.requests("ReleaseSession")] == [other.session_id]
