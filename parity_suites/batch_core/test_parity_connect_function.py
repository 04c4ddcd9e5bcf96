"""Functions as upstream's Connect function tests group them: argument kinds, lambdas and errors."""

from parity_suites.case import case


def _made(api, source, names):
    """The text of a column, or why it cannot be made."""
    made = []
    error = api.error_of(lambda: made.append(eval(source, dict(names))))
    return repr(made[0]) if error is None else error


# --- lambdas -------------------------------------------------------------------------------------


@case(mirrors="connect_function.test_nested_lambda_function")
def lambdas_in_lambdas(spark, F):
    """Inner lambdas see the variables of outer ones, also under the same name."""
    frame = spark.createDataFrame(
        [([1, 2], [10, 20], [[1], [2, 3]])], "a array<int>, b array<int>, c array<array<int>>"
    )
    return frame.select(
        F.transform("a", lambda x: F.transform("b", lambda y: x + y)).alias("product"),
        F.transform("c", lambda x: F.transform(x, lambda x: x * 2)).alias("shadow"),
        F.transform("a", lambda x: F.filter("b", lambda y: y > x * 10)).alias("filter"),
        F.aggregate(
            "c", F.lit(0), lambda acc, x: acc + F.aggregate(x, F.lit(0), lambda s, y: s + y)
        ).alias("sum"),
        F.transform("a", lambda x, i: F.transform("b", lambda y, j: x * i + y * j)).alias(
            "positions"
        ),
        F.exists("c", lambda x: F.forall(x, lambda y: y > 1)).alias("quantifiers"),
        # Named, because the variables of lambdas are numbered as they are made in the process.
        F.transform(
            "a",
            lambda x: F.struct(
                x.alias("outer"),
                F.transform("b", lambda y: F.struct(x.alias("left"), y.alias("right"))).alias(
                    "inner"
                ),
            ),
        ).alias("struct"),
    )


LAMBDAS = {
    "no_parameter": "F.transform('a', lambda: F.lit(1))",
    "three_parameters": "F.transform('a', lambda x, y, z: x)",
    "four_parameters": "F.transform('a', lambda x, y, z, w: x)",
    "star": "F.transform('a', lambda *x: F.lit(1))",
    "keywords": "F.transform('a', lambda **k: F.lit(1))",
    "keyword_only": "F.transform('a', lambda *, x: x)",
    "default": "F.transform('a', lambda x=1: F.upper(x))",
    "returns_int": "F.transform('a', lambda x: 1)",
    "returns_none": "F.filter('a', lambda x: None)",
    "returns_bool": "F.exists('a', lambda x: True)",
    "returns_list": "F.transform('a', lambda x: [x])",
    "no_function": "F.transform('a', 1)",
    "none": "F.filter('a', None)",
    "text": "F.forall('a', 'x > 1')",
    "column": "F.exists('a', F.col('b'))",
    "merge_of_one": "F.aggregate('a', F.lit(0), lambda acc: acc)",
    "start_as_number": "F.aggregate('a', 0, lambda acc, x: acc + x)",
    "start_as_name": "F.aggregate('a', 'b', lambda acc, x: acc + x).isNull()",
    "finish_of_two": "F.aggregate('a', F.lit(0), lambda a, x: a, lambda a, b: a)",
    "zip_of_one": "F.zip_with('a', 'b', lambda x: x)",
    "map_of_one": "F.map_filter('m', lambda k: k)",
    "map_of_three": "F.transform_keys('m', lambda k, v, w: k)",
    "map_zip_of_two": "F.map_zip_with('m', 'n', lambda k, v: v)",
    "sort_of_one": "F.array_sort('a', lambda x: x)",
    "array_as_number": "F.transform(1, lambda x: x)",
}


@case(mirrors="functions.test_higher_order_function_failures", since="3.5")
def lambdas_that_are_refused(spark, F, api):
    """The number and kinds of parameters, what is returned, and what is no function."""
    import re

    told = {}
    for name, source in LAMBDAS.items():
        made = _made(api, source, {"F": F})
        told[name] = re.sub(r"_\d+", "_N", made) if isinstance(made, str) else made
    return told


def _refusal(api, make):
    """Class and condition only: messages name lambda variables, whose numbers count on."""
    error = api.error_of(make)
    condition = getattr(error, "getCondition", None) or error.getErrorClass
    return [type(error).__name__, condition()]


@case(mirrors="connect_function.test_lambda_functions", errors_in=("*",))
def lambdas_the_server_refuses(spark, F, api):
    """Types that do not fit, inside of lambdas."""
    frame = spark.sql("SELECT array(1, 2) AS a, map('k', 1) AS m, 'x' AS s")
    columns = {
        "no_array": F.transform("s", lambda x: x),
        "no_boolean": F.filter("a", lambda x: x + 1),
        "no_map": F.map_filter("a", lambda k, v: k > v),
        "field": F.transform("a", lambda x: x.y),
        "merge_type": F.aggregate("a", F.lit("x"), lambda acc, x: F.array(x)),
        "null_key": F.transform_keys("m", lambda k, v: F.lit(None)),
        "three": F.filter("a", lambda x, y, z: x > 1),
    }
    return {
        name: _refusal(api, lambda column=column: frame.select(column).collect())
        for name, column in columns.items()
    }


@case(mirrors="connect_function.test_map_collection_functions")
def maps_from_arrays_entries_and_text(spark, F, api):
    """Maps made, taken apart, merged and looked into; doubled keys and null keys."""
    frame = spark.createDataFrame(
        [(["a", "b"], [1, 2], {"x": 1, "y": 2}), (["c"], [3], {})],
        "k array<string>, v array<int>, m map<string,int>",
    )
    return {
        "made": frame.select(
            F.map_from_arrays("k", "v").alias("arrays"),
            F.map_from_entries(F.arrays_zip("k", "v")).alias("entries"),
            F.map_concat("m", F.map_from_arrays("k", "v")).alias("concat"),
            F.create_map(F.lit("p"), F.col("v")[0]).alias("create"),
        ),
        "apart": frame.select(
            F.map_keys("m").alias("keys"),
            F.map_values("m").alias("values"),
            F.map_entries("m").alias("entries"),
            F.size("m").alias("size"),
            F.element_at("m", "x").alias("x"),
            F.map_contains_key("m", "y").alias("y"),
            F.map_filter("m", lambda k, v: v > 1).alias("filter"),
        ),
        "explode": frame.select(F.explode_outer("m").alias("key", "value")),
        "double_key": api.error_of(
            lambda: frame.select(F.create_map(F.lit(1), F.lit(2), F.lit(1), F.lit(3))).collect()
        ),
        "null_key": api.error_of(
            lambda: frame.select(F.map_from_arrays(F.array(F.lit(None)), F.array("v"))).collect()
        ),
        "odd_number": api.error_of(lambda: frame.select(F.create_map(F.lit(1))).schema),
        "lengths": api.error_of(
            lambda: frame.select(F.map_from_arrays("k", F.array(F.lit(1)))).collect()
        ),
    }


@case(mirrors="connect_function.test_misc_functions")
def functions_about_the_query(spark, F, api):
    """Assertions, versions, ids and bits that have the same answer every time."""
    frame = spark.range(0, 4, 1, 2)
    return {
        "ids": frame.select(
            F.monotonically_increasing_id().alias("m"), F.spark_partition_id().alias("p")
        ),
        "files": frame.select(F.input_file_name().alias("f")),
        "assert": frame.select(F.assert_true(F.col("id") < 9).alias("a")),
        "raise": api.error_of(lambda: frame.select(F.raise_error("too bad")).collect()),
        "raise_column": api.error_of(
            lambda: (
                frame.filter("id = 3").select(F.raise_error(F.concat(F.lit("id "), "id"))).collect()
            )
        ),
        "hash": frame.select(F.hash("id").alias("h"), F.xxhash64("id", F.lit("x")).alias("x")),
        "database": frame.limit(1).select(F.expr("current_database()").alias("d")),
    }


# --- windows -------------------------------------------------------------------------------------


def _sales(spark):
    return spark.createDataFrame(
        [("x", 1, 10.0), ("x", 2, None), ("x", 3, 30.0), ("y", 1, 5.0), ("y", 1, 7.0)],
        "g string, t int, v double",
    )


@case(mirrors="connect_function.test_window_order")
def order_of_windows(spark, F, Window):
    """Orders with nulls at each end, several keys, lists, and expressions."""
    sales = _sales(spark)
    number = F.row_number()
    by = Window.partitionBy("g")
    return sales.select(
        "g",
        "t",
        "v",
        number.over(by.orderBy(F.desc("v"), "t")).alias("desc"),
        number.over(by.orderBy(F.col("v").asc_nulls_last(), "t")).alias("last"),
        number.over(by.orderBy(["t", "v"])).alias("list"),
        number.over(by.orderBy(-F.col("t"), F.col("v").desc_nulls_first())).alias("expression"),
        F.rank().over(Window.orderBy("g", "t")).alias("rank"),
        F.dense_rank().over(Window.orderBy(F.desc("g"))).alias("dense"),
    )


@case(mirrors="connect_function.test_window_functions")
def frames_of_windows(spark, F, Window):
    """Rows and ranges, named and counted bounds, by one value per row."""
    sales = _sales(spark)
    by = Window.partitionBy("g").orderBy("t", "v")
    start, end, now = Window.unboundedPreceding, Window.unboundedFollowing, Window.currentRow
    return sales.select(
        "g",
        "t",
        "v",
        F.sum("v").over(by.rowsBetween(start, now)).alias("running"),
        F.sum("v").over(by.rowsBetween(-1, 1)).alias("near"),
        F.count("v").over(by.rowsBetween(1, end)).alias("after"),
        F.max("t").over(Window.partitionBy("g").orderBy("t").rangeBetween(-1, now)).alias("range"),
        F.first("v", ignorenulls=True).over(by.rowsBetween(now, end)).alias("next"),
        F.lag("v", 1, -1.0).over(by).alias("lag"),
        F.lead("v", 2).over(by).alias("lead"),
        F.nth_value("v", 2, True).over(by.rowsBetween(start, end)).alias("nth"),
        F.ntile(2).over(by).alias("tile"),
        F.cume_dist().over(by).alias("cume"),
        F.percent_rank().over(by).alias("percent"),
        F.avg("v").over(Window.partitionBy()).alias("all"),
    )


@case(mirrors="connect_function.test_window_functions")
def windows_that_are_refused(spark, F, Window, api):
    """Bounds of wrong kinds; functions that want an order or no window at all."""
    sales = _sales(spark)
    plain, ordered = Window.partitionBy("g"), Window.partitionBy("g").orderBy("t")
    return {
        "no_order": api.error_of(lambda: sales.select(F.row_number().over(plain)).schema),
        "not_a_window_function": api.error_of(
            lambda: sales.select(F.upper("g").over(plain)).schema
        ),
        "no_over": api.error_of(lambda: sales.select(F.row_number()).schema),
        "reversed": api.error_of(
            lambda: sales.select(F.sum("v").over(ordered.rowsBetween(2, -2))).schema
        ),
        "range_over_two": api.error_of(
            lambda: (
                sales.select(F.sum("v").over(ordered.orderBy("t", "v").rangeBetween(-1, 1))).schema
            )
        ),
        "in_filter": api.error_of(lambda: sales.filter(F.row_number().over(ordered) == 1).schema),
        "nested": api.error_of(
            lambda: sales.select(F.sum(F.sum("v").over(ordered)).over(ordered)).schema
        ),
        "distinct": api.error_of(lambda: sales.select(F.countDistinct("v").over(ordered)).schema),
        "text_bound": api.error_of(lambda: ordered.rowsBetween("a", 0)),
        "none_bound": api.error_of(lambda: ordered.rangeBetween(None, 0)),
        "number_key": api.error_of(lambda: Window.partitionBy(1)),
        "order_by_number": api.error_of(lambda: Window.orderBy(1.5)),
    }


@case(mirrors="connect_function.test_time_window_functions")
def windows_of_time(spark, F, api):
    """Tumbling, sliding, shifted and session windows, and durations that are none."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    events = spark.sql(
        "SELECT CAST(s AS TIMESTAMP) AS at, n FROM VALUES ('2024-01-01 00:01:00', 1),"
        " ('2024-01-01 00:07:00', 2), ('2024-01-01 00:08:30', 3) AS t(s, n)"
    )

    def counted(window):
        return events.groupBy(window.alias("w")).agg(F.sum("n").alias("n"))

    return {
        "tumbling": counted(F.window("at", "5 minutes")),
        "sliding": counted(F.window("at", "10 minutes", "5 minutes")),
        "shifted": counted(F.window(F.col("at"), "5 minutes", startTime="2 minutes")),
        "same_slide": counted(F.window("at", "5 minutes", "5 minutes", "1 minute")),
        "session": counted(F.session_window("at", "2 minutes")),
        "gap_column": counted(
            F.session_window("at", F.when(F.col("n") > 1, "1 minute").otherwise("10 minutes"))
        ),
        "window_time": counted(F.window("at", "5 minutes")).select(F.window_time("w").alias("t")),
        "slide_too_long": api.error_of(
            lambda: counted(F.window("at", "1 minute", "1 hour")).schema
        ),
        "no_duration": api.error_of(lambda: counted(F.window("at", "soon")).schema),
        "negative": api.error_of(lambda: counted(F.window("at", "-5 minutes")).schema),
        "not_a_time": api.error_of(lambda: counted(F.window("n", "5 minutes")).schema),
        "window_of_a_number": api.error_of(lambda: events.select(F.window_time("n")).schema),
    }


KINDS_OF_WINDOWS = {
    "duration_number": "F.window('a', 5)",
    "duration_column": "F.window('a', F.lit('5 minutes'))",
    "slide_number": "F.window('a', '5 minutes', 5)",
    "start_number": "F.window('a', '5 minutes', None, 5)",
    "empty_slide": "F.window('a', '5 minutes', '')",
    "empty_start": "F.window('a', '5 minutes', startTime='')",
    "time_number": "F.window(1, '5 minutes')",
    "session_number": "F.session_window('a', 5)",
    "session_none": "F.session_window('a', None)",
    "session_text": "F.session_window('a', '5 minutes')",
    "session_column": "F.session_window('a', F.col('gap'))",
    "window_time_number": "F.window_time(1)",
}


@case(mirrors="functions.test_window", since="3.5")
def arguments_of_time_windows(spark, F, api):
    """What each parameter of a time window may be."""
    return {name: _made(api, source, {"F": F}) for name, source in KINDS_OF_WINDOWS.items()}


# --- partition transforms ------------------------------------------------------------------------

TRANSFORMS = ("years", "months", "days", "hours")


@case(mirrors="functions.test_bucket")
def partition_transforms_out_of_place(spark, F, api):
    """They only stand in `partitionedBy`; in a projection the server refuses them."""
    import warnings

    warnings.simplefilter("ignore")
    frame = spark.sql("SELECT DATE'2024-01-01' AS d, 1 AS n")
    told = {
        name: api.error_of(lambda name=name: frame.select(getattr(F, name)("d")).collect())
        for name in TRANSFORMS
    }
    told["bucket"] = api.error_of(lambda: frame.select(F.bucket(4, "n")).collect())
    return told


@case(mirrors="functions.test_bucket", since="4.0")
def arguments_of_partition_transforms(spark, F, api):
    """The number of buckets is a number or a column; both names of each function."""
    import warnings

    warnings.simplefilter("ignore")
    sources = {
        "number": "F.bucket(4, 'n')",
        "column": "F.bucket(F.lit(4), F.col('n'))",
        "text": "F.bucket('4', 'n')",
        "float": "F.bucket(4.0, 'n')",
        "none": "F.bucket(None, 'n')",
        "no_column": "F.bucket(4, 5)",
        "in_partitioning": "F.partitioning.bucket(4, 'n')",
        "years": "F.partitioning.years('d')",
        "months": "F.partitioning.months(F.col('d'))",
        "days": "F.days('d')",
        "hours_of_a_number": "F.partitioning.hours(1)",
    }
    return {name: _made(api, source, {"F": F}) for name, source in sources.items()}


# --- calls by name, broadcast --------------------------------------------------------------------


@case(mirrors="connect_function.test_call_udf", since="3.5")
def calls_by_name_and_their_errors(spark, F, api):
    """`call_function` and `call_udf` with names, qualified names and wrong arguments."""
    frame = spark.createDataFrame([(4.0, "x")], "n double, s string")
    return {
        "builtin": frame.select(F.call_function("sqrt", "n").alias("q")),
        "qualified": frame.select(F.call_function("system.builtin.upper", F.col("s")).alias("u")),
        "no_argument": frame.select(F.call_function("pi").alias("p")),
        "udf": frame.select(F.call_udf("abs", -F.col("n")).alias("a")),
        "unknown": api.error_of(lambda: frame.select(F.call_function("no_such")).schema),
        "unknown_udf": api.error_of(lambda: frame.select(F.call_udf("no_such", "n")).schema),
        "too_many": api.error_of(lambda: frame.select(F.call_function("sqrt", "n", "n")).schema),
        "wrong_type": api.error_of(
            lambda: frame.select(F.call_function("sqrt", F.array("n"))).schema
        ),
        "argument_number": api.error_of(lambda: F.call_function("sqrt", 4)),
        "name_column": api.error_of(lambda: F.call_function(F.col("sqrt"), "n")),
    }


@case(mirrors="connect_function.test_broadcast", since="3.5")
def broadcasting_what_is_no_frame(spark, F, api):
    """Only frames can be broadcast."""
    frame = spark.range(2)
    return {
        "text": api.error_of(lambda: F.broadcast("t")),
        "none": api.error_of(lambda: F.broadcast(None)),
        "number": api.error_of(lambda: F.broadcast(1)),
        "twice": F.broadcast(F.broadcast(frame)),
        "schema": F.broadcast(frame).schema,
    }
