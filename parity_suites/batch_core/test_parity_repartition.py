"""`repartition`, by range and by id: how many partitions, and which row is where."""

from parity_suites.case import case


def _spread(frame, F):
    return frame.select(*frame.columns, F.spark_partition_id().alias("part"))


@case(mirrors="repartition.test_repartition")
def repartitioning_by_number_and_columns(spark, F):
    """A number, columns, or both; equal keys meet."""
    frame = spark.createDataFrame([(n % 3, n) for n in range(9)], "k int, v int")

    def parts_of_keys(spread):
        return _spread(spread, F).groupBy("k").agg(F.countDistinct("part").alias("parts"))

    return {
        "number": frame.repartition(3).count(),
        "both": parts_of_keys(frame.repartition(4, "k")),
        "columns": parts_of_keys(frame.repartition("k")),
        "column": parts_of_keys(frame.repartition(2, F.col("k") + 1)),
        "coalesce": _spread(frame.repartition(4).coalesce(1), F).select("part").distinct(),
    }


@case(mirrors="repartition.test_repartition")
def repartitioning_refuses_nonsense(spark, api):
    """Neither number nor column."""
    frame = spark.range(3)
    return {
        "list": api.error_of(lambda: frame.repartition([1])),
        "none": api.error_of(lambda: frame.repartition(None)),
        "zero": api.error_of(lambda: frame.repartition(0).collect()),
    }


@case(mirrors="repartition.test_repartition_by_range")
def repartitioning_by_range(spark, F):
    """Ranges do not overlap, in either direction."""
    frame = spark.range(0, 12, 1, 3)
    ordered = _spread(frame.repartitionByRange(3, "id"), F)
    return {
        "overlap": _overlaps(ordered, F),
        "descending": _overlaps(_spread(frame.repartitionByRange(2, F.col("id").desc()), F), F),
        "columns": frame.repartitionByRange("id").count(),
    }


def _overlaps(spread, F):
    bounds = spread.groupBy("part").agg(F.min("id").alias("lo"), F.max("id").alias("hi"))
    one, two = bounds.alias("one"), bounds.alias("two")
    wrong = (
        (F.col("one.part") != F.col("two.part"))
        & (F.col("one.lo") <= F.col("two.hi"))
        & (F.col("two.lo") <= F.col("one.hi"))
    )
    return one.join(two, wrong).count()


@case(mirrors="repartition.test_repartition_by_range")
def repartitioning_by_range_refuses_nonsense(spark, api):
    """A column is needed; a number must count something."""
    frame = spark.range(3)
    return {
        "no_column": api.error_of(lambda: frame.repartitionByRange(2)),
        "float": api.error_of(lambda: frame.repartitionByRange(1.5, "id")),
        "list": api.error_of(lambda: frame.repartitionByRange([1], "id")),
    }


@case(mirrors="repartition.test_repartition_by_id", since="4.1")
def repartitioning_by_id(spark, F):
    """The column says into which partition a row goes."""
    frame = spark.range(10).withColumn("p", (F.col("id") % 4).cast("int"))
    return _spread(frame.repartitionById(4, "p"), F)


@case(mirrors="repartition.test_repartition_by_id_string_column_name", since="4.1")
def repartitioning_by_id_with_an_expression(spark, F):
    """A name and an expression mean the same."""
    frame = spark.range(6).withColumn("p", (F.col("id") % 2).cast("int"))
    return {
        "name": _spread(frame.repartitionById(2, "p"), F),
        "expression": _spread(frame.repartitionById(2, F.col("p") + 0), F),
    }


@case(mirrors="repartition.test_repartition_by_id_negative_values", since="4.1")
def repartitioning_by_negative_ids(spark, F):
    """Negative numbers count backwards."""
    frame = spark.range(5).select((F.col("id") - 3).cast("int").alias("p"))
    return _spread(frame.repartitionById(3, "p"), F)


@case(mirrors="repartition.test_repartition_by_id_null_values", since="4.1")
def repartitioning_by_null_ids(spark, F):
    """Null goes to the first."""
    frame = spark.createDataFrame([(None,), (1,), (2,)], "p int")
    return _spread(frame.repartitionById(3, "p"), F)


@case(mirrors="repartition.test_repartition_by_id_out_of_range", since="4.1")
def repartitioning_by_ids_out_of_range(spark, F):
    """Too great a number wraps around."""
    frame = spark.createDataFrame([(0,), (5,), (11,)], "p int")
    return _spread(frame.repartitionById(3, "p"), F)


@case(mirrors="repartition.test_repartition_by_id_error_non_int_type", since="4.1")
def repartitioning_by_id_refuses_nonsense(spark, F, api):
    """Text is no id; there must be partitions."""
    frame = spark.range(3)
    return {
        "text": api.error_of(lambda: frame.repartitionById(2, F.lit("x")).collect()),
        "zero": api.error_of(lambda: frame.repartitionById(0, F.col("id").cast("int")).collect()),
        "negative": api.error_of(
            lambda: frame.repartitionById(-1, F.col("id").cast("int")).collect()
        ),
        "number": api.error_of(lambda: frame.repartitionById("2", F.col("id").cast("int"))),
    }
