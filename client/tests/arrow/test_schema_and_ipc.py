"""Arrow schemas both ways, result tables made to conform, and streams of IPC payloads."""

import pyarrow as pa
import pytest

from sparity import types as T
from sparity.arrow import (
    conform,
    from_arrow_schema,
    from_arrow_type,
    open_reader,
    read_table,
    to_arrow_schema,
    to_arrow_type,
)
from sparity.errors import PySparkTypeError, UnsupportedOperationException

SCHEMA = (
    T.StructType()
    .add("i", "integer", False, {"k": 1})
    .add("l", T.ArrayType(T.DecimalType(5, 2), False))
    .add("m", T.MapType(T.StringType(), T.TimestampType(), False))
    .add("v", T.VariantType())
    .add("g", T.GeometryType(3857))
    .add("h", T.GeographyType("ANY"), False)
    .add("s", T.StructType().add("t", T.TimestampNTZType()).add("d", T.DayTimeIntervalType()))
    .add("tm", T.TimeType())
    .add("n", T.NullType())
)


def test_schema_survives_the_way_through_arrow():
    assert from_arrow_schema(to_arrow_schema(SCHEMA)).json() == SCHEMA.json()


@pytest.mark.parametrize(
    ("arrow", "simple"),
    [
        (pa.large_string(), "string"),
        (pa.large_binary(), "binary"),
        (pa.binary(4), "binary"),
        (pa.timestamp("s"), "timestamp_ntz"),
        (pa.timestamp("ns", "UTC"), "timestamp"),
        (pa.time64("us"), "time(6)"),
        (pa.large_list(pa.int64()), "array<bigint>"),
        (pa.list_(pa.int64(), 3), "array<bigint>"),
        (pa.dictionary(pa.int32(), pa.string()), "string"),
        (pa.decimal256(38, 2), "decimal(38,2)"),
    ],
    ids=str,
)
def test_relatives_of_the_wire_types_are_understood(arrow, simple):
    assert from_arrow_type(arrow).simpleString() == simple


def test_zoneless_timestamps_may_count_as_moments():
    assert from_arrow_type(pa.timestamp("us"), False) == T.TimestampType()


@pytest.mark.parametrize(
    "arrow", [pa.uint8(), pa.float16(), pa.date64(), pa.time32("s"), pa.month_day_nano_interval()]
)
def test_types_that_spark_lacks_are_refused(arrow):
    with pytest.raises(PySparkTypeError) as caught:
        from_arrow_type(arrow)
    assert caught.value.getCondition() == "UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION"
    assert caught.value.getMessageParameters() == {"data_type": str(arrow)}


@pytest.mark.parametrize(
    "data_type", [T.CharType(2), T.CalendarIntervalType(), T.YearMonthIntervalType()], ids=str
)
def test_types_that_arrow_lacks_are_refused(data_type):
    with pytest.raises(PySparkTypeError) as caught:
        to_arrow_type(T.ArrayType(data_type))
    assert caught.value.getMessageParameters() == {"data_type": str(data_type)}


def test_result_gets_types_nullability_and_metadata_of_its_schema():
    schema = T.StructType().add("t", "timestamp", False, {"k": 1}).add("v", T.VariantType())
    variant = pa.struct(
        [pa.field("value", pa.binary(), False), pa.field("metadata", pa.binary(), False)]
    )
    table = pa.table(
        {
            "x": pa.array([0], pa.timestamp("us", "Asia/Tokyo")),
            "y": pa.array([{"value": b"\x00", "metadata": b"\x01\x00\x00"}], variant),
        }
    )
    conformed = conform(table, schema)
    assert conformed.schema.equals(to_arrow_schema(schema), check_metadata=True)
    assert conformed["t"].cast(pa.int64()).to_pylist() == [0]
    assert conform(conformed, schema) is conformed


def test_shared_names_in_structs_cannot_be_handed_out():
    inner = T.StructType().add("a", "integer").add("a", "integer")
    with pytest.raises(UnsupportedOperationException) as caught:
        to_arrow_schema(T.StructType().add("s", inner), unique_names=True)
    assert caught.value.getCondition() == "DUPLICATED_FIELD_NAME_IN_ARROW_STRUCT"


def payload(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes(), table.num_rows


def test_payloads_become_one_table():
    tables = [pa.table({"a": [1, 2]}), pa.table({"a": pa.array([], pa.int64())})]
    tables.append(pa.table({"a": [3]}))
    assert read_table(map(payload, tables)).to_pydict() == {"a": [1, 2, 3]}


def test_reader_takes_payloads_one_at_a_time():
    taken = []

    def payloads():
        for number in range(5):
            taken.append(number)
            yield payload(pa.table({"a": [number]}))

    reader = open_reader(payloads())
    assert taken == [0]
    assert reader.read_next_batch()["a"].to_pylist() == [0]
    assert taken == [0]
    assert reader.read_next_batch()["a"].to_pylist() == [1]
    assert taken == [0, 1]
    assert sum(batch.num_rows for batch in reader) == 3


def test_known_schema_needs_no_payload_and_casts_what_differs():
    schema = pa.schema({"a": pa.int64()})
    assert open_reader([], schema).read_all().num_rows == 0
    narrow = pa.table({"a": pa.array([1], pa.int32())})
    assert read_table([payload(narrow)], schema).schema == schema
    with pytest.raises(ValueError, match="no schema"):
        open_reader([])
