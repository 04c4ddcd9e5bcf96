"""JSON, CSV, XML and variants by every kind of schema, path and option; bitmaps and counting."""

from parity_suites.case import case


def _told(api, columns):
    """The rows of each one-column frame, or why it has none."""
    told = {}
    for name, make in columns.items():
        error = api.error_of(lambda make=make: make().collect())
        told[name] = make() if error is None else error
    return told


# --- JSON, CSV, XML ------------------------------------------------------------------------------


@case(mirrors="connect_function.test_json_functions")
def json_by_each_kind_of_schema(spark, F, T, api):
    """DDL with and without `struct`, types, arrays, maps, JSON text and columns."""
    frame = spark.sql("""SELECT '{"a": 1, "b": [1.5, null]}' AS s, '[{"a": 1}, {"a": 2}]' AS l""")
    struct = T.StructType().add("a", "integer").add("b", T.ArrayType(T.DoubleType()))

    def read(schema, options=None, column="s"):
        return lambda: frame.select(F.from_json(column, schema, options).alias("v"))

    return _told(
        api,
        {
            "fields": read("a INT, b ARRAY<DOUBLE>"),
            "struct_text": read("STRUCT<a: INT, b: ARRAY<DOUBLE>>"),
            "struct": read(struct),
            "json_of_struct": read(struct.json()),
            "map": read(T.MapType(T.StringType(), T.StringType())),
            "map_text": read("MAP<STRING, STRING>"),
            "array": read(T.ArrayType(T.StructType().add("a", "long")), column="l"),
            "array_text": read("ARRAY<STRUCT<a: LONG>>", column="l"),
            "literal": read(F.lit("a INT")),
            "schema_of": read(F.schema_of_json(F.lit('{"a": 0}'))),
            "schema_of_text": read(F.schema_of_json('{"b": [0.5]}')),
            "no_match": read("z STRING"),
            "broken_schema": read("a INT INT"),
            "by_row": read(F.col("s")),
        },
    )


@case(mirrors="connect_function.test_json_functions")
def json_by_mode_and_options(spark, F, api):
    """What becomes of text that is no JSON, or needs an option."""
    frame = spark.sql(
        """SELECT explode(array('{"a": 1}', '{"a": "x"}', '{', '{a: 2}', "{'a': 3}")) AS s"""
    )

    def read(**options):
        return lambda: frame.select("s", F.from_json("s", "a INT, bad STRING", options).alias("v"))

    return _told(
        api,
        {
            "permissive": read(mode="PERMISSIVE"),
            "corrupt": read(columnNameOfCorruptRecord="bad"),
            "failfast": read(mode="FAILFAST"),
            "unquoted": read(allowUnquotedFieldNames=True),
            "no_single": read(allowSingleQuotes="false"),
            "unknown_mode": read(mode="SOMETIMES"),
        },
    )


@case(mirrors="connect_function.test_json_functions")
def json_written_with_options(spark, F, api):
    """Structs, arrays and maps as text; options; what cannot be written."""
    frame = spark.sql(
        "SELECT named_struct('a', 1, 'n', NULL, 't', DATE'2024-01-02') AS s,"
        " array(map('k', 1.5D)) AS l"
    )
    return _told(
        api,
        {
            "plain": lambda: frame.select(F.to_json("s").alias("v")),
            "nulls": lambda: frame.select(F.to_json("s", {"ignoreNullFields": False}).alias("v")),
            "dates": lambda: frame.select(F.to_json("s", {"dateFormat": "yy/MM"}).alias("v")),
            "pretty": lambda: frame.select(F.to_json("s", {"pretty": True}).alias("v")),
            "list": lambda: frame.select(F.to_json("l").alias("v")),
            "number": lambda: frame.select(F.to_json(F.lit(1)).alias("v")),
            "path": lambda: frame.select(F.get_json_object(F.to_json("l"), "$[0].k").alias("v")),
            "tuple": lambda: frame.select(F.json_tuple(F.to_json("s"), "a", "t", "zz")),
        },
    )


@case(mirrors="connect_function.test_csv_functions")
def csv_by_each_kind_of_schema(spark, F, api):
    """DDL, columns and options; modes; too few and too many fields."""
    frame = spark.sql("SELECT explode(array('1,a', '2', 'x,y,z', '3;b', '')) AS s")

    def read(schema, options=None):
        return lambda: frame.select("s", F.from_csv("s", schema, options).alias("v"))

    return _told(
        api,
        {
            "fields": read("n INT, t STRING"),
            "literal": read(F.lit("n INT")),
            "schema_of": read(F.schema_of_csv("1,a")),
            "separator": read("n INT, t STRING", {"sep": ";"}),
            "failfast": read("n INT, t STRING", {"mode": "FAILFAST"}),
            "null_value": read("n STRING, t STRING", {"nullValue": "a"}),
            "broken_schema": read("n INT,,"),
            "by_row": read(F.col("s")),
            "array_schema": read("ARRAY<INT>"),
        },
    )


@case(mirrors="connect_function.test_xml_functions", since="4.0")
def xml_by_each_kind_of_schema(spark, F, T, api):
    """DDL, types, columns; attributes and values; options; text that is no XML."""
    frame = spark.sql(
        "SELECT explode(array('<p id=\"7\"><a>1</a><a>2</a></p>', '<p/>', '<p')) AS s"
    )

    def read(schema, options=None):
        return lambda: frame.select("s", F.from_xml("s", schema, options).alias("v"))

    return _told(
        api,
        {
            "fields": read("_id INT, a ARRAY<INT>"),
            "struct": read(T.StructType().add("a", T.ArrayType(T.StringType()))),
            "literal": read(F.lit("a STRING")),
            "schema_of": read(F.schema_of_xml(F.lit('<p id="1"><a>1</a></p>'))),
            "prefix": read("at_id INT", {"attributePrefix": "at_"}),
            "failfast": read("a ARRAY<INT>", {"mode": "FAILFAST"}),
            "wrong_kind": read(T.ArrayType(T.StringType())),
            "broken_schema": read("a INT INT"),
            "written": lambda: frame.limit(1).select(
                F.to_xml(F.struct(F.lit(1).alias("x")), {"rowTag": "row"}).alias("v")
            ),
        },
    )


# --- variants ------------------------------------------------------------------------------------


@case(mirrors="functions.test_variant_expressions", since="4.0")
def variants_by_path_and_type(spark, F, api):
    """Paths as text and columns, every plain type, casts that fail, and broken paths."""
    frame = spark.sql(
        """SELECT '$.l[1]' AS p,"""
        """ parse_json('{"i": 7, "s": "x", "l": [1, "2"], "o": {"k": true}, "n": null}') AS v"""
    )

    def get(path, kind, name="variant_get"):
        return lambda: frame.select(getattr(F, name)("v", path, kind).alias("r"))

    return _told(
        api,
        {
            "int": get("$.i", "int"),
            "string_of_int": get("$.i", "string"),
            "bool": get("$.o.k", "boolean"),
            "array": get("$.l", "array<string>"),
            "struct": get("$.o", "struct<k: boolean>"),
            "map": get("$.o", "map<string, boolean>"),
            "column_path": lambda: frame.select(F.variant_get("v", F.col("p"), "int").alias("r")),
            "absent": get("$.zz", "int"),
            "null": get("$.n", "int"),
            "wrong_type": get("$.s", "int"),
            "try_wrong_type": get("$.s", "int", "try_variant_get"),
            "broken_path": get("i", "int"),
            "unknown_type": get("$.i", "whole"),
            "is_null": lambda: frame.select(
                F.is_variant_null(F.variant_get("v", "$.n", "variant")).alias("r")
            ),
            "schema": lambda: frame.select(F.schema_of_variant("v").alias("r")),
            "schema_agg": lambda: frame.select(F.schema_of_variant_agg("v").alias("r")),
            "cast": lambda: frame.select(F.col("v").cast("string").alias("r")),
            "to_json": lambda: frame.select(F.to_json("v").alias("r")),
        },
    )


@case(mirrors="functions.test_parse_json", since="4.0")
def texts_that_are_no_variants(spark, F, api):
    """Broken JSON is an error or null; doubled keys and numbers of any size."""
    frame = spark.range(1)
    parse_json, try_parse_json = F.parse_json, F.try_parse_json

    def parse(text, function=parse_json):
        return lambda: frame.select(function(F.lit(text)).cast("string").alias("r"))

    return _told(
        api,
        {
            "broken": parse("{"),
            "try_broken": parse("{", try_parse_json),
            "doubled": parse('{"a": 1, "a": 2}'),
            "large": parse("123456789012345678901234567890"),
            "float": parse("1e3"),
            "text": parse('"x"'),
            "empty": parse(""),
            "null": parse(None),
            "number_argument": lambda: frame.select(parse_json(F.lit(1))),
        },
    )


# --- bitmaps and counting ------------------------------------------------------------------------


@case(mirrors="connect_function.test_aggregation_functions", since="3.5")
def bitmaps_of_numbers(spark, F):
    """Bucket and position of each number; distinct numbers counted by bitmaps."""
    numbers = spark.sql("SELECT * FROM VALUES (1L), (1L), (32769L), (-1L), (NULL) AS t(n)")
    placed = numbers.select(
        "n", F.bitmap_bucket_number("n").alias("bucket"), F.bitmap_bit_position("n").alias("bit")
    )
    maps = placed.groupBy("bucket").agg(F.bitmap_construct_agg("bit").alias("m"))
    return {
        "placed": placed,
        "counts": maps.select("bucket", F.bitmap_count("m").alias("n")),
        "together": maps.agg(F.bitmap_count(F.bitmap_or_agg("m")).alias("n")),
    }


@case(mirrors="connect_function.test_aggregation_functions", since="3.5")
def counting_by_sketches(spark, F, api):
    """HyperLogLog by size as number and column; count-min by its parameters; refusals."""
    # Never hand Spark bytes that are no HyperLogLog sketch, nor a deviation of nothing: either
    # takes its whole JVM down.
    numbers = spark.range(50).select((F.col("id") % 10).alias("n"))
    return {
        "hll": numbers.agg(
            F.hll_sketch_estimate(F.hll_sketch_agg("n")).alias("plain"),
            F.hll_sketch_estimate(F.hll_sketch_agg("n", 6)).alias("number"),
            F.hll_sketch_estimate(F.hll_sketch_agg(F.col("n"), F.lit(10))).alias("column"),
            F.approx_count_distinct("n").alias("approx"),
            F.approx_count_distinct("n", 0.1).alias("looser"),
        ),
        "count_min": numbers.agg(
            F.length(F.count_min_sketch("n", F.lit(0.5), F.lit(0.5), F.lit(1))).alias("bytes")
        ),
        "size": api.error_of(lambda: numbers.agg(F.hll_sketch_agg("n", 99)).collect()),
        "type": api.error_of(lambda: numbers.agg(F.hll_sketch_agg(F.array("n"))).schema),
        "eps": api.error_of(
            lambda: numbers.agg(
                F.count_min_sketch("n", F.lit(-1.0), F.lit(0.5), F.lit(1))
            ).collect()
        ),
    }
