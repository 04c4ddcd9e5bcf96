"""Local data on both sides of the thresholds: what stays in the plan and what is uploaded how."""

from itertools import chain
from typing import Any

import pyarrow as pa
import pytest
from fake_session import FakeClient, fake_session, plan_of

from sparity.errors import AnalysisException
from sparity.protocol import message_class

PREFIX = "spark.sql.session.localRelation"
TABLE = pa.table({"a": pa.array(range(100), pa.int64())})  # 800 bytes


def made(version: str = "4.3.0", **limits: int | str) -> tuple[Any, FakeClient]:
    session, client = fake_session(version)
    client.settings = {f"{PREFIX}{name}": str(value) for name, value in limits.items()}
    return plan_of(session.createDataFrame(TABLE)), client


def rows(blobs: list[bytes]) -> list[list[int]]:
    return [pa.ipc.open_stream(blob).read_all()["a"].to_pylist() for blob in blobs]


@pytest.mark.parametrize(("threshold", "inline"), [(801, True), (800, False), (0, False)])
def test_the_threshold_is_the_first_size_that_is_uploaded(threshold: int, inline: bool) -> None:
    plan, client = made(CacheThreshold=threshold)
    kind = "local_relation" if inline else "chunked_cached_local_relation"
    assert plan.WhichOneof("rel_type") == kind
    assert bool(client.cached) is not inline


@pytest.mark.parametrize(
    ("threshold", "inline"),
    [("1b", False), ("1K", True), ("1kb", True), ("0g", False), ("", True)],
)
def test_sizes_may_have_a_unit(threshold: str, inline: bool) -> None:
    plan, _ = made(CacheThreshold=threshold)
    assert plan.HasField("local_relation") is inline


@pytest.mark.parametrize("threshold", [0, 10_000])
def test_an_old_server_that_reads_one_batch_gets_one(threshold: int) -> None:
    session, client = fake_session("3.5.9")
    client.settings = {f"{PREFIX}CacheThreshold": str(threshold)}
    empty = TABLE.slice(0, 0)
    plan = plan_of(session.createDataFrame(pa.concat_tables([empty, TABLE, empty, TABLE])))
    relation = plan.local_relation
    if not threshold:
        [[whole]] = client.cached
        relation = message_class("LocalRelation").FromString(whole)
    batches = list(pa.ipc.open_stream(relation.data))
    assert [len(batch) for batch in batches] == [200]


def test_the_schema_is_a_blob_of_its_own() -> None:
    plan, client = made(CacheThreshold=0)
    [[schema, data]] = client.cached
    assert b'"name":"a"' in schema
    relation = plan.chunked_cached_local_relation
    assert relation.schemaHash == f"hash of {len(schema)} bytes"
    assert list(relation.dataHashes) == [f"hash of {len(data)} bytes"]
    assert rows([data]) == [list(range(100))]


def test_chunks_end_at_so_many_rows_or_bytes() -> None:
    _, client = made(CacheThreshold=0, ChunkSizeRows=30)
    [[_, *chunks]] = client.cached
    assert [len(chunk) for chunk in rows(chunks)] == [30, 30, 30, 10]
    _, client = made(CacheThreshold=0, ChunkSizeBytes=400)
    [[_, *chunks]] = client.cached
    assert [len(chunk) for chunk in rows(chunks)] == [50, 50]
    assert list(chain(*rows(chunks))) == list(range(100))


def test_one_row_is_the_least_a_chunk_can_hold() -> None:
    _, client = made(CacheThreshold=0, ChunkSizeBytes=1)
    [[_, *chunks]] = client.cached
    assert [len(chunk) for chunk in rows(chunks)] == [1] * 100


def test_uploads_end_before_they_grow_too_large() -> None:
    _, client = made(CacheThreshold=0, ChunkSizeRows=30, BatchOfChunksSizeBytes=1100)
    assert len(client.cached) > 1
    assert all(sum(map(len, upload)) <= 1100 for upload in client.cached)
    chunks = list(chain(*client.cached))[1:]
    assert list(chain(*rows(chunks))) == list(range(100))


def test_no_more_waits_in_memory_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sparity.sql.local_cache._MOST_WAITING", 1100)
    _, client = made(CacheThreshold=0, ChunkSizeRows=30)
    assert len(client.cached) > 1
    assert all(sum(map(len, upload)) <= 1100 for upload in client.cached)
    assert list(chain(*rows(list(chain(*client.cached))[1:]))) == list(range(100))


def test_what_will_be_refused_is_not_uploaded() -> None:
    session, client = fake_session("4.3.0")
    limits = {"CacheThreshold": 0, "ChunkSizeRows": 10, "BatchOfChunksSizeBytes": 400}
    limits["SizeLimit"] = 1500
    client.settings = {f"{PREFIX}{name}": str(value) for name, value in limits.items()}
    with pytest.raises(AnalysisException):
        session.createDataFrame(TABLE)
    assert client.cached == []


def test_the_limit_counts_schema_and_chunks() -> None:
    _, client = made(CacheThreshold=0)
    size = sum(map(len, client.cached[0]))
    made(CacheThreshold=0, SizeLimit=size)
    with pytest.raises(AnalysisException) as caught:
        made(CacheThreshold=0, SizeLimit=size - 1)
    assert caught.value.getCondition() == "LOCAL_RELATION_SIZE_LIMIT_EXCEEDED"
    assert caught.value.getMessageParameters() == {
        "actualSize": str(size),
        "sizeLimit": str(size - 1),
    }


def test_before_4_1_the_whole_relation_is_one_blob() -> None:
    plan, client = made("3.5.9", CacheThreshold=0)
    [[blob]] = client.cached
    assert plan.cached_local_relation.hash == f"hash of {len(blob)} bytes"
    relation = message_class("LocalRelation").FromString(blob)
    assert rows([relation.data]) == [list(range(100))]
    assert '"name":"a"' in relation.schema


def test_spark_3_4_gets_everything_in_the_plan() -> None:
    plan, client = made("3.4.4", CacheThreshold=0)
    assert plan.WhichOneof("rel_type") == "local_relation"
    assert not client.cached
