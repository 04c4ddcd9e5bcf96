"""Arrow columns become the rows that PySpark gives; the fast way equals the obvious one."""

import datetime
import subprocess
import sys
import time
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sparity import types as T
from sparity.arrow import rows_to_table, table_to_rows, to_arrow_type
from sparity.arrow.buffers import FORMATS
from sparity.arrow.simple import simple_values
from sparity.errors import PySparkNotImplementedError, PySparkTypeError

ZONES = ["UTC", "America/New_York", "Asia/Kolkata", "Africa/Monrovia"]
UTC = datetime.UTC
EPOCH = datetime.datetime(1970, 1, 1)


@pytest.fixture(params=ZONES)
def local_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


SIMPLE = {
    pa.int8(): st.integers(-128, 127),
    pa.int16(): st.integers(-(2**15), 2**15 - 1),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float32(): st.floats(width=32),
    pa.float64(): st.floats(),
    pa.bool_(): st.booleans(),
    # The character that joins texts on their way, and none that UTF-8 does not have.
    pa.string(): st.text(st.sampled_from("ab\0é😀"), max_size=4) | st.text(max_size=8),
    pa.large_string(): st.text(max_size=8),
    pa.binary(): st.binary(max_size=8),
    pa.large_binary(): st.binary(max_size=8),
    pa.date32(): st.dates(),
    pa.time32("s"): st.times().map(lambda clock: clock.replace(microsecond=0)),
    pa.time64("us"): st.times(),
    # As Spark sends it.
    pa.time64("ns"): st.times(),
    pa.uint64(): st.integers(0, 2**64 - 1),
    pa.duration("us"): st.timedeltas(
        datetime.timedelta(-99_999_999), datetime.timedelta(99_999_999)
    ),
    pa.decimal128(38, 18): st.decimals(-(10**19), 10**19, places=18),
    pa.decimal128(5, 0): st.decimals(-99999, 99999, places=0),
}


@pytest.mark.parametrize("arrow", SIMPLE, ids=str)
def test_simple_columns_equal_what_pyarrow_gives(arrow):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.none() | SIMPLE[arrow], max_size=12), st.integers(0, 3))
    def check(values, start):
        column = pa.array(values, arrow)[start:]
        assert list(map(repr, simple_values(column))) == list(map(repr, column.to_pylist()))

    check()


def test_there_are_data_for_every_type_that_is_read_from_buffers():
    assert set(FORMATS) <= set(SIMPLE)


MOMENTS = st.datetimes(datetime.datetime(1, 1, 3), datetime.datetime(9999, 12, 29))


def test_moments_become_local_times(local_zone):
    schema = T.StructType().add("t", "timestamp")

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.none() | MOMENTS, max_size=10))
    def check(moments):
        aware = [None if moment is None else moment.replace(tzinfo=UTC) for moment in moments]
        table = pa.table({"t": pa.array(aware, pa.timestamp("us", "Asia/Tokyo"))})
        expected = [
            None if moment is None else moment.astimezone().replace(tzinfo=None, fold=0)
            for moment in aware
        ]
        found = [row.t for row in table_to_rows(table, schema)]
        assert list(map(repr, found)) == list(map(repr, expected))

    check()


def test_timestamps_without_a_zone_stay_as_they_are(local_zone):
    schema = T.StructType().add("t", "timestamp_ntz")

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.none() | st.datetimes(), max_size=10), st.integers(0, 2))
    def check(values, start):
        table = pa.table({"t": pa.array(values, pa.timestamp("us"))}).slice(start)
        found = [row.t for row in table_to_rows(table, schema)]
        assert list(map(repr, found)) == list(map(repr, table.column(0).to_pylist()))

    check()


def test_nanoseconds_are_cut_off():
    table = pa.table({"t": pa.array([1_999, None, -1], pa.timestamp("ns"))})
    rows = table_to_rows(table, T.StructType().add("t", T.TimestampNTZType()))
    assert [row.t for row in rows] == [datetime.datetime(1970, 1, 1, 0, 0, 0, 1), None, EPOCH]


@pytest.mark.parametrize(
    ("arrow", "value"),
    [
        (pa.date32(), 3_000_000),
        (pa.date32(), -800_000),
        (pa.timestamp("us"), 2**62),
        (pa.timestamp("us", "UTC"), -(2**62)),
    ],
    ids=str,
)
def test_years_that_python_has_not_are_an_error(arrow, value):
    number = pa.int32() if arrow == pa.date32() else pa.int64()
    table = pa.table({"t": pa.array([0, value], number).view(arrow)})
    kind = {pa.date32(): "date", pa.timestamp("us"): "timestamp_ntz"}.get(arrow, "timestamp")
    with pytest.raises(OverflowError, match="date value out of range"):
        table_to_rows(table, T.StructType().add("t", kind))


def test_bytes_that_are_no_text_are_told_by_themselves():
    column = pa.array([b"fine", b"bad \xff"], pa.binary()).view(pa.string())
    with pytest.raises(UnicodeDecodeError, match="position 4"):
        simple_values(column)


def test_a_row_keeps_its_names_to_itself():
    first, second = table_to_rows(pa.table({"a": [1, 2]}), T.StructType().add("a", "long"))
    first.__fields__ = ["b"]
    assert (first.asDict(), second.asDict()) == ({"b": 1}, {"a": 2})
    del first.__fields__
    assert (repr(first), repr(second)) == ("<Row(1)>", "Row(a=2)")


def test_rows_need_no_pandas():
    program = """
import sys, pyarrow as pa
from sparity.arrow import table_to_rows
from sparity.types import StructType
assert "pandas" not in sys.modules
zeros = pa.py_buffer(bytes(32))
columns = [
    pa.Array.from_buffers(kind, 2, [pa.py_buffer(b"\\1"), *[zeros] * (buffers - 1)])
    for kind, buffers in (
        (pa.int64(), 2), (pa.bool_(), 2), (pa.string(), 3), (pa.date32(), 2),
        (pa.timestamp("us", "UTC"), 2), (pa.time64("us"), 2), (pa.decimal128(9, 2), 2),
        (pa.duration("us"), 2),
    )
]
schema = StructType()
for kind in "long boolean string date timestamp time(6) decimal(9,2)".split():
    schema.add(kind, kind)
schema.add("interval", "interval day to second")
rows = table_to_rows(pa.table(columns, names=list(map(str, range(8)))), schema)
assert rows[1] == (None,) * 8 and rows[0][0] == 0, rows
sys.exit("pandas" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_clock_changes_within_a_quarter_of_an_hour(local_zone):
    # Liberia moved its clocks by 44 minutes and 30 seconds at 1972-01-07T00:44:30Z.
    start = datetime.datetime(1972, 1, 7, tzinfo=UTC)
    moments = [start + datetime.timedelta(seconds=step) for step in range(0, 5400, 10)]
    table = pa.table({"t": pa.array(moments, pa.timestamp("us", "UTC"))})
    rows = table_to_rows(table, T.StructType().add("t", "timestamp"))
    assert [row.t for row in rows] == [
        moment.astimezone().replace(tzinfo=None, fold=0) for moment in moments
    ]


LEAVES = st.sampled_from(
    [
        (T.ByteType(), st.integers(-128, 127)),
        (T.ShortType(), st.integers(-(2**15), 2**15 - 1)),
        (T.IntegerType(), st.integers(-(2**31), 2**31 - 1)),
        (T.LongType(), st.integers(-(2**63), 2**63 - 1)),
        (T.StringType(), st.text(max_size=4)),
        (T.BooleanType(), st.booleans()),
        (T.FloatType(), st.floats(width=32)),
        (T.DoubleType(), st.floats()),
        (T.BinaryType(), st.binary(max_size=4)),
        (T.DecimalType(10, 2), st.decimals(-(10**7), 10**7, places=2)),
        (T.DateType(), st.dates()),
        (T.TimestampNTZType(), st.datetimes().map(lambda moment: moment.replace(fold=0))),
        (T.TimeType(), st.times().map(lambda clock: clock.replace(fold=0))),
        (T.DayTimeIntervalType(), st.timedeltas(datetime.timedelta(-9), datetime.timedelta(9))),
        (T.NullType(), st.none()),
    ]
)


def as_row(names):
    return lambda values: T.Row(*names)(*values)


def arrays(part):
    data_type, values = part
    return T.ArrayType(data_type), st.lists(st.none() | values, max_size=3)


def maps(part):
    data_type, values = part
    keys = st.text(max_size=3)
    return T.MapType(T.StringType(), data_type), st.dictionaries(keys, st.none() | values)


def structs(parts):
    names = [f"f{number}" for number in range(len(parts))]
    fields = [
        T.StructField(name, data_type) for name, (data_type, _) in zip(names, parts, strict=True)
    ]
    values = st.tuples(*(st.none() | value for _, value in parts))
    return T.StructType(fields), values.map(as_row(names))


COLUMNS = st.recursive(
    LEAVES,
    lambda inner: (
        inner.map(arrays) | inner.map(maps) | st.lists(inner, min_size=1, max_size=3).map(structs)
    ),
    max_leaves=5,
)


@st.composite
def frames(draw, columns=COLUMNS):
    schema, values = structs(draw(st.lists(columns, min_size=1, max_size=3)))
    return schema, draw(st.lists(values, max_size=5))


def for_pyarrow(value):
    """A value as pyarrow takes it: structs as dicts, maps as pairs."""
    if isinstance(value, T.Row):
        return {name: for_pyarrow(part) for name, part in value.asDict().items()}
    if isinstance(value, dict):
        return [(key, for_pyarrow(part)) for key, part in value.items()]
    return list(map(for_pyarrow, value)) if isinstance(value, list) else value


def as_spark(value, data_type):
    """What a row holds where pyarrow's `to_pylist` gives a value."""
    if value is None:
        return None
    if isinstance(data_type, T.StructType):
        parts = zip(value.values(), data_type.fields, strict=True)
        return as_row(data_type.names)([as_spark(part, field.dataType) for part, field in parts])
    if isinstance(data_type, T.ArrayType):
        return [as_spark(element, data_type.elementType) for element in value]
    if isinstance(data_type, T.MapType):
        return {key: as_spark(item, data_type.valueType) for key, item in value}
    if isinstance(data_type, T.TimestampType):
        return value.astimezone().replace(tzinfo=None, fold=0)
    return value


WITH_MOMENTS = st.one_of(
    COLUMNS, st.just((T.TimestampType(), MOMENTS.map(lambda wall: wall.replace(tzinfo=UTC))))
).flatmap(lambda part: st.sampled_from([part, arrays(part), maps(part), structs([part, part])]))


def arrow_by_pyarrow(schema, rows):
    arrays = [
        pa.array([for_pyarrow(row[n]) for row in rows], to_arrow_type(field.dataType))
        for n, field in enumerate(schema.fields)
    ]
    return pa.table(arrays, names=schema.names)


@settings(max_examples=60, deadline=None)
@given(frames(WITH_MOMENTS), st.integers(0, 2), st.integers(1, 3))
def test_rows_are_what_pyarrow_reads(frame, start, at_a_time):
    schema, rows = frame
    table = arrow_by_pyarrow(schema, rows).slice(start)
    columns = [
        [as_spark(value, field.dataType) for value in table.column(n).to_pylist()]
        for n, field in enumerate(schema.fields)
    ]
    expected = [as_row(schema.names)(values) for values in zip(*columns, strict=True)]
    assert repr(table_to_rows(table, schema)) == repr(expected)
    batches = table.to_batches(max_chunksize=at_a_time)
    assert repr(table_to_rows(batches, schema)) == repr(expected)


@settings(max_examples=60, deadline=None)
@given(frames(WITH_MOMENTS), st.sampled_from(["row", "tuple", "list", "dict", "mixed"]))
def test_rows_are_written_as_pyarrow_writes_them(frame, kind):
    schema, rows = frame
    make = {"row": T.Row, "tuple": tuple, "list": list, "dict": T.Row.asDict}
    # Where rows are of several kinds, each of them is looked at by itself.
    kinds = list(make) if kind == "mixed" else [kind]
    makes = [make[kinds[n % len(kinds)]] for n in range(len(rows))]
    given_rows = [row if one is T.Row else one(row) for one, row in zip(makes, rows, strict=True)]
    written = rows_to_table(given_rows, schema)
    written.validate(full=True)
    expected = arrow_by_pyarrow(schema, rows)
    assert [column.type for column in written.columns] == [c.type for c in expected.columns]
    assert repr(written.to_pylist()) == repr(expected.to_pylist())


@settings(max_examples=40, deadline=None)
@given(frames(), st.integers(0, 2))
def test_rows_survive_the_way_through_arrow(frame, start):
    schema, rows = frame
    table = rows_to_table(rows, schema)
    assert repr(table_to_rows(table, schema)) == repr(rows)
    assert repr(table_to_rows(table.slice(start), schema)) == repr(rows[start:])


def test_names_of_the_schema_win_and_may_repeat():
    inner = T.StructType().add("a", "integer").add("a", "integer")
    schema = T.StructType().add("x", "integer").add("x", inner)
    struct = pa.array([{"a_0": 1, "a_1": 2}], pa.struct({"a_0": pa.int32(), "a_1": pa.int32()}))
    table = pa.table([pa.array([7], pa.int32()), struct], names=["p", "q"])
    assert repr(table_to_rows(table, schema)) == "[Row(x=7, x=Row(a=1, a=2))]"


def test_binary_is_bytes_or_bytearray():
    schema = T.StructType().add("a", "binary").add("b", T.ArrayType(T.BinaryType()))
    table = rows_to_table([(b"x", [b"y", None])], schema)
    assert repr(table_to_rows(table, schema)) == "[Row(a=b'x', b=[b'y', None])]"
    (row,) = table_to_rows(table, schema, binary_as_bytes=False)
    assert repr(row) == "Row(a=bytearray(b'x'), b=[bytearray(b'y'), None])"


def test_values_of_spark_only_types_get_their_classes():
    schema = (
        T.StructType()
        .add("v", T.VariantType())
        .add("g", T.GeometryType(0))
        .add("l", T.ArrayType(T.GeographyType("ANY")))
    )
    rows = [
        (T.VariantVal(b"\x0c\x05", b"\x01\x00\x00"), T.Geometry(b"ab", 0), [None]),
        (None, None, [T.Geography(b"cd", 4326)]),
    ]
    first, second = table_to_rows(rows_to_table(rows, schema), schema)
    assert (first.v.toPython(), first.g, first.l) == (5, T.Geometry(b"ab", 0), [None])
    assert (second.v, second.g, second.l) == (None, None, [T.Geography(b"cd", 4326)])


def test_struct_that_is_null_is_none_and_its_slice_too():
    schema = T.StructType().add("s", T.StructType().add("x", "integer"))
    table = rows_to_table([((1,),), (None,), ((None,),)], schema).slice(1)
    assert repr(table_to_rows(table, schema)) == "[Row(s=None), Row(s=Row(x=None))]"


def test_frame_without_columns_has_rows():
    schema = T.StructType()
    assert repr(table_to_rows(rows_to_table([(), ()], schema), schema)) == "[Row(), Row()]"


def test_user_types_are_restored():
    class Celsius(T.UserDefinedType):
        @classmethod
        def sqlType(cls):
            return T.DoubleType()

        def serialize(self, obj):
            return obj["degrees"]

        def deserialize(self, datum):
            return {"degrees": datum}

    schema = T.StructType().add("t", Celsius())
    rows = [({"degrees": 1.5},), (None,)]
    back = table_to_rows(rows_to_table(rows, schema), schema)
    assert [row.t for row in back] == [{"degrees": 1.5}, None]


@pytest.mark.parametrize(
    ("data_type", "error", "condition"),
    [
        (T.YearMonthIntervalType(), PySparkNotImplementedError, "NOT_IMPLEMENTED"),
        (
            T.ArrayType(T.CalendarIntervalType()),
            PySparkTypeError,
            "UNSUPPORTED_DATA_TYPE_FOR_ARROW_CONVERSION",
        ),
    ],
    ids=str,
)
def test_intervals_without_a_python_value_are_refused(data_type, error, condition):
    schema = T.StructType().add("a", data_type)
    with pytest.raises(error) as caught:
        table_to_rows(pa.table({"a": pa.nulls(1)}), schema)
    assert caught.value.getCondition() == condition


@pytest.mark.parametrize("arrow", [pa.date32(), pa.timestamp("us"), pa.timestamp("us", "UTC")])
def test_years_that_python_lacks_overflow(arrow):
    kind = {pa.date32(): T.DateType(), pa.timestamp("us"): T.TimestampNTZType()}
    schema = T.StructType().add("a", kind.get(arrow, T.TimestampType()))
    raw = pa.int32() if arrow == pa.date32() else pa.int64()
    far = 4_000_000 if arrow == pa.date32() else 4_000_000 * 86_400_000_000
    table = pa.table({"a": pa.array([far], raw).view(arrow)})
    with pytest.raises(OverflowError):
        table_to_rows(table, schema)


def test_dictionary_and_fixed_size_columns_are_read_too():
    schema = T.StructType().add("s", "string").add("l", T.ArrayType(T.LongType()))
    fixed = pa.array([[1, 2], None], pa.list_(pa.int64(), 2))
    table = pa.table({"s": pa.array(["a", None]).dictionary_encode(), "l": fixed})
    assert repr(table_to_rows(table, schema)) == "[Row(s='a', l=[1, 2]), Row(s=None, l=None)]"


def test_decimals_keep_the_scale_of_their_type():
    column = pa.array([Decimal("0"), Decimal("1.5")], to_arrow_type(T.DecimalType(20, 10)))
    assert list(map(str, simple_values(column))) == ["0E-10", "1.5000000000"]


@pytest.mark.parametrize(
    ("arrow", "spark", "children"),
    [
        (pa.list_(pa.string()), T.ArrayType(T.StringType()), [pa.array([], pa.string())]),
        (
            pa.map_(pa.string(), pa.int32()),
            T.MapType(T.StringType(), T.IntegerType()),
            [pa.array([], pa.struct([pa.field("key", pa.string(), False), ("value", pa.int32())]))],
        ),
    ],
)
def test_a_column_without_rows_needs_no_offsets(arrow, spark, children):
    empty = pa.Array.from_buffers(arrow, 0, [None, pa.py_buffer(b"")], children=children)
    table = pa.table({"a": empty})
    assert table_to_rows(table, T.StructType([T.StructField("a", spark)])) == []
