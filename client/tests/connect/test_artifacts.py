"""Blobs that the server is to keep: what is sent, in which messages, and what is not sent again."""

import hashlib
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served

from sparity import errors
from sparity.connect.artifacts import Artifact, requests
from sparity.protocol import message_class

Serve = Callable[..., Served]
PART = 512 * 1024


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


def kept(*blobs: bytes) -> Any:
    """What a server answers that has some blobs."""
    statuses = message_class("ArtifactStatusesResponse")()
    for blob in blobs:
        statuses.statuses[f"cache/{hashlib.sha256(blob).hexdigest()}"].exists = True
    return statuses


@pytest.mark.parametrize("version", ["3.5.9", "4.1.1"])
def test_what_arrived_is_not_sent_again_when_only_the_answer_was_lost(
    serve: Serve, version: str
) -> None:
    served = serve(version)
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.UNAVAILABLE)]
    served.spark.script["ArtifactStatus"] = [kept(), kept(b"x")]
    served.client().cache([b"x"])
    assert len(served.spark.requests("AddArtifacts")) == 1


def test_of_an_upload_that_arrived_in_part_only_the_rest_is_sent_again(serve: Serve) -> None:
    served = serve()
    answer = message_class("AddArtifactsResponse")()
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.UNAVAILABLE), answer]
    served.spark.script["ArtifactStatus"] = [kept(), kept(b"x")]
    served.client().cache([b"x", b"y"])
    first, second = served.spark.requests("AddArtifacts")
    assert [[one.data.data for one in sent[0].batch.artifacts] for sent in (first, second)] == [
        [b"x", b"y"],
        [b"y"],
    ]


def test_whether_an_upload_arrived_is_asked_until_the_server_tells(serve: Serve) -> None:
    served = serve()
    lost = Abort(grpc.StatusCode.UNAVAILABLE)
    served.spark.script["AddArtifacts"] = [lost]
    served.spark.script["ArtifactStatus"] = [kept(), lost, lost, kept(b"x")]
    served.client().cache([b"x"])
    assert len(served.spark.requests("AddArtifacts")) == 1
    assert len(served.spark.requests("ArtifactStatus")) == 4


def test_a_blob_that_is_given_twice_is_sent_once(serve: Serve) -> None:
    served = serve()
    one, other = served.client().cache([b"x", b"x"])
    assert one == other
    [upload] = served.spark.requests("AddArtifacts")
    assert len(upload[0].batch.artifacts) == 1


def test_threads_that_need_the_same_blob_send_it_once(serve: Serve) -> None:
    served = serve()
    served.spark.remembers_uploads = True
    served.spark.late["AddArtifacts"] = 0.2
    client = served.client(sleep=time.sleep)
    client.cache([b"the session is known now"])
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: client.cache([b"x", b"y"]), range(8)))
    assert told == [told[0]] * 8
    assert len(served.spark.requests("AddArtifacts")) == 2


def test_a_thread_waits_for_no_upload_of_other_blobs(serve: Serve) -> None:
    served = serve()
    served.spark.late["AddArtifacts"] = 0.5
    client = served.client(sleep=lambda seconds: pytest.fail("it waits"))
    client.cache([b"the session is known now"])
    with ThreadPoolExecutor(2) as threads:
        assert len(list(threads.map(client.cache, [[b"x"], [b"y"]]))) == 2


def test_an_upload_that_failed_stands_in_nobodys_way(serve: Serve) -> None:
    served = serve()
    fine = message_class("AddArtifactsResponse")()
    served.spark.script["AddArtifacts"] = [Abort(grpc.StatusCode.INVALID_ARGUMENT), fine]
    client = served.client()
    with pytest.raises(errors.SparkConnectGrpcException):
        client.cache([b"x"])
    client.cache([b"x"])
    assert len(served.spark.requests("AddArtifacts")) == 2


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
