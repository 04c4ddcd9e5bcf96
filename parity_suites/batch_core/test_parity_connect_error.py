"""Errors of programs that use Spark Connect: what is not there, what does not fit together."""

from parity_suites.case import case


@case(mirrors="connect_error.test_error_handling")
def errors_come_when_they_are_asked_for(spark, api):
    """A frame that does not resolve is made without a word; schema and rows are not."""
    frame = spark.range(3).select("not_there")
    return {
        "made": type(frame).__name__,
        "schema": api.error_of(lambda: frame.schema),
        "columns": api.error_of(lambda: frame.columns),
        "collect": api.error_of(frame.collect),
        "count": api.error_of(frame.count),
        "derived": api.error_of(lambda: frame.limit(1).toPandas()),
        "again": api.error_of(lambda: frame.schema),
    }


@case(mirrors="connect_error.test_error_handling")
def a_session_outlives_errors(spark, api):
    """After errors of every kind the session still works."""
    for action in (
        lambda: spark.sql("selec").collect(),
        lambda: spark.table("connect_error_nobody").collect(),
        lambda: spark.sql("select raise_error('x')").collect(),
        lambda: spark.range(1).select(None),
    ):
        api.error_of(action)
    return spark.range(2)


@case(mirrors="connect_error.test_recursion_handling_for_plan_logging")
def deep_plans(spark, F, api):
    """Many steps on one frame and terms in one column; PySpark cannot send a hundred terms."""
    frame = spark.range(2)
    for step in range(80):
        frame = frame.withColumn("id", F.col("id") + step % 2)
    column = F.col("id")
    for _ in range(30):
        column = column + 1
    return {"steps": frame, "terms": spark.range(2).select(column.alias("n"))}


@case(mirrors="connect_error.test_column_cannot_be_constructed_from_string")
def columns_are_not_made_of_text(spark, api):
    """The class of columns is no way to make one."""
    kind = type(spark.range(1).id)
    return type(api.error_of(lambda: spark.range(1).select(kind("id")).collect())).__name__


@case(mirrors="connect_error.test_ym_interval_in_collect")
def intervals_of_years_cannot_be_collected(spark, api):
    """Python has no type for them; over SQL they can be cast."""
    frame = spark.sql("select interval '10-8' year to month as i")
    return {
        "type": frame.schema["i"].dataType.simpleString(),
        "text": frame.selectExpr("cast(i as string) as t"),
    }


@case(mirrors="connect_error.test_invalid_column")
def columns_of_other_frames(spark, api):
    """A column of a frame that is no part of the plan, and an ambiguous one."""
    one, two = spark.range(3), spark.range(5).toDF("n")
    return {
        "foreign": api.error_of(lambda: one.select(two.n).collect()),
        "foreign_filter": api.error_of(lambda: one.filter(two["n"] > 1).collect()),
        "foreign_column": api.error_of(lambda: one.withColumn("x", two.n + 1).schema),
        "same_name": api.error_of(lambda: one.select(spark.range(3).id).collect()),
        "self_join": api.error_of(lambda: one.join(one, one.id == one.id).select(one.id).collect()),
        "parent": one.select("id").filter(one.id > 1),
        "grandparent": one.select("id").select("id").withColumn("m", one.id + 1),
        "dropped": api.error_of(lambda: one.selectExpr("id + 1 as m").select(one.id).collect()),
    }


@case(mirrors="connect_error.test_invalid_star")
def stars_in_many_places(spark, F, api):
    """As argument of functions, under an alias, in a condition, of a struct."""
    frame = spark.sql("select 1 as a, named_struct('x', 2, 'y', 3) as s")
    return {
        "struct_star": frame.select("s.*"),
        "struct_star_column": frame.select(F.col("s.*")),
        "count_star": frame.select(F.count("*")),
        "struct_of_star": frame.select(F.struct("*").alias("all")),
        "alias": api.error_of(lambda: frame.select(F.col("*").alias("x")).collect()),
        "filter": api.error_of(lambda: frame.filter(F.col("*") > 1).collect()),
        "plain_star": api.error_of(lambda: frame.select("a.*").collect()),
        "frame_star": frame.alias("f").select("f.*").columns,
        "foreign_star": api.error_of(lambda: frame.select("g.*").collect()),
    }


@case(mirrors="connect_error.test_different_spark_session_join_or_union", since="3.5")
def what_is_no_frame_of_this_session(spark, api):
    """Two-sided operations name the session, whatever they are given."""
    frame = spark.range(1)
    names = (
        "join",
        "crossJoin",
        "union",
        "unionAll",
        "unionByName",
        "intersect",
        "intersectAll",
        "subtract",
        "exceptAll",
    )
    return {name: api.error_of(lambda name=name: getattr(frame, name)("x")) for name in names}


@case(mirrors="connect_error.test_unsupported_jvm_attribute")
def attributes_of_the_jvm(spark, F, api):
    """Sessions, frames and columns say that there is none."""
    frame = spark.range(1)
    return {
        "session_jsc": api.error_of(lambda: spark._jsc),
        "session_jsparkSession": api.error_of(lambda: spark._jsparkSession),
        "frame_jdf": api.error_of(lambda: frame._jdf),
        "column_jc": api.error_of(lambda: frame.id._jc),
        "free_column_jc": api.error_of(lambda: F.col("id")._jc),
    }


@case(mirrors="connect_error.test_unsupported_functions")
def functions_of_frames_that_need_more(spark, api):
    """RDDs, and sessions made of sessions."""
    frame = spark.range(1)
    return {
        "rdd": api.error_of(lambda: frame.rdd.map(len)),
        "context": api.error_of(lambda: spark.sparkContext.parallelize([1])),
        "jvm_session": api.error_of(lambda: spark._jvm.java),
    }
