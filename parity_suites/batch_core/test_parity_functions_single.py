"""Functions that an upstream test has to itself: one function, or one family, a case."""

import datetime

from parity_suites.case import case


def _longs(spark):
    return spark.range(1, 8).select("id")


@case(mirrors="functions.test_between_function")
def between_over_columns_and_numbers(spark, F):
    """Both ends belong to it; an end that is null makes the answer null."""
    rows = spark.createDataFrame(
        [(1, 0, 2), (5, 5, 5), (9, None, 3), (4, 6, 2)], "a int, b int, c int"
    )
    return rows.select(
        F.col("a").between(F.col("b"), F.col("c")).alias("columns"),
        F.col("a").between(2, 5).alias("numbers"),
        F.col("a").between(F.col("c"), 9).alias("mixed"),
    )


@case(mirrors="functions.test_shiftright")
def shifting_right_keeps_the_sign(spark, F):
    """By name and by column, for both integer widths."""
    rows = spark.createDataFrame([(42, 2**40), (-42, -(2**40)), (None, None)], "i int, l long")
    return rows.select(F.shiftright("i", 1).alias("i"), F.shiftright(F.col("l"), 3).alias("l"))


@case(mirrors="functions.test_shiftrightunsigned")
def shifting_right_without_sign(spark, F):
    """A negative number becomes a great one of its own width."""
    rows = spark.createDataFrame([(42, 2**40), (-42, -(2**40)), (None, None)], "i int, l long")
    return rows.select(
        F.shiftrightunsigned("i", 1).alias("i"), F.shiftrightunsigned(F.col("l"), 3).alias("l")
    )


@case(mirrors="functions.test_cov")
def sample_covariance(spark, api):
    """Through the frame and through `stat`; names must be text."""
    rows = spark.createDataFrame([(1, 2.0), (2, 4.5), (4, 1.0)], "a int, b double")
    return {
        "frame": rows.cov("a", "b"),
        "stat": rows.stat.cov("a", "a"),
        "number": api.error_of(lambda: rows.cov(1, "b")),
        "unknown": api.error_of(lambda: rows.cov("a", "z")),
    }


@case(mirrors="functions.test_sort_with_nulls_order", ordered=True)
def nulls_at_either_end(spark, F):
    """Each direction with nulls first and last, as functions over a name."""
    rows = spark.createDataFrame([("Bo",), (None,), ("Al",), ("Cy",)], "name string")
    orders = ("asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
    return {name: rows.orderBy(getattr(F, name)("name")) for name in orders}


@case(mirrors="connect_function.test_window_order", ordered=True)
def windows_in_each_order(spark, F, Window):
    """The order inside of a window, by name and by column, both ways, with nulls."""
    rows = spark.createDataFrame([("x", 3), ("x", None), ("x", 1), ("y", 2)], "k string, v int")
    by_key = Window.partitionBy("k")
    orders = {
        "name": by_key.orderBy("v"),
        "descending": by_key.orderBy(F.desc("v")),
        "nulls_last": by_key.orderBy(F.col("v").asc_nulls_last()),
        "two_keys": Window.orderBy("k", F.col("v").desc_nulls_first()),
    }
    return {
        name: rows.select("k", "v", F.row_number().over(window).alias("n")).orderBy(
            "k", F.asc_nulls_first("v")
        )
        for name, window in orders.items()
    }


@case(mirrors="functions.test_bool_ndarray", since="4.0", needs=("numpy",))
def truth_values_of_numpy(spark, F, api):
    """An array of truth values is an array column."""
    numpy = api.numpy()
    return spark.range(1).select(F.lit(numpy.array([True, False, True])).alias("a"))


@case(mirrors="functions.test_current_user")
def the_user_has_one_name(spark, F):
    """Who asks is told as text, under each name of the function the same."""
    frame = spark.range(1).select(F.current_user().alias("a"), F.expr("current_user()").alias("b"))
    return {"dtypes": frame.dtypes, "same": frame.select((F.col("a") == F.col("b")).alias("same"))}


@case(mirrors="functions.test_current_user", since="4.0")
def the_session_user_is_the_user(spark, F):
    """`user` and `session_user` say what `current_user` says."""
    me = F.current_user()
    return spark.range(1).select((F.session_user() == me).alias("a"), (F.user() == me).alias("b"))


@case(mirrors="functions.test_schema_of_csv")
def schema_of_a_csv_line(spark, F, api):
    """Text or a literal, with options; a column is no literal."""
    one = spark.range(1)
    return {
        "text": one.select(F.schema_of_csv("1|a|2.5", {"sep": "|"}).alias("s")),
        "literal": one.select(F.schema_of_csv(F.lit("1,2024-02-29")).alias("s")),
        "number": api.error_of(lambda: F.schema_of_csv(1)),
        "column": api.error_of(lambda: one.select(F.schema_of_csv(F.col("id"))).collect()),
    }


@case(mirrors="functions.test_bucket")
def buckets_are_counted_by_numbers(F, api):
    """A partitioning transform; its number of buckets is no text."""
    return {"text": api.error_of(lambda: F.bucket("5", "id"))}


@case(mirrors="functions.test_listagg_distinct_functions", since="4.0")
def joining_distinct_texts(spark, F):
    """Each text once, under both names, with and without a delimiter."""
    rows = spark.createDataFrame(
        [("x", "a"), ("x", "a"), ("y", None), ("y", "b")], "k string, v string"
    )
    return rows.groupBy("k").agg(
        F.listagg_distinct("v").alias("a"),
        F.listagg_distinct("v", ", ").alias("b"),
        F.string_agg_distinct(F.col("v"), F.lit("-")).alias("c"),
    )


@case(mirrors="functions.test_make_timestamp_ntz", since="3.5")
def making_timestamps_without_zone(spark, F, api):
    """From six parts; a month that does not exist is an error."""
    parts = spark.createDataFrame(
        [(2024, 2, 29, 23, 59, 58.5)], "y int, mo int, d int, h int, mi int, s double"
    )
    names = ("y", "mo", "d", "h", "mi", "s")
    wrong = [*map(F.col, names)]
    wrong[1] = F.lit(13)
    return {
        "names": parts.select(F.make_timestamp_ntz(*names).alias("t")),
        "columns": parts.select(F.make_timestamp_ntz(*map(F.col, names)).alias("t")),
        "wrong": api.error_of(lambda: parts.select(F.make_timestamp_ntz(*wrong)).collect()),
    }


@case(mirrors="functions.test_try_make_timestamp_ltz", since="4.0")
def trying_to_make_timestamps_with_a_zone(spark, F):
    """With and without a zone; null for a month that does not exist."""
    parts = spark.createDataFrame([(2024, 2, 1), (2024, 13, 1)], "y int, mo int, d int")
    clock = (F.lit(6), F.lit(30), F.lit(45.887))
    return parts.select(
        "mo",
        F.try_make_timestamp_ltz("y", "mo", "d", *clock).alias("session"),
        F.try_make_timestamp_ltz("y", "mo", "d", *clock, F.lit("CET")).alias("zone"),
    )


@case(mirrors="functions.test_try_to_time", since="4.1")
def trying_to_read_times(spark, F):
    """With and without a format; null for what is no time."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    texts = spark.createDataFrame([("12:30:01", "12.30.01"), ("noon", None)], "a string, b string")
    return texts.select(
        F.try_to_time("a").alias("plain"), F.try_to_time("b", F.lit("HH.mm.ss")).alias("format")
    )


@case(mirrors="functions.test_time_trunc", since="4.1")
def cutting_times(spark, F, api):
    """To each unit, which may come from a column; an unknown one is an error."""
    spark.conf.set("spark.sql.timeType.enabled", "true")
    time = F.lit(datetime.time(9, 32, 5, 359123))
    units = spark.createDataFrame(
        [(u,) for u in ("HOUR", "minute", "Second", "millisecond")], "u string"
    )
    return {
        "units": units.select("u", F.time_trunc(F.col("u"), time).alias("t")),
        "name": units.select(F.time_trunc("u", time).alias("t")),
        "unknown": api.error_of(lambda: units.select(F.time_trunc(F.lit("week"), time)).collect()),
    }


@case(mirrors="functions.test_kll_sketch_get_n_bigint", since="4.1")
def values_in_a_kll_sketch(spark, F):
    """As many as were given."""
    sketch = _longs(spark).agg(F.kll_sketch_agg_bigint("id").alias("s"))
    return sketch.select(F.kll_sketch_get_n_bigint("s").alias("n"))


@case(mirrors="functions.test_kll_sketch_get_rank_bigint", since="4.1")
def ranks_in_a_kll_sketch(spark, F):
    """The share of values up to one, at the ends and in the middle."""
    sketch = _longs(spark).agg(F.kll_sketch_agg_bigint("id").alias("s"))
    values = {"below": 0, "first": 1, "middle": 4, "last": 7}
    return sketch.select(
        *[F.kll_sketch_get_rank_bigint("s", F.lit(v)).alias(name) for name, v in values.items()]
    )


@case(mirrors="connect_stat.test_stat_approx_quantile")
def quantiles_over_the_frame(spark, api):
    """One column and several; an error of zero is exact; bad shares are refused."""
    rows = spark.createDataFrame([(1, 10.0), (2, 30.0), (3, 20.0), (None, 40.0)], "a int, b double")
    return {
        "one": rows.approxQuantile("a", [0.0, 0.5, 1.0], 0.0),
        "several": rows.stat.approxQuantile(["a", "b"], [0.5], 0.0),
        "share": api.error_of(lambda: rows.approxQuantile("a", [1.5], 0.0)),
        "error": api.error_of(lambda: rows.approxQuantile("a", [0.5], -0.1)),
        "text": api.error_of(lambda: rows.approxQuantile("a", "half", 0.1)),
        "number": api.error_of(lambda: rows.approxQuantile(1, [0.5], 0.1)),
    }


@case(mirrors="connect_stat.test_agg_with_avg")
def the_mean_of_a_group(spark, F):
    """By `avg`, `mean`, a dict, and over no rows at all."""
    rows = spark.createDataFrame(
        [("x", 1, 2.0), ("x", 4, None), ("y", None, 0.5)], "k string, a int, b double"
    )
    return {
        "functions": rows.groupBy("k").agg(F.avg("a"), F.mean(F.col("b")).alias("m")),
        "dict": rows.groupBy("k").agg({"a": "avg"}),
        "nothing": rows.filter("a > 9").agg(F.avg("a").alias("m")),
    }
