"""`zip`: columns of two frames that come from one, side by side."""

from parity_suites.case import case


def _base(spark):
    return spark.createDataFrame(
        [(1, "a", 0.5), (2, "b", None), (3, "c", 2.5)], "n int, s string, x double"
    )


@case(mirrors="zip.test_zip_select_different_columns", since="4.3")
def two_selections_side_by_side(spark):
    """Row by row, without a key."""
    base = _base(spark)
    return base.select("n").zip(base.select("s", "x"))


@case(mirrors="zip.test_zip_with_expressions", since="4.3")
def expressions_side_by_side(spark, F):
    """Both sides may compute."""
    base = _base(spark)
    return base.select((F.col("n") * 2).alias("twice")).zip(base.select(F.upper("s").alias("big")))


@case(mirrors="zip.test_zip_one_side_is_base", since="4.3")
def the_base_itself_on_one_side(spark, F):
    """The frame that both come from may be a side."""
    base = _base(spark)
    right = base.select((F.col("n") + 10).alias("ten"))
    return {"left": base.zip(right), "right": right.zip(base)}


@case(mirrors="zip.test_zip_with_withColumn", since="4.3")
def with_column_on_a_side(spark, F):
    """`withColumn` keeps the base, so zipping still works."""
    base = _base(spark)
    made = base.withColumn("m", F.col("n") + 1).select("m")
    return base.select("s").zip(made)


@case(mirrors="zip.test_zip_with_withColumnRenamed", since="4.3")
def renamed_columns_on_a_side(spark):
    """So does a rename."""
    base = _base(spark)
    return base.select("n").zip(base.withColumnRenamed("s", "letter").select("letter"))


@case(mirrors="zip.test_zip_chained_withColumn", since="4.3")
def chains_on_both_sides(spark, F):
    """Several steps on each side."""
    base = _base(spark)
    left = base.withColumn("p", F.col("n") + 1).withColumn("q", F.col("p") * 2).select("q")
    right = base.withColumn("r", F.length("s")).select("r", "s")
    return left.zip(right)


@case(mirrors="zip.test_zip_longer_chain", since="4.3")
def long_chains(spark, F):
    """A chain of many steps has the same base."""
    base = _base(spark)
    left = base
    for step in range(5):
        left = left.withColumn("n", F.col("n") + step)
    return left.select("n").zip(base.select("x"))


@case(mirrors="zip.test_zip_parent_with_chained_child", since="4.3")
def a_parent_and_its_child(spark, F):
    """One side is made of the other."""
    parent = _base(spark).select("n", "s")
    child = parent.withColumn("m", F.col("n") * 3).select("m")
    return parent.zip(child)


@case(mirrors="zip.test_zip_different_bases_throws", since="4.3")
def frames_of_different_origin_cannot_be_zipped(spark, api):
    """Two frames that share nothing are an error."""
    one = _base(spark)
    two = spark.createDataFrame([(9,)], "z int")
    return api.error_of(lambda: one.zip(two).collect())


@case(mirrors="zip.test_zip_different_range_bases_throws", since="4.3")
def ranges_of_different_length_cannot_be_zipped(spark, api):
    """Nor can two ranges."""
    return api.error_of(lambda: spark.range(3).zip(spark.range(4)).collect())


@case(mirrors="zip.test_zip_different_bases_throws", since="4.3")
def a_filter_on_one_side_is_an_error(spark, api):
    """A side that lost rows has no partner for the others."""
    base = _base(spark)
    return api.error_of(lambda: base.select("s").zip(base.where("n > 1").select("n")).collect())
