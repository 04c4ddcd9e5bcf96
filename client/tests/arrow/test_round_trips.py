"""Values of every type from rows to Arrow and on to polars and back: the same, or an error."""

import datetime
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pytest

from sparity import types as T
from sparity.arrow import conform, rows_to_table, table_to_rows
from sparity.arrow.polars import from_polars, to_polars
from sparity.errors import PySparkTypeError

UTC = datetime.UTC
VARIANT = T.VariantVal.parseJson('{"a": [1, null]}')
POINT = T.Geometry(bytes.fromhex("0101000000000000000000f03f0000000000000040"), 4326)

VALUES = {
    "void": [None],
    "boolean": [True, False],
    "tinyint": [-128, 127],
    "smallint": [-32768, 32767],
    "int": [-(2**31), 2**31 - 1],
    "bigint": [-(2**63), 2**63 - 1],
    "float": [float("inf"), -0.0, 1.401298464324817e-45],
    "double": [float("-inf"), -0.0, 5e-324, 1.7976931348623157e308],
    "decimal(5,2)": [Decimal("999.99"), Decimal("-0.01")],
    "decimal(38,18)": [Decimal("9" * 20 + "." + "9" * 18)],
    "string": ["", "\0", "日本語 🙂"],
    "string collate UNICODE_CI": ["É"],
    "binary": [b"", b"\xff\0"],
    "date": [datetime.date.min, datetime.date.max, datetime.date(2024, 2, 29)],
    "timestamp": [datetime.datetime(1, 1, 3), datetime.datetime(9999, 12, 29, 23, 59, 59, 999999)],
    "timestamp_ntz": [datetime.datetime.min, datetime.datetime.max],
    "timestamp_ntz(9)": [datetime.datetime(2024, 2, 29, 1, 2, 3, 4)],
    "timestamp_ltz(9)": [datetime.datetime(2024, 2, 29, 1, 2, 3, 4)],
    "time(6)": [datetime.time.min, datetime.time.max],
    "interval day to second": [datetime.timedelta(microseconds=-1), datetime.timedelta(days=9999)],
    "array<int>": [[1, None], []],
    "map<string,int>": [{"k": 1, "n": None}, {}],
    "struct<x:int,y:array<date>>": [(1, [datetime.date.max]), (None, None)],
}
AS_POLARS_HAS_IT = {
    "string collate UNICODE_CI": "string",
    "timestamp_ntz(9)": "timestamp_ntz",
    "timestamp_ltz(9)": "timestamp",
    "map<string,int>": "array<struct<key:string,value:int>>",
}
"""Types that polars does not have, and what comes back instead; polars 2 does have maps."""
CONTAINERS = {
    "plain": ("{}", lambda value: value),
    "array": ("array<{}>", lambda value: [value, None]),
    "map": ("map<string,{}>", lambda value: {"k": value}),
    "struct": ("struct<x:{}>", lambda value: (value,)),
}


@pytest.fixture(params=CONTAINERS)
def container(request):
    return CONTAINERS[request.param]


def column(ddl, container):
    form, wrap = container
    schema = T.DataType.fromDDL(f"v {form.format(ddl)}")
    rows = [(None if value is None else wrap(value),) for value in [*VALUES[ddl], None]]
    return rows, schema


@pytest.mark.parametrize("ddl", VALUES)
def test_rows_come_back_from_arrow(ddl, container):
    rows, schema = column(ddl, container)
    assert [repr(tuple(row)) for row in table_to_rows(rows_to_table(rows, schema), schema)] == [
        repr(tuple(row)) for row in named(rows, schema)
    ]


def named(rows, schema):
    """The rows with their structs as rows of names, which is how they come back."""

    def shown(value, kind):
        if value is None:
            return None
        if isinstance(kind, T.StructType):
            row = T.Row(*(shown(part, f.dataType) for part, f in zip(value, kind, strict=True)))
            row.__fields__ = kind.names
            return row
        if isinstance(kind, T.ArrayType):
            return [shown(part, kind.elementType) for part in value]
        if isinstance(kind, T.MapType):
            return {key: shown(part, kind.valueType) for key, part in value.items()}
        return value

    return [tuple(shown(v, f.dataType) for v, f in zip(row, schema, strict=True)) for row in rows]


@pytest.mark.parametrize("ddl", [ddl for ddl in VALUES if ddl not in AS_POLARS_HAS_IT])
def test_polars_shows_what_arrow_has(ddl, container):
    rows, schema = column(ddl, container)
    table = rows_to_table(rows, schema)
    shown = to_polars(table, schema)["v"].to_list()
    expected = table["v"].to_pylist(maps_as_pydicts="strict")
    assert [repr(as_map(value, schema["v"].dataType)) for value in shown] == list(
        map(repr, expected)
    )


def as_map(value, kind):
    """A map as polars 2 shows it; polars 1 has no maps but lists of pairs."""
    if isinstance(value, list) and isinstance(kind, T.MapType):
        return {pair["key"]: pair["value"] for pair in value}
    return value


@pytest.mark.parametrize("ddl", VALUES)
def test_polars_goes_back_as_the_same_type_or_a_named_other(ddl):
    rows, schema = column(ddl, CONTAINERS["plain"])
    table = rows_to_table(rows, schema)
    back, found = from_polars(to_polars(table, schema), prefer_timestamp_ntz=True)
    possible = (
        {ddl, AS_POLARS_HAS_IT[ddl]} if ddl.startswith("map") else {AS_POLARS_HAS_IT.get(ddl, ddl)}
    )
    assert found["v"].dataType in [T.DataType.fromDDL(kind) for kind in possible]
    assert back["v"].null_count == table["v"].null_count
    if ddl not in AS_POLARS_HAS_IT:
        assert repr(table_to_rows(back, found)) == repr(table_to_rows(table, schema))


def test_floats_that_are_no_number_stay_so_in_polars():
    schema = T.DataType.fromDDL("v double")
    shown = to_polars(rows_to_table([(float("nan"),), (None,)], schema), schema)
    assert shown["v"].is_nan().to_list() == [True, None]
    assert shown["v"].null_count() == 1


def test_variants_and_shapes_are_structs_of_bytes_in_polars():
    schema = T.DataType.fromDDL("v variant, g geometry(4326)")
    shown = to_polars(rows_to_table([(VARIANT, POINT)], schema), schema)
    assert shown.row(0) == (
        {"value": VARIANT.value, "metadata": VARIANT.metadata},
        {"srid": 4326, "wkb": POINT.getBytes()},
    )


@pytest.mark.parametrize("ddl", ["interval year to month", "interval"])
def test_intervals_that_polars_lacks_are_refused(ddl):
    table = pa.table({"v": pa.array([(14, 0, 0)], pa.month_day_nano_interval())})
    schema = T.DataType.fromDDL(f"v {ddl}")
    with pytest.raises(PySparkTypeError):
        to_polars(table, schema)
    with pytest.raises(PySparkTypeError):
        conform(table, schema)


@pytest.mark.parametrize(
    "series",
    [
        pl.Series("v", [1], pl.UInt8),
        pl.Series("v", [1], pl.UInt64),
        pl.Series("v", [1], pl.Int128),
        pl.Series("v", [object()], pl.Object),
    ],
    ids=["uint8", "uint64", "int128", "object"],
)
def test_polars_types_that_spark_lacks_are_refused(series):
    with pytest.raises((PySparkTypeError, pa.ArrowInvalid)):
        from_polars(pl.DataFrame([series]))


@pytest.mark.parametrize(
    ("series", "ddl", "values"),
    [
        (pl.Series("v", ["a", None], pl.Categorical), "string", ["a", None]),
        (pl.Series("v", ["a"], pl.Enum(["a", "b"])), "string", ["a"]),
        (pl.Series("v", [[1, 2]], pl.Array(pl.Int32, 2)), "array<int>", [[1, 2]]),
        (pl.Series("v", [datetime.time(1, 2, 3)]), "time(6)", [datetime.time(1, 2, 3)]),
        (pl.Series("v", [1_500], pl.Duration("ns")), None, None),
        (
            pl.Series("v", [1_500], pl.Datetime("ns")),
            "timestamp_ntz",
            ["1970-01-01 00:00:00.000001"],
        ),
        (pl.Series("v", [-1], pl.Datetime("ns")), "timestamp_ntz", ["1969-12-31 23:59:59.999999"]),
        (pl.Series("v", [Decimal("1.50")], pl.Decimal(10, 2)), "decimal(10,2)", [Decimal("1.50")]),
    ],
    ids=["categories", "enum", "fixed", "time", "span_ns", "moment_ns", "before_1970", "decimal"],
)
def test_polars_types_become_the_nearest_one_of_spark(series, ddl, values):
    if ddl is None:
        with pytest.raises(pa.ArrowInvalid):
            from_polars(pl.DataFrame([series]))
        return
    table, found = from_polars(pl.DataFrame([series]), prefer_timestamp_ntz=True)
    assert found["v"].dataType == T.DataType.fromDDL(ddl)
    shown = [row.v for row in table_to_rows(table, found)]
    assert [str(v) if isinstance(v, datetime.datetime) else v for v in shown] == values
