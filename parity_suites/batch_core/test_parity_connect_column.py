"""Columns of frames and of functions, their default names, and what they compute together."""

from parity_suites.case import case


def _frame(spark):
    return spark.createDataFrame(
        [(1, "x", 2.5, True), (2, None, -1.0, False), (None, "z", None, None)],
        "a int, b string, c double, d boolean",
    )


@case(mirrors="connect_column.test_columns")
def frame_columns_and_free_columns(spark, F, api):
    """A column of a frame, by attribute, item, position and name."""
    frame = _frame(spark)
    odd = spark.range(1).selectExpr("1 AS `count`", "2 AS `a b`", "3 AS schema")
    return {
        "same": frame.select(frame.a, frame["a"], frame[0], F.col("a"), "a"),
        "method_wins": odd.select(odd["count"], odd["a b"], odd["schema"]),
        "negative": frame.select(frame[-1]),
        "past": api.error_of(lambda: frame[9]),
        "is_column": isinstance(frame.a, api.Column),
    }


# PySpark 4.0 and 4.1 ask the server for the names as soon as one is used.
@case(mirrors="connect_column.test_columns", since="4.2")
def columns_that_a_frame_does_not_have(spark, api):
    """The server finds out that an item or an attribute is no column; asking for it does not."""
    frame = _frame(spark)
    item, attribute = frame["nothing"], frame.nothing
    return {
        "item": api.error_of(lambda: frame.select(item).schema),
        "attribute": api.error_of(lambda: frame.select(attribute).schema),
    }


def _containers(spark):
    return spark.sql(
        "SELECT named_struct('f', 1, 'g', named_struct('h', 'deep')) AS s, array(10, 20, 30) AS l,"
        " map('k', array(1, 2), 'm', NULL) AS m, 1 AS i, 'k' AS key"
    )


@case(mirrors="connect_column.test_column_accessor")
def access_into_structs_arrays_and_maps(spark, F):
    """Fields, positions and keys, nested."""
    frame = _containers(spark)
    return frame.select(
        frame.s.f,
        frame.s["g"]["h"].alias("deep"),
        frame.s.getField("g").getField("h").alias("deep2"),
        frame.l[0].alias("first"),
        frame.l.getItem(2).alias("item"),
        frame.m["k"][1].alias("in_map"),
        frame.m.getItem("m").alias("null"),
        frame.m["nothing"].alias("absent"),
        F.col("s.g.h").alias("dots"),
        F.col("m.k").alias("dot_key"),
    )


@case(mirrors="connect_column.test_column_accessor", since="4.0")
def access_by_columns(spark):
    """Positions and keys that are columns; whether they may be missing is ANSI mode's to say."""
    frame = _containers(spark)
    found = frame.select(frame.l[frame.i].alias("at"), frame.m[frame.key].alias("of"))
    return {"rows": found.collect(), "types": found.dtypes}


@case(mirrors="column.test_column_accessor")
def access_with_wrong_keys(spark, F, api):
    """Beyond the end, below zero, unknown fields, and slices."""
    frame = spark.sql("SELECT named_struct('f', 1) AS s, array(10) AS l, 'spark' AS t")
    return {
        "slice": frame.select(frame.t[1:3].alias("x"), F.col("t")[F.lit(2) : F.lit(2)].alias("y")),
        "past": api.error_of(lambda: frame.select(frame.l[5]).collect()),
        "below": api.error_of(lambda: frame.select(frame.l[-1]).collect()),
        "field": api.error_of(lambda: frame.select(frame.s.nothing).schema),
        "text_key": api.error_of(lambda: frame.select(frame.l["f"]).schema),
        "step": api.error_of(lambda: frame.t[1:3:2]),
        "open_slice": api.error_of(lambda: frame.t[:3]),
    }


@case(mirrors="column.test_getitem_column", since="4.0")
def columns_as_keys(spark, F):
    """A column as the key of an array and of a map, per row."""
    frame = spark.createDataFrame(
        [([5, 6, 7], {"x": 1, "y": 2}, 0, "y"), ([8, 9, 10], {"x": 3}, 2, "x")],
        "l array<int>, m map<string,int>, i int, k string",
    )
    return frame.select(
        frame.l[frame.i].alias("element"),
        frame.m[frame.k].alias("value"),
        frame.l[F.size("l") - 1].alias("last"),
        frame.m[F.lower(F.upper("k"))].alias("computed"),
        frame["l"][F.col("i")].alias("free"),
    )


@case(mirrors="connect_column.test_column_arithmetic_ops")
def arithmetic_with_nulls_and_types(spark, F):
    """All operators on columns of several types; nulls stay; types widen."""
    frame = _frame(spark)
    a, c = frame.a, frame.c
    made = frame.select(
        (a + c).alias("add"),
        (a - 1).alias("sub"),
        (3 * a).alias("mul"),
        (a / 2).alias("div"),
        (7 % a).alias("mod"),
        (a**3).alias("pow"),
        (-c).alias("neg"),
        (a + F.lit(2**40)).alias("long"),
        (a * F.lit("2")).alias("text"),
        (c - a * 2 + 1).alias("chain"),
    )
    return {"frame": made, "schema": made.schema}


@case(mirrors="connect_column.test_simple_binary_expressions")
def comparing_two_columns(spark, F):
    """Each comparison as a filter."""
    frame = spark.createDataFrame([(1, 2), (2, 2), (3, 2), (None, 2)], "x int, y int")
    conditions = {
        "eq": frame.x == frame.y,
        "ne": frame.x != frame.y,
        "lt": frame.x < frame.y,
        "le": frame.x <= frame.y,
        "gt": frame.x > frame.y,
        "ge": frame.x >= frame.y,
        "safe": frame.x.eqNullSafe(frame.y),
        "not": ~(frame.x == frame.y),
        "literal": frame.y == F.lit(2),
    }
    return {name: frame.filter(condition) for name, condition in conditions.items()}


@case(mirrors="connect_column.test_none")
def none_beside_columns(spark, F):
    """None is a null literal, beside operators and in methods."""
    frame = _frame(spark)
    return frame.select(
        (frame.a == None).alias("eq"),  # noqa: E711
        (frame.a != None).alias("ne"),  # noqa: E711
        (frame.a + None).alias("add"),
        (frame.d & None).alias("and"),
        (frame.d | None).alias("or"),
        frame.a.eqNullSafe(None).alias("safe"),
        frame.b.isin(None, "x").alias("isin"),
        F.when(frame.a == 1, None).otherwise(0).alias("when"),
        F.coalesce(F.lit(None), frame.b).alias("coalesce"),
    )


@case(mirrors="connect_column.test_column_with_null")
def null_tests_of_each_type(spark):
    """`isNull` and `isNotNull` on text, numbers and booleans, and as filters."""
    frame = _frame(spark)
    return {
        "columns": frame.select(
            *[frame[name].isNull().alias(f"{name}_null") for name in frame.columns],
            *[frame[name].isNotNull().alias(f"{name}_there") for name in frame.columns],
        ),
        "filter": frame.filter(frame.b.isNull() | frame.a.isNull()),
        "both": frame.filter(frame.b.isNotNull() & frame.c.isNotNull()),
    }


@case(mirrors="connect_column.test_literal_null")
def null_literals_of_a_type(spark, F):
    """A null cast to each type, and in functions."""
    types = ["int", "string", "double", "decimal(5,2)", "date", "timestamp", "binary"]
    types += ["array<int>", "map<string,int>", "struct<x:int>", "boolean"]
    row = spark.range(1)
    made = row.select(*[F.lit(None).cast(t).alias(f"c{n}") for n, t in enumerate(types)])
    return {"frame": made, "void": row.select(F.lit(None).alias("v")).schema}


@case(mirrors="connect_column.test_datetime")
def dates_beside_columns(spark, F):
    """Python dates and datetimes compared with columns and in `between`."""
    import datetime

    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql("SELECT DATE'2021-03-04' AS d, TIMESTAMP'2021-03-04 05:06:07' AS t")
    utc = datetime.timezone(datetime.timedelta(0))
    moment = datetime.datetime(2021, 3, 4, 5, 6, 7, tzinfo=utc)
    return frame.select(
        (frame.d == datetime.date(2021, 3, 4)).alias("date"),
        (frame.t == moment).alias("moment"),
        (frame.t > datetime.datetime(2021, 3, 4, 5, 6, 6, tzinfo=utc)).alias("later"),
        frame.d.between(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31)).alias("in_year"),
        frame.d.isin(datetime.date(2021, 3, 5), datetime.date(2021, 3, 4)).alias("one_of"),
        (F.lit(datetime.date(2021, 3, 10)) > frame.d).alias("left"),
        (F.lit(moment).cast("date") == frame.d).alias("cast"),
    )


@case(mirrors="connect_column.test_decimal")
def decimals_beside_columns(spark, F):
    """Decimals keep precision beside columns, other decimals and doubles."""
    import decimal

    one, tiny = decimal.Decimal("1.10"), decimal.Decimal("0.00001")
    frame = spark.sql("SELECT CAST(2.5 AS DECIMAL(10, 3)) AS m, 2 AS i, 0.5D AS f")
    made = frame.select(
        (frame.m + one).alias("add"),
        (frame.m * one).alias("mul"),
        (one - frame.i).alias("rsub"),
        (frame.f + one).alias("double"),
        (frame.m > one).alias("gt"),
        (frame.m / 3).alias("div"),
        F.lit(tiny).alias("tiny"),
        (F.lit(one) + F.lit(tiny)).alias("literals"),
        frame.m.cast("decimal(4,1)").alias("cast"),
    )
    return {"frame": made, "schema": made.schema}


CASTS = (
    "boolean byte short int long float double string binary date timestamp timestamp_ntz "
    "decimal(10,2) tinyint bigint"
)


@case(mirrors="connect_column.test_cast")
def casts_between_plain_types(spark, F):
    """Numbers and text to each type by its name, upper and lower case."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    numbers = [name for name in CASTS.split() if name not in ("binary", "date", "timestamp_ntz")]
    frame = spark.sql("SELECT 1 AS n, '2021-03-04' AS t")
    return {
        "number": frame.select(*[frame.n.cast(t).alias(f"c{i}") for i, t in enumerate(numbers)]),
        "text": frame.select(
            frame.t.cast("DATE").alias("d"),
            frame.t.cast("Timestamp").alias("t"),
            frame.t.cast("timestamp_ntz").alias("z"),
            frame.t.cast("binary").alias("b"),
        ),
        "nested": frame.select(
            F.array(frame.n).cast("array<string>").alias("a"),
            F.struct(frame.n, frame.t).cast("struct<x: double, y: date>").alias("s"),
            F.create_map(frame.t, frame.n).cast("map<date, string>").alias("m"),
        ),
    }


@case(mirrors="connect_column.test_cast_default_column_name")
def names_of_casts(spark, F, T):
    """A cast column keeps its name, a cast expression is named after itself."""
    frame = _frame(spark)
    return frame.select(
        frame.a.cast("long"),
        F.col("b").cast(T.BinaryType()),
        (frame.a + 1).cast("string"),
        F.lit(1).cast("double"),
        frame.c.cast("int").cast("string"),
        frame.a.alias("x").cast("string"),
    ).columns


@case(mirrors="connect_column.test_column_field_ops")
def fields_added_and_dropped(spark, F):
    """`withField` and `dropFields` in one projection, with a null struct."""
    frame = spark.sql("SELECT * FROM VALUES (named_struct('x', 1, 'y', 'p')), (NULL) AS t(s)")
    made = frame.select(
        frame.s.withField("z", F.lit(0.5)).alias("added"),
        frame.s.withField("x", frame.s.x + 1).alias("replaced"),
        frame.s.dropFields("y").alias("dropped"),
        frame.s.withField("n", F.struct(F.lit(1).alias("k")))
        .withField("n.m", F.lit(2))
        .alias("in"),
    )
    return {"frame": made, "schema": made.schema}


@case(mirrors="connect_column.test_with_field_column_name")
def names_of_updated_structs(spark, F):
    """The server names a struct with updated fields."""
    frame = spark.sql("SELECT named_struct('x', 1, 'y', 2) AS s")
    return {
        "with": frame.select(frame.s.withField("z", F.lit(1))).columns,
        "drop": frame.select(frame.s.dropFields("y")).columns,
        "field": frame.select(frame.s.withField("z", F.lit(1)).z).columns,
    }


@case(mirrors="connect_column.test_transform", since="4.1")
def chained_column_functions(spark, F, api):
    """Functions with and without names, closures, and what is no function or column."""
    frame = _frame(spark)

    def times(factor):
        return lambda column: column * factor

    return {
        "chain": frame.select(frame.a.transform(times(3)).transform(lambda c: c + 1).alias("n")),
        "function": frame.select(F.col("b").transform(F.upper).alias("u")),
        "no_function": api.error_of(lambda: frame.a.transform(1)),
        "no_column": api.error_of(lambda: frame.select(frame.a.transform(lambda c: object()))),
    }


@case(mirrors="connect_column.test_select_column_replaced_by_withcolumn")
def replaced_columns_in_one_step(spark, F, api):
    """The old column can be used while it is replaced; above, it is gone."""
    frame = _frame(spark)
    replaced = frame.withColumn("a", frame.a + 10)
    return {
        "new": replaced.select("a"),
        "other": replaced.select(frame.b, replaced.a),
        "several": frame.withColumns({"a": frame.c, "c": frame.a}),
        "kept_place": frame.withColumn("a", F.lit("q")).columns,
        "case": frame.withColumn("A", F.lit(1)).columns,
    }


@case(mirrors="connect_column.test_column_operator")
def precedence_is_pythons(spark, F):
    """Python's precedence decides: `&` binds tighter than comparison, so parentheses are needed."""
    frame = _frame(spark)
    a = frame.a
    return frame.select(
        (a + 1 * 2).alias("sum"),
        ((a > 0) & (a < 2) | frame.d).alias("and_or"),
        (~frame.d & (a == 2)).alias("not_first"),
        (-(a**2)).alias("neg_power"),
        (a - 1 - 1).alias("left"),
        (2**a**1).alias("right"),
    )


@case(mirrors="column.test_column_select", ordered=True)
def selecting_in_each_way(spark, F):
    """Columns, names and stars select the same."""
    frame = _frame(spark).orderBy("c")
    return {
        "star": frame.select("*"),
        "star_column": frame.select(F.col("*")),
        "attributes": frame.select(frame.a, frame.b),
        "filter": frame.where(frame.a == 1).select(frame.b),
        "filter_text": frame.where("a = 2").select("c"),
        "slices": frame.select(frame.columns[1:3]),
    }


@case(mirrors="column.test_column_name_encoding")
def names_of_any_script_in_errors(spark, F, api):
    """Names beyond ASCII in schemas, in errors and in SQL."""
    frame = spark.sql("SELECT 1 AS `naïve ☃`")
    return {
        "type": [type(name).__name__ for name in frame.columns],
        "select": frame.select("`naïve ☃`", F.col("`naïve ☃`").alias("雪")),
        "sql": frame.selectExpr("`naïve ☃` + 1 AS `ç`"),
        "unknown": api.error_of(lambda: frame.select("☃").schema),
        "json": frame.schema.json(),
    }
