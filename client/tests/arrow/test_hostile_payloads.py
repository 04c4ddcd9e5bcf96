"""Arrow data that somebody garbled: rows, or one clean error; never a foreign exception."""

import contextlib
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparity.arrow import conform, open_reader, table_to_rows
from sparity.errors import SparkConnectException
from sparity.types import ArrayType, LongType, StringType, StructType

SCHEMA = StructType().add("n", LongType()).add("s", StringType())
SCHEMA = SCHEMA.add("a", ArrayType(LongType()))
TABLE = pa.table(
    {
        "n": pa.array([1, None, 3], pa.int64()),
        "s": ["one", None, "drei"],
        "a": pa.array([[1, 2], None, []], pa.list_(pa.int64())),
    }
)


def payload(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    made: bytes = sink.getvalue().to_pybytes()
    return made


GOOD = payload(TABLE)


def read(data: bytes) -> None:
    width = len(SCHEMA.fields)
    table_to_rows(open_reader([data], width=width), SCHEMA)
    conform(open_reader([data], width=width).read_all(), SCHEMA)


def refused(data: bytes) -> SparkConnectException:
    with pytest.raises(SparkConnectException, match="cannot be read") as caught:
        read(data)
    assert caught.value.getCondition() == "PROTOCOL_ERROR"
    return caught.value


def test_what_is_in_order_is_read() -> None:
    read(GOOD)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_garbled_data_is_read_or_refused(data: Any) -> None:
    garbled = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(GOOD) - 1))
        garbled[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(GOOD)))
    # Anything but the one error fails the test.
    with contextlib.suppress(SparkConnectException):
        read(bytes(garbled[: len(GOOD) - cut]))


@pytest.mark.parametrize(
    "data", [b"", b"\xff" * 8, b"\xff\xff\xff\xff\xff\xff\xff\x7f", GOOD[:100]]
)
def test_what_is_no_arrow_is_refused(data: bytes) -> None:
    refused(data)


def test_another_number_of_columns_is_refused() -> None:
    error = refused(payload(TABLE.select(["n"])))
    assert "1 columns where 3 were due" in str(error)


def test_types_that_do_not_fit_are_refused() -> None:
    other = pa.table({"n": [b"x"] * 3, "s": TABLE["s"], "a": TABLE["a"]})
    with pytest.raises(SparkConnectException):
        conform(open_reader([payload(other)], width=3).read_all(), SCHEMA)


def test_text_that_is_no_utf8_is_refused() -> None:
    refused(GOOD.replace(b"drei", b"d\xff\xfei"))


def test_a_batch_of_another_shape_than_the_first_is_refused() -> None:
    with pytest.raises(SparkConnectException):
        open_reader([GOOD, payload(TABLE.select(["n"]))]).read_all()
