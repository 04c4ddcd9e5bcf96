"""Functions on text and collections, conditions, sorting and generators, on one small frame."""

from parity_suites.case import case


def _values(spark):
    return spark.sql(
        "SELECT 1 AS i, -2.5D AS d, 'Spark SQL' AS s, CAST(NULL AS STRING) AS n,"
        " array(3, 1, NULL, 2) AS a, map('k', 1, 'l', 2) AS m, X'0A0B' AS b, true AS f"
        " UNION ALL SELECT 40, 0.5D, 'aé', 'x', array(), map(), X'', false"
    )


def _told(spark, F, sources, **names):
    columns = [eval(source, {"F": F, **names}).alias(name) for name, source in sources.items()]
    return _values(spark).select(*columns)


# --- text ------------------------------------------------------------------------------------

TEXT = {
    "upper": 'F.upper("s")',
    "lower": 'F.lower(F.col("s"))',
    "initcap": 'F.initcap("s")',
    "length": 'F.length("s")',
    "char_length": 'F.char_length("s")',
    "octet_length": 'F.octet_length("s")',
    "bit_length": 'F.bit_length("s")',
    "ascii": 'F.ascii("s")',
    "base64": 'F.base64("s")',
    "unbase64": 'F.unbase64(F.lit("aGk="))',
    "hex": 'F.hex("s")',
    "unhex": 'F.unhex(F.lit("4142"))',
    "trim": 'F.trim(F.lit("  x "))',
    "trim_chars": 'F.trim(F.lit("xxaxx"), F.lit("x"))',
    "ltrim": 'F.ltrim(F.lit("  x "))',
    "rtrim": 'F.rtrim(F.lit("  x "))',
    "lpad": 'F.lpad("s", 12, "#")',
    "rpad": 'F.rpad("s", 3, "#")',
    "repeat": 'F.repeat("s", 2)',
    "repeat_column": 'F.repeat("s", F.col("i"))',
    "reverse": 'F.reverse("s")',
    "split": 'F.split("s", " ")',
    "split_limit": 'F.split("s", "[aé]", 2)',
    "substring": 'F.substring("s", 2, 3)',
    "substring_column": 'F.substring("s", F.lit(1), F.col("i"))',
    "substring_index": 'F.substring_index("s", " ", 1)',
    "instr": 'F.instr("s", "a")',
    "instr_column": 'F.instr("s", F.lit("é"))',
    "locate": 'F.locate("a", "s")',
    "locate_from": 'F.locate("a", "s", 3)',
    "concat": 'F.concat("s", F.lit("-"), "n")',
    "concat_ws": 'F.concat_ws("-", "s", "n", F.lit("z"))',
    "format_number": 'F.format_number("d", 2)',
    "format_string": 'F.format_string("%d/%s", "i", "s")',
    "translate": 'F.translate("s", "aS", "z")',
    "regexp_extract": r'F.regexp_extract("s", r"(\w+) (\w+)", 2)',
    "regexp_replace": r'F.regexp_replace("s", "[aeiou]", "*")',
    "regexp_replace_columns": 'F.regexp_replace("s", F.lit("a"), F.col("s"))',
    "soundex": 'F.soundex("s")',
    "levenshtein": 'F.levenshtein("s", F.lit("spark"))',
    "overlay": 'F.overlay("s", F.lit("##"), 2)',
    "overlay_length": 'F.overlay("s", F.lit("##"), 2, 0)',
    "overlay_columns": 'F.overlay("s", F.lit("##"), F.col("i"), F.lit(1))',
    "sentences": 'F.sentences(F.lit("One two. Three!"))',
    "encode": 'F.encode("s", "UTF-8")',
    "decode": 'F.decode("b", "UTF-8")',
    "crc32": 'F.crc32("s")',
    "md5": 'F.md5("s")',
    "sha1": 'F.sha1("s")',
    "sha2": 'F.sha2("s", 256)',
    "hash": 'F.hash("s", "i")',
    "xxhash64": 'F.xxhash64("s", "i")',
}


@case(
    mirrors={
        "bit_length": "functions.test_bit_length_function",
        "octet_length": "functions.test_octet_length_function",
        "levenshtein": "functions.test_levenshtein_function",
        "overlay": "functions.test_overlay",
        "overlay_length": "functions.test_overlay",
        "overlay_columns": "functions.test_overlay",
        "regexp_replace": "functions.test_regexp_replace",
        "regexp_replace_columns": "functions.test_regexp_replace",
        "concat": "connect_function.test_string_functions_multi_args",
        "concat_ws": "connect_function.test_string_functions_multi_args",
        "format_string": "connect_function.test_string_functions_multi_args",
        "*": "connect_function.test_string_functions_one_arg",
    },
    params={name: {"source": source} for name, source in TEXT.items()},
)
def text_functions(spark, F, source):
    """One function on plain and accented text with a null."""
    return _told(spark, F, {"value": source})


@case(mirrors="functions.test_levenshtein_function", since="3.5")
def levenshtein_with_a_threshold(spark, F):
    """Beyond the threshold it is -1."""
    return _told(
        spark,
        F,
        {
            "near": 'F.levenshtein("s", F.lit("Spark SQK"), 2)',
            "far": 'F.levenshtein("s", F.lit("zzzzzzzz"), 2)',
        },
    )


@case(mirrors="functions.test_jaro_winkler_similarity_function", since="4.3")
def similarity_of_texts(spark, F):
    """Between zero and one."""
    return _told(
        spark,
        F,
        {
            "near": 'F.jaro_winkler_similarity(F.lit("martha"), F.lit("marhta"))',
            "same": 'F.jaro_winkler_similarity("s", "s")',
            "null": 'F.jaro_winkler_similarity("s", "n")',
        },
    )


@case(mirrors="functions.test_listagg_functions", since="4.0")
def joining_texts_of_a_group(spark, F):
    """With and without a delimiter; distinct ones; binary too."""
    rows = spark.createDataFrame([("a",), ("b",), (None,), ("b",)], "s string").coalesce(1)
    return rows.agg(
        F.listagg("s").alias("plain"),
        F.listagg("s", ",").alias("comma"),
        F.string_agg(F.col("s"), F.lit("-")).alias("agg"),
        F.length(F.listagg_distinct("s", ",")).alias("distinct"),
        F.length(F.string_agg_distinct("s")).alias("agg_distinct"),
        F.listagg(F.col("s").cast("binary"), b"\x00").alias("binary"),
    )


@case(mirrors="functions.test_collation", since="4.0")
def collations_of_text(spark, F):
    """The name of a column's collation, and comparing under one."""
    row = spark.range(1).select(
        F.collate(F.lit("A"), "UTF8_LCASE").alias("c"), F.lit("A").alias("p")
    )
    return {
        "names": row.select(F.collation("c").alias("c"), F.collation("p").alias("p")),
        "equal": row.select((F.col("c") == F.lit("a")).alias("c"), (F.col("p") == "a").alias("p")),
    }


@case(mirrors="functions.test_randstr_uniform", since="4.0")
def random_text_and_numbers(spark, F):
    """With a seed: length and bounds; both arguments as numbers or columns."""
    rows = spark.range(20).select(
        F.randstr(5, 1).alias("s"),
        F.randstr(F.lit(3), F.lit(2)).alias("t"),
        F.uniform(0, 9, 1).alias("u"),
        F.uniform(F.lit(1.5), F.lit(2.5), F.lit(0)).alias("v"),
    )
    return rows.agg(
        F.min(F.length("s")).alias("s"),
        F.max(F.length("t")).alias("t"),
        F.min(F.col("u").between(0, 9)).alias("u"),
        F.min(F.col("v").between(1.5, 2.5)).alias("v"),
    )


# --- collections, conditions, sorting --------------------------------------------------------

COLLECTIONS = {
    "array": 'F.array("i", F.lit(9))',
    "array_list": 'F.array(["i", "i"])',
    "array_contains": 'F.array_contains("a", 2)',
    "array_position": 'F.array_position("a", 2)',
    "array_remove": 'F.array_remove("a", 1)',
    "array_distinct": "F.array_distinct(F.array(F.lit(1), F.lit(1)))",
    "array_union": 'F.array_union("a", F.array(F.lit(9)))',
    "array_except": 'F.array_except("a", F.array(F.lit(1)))',
    "array_intersect": 'F.array_intersect("a", F.array(F.lit(1), F.lit(9)))',
    "array_join": 'F.array_join(F.col("a").cast("array<string>"), "-")',
    "array_join_null": 'F.array_join(F.col("a").cast("array<string>"), "-", "?")',
    "array_max": 'F.array_max("a")',
    "array_min": 'F.array_min("a")',
    "array_repeat": 'F.array_repeat("i", 2)',
    "array_repeat_column": 'F.array_repeat("s", F.lit(2))',
    "arrays_overlap": 'F.arrays_overlap("a", F.array(F.lit(3)))',
    "arrays_zip": 'F.arrays_zip("a", F.array(F.lit(1)))',
    "concat": 'F.concat("a", F.array(F.lit(7)))',
    "element_at": 'F.element_at("m", "k")',
    "flatten": 'F.flatten(F.array("a", "a"))',
    "size": 'F.size("a")',
    "slice": 'F.slice("a", 1, 2)',
    "slice_columns": 'F.slice("a", F.lit(1), F.col("i"))',
    "sort_array": 'F.sort_array("a")',
    "sort_array_desc": 'F.sort_array("a", False)',
    "array_sort": 'F.array_sort("a")',
    "sequence": "F.sequence(F.lit(1), F.lit(7), F.lit(3))",
    "map_keys": 'F.map_keys("m")',
    "map_values": 'F.map_values("m")',
    "map_entries": 'F.map_entries("m")',
    "map_concat": 'F.map_concat("m", F.create_map(F.lit("z"), F.lit(3)))',
    "map_concat_list": 'F.map_concat(["m", "m"][:1])',
    "map_contains_key": 'F.map_contains_key("m", "k")',
    "map_from_arrays": 'F.map_from_arrays(F.array(F.lit(1)), F.array("s"))',
    "map_from_entries": 'F.map_from_entries(F.array(F.struct(F.lit(1), "s")))',
    "create_map_list": 'F.create_map(["s", "i"])',
    "str_to_map": "F.expr(\"str_to_map('a:1,b:2')\")",
    "transform": 'F.transform("a", lambda x: x + 1)',
    "transform_index": 'F.transform("a", lambda x, i: x * i)',
    "filter": 'F.filter("a", lambda x: x > 1)',
    "filter_index": 'F.filter("a", lambda x, i: i > 1)',
    "exists": 'F.exists("a", lambda x: x > 2)',
    "forall": 'F.forall("a", lambda x: x > 0)',
    "aggregate": "F.aggregate(F.array(F.lit(1), F.lit(2)), F.lit(0), lambda acc, x: acc + x)",
    "aggregate_finish": "F.aggregate('a', F.lit(0), lambda s, x: s + x, lambda s: -s)",
    "zip_with": 'F.zip_with("a", F.array(F.lit(1), F.lit(2)), lambda x, y: F.coalesce(x, y))',
    "map_filter": 'F.map_filter("m", lambda k, v: v > 1)',
    "map_zip_with": 'F.map_zip_with("m", "m", lambda k, x, y: x + y)',
    "transform_keys": 'F.transform_keys("m", lambda k, v: F.upper(k))',
    "transform_values": 'F.transform_values("m", lambda k, v: v * 10)',
    "nested": "F.transform(F.array('a'), lambda xs: F.transform(xs, lambda x: x + F.size(xs)))",
    "array_sort_by": "F.array_sort(F.array(F.lit(1), F.lit(3), F.lit(2)), lambda x, y: y - x)",
}


@case(
    mirrors={
        "array_repeat": "functions.test_array_repeat",
        "array_repeat_column": "functions.test_array_repeat",
        "slice": "functions.test_slice",
        "slice_columns": "functions.test_slice",
        "map_concat": "functions.test_map_concat",
        "map_concat_list": "functions.test_map_concat",
        "map_keys": "connect_function.test_map_collection_functions",
        "map_values": "connect_function.test_map_collection_functions",
        "map_entries": "connect_function.test_map_collection_functions",
        "map_contains_key": "connect_function.test_map_collection_functions",
        "map_from_arrays": "connect_function.test_map_collection_functions",
        "map_from_entries": "connect_function.test_map_collection_functions",
        "transform": "connect_function.test_lambda_functions",
        "transform_index": "connect_function.test_lambda_functions",
        "filter": "connect_function.test_lambda_functions",
        "filter_index": "connect_function.test_lambda_functions",
        "exists": "connect_function.test_lambda_functions",
        "forall": "connect_function.test_lambda_functions",
        "aggregate": "connect_function.test_lambda_functions",
        "aggregate_finish": "connect_function.test_lambda_functions",
        "zip_with": "connect_function.test_lambda_functions",
        "map_filter": "connect_function.test_lambda_functions",
        "map_zip_with": "connect_function.test_lambda_functions",
        "transform_keys": "connect_function.test_lambda_functions",
        "transform_values": "connect_function.test_lambda_functions",
        "nested": "connect_function.test_nested_lambda_function",
        "*": "connect_function.test_collection_functions",
    },
    params={
        name: case.param(since="3.5" if name == "create_map_list" else "3.4", source=source)
        for name, source in COLLECTIONS.items()
    },
)
def collection_functions(spark, F, source):
    """One function on arrays and maps with a null element and an empty one."""
    return _told(spark, F, {"value": source})


CONDITIONS = {
    "when": 'F.when(F.col("i") > 1, "big").otherwise("small")',
    "when_open": 'F.when(F.col("i") > 1, "big")',
    "when_chain": 'F.when(F.col("i") > 30, 1).when(F.col("i") > 0, F.lit(2)).otherwise(F.col("i"))',
    "coalesce": 'F.coalesce("n", "s")',
    "isnull": 'F.isnull("n")',
    "isnan": 'F.isnan("d")',
    "between": 'F.col("i").between(1, 10)',
    "between_columns": 'F.col("d").between(F.lit(-3), F.col("i"))',
    "struct": 'F.struct("i", F.col("s").alias("t"))',
    "struct_list": 'F.struct(["i", "s"])',
    "expr": 'F.expr("i + length(s)")',
    "expr_alias": 'F.expr("i AS renamed")',
    "negate": '~F.col("f")',
    "assert_true": 'F.assert_true(F.col("i") > 0)',
    "assert_true_text": 'F.assert_true(F.col("i") > 0, "positive")',
}


@case(
    mirrors="connect_function.test_normal_functions",
    params={name: {"source": source} for name, source in CONDITIONS.items()},
)
def conditions_and_structs(spark, F, source):
    """Choices, null tests, structs and expressions."""
    return _told(spark, F, {"value": source})


@case(mirrors="functions.test_assert_true")
def assertions_that_fail(spark, F, api):
    """With the default message, text and a column; other messages are refused."""
    frame = spark.range(3)
    low = F.col("id") < 2
    return {
        "default": api.error_of(lambda: frame.select(F.assert_true(low)).collect()),
        "text": api.error_of(lambda: frame.select(F.assert_true(low, "too big")).collect()),
        "column": api.error_of(
            lambda: frame.select(F.assert_true(low, F.col("id").cast("string"))).collect()
        ),
        "number": api.error_of(lambda: frame.select(F.assert_true(low, 5))),
    }


@case(mirrors="functions.test_when")
def when_refuses_nonsense(spark, F, api):
    """The condition must be a column, and `otherwise` comes once."""
    return {
        "condition": api.error_of(lambda: F.when("id", 1)),
        "twice": api.error_of(lambda: F.when(F.lit(True), 1).otherwise(2).otherwise(3)),
        "after": api.error_of(lambda: F.when(F.lit(True), 1).otherwise(2).when(F.lit(True), 1)),
        "alone": api.error_of(lambda: F.col("id").otherwise(1)),
    }


@case(mirrors="functions.test_sorting_functions_with_column", ordered=True)
def sorting_functions(spark, F):
    """By name and by column, nulls on either end."""
    rows = spark.createDataFrame([(2,), (None,), (1,)], "v int")
    keys = {
        "asc": F.asc("v"),
        "desc": F.desc(F.col("v")),
        "asc_nulls_first": F.asc_nulls_first("v"),
        "asc_nulls_last": F.asc_nulls_last(F.col("v")),
        "desc_nulls_first": F.desc_nulls_first("v"),
        "desc_nulls_last": F.desc_nulls_last(F.col("v")),
    }
    return {name: rows.orderBy(key) for name, key in keys.items()}


@case(mirrors="connect_function.test_sort_with_nulls_order", ordered=True)
def sort_methods_with_nulls(spark, F):
    """The same through methods of a column, with a second key."""
    rows = spark.createDataFrame([("b", 2), (None, 1), ("a", None), ("a", 3)], "s string, n int")
    return {
        "first": rows.orderBy(F.col("s").asc_nulls_first(), F.col("n").desc_nulls_last()),
        "last": rows.sort(F.col("s").desc_nulls_last(), F.col("n").asc_nulls_first()),
    }


@case(mirrors="functions.test_expr")
def expressions_of_sql(spark, F):
    """Whole SQL expressions, beside columns."""
    frame = spark.createDataFrame([("Alice", 4), ("Bob", 3)], "name string, n int")
    return frame.select("name", F.expr("length(name)"), F.expr("n * 2").alias("twice"))


@case(mirrors="connect_function.test_count_star")
def counting_stars(spark, F):
    """`count("*")`, of a column, distinct, and of several columns."""
    rows = spark.createDataFrame([(1, "a"), (1, None), (None, None)], "n int, s string")
    return rows.agg(
        F.count("*").alias("all"),
        F.count(F.col("*")).alias("star"),
        F.count("s").alias("s"),
        F.countDistinct("n").alias("n"),
        F.countDistinct("n", "s").alias("pairs"),
        F.count_distinct(F.col("n")).alias("again"),
    )


@case(mirrors="connect_function.test_broadcast")
def broadcasting_changes_no_rows(spark, F, api):
    """A broadcast side joins as any other; a column cannot be broadcast."""
    left, right = spark.range(5), spark.range(3).withColumnRenamed("id", "n")
    return {
        "join": left.join(F.broadcast(right), F.col("id") == F.col("n")),
        "column": api.error_of(lambda: F.broadcast(F.col("id"))),
    }


@case(mirrors="functions.test_enum_literals", since="4.0")
def enumerations_as_literals(spark, F):
    """An enum member is its value."""
    import enum

    class Size(enum.IntEnum):
        SMALL = 1
        LARGE = 9

    class Tone(str, enum.Enum):  # noqa: UP042 - Python 3.8
        LOUD = "loud"

    return spark.range(1).select(
        F.lit(Size.LARGE).alias("int"),
        F.lit(Tone.LOUD).alias("str"),
        (F.col("id") + Size.SMALL).alias("sum"),
    )


# --- generators ------------------------------------------------------------------------------


@case(mirrors="connect_function.test_generator_functions")
def generators_in_a_projection(spark, F):
    """Explode, positions, structs, JSON fields and stacks."""
    frame = _values(spark)
    return {
        "explode": frame.select("i", F.explode("a")),
        "outer": frame.select("i", F.explode_outer("a").alias("x")),
        "posexplode": frame.select(F.posexplode("a")),
        "posexplode_outer": frame.select("i", F.posexplode_outer("a").alias("p", "x")),
        "map": frame.select(F.explode("m").alias("key", "number")),
        "json_tuple": frame.select(F.json_tuple(F.lit('{"a": 1, "b": 2}'), "a", "b")),
        "inline": frame.select(F.inline(F.array(F.struct("i", "s")))),
        "inline_outer": frame.select(F.inline_outer(F.array(F.struct("i", "s")))),
    }
