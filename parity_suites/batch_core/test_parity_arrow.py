"""Results as Arrow tables: types, time zones, nesting, names, batches and compression."""

import datetime
import decimal

from parity_suites.case import case

NO_BATCHES = "spark.sql.execution.arrow.maxRecordsPerBatch"
CODEC = "spark.sql.execution.arrow.compression.codec"
UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons


def _every_type(spark):
    return spark.sql(
        "select * from values"
        " (1, true, 1Y, 2S, 3, 4L, 0.5F, -0.0D, 'ß', x'00ff', 1.10BD, date'2024-02-29'),"
        " (2, false, -128Y, -32768S, -2147483648, 9223372036854775807L, float('nan'),"
        "  double('-inf'), '', x'', -99.99BD, date'0001-01-01'),"
        " (3, null, null, null, null, null, null, null, null, null, null, null)"
        " as t(id, bool, i1, i2, i4, i8, f4, f8, text, bin, dec, day)"
    ).orderBy("id")


@case(mirrors="arrow.test_arrow_round_trip", since="4.0", ordered=True)
def round_trip_of_every_atomic_type(spark):
    """A table that came from Spark goes back as it is."""
    table = _every_type(spark).toArrow()
    back = spark.createDataFrame(table)
    return {"table": table, "back": back, "again": back.orderBy("id").toArrow()}


@case(mirrors="arrow.test_arrow_round_trip", since="4.0")
def round_trip_of_nested_types(spark):
    """Structs in arrays in maps, with nulls on every level."""
    frame = spark.sql(
        "select 1 as id, array(named_struct('a', 1, 'b', cast(null as string))) as l,"
        " map('k', array(map(1, 'x'))) as m,"
        " named_struct('d', date'2024-01-01', 'n', cast(null as int)) as s"
        " union all select 2, array(null), map(), null union all select 3, null, null, null"
    ).orderBy("id")
    table = frame.toArrow()
    return {"table": table, "back": spark.createDataFrame(table, frame.schema)}


@case(mirrors="arrow.test_schema_conversion_roundtrip", since="4.0")
def schemas_there_and_back(spark, T):
    """Nullability on every level, metadata and widths survive the way through Arrow."""
    schema = T.StructType(
        [
            T.StructField("a", T.ByteType(), False),
            T.StructField("b", T.DecimalType(20, 5), True, {"unit": "m"}),
            T.StructField("c", T.ArrayType(T.ShortType(), False), False),
            T.StructField("d", T.MapType(T.StringType(), T.FloatType(), False)),
            T.StructField("e", T.StructType([T.StructField("f", T.BinaryType(), False)])),
            T.StructField("g", T.NullType()),
            T.StructField("h", T.TimestampNTZType()),
            T.StructField("i", T.DayTimeIntervalType()),
        ]
    )
    table = spark.createDataFrame([], schema).toArrow()
    return {
        "arrow": table.schema,
        "back": spark.createDataFrame(table, schema).schema.jsonValue(),
        "metadata": table.schema.field("b").metadata,
    }


@case(mirrors="arrow.test_type_conversion_round_trip", since="4.0")
def arrow_types_of_spark_types(spark):
    """Which Arrow type each Spark type has, also without rows."""
    frame = spark.sql(
        "select null as nothing, timestamp'2024-01-01 00:00:00' as ltz,"
        " timestamp_ntz'2024-01-01 00:00:00' as ntz, interval 1 day as dt,"
        " cast('x' as varchar(3)) as v, cast('y' as char(2)) as c, 1.5BD as d,"
        " array(timestamp'2024-01-01 00:00:00') as lts, struct(1 as a, 'x' as b) as st"
    )
    return {"rows": frame.toArrow().schema, "none": frame.limit(0).toArrow().schema}


@case(mirrors="arrow.test_null_conversion", since="4.0")
def columns_of_nothing_but_null(spark):
    """Null columns, typed and untyped."""
    frame = spark.sql(
        "select null as a, cast(null as int) as b, array(null) as c, id from range(2)"
    )
    return {"table": frame.toArrow(), "back": spark.createDataFrame(frame.toArrow())}


@case(
    mirrors="arrow.test_toArrow_keep_utc_timezone",
    since="4.0",
    params={
        "utc": {"zone": "UTC"},
        "tokyo": {"zone": "Asia/Tokyo"},
        "new_york": {"zone": "America/New_York"},
    },
)
def moments_are_utc_in_arrow(spark, zone):
    """The session's zone decides what is meant, not what the table says."""
    spark.conf.set("spark.sql.session.timeZone", zone)
    return spark.sql(
        "select timestamp'2024-03-10 03:30:00' as spring, timestamp'2024-11-03 01:30:00' as fall,"
        " timestamp'1900-01-01 00:00:00' as old, timestamp_ntz'2024-03-10 02:30:00' as ntz"
    ).toArrow()


@case(mirrors="arrow.test_toArrow_nested_timestamp", since="4.0")
def moments_inside_of_other_values(spark):
    """Moments in arrays, maps and structs are UTC too."""
    spark.conf.set("spark.sql.session.timeZone", "Europe/Paris")
    return spark.sql(
        "select array(timestamp'2024-07-01 12:00:00', null) as l,"
        " map('k', timestamp'2024-01-01 12:00:00') as m,"
        " named_struct('t', timestamp'1969-12-31 23:59:59.999999', 'n',"
        "  timestamp_ntz'2024-07-01 12:00:00') as s"
    ).toArrow()


@case(mirrors="arrow.test_toArrow_with_array_type_nulls", since="4.0", ordered=True)
def arrays_with_nulls(spark):
    """No array, an empty one, one of nulls."""
    frame = spark.sql(
        "select * from values (1, array(1, 2)), (2, null), (3, array()), (4, array(null, 5))"
        " as t(id, l)"
    )
    return frame.orderBy("id").toArrow()


@case(mirrors="arrow.test_toArrow_with_map_type", since="4.0")
def maps_of_several_types(spark):
    """Maps whose values are atoms, arrays and structs."""
    return spark.sql(
        "select map('a', 1, 'b', 2) as plain, map(1, array('x')) as lists,"
        " map(date'2024-01-01', named_struct('v', 0.5D)) as structs"
    ).toArrow()


@case(mirrors="arrow.test_toArrow_with_map_type_nulls", since="4.0", ordered=True)
def maps_with_nulls(spark):
    """No map, an empty one, null values."""
    frame = spark.sql(
        "select * from values (1, map('a', 1)), (2, null), (3, map()), (4, map('b', null))"
        " as t(id, m)"
    )
    return frame.orderBy("id").toArrow()


@case(mirrors="arrow.test_arrow_map_timestamp_nulls_round_trip", since="4.0", ordered=True)
def maps_of_moments_with_nulls(spark, api):
    """Null maps and null moments, there and back in a session zone."""
    pa = api.arrow()
    spark.conf.set("spark.sql.session.timeZone", "Asia/Kolkata")
    kind = pa.map_(pa.string(), pa.timestamp("us", tz="UTC"))
    first = datetime.datetime(2024, 5, 1, 12, tzinfo=UTC)
    values = [[("a", first), ("b", None)], None, [], [("c", None)]]
    table = pa.table({"id": [1, 2, 3, 4], "m": pa.array(values, kind)})
    frame = spark.createDataFrame(table)
    return {"schema": frame.schema.jsonValue(), "table": frame.orderBy("id").toArrow()}


@case(mirrors="arrow.test_toArrow_duplicate_field_names", since="4.0")
def columns_and_fields_of_one_name(spark, api):
    """Columns may share a name in a table, fields of a struct may not."""
    columns = spark.sql("select 1 as v, 'x' as v")
    fields = spark.sql("select struct(1 as v, 'x' as v) as s")
    nested = spark.sql("select array(struct(1 as v, 'x' as v)) as l")
    return {
        "columns": columns.toArrow(),
        "fields": api.error_of(fields.toArrow),
        "nested": api.error_of(nested.toArrow),
    }


@case(mirrors="arrow.test_toArrow_empty_columns", since="4.0")
def tables_without_columns(spark, api):
    """No columns: with rows, and with none."""
    return {
        "no_rows": spark.range(0).select().toArrow(),
        "rows": spark.range(3).select().toArrow().num_columns,
    }


@case(mirrors="arrow.test_toArrow_empty_rows", since="4.0")
def tables_without_rows(spark):
    """All columns and types are there without a single row."""
    return _every_type(spark).filter("id > 9").toArrow()


@case(mirrors="arrow.test_toArrow_error", since="4.0")
def errors_while_rows_are_made(spark, api):
    """An execution that fails, and a plan that cannot be analysed."""
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return {
        "without": spark.range(2).toArrow().num_rows,
        "execution": api.error_of(spark.sql("select 1 / (id - id) as x from range(1)").toArrow),
        "raised": api.error_of(
            spark.sql("select raise_error('stop here') as x from range(1)").toArrow
        ),
        "analysis": api.error_of(spark.range(1).select("absent").toArrow),
    }


@case(mirrors="arrow.test_propagates_spark_exception", since="3.4", needs=("pandas",))
def errors_of_the_server_reach_the_caller(spark, api):
    """The same failure through every way of bringing rows here."""
    frame = spark.sql("select raise_error('no such luck') as x from range(1)")
    return {
        "pandas": api.error_of(frame.toPandas),
        "rows": api.error_of(frame.collect),
    }


@case(mirrors="arrow.test_filtered_frame", since="4.0", needs=("pandas",))
def filtered_local_frames(spark, api):
    """A pandas frame whose index has holes, after a filter."""
    pd = api.pandas()
    local = pd.DataFrame({"i": range(8), "s": list("abcdefgh")})
    frame = spark.createDataFrame(local[local.i % 3 == 1])
    return {"rows": frame, "filtered": frame.filter("i > 1").toArrow()}


@case(
    mirrors="arrow.test_negative_and_zero_batch_size",
    since="3.4",
    needs=("pandas",),
    params={"none": {"size": 0}, "negative": {"size": -1}, "one": {"size": 1}, "few": {"size": 3}},
)
def batches_of_any_size(spark, size):
    """Nought and less mean no limit; small batches come together again."""
    spark.conf.set(NO_BATCHES, str(size))
    return spark.range(0, 10, 1, 2).selectExpr("id", "cast(id as string) as t").toPandas()


@case(
    mirrors="arrow.test_toArrow_with_compression_codec",
    since="4.1",
    params={"none": {"codec": "none"}, "zstd": {"codec": "zstd"}, "lz4": {"codec": "lz4"}},
)
def compressed_tables(spark, codec):
    """However the server compresses, the table is the same."""
    spark.conf.set(CODEC, codec)
    return _every_type(spark).toArrow()


@case(
    mirrors="arrow.test_toArrow_with_compression_codec_large_dataset",
    since="4.1",
    params={"none": {"codec": "none"}, "zstd": {"codec": "zstd"}, "lz4": {"codec": "lz4"}},
)
def large_compressed_tables(spark, codec):
    """Fifty thousand rows in several batches."""
    spark.conf.set(CODEC, codec)
    frame = spark.range(0, 50_000, 1, 3).selectExpr("id", "repeat('ab', cast(id % 9 as int)) as t")
    table = frame.toArrow()
    columns = table.to_pydict()
    return {
        "rows": table.num_rows,
        "sum": sum(columns["id"]),
        "letters": sum(map(len, columns["t"])),
        "schema": table.schema,
    }


@case(mirrors="arrow.test_toArrow_with_compression_codec", since="4.1")
def a_codec_that_nobody_knows(spark, api):
    """The name of a codec is checked when it is set."""
    return api.error_of(lambda: spark.conf.set(CODEC, "gzip"))


@case(mirrors="arrow.test_create_data_frame_to_arrow_timestamp_ntz", since="4.0")
def timestamps_without_zone_through_arrow(spark):
    """Kept as they are in any zone of the session."""
    spark.conf.set("spark.sql.session.timeZone", "America/Los_Angeles")
    moments = [datetime.datetime(2024, 3, 10, 2, 30), datetime.datetime(1, 1, 1), None]
    frame = spark.createDataFrame([(moment,) for moment in moments], "t timestamp_ntz")
    table = frame.toArrow()
    return {"table": table, "back": spark.createDataFrame(table, "t timestamp_ntz")}


@case(mirrors="arrow.test_create_data_frame_to_arrow_day_time_internal", since="4.0")
def day_time_intervals_through_arrow(spark):
    """Durations of both signs."""
    spans = [datetime.timedelta(days=-3, microseconds=5), datetime.timedelta(hours=25), None]
    frame = spark.createDataFrame([(span,) for span in spans], "d interval day to second")
    return {"table": frame.toArrow(), "back": spark.createDataFrame(frame.toArrow())}


@case(mirrors="arrow.test_arrow_round_trip", since="4.0")
def decimals_through_arrow(spark, api):
    """Every precision fits, and more digits than the schema has do not."""
    pa = api.arrow()
    table = pa.table(
        {
            "small": pa.array([decimal.Decimal("1.5"), None], pa.decimal128(3, 1)),
            "large": pa.array(
                [decimal.Decimal("9" * 38), decimal.Decimal(-1)], pa.decimal128(38, 0)
            ),
        }
    )
    frame = spark.createDataFrame(table)
    return {
        "frame": frame,
        "table": frame.toArrow(),
        "wider": spark.createDataFrame(table.select(["small"]), "small decimal(20, 4)"),
    }
