"""Grouping with edge inputs: positions, odd keys, pivots of every kind, chosen sets of columns."""

from parity_suites.case import case


def _sales(spark):
    return spark.createDataFrame(
        [("n", 2023, "ink", 10.0), ("n", 2024, "pen", None), (None, 2024, "pen", 4.0)],
        "region string, year int, item string, amount double",
    )


@case(mirrors="group.test_group_by_ordinal", since="4.0")
def positions_in_every_grouping(spark, F, api):
    """Positions count from one, beside names, in rollups and cubes too."""
    sales = _sales(spark)
    return {
        "mixed": sales.groupBy(1, "item").count(),
        "list": sales.groupBy([1, 2]).agg(F.sum("amount")),
        "rollup": sales.rollup(1, 2).count(),
        "cube": sales.cube(1, "item").count(),
        "repeated": sales.groupBy(1, 1).count(),
        "sum_by_position": sales.groupBy(3).sum("amount"),
        "zero": api.error_of(lambda: sales.groupBy(0)),
        "negative": api.error_of(lambda: sales.groupBy(-1)),
        "beyond": api.error_of(lambda: sales.groupBy(9)),
        "rollup_zero": api.error_of(lambda: sales.rollup(0)),
        "cube_beyond": api.error_of(lambda: sales.cube(9)),
        "flag": api.error_of(lambda: sales.groupBy(True).count().columns),
    }


@case(mirrors="group.test_order_by_ordinal", since="4.0", ordered=True)
def positions_in_every_sort(spark, F, api):
    """Positions beside names and columns; negative ones are descending."""
    sales = _sales(spark).select("year", "item", "amount")
    return {
        "mixed": sales.orderBy(2, "year", F.desc("amount")),
        "negative": sales.sort(-1, 3),
        "flag": sales.sort(1, 3, ascending=[False, False]),
        "within": sales.coalesce(1).sortWithinPartitions(-3),
        "zero": api.error_of(lambda: sales.sort(0)),
        "beyond": api.error_of(lambda: sales.sort(9)),
        "beyond_negative": api.error_of(lambda: sales.sort(-9)),
    }


# PySpark 4.0 alone asked the server for the names as soon as one was used.
@case(mirrors="connect_stat.test_grouped_data", since="4.1")
def names_that_are_no_keys(spark, api):
    """Unknown names and a star are refused by the server, for grouping and for pivoting."""
    sales = _sales(spark)
    pivot = sales.groupBy("item").pivot("nope", [1])
    return {
        "star": api.error_of(lambda: sales.groupBy("*").count().columns),
        "unknown": api.error_of(lambda: sales.groupBy("nope").count().collect()),
        "pivot": api.error_of(lambda: pivot.count().collect()),
    }


@case(mirrors="connect_stat.test_grouped_data")
def keys_of_every_kind(spark, F, api):
    """Expressions, structs, literals; other types are refused."""
    sales = _sales(spark)
    return {
        "struct": sales.groupBy(F.struct("year", "item").alias("s")).count(),
        "array": sales.groupBy(F.array("year")).count(),
        "literal": sales.groupBy(F.lit("all")).count(),
        "empty_list": sales.groupBy([]).count(),
        "repeated": sales.groupBy("year", "year").count(),
        "none": api.error_of(lambda: sales.groupBy(None)),
        "float": api.error_of(lambda: sales.groupBy(1.5)),
        "frame": api.error_of(lambda: sales.groupBy(sales)),
        "no_rows": sales.limit(0).groupBy("year").count(),
    }


@case(mirrors="connect_stat.test_grouped_data", since="3.5")
def groups_in_words(spark):
    """What they print as; PySpark 3.4 shows an address in memory, which is left out."""
    return repr(_sales(spark).groupBy("year")).partition(" at 0x")[0]


@case(mirrors="connect_stat.test_grouped_data", since="4.0")
def keys_since_spark_4(spark, F):
    """Tuples of names, and maps, which are sorted first."""
    sales = _sales(spark)
    return {
        "map": sales.groupBy(F.create_map("year", "item")).count(),
        "tuple": sales.groupBy(("year",)).count(),
    }


@case(mirrors="group.test_agg_func")
def shortcuts_of_edge_inputs(spark, api):
    """No numeric column, repeated names, names that are none, no rows."""
    sales = _sales(spark)
    grouped = sales.groupBy("region")
    return {
        "no_numbers": sales.select("region", "item").groupBy("region").sum(),
        "key_is_a_number": sales.groupBy("year").max(),
        "repeated": grouped.min("year", "year"),
        "no_keys": sales.groupBy().avg("amount"),
        "no_rows": sales.limit(0).groupBy().sum("amount", "year"),
        "number": api.error_of(lambda: grouped.sum(1)),
        "list": api.error_of(lambda: grouped.sum(["year"]).columns),
        "text": api.error_of(lambda: grouped.avg("item").collect()),
        "unknown": api.error_of(lambda: grouped.max("nope").collect()),
    }


@case(mirrors="group.test_pivot_exceed_max_values")
def pivots_of_every_kind_of_value(spark, F, api):
    """Flags, numbers, null among the values, columns as values, several aggregates."""
    sales = _sales(spark).withColumn("late", F.col("year") > 2023)
    grouped = sales.groupBy("item")
    return {
        "flags": grouped.pivot("late", [True, False]).count(),
        "numbers": grouped.pivot("year", [2024, 2022]).sum("amount"),
        "floats": sales.groupBy("region").pivot("amount", [4.0, 10.0]).count(),
        "found_with_null": grouped.pivot("region").count(),
        "column": api.error_of(lambda: grouped.pivot(sales.year, [2024])),
        "several": grouped.pivot("year", [2024]).agg(F.sum("amount"), F.count("*")),
        "no_values": grouped.pivot("year", []).count(),
        "no_rows": sales.limit(0).groupBy("item").pivot("year").count(),
        "tuple": api.error_of(lambda: grouped.pivot("year", (2024,)).count().columns),
        "number": api.error_of(lambda: grouped.pivot(1).count().columns),
        "none_value": api.error_of(lambda: grouped.pivot("year", [None])),
        "list_value": api.error_of(lambda: grouped.pivot("year", [[2024]])),
        "wrong_type": api.error_of(lambda: grouped.pivot("year", ["x"]).count().collect()),
        "repeated": api.error_of(lambda: grouped.pivot("year", [2024, 2024]).count().columns),
    }


@case(mirrors="group.test_pivot_exceed_max_values")
def pivots_have_their_place(spark, api):
    """Only after `groupBy`, once, and not with more values than configured."""
    sales = _sales(spark)
    spark.conf.set("spark.sql.pivotMaxValues", "1")
    return {
        "rollup": api.error_of(lambda: sales.rollup("item").pivot("year", [2024])),
        "cube": api.error_of(lambda: sales.cube("item").pivot("year", [2024])),
        "twice": api.error_of(
            lambda: sales.groupBy("item").pivot("year", [2024]).pivot("year", [2024])
        ),
        "too_many": api.error_of(lambda: sales.groupBy("item").pivot("year").count().collect()),
        "given_are_not_counted": sales.groupBy("item").pivot("year", [2023, 2024]).count(),
    }


@case(mirrors="connect_stat.test_grouped_data", since="4.0")
def chosen_sets_of_columns(spark, F, api):
    """Names, columns and positions; sets that name what is no key."""
    sales = _sales(spark)
    return {
        "names": sales.groupingSets([["item"], ["year"]], "item", "year").count(),
        "empty_set": sales.groupingSets([[]], "item").count(),
        "columns": sales.groupingSets([(sales.item,), ()], sales.item).agg(F.sum("amount")),
        "positions": sales.groupingSets([[3], [2, 3]], 3, 2).count(),
        "ids": sales.groupingSets([["item"], []], "item").agg(F.grouping_id().alias("g")),
        "no_sets": api.error_of(lambda: sales.groupingSets([], "item").count().collect()),
        "foreign": api.error_of(lambda: sales.groupingSets([["region"]], "item").count().collect()),
        "number": api.error_of(lambda: sales.groupingSets([[1.5]], "item")),
        "bare_names": sales.groupingSets(["item", "year"], "item", "year").count(),
        "bare_column": sales.groupingSets([sales.item, ["item"]], "item").count(),
    }


@case(mirrors="group.test_aggregator")
def rollups_and_cubes_of_edge_inputs(spark, F):
    """No key, one key, an expression, no rows."""
    sales = _sales(spark)
    return {
        "rollup_none": sales.rollup().count(),
        "cube_none": sales.cube().count(),
        "rollup_list": sales.rollup(["item", "year"]).count(),
        "cube_expression": sales.cube((F.col("year") % 2).alias("odd")).agg(F.max("amount")),
        "rollup_no_rows": sales.limit(0).rollup("item").count(),
        "grouping": sales.rollup("item").agg(F.grouping("item"), F.count("*")),
    }
