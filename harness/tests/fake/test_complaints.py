"""Each complaint of the strict server, drawn by a client that does one thing wrong."""

import contextlib
import uuid
import zlib
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from wrong_client import WrongClient

from sparity_lab.fake.judge import Complaint, Judge
from sparity_lab.fake.server import FakeServer

ONE, ANOTHER = str(uuid.uuid4()), str(uuid.uuid4())
ALL: dict[str, Any] = {"release_all": {}}


def refused(call: Callable[[], object]) -> None:
    with contextlib.suppress(grpc.RpcError):
        call()


def chunk(data: bytes, crc: int | None = None) -> dict[str, Any]:
    return {"data": data, "crc": zlib.crc32(data) if crc is None else crc}


def begun(chunks: int, size: int) -> dict[str, Any]:
    begin = {"name": "a", "total_bytes": size, "num_chunks": chunks, "initial_chunk": chunk(b"xy")}
    return {"begin_chunk": begin}


def test_a_client_that_does_right_gets_none(client: WrongClient) -> None:
    client.call("Config", operation={"get_all": {}})
    responses = client.execute('FAKE {"rows": 4, "responses": 2}', ONE)
    assert [one.arrow_batch.row_count for one in responses] == [0, 2, 2, 0]
    until = {"release_until": {"response_id": responses[0].response_id}}
    client.call("ReleaseExecute", operation_id=ONE, **until)
    client.call("ReleaseExecute", operation_id=ONE, **ALL)
    client.upload(begun(2, 5), {"chunk": chunk(b"abc")})
    client.call("ReleaseSession")
    client.fake.judge.settle(0)
    assert client.complaints() == []


@pytest.mark.parametrize(
    ("method", "fields", "complaint"),
    [
        ("Config", {"session_id": "me"}, "the session id 'me' is no UUID"),
        ("Config", {"client_type": ""}, "the client does not say what it is"),
        ("Config", {"operation": {}}, "it says not what to do with settings"),
        ("AnalyzePlan", {}, "it says not what to analyse"),
        ("Interrupt", {}, "it says not what to interrupt"),
        ("ExecutePlan", {}, "there is no plan"),
        ("ExecutePlan", {"operation_id": "x"}, "the operation id 'x' is no UUID"),
        ("ExecutePlan", {"tags": ["a,b"]}, "the tag 'a,b' is empty or has a comma"),
        ("ReattachExecute", {}, "it names no operation"),
        ("ReattachExecute", {"operation_id": ONE}, "the operation was never started"),
        ("ReleaseExecute", {"operation_id": ONE}, "it says not what to release"),
        ("ReleaseExecute", {"operation_id": ONE, **ALL}, "the operation was never started"),
    ],
)
def test_a_request_that_is_wrong_by_itself(
    client: WrongClient, method: str, fields: dict[str, Any], complaint: str
) -> None:
    sound = {"operation": {"get_all": {}}} if method == "Config" else {}
    refused(lambda: client.call(method, **{**sound, **fields}))
    assert f"{method}: {complaint}" in client.complaints()


def test_a_session_is_not_used_after_its_release(client: WrongClient) -> None:
    client.call("ReleaseSession")
    refused(lambda: client.call("Config", operation={"get_all": {}}))
    assert client.complaints() == ["Config: the session was released"]


@pytest.mark.parametrize(("sent", "said"), [("", "none"), (ANOTHER, "another one")])
def test_the_servers_own_id_is_sent_back(client: WrongClient, sent: str, said: str) -> None:
    client.call("Config", operation={"get_all": {}})
    for _ in range(3):
        client.observed = sent
        refused(lambda: client.call("Config", operation={"get_all": {}}))
    told = f"Config: the server told its id of the session, but {said} is sent back"
    assert client.complaints() == [told]


def test_an_id_that_could_not_be_known_yet_is_not_missed(client: WrongClient) -> None:
    client.call("Config", operation={"get_all": {}})
    client.call("Config", operation={"get_all": {}}, client_observed_server_side_session_id="")
    assert client.complaints() == []


def test_an_operation_id_is_used_once(client: WrongClient) -> None:
    client.execute("FAKE", ONE)
    refused(lambda: client.execute("FAKE", ONE))
    assert client.complaints() == ["ExecutePlan: the operation id was used before"]


def test_an_operation_is_not_used_after_its_release(client: WrongClient) -> None:
    client.execute("FAKE", ONE)
    client.call("ReleaseExecute", operation_id=ONE, **ALL)
    refused(lambda: client.call("ReattachExecute", operation_id=ONE))
    assert client.complaints() == ["ReattachExecute: the operation was released"]


def test_an_operation_belongs_to_a_session(client: WrongClient) -> None:
    client.execute("FAKE", ONE)
    client.session, client.observed = ANOTHER, ""
    refused(lambda: client.call("ReattachExecute", operation_id=ONE))
    assert client.complaints() == ["ReattachExecute: the operation is of another session"]


@pytest.mark.parametrize(
    ("method", "place"),
    [
        ("ReattachExecute", {"last_response_id": ANOTHER}),
        ("ReleaseExecute", {"release_until": {"response_id": ANOTHER}}),
    ],
)
def test_a_place_in_a_result_is_one_that_was_sent(
    client: WrongClient, method: str, place: dict[str, Any]
) -> None:
    client.execute("FAKE", ONE)
    refused(lambda: client.call(method, operation_id=ONE, **place))
    assert client.complaints() == [f"{method}: it goes on after a response that was never sent"]


def test_details_are_asked_of_errors_that_were_told(client: WrongClient) -> None:
    client.call("FetchErrorDetails", error_id=ANOTHER)
    assert client.complaints() == ["FetchErrorDetails: the error was never told"]


def test_results_are_released(client: WrongClient) -> None:
    client.execute("FAKE", ONE)
    client.fake.judge.settle(0)
    client.fake.judge.settle(0)
    assert client.complaints() == ["ExecutePlan: its results were never released"]


def test_what_was_given_up_may_go_with_its_session(client: WrongClient) -> None:
    responses = client.stream("ExecutePlan", **client.execution('FAKE {"delay": 0.2}', ONE))
    next(responses)
    client.call("ReleaseSession")
    client.fake.judge.settle(0)
    assert client.complaints() == []


@pytest.mark.parametrize(
    ("requests", "complaint"),
    [
        (
            [{"batch": {"artifacts": [{"name": "a", "data": chunk(b"x", 1)}]}}],
            "the checksum of an artifact is wrong",
        ),
        ([begun(2, 2)], "artifact 'a' has 1 chunks, not 2 as announced"),
        ([begun(1, 9)], "artifact 'a' has 2 bytes, not 9 as announced"),
        ([{"chunk": chunk(b"x")}], "a chunk comes before its artifact was begun"),
        ([{}], "a request has no payload"),
        ([begun(1, 2), {**begun(1, 2), "session_id": ANOTHER}], "one call is of several sessions"),
    ],
)
def test_uploads_are_sound(
    client: WrongClient, requests: list[dict[str, Any]], complaint: str
) -> None:
    client.upload(*requests)
    assert f"AddArtifacts: {complaint}" in client.complaints()


def test_what_is_newer_than_the_server_is_not_sent() -> None:
    with FakeServer("3.5.9") as fake, WrongClient(fake) as client:
        newer = {"result_chunking_options": {"allow_arrow_batch_chunking": True}}
        client.execute("FAKE", ONE, request_options=[newer])
        name = "spark.connect.ExecutePlanRequest.RequestOption.result_chunking_options"
        assert client.complaints()[0] == f"ExecutePlan: {name} is only known since 4.1"


def test_what_the_protocol_does_not_have_is_not_sent(client: WrongClient) -> None:
    request = client.request("Interrupt", interrupt_type="INTERRUPT_TYPE_ALL")
    unknown = type(request).FromString(request.SerializeToString() + b"\xfa\x7f\x01x")
    value = type(request).FromString(request.SerializeToString() + b"\x20\x4d")
    judge = Judge("4.3.0")
    for one in (unknown, value):
        judge.judge("Interrupt", [one])
    assert list(map(str, judge.complaints)) == [
        "Interrupt: spark.connect.InterruptRequest has no field 2047",
        "Interrupt: spark.connect.InterruptRequest.interrupt_type has the unknown value 77",
    ]


def test_a_complaint_is_told_once_with_its_session() -> None:
    told: list[Complaint] = []
    with FakeServer("4.3.0", say=told.append) as fake, WrongClient(fake) as client:
        for _ in range(2):
            client.call("Config", operation={"get_all": {}}, client_type="")
    assert [complaint.session for complaint in told] == [client.session]
