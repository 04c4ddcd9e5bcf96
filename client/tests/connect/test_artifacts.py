"""Blobs that the server is to keep: what is sent, in which messages, and what is not sent again."""

import hashlib
import zlib
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served

from sparity import errors
from sparity.connect.artifacts import Artifact, requests
from sparity.protocol import message_class

Serve = Callable[..., Served]
PART = 32 * 1024


def named(name: str, size: int) -> Artifact:
    return Artifact(name, bytes(n % 251 for n in range(size)))


def parts(sent: list[Any]) -> list[Any]:
    """All parts of all messages, in order."""
    found: list[Any] = []
    for request in sent:
        kind = request.WhichOneof("payload")
        if kind == "batch":
            found += [artifact.data for artifact in request.batch.artifacts]
        else:
            found.append(
                request.begin_chunk.initial_chunk if kind == "begin_chunk" else request.chunk
            )
    return found


def test_small_artifacts_travel_together_and_large_ones_in_parts() -> None:
    artifacts = [named("a", 10), named("b", 20), named("large", 2 * PART + 1), named("c", 5)]
    sent = list(requests(artifacts))
    kinds = [request.WhichOneof("payload") for request in sent]
    assert kinds == ["batch", "begin_chunk", "chunk", "chunk", "batch"]
    assert [artifact.name for artifact in sent[0].batch.artifacts] == ["a", "b"]
    begin = sent[1].begin_chunk
    assert (begin.name, begin.total_bytes, begin.num_chunks) == ("large", 2 * PART + 1, 3)
    whole = b"".join(part.data for part in parts(sent))
    assert whole == b"".join(artifact.data for artifact in artifacts)
    assert all(part.crc == zlib.crc32(part.data) for part in parts(sent))


@pytest.mark.parametrize(
    ("size", "kinds"), [(PART, ["batch"]), (PART + 1, ["begin_chunk", "chunk"])]
)
def test_the_size_at_which_an_artifact_is_split(size: int, kinds: list[str]) -> None:
    sent = list(requests([named("a", size)]))
    assert [request.WhichOneof("payload") for request in sent] == kinds


def test_a_batch_is_closed_before_it_grows_too_large() -> None:
    sent = list(requests([named("a", PART - 1), named("b", 1), named("c", 1)]))
    assert [len(request.batch.artifacts) for request in sent] == [2, 1]


def test_only_what_the_server_lacks_is_sent(serve: Serve) -> None:
    served = serve()
    blobs = [b"known", b"new"]
    names = [f"cache/{hashlib.sha256(blob).hexdigest()}" for blob in blobs]
    statuses = message_class("ArtifactStatusesResponse")()
    statuses.statuses[names[0]].exists = True
    statuses.statuses[names[1]].exists = False
    served.spark.script["ArtifactStatus"] = [statuses]
    client = served.client()
    assert client.cache(blobs) == [name.removeprefix("cache/") for name in names]
    [upload] = served.spark.requests("AddArtifacts")
    assert [a.name for request in upload for a in request.batch.artifacts] == [names[1]]
    assert {request.session_id for request in upload} == {client.session_id}


def test_nothing_is_sent_when_the_server_has_it_all(serve: Serve) -> None:
    served = serve()
    statuses = message_class("ArtifactStatusesResponse")()
    statuses.statuses[f"cache/{hashlib.sha256(b'x').hexdigest()}"].exists = True
    served.spark.script["ArtifactStatus"] = [statuses]
    served.client().cache([b"x"])
    assert "AddArtifacts" not in served.spark.methods()


def test_an_upload_that_breaks_is_made_again_from_its_start(serve: Serve) -> None:
    served = serve()
    again = message_class("AddArtifactsResponse")()
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.UNAVAILABLE), again]
    client = served.client()
    client.cache([bytes(3 * PART)])
    uploads = served.spark.requests("AddArtifacts")
    assert [len(upload) for upload in uploads] == [3, 3]


def test_damage_on_the_way_is_an_error(serve: Serve) -> None:
    served = serve()
    told = message_class("AddArtifactsResponse")()
    told.artifacts.add(name="cache/x", is_crc_successful=False)
    served.spark.script["AddArtifacts"] = [told]
    with pytest.raises(errors.SparkConnectException, match="cache/x"):
        served.client().cache([b"x"])


def test_spark_3_4_keeps_no_blobs(serve: Serve) -> None:
    with pytest.raises(errors.UnsupportedOnServerError):
        serve("3.4.4").client().cache([b"x"])
