"""Local rows become Arrow tables with the coercions and errors of Spark Connect."""

import array
import datetime
import decimal
import time
from decimal import Decimal

import pyarrow as pa
import pytest

from sparity import types as T
from sparity.arrow import rows_to_table, to_arrow_schema
from sparity.errors import PySparkTypeError, PySparkValueError


def column(ddl, *values):
    schema = T.DataType.fromDDL(f"a {ddl}")
    table = rows_to_table([(value,) for value in values], schema)
    assert table.schema == to_arrow_schema(schema)
    return table["a"].to_pylist()


@pytest.mark.parametrize(
    ("ddl", "value", "stored"),
    [
        ("string", 1, "1"),
        ("string", True, "true"),
        ("string", [1, "b"], "[1, 'b']"),
        ("string", T.Row(a=1), "Row(a=1)"),
        ("string", datetime.date(2020, 1, 1), "2020-01-01"),
        ("double", 1, 1.0),
        ("int", 1.5, 1),
        ("binary", bytearray(b"x"), b"x"),
        ("decimal(5,2)", Decimal("1.235"), Decimal("1.24")),
        ("decimal(5,2)", Decimal("1.245"), Decimal("1.24")),
        ("decimal(5,2)", Decimal("1E+2"), Decimal("100.00")),
        ("decimal(5,2)", Decimal("NaN"), None),
        ("date", datetime.datetime(2020, 1, 1, 3), datetime.date(2020, 1, 1)),
        ("interval day to second", 1, datetime.timedelta(microseconds=1)),
        ("array<int>", (1, None), [1, None]),
        ("array<int>", {1}, [1]),
        ("array<int>", array.array("i", [1]), [1]),
        ("map<string,int>", {1: None}, [("1", None)]),
        ("struct<x:int,y:string>", {"y": 2}, {"x": None, "y": "2"}),
        ("struct<x:int,y:string>", (1, 2), {"x": 1, "y": "2"}),
        ("void", None, None),
    ],
    ids=str,
)
def test_values_are_coerced(ddl, value, stored):
    assert column(ddl, value, None) == [stored, None]


@pytest.mark.parametrize(
    ("ddl", "value", "error"),
    [
        ("int", "a", pa.ArrowInvalid),
        ("int", 2**31, pa.ArrowInvalid),
        ("byte", 200, pa.ArrowInvalid),
        ("long", 2**63, OverflowError),
        ("int", True, pa.ArrowTypeError),
        ("boolean", 1, pa.ArrowInvalid),
        ("float", "1.5", pa.ArrowInvalid),
        ("date", "2020-01-01", pa.ArrowTypeError),
        ("binary", "s", AssertionError),
        ("decimal(5,2)", 5, AssertionError),
        ("decimal(5,2)", Decimal("999.995"), decimal.InvalidOperation),
        ("timestamp", datetime.date(2020, 1, 1), AssertionError),
        ("timestamp_ntz", datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), AssertionError),
        ("array<int>", "ab", pa.ArrowInvalid),
        ("map<string,int>", [1], AssertionError),
        ("map<string,int>", {None: 1}, PySparkValueError),
        ("struct<x:int not null>", {"x": None}, PySparkValueError),
        ("struct<x:int>", (1, 2), PySparkValueError),
        ("void", 1, PySparkValueError),
        ("variant", 5, PySparkValueError),
        ("char(2)", "a", PySparkTypeError),
        ("interval year", 5, PySparkTypeError),
        ("int not null", None, PySparkValueError),
    ],
    ids=str,
)
def test_values_that_do_not_fit_are_refused(ddl, value, error):
    with pytest.raises(error):
        column(ddl, value)


def test_times_without_a_zone_are_local(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        first, second, aware = column(
            "timestamp",
            datetime.datetime(2020, 11, 1, 1, 30),
            datetime.datetime(2020, 11, 1, 1, 30, fold=1),
            datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
        )
    finally:
        monkeypatch.undo()
        time.tzset()
    assert first.timestamp() == 1604208600
    assert second.timestamp() == 1604212200
    assert aware == datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def test_rows_come_in_many_forms():
    class Thing:
        def __init__(self):
            self.b = 3

    schema = T.StructType().add("a", "long").add("b", "long")
    rows = [(1, 2), [1, 2], T.Row(b=1, a=2), {"b": 2, "z": 9}, Thing(), None]
    assert rows_to_table(rows, schema).to_pydict() == {
        "a": [1, 1, 1, None, None, None],
        "b": [2, 2, 2, 2, 3, None],
    }


def test_row_of_another_length_is_refused():
    with pytest.raises(PySparkValueError) as caught:
        rows_to_table([(1, 2)], T.StructType().add("a", "long"))
    assert caught.value.getCondition() == "AXIS_LENGTH_MISMATCH"
    assert caught.value.getMessageParameters() == {"expected_length": "1", "actual_length": "2"}
    with pytest.raises(TypeError):
        rows_to_table([(1,), 5], T.StructType().add("a", "long"))


def test_no_rows_make_an_empty_table():
    schema = T.DataType.fromDDL("a int, b struct<x:array<int>>, c map<string,int>")
    table = rows_to_table([], schema)
    assert (table.num_rows, table.schema) == (0, to_arrow_schema(schema))


def test_nested_fields_may_share_a_name():
    inner = T.StructType().add("a", "integer").add("a", "integer")
    table = rows_to_table([((1, 2),)], T.StructType().add("s", inner))
    struct = table["s"].combine_chunks()
    assert [struct.field(n).to_pylist() for n in range(2)] == [[1], [2]]
