"""Grouping: aggregation in every form, pivot, rollup, cube and grouping sets."""

from parity_suites.case import case


def _sales(spark):
    return spark.createDataFrame(
        [
            ("north", 2023, "ink", 10.0),
            ("north", 2024, "ink", 5.0),
            ("north", 2024, "pen", None),
            ("south", 2023, "pen", 2.5),
            (None, 2024, "pen", 4.0),
        ],
        "region string, year int, item string, amount double",
    )


@case(mirrors="group.test_aggregator")
def aggregate_by_dict_and_by_columns(spark, F):
    """A dict of name to function, or any number of columns."""
    sales = _sales(spark)
    return {
        "dict": sales.groupBy("region").agg({"amount": "sum"}),
        "star": sales.groupBy("region").agg({"*": "count"}),
        "columns": sales.groupBy("region").agg(F.max("year"), F.sum("amount").alias("total")),
        "frame": sales.agg({"amount": "max"}),
        "frame_columns": sales.agg(F.min("year"), F.count("*")),
    }


@case(
    mirrors="group.test_agg_func",
    params={f: {"function": f} for f in ("avg", "mean", "max", "min", "sum")},
)
def shortcut_functions(spark, function):
    """The shortcuts over all numeric columns and over named ones."""
    grouped = _sales(spark).groupBy("item")
    return {
        "all": getattr(grouped, function)(),
        "named": getattr(grouped, function)("amount", "year"),
    }


@case(mirrors="connect_stat.test_numeric_aggregation")
def shortcuts_refuse_text_columns(spark, api):
    """A sum over text is an error, and so is an empty list of aggregates."""
    grouped = _sales(spark).groupBy("region")
    return {
        "text": api.error_of(lambda: grouped.sum("item").schema),
        "none": api.error_of(lambda: grouped.agg()),
        "not_columns": api.error_of(lambda: grouped.agg("amount")),
        "unknown": api.error_of(lambda: grouped.sum("price").schema),
    }


@case(mirrors="connect_stat.test_grouped_data")
def groups_by_several_kinds_of_keys(spark, F):
    """Names, columns, expressions, lists; null is a group; no key is one group."""
    sales = _sales(spark)
    return {
        "count": sales.groupBy("region").count(),
        "two": sales.groupby(["region", "year"]).count(),
        "expression": sales.groupBy((F.col("year") % 2 == 0).alias("even")).count(),
        "mixed": sales.groupBy(sales.item, "year").agg(F.count("amount").alias("n")),
        "none": sales.groupBy().count(),
    }


@case(mirrors="group.test_group_by_ordinal", since="4.0")
def group_by_position(spark, F, api):
    """A number is the position of a column, from one."""
    sales = _sales(spark).select("region", "amount")
    return {
        "first": sales.groupBy(1).agg(F.sum("amount")),
        "zero": api.error_of(lambda: sales.groupBy(0).agg(F.sum("amount")).schema),
        "beyond": api.error_of(lambda: sales.groupBy(9).agg(F.sum("amount")).schema),
    }


@case(mirrors="group.test_order_by_ordinal", since="4.0", ordered=True)
def order_by_position(spark, api):
    """Sorting by positions; a negative one is descending."""
    sales = _sales(spark).na.drop().select("year", "amount")
    return {
        "up": sales.orderBy(2),
        "down": sales.orderBy(-2),
        "two": sales.sort(1, 2, ascending=[False, True]),
        "zero": api.error_of(lambda: sales.orderBy(0)),
    }


@case(mirrors="group.test_numeric_agg_with_nest_type")
def numeric_aggregates_skip_nested_columns(spark, F):
    """Only numeric columns take part in the shortcuts."""
    nested = _sales(spark).withColumn("s", F.struct("amount")).withColumn("a", F.array("year"))
    return nested.groupBy("region").max()


@case(mirrors="connect_stat.test_agg_with_two_agg_exprs")
def several_aggregates_of_one_column(spark, F):
    """Names of aggregates without alias tell what they are."""
    return (
        _sales(spark)
        .groupBy("item")
        .agg(
            F.avg("amount"),
            F.count(F.col("amount") > 3),
            F.sum(F.col("amount") * 2),
            F.min("region"),
        )
    )


@case(mirrors="connect_stat.test_agg_with_two_agg_exprs")
def filter_after_aggregation(spark, F):
    """A filter above a grouping sees the aggregate."""
    grouped = _sales(spark).groupBy("item").agg(F.count("*").alias("n"))
    return grouped.filter(F.col("n") > 2).select("item")


@case(mirrors="group.test_pivot_exceed_max_values")
def pivot_with_and_without_values(spark, F):
    """Given values make the columns, in that order; otherwise they are found and sorted."""
    grouped = _sales(spark).groupBy("region")
    return {
        "given": grouped.pivot("item", ["pen", "ink", "cap"]).sum("amount"),
        "found": grouped.pivot("item").agg(F.sum("amount")),
        "two": grouped.pivot("year", [2023, 2024]).agg(
            F.sum("amount").alias("s"), F.count("*").alias("n")
        ),
    }


@case(mirrors="group.test_pivot_exceed_max_values")
def pivot_refuses_too_many_and_wrong_values(spark, api):
    """More distinct values than configured, a repeated pivot, and odd values are errors."""
    spark.conf.set("spark.sql.pivotMaxValues", "1")
    grouped = _sales(spark).groupBy("region")
    return {
        "too_many": api.error_of(lambda: grouped.pivot("item").sum("amount").collect()),
        "twice": api.error_of(lambda: grouped.pivot("item", ["pen"]).pivot("year")),
        "no_value": api.error_of(lambda: grouped.pivot("item", [object()])),
        "after_rollup": api.error_of(
            lambda: _sales(spark).rollup("region").pivot("item", ["pen"]).sum("amount")
        ),
    }


@case(mirrors="connect_function.test_aggregation_functions")
def rollup_and_cube_with_grouping_ids(spark, F):
    """Subtotals of both kinds; `grouping` tells a subtotal from a null key."""
    sales = _sales(spark)
    return {
        "rollup": sales.rollup("region", "year").agg(
            F.sum("amount").alias("s"), F.grouping("region").alias("g"), F.grouping_id().alias("id")
        ),
        "cube": sales.cube("item", F.col("year")).count(),
    }


@case(mirrors="connect_function.test_aggregation_functions")
def grouping_outside_of_subtotals_fails(spark, F, api):
    """`grouping` needs rollup or cube."""
    return api.error_of(lambda: _sales(spark).groupBy("region").agg(F.grouping("region")).schema)


@case(mirrors="connect_stat.test_grouped_data", since="4.0")
def grouping_sets(spark, F):
    """Exactly the asked subtotals."""
    sales = _sales(spark)
    return sales.groupingSets(
        [[sales.region, sales.year], [sales.item], []], sales.region, sales.year, sales.item
    ).agg(F.sum("amount").alias("s"))


@case(mirrors="dataframe.test_count_star")
def counting_rows_and_columns(spark, F):
    """`count(*)`, `count(1)` and the count of a column with nulls."""
    sales = _sales(spark)
    return sales.select(
        F.count("*"),
        F.count(F.lit(1)),
        F.count("amount"),
        F.count(sales.region),
        F.count(F.expr("*")),
    )


@case(mirrors="column.test_resolve_after_groupby_count", ordered=True)
def sort_after_count(spark, F):
    """The column `count` can be sorted by."""
    return _sales(spark).groupBy("item").count().orderBy(F.desc("count"), "item")


@case(mirrors="connect_stat.test_grouped_data")
def groups_of_special_values(spark, F):
    """NaN equals NaN and minus zero equals zero when grouping."""
    odd = spark.createDataFrame(
        [(float("nan"),), (float("nan"),), (0.0,), (-0.0,), (None,)], "x double"
    )
    return odd.groupBy("x").agg(F.count("*").alias("n"))


@case(mirrors="connect_error.test_error_handling")
def ungrouped_column_in_an_aggregate_fails(spark, F, api):
    """A column that is neither grouped nor aggregated is an analysis error."""
    return {
        "sql": api.error_of(lambda: spark.sql("select id, count(*) from range(3)").schema),
        "nested": api.error_of(
            lambda: _sales(spark).groupBy("item").agg(F.sum(F.max("amount"))).schema
        ),
    }
