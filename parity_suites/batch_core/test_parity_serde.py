"""Values that cross the wire and must stay what they are: decimals, bytes, times with a zone."""

import datetime
import decimal

from parity_suites.case import case

UTC = datetime.timezone.utc  # noqa: UP017 - suites also run on older Pythons


@case(mirrors="serde.test_select_null_literal")
def literal_none(spark, F):
    """None as a literal is a null of no type."""
    frame = spark.range(1).select(F.lit(None).alias("n"), F.lit(None).cast("int").alias("i"))
    return {"frame": frame, "dtypes": frame.dtypes, "first": frame.first()}


@case(mirrors="serde.test_decimal")
def decimals_of_several_scales(spark, T):
    """Decimals keep value and scale of their column, as rows and in arithmetic."""
    schema = T.StructType([T.StructField("d", T.DecimalType(20, 4), False)])
    frame = spark.createDataFrame(
        [(decimal.Decimal("3.1400"),), (decimal.Decimal("-0"),), (decimal.Decimal("1E+3"),)], schema
    )
    return {
        "frame": frame,
        "twice": frame.selectExpr("d + d as s", "d * d as p"),
        "is_zero": frame.filter("d = 0").collect()[0].d == 0,
    }


@case(mirrors="serde.test_decimal")
def decimals_in_conditions(spark, F):
    """A Python decimal compares with a decimal column exactly."""
    frame = spark.sql("select cast(id as decimal(12,3)) / 1000 as d from range(4)")
    return frame.filter(F.col("d") >= decimal.Decimal("0.002"))


ZONES = {
    "utc": {"hours": 0},
    "west": {"hours": -8},
    "east": {"hours": 5.5},
    "far_east": {"hours": 14},
}


@case(mirrors="serde.test_filter_with_datetime_timezone", params=ZONES)
def aware_datetimes_in_conditions(spark, F, hours):
    """A datetime with a zone compares by its moment, whatever the session's zone is."""
    spark.conf.set("spark.sql.session.timeZone", "Asia/Tokyo")
    zone = datetime.timezone(datetime.timedelta(hours=hours))
    frame = spark.sql(
        "select id, timestamp'2024-01-01 00:00:00Z' + id * interval '1' hour as t from range(30)"
    )
    start = datetime.datetime(2024, 1, 1, 6, tzinfo=zone)
    return {
        "from": frame.filter(F.col("t") >= start).agg(F.min("id"), F.count("id")),
        "exactly": frame.filter(F.col("t") == start).select("id"),
    }


@case(mirrors="serde.test_time_with_timezone")
def one_moment_in_several_zones(spark):
    """The same moment written in several zones is one value."""
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    moment = datetime.datetime(2024, 3, 10, 7, 30, tzinfo=UTC)
    zones = [datetime.timezone(datetime.timedelta(minutes=m)) for m in (0, -300, 345, 720)]
    frame = spark.createDataFrame([(moment.astimezone(zone),) for zone in zones], "t timestamp")
    return {
        "distinct": frame.distinct().count(),
        "text": frame.selectExpr("cast(t as string) as t").distinct(),
        "micros": frame.selectExpr("unix_micros(t) as u").distinct(),
    }


class _Summer(datetime.tzinfo):
    """A zone of Python's own making, one hour ahead of UTC."""

    def utcoffset(self, dt):
        return datetime.timedelta(hours=1)

    def dst(self, dt):
        return datetime.timedelta(hours=1)

    def tzname(self, dt):
        return "SUMMER"


@case(mirrors="serde.test_time_with_timezone")
def zones_of_the_users_own(spark, F):
    """Any `tzinfo` will do, in rows and as literals."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    moment = datetime.datetime(2024, 7, 1, 12, 0, 0, 1, tzinfo=_Summer())
    return {
        "row": spark.createDataFrame([(moment,)], ["t"]),
        "literal": spark.range(1).select(F.lit(moment).alias("t")),
    }


@case(mirrors="serde.test_BinaryType_serialization")
def bytes_and_bytearrays(spark, T):
    """Both become binary and come back the same."""
    schema = T.StructType([T.StructField("b", T.BinaryType())])
    data = [(b"abc",), (bytearray(b"\x00\xff"),), (b"",), (None,)]
    frame = spark.createDataFrame(data, schema)
    return {"frame": frame, "lengths": frame.selectExpr("length(b) as n", "hex(b) as h")}


@case(mirrors="serde.test_bytes_as_binary_type")
def inferred_bytes(spark):
    """Bytes without a schema are binary, alone and nested."""
    return spark.createDataFrame([(b"abcd", [b"e"], {"k": b"f"})], ["b", "l", "m"])


@case(
    mirrors="serde.test_BinaryType_serialization",
    since="4.1",
    params={"bytes": {"setting": "true"}, "bytearrays": {"setting": "false"}},
)
def binary_as_bytes_or_bytearrays(spark, setting):
    """A setting of the session decides which of the two Python classes rows have."""
    spark.conf.set("spark.sql.execution.pyspark.binaryAsBytes", setting)
    frame = spark.createDataFrame(
        [(b"x", [b"y"], {"k": b"z"}, (b"w",))],
        "b binary, l array<binary>, m map<string,binary>, s struct<v:binary>",
    )
    return {"rows": frame.collect(), "iterated": list(frame.toLocalIterator())}
