"""Aggregate functions by group, window functions and window frames."""

from parity_suites.case import case


def _sales(spark):
    return spark.createDataFrame(
        [("a", 1, 10), ("a", 2, 20), ("a", 2, 30), ("b", 5, None), ("b", 7, 70)],
        "k string, t int, v int",
    )


AGGREGATES = {
    "median": ('F.median("v")', "3.4"),
    "percentile": ('F.percentile("v", 0.5)', "3.5"),
    "percentile_list": ('F.percentile("v", [0.25, 0.75], 1)', "3.5"),
    "percentile_column": ('F.percentile("v", F.lit(0.5), F.lit(2))', "3.5"),
    "percentile_approx": ('F.percentile_approx("v", 0.5)', "3.4"),
    "percentile_approx_list": ('F.percentile_approx("v", [0.25, 0.75], 100)', "3.4"),
    "percentile_approx_column": ('F.percentile_approx("v", F.lit(0.5), F.lit(50))', "3.4"),
    "sum_distinct": ('F.sum_distinct("t")', "3.4"),
    "sumDistinct": ('F.sumDistinct(F.col("t"))', "3.4"),
    "max_by": ('F.max_by("v", "t")', "3.4"),
    "min_by": ('F.min_by(F.col("v"), F.col("t"))', "3.4"),
    "max_by_k": ('F.max_by("v", "t", 2)', "4.2"),
    "min_by_k": ('F.min_by("v", "t", 1)', "4.2"),
    "mode": ('F.mode("t")', "3.4"),
    "product": ('F.product("t")', "3.4"),
    "skewness": ('F.skewness("v")', "3.4"),
    "kurtosis": ('F.kurtosis("v")', "3.4"),
    "stddev": ('F.stddev("v")', "3.4"),
    "stddev_pop": ('F.stddev_pop("v")', "3.4"),
    "var_samp": ('F.var_samp("v")', "3.4"),
    "variance": ('F.variance("v")', "3.4"),
    "corr": ('F.corr("t", "v")', "3.4"),
    "covar_pop": ('F.covar_pop("t", "v")', "3.4"),
    "covar_samp": ('F.covar_samp("t", "v")', "3.4"),
    "approx_count_distinct": ('F.approx_count_distinct("t")', "3.4"),
    "approx_count_distinct_rsd": ('F.approx_count_distinct("t", 0.1)', "3.4"),
    "count_if": ('F.count_if(F.col("t") > 1)', "3.5"),
    "bool_and": ('F.bool_and(F.col("t") > 1)', "3.5"),
    "any_value": ('F.isnotnull(F.any_value("t"))', "3.5"),
    "collect_set": ('F.sort_array(F.collect_set("t"))', "3.4"),
    "first_ignoring_nulls": ('F.first("k", ignorenulls=True)', "3.4"),
    "last": ('F.last("k")', "3.4"),
    "regr_slope": ('F.regr_slope("v", "t")', "3.5"),
}


@case(
    mirrors={
        "median": "functions.test_median",
        "percentile": "functions.test_percentile",
        "percentile_list": "functions.test_percentile",
        "percentile_column": "functions.test_percentile",
        "percentile_approx": "functions.test_percentile_approx",
        "percentile_approx_list": "functions.test_percentile_approx",
        "percentile_approx_column": "functions.test_percentile_approx",
        "sum_distinct": "functions.test_sum_distinct",
        "sumDistinct": "functions.test_sum_distinct",
        "max_by_k": "functions.test_max_by_min_by_with_k",
        "min_by_k": "functions.test_max_by_min_by_with_k",
        "corr": "functions.test_corr",
        "*": "connect_function.test_aggregation_functions",
    },
    params={
        name: case.param(since=since, source=source) for name, (source, since) in AGGREGATES.items()
    },
)
def aggregate_functions(spark, F, source):
    """By group, with a null among the values."""
    return _sales(spark).groupBy("k").agg(eval(source, {"F": F}).alias("value"))


WINDOWS = {
    "row_number": "F.row_number()",
    "rank": "F.rank()",
    "dense_rank": "F.dense_rank()",
    "percent_rank": "F.percent_rank()",
    "cume_dist": "F.cume_dist()",
    "ntile": "F.ntile(2)",
    "lag": 'F.lag("v")',
    "lag_default": 'F.lag("v", 1, -1)',
    "lead": 'F.lead("v", 2)',
    "lead_default": 'F.lead(F.col("v"), default=0)',
    "nth_value": 'F.nth_value("v", 2)',
    "nth_value_ignoring": 'F.nth_value("v", 1, True)',
    "sum": 'F.sum("v")',
    "avg": 'F.avg("v")',
    "first_value": 'F.first("v")',
    "last": 'F.last("v", True)',
    "max": 'F.max("v")',
}


@case(
    mirrors={
        "nth_value": "functions.test_nth_value",
        "nth_value_ignoring": "functions.test_nth_value",
        "*": "functions.test_window_functions",
    },
    params={name: {"source": source} for name, source in WINDOWS.items()},
)
def window_functions(spark, F, Window, source):
    """Over a partition in an order without ties."""
    window = Window.partitionBy("k").orderBy("t", "v")
    return _sales(spark).select("k", "t", "v", eval(source, {"F": F}).over(window).alias("w"))


def _keyed(Window):
    return Window.partitionBy("k").orderBy("t", "v")


FRAMES = {
    "rows_so_far": "_keyed(Window).rowsBetween(Window.unboundedPreceding, 0)",
    "rows_around": "_keyed(Window).rowsBetween(-1, 1)",
    "rows_ahead": "Window.orderBy('k', 't', 'v').rowsBetween(0, Window.unboundedFollowing)",
    "range_around": "Window.partitionBy('k').orderBy('t').rangeBetween(-1, 1)",
    "range_so_far": "Window.orderBy('t').rangeBetween(Window.unboundedPreceding, 0)",
    "descending": "Window.partitionBy('k').orderBy(F.desc('t'), F.col('v'))",
    "no_order": "Window.partitionBy('k')",
    "no_partition": "Window.orderBy('k', 't', 'v')",
    "list": "Window.partitionBy(['k']).orderBy(['t', 'v'])",
}


@case(
    mirrors={
        "rows_around": "functions.test_window_functions_moving_average",
        "range_around": "functions.test_window_functions_moving_average",
        "no_partition": "functions.test_window_functions_without_partitionBy",
        "*": "functions.test_window_functions_cumulative_sum",
    },
    params={name: {"source": source} for name, source in FRAMES.items()},
)
def window_frames(spark, F, Window, source):
    """Sum and count over frames of rows and ranges."""
    window = eval(source, {"F": F, "Window": Window, "_keyed": _keyed})
    return _sales(spark).select(
        "k", "t", "v", F.sum("v").over(window).alias("sum"), F.count("*").over(window).alias("n")
    )


@case(mirrors="functions.test_counter_diff_window_function", since="4.3")
def differences_of_counters(spark, F, Window):
    """The growth of a counter; a reset begins anew."""
    window = Window.partitionBy("k").orderBy("t", "v")
    return _sales(spark).select("k", "t", "v", F.counter_diff("v").over(window).alias("d"))


@case(mirrors="connect_function.test_window_functions")
def windows_refuse_nonsense(spark, F, Window, api):
    """`over` wants a window, a window wants columns, a frame wants numbers."""
    return {
        "over": api.error_of(lambda: F.sum("v").over("k")),
        "over_column": api.error_of(lambda: F.sum("v").over(F.col("k"))),
        "order": api.error_of(
            lambda: _sales(spark).select(F.row_number().over(Window.partitionBy("k"))).collect()
        ),
        "plain": api.error_of(
            lambda: _sales(spark).select(F.upper("k").over(Window.orderBy("t"))).collect()
        ),
    }
