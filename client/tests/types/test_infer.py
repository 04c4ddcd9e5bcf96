"""Types inferred from Python values, merged over rows, and rows laid out for a schema."""

import array
import datetime
from collections import namedtuple
from decimal import Decimal

import pytest

from sparity import types as T
from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.types.infer import InferOptions, infer_schema, infer_type, local_rows
from sparity.types.merge import merge

Point = namedtuple("Point", "x y")


class Thing:
    def __init__(self):
        self.b = 1
        self.a = "x"


@pytest.mark.parametrize(
    ("value", "simple"),
    [
        (1, "bigint"),
        (True, "boolean"),
        (1.5, "double"),
        ("s", "string"),
        (bytearray(b"b"), "binary"),
        (Decimal("1.5"), "decimal(38,18)"),
        (datetime.date(2020, 1, 1), "date"),
        (datetime.datetime(2020, 1, 1), "timestamp"),
        (datetime.time(1), "time(6)"),
        (datetime.timedelta(1), "interval day to second"),
        ([None, 1], "array<bigint>"),
        ([1, "a"], "array<string>"),
        ({"a": 1, "b": "x"}, "map<string,string>"),
        (array.array("i", [1]), "array<int>"),
        (array.array("B", [1]), "array<smallint>"),
        (T.Row(b=1, a=[]), "struct<b:bigint,a:array<void>>"),
        ((1, "a"), "struct<_1:bigint,_2:string>"),
        (Point(1, 2), "struct<x:bigint,y:bigint>"),
        (Thing(), "struct<a:string,b:bigint>"),
        (T.VariantVal(b"\x00", b"\x01\x00\x00"), "variant"),
        (T.Geometry(b"", 3857), "geometry(3857)"),
    ],
    ids=str,
)
def test_value_has_a_type(value, simple):
    assert infer_type(value).simpleString() == simple


@pytest.mark.parametrize("value", [1j, object(), {1}, array.array("Q", [1])])
def test_values_without_a_type_are_refused(value):
    with pytest.raises(PySparkTypeError) as caught:
        infer_schema([(value,)])
    assert caught.value.getCondition() == "CANNOT_INFER_TYPE_FOR_FIELD"
    assert caught.value.getMessageParameters() == {"field_name": "_1"}


def test_options_change_what_is_inferred():
    value = {"a": 1, "b": "x"}
    assert infer_type(value, InferOptions(dict_as_struct=True)).simpleString() == (
        "struct<a:bigint,b:string>"
    )
    assert infer_type(value, InferOptions(map_from_first_pair=True)).simpleString() == (
        "map<string,bigint>"
    )
    assert infer_type([1, "a"], InferOptions(array_from_first_element=True)).simpleString() == (
        "array<bigint>"
    )
    ntz = InferOptions(prefer_timestamp_ntz=True)
    naive = datetime.datetime(2020, 1, 1)
    assert infer_type(naive, ntz) == T.TimestampNTZType()
    assert infer_type(naive.replace(tzinfo=datetime.UTC), ntz) == T.TimestampType()


@pytest.mark.parametrize(
    ("rows", "simple"),
    [
        ([(None,), (1,)], "struct<_1:bigint>"),
        ([(1,), ("a",)], "struct<_1:string>"),
        ([({"a": 1},), ({1: 1},)], "struct<_1:map<string,bigint>>"),
        ([{"b": 1}, {"a": "x", "b": 2}], "struct<b:bigint,a:string>"),
        ([(1, 2), (3,)], "struct<_1:bigint,_2:bigint>"),
    ],
    ids=str,
)
def test_rows_are_merged(rows, simple):
    assert infer_schema(rows).simpleString() == simple


@pytest.mark.parametrize(
    ("rows", "left", "right"),
    [
        ([(1,), (2.5,)], "LongType", "DoubleType"),
        ([(True,), (1,)], "BooleanType", "LongType"),
        ([([1],), ("a",)], "ArrayType", "StringType"),
        ([(T.Row(a=1),), ({"a": 1},)], "StructType", "MapType"),
    ],
    ids=str,
)
def test_rows_that_do_not_go_together(rows, left, right):
    with pytest.raises(PySparkTypeError) as caught:
        infer_schema(rows)
    assert caught.value.getCondition() == "CANNOT_MERGE_TYPE"
    assert caught.value.getMessageParameters() == {"data_type1": left, "data_type2": right}


def test_merging_is_idempotent():
    schema = infer_schema([{"a": [1], "b": {"k": (1, "x")}}])
    assert merge(schema, schema) == schema


@pytest.mark.parametrize(
    ("rows", "condition"),
    [
        ([], "CANNOT_INFER_EMPTY_SCHEMA"),
        ([(None,)], "CANNOT_DETERMINE_TYPE"),
        ([([],)], "CANNOT_DETERMINE_TYPE"),
        ([({"a": None},)], "CANNOT_DETERMINE_TYPE"),
        ([T.Row(a=T.Row(b=None))], "CANNOT_DETERMINE_TYPE"),
    ],
    ids=str,
)
def test_schema_that_nothing_tells(rows, condition):
    with pytest.raises(PySparkValueError) as caught:
        infer_schema(rows)
    assert caught.value.getCondition() == condition


def test_local_data_gets_rows_and_a_schema():
    rows, schema = local_rows([1, 2])
    assert (rows.values, rows.height) == ([[1, 2]], 2)
    assert schema == T.StructType().add("_1", "long")
    mixed = [(1,), T.Row(_1=2)]
    assert local_rows(mixed)[0] == mixed
    assert local_rows(["a"], T.StringType())[1].names == ["value"]
    assert local_rows([(1, "a")], ["x"])[1].names == ["x", "_2"]
    rows, schema = local_rows([{"b": 1, "a": "x"}], ["q", "r"])
    assert (rows.values, schema.simpleString()) == ([["x"], [1]], "struct<q:string,r:bigint>")
    rows, schema = local_rows([{"b": 1, "a": "x"}, {"a": "y"}], ["q", "r"])
    assert (rows, schema.names) == ([("x", 1), ("y", None)], ["q", "r"])
    given = T.StructType().add("b", "long")
    assert local_rows([{"b": 1}], given) == ([{"b": 1}], given)


def test_more_names_than_columns_are_refused():
    with pytest.raises(PySparkValueError) as caught:
        local_rows([(1,)], ["x", "y"])
    assert caught.value.getMessageParameters() == {"expected_length": "2", "actual_length": "1"}


def test_schema_of_a_wrong_kind_is_refused():
    with pytest.raises(PySparkTypeError) as caught:
        local_rows([(1,)], 5)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"


def test_row_that_is_no_row_is_refused():
    with pytest.raises(PySparkTypeError) as caught:
        infer_schema([(1,), None])
    assert caught.value.getCondition() == "CANNOT_INFER_SCHEMA_FOR_TYPE"
