"""Expressions and literals of upstream's plan tests: the type and value each has on a server."""

from parity_suites.case import case


def _one(spark):
    return spark.range(1)


def _named(columns):
    return [column.alias(name) for name, column in columns.items()]


@case(mirrors="connect_plan.test_simple_column_expressions")
def names_of_plain_columns(spark, F):
    """How the server calls a column that has no alias."""
    frame = spark.createDataFrame([(1, "x")], "a int, b string")
    a = F.col("a")
    made = frame.select(
        a, frame.a, a + 1, a * frame.a, -a, a == 1, a.isNull(), a.cast("string"), F.upper("b")
    )
    return {"names": made.columns, "frame": made.toDF(*[f"c{n}" for n in range(9)])}


@case(mirrors="connect_plan.test_column_expressions")
def names_of_nested_expressions(spark, F):
    """Functions of operators of functions, choices, structs and lambdas."""
    frame = spark.createDataFrame([(1, [1, 2], "x")], "a int, l array<int>, s string")
    a = F.col("a")
    made = frame.select(
        F.round(F.sqrt(a + 3) / 2, 1),
        F.when(a > 0, "p").otherwise(F.col("s")),
        F.struct("a", (a + 1).alias("n")),
        F.array(a, a + 1)[1],
        F.col("l")[0],
        F.size(F.filter("l", lambda x: x > a)),
        F.concat(F.col("s"), F.lit("-"), a),
        a.between(0, 2) & ~a.isin(7),
    )
    return {"values": made.toDF(*[f"c{n}" for n in range(8)]), "plain": made.columns[:5]}


@case(mirrors="connect_plan.test_column_alias")
def aliases_and_their_metadata(spark, F, api):
    """One name, the last of several, and metadata that stays."""
    frame = spark.range(1)
    tagged = frame.select(F.col("id").alias("n", metadata={"tags": ["a", "b"], "deep": {"k": 1}}))
    return {
        "again": frame.select(F.col("id").alias("x").alias("y")),
        "schema": tagged.schema,
        "kept": tagged.select("n").schema["n"].metadata,
        "lost": tagged.select((F.col("n") + 1).alias("n")).schema["n"].metadata,
        "empty": frame.select(F.col("id").alias("")).columns,
        "several": api.error_of(lambda: frame.select(F.col("id").alias("x", "y")).schema),
    }


@case(mirrors="connect_plan.test_column_literals")
def literals_beside_columns(spark, F):
    """Literals of plain types have their own type and are not nullable."""
    return _one(spark).select(
        *_named(
            {
                "int": F.lit(1),
                "long": F.lit(2**40),
                "double": F.lit(1.5),
                "text": F.lit("x"),
                "yes": F.lit(True),
                "null": F.lit(None),
                "column": F.lit(F.col("id")),
                "sum": F.lit(1) + F.lit(2.5),
            }
        )
    )


@case(mirrors="connect_plan.test_numeric_literal_types")
def numeric_literals_by_width(spark, F, api):
    """Integers by size; beyond 64 bits is an error; decimals keep their digits."""
    import decimal

    made = _one(spark).select(
        *_named(
            {
                "int_max": F.lit(2**31 - 1),
                "int_min": F.lit(-(2**31)),
                "above_int": F.lit(2**31),
                "below_int": F.lit(-(2**31) - 1),
                "long_max": F.lit(2**63 - 1),
                "long_min": F.lit(-(2**63)),
                "decimal": F.lit(decimal.Decimal("12.340")),
                "small": F.lit(decimal.Decimal("0.000001")),
                "wide": F.lit(decimal.Decimal("1" * 30)),
                "negative": F.lit(decimal.Decimal("-0.50")),
            }
        )
    )
    return {
        "frame": made,
        "above_long": api.error_of(lambda: F.lit(2**63)),
        "below_long": api.error_of(lambda: F.lit(-(2**63) - 1)),
    }


@case(mirrors="connect_plan.test_float_nan_inf")
def floats_that_are_no_numbers(spark, F):
    """NaN, both infinities and the negative zero."""
    nan, inf = float("nan"), float("inf")
    return _one(spark).select(
        *_named(
            {
                "nan": F.lit(nan),
                "inf": F.lit(inf),
                "minus": F.lit(-inf),
                "zero": F.lit(-0.0),
                "nan_is_nan": F.lit(nan) == F.lit(nan),
                "nan_is_large": F.lit(nan) > inf,
                "isnan": F.isnan(F.lit(inf) - inf),
            }
        )
    )


@case(mirrors="connect_plan.test_null_literal")
def null_literals(spark, F):
    """A null has the void type until something gives it one."""
    return _one(spark).select(
        *_named(
            {
                "void": F.lit(None),
                "cast": F.lit(None).cast("int"),
                "coalesced": F.coalesce(F.lit(None), F.lit(2)),
                "sum": F.lit(None) + 1,
                "equal": F.lit(None) == F.lit(None),
                "safe": F.lit(None).eqNullSafe(None),
                "array": F.array(F.lit(None), F.lit(1)),
            }
        )
    )


@case(mirrors="connect_plan.test_binary_literal")
def binary_literals(spark, F):
    """Bytes and bytearrays, empty and with zeros."""
    return _one(spark).select(
        *_named(
            {
                "bytes": F.lit(b"\x00\xff"),
                "empty": F.lit(b""),
                "array": F.lit(bytearray(b"ab")),
                "length": F.length(F.lit(b"abc")),
                "text": F.lit(b"abc").cast("string"),
            }
        )
    )


@case(mirrors="connect_plan.test_uuid_literal")
def uuids_are_no_literals(spark, F, api):
    """A UUID has to become text first."""
    import uuid

    one = uuid.UUID("12345678-1234-5678-1234-567812345678")
    return {
        "uuid": api.error_of(lambda: F.lit(one)),
        "compared": api.error_of(lambda: F.col("id") == one),
        "text": _one(spark).select(F.lit(str(one)).alias("u")),
    }


@case(mirrors="connect_plan.test_datetime_literal_types")
def literals_of_dates_and_times(spark, F):
    """Dates, timestamps with and without a zone, and durations."""
    import datetime

    spark.conf.set("spark.sql.session.timeZone", "UTC")
    utc = datetime.timezone(datetime.timedelta(0))
    zone = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    return _one(spark).select(
        *_named(
            {
                "date": F.lit(datetime.date(2023, 2, 28)),
                "old_date": F.lit(datetime.date(1500, 1, 1)),
                "utc": F.lit(datetime.datetime(2023, 5, 6, 7, 8, 9, 10, utc)),
                "zone": F.lit(datetime.datetime(2023, 5, 6, 7, 8, tzinfo=zone)),
                "before_epoch": F.lit(datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, utc)),
                "day": F.lit(datetime.timedelta(days=1)),
                "micros": F.lit(datetime.timedelta(microseconds=-1)),
                "large": F.lit(datetime.timedelta(days=99999, hours=23)),
            }
        )
    )


@case(mirrors="connect_plan.test_list_to_literal")
def lists_as_literals(spark, F):
    """Lists of each plain type, nested ones, and an empty one."""
    import datetime
    import decimal

    return _one(spark).select(
        *_named(
            {
                "ints": F.lit([1, 2, 3]),
                "texts": F.lit(["a", ""]),
                "floats": F.lit([0.5, float("inf")]),
                "bools": F.lit([True, False]),
                "nested": F.lit([[1], [2, 3]]),
                "dates": F.lit([datetime.date(2020, 1, 1)]),
                "decimals": F.lit([decimal.Decimal("1.50")]),
                "mixed": F.lit([1, 2.5]),
                "null": F.lit([1, None]),
                "empty": F.lit([]),
            }
        )
    )


@case(mirrors="connect_plan.test_literal_expression_with_arrays", since="4.0")
def lists_beside_operators(spark, F, api):
    """A list beside `isin` is a literal; its elements all have the type of the first one."""
    import datetime

    frame = spark.sql("SELECT array(1, 2) AS a, array('x') AS s, array(array(1)) AS n")
    made = frame.select(
        F.col("a").isin([[1, 2], [3]]).alias("ints"),
        F.col("s").isin(["x"], ["y"]).alias("texts"),
        F.col("n").isin([[[1]], [[2], [3]]]).alias("nested"),
        F.when(F.lit(True), [1, 2]).otherwise([3]).alias("choice"),
        F.when(F.lit(False), [1.5]).otherwise([2.5, None]).alias("with_null"),
    )

    def refused(*values):
        return api.error_of(lambda: frame.select(F.col("a").isin(*values)).schema)

    return {
        "frame": made,
        "text_and_int": refused([["x", 1]]),
        "int_and_text": refused([[1, "x"]]),
        "int_and_float": refused([[1, 1.5]]),
        "float_and_int": refused([[1.5, 1]]),
        "int_and_long": refused([[1, 2**40]]),
        "bool_and_int": refused([[True, 1]]),
        "list_and_int": refused([[[1], 2]]),
        "nested_text": refused([[[1], ["x"]]]),
        "with_column": refused([[1, F.col("b")]]),
        "datetime_and_date": refused([[datetime.datetime(2020, 1, 1), datetime.date(2020, 1, 1)]]),
        "empty": refused([[], [1]]),
        "null_first": refused([[None, 1]]),
    }


@case(mirrors="connect_plan.test_literal_to_any_conversion")
def literals_come_back_as_they_were(spark, F):
    """What `collect` gives for a literal is the value that went in, or its nearest."""
    import datetime
    import decimal

    spark.conf.set("spark.sql.session.timeZone", "UTC")
    values = {
        "bool": False,
        "int": -5,
        "long": 2**50,
        "double": 1e-300,
        "text": "ü\n\t'\"",
        "bytes": b"\x01",
        "decimal": decimal.Decimal("-1234.5678"),
        "date": datetime.date(9999, 12, 31),
        "duration": datetime.timedelta(days=2, microseconds=3),
        "list": [[1.5], [2.5]],
    }
    row = _one(spark).select(*_named({name: F.lit(v) for name, v in values.items()})).collect()[0]
    return {
        "same": {name: row[name] == value for name, value in values.items()},
        "types": {name: type(row[name]).__name__ for name in values},
    }


@case(mirrors="connect_plan.test_repr", since="4.0")
def text_of_frames_and_columns(spark, F):
    """The text of a frame names its columns and types."""
    frame = spark.createDataFrame(
        [(1, [1.5], {"k": "v"})], "a int, l array<double>, m map<string,string>"
    )
    return {
        "frame": repr(frame),
        "text": str(frame),
        "selected": repr(frame.select("a", F.struct("a").alias("s"))),
        "no_columns": repr(frame.drop("a", "l", "m")),
        "column": repr(frame.a),
    }


@case(mirrors="connect_plan.test_print")
def printing_schemas(spark, F, api):
    """`printSchema` as a tree, to a given depth."""
    frame = spark.createDataFrame([], "a int, s struct<x: array<struct<y: map<string,int>>>>")
    return {
        "tree": api.printed(lambda: frame.printSchema()),
        "show": api.printed(lambda: frame.show()),
        "explain_says_something": "Physical Plan" in api.printed(lambda: frame.explain()),
    }
