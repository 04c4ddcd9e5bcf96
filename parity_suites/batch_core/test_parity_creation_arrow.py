"""createDataFrame from Arrow tables: casts to a schema, foreign types, zones, nanoseconds."""

import datetime
import decimal

from parity_suites.batch_core.attempts import created
from parity_suites.case import case


def tables_are_taken(spark, api):
    """The Arrow library; a client that takes no tables fails here."""
    pa = api.arrow()
    spark.createDataFrame(pa.table({"v": [1]}))
    return pa


CASTS = {
    "narrower": ("pa.int16()", [1], "tinyint"),
    "too_big": ("pa.int16()", [300], "tinyint"),
    "fraction": ("pa.float64()", [1.5], "int"),
    "text_to_number": ("pa.string()", ["1"], "int"),
    "number_to_text": ("pa.int64()", [1], "string"),
    "number_to_moment": ("pa.int64()", [1], "timestamp"),
    "date_to_moment": ("pa.date32()", [1], "timestamp"),
    "moment_to_date": ("pa.timestamp('us')", [1], "date"),
    "less_scale": ("pa.decimal128(10, 2)", [decimal.Decimal(1)], "decimal(5,1)"),
    "scale_lost": ("pa.decimal128(10, 2)", [decimal.Decimal("1.25")], "decimal(5,1)"),
    "null": ("pa.null()", [None], "int"),
    "null_refused": ("pa.int32()", [None], "int not null"),
    "bytes_to_text": ("pa.binary()", [b"x"], "string"),
    "elements": ("pa.list_(pa.int64())", [[1], None], "array<int>"),
    "fixed_lists": ("pa.list_(pa.int64(), 2)", [[1, 2], None], "array<int>"),
    "field_names": ("pa.struct([('a', pa.int64())])", [{"a": 1}], "struct<b:bigint>"),
    "months": ("pa.int64()", [1], "interval year to month"),
    "other_name": ("pa.int64()", [1], None),
}


@case(
    mirrors="arrow.test_createDataFrame_arrow_with_incorrect_schema",
    since="4.0",
    params={
        label: {"arrow": arrow, "values": values, "kind": kind}
        for label, (arrow, values, kind) in CASTS.items()
    },
)
def arrow_columns_cast_to_a_schema(spark, api, arrow, values, kind):
    """Casts that keep the value happen; the others are errors."""
    pa = tables_are_taken(spark, api)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    table = pa.table({"v": pa.array(values, eval(arrow, {"pa": pa}))})
    return {"frame": created(spark, api, table, f"v {kind}" if kind else "w bigint")}


FOREIGN = {
    "small_unsigned": "pa.array([1], pa.uint8())",
    "half": "pa.array([0.5], pa.float32()).cast(pa.float16())",
    "date64": "pa.array([86400000], pa.date64())",
    "time32": "pa.array([1], pa.time32('s'))",
    "views": "pa.array(['a'], pa.string_view())",
    "runs": "pa.RunEndEncodedArray.from_arrays([2], ['a'])",
    "months": "pa.array([(1, 2, 3)], pa.month_day_nano_interval())",
    "dictionary": "pa.array(['a', None, 'a']).dictionary_encode()",
    "large_text": "pa.array(['a'], pa.large_string())",
    "fixed_bytes": "pa.array([b'ab'], pa.binary(2))",
    "large_lists": "pa.array([[1, 2], None], pa.large_list(pa.int64()))",
    "fixed_lists": "pa.array([[1, 2], None], pa.list_(pa.int64(), 2))",
    "seconds": "pa.array([1], pa.timestamp('s'))",
    "milliseconds_of_paris": "pa.array([1], pa.timestamp('ms', 'Europe/Paris'))",
    "span_of_nanoseconds": "pa.array([1], pa.duration('ns'))",
    "span_of_seconds": "pa.array([1], pa.duration('s'))",
}


@case(
    mirrors="connect_creation.test_create_dataframe_from_arrays",
    since="4.0",
    params={label: {"source": source} for label, source in FOREIGN.items()},
)
def arrow_types_that_spark_lacks(spark, api, source):
    """Arrow types with no twin in Spark are read as the nearest one, or refused."""
    pa = tables_are_taken(spark, api)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    return {"frame": created(spark, api, pa.table({"v": eval(source, {"pa": pa})}))}


@case(
    mirrors="arrow.test_createDataFrame_arrow_truncate_timestamp",
    since="4.0",
    params={
        "naive": {"arrow": "pa.timestamp('ns')", "kind": None},
        "as_ntz": {"arrow": "pa.timestamp('ns')", "kind": "timestamp_ntz"},
        "zoned": {"arrow": "pa.timestamp('ns', 'UTC')", "kind": None},
        "zoned_as_ntz": {"arrow": "pa.timestamp('ns', 'UTC')", "kind": "timestamp_ntz"},
    },
)
def arrow_nanoseconds(spark, api, arrow, kind):
    """Nanoseconds of Arrow moments are cut towards the past, nested ones too."""
    pa = tables_are_taken(spark, api)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    moments = pa.array([1, -1, 1001, -1001, None], eval(arrow, {"pa": pa}))
    nested = pa.array([[1], [-1, None], [], None, []], pa.list_(moments.type))
    table = pa.table({"t": moments, "l": nested})
    schema = None if kind is None else f"t {kind}, l array<{kind}>"
    return {"frame": created(spark, api, table, schema)}


@case(
    mirrors="arrow.test_createDataFrame_arrow_respect_session_timezone",
    since="4.0",
    params={
        "gap": {"moment": datetime.datetime(2024, 3, 10, 2, 30)},
        "twice": {"moment": datetime.datetime(2024, 11, 3, 1, 30)},
        "once": {"moment": datetime.datetime(2024, 7, 1)},
        "year_1": {"moment": datetime.datetime(1, 1, 1)},
        "before_zones": {"moment": datetime.datetime(1883, 11, 18, 12, 3, 57)},
    },
)
def arrow_moments_without_a_zone(spark, api, moment):
    """A moment without a zone is one of the session's, when its clocks showed it exactly once."""
    pa = tables_are_taken(spark, api)
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    plain = pa.table({"t": pa.array([moment], pa.timestamp("us"))})
    deep = pa.table({"s": pa.array([{"t": moment}], pa.struct([("t", pa.timestamp("us"))]))})
    return {
        "plain": created(spark, api, plain),
        "nested": created(spark, api, deep),
        "as_ntz": created(spark, api, plain, "t timestamp_ntz"),
    }
