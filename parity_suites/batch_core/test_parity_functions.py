"""Scalar functions on chosen data, and one generated case a function of the registry."""

import importlib

from parity_suites.case import case


def _examples():
    """Rows of the generated module, if it is there: name, family, since, source, perhaps more."""
    try:
        module = importlib.import_module("parity_suites.batch_core.function_examples")
    except ModuleNotFoundError:
        return []
    return module.EXAMPLES


EXAMPLE_PARAMS = {
    name: case.param(since=since, source=source) for name, _family, since, source, *_ in _examples()
}


@case(mirrors="connect_function.test_function_parity", params=EXAMPLE_PARAMS)
def function_example(spark, F, T, Window, source):
    """The example of one registry row, on a frame of one row."""
    column = eval(source, {"spark": spark, "F": F, "T": T, "Window": Window})
    return spark.range(1).select(column.alias("value"))


# --- literals, conditionals -------------------------------------------------------------------


@case(mirrors="connect_column.test_literal_with_acceptable_type")
def literals_of_each_python_type(spark, F):
    """Which Spark type and value `lit` makes of each Python value."""
    import datetime
    import decimal

    values = [
        None,
        True,
        7,
        2**40,
        -(2**63),
        0.5,
        float("nan"),
        "tést",
        b"\x01\x02",
        decimal.Decimal("12.3400"),
        datetime.date(2024, 2, 29),
    ]
    return spark.range(1).select(*[F.lit(v).alias(f"c{n}") for n, v in enumerate(values)])


@case(mirrors="functions.test_lit_list")
def literal_lists(spark, F):
    """A list becomes an array, also nested."""
    return spark.range(1).select(
        F.lit([1, 2]).alias("i"), F.lit(["a", "b"]).alias("s"), F.lit([[1.5], [2.5]]).alias("n")
    )


@case(mirrors="functions.test_lit_day_time_interval", since="3.5")
def literal_moments(spark, F):
    """Timestamps and timedeltas as literals."""
    import datetime

    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark.range(1).select(
        F.lit(datetime.datetime(2024, 2, 29, 12, 30, 0, 5)).alias("t"),
        F.lit(datetime.timedelta(days=-1, seconds=3)).alias("i"),
    )


@case(mirrors="functions.test_lit_np_scalar", needs=("numpy",))
def literal_numpy_scalars(spark, F, api):
    """NumPy scalars keep their width."""
    np = api.numpy()
    return spark.range(1).select(
        F.lit(np.int8(1)).alias("i8"),
        F.lit(np.int64(2)).alias("i64"),
        F.lit(np.float32(0.5)).alias("f4"),
        F.lit(np.bool_(True)).alias("b"),
    )


@case(mirrors="connect_column.test_literal_with_unsupported_type")
def literals_that_do_not_exist(F, api):
    """Objects, huge integers and columns in lists are refused by the client."""
    return {
        "object": api.error_of(lambda: F.lit(object())),
        "complex": api.error_of(lambda: F.lit(1j)),
    }


@case(mirrors="connect_column.test_literal_integers")
def literal_integer_limits(F, api):
    """An integer beyond 64 bits is no literal."""
    return api.error_of(lambda: F.lit(2**63))


@case(mirrors="functions.test_nullifzero_zeroifnull")
def conditional_functions(spark, F):
    """coalesce, nanvl, greatest, least, ifnull by expression."""
    frame = spark.createDataFrame([(None, 2.0, float("nan")), (1.0, None, 3.0)], ["a", "b", "c"])
    return frame.select(
        F.coalesce("a", "b", F.lit(0.0)).alias("coalesce"),
        F.nanvl("c", F.lit(-1.0)).alias("nanvl"),
        F.greatest("a", "b", "c").alias("greatest"),
        F.least("a", "b", "c").alias("least"),
        F.isnull("a").alias("isnull"),
        F.expr("nullif(b, 2.0)").alias("nullif"),
    )


@case(mirrors="functions.test_greatest")
def greatest_needs_two_columns(F, api):
    """Greatest and least of one column are refused."""
    return {
        "greatest": api.error_of(lambda: F.greatest("a")),
        "least": api.error_of(lambda: F.least(F.col("a"))),
    }


# --- math -------------------------------------------------------------------------------------


@case(mirrors="functions.test_math_functions")
def rounding(spark, F):
    """Half up, half even, to negative places, floor and ceiling."""
    frame = spark.createDataFrame([(2.5,), (-2.5,), (1234.567,), (None,)], "x double")
    return frame.select(
        "x",
        F.round("x").alias("round"),
        F.bround("x").alias("bround"),
        F.round("x", -2).alias("hundreds"),
        F.floor("x").alias("floor"),
        F.ceil("x").alias("ceil"),
        F.rint("x").alias("rint"),
        F.signum("x").alias("signum"),
        F.abs("x").alias("abs"),
    )


@case(mirrors="functions.test_math_functions")
def exact_and_irrational(spark, F):
    """Functions whose results are exact or correctly rounded on every machine."""
    frame = spark.createDataFrame([(4.0, 12), (0.0, -7)], "x double, n int")
    return frame.select(
        F.sqrt("x"),
        F.pow("x", F.lit(2)).alias("pow"),
        F.factorial(F.lit(5)).alias("factorial"),
        F.hex("n"),
        F.bin("n"),
        F.conv(F.lit("ff"), 16, 2).alias("conv"),
        F.hypot(F.lit(3), F.lit(4)).alias("hypot"),
        F.pmod("n", F.lit(5)).alias("pmod"),
    )


@case(mirrors="functions.test_shiftleft")
def bit_shifts(spark, F):
    """Shifts left, right and unsigned."""
    frame = spark.createDataFrame([(-16,), (21,)], "n int")
    return frame.select(
        F.shiftleft("n", 2).alias("l"),
        F.shiftright("n", 1).alias("r"),
        F.shiftrightunsigned("n", 28).alias("u"),
        F.bitwise_not("n").alias("not"),
    )


@case(mirrors="functions.test_non_deterministic_with_seed")
def random_numbers_with_a_seed(spark, F):
    """Seeded random columns repeat themselves on one partition."""
    return spark.range(0, 3, 1, 1).select(F.rand(5).alias("u"), F.randn(5).alias("g"))


# --- text -------------------------------------------------------------------------------------


@case(mirrors="functions.test_string_functions")
def text_functions(spark, F):
    """Case, padding, trimming, search and replacement."""
    frame = spark.createDataFrame([("  Straße 12 ",), ("",), (None,)], "t string")
    return frame.select(
        F.upper("t").alias("upper"),
        F.initcap(F.lower("t")).alias("initcap"),
        F.trim("t").alias("trim"),
        F.ltrim("t").alias("ltrim"),
        F.rtrim("t").alias("rtrim"),
        F.lpad("t", 14, "*").alias("lpad"),
        F.rpad("t", 3, "-").alias("rpad"),
        F.length("t").alias("length"),
        F.instr("t", "12").alias("instr"),
        F.locate("a", "t").alias("locate"),
        F.translate("t", "aß", "Ä").alias("translate"),
        F.reverse("t").alias("reverse"),
        F.repeat("t", 2).alias("repeat"),
        F.ascii("t").alias("ascii"),
    )


@case(mirrors="connect_function.test_string_functions_multi_args")
def text_functions_of_several_columns(spark, F):
    """Concatenation, formatting, splitting and distances."""
    frame = spark.createDataFrame(
        [("kitten", "sitting", 3), ("a,b,,c", None, 0)], "l string, r string, n int"
    )
    return frame.select(
        F.concat("l", "r").alias("concat"),
        F.concat_ws("|", "l", "r").alias("concat_ws"),
        F.format_string("%s=%05d", "l", "n").alias("format"),
        F.split("l", ",").alias("split"),
        F.split("l", ",", 2).alias("split2"),
        F.substring("l", 2, 3).alias("substring"),
        F.substring_index("l", ",", -2).alias("index"),
        F.levenshtein("l", "r").alias("levenshtein"),
        F.format_number(F.col("n") * 1234.5, 1).alias("number"),
        F.overlay("l", F.lit("XX"), 2).alias("overlay"),
        F.soundex("l").alias("soundex"),
    )


@case(mirrors="functions.test_regexp_replace")
def regular_expressions(spark, F):
    """Extraction and replacement with groups."""
    frame = spark.createDataFrame([("2024-05-06 log",), ("none",)], "t string")
    return frame.select(
        F.regexp_extract("t", r"(\d+)-(\d+)", 2).alias("month"),
        F.regexp_replace("t", r"(\d{4})-(\d\d)", "$2/$1").alias("swapped"),
        F.regexp_replace("t", F.lit("o"), F.lit("0")).alias("zeros"),
    )


@case(mirrors="functions.test_regexp_replace")
def broken_regular_expression(spark, F, api):
    """A broken pattern is a runtime error that names the function."""
    frame = spark.createDataFrame([("x",)], "t string")
    return api.error_of(lambda: frame.select(F.regexp_extract("t", "(", 1)).collect())


@case(mirrors="functions.test_string_functions")
def hashes_and_encodings(spark, F):
    """Digests, checksums and base 64 of text and binary."""
    frame = spark.createDataFrame(
        [("Spark", bytearray(b"\x00\x01")), (None, None)], "t string, b binary"
    )
    return frame.select(
        F.md5("t").alias("md5"),
        F.sha1("t").alias("sha1"),
        F.sha2("t", 256).alias("sha2"),
        F.crc32("t").alias("crc32"),
        F.hash("t", "b").alias("hash"),
        F.xxhash64("t").alias("xxhash64"),
        F.base64("b").alias("base64"),
        F.unbase64(F.lit("AAE=")).alias("unbase64"),
        F.hex("b").alias("hex"),
        F.unhex(F.lit("ff")).alias("unhex"),
        F.encode("t", "utf-8").alias("encode"),
    )


@case(mirrors="functions.test_string_validation", since="3.5")
def text_functions_of_3_5(spark, F):
    """Functions that PySpark got in 3.5."""
    frame = spark.createDataFrame([("spark connect", "c")], "t string, p string")
    return frame.select(
        F.contains("t", "p").alias("contains"),
        F.startswith("t", F.lit("spark")).alias("startswith"),
        F.left("t", F.lit(3)).alias("left"),
        F.right("t", F.lit(3)).alias("right"),
        F.split_part("t", F.lit(" "), F.lit(2)).alias("part"),
        F.regexp_count("t", F.lit("[aeiou]")).alias("vowels"),
        F.char(F.lit(65)).alias("char"),
        F.url_encode(F.lit("a b&c")).alias("url"),
        F.mask(F.lit("Ab1-")).alias("mask"),
    )


@case(mirrors="functions.test_try_parse_json", since="4.0")
def functions_of_4_0(spark, F):
    """Variants, validation and randomness that came with 4.0."""
    frame = spark.createDataFrame([('{"a": [1, 2]}',), ("{broken",)], "t string")
    return frame.select(
        F.to_json(F.try_parse_json("t")).alias("json"),
        F.try_variant_get(F.try_parse_json("t"), "$.a[1]", "int").alias("second"),
        F.is_valid_utf8("t").alias("valid"),
        F.randstr(F.lit(4), F.lit(0)).alias("random"),
    )


# --- dates ------------------------------------------------------------------------------------


@case(mirrors="functions.test_datetime_functions")
def date_parts_and_arithmetic(spark, F):
    """Parts of a date, months and days added, differences."""
    frame = spark.sql("select date'2024-01-31' as d, date'2023-12-01' as e, 2 as n")
    return frame.select(
        F.year("d"),
        F.quarter("d"),
        F.month("d"),
        F.dayofmonth("d"),
        F.dayofweek("d"),
        F.dayofyear("d"),
        F.weekofyear("d"),
        F.add_months("d", 1).alias("add_months"),
        F.add_months("d", F.col("n")).alias("add_n"),
        F.date_add("d", "n").alias("date_add"),
        F.date_sub("d", 31).alias("date_sub"),
        F.datediff("d", "e").alias("datediff"),
        F.months_between("d", "e").alias("months_between"),
        F.last_day("d").alias("last_day"),
        F.next_day("d", "Mon").alias("next_day"),
        F.trunc("d", "quarter").alias("trunc"),
    )


@case(mirrors="functions.test_datetime_functions")
def timestamps_and_formats(spark, F):
    """Parsing, formatting and truncating in a fixed zone."""
    spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    frame = spark.createDataFrame([("2024-03-31 03:30:15",), (None,)], "t string")
    stamp = F.to_timestamp("t")
    return frame.select(
        stamp.cast("string").alias("stamp"),
        F.date_format(stamp, "yyyy/MM/dd HH-mm").alias("formatted"),
        F.to_date("t", "yyyy-MM-dd HH:mm:ss").alias("date"),
        F.hour(stamp).alias("hour"),
        F.minute(stamp).alias("minute"),
        F.second(stamp).alias("second"),
        F.unix_timestamp(stamp).alias("unix"),
        F.from_unixtime(F.lit(0)).alias("from_unix"),
        F.date_trunc("hour", stamp).cast("string").alias("trunc"),
        F.to_utc_timestamp(stamp, "Europe/Berlin").cast("string").alias("utc"),
    )


@case(mirrors="functions.test_make_date")
def dates_from_parts(spark, F, api):
    """make_date takes columns; impossible parts are null or an error, as the server's mode says."""
    frame = spark.createDataFrame([(2024, 2, 29)], "y int, m int, d int")
    spark.conf.set("spark.sql.ansi.enabled", "true")
    return {
        "date": frame.select(F.make_date("y", "m", "d").alias("date")),
        "error": api.error_of(lambda: frame.select(F.make_date(F.lit(2023), "m", "d")).collect()),
    }


@case(mirrors="functions.test_window_time")
def time_windows(spark, F, api):
    """Tumbling and sliding windows over timestamps."""
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    frame = spark.sql(
        "select timestamp'2024-01-01 00:00:00' + id * interval '7' minute as t, id from range(5)"
    )
    return {
        "tumbling": frame.groupBy(F.window("t", "10 minutes")).agg(F.sum("id").alias("s")),
        "sliding": frame.groupBy(F.window("t", "10 minutes", "5 minutes")).count(),
        "bad_length": api.error_of(lambda: F.window("t", 10)),
    }


# --- errors and odds --------------------------------------------------------------------------


@case(mirrors="functions.test_raise_error")
def raised_errors(spark, F, api):
    """raise_error and assert_true fail the query with their text."""
    one = spark.range(1)
    return {
        "raise": api.error_of(lambda: one.select(F.raise_error(F.lit("planned"))).collect()),
        "assert": api.error_of(
            lambda: one.select(F.assert_true(F.col("id") > 5, "small")).collect()
        ),
        "true": one.select(F.assert_true(F.col("id") == 0).alias("ok")),
        "not_text": api.error_of(lambda: F.raise_error(None)),
    }


@case(mirrors="connect_function.test_call_udf")
def functions_by_name(spark, F, api):
    """`expr` reaches functions without a Python name; unknown ones are analysis errors."""
    one = spark.range(1)
    return {
        "expr": one.select(F.expr("typeof(id)").alias("t"), F.expr("bit_count(7)").alias("b")),
        "unknown": api.error_of(lambda: one.select(F.expr("no_such_function(id)")).schema),
        "arguments": api.error_of(lambda: one.select(F.expr("upper()")).schema),
        "broken": api.error_of(lambda: one.select(F.expr("1 +")).schema),
    }


@case(mirrors="connect_function.test_call_udf", since="3.5")
def call_function_by_name(spark, F):
    """`call_function` takes a name and columns."""
    return spark.range(3).select(F.call_function("abs", F.col("id") - 2).alias("n"))


@case(mirrors="functions.test_functions_broadcast")
def broadcast_marks_a_frame(spark, F):
    """A broadcast frame joins as any other."""
    return spark.range(3).join(F.broadcast(spark.range(2)), "id")


@case(mirrors="connect_function.test_sorting_functions_with_column", ordered=True)
def sort_directions_as_functions(spark, F):
    """Asc and desc, with nulls first or last, by name and by column."""
    frame = spark.createDataFrame([(1, "b"), (None, "a"), (3, None)], "n int, s string")
    return {
        "asc_last": frame.sort(F.asc_nulls_last("n")).select("n"),
        "desc_first": frame.sort(F.desc_nulls_first(F.col("s"))).select("s"),
        "desc": frame.orderBy(F.desc("n"), F.asc("s")),
    }
