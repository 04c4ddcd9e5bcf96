"""Payloads that claim far more than they bring are refused before anything is unpacked."""

import contextlib
import struct
from typing import Any

import pyarrow as pa
import pytest

from sparity.arrow import claims, open_reader
from sparity.errors import SparkConnectException

CODECS = ["zstd", "lz4"]
MEBIBYTE = 2**20


def payload(table: Any, codec: str | None = None) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made


def text(length: int) -> Any:
    return pa.table({"s": ["a" * length]})


def nested_nulls(count: int) -> Any:
    offsets = pa.py_buffer(struct.pack("<2i", 0, count))
    column: Any = pa.Array.from_buffers(
        pa.list_(pa.null()), 1, [None, offsets], children=[pa.nulls(count)]
    )
    return pa.table({"a": column})


def without_columns(count: int) -> Any:
    return pa.RecordBatch.from_struct_array(pa.nulls(count, pa.struct([])))


def refused(data: bytes, reason: str) -> None:
    before = pa.total_allocated_bytes()
    with pytest.raises(SparkConnectException, match=reason) as caught:
        open_reader([(data, None)]).read_all()
    assert caught.value.getCondition() == "PROTOCOL_ERROR"
    assert pa.total_allocated_bytes() <= before + MEBIBYTE


@pytest.mark.parametrize("codec", CODECS)
def test_what_servers_compress_is_read(codec: str) -> None:
    """Spark does since 4.1, if `spark.sql.execution.arrow.compression.codec` says so."""
    table = pa.table({"n": list(range(10_000)), "s": ["x" * 400] * 10_000, "a": [[1]] * 10_000})
    data = payload(table, codec)
    assert len(data) < table.nbytes / 10
    assert open_reader([(data, 10_000)]).read_all().equals(table)


@pytest.mark.parametrize("codec", CODECS)
def test_data_that_compression_hardly_helps_is_read(codec: str) -> None:
    table = pa.table({"b": [bytes(range(256))]})
    assert open_reader([(payload(table, codec), 1)]).read_all().equals(table)


def test_a_few_bytes_do_not_become_very_many() -> None:
    refused(payload(text(100 * MEBIBYTE), "zstd"), "compression.codec` to `none`")


@pytest.mark.parametrize("codec", CODECS)
def test_nothing_becomes_more_than_a_server_can_have(
    monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    monkeypatch.setattr(claims, "MOST_UNPACKED", 4 * MEBIBYTE)
    refused(payload(text(5 * MEBIBYTE), codec), "compressed bytes claim")


def test_all_batches_of_a_payload_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "MOST_UNPACKED_UNASKED", 4 * MEBIBYTE)
    monkeypatch.setattr(claims, "MOST_RATIO", 1)
    table = pa.concat_tables([text(MEBIBYTE)] * 5)
    assert len(table.to_batches()) == 5
    refused(payload(table, "zstd"), "compressed bytes claim")


def test_dictionaries_count_too() -> None:
    words = pa.array(["a" * 100 * MEBIBYTE]).dictionary_encode()
    refused(payload(pa.table({"d": words}), "zstd"), "compressed bytes claim")


MANY = 300_000_000
CLAIMS = {
    "nulls": pa.table({"n": pa.nulls(MANY)}),
    "many columns": pa.table({f"n{place}": pa.nulls(MANY // 100) for place in range(100)}),
    "nulls in a list": nested_nulls(MANY),
    "no columns": without_columns(MANY),
}


@pytest.mark.parametrize("table", CLAIMS.values(), ids=CLAIMS)
@pytest.mark.parametrize("codec", [None, "zstd"], ids=["", "compressed"])
def test_rows_do_not_come_from_nothing(table: Any, codec: str | None) -> None:
    refused(payload(table, codec), "claim to be 30000000[01] values")


HONEST = {
    "nulls": pa.table({"n": pa.nulls(1_000_000)}),
    "nulls in a list": nested_nulls(1_000_000),
    "no columns": without_columns(1_000_000),
    "truth values": pa.table({"b": pa.nulls(20_000_000, pa.bool_()).fill_null(True)}),
}


@pytest.mark.parametrize("table", HONEST.values(), ids=HONEST)
def test_columns_of_nothing_may_be_long(table: Any) -> None:
    assert open_reader([(payload(table), table.num_rows)]).read_all().num_rows == table.num_rows


@pytest.mark.parametrize("place", range(4, 400, 4))
def test_metadata_that_points_anywhere_is_refused_or_read(place: int) -> None:
    """Whatever stands in the metadata, nothing but the one error comes of it."""
    good = payload(pa.table({"n": [1, 2, 3], "s": ["a", None, "c"]}), "zstd")
    start = len(good) - 400 if len(good) > 400 else 0
    for wrong in (-1, 2**31 - 1, -(2**31), 16):
        garbled = bytearray(good)
        garbled[start + place : start + place + 4] = struct.pack("<i", wrong)
        # Anything but the one error fails the test.
        with contextlib.suppress(SparkConnectException):
            open_reader([(bytes(garbled), None)]).read_all()
