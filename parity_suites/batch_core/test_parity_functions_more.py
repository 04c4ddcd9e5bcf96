"""Single functions of upstream's tests that no other file has: forms, values and errors."""

from parity_suites.case import case


def _values(spark):
    return spark.sql(
        "SELECT * FROM VALUES (1, 0.5D, 'Spark'), (8, -0.5D, ''), (NULL, NULL, NULL) AS t(i, d, s)"
    )


@case(mirrors="functions.test_array_repeat")
def repeated_values(spark, F):
    """By a number, a column and a name; none and fewer than none."""
    return _values(spark).select(
        F.array_repeat("s", 2).alias("number"),
        F.array_repeat("s", F.lit(1)).alias("column"),
        F.array_repeat(F.col("i"), 0).alias("none"),
        F.array_repeat("i", -1).alias("less"),
        F.size(F.array_repeat(F.lit(1), F.col("i"))).alias("by_row"),
    )


@case(mirrors="functions.test_between_function", since="3.4", ordered=True)
def between_as_a_filter(spark, F):
    """Rows between two columns."""
    frame = spark.createDataFrame([(1, 0, 2), (5, 0, 2), (2, 2, 2)], "v int, lo int, hi int")
    return frame.filter(frame.v.between(frame.lo, frame.hi)).orderBy("v")


@case(mirrors="functions.test_bit_length_function", since="3.5")
def lengths_in_bits(spark, F):
    """Of text, wide characters and bytes."""
    return _values(spark).select(
        F.bit_length("s").alias("s"),
        F.bit_length(F.lit("☃")).alias("w"),
        F.bit_length(F.lit(b"ab")).alias("b"),
    )


@case(mirrors="functions.test_octet_length_function", since="3.5")
def lengths_in_bytes(spark, F):
    """Of text, wide characters and bytes."""
    return _values(spark).select(
        F.octet_length("s").alias("s"),
        F.octet_length(F.lit("☃")).alias("w"),
        F.octet_length(F.lit(b"ab")).alias("b"),
    )


@case(mirrors="functions.test_cov")
def covariance_by_name(spark, F, api):
    """As a method of the frame, and as two aggregates; names only."""
    frame = spark.createDataFrame([(1.0, 2.0), (2.0, 4.0), (3.0, 7.0)], "x double, y double")
    return {
        "method": frame.cov("x", "y"),
        "stat": frame.stat.cov("y", "x"),
        "aggregates": frame.agg(
            F.covar_pop("x", "y").alias("p"), F.covar_samp("x", "y").alias("s")
        ),
        "number": api.error_of(lambda: frame.cov(1, "y")),
        "text_column": api.error_of(lambda: frame.withColumn("t", F.lit("a")).cov("x", "t")),
    }


@case(mirrors="functions.test_dayname", since="4.0")
def names_of_days_and_months(spark, F):
    """Three letters, from dates and timestamps."""
    days = spark.sql("SELECT explode(sequence(DATE'2024-01-29', DATE'2024-02-04')) AS d")
    return days.select("d", F.dayname("d").alias("day"), F.monthname(F.col("d")).alias("month"))


@case(mirrors="functions.test_hour")
def parts_of_timestamps(spark, F):
    """Hours of timestamps, text and dates."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql("SELECT TIMESTAMP'2024-05-06 07:08:09' AS t, '2024-05-06 23:00:00' AS s")
    return frame.select(F.hour("t").alias("t"), F.hour(F.col("s")).alias("s"))


@case(mirrors="functions.test_minute")
def minutes_of_timestamps(spark, F):
    """Minutes do not follow the zone by hours, but by half hours they do."""
    frame = spark.sql("SELECT TIMESTAMP'2024-05-06 07:08:09Z' AS t")
    told = {}
    for zone in ("UTC", "Asia/Kolkata"):
        spark.conf.set("spark.sql.session.timeZone", zone)
        told[zone] = [tuple(row) for row in frame.select(F.hour("t"), F.minute("t")).collect()]
    return told


@case(mirrors="functions.test_second")
def seconds_of_timestamps(spark, F):
    """Whole seconds; the fraction is another part."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql("SELECT TIMESTAMP'2024-05-06 07:08:09.75' AS t")
    return frame.select(F.second("t").alias("s"), F.expr("extract(SECOND FROM t)").alias("exact"))


TIMES = {
    "hour": ("F.hour('c')", "4.1"),
    "minute": ("F.minute('c')", "4.1"),
    "second": ("F.second('c')", "4.1"),
    "trunc_hour": ("F.time_trunc(F.lit('HOUR'), 'c')", "4.1"),
    "trunc_minute": ("F.time_trunc(F.lit('minute'), F.col('c'))", "4.1"),
    "trunc_second": ("F.time_trunc(F.lit('second'), F.lit(datetime.time(1, 2, 3, 4)))", "4.1"),
}


@case(
    mirrors="functions.test_time_trunc",
    params={n: case.param(since=since, source=source) for n, (source, since) in TIMES.items()},
)
def parts_of_times_of_day(spark, F, source):
    """Parts of a time of day, and times cut off."""
    import datetime

    spark.conf.set("spark.sql.timeType.enabled", "true")
    frame = spark.sql("SELECT TIME'12:34:56.789' AS c")
    return frame.select(eval(source, {"F": F, "datetime": datetime}).alias("v"))


@case(mirrors="functions.test_time_trunc", since="4.1")
def times_cut_off_at_no_unit(spark, F, api):
    """A unit that does not exist, and one that is null."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    frame = spark.sql("SELECT TIME'12:34:56.789' AS c")
    return {
        "unknown": api.error_of(lambda: frame.select(F.time_trunc(F.lit("moon"), "c")).collect()),
        "null": frame.select(F.time_trunc(F.lit(None).cast("string"), "c").alias("t")),
    }


@case(mirrors="functions.test_try_to_time", since="4.1")
def times_from_text(spark, F, api):
    """With and without a format; text that is no time."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    frame = spark.sql("SELECT * FROM VALUES ('10:30:00', 'HH:mm:ss'), ('x', 'HH:mm:ss') AS t(s, f)")
    return {
        "plain": frame.select(F.try_to_time("s").alias("t")),
        "format": frame.select(F.try_to_time(F.col("s"), F.col("f")).alias("t")),
        "refused": api.error_of(lambda: frame.select(F.to_time("s")).collect()),
    }


@case(mirrors="functions.test_inverse_trig_functions")
def inverse_trigonometry(spark, F):
    """Inside and outside of the domain."""
    frame = _values(spark)
    functions = (F.asin, F.acos, F.atan, F.asinh, F.acosh, F.atanh)
    return frame.select(*[F.round(f("d"), 6).alias(f"c{n}") for n, f in enumerate(functions)])


@case(mirrors="functions.test_reciprocal_trig_functions")
def reciprocal_trigonometry(spark, F):
    """Secant, cosecant, cotangent."""
    return _values(spark).select(
        F.round(F.sec("d"), 6).alias("sec"),
        F.round(F.csc("d"), 6).alias("csc"),
        F.round(F.cot("d"), 6).alias("cot"),
    )


@case(mirrors="functions.test_shiftright")
def shifts_to_the_right(spark, F):
    """Signed; by more bits than there are."""
    frame = spark.createDataFrame([(21, 2**40), (-21, -(2**40))], "i int, l long")
    return frame.select(
        F.shiftright("i", 1).alias("i"),
        F.shiftright("l", 35).alias("l"),
        F.shiftright("i", 33).alias("w"),
    )


@case(mirrors="functions.test_shiftrightunsigned")
def unsigned_shifts_to_the_right(spark, F):
    """The sign moves too."""
    frame = spark.createDataFrame([(21, 2**40), (-21, -(2**40))], "i int, l long")
    return frame.select(
        F.shiftrightunsigned("i", 1).alias("i"), F.shiftrightunsigned(F.col("l"), 35).alias("l")
    )


@case(mirrors="functions.test_least")
def least_and_greatest(spark, F, api):
    """By columns and names; types must agree; two at least."""
    frame = _values(spark)
    return {
        "values": frame.select(
            F.least("i", "d").alias("l"), F.greatest("d", F.col("i"), F.lit(3)).alias("g")
        ),
        "one": api.error_of(lambda: F.least("i")),
        "none": api.error_of(lambda: F.least()),
        "types": api.error_of(lambda: frame.select(F.least("i", F.array("i"))).schema),
    }


@case(mirrors="functions.test_map_concat")
def merged_maps(spark, F, api):
    """One, several, a list; the same key twice; no map at all."""
    frame = spark.sql("SELECT map('a', 1) AS m, map('b', 2, 'c', 3) AS n")
    return {
        "two": frame.select(F.map_concat("m", "n").alias("m")),
        "list": frame.select(F.map_concat(["n", F.col("m")]).alias("m")),
        "one": frame.select(F.map_concat("m").alias("m")),
        "twice": api.error_of(lambda: frame.select(F.map_concat("m", "m")).collect()),
        "no_map": api.error_of(lambda: frame.select(F.map_concat("m", F.lit(1))).schema),
    }


@case(mirrors="functions.test_max_by_min_by_with_k", since="4.2")
def several_by_the_largest_and_smallest(spark, F, api):
    """The first values by an order, fewer than asked for, and numbers that are refused."""
    rows = spark.createDataFrame([("a", 3), ("b", 1), ("c", 2), ("d", None)], "s string, n int")
    return {
        "two": rows.agg(F.max_by("s", "n", 2).alias("max"), F.min_by("s", "n", 2).alias("min")),
        "many": rows.agg(F.max_by("s", F.col("n"), 9).alias("max")),
        "zero": api.error_of(lambda: rows.agg(F.max_by("s", "n", 0)).collect()),
        "text": api.error_of(lambda: rows.agg(F.min_by("s", "n", "x")).collect()),
    }


@case(mirrors="functions.test_median")
def medians_of_groups(spark, F):
    """Odd, even and no values."""
    rows = spark.createDataFrame(
        [("a", 1), ("a", 5), ("a", 9), ("b", 1), ("b", 2), ("c", None)], "g string, n int"
    )
    return rows.groupBy("g").agg(F.median("n").alias("m"), F.median(F.col("n") * 2).alias("twice"))


@case(mirrors="functions.test_percentile_approx")
def approximate_percentiles(spark, F, api):
    """One share, lists, tuples, columns; accuracy as number and column; wrong shares."""
    numbers = spark.range(101).coalesce(1)
    return {
        "values": numbers.agg(
            F.percentile_approx("id", 0.5).alias("one"),
            F.percentile_approx("id", [0.1, 0.9], 1000).alias("list"),
            F.percentile_approx(F.col("id"), (0.25, 0.75), F.lit(500)).alias("tuple"),
            F.percentile_approx("id", F.array(F.lit(0.0), F.lit(1.0))).alias("column"),
        ),
        "above": api.error_of(lambda: numbers.agg(F.percentile_approx("id", 1.5)).collect()),
        "accuracy": api.error_of(lambda: numbers.agg(F.percentile_approx("id", 0.5, 0)).collect()),
        "text": api.error_of(lambda: numbers.agg(F.percentile_approx("id", F.lit("x"))).collect()),
    }


@case(mirrors="functions.test_nth_value")
def nth_values_of_windows(spark, F, Window, api):
    """With and without nulls; positions that are none."""
    rows = spark.createDataFrame([(1, None), (2, "b"), (3, "c")], "k int, s string")
    whole = Window.orderBy("k").rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)
    return {
        "values": rows.select(
            "k",
            F.nth_value("s", 1).over(whole).alias("first"),
            F.nth_value("s", 1, True).over(whole).alias("skip"),
            F.nth_value(F.col("s"), 9, ignoreNulls=False).over(whole).alias("past"),
            F.nth_value("s", 2).over(Window.orderBy("k")).alias("running"),
        ),
        "zero": api.error_of(lambda: rows.select(F.nth_value("s", 0).over(whole)).collect()),
    }


@case(mirrors="functions.test_overlay")
def overlaid_text(spark, F, api):
    """Positions and lengths as numbers, columns and names; kinds that are refused."""
    frame = spark.sql("SELECT 'SPARK_SQL' AS s, 'CORE' AS r, 7 AS p, 0 AS n")
    return {
        "values": frame.select(
            F.overlay("s", "r", 7).alias("number"),
            F.overlay("s", "r", 7, 0).alias("insert"),
            F.overlay(F.col("s"), "r", F.col("p"), F.col("n")).alias("columns"),
            F.overlay("s", "r", "p", "n").alias("names"),
            F.overlay("s", F.lit(""), 1, 6).alias("delete"),
        ),
        "float": api.error_of(lambda: F.overlay("s", "r", 1.5, 3)),
        "length": api.error_of(lambda: F.overlay("s", "r", 1, 1.5)),
    }


@case(mirrors="functions.test_schema_of_csv")
def schemas_of_csv_text(spark, F, api):
    """From text and literals, with options; a column of rows is refused."""
    frame = spark.range(1)
    return {
        "text": frame.select(F.schema_of_csv("1|a|2.5", {"sep": "|"}).alias("s")),
        "literal": frame.select(F.schema_of_csv(F.lit("1,2024-01-01")).alias("s")),
        "column": api.error_of(
            lambda: frame.select(F.schema_of_csv(F.col("id").cast("string"))).schema
        ),
        "number": api.error_of(lambda: F.schema_of_csv(1)),
    }


@case(mirrors="functions.test_sort_with_nulls_order", ordered=True)
def sorted_text_with_nulls(spark, F):
    """Each order as a function and as a method."""
    frame = spark.createDataFrame(
        [("Tom", 80), (None, 60), ("Alice", 50)], "name string, height int"
    )
    orders = ("asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
    told = {}
    for order in orders:
        told[order] = frame.select("name").orderBy(getattr(F, order)("name"))
        told[f"{order}_method"] = frame.select(frame.name).orderBy(getattr(frame.name, order)())
    return told


@case(mirrors="functions.test_sum_distinct")
def distinct_sums(spark, F):
    """Both spellings; with nulls and doubled values."""
    import warnings

    warnings.simplefilter("ignore")
    rows = spark.createDataFrame([(1,), (1,), (3,), (None,)], "n int")
    return rows.agg(
        F.sum_distinct("n").alias("a"),
        F.sumDistinct(F.col("n")).alias("b"),
        F.sum("n").alias("all"),
    )


@case(mirrors="functions.test_listagg_distinct_functions", since="4.0")
def distinct_texts_joined(spark, F, api):
    """Each text once; delimiters as text, bytes and columns; wrong delimiters."""
    rows = spark.createDataFrame([("a",), ("b",), ("a",), (None,)], "s string").coalesce(1)
    return {
        "lengths": rows.agg(
            F.length(F.listagg_distinct("s")).alias("plain"),
            F.length(F.listagg_distinct("s", ", ")).alias("comma"),
            F.length(F.string_agg_distinct(F.col("s"), F.lit("#"))).alias("column"),
            F.length(F.listagg_distinct(F.col("s").cast("binary"), b"\x01")).alias("bytes"),
        ),
        "number": api.error_of(lambda: rows.agg(F.listagg_distinct("s", 1)).collect()),
        "by_row": api.error_of(lambda: rows.agg(F.listagg_distinct("s", F.col("s"))).schema),
    }


@case(mirrors="functions.test_current_user", since="3.5")
def who_is_asking(spark, F):
    """Three names for the same user, who has a name."""
    row = spark.range(1).select(F.current_user(), F.user()).collect()[0]
    return {"same": row[0] == row[1], "there": bool(row[0]), "fields": len(row)}


@case(mirrors="functions.test_make_timestamp_ntz", since="3.5")
def timestamps_without_zone_from_parts(spark, F, api):
    """Six parts; parts that are missing; seconds with a fraction."""
    parts = spark.sql(
        "SELECT 2024 AS y, 2 AS m, 29 AS d, 23 AS h, 59 AS mi, CAST(58.5 AS DECIMAL(8, 6)) AS s"
    )
    return {
        "names": parts.select(F.make_timestamp_ntz("y", "m", "d", "h", "mi", "s").alias("t")),
        "columns": parts.select(
            F.make_timestamp_ntz(*[F.col(c) for c in ("y", "m", "d", "h", "mi", "s")]).alias("t")
        ),
        "invalid": api.error_of(
            lambda: parts.select(F.make_timestamp_ntz("y", "d", "d", "h", "mi", "s")).collect()
        ),
    }


@case(mirrors="functions.test_try_make_timestamp_ltz", since="4.0")
def timestamps_of_a_zone_or_null(spark, F):
    """With and without a zone; parts that do not fit."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    parts = spark.sql(
        "SELECT 2024 AS y, 2 AS m, 29 AS d, 31 AS e, 1 AS h, 2 AS mi, 3 AS s, 'Asia/Tokyo' AS z"
    )
    return parts.select(
        F.try_make_timestamp_ltz("y", "m", "d", "h", "mi", "s").alias("plain"),
        F.try_make_timestamp_ltz("y", "m", "d", "h", "mi", "s", "z").alias("zone"),
        F.try_make_timestamp_ltz("y", "m", "e", "h", "mi", "s").alias("null"),
    )


# --- KLL sketches of one kind --------------------------------------------------------------------


def _kll(spark, F, kind):
    numbers = spark.range(1, 10).select(F.col("id").cast(kind).alias("v"))
    return numbers.agg(getattr(F, f"kll_sketch_agg_{kind}")("v").alias("s"))


@case(mirrors="functions.test_kll_sketch_get_n_bigint", since="4.1")
def numbers_of_a_sketch(spark, F, api):
    """How many values; of null; of what is no sketch."""
    frame = _kll(spark, F, "bigint")
    return {
        "n": frame.select(F.kll_sketch_get_n_bigint("s").alias("n")),
        "null": frame.select(F.kll_sketch_get_n_bigint(F.lit(None).cast("binary")).alias("n")),
        "text": api.error_of(lambda: frame.select(F.kll_sketch_get_n_bigint(F.lit("x"))).schema),
        "bytes": api.error_of(
            lambda: frame.select(F.kll_sketch_get_n_bigint(F.lit(b"x"))).collect()
        ),
    }


@case(mirrors="functions.test_kll_sketch_get_quantile_bigint", since="4.1")
def quantiles_of_a_sketch(spark, F, api):
    """Ends and middle; shares beyond one; text."""
    frame = _kll(spark, F, "bigint")
    get = F.kll_sketch_get_quantile_bigint
    return {
        "values": frame.select(
            *[get("s", F.lit(r)).alias(f"q{n}") for n, r in enumerate((0.0, 0.3, 1.0))]
        ),
        "above": api.error_of(lambda: frame.select(get("s", F.lit(1.5))).collect()),
        "text": api.error_of(lambda: frame.select(get("s", F.lit("x"))).collect()),
    }


@case(mirrors="functions.test_kll_sketch_get_rank_bigint", since="4.1")
def ranks_in_a_sketch(spark, F):
    """Below, inside and above the values."""
    frame = _kll(spark, F, "bigint")
    return frame.select(
        *[
            F.kll_sketch_get_rank_bigint("s", F.lit(v).cast("long")).alias(f"r{n}")
            for n, v in enumerate((-1, 5, 99))
        ]
    )


@case(mirrors="functions.test_kll_sketch_agg_float", since="4.1")
def sketches_of_floats(spark, F):
    """Number, quantile and rank of floats."""
    frame = _kll(spark, F, "float")
    return frame.select(
        F.kll_sketch_get_n_float("s").alias("n"),
        F.kll_sketch_get_quantile_float("s", F.lit(0.5)).alias("q"),
        F.kll_sketch_get_rank_float("s", F.lit(3.5).cast("float")).alias("r"),
    )


@case(mirrors="functions.test_kll_sketch_float_variants", since="4.1")
def sketches_of_floats_merged(spark, F):
    """A sketch merged with itself has twice the values and the same quantiles."""
    merged = _kll(spark, F, "float").select(F.kll_sketch_merge_float("s", "s").alias("m"))
    return merged.select(
        F.kll_sketch_get_n_float("m").alias("n"),
        F.kll_sketch_get_quantile_float("m", F.array(F.lit(0.0), F.lit(1.0))).alias("q"),
    )


def _merged(spark, F, kind):
    numbers = spark.range(12).select(
        F.col("id").cast(kind).alias("v"), (F.col("id") % 3).alias("g")
    )
    sketches = numbers.groupBy("g").agg(getattr(F, f"kll_sketch_agg_{kind}")("v").alias("s"))
    merge = getattr(F, f"kll_merge_agg_{kind}")
    n, top = (getattr(F, f"kll_sketch_get_{what}_{kind}") for what in ("n", "quantile"))
    return {
        "plain": sketches.agg(n(merge("s")).alias("n"), top(merge("s"), F.lit(1.0)).alias("top")),
        "sized": sketches.agg(n(merge(F.col("s"), F.lit(32))).alias("n")),
        "none": sketches.filter("g > 9").agg(n(merge("s")).alias("n")),
    }


@case(mirrors="functions.test_kll_merge_agg_float", since="4.2")
def merged_sketches_of_floats(spark, F):
    """Sketches of groups; a size; no sketch at all."""
    return _merged(spark, F, "float")


@case(mirrors="functions.test_kll_merge_agg_double", since="4.2")
def merged_sketches_of_doubles(spark, F):
    """The same for doubles."""
    return _merged(spark, F, "double")


# --- places --------------------------------------------------------------------------------------

POINT = "X'0101000000000000000000F03F0000000000000040'"


def _point(spark):
    return spark.sql(f"SELECT {POINT} AS wkb, 4326 AS srid, X'00' AS broken")


@case(mirrors="functions.test_st_geogfromwkb", since="4.1")
def geographies_from_bytes(spark, F, api):
    """A point; bytes that are none; another type."""
    frame = _point(spark)
    return {
        "hex": frame.select(F.hex(F.st_asbinary(F.st_geogfromwkb("wkb"))).alias("h")),
        "null": frame.select(F.st_geogfromwkb(F.lit(None).cast("binary")).isNull().alias("n")),
        "broken": api.error_of(
            lambda: frame.select(F.st_asbinary(F.st_geogfromwkb("broken"))).collect()
        ),
        "number": api.error_of(lambda: frame.select(F.st_geogfromwkb("srid")).schema),
    }


@case(mirrors="functions.test_st_geomfromwkb", since="4.1")
def geometries_from_bytes(spark, F, api):
    """A point as a geometry, and its system of reference."""
    frame = _point(spark)
    return {
        "hex": frame.select(F.hex(F.st_asbinary(F.st_geomfromwkb("wkb"))).alias("h")),
        "srid": frame.select(F.st_srid(F.st_geomfromwkb(F.col("wkb"))).alias("s")),
        "broken": api.error_of(
            lambda: frame.select(F.st_asbinary(F.st_geomfromwkb("broken"))).collect()
        ),
    }


@case(mirrors="functions.test_st_setsrid", since="4.1")
def systems_of_reference_set(spark, F, api):
    """By number, column and name; a system that does not exist."""
    frame = _point(spark)
    point = F.st_geomfromwkb("wkb")
    return {
        "number": frame.select(F.st_srid(F.st_setsrid(point, 3857)).alias("s")),
        "column": frame.select(F.st_srid(F.st_setsrid(point, F.col("srid"))).alias("s")),
        "name": frame.select(F.st_srid(F.st_setsrid(point, "srid")).alias("s")),
        "unknown": api.error_of(lambda: frame.select(F.st_srid(F.st_setsrid(point, 7))).collect()),
    }


@case(mirrors="functions.test_st_srid", since="4.1")
def systems_of_reference_read(spark, F, api):
    """Of a geography and a geometry; of null; of bytes."""
    frame = _point(spark)
    return {
        "values": frame.select(
            F.st_srid(F.st_geogfromwkb("wkb")).alias("geography"),
            F.st_srid(F.st_geomfromwkb("wkb")).alias("geometry"),
            F.st_srid(F.st_geogfromwkb(F.lit(None).cast("binary"))).alias("null"),
        ),
        "bytes": api.error_of(lambda: frame.select(F.st_srid("wkb")).schema),
    }
