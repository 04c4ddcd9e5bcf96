"""Files as artifacts: they are cut like blobs, but read only while they travel."""

from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
from fake_spark import Abort, Served

from sparity import errors
from sparity.connect.artifacts import Artifact, requests
from sparity.protocol import message_class

Serve = Callable[..., Served]
PART = 512 * 1024


def file(folder: Path, name: str, size: int) -> Artifact:
    path = folder / name
    path.write_bytes(bytes(n % 251 for n in range(size)))
    return Artifact(f"files/{name}", path)


@pytest.mark.parametrize("size", [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1])
def test_a_file_travels_as_its_bytes_would(tmp_path: Path, size: int) -> None:
    one = file(tmp_path, "a", size)
    assert isinstance(one.data, Path)
    blob = Artifact(one.name, one.data.read_bytes())
    assert list(requests([one])) == list(requests([blob]))


def test_a_large_file_is_read_as_it_travels(tmp_path: Path) -> None:
    one = file(tmp_path, "large", 3 * PART)
    sent = requests([one])
    next(sent)
    next(sent)
    with (tmp_path / "large").open("r+b") as content:
        content.seek(2 * PART)
        content.write(b"late")
    assert next(sent).chunk.data.startswith(b"late")


def test_files_arrive_with_who_sent_them(serve: Serve, tmp_path: Path) -> None:
    served = serve("4.1.1")
    client = served.client("user_id=ann")
    client.add_artifacts([file(tmp_path, "large", PART + 1), file(tmp_path, "small", 5)])
    (sent,) = served.spark.requests("AddArtifacts")
    kinds = [request.WhichOneof("payload") for request in sent]
    assert kinds == ["begin_chunk", "chunk", "batch"]
    for request in sent:
        assert request.session_id == client.session_id
        assert request.user_context.user_id == "ann"


def test_a_second_attempt_reads_everything_again(serve: Serve, tmp_path: Path) -> None:
    served = serve("4.1.1")
    answer = message_class("AddArtifactsResponse")()
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.UNAVAILABLE), answer]
    served.client().add_artifacts([file(tmp_path, "large", 2 * PART)])
    first, second = served.spark.requests("AddArtifacts")
    assert len(first) == len(second) == 2
    assert first[0].begin_chunk == second[0].begin_chunk


def test_a_server_that_takes_no_files_is_told(serve: Serve, tmp_path: Path) -> None:
    served = serve("3.4.4")
    with pytest.raises(errors.UnsupportedOnServerError) as caught:
        served.client().add_artifacts([file(tmp_path, "a", 1)])
    assert caught.value.getMessageParameters()["required"] == "3.5"
    assert served.spark.requests("AddArtifacts") == []
