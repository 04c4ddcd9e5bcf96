"""pandas, polars, numpy and Arrow data of the user's own, both ways."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparity import types as T
from sparity.arrow import rows_to_table, table_to_rows
from sparity.arrow.numpy import from_numpy
from sparity.arrow.pandas import PandasOptions, from_pandas, to_pandas
from sparity.arrow.polars import from_polars, to_polars
from sparity.arrow.tables import from_arrow
from sparity.errors import (
    PySparkTypeError,
    PySparkValueError,
    SparkConnectException,
    UnsupportedOperationException,
)

NOON = datetime.datetime(2020, 1, 1, 12, tzinfo=datetime.UTC)
TOKYO = PandasOptions("Asia/Tokyo")


def frame(ddl, *rows, options=TOKYO):
    schema = T.DataType.fromDDL(ddl)
    return to_pandas(rows_to_table(rows, schema), schema, options)


def dtypes(data):
    return [str(dtype) for dtype in data.dtypes]


DDL = "i int, b boolean, f float, t timestamp, n timestamp_ntz, d date, x decimal(5,1), s string"
ROW = (
    *(1, True, 1.5, NOON, NOON.replace(tzinfo=None), NOON.date()),
    *(Decimal("1.5"), "a"),
)


def test_full_columns_keep_their_types():
    full = frame(DDL, ROW)
    moments = ["datetime64[ns]"] * 2
    assert dtypes(full) == ["int32", "bool", "float32", *moments, "object", "object", "object"]
    assert full["t"][0] == pd.Timestamp("2020-01-01 21:00:00")
    assert full["d"][0] == datetime.date(2020, 1, 1)


def test_columns_with_nulls_become_floats_and_objects():
    holed = frame(DDL, ROW, (None,) * 8)
    moments = ["datetime64[ns]"] * 2
    assert dtypes(holed) == ["float64", "object", "float32", *moments, "object", "object", "object"]
    assert holed["t"][1] is pd.NaT
    assert holed["b"][1] is None


def test_columns_may_share_a_name_or_be_missing():
    schema = T.StructType().add("a", "long").add("a", "long")
    assert list(to_pandas(rows_to_table([(1, 2)], schema), schema).columns) == ["a", "a"]
    nothing = T.StructType()
    assert to_pandas(rows_to_table([(), ()], nothing), nothing).shape == (2, 0)


STRUCT = "s struct<x:int,t:timestamp>, l array<struct<x:int>>"


@pytest.mark.parametrize("mode", ["legacy", "dict"])
def test_structs_are_dicts(mode):
    shown = frame(STRUCT, ((1, NOON), [(2,)]), options=PandasOptions("Asia/Tokyo", mode))
    assert shown["s"][0] == {"x": 1, "t": pd.Timestamp("2020-01-01 21:00:00")}
    assert shown["l"][0].tolist() == [{"x": 2}]


def test_structs_are_rows_when_asked_for():
    shown = frame(STRUCT, ((1, NOON), [(2,)]), options=PandasOptions("Asia/Tokyo", "row"))
    assert repr(shown["s"][0]) == "Row(x=1, t=Timestamp('2020-01-01 21:00:00'))"
    assert shown["l"][0].tolist() == [[2]]


def test_shared_names_in_structs_are_refused_in_legacy_mode():
    inner = T.StructType().add("a", "integer").add("a", "integer")
    schema = T.StructType().add("s", inner)
    struct = pa.array([{"a_0": 1, "a_1": 2}], pa.struct({"a_0": pa.int32(), "a_1": pa.int32()}))
    table = pa.table({"s": struct})
    with pytest.raises(UnsupportedOperationException):
        to_pandas(table, schema)
    assert to_pandas(table, schema, PandasOptions(struct_mode="dict"))["s"][0] == {
        "a_0": 1,
        "a_1": 2,
    }
    assert repr(to_pandas(table, schema, PandasOptions(struct_mode="row"))["s"][0]) == (
        "Row(a=1, a=2)"
    )


def test_nested_values_are_numpy_and_python():
    shown = frame(
        "a array<int>, m map<string,timestamp>, t array<timestamp>, v variant",
        ([1, None], {"k": NOON, "n": None}, [NOON, None], T.VariantVal(b"\x04", b"\x01\0\0")),
        (None,) * 4,
    )
    at = pd.Timestamp("2020-01-01 21:00:00")
    np.testing.assert_array_equal(shown["a"][0], np.array([1, np.nan]))
    assert shown["m"][0] == {"k": at, "n": None}
    assert list(shown["t"][0]) == [at, pd.NaT]
    assert shown["v"][0].toPython() is True
    assert list(shown.iloc[1]) == [None] * 4


def collected(made):
    table, schema = made
    return schema.simpleString(), [tuple(row) for row in table_to_rows(table, schema)]


def test_pandas_frame_gets_a_schema():
    data = pd.DataFrame(
        {
            "i": np.array([1, 2], "int8"),
            "f": [1.0, np.nan],
            "s": ["a", None],
            "t": pd.to_datetime(["2020-01-01", None]),
            "z": pd.to_datetime(["2020-01-01", None]).tz_localize("UTC"),
            "d": pd.to_timedelta([1, None], "D"),
            "c": pd.Categorical(["x", "y"]),
            "I": pd.array([1, None], "Int64"),
        }
    )
    table, schema = from_pandas(data, None, TOKYO)
    assert schema.simpleString() == (
        "struct<i:tinyint,f:double,s:string,t:timestamp,z:timestamp,"
        "d:interval day to second,c:string,I:bigint>"
    )
    assert table["f"].to_pylist() == [1.0, None]
    assert table["t"][0].as_py() == datetime.datetime(2019, 12, 31, 15, tzinfo=datetime.UTC)
    assert table["z"][0].as_py() == datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def test_pandas_frame_takes_names_and_schemas():
    data = pd.DataFrame({"i": [1], "f": [2.0]})
    assert collected(from_pandas(data, ["x"])) == ("struct<x:bigint,_2:double>", [(1, 2.0)])
    given = T.DataType.fromDDL("a int, b int")
    assert collected(from_pandas(data, given)) == ("struct<a:int,b:int>", [(1, 2)])


@pytest.mark.parametrize(
    ("data", "schema", "error"),
    [
        (pd.DataFrame({"a": [1]}), "a string", PySparkTypeError),
        (pd.DataFrame({"a": ["x"]}), "a int", PySparkValueError),
        (pd.DataFrame({"a": [300]}), "a byte", PySparkValueError),
        (pd.DataFrame({"a": [1, "x"]}), None, PySparkValueError),
        (pd.DataFrame({"a": []}), None, PySparkValueError),
        (pd.DataFrame({"a": [1.0, None]}), "a int not null", ValueError),
        (pd.DataFrame({"a": [1]}), "int", PySparkTypeError),
    ],
)
def test_pandas_values_that_do_not_fit_are_refused(data, schema, error):
    with pytest.raises(error):
        from_pandas(data, None if schema is None else T.DataType.fromDDL(schema))


@pytest.mark.parametrize("width", [0, 3])
def test_times_without_a_zone_are_of_the_session_at_any_depth(width):
    naive = datetime.datetime(2020, 1, 1)
    kind = pa.struct({"t": pa.timestamp("us"), "m": pa.map_(pa.string(), pa.timestamp("ns"))})
    values = [None] * width + [[{"t": naive, "m": [("k", naive)]}], [None], []]
    table = pa.table({"a": pa.array(values, pa.list_(kind))}).slice(width)
    made, schema = from_arrow(table, timezone="Asia/Tokyo")
    utc = datetime.datetime(2019, 12, 31, 15, tzinfo=datetime.UTC)
    assert schema.simpleString() == "struct<a:array<struct<t:timestamp,m:map<string,timestamp>>>>"
    assert made["a"].to_pylist() == [[{"t": utc, "m": [("k", utc)]}], [None], []]


def test_pandas_lists_of_times_are_of_the_session():
    data = pd.DataFrame({"a": [[datetime.datetime(2020, 1, 1)]]})
    table, _ = from_pandas(data, T.DataType.fromDDL("a array<timestamp>"), TOKYO)
    utc = datetime.datetime(2019, 12, 31, 15, tzinfo=datetime.UTC)
    assert table["a"].to_pylist() == [[utc]]


def test_arrow_table_is_cast_and_renamed():
    table = pa.table({"a": pa.array([1, 2]), "s": pa.array(["x", "y"]).dictionary_encode()})
    assert collected(from_arrow(table, ["q"]))[0] == "struct<q:bigint,_2:string>"
    given = T.DataType.fromDDL("a string, s string")
    assert collected(from_arrow(table, given))[1] == [("1", "x"), ("2", "y")]
    with pytest.raises(ValueError, match="names"):
        from_arrow(table, T.DataType.fromDDL("x int, s string"))
    with pytest.raises(PySparkValueError) as caught:
        from_arrow(table, ["p", "q", "r"])
    assert caught.value.getCondition() == "AXIS_LENGTH_MISMATCH"


def test_polars_goes_both_ways():
    data = pl.DataFrame({"a": [1, None], "l": [["x"], []], "s": [{"k": 1.5}, {"k": None}]})
    table, schema = from_polars(data)
    assert schema.simpleString() == "struct<a:bigint,l:array<string>,s:struct<k:double>>"
    assert to_polars(table, schema).equals(data)


@given(st.lists(st.none() | st.integers(-(2**55), 2**55), max_size=5))
def test_in_utc_times_are_moments_as_they_stand(times):
    table = pa.table({"t": pa.array(times, pa.timestamp("us")), "n": pa.array(times, pa.int64())})
    schema = T.DataType.fromDDL("t timestamp, n long")
    found = from_arrow(table, schema, timezone="UTC")[0]["t"]
    looked_up = pc.assume_timezone(table["t"], "UTC")
    assert found.cast(pa.int64()).equals(looked_up.cast(pa.int64()))
    assert found.type == from_arrow(table, schema, timezone="+00:00")[0]["t"].type


TEXTS = st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_texts_of_polars_are_those_that_polars_would_make(parts):
    texts = pa.chunked_array([pa.array(part, pa.string()) for part in parts])
    inside = pa.chunked_array(
        [pa.array([[text] for text in part], pa.list_(pa.string())) for part in parts]
    )
    table = pa.table({"whole": texts, "inside": inside}).slice(1)
    made = to_polars(table, T.DataType.fromDDL("whole string, inside array<string>"))
    assert made.equals(pl.from_arrow(table))
    assert made.schema == {"whole": pl.String, "inside": pl.List(pl.String)}


@pytest.mark.parametrize("ddl", ["v string", "v array<string>", "v struct<s: string>"])
def test_polars_gets_no_text_that_is_no_utf8(ddl):
    """It believes what Arrow gives it: such text breaks it later, where nobody expects it."""
    texts = pa.array([b"good", b"b\xff\xfed"]).view(pa.string())
    if "array" in ddl:
        texts = pa.ListArray.from_arrays([0, 1, 2], texts)
    elif "struct" in ddl:
        texts = pa.StructArray.from_arrays([texts], ["s"])
    with pytest.raises(SparkConnectException, match="UTF"):
        to_polars(pa.table({"v": texts}), T.DataType.fromDDL(ddl))


def test_texts_that_share_their_bytes_with_others_are_looked_at_for_themselves():
    texts = pa.array([b"good", b"\xc3\xa4", b"b\xff\xfed"]).view(pa.string())
    schema = T.DataType.fromDDL("v string")
    for good in (texts.slice(0, 1), texts.slice(0, 2), texts.slice(3), pa.nulls(2, pa.string())):
        assert to_polars(pa.table({"v": good}), schema)["v"].to_list() == good.to_pylist()
    split = pa.Array.from_buffers(pa.string(), 2, [None, *_split_in_two(b"\xc3\xa4")])
    for bad in (texts.slice(1), split):
        with pytest.raises(SparkConnectException, match="UTF"):
            to_polars(pa.table({"v": bad}), schema)


def _split_in_two(data: bytes) -> tuple[pa.Buffer, pa.Buffer]:
    """The buffers of two texts that share these two bytes."""
    return pa.array([0, 1, 2], pa.int32()).buffers()[1], pa.py_buffer(data)


def test_numpy_arrays_become_columns():
    assert collected(from_numpy(np.array([[1, 2]]))) == ("struct<_1:bigint,_2:bigint>", [(1, 2)])
    assert collected(from_numpy(np.array([True]))) == ("struct<value:boolean>", [(True,)])
    assert collected(from_numpy(np.array([1.5]), ["q"])) == ("struct<q:double>", [(1.5,)])
    given = T.DataType.fromDDL("a int, b string")
    assert collected(from_numpy(np.array([[1, 2]]), given)) == (
        "struct<a:int,b:string>",
        [(1, "2")],
    )


@pytest.mark.parametrize(
    ("data", "schema", "condition"),
    [
        (np.zeros((1, 1, 1)), None, "INVALID_NDARRAY_DIMENSION"),
        (np.array([[1, 2]]), ["a"], "AXIS_LENGTH_MISMATCH"),
        (np.array([]), None, "CANNOT_INFER_EMPTY_SCHEMA"),
    ],
)
def test_numpy_arrays_that_make_no_table(data, schema, condition):
    with pytest.raises(PySparkValueError) as caught:
        from_numpy(data, schema)
    assert caught.value.getCondition() == condition
