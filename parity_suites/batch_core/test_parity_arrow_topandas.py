"""toPandas: dtypes, time zones, nested values, struct modes, names, batches and compression."""

import datetime
import sys
import types

from parity_suites.case import case

MODULE = "parity_arrow_points"
STRUCT_MODE = "spark.sql.execution.pandas.structHandlingMode"
CODEC = "spark.sql.execution.arrow.compression.codec"
ZONES = {
    "utc": {"zone": "UTC"},
    "tokyo": {"zone": "Asia/Tokyo"},
    "new_york": {"zone": "America/New_York"},
}


def _values(frame):
    """Columns with their dtypes, values and the classes of the values, in every version alike."""
    return {
        str(name): [
            str(frame[name].dtype),
            [type(value).__name__ for value in frame[name]],
            [str(value) for value in frame[name]],
        ]
        for name in frame.columns
    }


@case(mirrors="arrow.test_toPandas_arrow_toggle", since="3.4", needs=("pandas",), ordered=True)
def with_and_without_arrow(spark):
    """The setting that switches Arrow off changes nothing over Spark Connect."""
    frame = spark.sql(
        "select id, cast(id as double) / 2 as half, cast(id as string) as text,"
        " id % 2 = 0 as even from range(4) order by id"
    )
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "false")
    off = frame.toPandas()
    spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
    return {"off": off, "on": frame.toPandas()}


@case(
    mirrors="arrow.test_toPandas_respect_session_timezone",
    since="3.4",
    needs=("pandas",),
    params=ZONES,
)
def moments_in_the_session_zone(spark, zone):
    """Moments are shown in the session's zone and carry none."""
    spark.conf.set("spark.sql.session.timeZone", zone)
    return spark.sql(
        "select timestamp'2024-03-10 07:30:00Z' as spring, timestamp'2024-11-03 05:30:00Z' as fall,"
        " timestamp'1950-01-01 00:00:00Z' as old"
    ).toPandas()


@case(mirrors="arrow.test_toPandas_timestmap_tzinfo", since="3.4", needs=("pandas",))
def moments_of_python_in_a_zone(spark):
    """A moment with a zone of its own is shown in that of the session."""
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    zone = datetime.timezone(datetime.timedelta(hours=-3))
    moment = datetime.datetime(2024, 6, 1, 12, 30, tzinfo=zone)
    return spark.createDataFrame([(moment,), (None,)], "t timestamp").toPandas()


@case(mirrors="arrow.test_toPandas_nested_timestamp", since="4.0", needs=("pandas",), params=ZONES)
def moments_inside_of_other_values(spark, zone):
    """Moments in arrays, maps and structs are shown in the session's zone too."""
    spark.conf.set("spark.sql.session.timeZone", zone)
    frame = spark.sql(
        "select array(timestamp'2024-07-01 12:00:00Z', null) as l,"
        " map('k', timestamp'2024-01-01 12:00:00Z') as m,"
        " named_struct('t', timestamp'2024-07-01 12:00:00Z') as s,"
        " array(timestamp_ntz'2024-07-01 12:00:00') as n"
    ).toPandas()
    return {name: frame[name][0] for name in frame.columns}


@case(
    mirrors="arrow.test_create_data_frame_to_pandas_timestamp_ntz", since="3.5", needs=("pandas",)
)
def timestamps_without_zone(spark, api):
    """Kept as they are, there and back."""
    pd = api.pandas()
    spark.conf.set("spark.sql.session.timeZone", "America/Los_Angeles")
    local = pd.DataFrame({"t": pd.to_datetime(["2024-03-10 02:30:00", None])})
    return spark.createDataFrame(local, "t timestamp_ntz").toPandas()


@case(
    mirrors="arrow.test_create_data_frame_to_pandas_day_time_internal",
    since="3.5",
    needs=("pandas",),
)
def day_time_intervals(spark, api):
    """Durations there and back."""
    pd = api.pandas()
    local = pd.DataFrame({"d": pd.to_timedelta(["1 days 00:00:00.000005", "-2 hours", None])})
    return spark.createDataFrame(local).toPandas()


@case(mirrors="arrow.test_toPandas_empty_rows", since="3.4", needs=("pandas",))
def no_rows(spark):
    """Every column and its dtype is there without a row."""
    frame = spark.sql(
        "select id, cast(id as int) as i, 'x' as s, 1.5D as d, true as b, date'2024-01-01' as day,"
        " timestamp'2024-01-01 00:00:00' as t, array(1) as l, map(1, 2) as m, struct(1 as a) as st"
        " from range(3) where id > 5"
    )
    return frame.toPandas()


@case(mirrors="arrow.test_toPandas_empty_df_arrow_enabled", since="3.4", needs=("pandas",))
def no_rows_from_a_schema(spark):
    """A frame that never had rows."""
    return spark.createDataFrame([], "a int, b string, c array<double>").toPandas()


@case(mirrors="arrow.test_toPandas_empty_columns", since="3.4", needs=("pandas",))
def no_columns(spark):
    """Rows without a single column."""
    return {
        "rows": spark.range(3).select().toPandas().shape,
        "none": spark.range(0).select().toPandas().shape,
    }


@case(mirrors="arrow.test_toPandas_with_array_type", since="4.0", needs=("pandas",))
def arrays(spark):
    """Arrays of numbers, texts and nulls."""
    return _values(
        spark.sql(
            "select * from values (1, array(1, 2), array('a', null)), (2, array(), null),"
            " (3, null, array()) as t(id, n, s) order by id"
        ).toPandas()
    )


@case(mirrors="arrow.test_toPandas_with_map_type", since="4.0", needs=("pandas",))
def maps(spark):
    """Maps are dicts, also in arrays."""
    frame = spark.sql("select map('a', 1, 'b', 2) as m, array(map(1, 'x')) as l").toPandas()
    return {name: frame[name][0] for name in frame.columns}


@case(mirrors="arrow.test_toPandas_with_map_type_nulls", since="4.0", needs=("pandas",))
def maps_with_nulls(spark):
    """No map, an empty one, null values."""
    frame = spark.sql(
        "select * from values (1, map('a', 1)), (2, null), (3, map()), (4, map('b', null))"
        " as t(id, m) order by id"
    ).toPandas()
    return list(frame["m"])


@case(
    mirrors="arrow.test_toPandas_duplicate_field_names",
    since="4.0",
    needs=("pandas",),
    params={mode: {"mode": mode} for mode in ("legacy", "row", "dict")},
)
def structs_in_every_mode(spark, api, mode):
    """Structs as rows or dicts, whose fields may share a name or not."""
    spark.conf.set(STRUCT_MODE, mode)
    plain = spark.sql("select named_struct('x', 1, 'y', named_struct('z', null)) as s")
    nested = spark.sql("select array(named_struct('x', 1)) as l, map(1, named_struct('x', 2)) as m")
    shared = spark.sql("select struct(1 as v, 'a' as v, 2 as w) as s")
    error = api.error_of(shared.toPandas)
    return {
        "plain": plain.toPandas()["s"][0],
        "array": nested.toPandas()["l"][0],
        "map": nested.toPandas()["m"][0],
        "shared": error or shared.toPandas()["s"][0],
        "columns": spark.sql("select 1 as v, 'a' as v").toPandas(),
    }


@case(mirrors="arrow.test_toPandas_error", since="3.4", needs=("pandas",))
def errors_while_rows_are_made(spark, api):
    """An execution that fails, and a plan that cannot be analysed."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return {
        "execution": api.error_of(spark.sql("select 1 / (id - id) as x from range(1)").toPandas),
        "analysis": api.error_of(spark.range(1).select("absent").toPandas),
    }


@case(
    mirrors="arrow.test_pandas_self_destruct",
    since="3.4",
    needs=("pandas",),
    params={"on": {"value": "true"}, "off": {"value": "false"}},
)
def memory_that_is_given_back(spark, value):
    """Freeing Arrow's memory early changes nothing about the frame."""
    spark.conf.set("spark.sql.execution.arrow.pyspark.selfDestruct.enabled", value)
    frame = spark.range(0, 5, 1, 2).selectExpr("id", "cast(id as string) t", "array(id) as l")
    return _values(frame.toPandas())


@case(
    mirrors="arrow.test_toPandas_with_compression_codec",
    since="4.1",
    needs=("pandas",),
    params={"none": {"codec": "none"}, "zstd": {"codec": "zstd"}, "lz4": {"codec": "lz4"}},
)
def compressed_batches(spark, codec):
    """However the server compresses, the frame is the same."""
    spark.conf.set(CODEC, codec)
    return spark.range(0, 6, 1, 2).selectExpr("id", "repeat('ab', cast(id as int)) t").toPandas()


@case(
    mirrors="arrow.test_toPandas_with_compression_codec_large_dataset",
    since="4.1",
    needs=("pandas",),
    params={"none": {"codec": "none"}, "zstd": {"codec": "zstd"}, "lz4": {"codec": "lz4"}},
)
def large_compressed_batches(spark, codec):
    """Forty thousand rows."""
    spark.conf.set(CODEC, codec)
    frame = spark.range(0, 40_000, 1, 3).selectExpr("id", "repeat('x', cast(id % 5 as int)) t")
    local = frame.toPandas()
    return {"shape": local.shape, "sum": int(local.id.sum()), "text": int(local.t.str.len().sum())}


# A third level is not asked: servers before 4.2 send too few offsets for it, and what Arrow's own
# conversion to pandas then reads beyond their end kills the reference now and then.
@case(
    mirrors={
        "two": "arrow.test_toPandas_double_nested_array_empty_outer",
        "maps": "arrow.test_toPandas_array_of_map_empty_outer",
        "nested_maps": "arrow.test_toPandas_nested_array_with_map_empty_outer",
    },
    since="4.0",
    needs=("pandas",),
    params={
        "two": {"expression": "array(array(1, 2), array())"},
        "maps": {"expression": "array(map('k', 1))"},
        "nested_maps": {"expression": "array(array(map('k', 1)))"},
    },
)
def empty_arrays_of_nested_values(spark, expression):
    """A nested array, and the same type without an element on the outside."""
    frame = spark.sql(
        f"select 1 as id, {expression} as l union all"
        f" select 2, filter({expression}, e -> false) union all select 3, null order by id"
    )
    return _values(frame.select("l").toPandas())


@case(mirrors="arrow.test_toPandas_double_nested_array_empty_outer", since="4.0", needs=("pandas",))
def only_empty_nested_arrays(spark):
    """Not one element in any row."""
    frame = spark.sql("select filter(array(array(1)), e -> false) as l from range(2)")
    return _values(frame.toPandas())


@case(mirrors="arrow.test_toPandas_array_of_map_empty_outer", since="4.0", needs=("pandas",))
def only_empty_arrays_of_maps(spark):
    """Not one map in any row."""
    frame = spark.sql("select filter(array(map('k', 1)), e -> false) as l from range(2)")
    return _values(frame.toPandas())


@case(
    mirrors="arrow.test_toPandas_nested_array_with_map_empty_outer",
    since="4.0",
    needs=("pandas",),
)
def only_empty_nested_arrays_of_maps(spark):
    """Not one array of maps in any row."""
    frame = spark.sql("select filter(array(array(map('k', 1))), e -> false) as l from range(2)")
    return _values(frame.toPandas())


def _point_type(T):
    """Two numbers stored as an array; put where both clients can import it from."""

    class PointType(T.UserDefinedType):
        @classmethod
        def sqlType(cls):
            return T.ArrayType(T.DoubleType(), False)

        @classmethod
        def module(cls):
            return MODULE

        def serialize(self, obj):
            return [obj[0], obj[1]]

        def deserialize(self, datum):
            return (float(datum[0]), float(datum[1]))

    PointType.__module__ = MODULE
    PointType.__qualname__ = "PointType"
    module = sys.modules.setdefault(MODULE, types.ModuleType(MODULE))
    module.PointType = PointType
    return PointType()


@case(mirrors="arrow.test_createDataFrame_udt", since="3.4", needs=("pandas",))
def user_types_from_pandas(spark, api, T):
    """Values of a user's own type from a frame, and a null."""
    pd = api.pandas()
    schema = T.StructType([T.StructField("n", T.IntegerType()), T.StructField("p", _point_type(T))])
    local = pd.DataFrame({"n": [1, 2, 3], "p": [(1.5, 2.5), (0.0, -1.0), None]})
    return spark.createDataFrame(local, schema).collect()


@case(mirrors="arrow.test_toPandas_udt", since="3.4", needs=("pandas",))
def user_types_to_pandas(spark, api, T):
    """Values of a user's own type come out as its objects."""
    kind = _point_type(T)
    schema = T.StructType([T.StructField("p", kind), T.StructField("l", T.ArrayType(kind))])
    rows = [((1.5, 2.5), [(0.0, 1.0)]), (None, None)]
    return _values(spark.createDataFrame(rows, schema).toPandas())
