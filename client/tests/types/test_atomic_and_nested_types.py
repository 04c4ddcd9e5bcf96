"""Names, spellings, JSON and equality of the data types."""

import json
import pickle

import pytest

from sparity import types as T
from sparity.errors import (
    IllegalArgumentException,
    PySparkIndexError,
    PySparkKeyError,
    PySparkRuntimeError,
    PySparkTypeError,
    PySparkValueError,
)
from sparity.types.jsonvalue import read

SPELLINGS = [
    (T.NullType(), "NullType()", "void", "void", "void"),
    (T.StringType(), "StringType()", "string", "string", "string"),
    (T.CharType(3), "CharType(3)", "char(3)", "char", "char(3)"),
    (T.VarcharType(4), "VarcharType(4)", "varchar(4)", "varchar", "varchar(4)"),
    (T.BinaryType(), "BinaryType()", "binary", "binary", "binary"),
    (T.BooleanType(), "BooleanType()", "boolean", "boolean", "boolean"),
    (T.ByteType(), "ByteType()", "tinyint", "byte", "byte"),
    (T.ShortType(), "ShortType()", "smallint", "short", "short"),
    (T.IntegerType(), "IntegerType()", "int", "integer", "integer"),
    (T.LongType(), "LongType()", "bigint", "long", "long"),
    (T.FloatType(), "FloatType()", "float", "float", "float"),
    (T.DoubleType(), "DoubleType()", "double", "double", "double"),
    (T.DecimalType(5, 2), "DecimalType(5,2)", "decimal(5,2)", "decimal", "decimal(5,2)"),
    (T.DateType(), "DateType()", "date", "date", "date"),
    (T.TimeType(3), "TimeType(3)", "time(3)", "time", "time(3)"),
    (T.TimestampType(), "TimestampType()", "timestamp", "timestamp", "timestamp"),
    (T.TimestampNTZType(), "TimestampNTZType()", *["timestamp_ntz"] * 3),
    (
        T.TimestampNTZNanosType(9),
        "TimestampNTZNanosType(9)",
        "timestamp_ntz(9)",
        "timestamp_ntz",
        "timestamp_ntz(9)",
    ),
    (
        T.DayTimeIntervalType(1, 2),
        "DayTimeIntervalType(1, 2)",
        "interval hour to minute",
        "daytimeinterval",
        "interval hour to minute",
    ),
    (
        T.YearMonthIntervalType(0),
        "YearMonthIntervalType(0, 0)",
        "interval year",
        "yearmonthinterval",
        "interval year",
    ),
    (T.CalendarIntervalType(), "CalendarIntervalType()", *["interval"] * 3),
    (T.VariantType(), "VariantType()", "variant", "variant", "variant"),
    (
        T.GeometryType(3857),
        "GeometryType(3857)",
        "geometry(3857)",
        "geometry",
        "geometry(EPSG:3857)",
    ),
    (
        T.GeographyType("ANY"),
        "GeographyType(ANY)",
        "geography(any)",
        "geography",
        "geography(SRID:ANY, SPHERICAL)",
    ),
]


@pytest.mark.parametrize(
    ("data_type", "shown", "simple", "name", "in_json"), SPELLINGS, ids=lambda value: str(value)
)
def test_leaf_types_have_four_spellings(data_type, shown, simple, name, in_json):
    assert repr(data_type) == shown
    assert data_type.simpleString() == simple
    assert data_type.typeName() == name
    assert data_type.json() == json.dumps(in_json)


@pytest.mark.parametrize("data_type", [row[0] for row in SPELLINGS], ids=str)
def test_leaf_types_come_back_from_their_json(data_type):
    assert read(data_type.jsonValue()) == data_type
    assert hash(read(data_type.jsonValue())) == hash(data_type)
    assert pickle.loads(pickle.dumps(data_type)) == data_type


def test_type_without_arguments_has_one_instance_and_tells_its_metaclass():
    assert T.IntegerType() is T.IntegerType()
    assert T.IntegerType() is not T.LongType()
    assert type(T.IntegerType).__name__ == "DataTypeSingleton"
    assert type(T.DecimalType) is type


def test_types_differ_by_class_and_by_argument():
    assert T.DecimalType(5, 2) != T.DecimalType(5, 1)
    assert T.CharType(3) != T.VarcharType(3)
    assert T.StringType() != T.StringType("UNICODE")
    assert T.ArrayType(T.LongType()) != T.ArrayType(T.LongType(), False)
    assert len({type(row[0]) for row in SPELLINGS}) == len(SPELLINGS)


def test_collations_travel_in_the_metadata_of_their_field():
    schema = T.StructType(
        [
            T.StructField("a b", T.StringType("UNICODE"), False, {"comment": "hi"}),
            T.StructField("c", T.ArrayType(T.StringType("UTF8_LCASE"))),
            T.StructField("m", T.MapType(T.StringType("UNICODE_CI"), T.StringType())),
        ]
    )
    fields = {field["name"]: field for field in schema.jsonValue()["fields"]}
    assert fields["a b"]["type"] == "string"
    assert fields["a b"]["metadata"] == {"comment": "hi", "__COLLATIONS": {"a b": "icu.UNICODE"}}
    assert fields["c"]["metadata"] == {"__COLLATIONS": {"c.element": "spark.UTF8_LCASE"}}
    assert fields["m"]["metadata"] == {"__COLLATIONS": {"m.key": "icu.UNICODE_CI"}}
    again = T.StructType.fromJson(json.loads(schema.json()))
    assert again == schema
    assert again["a b"].metadata == {"comment": "hi"}


@pytest.mark.parametrize(
    ("value", "condition"),
    [
        ("nope", "CANNOT_PARSE_DATATYPE"),
        ("int", "CANNOT_PARSE_DATATYPE"),
        ("time", "CANNOT_PARSE_DATATYPE"),
        ("geometry(4326)", "CANNOT_PARSE_DATATYPE"),
        ({"type": "zzz"}, "UNSUPPORTED_DATA_TYPE"),
    ],
)
def test_unknown_json_is_refused(value, condition):
    with pytest.raises(PySparkValueError) as caught:
        read(value)
    assert caught.value.getCondition() == condition


def test_add_takes_a_field_or_a_name_with_a_type():
    schema = T.StructType().add(T.StructField("a", T.LongType(), False))
    schema.add("b", "integer").add("c", T.StringType(), False, {"k": 1})
    assert schema.simpleString() == "struct<a:bigint,b:int,c:string>"
    assert [field.nullable for field in schema] == [False, True, False]
    assert schema["c"].metadata == {"k": 1}
    assert schema.names == schema.fieldNames() == ["a", "b", "c"]


def test_add_needs_a_type_for_a_name():
    with pytest.raises(PySparkValueError) as caught:
        T.StructType().add("a")
    assert caught.value.getCondition() == "ARGUMENT_REQUIRED"


def test_fields_are_found_by_name_place_and_slice():
    schema = T.StructType().add("a", "long").add("b", "string")
    assert schema["b"] is schema[1]
    assert schema[:1] == T.StructType([schema[0]])
    assert len(schema) == 2
    for key, error, condition in (
        ("zz", PySparkKeyError, "KEY_NOT_EXISTS"),
        (9, PySparkIndexError, "INDEX_OUT_OF_RANGE"),
        (None, PySparkTypeError, "NOT_EXPECTED_TYPE"),
    ):
        with pytest.raises(error) as caught:
            schema[key]
        assert caught.value.getCondition() == condition


def test_wrong_parts_of_nested_types_are_assertion_errors():
    for make in (
        lambda: T.ArrayType("a"),
        lambda: T.MapType("a", T.LongType()),
        lambda: T.StructField("a", "int"),
        lambda: T.StructField(1, T.LongType()),
    ):
        with pytest.raises(AssertionError):
            make()


def test_field_has_no_type_name():
    with pytest.raises(PySparkTypeError) as caught:
        T.StructField("a", T.LongType()).typeName()
    assert caught.value.getCondition() == "INVALID_TYPENAME_CALL"


def test_nullable_form_reaches_every_depth():
    inner = T.StructType([T.StructField("b", T.LongType(), False)])
    schema = T.StructType([T.StructField("a", T.ArrayType(inner, False), False)])
    (field,) = schema.toNullable()
    assert field.nullable
    assert field.dataType.containsNull
    assert field.dataType.elementType["b"].nullable
    assert not schema["a"].nullable


def test_tree_shows_each_level_and_stops_at_the_depth():
    nested = T.MapType(T.StringType(), T.StructType().add("q", "integer"), False)
    schema = T.StructType().add("a", T.ArrayType(nested)).add("d", T.DecimalType(5, 2), False)
    assert schema.treeString().splitlines() == [
        "root",
        " |-- a: array (nullable = true)",
        " |    |-- element: map (containsNull = true)",
        " |    |    |-- key: string",
        " |    |    |-- value: struct (valueContainsNull = false)",
        " |    |    |    |-- q: integer (nullable = true)",
        " |-- d: decimal(5,2) (nullable = false)",
    ]
    assert len(schema.treeString(1).splitlines()) == 3
    assert schema.treeString(0) == schema.treeString()


def test_unknown_units_and_systems_are_refused():
    with pytest.raises(PySparkRuntimeError) as caught:
        T.DayTimeIntervalType(9)
    assert caught.value.getCondition() == "INVALID_INTERVAL_CASTING"
    for make in (lambda: T.GeometryType(999), lambda: T.GeographyType(3857)):
        with pytest.raises(IllegalArgumentException) as refused:
            make()
        assert refused.value.getCondition() == "ST_INVALID_SRID_VALUE"


def test_shapes_compare_by_kind_bytes_and_system():
    assert T.Geometry(b"ab", 0) == T.Geometry.fromWKB(b"ab", 0)
    assert T.Geometry(b"ab", 0) != T.Geography(b"ab", 0)
    assert T.Geometry(b"ab", 0) != T.Geometry(b"ab", 1)
    assert repr(T.Geography(b"ab", 4326)) == "Geography(b'ab', 4326)"


def test_internal_forms_go_both_ways():
    import datetime

    schema = T.StructType().add("d", "date").add("l", T.ArrayType(T.TimestampNTZType()))
    row = (datetime.date(1970, 1, 2), [datetime.datetime(1970, 1, 1, 0, 0, 1)])
    assert schema.toInternal(row) == (1, [1_000_000])
    assert schema.fromInternal(schema.toInternal(row)) == T.Row(*row)
    nanos = T.TimeType().toInternal(datetime.time(1, 2, 3, 4))
    assert T.TimeType().fromInternal(nanos) == datetime.time(1, 2, 3, 4)
