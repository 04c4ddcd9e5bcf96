"""Uploads: how files are cut into messages, and what comes of sending them."""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served

from sparity import errors
from sparity.connect.artifacts import CHUNK, Artifact, requests
from sparity.protocol import message_class

Serve = Callable[..., Served]


def artifact(folder: Path, name: str, size: int) -> Artifact:
    path = folder / name
    path.write_bytes(bytes(n % 251 for n in range(size)))
    return Artifact(f"files/{name}", path)


def shown(*artifacts: Artifact) -> list[Any]:
    """The payloads: names and sizes of a batch, or name, sizes and count of a large file."""
    head = message_class("AddArtifactsRequest")(session_id="s")
    found: list[Any] = []
    for request in requests(artifacts, head):
        assert request.session_id == "s"
        if request.HasField("batch"):
            found.append([(one.name, len(one.data.data)) for one in request.batch.artifacts])
        elif request.HasField("begin_chunk"):
            begin = request.begin_chunk
            chunk = len(begin.initial_chunk.data)
            found.append((begin.name, begin.total_bytes, begin.num_chunks, chunk))
        else:
            found.append(len(request.chunk.data))
    return found


def test_small_files_travel_together(tmp_path: Path) -> None:
    files = [artifact(tmp_path, name, size) for name, size in [("a", 5), ("b", 0), ("c", 7)]]
    assert shown(*files) == [[("files/a", 5), ("files/b", 0), ("files/c", 7)]]


def test_a_batch_is_as_large_as_a_chunk(tmp_path: Path) -> None:
    files = [artifact(tmp_path, name, CHUNK // 2 + 1) for name in ("a", "b")]
    assert [len(one) for one in shown(*files)] == [1, 1]
    assert shown(artifact(tmp_path, "all", CHUNK)) == [[("files/all", CHUNK)]]


def test_large_files_travel_in_chunks_and_in_order(tmp_path: Path) -> None:
    files = [
        artifact(tmp_path, "a", 3),
        artifact(tmp_path, "large", 2 * CHUNK + 1),
        artifact(tmp_path, "z", 4),
    ]
    assert shown(*files) == [
        [("files/a", 3)],
        ("files/large", 2 * CHUNK + 1, 3, CHUNK),
        CHUNK,
        1,
        [("files/z", 4)],
    ]


def test_every_piece_has_its_own_checksum_and_nothing_is_lost(tmp_path: Path) -> None:
    large = artifact(tmp_path, "large", CHUNK + 10)
    begin, rest = requests([large], message_class("AddArtifactsRequest")())
    pieces = [begin.begin_chunk.initial_chunk, rest.chunk]
    assert b"".join(one.data for one in pieces) == large.path.read_bytes()
    assert [one.crc for one in pieces] == [zlib.crc32(one.data) for one in pieces]


def test_files_arrive_with_who_sent_them(serve: Serve, tmp_path: Path) -> None:
    served = serve("4.1.1")
    client = served.client("user_id=ann")
    client.add_artifacts([artifact(tmp_path, "large", CHUNK + 1)])
    (sent,) = served.spark.requests("AddArtifacts")
    assert [request.WhichOneof("payload") for request in sent] == ["begin_chunk", "chunk"]
    for request in sent:
        assert request.session_id == client.session_id
        assert request.user_context.user_id == "ann"


def test_a_second_attempt_sends_everything_again(serve: Serve, tmp_path: Path) -> None:
    served = serve("4.1.1")
    answer = message_class("AddArtifactsResponse")()
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.UNAVAILABLE), answer]
    served.client().add_artifacts([artifact(tmp_path, "a", 5)])
    first, second = served.spark.requests("AddArtifacts")
    assert [len(one) for one in (first, second)] == [1, 1]
    assert first[0].batch == second[0].batch


def test_a_damaged_file_is_told(serve: Serve, tmp_path: Path) -> None:
    served = serve("4.1.1")
    answer = message_class("AddArtifactsResponse")()
    answer.artifacts.add(name="files/good", is_crc_successful=True)
    answer.artifacts.add(name="files/bad", is_crc_successful=False)
    served.spark.script["AddArtifacts"] = [answer]
    with pytest.raises(errors.SparkConnectException, match=r"Damaged .*: files/bad$"):
        served.client().add_artifacts([artifact(tmp_path, "bad", 1)])


def test_a_server_that_takes_no_files_is_told(serve: Serve, tmp_path: Path) -> None:
    served = serve("3.4.4")
    with pytest.raises(errors.UnsupportedOnServerError) as caught:
        served.client().add_artifacts([artifact(tmp_path, "a", 1)])
    assert caught.value.getMessageParameters()["required"] == "3.5"
    assert served.spark.requests("AddArtifacts") == []
