"""Aggregate and window functions; grouping itself is in the group suite."""

from parity_suites.case import case

# --- aggregates -------------------------------------------------------------------------------


@case(mirrors="connect_function.test_aggregation_functions")
def aggregates(spark, F):
    """Counts, sums, extremes and moments over nulls."""
    frame = spark.createDataFrame([(1, 2.0), (1, None), (3, 4.0), (None, 6.0)], "n int, x double")
    return frame.select(
        F.count("*").alias("rows"),
        F.count("n").alias("known"),
        F.countDistinct("n").alias("distinct"),
        F.count_distinct("n", "x").alias("pairs"),
        F.approx_count_distinct("n").alias("approx"),
        F.sum("n").alias("sum"),
        F.sum_distinct("n").alias("sum_distinct"),
        F.avg("x").alias("avg"),
        F.min("n").alias("min"),
        F.max("x").alias("max"),
        F.var_pop("x").alias("var_pop"),
        F.product(F.col("n").cast("double")).alias("product"),
        F.max_by("x", "n").alias("max_by"),
    )


@case(mirrors="functions.test_collect_functions")
def collecting_aggregates(spark, F):
    """Lists, sets, first and last, and percentiles."""
    frame = spark.createDataFrame([(5,), (1,), (None,), (5,)], "n int").repartition(1)
    return frame.select(
        F.sort_array(F.collect_list("n")).alias("list"),
        F.sort_array(F.collect_set("n")).alias("set"),
        F.first("n", ignorenulls=True).isNotNull().alias("first"),
        F.percentile_approx("n", [0.0, 0.5, 1.0]).alias("percentiles"),
        F.expr("percentile(n, 0.25)").alias("quarter"),
    )


@case(mirrors="functions.test_first_last_ignorenulls")
def first_and_last_in_one_partition(spark, F):
    """First and last with and without nulls, on rows in a known order."""
    frame = spark.range(0, 4, 1, 1).select(F.when(F.col("id") % 3 != 0, F.col("id")).alias("n"))
    return frame.select(
        F.first("n").alias("first"),
        F.first("n", True).alias("first_known"),
        F.last("n").alias("last"),
        F.last("n", ignorenulls=True).alias("last_known"),
    )


# --- windows ----------------------------------------------------------------------------------


def _readings(spark):
    rows = [("a", 1, 10), ("a", 2, 10), ("a", 3, 30), ("b", 1, None), ("b", 2, 5)]
    return spark.createDataFrame(rows, "sensor string, tick int, value int")


@case(mirrors="functions.test_window_functions")
def ranks_and_neighbours(spark, F, Window):
    """Ranking functions, lag and lead in ordered partitions."""
    by_value = Window.partitionBy("sensor").orderBy(F.col("value").desc_nulls_last())
    by_tick = Window.partitionBy("sensor").orderBy("tick")
    return _readings(spark).select(
        "sensor",
        "tick",
        F.rank().over(by_value).alias("rank"),
        F.dense_rank().over(by_value).alias("dense"),
        F.percent_rank().over(by_value).alias("percent"),
        F.cume_dist().over(by_value).alias("cume"),
        F.row_number().over(by_tick).alias("number"),
        F.ntile(2).over(by_tick).alias("half"),
        F.lag("value").over(by_tick).alias("lag"),
        F.lead("value", 1, -1).over(by_tick).alias("lead"),
        F.nth_value("value", 2).over(by_tick).alias("second"),
    )


@case(mirrors="functions.test_window_functions_moving_average")
def frames_by_rows_and_by_range(spark, F, Window):
    """Frames of rows and of value ranges, bounded and not."""
    base = Window.partitionBy("sensor").orderBy("tick")
    return _readings(spark).select(
        "sensor",
        "tick",
        F.sum("value").over(base).alias("running"),
        F.sum("value").over(base.rowsBetween(-1, Window.currentRow)).alias("last_two"),
        F.avg("value").over(base.rowsBetween(-1, 1)).alias("around"),
        F.count("*").over(base.rangeBetween(0, 1)).alias("next_tick"),
        F.max("value")
        .over(base.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing))
        .alias("top"),
    )


@case(mirrors="functions.test_window_functions_without_partitionBy")
def window_over_everything(spark, F, Window):
    """A window without partitions covers the frame."""
    frame = _readings(spark)
    return frame.select(
        "sensor",
        "tick",
        F.row_number().over(Window.orderBy("sensor", F.desc("tick"))).alias("n"),
        F.sum("value").over(Window.partitionBy()).alias("total"),
    )


@case(mirrors="column.test_over_negative")
def windows_that_cannot_be(spark, F, Window, api):
    """`over` needs a window; rank needs an order; window functions have no place in filters."""
    frame = _readings(spark)
    whole = Window.partitionBy("sensor")
    return {
        "not_a_window": api.error_of(lambda: F.sum("value").over("sensor")),
        "no_order": api.error_of(lambda: frame.select(F.rank().over(whole)).schema),
        "filter": api.error_of(
            lambda: frame.filter(F.row_number().over(whole.orderBy("tick")) == 1).schema
        ),
    }
