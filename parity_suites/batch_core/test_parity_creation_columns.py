"""createDataFrame where types decide: nullability, casts, data without rows, pandas columns."""

import datetime
import decimal

from parity_suites.batch_core.attempts import created
from parity_suites.case import case

UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons

# --- nullability -------------------------------------------------------------------------------

NULLS = {
    "array_may": ("array<int>", [([1, None],), (None,)]),
    "array_of_nulls": ("array<array<int>>", [([None, [None]],)]),
    "map_may": ("map<string,int>", [({"a": None},), (None,)]),
    "map_of_maps": ("map<string,map<string,int>>", [({"a": None, "b": {"c": None}},)]),
    "struct_may": ("struct<x:int,y:string>", [((None, None),), (None,)]),
    "struct_must": ("struct<x:int not null>", [((1,),), (None,)]),
    "struct_must_not": ("struct<x:int not null>", [((None,),)]),
}


STRUCTS_SINCE = {"struct_must_not": "4.0", "struct_must": "3.5"}


@case(
    mirrors="connect_creation.test_struct_has_nullable",
    params={
        # PySpark 3.5 left the null in a field without nulls to the server, 3.4 every such field.
        label: case.param(since=STRUCTS_SINCE.get(label), kind=kind, rows=rows)
        for label, (kind, rows) in NULLS.items()
    },
)
def nulls_in_nested_columns(spark, api, kind, rows):
    """Nulls go where the schema has room for them."""
    return created(spark, api, rows, f"v {kind}")


@case(mirrors="connect_creation.test_array_has_nullable")
def arrays_that_may_hold_nulls(spark, T, api):
    """Whether elements may be null is part of the type and is checked."""
    may = T.StructType().add("a", T.ArrayType(T.IntegerType(), True))
    must = T.StructType().add("a", T.ArrayType(T.IntegerType(), False))
    return {
        "may": created(spark, api, [([1, None],)], may),
        "must": created(spark, api, [([1, 2],), ([],), (None,)], must),
        "must_not": created(spark, api, [([1, None],)], must),
    }


@case(mirrors="connect_creation.test_map_has_nullable")
def maps_that_may_hold_nulls(spark, T, api):
    """Whether values may be null is part of the type and is checked; keys never may."""
    may = T.StructType().add("m", T.MapType(T.StringType(), T.LongType(), True))
    must = T.StructType().add("m", T.MapType(T.StringType(), T.LongType(), False))
    return {
        "may": created(spark, api, [({"a": None},)], may),
        "must": created(spark, api, [({"a": 1},), ({},), (None,)], must),
        "must_not": created(spark, api, [({"a": None},)], must),
        "null_key": created(spark, api, [({None: 1},)], may),
    }


@case(mirrors="connect_creation.test_schema_has_nullable")
def columns_that_may_be_null(spark, T, api):
    """The nullability of columns is that of the schema, in any kind of data."""
    schema = T.StructType().add("a", T.IntegerType(), False).add("b", T.StringType(), True)
    return {
        "tuples": spark.createDataFrame([(1, None)], schema),
        "dicts": spark.createDataFrame([{"a": 1}], schema),
        "null": created(spark, api, [(None, "x")], schema),
        "missing_key": created(spark, api, [{"b": "x"}], schema),
        "empty": spark.createDataFrame([], schema),
    }


# --- casts by schema ---------------------------------------------------------------------------


@case(mirrors="connect_creation.test_cast_with_ddl")
def dates_and_moments_by_ddl(spark):
    """DDL decides how a Python value is kept."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    moment = datetime.datetime(2024, 2, 29, 13, 14, 15, 678)
    return spark.createDataFrame(
        [(moment, moment.date(), 1, 2.5)], "a timestamp, b date, c tinyint, d float"
    )


@case(mirrors="creation.test_create_nan_decimal_dataframe", errors_in=("infinity",))
def decimals_that_are_no_number(spark, api):
    """NaN has no place in a decimal column and is null; infinity is refused."""
    nan = decimal.Decimal("NaN")
    return {
        "schema": created(spark, api, [(nan,), (decimal.Decimal("1.5"),)], "d decimal(10,2)"),
        "inferred": created(spark, api, [(nan,), (decimal.Decimal("1.5"),)], ["d"]),
        "infinity": type(
            api.error_of(
                lambda: spark.createDataFrame([(decimal.Decimal("Infinity"),)], "d decimal(10,2)")
            )
        ).__name__,
    }


@case(mirrors="creation.test_create_dataframe_from_datetime_time", since="4.1")
def times_of_day(spark, T):
    """Times are inferred, given by schema, and nested."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    morning, night = datetime.time(1, 2, 3, 4), datetime.time.max
    schema = T.StructType().add("l", T.ArrayType(T.TimeType())).add("t", T.TimeType(0))
    return {
        "inferred": spark.createDataFrame([(morning, [night])], ["t", "l"]),
        "schema": spark.createDataFrame([([morning, None], datetime.time(5, 6, 7))], schema),
    }


# --- empty data --------------------------------------------------------------------------------


@case(mirrors="creation.test_empty_dataframe_with_struct_type")
def nothing_of_a_struct_type(spark, T):
    """No rows of a schema with everything in it."""
    schema = T.StructType(
        [
            T.StructField("id", T.LongType(), False),
            T.StructField("inner", T.StructType().add("x", T.ArrayType(T.DateType(), False))),
            T.StructField("m", T.MapType(T.StringType(), T.BinaryType(), False), False, {"k": 1}),
        ]
    )
    frame = spark.createDataFrame([], schema)
    return {"frame": frame, "empty": frame.isEmpty(), "columns": frame.columns}


@case(mirrors="connect_creation.test_create_empty_df")
def nothing_of_every_kind(spark, T, api):
    """Lists, tuples and single types without rows, with a schema and without."""
    return {
        "tuple": spark.createDataFrame((), "a int"),
        "single": spark.createDataFrame([], "int"),
        "type": spark.createDataFrame([], T.StringType()),
        "names": created(spark, api, [], ["a", "b"]),
        "nothing": created(spark, api, []),
        "count": spark.createDataFrame([], "a int").count(),
    }


@case(mirrors="connect_creation.test_streaming_local_relation", since="3.5")
def data_beyond_the_threshold(spark):
    """Data above the session's threshold goes ahead of the query, and arrives whole."""
    spark.conf.set("spark.sql.session.localRelationCacheThreshold", "2000")
    rows = [(n, "ß" * 100) for n in range(300)]
    frame = spark.createDataFrame(rows, "n int, t string")
    return {
        "sums": frame.selectExpr("count(*)", "sum(n)", "sum(length(t))", "min(t) = max(t)"),
        "twice": frame.union(frame).count(),
    }


# --- pandas ------------------------------------------------------------------------------------


@case(
    mirrors="creation.test_from_pandas_dataframe_with_zero_columns",
    since="4.2",
    needs=("pandas",),
)
def pandas_without_columns(spark, api):
    """A pandas frame with rows and no columns."""
    pd = api.pandas()
    none = pd.DataFrame(index=range(3))
    return {
        "schema": created(spark, api, none, api.StructType([])),
        "bare": created(spark, api, none),
    }


@case(
    since="3.5",
    mirrors="creation.test_create_dataframe_from_pandas_with_timestamp",
    needs=("pandas",),
    params={"utc": {"zone": "UTC"}, "new_york": {"zone": "America/New_York"}},
)
def pandas_moments(spark, api, zone):
    """Moments of a pandas column, with and without a zone, by schema and without."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", zone)
    data = pd.DataFrame(
        {
            "naive": pd.to_datetime(["2024-01-31 12:00:00.000001", None]),
            "aware": pd.to_datetime(["2024-07-01 00:00:00", None]).tz_localize("Asia/Tokyo"),
            "day": [datetime.date(2024, 2, 29), None],
        }
    )
    frame = spark.createDataFrame(data)
    given = spark.createDataFrame(data[["naive", "day"]], "naive timestamp, day date")
    texts = [f"cast({name} as string) as {name}" for name in ("naive", "aware", "day")]
    return {"frame": frame, "text": frame.selectExpr(*texts), "given": given}


@case(
    mirrors="connect_creation.test_create_dataframe_from_pandas_with_ns_timestamp",
    needs=("pandas",),
)
def pandas_nanoseconds(spark, api):
    """Nanoseconds that are whole microseconds are kept; others are an error, never cut."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    whole = pd.DataFrame({"t": pd.to_datetime([1_000_001_000], unit="ns")})
    parts = pd.DataFrame({"t": pd.to_datetime([1_000_000_001], unit="ns")})
    spans = pd.DataFrame({"d": pd.to_timedelta([1], unit="ns")})
    return {
        "whole": spark.createDataFrame(whole),
        "parts": type(created(spark, api, parts)).__name__,
        "parts_given": type(created(spark, api, parts, "t timestamp")).__name__,
        "spans": type(created(spark, api, spans)).__name__,
    }


PANDAS = {
    "bool": ("bool", [True, False]),
    "boolean": ("boolean", [True, None]),
    "int8": ("int8", [-128, 127]),
    "int16": ("int16", [-32768, 32767]),
    "int32": ("int32", [-(2**31), 2**31 - 1]),
    "int64": ("int64", [-(2**63), 2**63 - 1]),
    "Int8": ("Int8", [1, None]),
    "Int32": ("Int32", [1, None]),
    "Int64": ("Int64", [2**53 + 1, None]),
    "float32": ("float32", [0.1, float("inf")]),
    "float64": ("float64", [0.1, None]),
    "Float64": ("Float64", [0.1, None]),
    "string": ("string", ["x", None]),
    "category": ("category", ["a", None, "a"]),
    "category_of_numbers": ("category", [3, 1, 3]),
    "seconds": ("datetime64[s]", ["2024-02-29", None]),
    "moments": ("datetime64[ns, Europe/Berlin]", ["2024-02-29", None]),
    "spans": ("timedelta64[ns]", ["1 days 00:00:00.000001", None]),
    "objects": ("object", [1, 2]),
    "objects_of_bytes": ("object", [b"x", None]),
    "objects_of_lists": ("object", [[1, None], None]),
    "objects_of_dicts": ("object", [{"a": 1}, {"a": None}]),
    "objects_mixed": ("object", [1, "x"]),
    "objects_of_nothing": ("object", [None, None]),
    "complex": ("complex128", [1j]),
}


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_schema",
    needs=("pandas",),
    params={label: {"dtype": dtype, "values": values} for label, (dtype, values) in PANDAS.items()},
)
def pandas_dtypes(spark, api, dtype, values):
    """The Spark type of each pandas dtype, found without a schema."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    data = pd.DataFrame({"v": pd.Series(values, dtype=dtype)})
    return {"frame": created(spark, api, data)}


# With a schema PySpark 4.3 stumbles over missing lists and structs of such columns: there are none.
# The Arrow type that a column has, its values, and the Spark type that the schema asks for.
BACKED = {
    "moments": ("pa.timestamp('us')", [datetime.datetime(2024, 3, 10, 2, 30), None], None),
    "zoned": ("pa.timestamp('us', 'UTC')", [datetime.datetime(2024, 3, 10, tzinfo=UTC)], None),
    "given": ("pa.timestamp('us')", [datetime.datetime(2024, 3, 10, 2, 30)], "timestamp"),
    "given_ntz": ("pa.timestamp('us')", [datetime.datetime(2024, 3, 10)], "timestamp_ntz"),
    "dates": ("pa.date32()", [datetime.date(2024, 2, 29), None], None),
    "lists": ("pa.list_(pa.int16())", [[1, None], None], None),
    "lists_given": ("pa.list_(pa.int16())", [[1, None], []], "array<int>"),
    "maps": ("pa.map_(pa.string(), pa.int64())", [[("k", 1)], None], None),
    "structs": ("pa.struct([('x', pa.int64())])", [{"x": 1}, {"x": None}], "struct<x:int>"),
    "decimals": ("pa.decimal128(5, 2)", [decimal.Decimal("1.50"), None], None),
    "texts": ("pa.string()", ["x", None], None),
}


@case(
    mirrors="arrow.test_createDataFrame_pandas_chunked_array_backed",
    since="4.0",
    needs=("pandas",),
    params={
        label: {"arrow": arrow, "values": values, "kind": kind}
        for label, (arrow, values, kind) in BACKED.items()
    },
)
def pandas_columns_of_arrow_data(spark, api, arrow, values, kind):
    """Columns that hold Arrow data keep its types."""
    pa, pd = api.arrow(), api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    array = pa.array(values, eval(arrow, {"pa": pa}))
    data = pd.DataFrame({"v": pd.Series(array, dtype=pd.ArrowDtype(array.type))})
    return {"frame": created(spark, api, data, f"v {kind}" if kind else None)}


NESTED = {
    "tuples_as_structs": ("struct<x:int,y:int>", [(1, 2), (3,), None]),
    "lists_as_structs": ("struct<x:int,y:int>", [[1, 2]]),
    "dicts_as_structs": ("struct<x:int,y:int>", [{"y": 2}, {"x": 1, "z": 3}]),
    "tuples_as_arrays": ("array<int>", [(1, 2), ()]),
    "texts_as_arrays": ("array<string>", ["ab"]),
    "nan_in_arrays": ("array<double>", [[1.0, float("nan")]]),
    "nan_in_structs": ("struct<x:double>", [{"x": float("nan")}]),
    "text_as_moments": ("array<timestamp>", [["2024-01-01"]]),
    "dates_as_moments": ("array<timestamp>", [[datetime.date(2024, 1, 1)]]),
    "gap": ("array<timestamp>", [[datetime.datetime(2024, 3, 10, 2, 30)]]),
    "twice": ("map<string,timestamp>", [{"k": datetime.datetime(2024, 11, 3, 1, 30)}]),
    "too_big": ("array<tinyint>", [[300]]),
    "digits_lost": ("array<decimal(5,2)>", [[decimal.Decimal("1.555")]]),
    "number_as_text": ("array<string>", [[1]]),
    "number_as_array": ("array<int>", [1]),
    "list_as_map": ("map<string,int>", [["k"]]),
}


@case(
    mirrors="arrow.test_createDataFrame_pandas_with_struct_type",
    since="3.5",
    needs=("pandas",),
    params={label: {"kind": kind, "values": values} for label, (kind, values) in NESTED.items()},
)
def pandas_columns_of_containers(spark, api, kind, values):
    """What may stand for a struct, an array or a map inside of a pandas column."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    data = pd.DataFrame({"v": pd.Series(values, dtype="object")})
    return {"frame": created(spark, api, data, f"v {kind}")}


@case(mirrors="arrow.test_createDataFrame_with_ndarray", needs=("numpy",), since="3.5")
def matrices_in_pandas(spark, api):
    """A pandas column whose values are numpy arrays of one and two dimensions."""
    np, pd = api.numpy(), api.pandas()
    data = pd.DataFrame({"n": [1]})
    data["one"] = [np.array([1.5, 2.5])]
    data["two"] = [np.array([[1, 2], [3, 4]])]
    return spark.createDataFrame(data, "n int, one array<double>, two array<array<int>>")
