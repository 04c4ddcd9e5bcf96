"""Methods of DataFrames that upstream's tests hardly touch, with edge inputs."""

from parity_suites.case import case


def _abc(spark):
    return spark.createDataFrame([(1, "x", 1.5), (2, None, None)], "a int, b string, c double")


@case(mirrors="connect_basic.test_toJSON", since="4.0")
def rows_as_json_text(spark, F):
    """One column of text; nulls are left out; nested values, dates and names that need quotes."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select 1 as `a \\\"b`, null as n, array(1, null) as l, map('k', 1.5D) as m,"
        " named_struct('x', null, 'y', 'z') as s, date'2024-02-29' as d, x'00ff' as bin,"
        " timestamp'2024-02-29 01:02:03' as ts, double('nan') as nan, 1.10BD as dec"
    )
    return {
        "frame": frame.toJSON(),
        "no_rows": frame.limit(0).toJSON(),
        "no_columns": spark.range(2).select().toJSON(),
        "then_more": spark.range(2).toJSON().filter(F.col("value").contains("1")),
        "count": spark.range(3).toJSON().count(),
    }


@case(mirrors="dataframe.test_zip_with_index", since="4.2")
def numbered_rows(spark, api):
    """From zero, over partitions, under another name, beside a column of that name."""
    return {
        "partitions": spark.range(0, 9, 1, 3).zipWithIndex(),
        "named": _abc(spark).coalesce(1).zipWithIndex("row"),
        "no_rows": spark.range(0).zipWithIndex(),
        "no_columns": spark.range(0, 2, 1, 1).select().zipWithIndex(),
        "existing": spark.range(0, 2, 1, 1).zipWithIndex("id").columns,
        "twice": spark.range(0, 2, 1, 1).zipWithIndex().zipWithIndex().columns,
        "number": type(api.error_of(lambda: spark.range(1).zipWithIndex(1).columns)).__name__,
    }


@case(mirrors="connect_basic.test_repr")
def repartitions_of_edge_inputs(spark, F, api):
    """Numbers that are none, names that are unknown, nothing at all."""
    frame = spark.range(0, 8, 1, 2)

    def parts(made):
        return made.select(F.spark_partition_id().alias("p")).distinct().count()

    return {
        "coalesce_more": parts(frame.coalesce(9)),
        "coalesce_one": parts(frame.coalesce(1)),
        "expression": frame.repartition(2, F.col("id") % 2).count(),
        "no_rows": frame.limit(0).repartition(3, "id").count(),
        "nothing": api.error_of(lambda: frame.repartition()),
        "coalesce_zero": api.error_of(lambda: frame.coalesce(0).collect()),
        "coalesce_negative": api.error_of(lambda: frame.coalesce(-1).collect()),
        "coalesce_text": type(api.error_of(lambda: frame.coalesce("2").collect())).__name__,
        "negative": api.error_of(lambda: frame.repartition(-1).collect()),
        "unknown": api.error_of(lambda: frame.repartition(2, "nope").collect()),
        "float": api.error_of(lambda: frame.repartition(2.5)),
        "column_number": api.error_of(lambda: frame.repartition(2, 5)),
        "range_nothing": api.error_of(lambda: frame.repartitionByRange()),
        "range_unknown": api.error_of(lambda: frame.repartitionByRange(2, "nope").collect()),
        "range_zero": api.error_of(lambda: frame.repartitionByRange(0, "id").collect()),
    }


@case(mirrors="repartition.test_repartition_by_id_error_invalid_num_partitions", since="4.1")
def repartitions_by_id_into_no_partitions(spark, F, api):
    """Zero, negative, and other types of numbers."""
    frame = spark.range(3).select(F.col("id").cast("int").alias("p"))
    return {
        "zero": api.error_of(lambda: frame.repartitionById(0, "p").collect()),
        "negative": api.error_of(lambda: frame.repartitionById(-5, "p").collect()),
        "text": api.error_of(lambda: frame.repartitionById("5", "p")),
        "float": api.error_of(lambda: frame.repartitionById(2.5, "p")),
        "none": api.error_of(lambda: frame.repartitionById(None, "p")),
        "column": api.error_of(lambda: frame.repartitionById(F.lit(2), "p")),
        "unknown": api.error_of(lambda: frame.repartitionById(2, "nope").collect()),
        "no_rows": frame.limit(0).repartitionById(2, "p").count(),
    }


@case(mirrors="observation.test_observe")
def observing_one_frame_twice(spark, F, api):
    """Two observations on one frame, above each other and around a filter."""
    low, high = api.Observation("low"), api.Observation("high")
    frame = spark.range(0, 10, 1, 1).observe(low, F.count(F.lit(1)).alias("rows"))
    frame = frame.filter("id > 6").observe(high, F.count(F.lit(1)).alias("rows"), F.sum("id"))
    rows = frame.count()
    again = frame.count()
    return {
        "rows": (rows, again),
        "low": low.get,
        "high": sorted(high.get.items()),
        "repr": repr(frame),
    }


@case(mirrors="observation.test_observe_str", since="4.0")
def observing_refuses_other_metrics(spark, F, api):
    """What is no aggregate, repeated names, windows, distinct counts."""
    frame = spark.range(3)
    return {
        "no_aggregate": api.error_of(lambda: frame.observe("m", F.col("id")).collect()),
        "nothing": api.error_of(lambda: frame.observe("m")),
        "number": api.error_of(lambda: frame.observe("m", 1)),
        "distinct": api.error_of(
            lambda: frame.observe("m", F.count_distinct("id").alias("n")).collect()
        ),
        "repeated": api.error_of(
            lambda: (
                frame.observe("m", F.sum("id").alias("s"))
                .observe("m", F.max("id").alias("t"))
                .collect()
            )
        ),
        "empty_name": api.error_of(lambda: frame.observe("", F.sum("id").alias("s")).collect()),
        "none_name": api.error_of(lambda: frame.observe(None, F.sum("id"))),
    }


@case(mirrors="subquery.test_simple_uncorrelated_scalar_subquery", since="4.0")
def frames_as_values_and_conditions(spark, F, api):
    """`scalar` and `exists` of frames with no rows, and outside of another frame."""
    frame, none = spark.range(3), spark.range(0)
    return {
        "scalar_of_none": frame.select(none.scalar().alias("v")),
        "exists_of_none": frame.filter(none.exists()).count(),
        "exists": frame.filter(frame.exists()).count(),
        "not_exists": frame.filter(~none.exists()).count(),
        "two_columns": api.error_of(
            lambda: frame.select(spark.sql("select 1, 2").scalar()).collect()
        ),
        "two_rows": api.error_of(lambda: frame.select(frame.scalar()).collect()),
        "names": frame.select(none.scalar()).columns,
    }


@case(mirrors="tvf.test_explode", since="4.0")
def frames_as_arguments_of_table_functions(spark, F, api):
    """`asTable` chooses partitions and order, each once and in this order."""
    table = spark.range(3).asTable()
    return {
        "kind": type(table).__name__,
        "partitioned": type(table.partitionBy("id")).__name__,
        "ordered": type(table.partitionBy("id").orderBy("id")).__name__,
        "single": type(table.withSinglePartition()).__name__,
        "order_first": api.error_of(lambda: table.orderBy("id")),
        "twice": api.error_of(lambda: table.partitionBy("id").partitionBy("id")),
        "single_after": api.error_of(lambda: table.partitionBy("id").withSinglePartition()),
        "partition_after": api.error_of(lambda: table.withSinglePartition().partitionBy("id")),
    }


@case(mirrors="connect_basic.test_alias")
def aliases_of_frames(spark, F, api):
    """An alias qualifies columns; the last one counts; odd names need quotes."""
    frame = _abc(spark)
    return {
        "qualified": frame.alias("t").select("t.a"),
        "twice": frame.alias("one").alias("two").select("two.a").columns,
        "lost": api.error_of(lambda: frame.alias("one").alias("two").select("one.a").columns),
        "odd": frame.alias("odd name").select("`odd name`.a").columns,
        "star": frame.alias("t").select("t.*").columns,
        "through_filter": frame.alias("t").filter("t.a > 1").select(F.col("t.b")),
        "lost_in_aggregate": api.error_of(
            lambda: frame.alias("t").groupBy("t.a").count().select("t.a").collect()
        ),
        "number": api.error_of(lambda: frame.alias(1)),
        "none": api.error_of(lambda: frame.alias(None)),
    }


@case(mirrors="connect_basic.test_schema")
def shapes_of_frames(spark):
    """Names, types, counts and statistics accessors, of frames with and without anything."""
    frame, none = _abc(spark), spark.range(2).select()
    return {
        "columns": frame.columns,
        "dtypes": frame.dtypes,
        "none": (none.columns, none.dtypes, none.count()),
        "na": type(frame.na).__name__,
        "stat": type(frame.stat).__name__,
        "write": type(frame.write).__name__,
        "writeTo": type(frame.writeTo("x")).__name__,
        "no_rows": (frame.limit(0).count(), frame.limit(0).columns),
        "wide": len(spark.range(1).selectExpr(*[f"id as c{n}" for n in range(300)]).columns),
    }


@case(mirrors="connect_basic.test_crossjoin")
def crosses_of_edge_inputs(spark):
    """With itself, with nothing, with a frame that has no columns."""
    frame = spark.range(2)
    return {
        "itself": frame.crossJoin(frame),
        "nothing": frame.crossJoin(spark.range(0)),
        "no_columns": frame.crossJoin(spark.range(3).select()).count(),
    }


@case(mirrors="dataframe.test_duplicate_field_names", since="4.1")
def duplicate_names_everywhere(spark, F, api):
    """Reading, sorting, filtering and grouping by a name that two columns have."""
    twice = spark.sql("select 1 as a, 'x' as a, 2 as b")
    return {
        "rows": twice,
        "row": twice.first(),
        "positions": [twice.first()[0], twice.first()[1]],
        "by_position": api.error_of(lambda: twice.select(twice[0]).collect()),
        "sort": api.error_of(lambda: twice.sort("a").collect()),
        "filter": api.error_of(lambda: twice.filter("a = 1").collect()),
        "group": api.error_of(lambda: twice.groupBy("a").count().collect()),
        "nested": spark.sql("select named_struct('x', 1, 'x', 2) as s").first(),
        "drop": twice.drop("a"),
        "fill": api.error_of(lambda: twice.fillna(0, subset=["a"]).collect()),
        "pick": twice.toDF("p", "q", "b").select("q"),
    }
