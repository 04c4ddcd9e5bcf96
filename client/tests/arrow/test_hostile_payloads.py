"""Arrow data that somebody garbled: rows, or one clean error; never a foreign exception."""

import contextlib
import struct
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparity.arrow import conform, from_arrow_schema, open_reader, table_to_rows
from sparity.arrow.simple import simple_values
from sparity.errors import SparkConnectException
from sparity.types import ArrayType, LongType, StringType, StructType

SCHEMA = StructType().add("n", LongType()).add("s", StringType())
SCHEMA = SCHEMA.add("a", ArrayType(LongType()))
MICROSECONDS = pa.timestamp("us", "UTC")
#: A column of every kind that rows are made of in a way of its own.
KINDS = pa.table(
    {
        "map": pa.array([[("a", 1), ("b", None)], None, []], pa.map_(pa.string(), pa.int64())),
        "struct": pa.array([{"x": 1, "y": "q"}, None, {"x": None, "y": "zz"}]),
        "decimal": pa.array([Decimal("1.50"), None, Decimal("-3.25")], pa.decimal128(10, 2)),
        "timestamp": pa.array([0, None, 10**15], MICROSECONDS),
        "date": pa.array([1, None, 20_000], pa.date32()),
        "binary": pa.array([b"xx", None, b""]),
        "boolean": pa.array([True, None, False]),
        "double": pa.array([1.5, None, 2.5]),
        "duration": pa.array([1, None, 5], pa.duration("us")),
        "texts": pa.array([["a", "bb"], None, [None]], pa.list_(pa.string())),
        "lists": pa.array([[[1], [2, 3]], None, [[]]]),
        "nothings": pa.array([[None, None], None, []], pa.list_(pa.null())),
        "maps": pa.array(
            [[("k", [{"x": 1}])], None, []],
            pa.map_(pa.string(), pa.list_(pa.struct([pa.field("x", pa.int32(), False)]))),
        ),
    }
)
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


def read(data: bytes, schema: StructType = SCHEMA, rows: int | None = None) -> None:
    width = len(schema.fields)
    table_to_rows(open_reader([(data, rows)], width=width), schema)
    conform(open_reader([(data, rows)], width=width).read_all(), schema)


def refused(data: bytes) -> SparkConnectException:
    with pytest.raises(SparkConnectException, match="cannot be read") as caught:
        read(data)
    assert caught.value.getCondition() == "PROTOCOL_ERROR"
    return caught.value


def test_what_is_in_order_is_read() -> None:
    read(GOOD)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("table", [TABLE, KINDS], ids=["few columns", "all kinds"])
def test_garbled_data_is_read_or_refused(table: pa.Table, data: Any) -> None:
    good = payload(table)
    garbled = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(good) - 1))
        garbled[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(good)))
    # Anything but the one error fails the test; Python knows neither all moments nor all dates.
    with contextlib.suppress(SparkConnectException, OverflowError):
        read(bytes(garbled[: len(good) - cut]), from_arrow_schema(table.schema))


@pytest.mark.parametrize("column", ["s", "a"])
def test_lengths_that_point_elsewhere_are_refused(column: str) -> None:
    """A length below zero within a column makes Arrow's own functions read elsewhere, or crash."""
    batch = TABLE.combine_chunks().to_batches()[0]
    offsets = list(struct.unpack("4i", batch.column(column).buffers()[1]))
    packed = struct.pack("4i", *offsets)
    wrong = struct.pack("4i", offsets[0], 2**30, *offsets[2:])
    assert GOOD.count(packed) == 1
    assert "offset" in str(refused(GOOD.replace(packed, wrong))).lower()


def test_a_buffer_may_be_longer_than_its_values() -> None:
    buffer = pa.py_buffer(struct.pack("3q", 1, 2, 3) + b"xyz")
    column = pa.Array.from_buffers(pa.int64(), 3, [None, buffer])
    assert simple_values(column) == [1, 2, 3]


# A column of nulls alone may come as any kind.
NAMES = [name for name in KINDS.column_names if name != "nothings"]


@pytest.mark.parametrize("column", NAMES)
@pytest.mark.parametrize("wanted", NAMES)
def test_columns_of_another_kind_are_refused(column: str, wanted: str) -> None:
    made = KINDS.select([column])
    schema = from_arrow_schema(KINDS.select([wanted]).schema)
    if column == wanted:
        assert len(table_to_rows(made, schema)) == 3
        return
    with pytest.raises(SparkConnectException, match="was due"):
        table_to_rows(made, schema)


def test_text_that_is_no_utf8_is_handed_out_as_arrow() -> None:
    """Spark makes such text, by a cast of bytes; PySpark's `toArrow` has it too."""
    data = payload(TABLE).replace(b"drei", b"d\xff\xfei")
    table = conform(open_reader([(data, 3)], width=3).read_all(), SCHEMA)
    assert table["s"].cast(pa.binary(), safe=False).to_pylist() == [b"one", None, b"d\xff\xfei"]


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
        conform(open_reader([(payload(other), 3)], width=3).read_all(), SCHEMA)


def test_text_that_is_no_utf8_is_refused() -> None:
    refused(GOOD.replace(b"drei", b"d\xff\xfei"))


def test_a_batch_of_another_shape_than_the_first_is_refused() -> None:
    with pytest.raises(SparkConnectException):
        open_reader([(GOOD, 3), (payload(TABLE.select(["n"])), 3)]).read_all()
