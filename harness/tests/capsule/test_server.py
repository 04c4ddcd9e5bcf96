"""The server of a replay, asked by a channel as a client would."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from lab_fakes import capsules
from lab_fakes.requests import analyze, config_get, execute, message, range_relation

from sparity_lab.capsule.answers import Answers
from sparity_lab.capsule.server import ReplayServer
from sparity_lab.outcome.normalise import Surroundings
from sparity_lab.record.schema import SERVICE
from sparity_lab.record.tape import RecordedCall


class Asking:
    """A channel to a replaying server."""

    def __init__(self, server: ReplayServer) -> None:
        self.server = server
        self.channel: Any = grpc.insecure_channel(f"127.0.0.1:{server.port}")

    def ask(self, method: str, *requests: bytes, response: str = "") -> list[Any]:
        way = self.channel.stream_stream if len(requests) > 1 else self.channel.unary_stream
        given = iter(requests) if len(requests) > 1 else requests[0]
        kind = type(message(response or f"{method}Response"))
        return [kind.FromString(one) for one in way(f"/{SERVICE}/{method}")(given)]


Serve = Callable[..., Asking]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with contextlib.ExitStack() as stack:

        def start(*calls: RecordedCall) -> Asking:
            server = ReplayServer(Answers([(calls, Surroundings())]), "4.1.1")
            asking = Asking(stack.enter_context(server))
            stack.callback(asking.channel.close)
            return asking

        yield start


def test_a_recorded_execution_comes_back_for_another_session(serve: Serve) -> None:
    responses = tuple(capsules.executed(response_id=one) for one in ("r1", "r2"))
    asking = serve(capsules.call("ExecutePlan", execute(range_relation()), responses=responses))
    got = asking.ask("ExecutePlan", execute(range_relation(plan_id=9), "now", operation_id="op"))
    assert [one.response_id for one in got] == ["r1", "r2"]
    assert {(one.session_id, one.operation_id) for one in got} == {("now", "op")}
    assert not asking.server.unanswered


def test_an_error_comes_back_with_its_details(serve: Serve) -> None:
    trailers = (("grpc-status-details-bin", b"\x00why"),)
    asking = serve(
        capsules.call(
            "AnalyzePlan",
            analyze(schema=message("AnalyzePlanRequest.Schema")),
            code="INTERNAL",
            details="[TABLE_OR_VIEW_NOT_FOUND]",
            trailers=trailers,
        )
    )
    with pytest.raises(grpc.RpcError) as caught:
        asking.ask("AnalyzePlan", analyze(schema=message("AnalyzePlanRequest.Schema")))
    error: Any = caught.value
    assert (error.code(), error.details()) == (
        grpc.StatusCode.INTERNAL,
        "[TABLE_OR_VIEW_NOT_FOUND]",
    )
    assert dict(error.trailing_metadata())["grpc-status-details-bin"] == b"\x00why"


def test_what_has_no_recorded_answer_fails_and_is_told_with_what_is_near(serve: Serve) -> None:
    asking = serve(capsules.call("ExecutePlan", execute(range_relation(3))))
    with pytest.raises(grpc.RpcError, match="no recorded answer to this ExecutePlan"):
        asking.ask("ExecutePlan", execute(range_relation(4)))
    [unanswered] = asking.server.unanswered
    assert unanswered.method == "ExecutePlan"
    assert "range(start=0, end=4" in unanswered.asked
    assert [line.strip() for line in unanswered.nearest[-2:]] == ["- 3", "+ 4"]


def test_what_the_recorded_client_cancelled_ends_well(serve: Serve) -> None:
    for code in ("CANCELLED", None):
        asking = serve(
            capsules.call(
                "ExecutePlan",
                execute(range_relation()),
                responses=(capsules.executed(),),
                code=code,
            )
        )
        assert len(asking.ask("ExecutePlan", execute(range_relation()))) == 1


def test_a_client_that_attaches_again_gets_the_rest(serve: Serve) -> None:
    responses = tuple(capsules.executed(response_id=f"r{n}") for n in range(4))
    asking = serve(capsules.call("ExecutePlan", execute(range_relation()), responses=responses))
    asking.ask("ExecutePlan", execute(range_relation(), operation_id="mine"))
    for last, rest in (("r1", ["r2", "r3"]), ("", ["r0", "r1", "r2", "r3"])):
        request = message("ReattachExecuteRequest", operation_id="mine", last_response_id=last)
        got = asking.ask(
            "ReattachExecute", request.SerializeToString(), response="ExecutePlanResponse"
        )
        assert [one.response_id for one in got] == rest


def test_giving_back_is_always_granted_and_the_version_is_known(serve: Serve) -> None:
    asking = serve()
    release = message("ReleaseExecuteRequest", session_id="now", operation_id="op")
    [released] = asking.ask("ReleaseExecute", release.SerializeToString())
    assert (released.session_id, released.operation_id) == ("now", "op")
    version = analyze("now", spark_version=message("AnalyzePlanRequest.SparkVersion"))
    [told] = asking.ask("AnalyzePlan", version)
    assert (told.spark_version.version, told.session_id) == ("4.1.1", "now")
    assert not asking.server.unanswered


def test_uploads_are_answered(serve: Serve) -> None:
    chunks = [
        bytes(message("AddArtifactsRequest", client_type=f"c{n}").SerializeToString())
        for n in range(2)
    ]
    summary = message("AddArtifactsResponse.ArtifactSummary", name="a", is_crc_successful=True)
    response = message("AddArtifactsResponse", artifacts=[summary])
    asking = serve(capsules.call("AddArtifacts", *chunks, responses=(response,)))
    [got] = asking.ask("AddArtifacts", *chunks)
    assert got.artifacts[0].name == "a"


def test_many_ask_at_a_time(serve: Serve) -> None:
    asking = serve(
        *(capsules.call("Config", config_get(f"k{n}"), responses=(config(n),)) for n in range(40))
    )
    way = asking.channel.unary_unary(f"/{SERVICE}/Config")
    futures = [way.future(config_get(f"k{n}", f"s{n}")) for n in range(40)]
    kind = type(message("ConfigResponse"))
    got = [kind.FromString(future.result(20)) for future in futures]
    assert [one.pairs[0].value for one in got] == [str(n) for n in range(40)]
    assert [one.session_id for one in got] == [f"s{n}" for n in range(40)]


def config(number: int) -> Any:
    pair = message("KeyValue", key="k", value=str(number))
    return message("ConfigResponse", session_id="then", pairs=[pair])
