"""What scripts make the fake server do, seen by a client of raw calls."""

import threading
import time
import uuid
from typing import Any

import grpc
import pyarrow
import pytest
from wrong_client import WrongClient

from sparity_lab.fake.script import NotAScript, parse


def ids(responses: list[Any]) -> list[int]:
    batches = [one.arrow_batch.data for one in responses if one.HasField("arrow_batch")]
    tables = [pyarrow.ipc.open_stream(data).read_all() for data in batches]
    return [value for table in tables for value in table.column("id").to_pylist()]


def to_the_end(client: WrongClient, query: str) -> tuple[list[Any], list[str]]:
    """All responses, taken up again whenever a stream ends; and how the streams ended."""
    operation, got, ends = str(uuid.uuid4()), [], []
    method, fields = "ExecutePlan", client.execution(query, operation)
    while not (got and got[-1].HasField("result_complete")):
        try:
            # What came before the stream breaks off is kept.
            got.extend(client.stream(method, **fields))
            ends.append("OK")
        except grpc.RpcError as error:
            ends.append(error.code().name)
        method = "ReattachExecute"
        fields = {"operation_id": operation}
        if got:
            fields["last_response_id"] = got[-1].response_id
    return got, ends


@pytest.mark.parametrize(
    ("attempts", "ends"),
    [
        ("[2, 0]", ["UNAVAILABLE", "UNAVAILABLE", "OK"]),
        ('[{"after": 1, "then": "end"}]', ["OK", "OK"]),
        ('[{"after": 3, "then": "come_back"}]', ["UNAVAILABLE", "OK"]),
    ],
)
def test_streams_end_early(client: WrongClient, attempts: str, ends: list[str]) -> None:
    got, seen = to_the_end(client, f'FAKE {{"rows": 7, "responses": 3, "attempts": {attempts}}}')
    assert (ids(got), seen) == (list(range(7)), ends)
    assert len({one.response_id for one in got}) == len(got) == 5


@pytest.mark.parametrize(
    ("then", "condition"),
    [
        ("unknown_operation", "INVALID_HANDLE.OPERATION_NOT_FOUND"),
        ("session_changed", "INVALID_HANDLE.SESSION_CHANGED"),
    ],
)
def test_streams_fail(client: WrongClient, then: str, condition: str) -> None:
    query = f'FAKE {{"attempts": [{{"after": 1, "then": "{then}"}}]}}'
    with pytest.raises(grpc.RpcError) as caught:
        client.execute(query)
    assert condition in caught.value.details()


def test_what_was_forgotten_goes_on_with_its_script(client: WrongClient) -> None:
    query = 'FAKE {"rows": 2, "attempts": [{"after": 0, "then": "unknown_operation"}]}'
    operation = str(uuid.uuid4())
    with pytest.raises(grpc.RpcError):
        client.execute(query, operation)
    assert ids(client.execute(query, operation)) == [0, 1]
    assert client.complaints() == []


@pytest.mark.parametrize(
    ("damage", "rows", "offsets"),
    [
        ("row_count", [2, 3, 2], [0, 2, 4]),
        ("start_offset", [2, 2, 2], [0, 3, 4]),
        ("twice", [2, 2, 2, 2], [0, 2, 2, 4]),
        ("lost", [2, 2], [0, 4]),
        ("garbled", [2, 2, 2], [0, 2, 4]),
    ],
)
def test_responses_are_damaged(
    client: WrongClient, damage: str, rows: list[int], offsets: list[int]
) -> None:
    fault = f'"fault": {{"response": 1, "damage": "{damage}"}}'
    got = client.execute(f'FAKE {{"rows": 6, "responses": 3, {fault}}}')
    batches = [one.arrow_batch for one in got if one.HasField("arrow_batch")]
    assert [batch.row_count for batch in batches] == rows
    assert [batch.start_offset for batch in batches] == offsets
    readable = [not batch.data.startswith(b"\xff\xff\xff\xff\xff\xff") for batch in batches]
    assert readable == [not (damage == "garbled" and n == 1) for n in range(len(batches))]


def test_a_response_comes_of_another_session(client: WrongClient) -> None:
    got = client.execute('FAKE {"rows": 1, "fault": {"damage": "other_session"}}')
    assert [one.server_side_session_id == got[0].server_side_session_id for one in got] == [
        True,
        False,
        True,
    ]


def test_chunks_come_only_where_they_are_allowed(client: WrongClient) -> None:
    query = 'FAKE {"rows": 3, "chunks": 4}'
    assert ids(client.execute(query)) == [0, 1, 2]
    allowed = {"result_chunking_options": {"allow_arrow_batch_chunking": True}}
    found = [
        one.arrow_batch
        for one in client.execute(query, request_options=[allowed])
        if one.HasField("arrow_batch")
    ]
    assert [(one.chunk_index, one.num_chunks_in_batch, one.row_count) for one in found] == [
        (index, 4, 3) for index in range(4)
    ]
    whole = pyarrow.ipc.open_stream(b"".join(one.data for one in found)).read_all()
    assert whole.column("id").to_pylist() == [0, 1, 2]


def test_a_chunk_is_missing(client: WrongClient) -> None:
    allowed = {"result_chunking_options": {"allow_arrow_batch_chunking": True}}
    query = 'FAKE {"rows": 3, "chunks": 3, "fault": {"damage": "missing_chunk"}}'
    got = client.execute(query, request_options=[allowed])
    assert [one.arrow_batch.chunk_index for one in got if one.HasField("arrow_batch")] == [0, 1]


def test_an_error_and_its_details(client: WrongClient) -> None:
    error = '"error": {"condition": "A.B", "sql_state": "12345", "parameters": {"p": "v"}}'
    with pytest.raises(grpc.RpcError) as caught:
        client.execute(f"FAKE {{{error}}}")
    assert caught.value.code() is grpc.StatusCode.INTERNAL
    ((_, packed),) = caught.value.trailing_metadata()
    assert all(word in packed for word in (b"A.B", b"12345", b"ArithmeticException", b"errorId"))
    (known,) = client.fake._sessions.find(client.session).errors
    (details,) = client.call("FetchErrorDetails", error_id=known)
    throwable = details.errors[details.root_error_idx].spark_throwable
    assert (throwable.error_class, throwable.sql_state) == ("A.B", "12345")
    assert dict(throwable.message_parameters) == {"p": "v"}


def test_progress_metrics_and_what_is_newer(client: WrongClient) -> None:
    query = 'FAKE {"progress": 2, "metrics": {"m": 3}, "newer": ["field", "response"]}'
    got = client.execute(query)
    kinds = [one.WhichOneof("response_type") for one in got]
    assert kinds == [
        None,
        None,
        "execution_progress",
        "execution_progress",
        "arrow_batch",
        None,
        "result_complete",
    ]
    assert got[5].metrics.metrics[0].execution_metrics["m"].value == 3
    assert got[0].schema.struct.fields[0].name == "id"


def test_an_execution_is_interrupted(client: WrongClient) -> None:
    began = time.monotonic()
    execution = client.execution('FAKE {"delay": 30}', tags=["slow"])
    responses = client.stream("ExecutePlan", **execution)
    call = {"interrupt_type": "INTERRUPT_TYPE_TAG", "operation_tag": "slow"}
    interrupted: list[str] = []

    def interrupt() -> None:
        while not interrupted and time.monotonic() - began < 10:
            interrupted.extend(client.call("Interrupt", **call)[0].interrupted_ids)

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(grpc.RpcError, match="OPERATION_CANCELED"):
        list(responses)
    thread.join()
    assert interrupted == [execution["operation_id"]]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FAKE {", "is not JSON"),
        ('FAKE {"row": 1}', "row: Extra inputs"),
        ('FAKE {"rows": -1}', "rows: Input should be"),
        ('FAKE {"fault": {"response": 3, "damage": "lost"}}', "no Arrow response 3"),
    ],
)
def test_a_mistake_in_a_script_is_told(text: str, why: str) -> None:
    with pytest.raises(NotAScript, match=why):
        parse(text)


def test_what_is_not_understood_is_told(client: WrongClient) -> None:
    for plan in (
        {"root": {"sql": {"query": "SELECT 1"}}},
        {"root": {"limit": {"limit": 1}}},
        {"root": {"range": {"end": 10**9, "step": 1}}},
        {"command": {"write_operation": {}}},
    ):
        with pytest.raises(grpc.RpcError, match="the fake server understands"):
            client.execute("", plan=plan)
