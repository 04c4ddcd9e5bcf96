"""Functions on JSON, CSV, XML, variants, URLs, geometry and vectors."""

from parity_suites.case import case


@case(mirrors="functions.test_schema_of_json")
def schemas_of_texts(spark, F, api):
    """Literals only; JSON, CSV and XML."""
    return {
        "json": spark.range(1).select(
            F.schema_of_json('{"a": 1, "b": [1.5]}').alias("text"),
            F.schema_of_json(F.lit('{"a": 1}'), {"primitivesAsString": "true"}).alias("options"),
        ),
        "csv": spark.range(1).select(
            F.schema_of_csv("1|a|2.5", {"sep": "|"}).alias("text"),
            F.schema_of_csv(F.lit("x,y")).alias("column"),
        ),
        "number": api.error_of(lambda: F.schema_of_json(1)),
        "csv_number": api.error_of(lambda: F.schema_of_csv(1)),
    }


@case(mirrors="functions.test_schema_of_xml", since="4.0")
def schemas_of_xml(spark, F, api):
    """Attributes and elements."""
    text = '<p a="1"><b>x</b><b>y</b></p>'
    return {
        "schema": spark.range(1).select(
            F.schema_of_xml(text).alias("text"),
            F.schema_of_xml(F.lit(text), {"excludeAttribute": "true"}).alias("options"),
        ),
        "number": api.error_of(lambda: F.schema_of_xml(1)),
    }


@case(mirrors="functions.test_from_csv")
def reading_and_writing_csv_fields(spark, F, api):
    """Schema as text, as a column, with options; and back."""
    rows = spark.createDataFrame([("1|x",), ("oops|y",), (None,)], "v string")
    return {
        "text": rows.select(F.from_csv("v", "a INT, b STRING", {"sep": "|"}).alias("r")),
        "column": rows.select(
            F.from_csv("v", F.schema_of_csv("1|a", {"sep": "|"}), {"sep": "|"}).alias("r")
        ),
        "to": spark.range(1).select(
            F.to_csv(F.struct(F.lit(1), F.lit("a b")), {"sep": "|"}).alias("t")
        ),
        "number": api.error_of(lambda: F.from_csv("v", 1)),
    }


@case(mirrors="functions.test_from_xml", since="4.0")
def reading_and_writing_xml_fields(spark, F, T, api):
    """Schema as text, type and column; and back."""
    rows = spark.createDataFrame([("<p><a>1</a></p>",), ("<p>",)], "v string")
    return {
        "text": rows.select(F.from_xml("v", "a INT").alias("r")),
        "type": rows.select(
            F.from_xml("v", T.StructType([T.StructField("a", T.LongType())])).alias("r")
        ),
        "column": rows.select(F.from_xml("v", F.schema_of_xml("<p><a>1</a></p>")).alias("r")),
        "options": rows.select(F.from_xml("v", "a INT", {"mode": "PERMISSIVE"}).alias("r")),
        "to": spark.range(1).select(
            F.to_xml(F.struct(F.lit(1).alias("a")), {"rowTag": "p"}).alias("t")
        ),
        "number": api.error_of(lambda: F.from_xml("v", 1)),
    }


@case(mirrors="connect_function.test_xml_functions", since="4.0")
def paths_into_xml(spark, F):
    """Each kind of value that a path may give."""
    text = F.lit("<a><b>1</b><b>2</b></a>")
    names = [
        "xpath_boolean",
        "xpath_double",
        "xpath_float",
        "xpath_int",
        "xpath_long",
        "xpath_number",
        "xpath_short",
        "xpath_string",
    ]
    path = F.lit("a/b")
    made = [getattr(F, name)(text, path).alias(name) for name in names]
    return spark.range(1).select(F.xpath(text, F.lit("a/b/text()")).alias("xpath"), *made)


@case(mirrors="functions.test_parse_json", since="4.0")
def variants_of_texts(spark, F):
    """JSON becomes a variant; what is none is an error or null."""
    rows = spark.createDataFrame([('{"a": 1}',), ("oops",)], "s string")
    return {
        "try": rows.select(F.to_json(F.try_parse_json("s")).alias("v")),
        "parse": rows.limit(1).select(F.to_json(F.parse_json(F.col("s"))).alias("v")),
    }


@case(mirrors="functions.test_variant_expressions", since="4.0")
def looking_into_variants(spark, F):
    """Fields by path and type; null where it does not fit; the schema of one and of many."""
    rows = spark.createDataFrame(
        [('{"a": 1, "b": ["x"]}', "$.a"), ('{"b": 2.5}', "$.b")], "s string, p string"
    )
    v = F.parse_json("s")
    return {
        "get": rows.select(
            F.variant_get(v, "$.a", "int").alias("a"),
            F.try_variant_get(v, "$.b", "double").alias("b"),
            F.try_variant_get(v, F.col("p"), "string").alias("path"),
            F.is_variant_null(F.parse_json(F.lit("null"))).alias("null"),
        ),
        "schema": rows.select(F.schema_of_variant(v).alias("s")),
        "all": rows.agg(F.schema_of_variant_agg(v).alias("s")),
    }


@case(mirrors="functions.test_to_variant_object", since="4.0")
def structs_as_variants(spark, F):
    """A struct becomes an object."""
    return spark.range(1).select(
        F.to_json(
            F.to_variant_object(F.struct(F.lit(1).alias("a"), F.array(F.lit("x")).alias("b")))
        ).alias("v")
    )


@case(mirrors="functions.test_try_parse_url", since="4.0")
def urls_in_parts(spark, F):
    """Host, path, query and one of its keys; null for what is no URL."""
    rows = spark.createDataFrame(
        [("https://spark.apache.org/path?q=1&r=2",), ("inva lid://x",)], "u string"
    )
    good = rows.limit(1)
    return {
        "parts": good.select(
            F.parse_url("u", F.lit("HOST")).alias("host"),
            F.parse_url("u", F.lit("QUERY"), F.lit("r")).alias("key"),
            F.try_parse_url("u", F.lit("PATH")).alias("path"),
        ),
        "try": rows.select(F.try_parse_url(F.col("u"), F.lit("QUERY")).alias("q")),
    }


POINT = 'F.unhex(F.lit("0101000000000000000000F03F0000000000000040"))'


@case(
    mirrors={
        "srid": "functions.test_st_srid",
        "srid_of_geography": "functions.test_st_srid",
        "set_number": "functions.test_st_setsrid",
        "set_column": "functions.test_st_setsrid",
        "set_unknown": "functions.test_st_setsrid",
        "binary_of_geography": "functions.test_st_geogfromwkb",
        "null": "functions.test_st_geomfromwkb",
        "broken": "functions.test_st_geomfromwkb",
        "*": "functions.test_st_asbinary",
    },
    since="4.1",
    params={
        "binary": {"source": f"F.st_asbinary(F.st_geomfromwkb({POINT}))"},
        "binary_of_geography": {"source": f"F.st_asbinary(F.st_geogfromwkb({POINT}))"},
        "srid": {"source": f"F.st_srid(F.st_geomfromwkb({POINT}))"},
        "srid_of_geography": {"source": f"F.st_srid(F.st_geogfromwkb({POINT}))"},
        "set_number": {"source": f"F.st_srid(F.st_setsrid(F.st_geomfromwkb({POINT}), 3857))"},
        "set_column": {
            "source": f"F.st_srid(F.st_setsrid(F.st_geomfromwkb({POINT}), F.lit(4326)))"
        },
        "set_unknown": {"source": f"F.st_srid(F.st_setsrid(F.st_geomfromwkb({POINT}), 9999))"},
        "null": {"source": "F.st_asbinary(F.st_geomfromwkb(F.lit(None).cast('binary')))"},
        "broken": {"source": "F.st_asbinary(F.st_geomfromwkb(F.unhex(F.lit('00'))))"},
    },
)
def geometry_functions(spark, F, source):
    """Points to bytes and back, and their reference systems."""
    return spark.range(1).select(eval(source, {"F": F}).alias("value"))


VECTORS = {
    "avg": 'F.vector_avg("a")',
    "sum": 'F.vector_sum("a")',
    "norm": 'F.vector_norm("a")',
    "norm_one": 'F.vector_norm("a", F.lit(1.0).cast("float"))',
    "normalize": 'F.vector_normalize("a")',
    "cosine": 'F.vector_cosine_similarity("a", "b")',
    "inner": 'F.vector_inner_product("a", F.col("b"))',
    "distance": 'F.vector_l2_distance("a", "b")',
}


@case(
    mirrors="functions.test_vector_functions",
    since="4.3",
    params={name: {"source": source} for name, source in VECTORS.items()},
)
def vector_functions(spark, F, source):
    """Arrays of floats as vectors; aggregates over one row."""
    row = spark.sql("SELECT array(3.0F, 4.0F) AS a, array(1.0F, 0.0F) AS b")
    return row.select(eval(source, {"F": F}).alias("value"))


@case(mirrors="functions.test_inline")
def inlining_structs(spark, F):
    """Fields of an array of structs become columns; null elements give nulls."""
    rows = spark.sql(
        "SELECT array(named_struct('a', 1, 'b', 'x'), NULL) AS s UNION ALL SELECT array()"
    )
    return rows.select(F.inline("s"))


@case(mirrors="connect_function.test_csv_functions")
def json_and_csv_round_trips(spark, F, T):
    """Structs to text and back."""
    row = spark.sql("SELECT named_struct('a', 1, 'b', 'x y') AS s")
    schema = T.StructType([T.StructField("a", T.IntegerType()), T.StructField("b", T.StringType())])
    return row.select(
        F.to_json("s").alias("json"),
        F.from_json(F.to_json("s"), schema).alias("back"),
        F.from_json(F.to_json("s"), "a INT").alias("part"),
        F.to_csv("s").alias("csv"),
        F.get_json_object(F.to_json("s"), "$.b").alias("field"),
    )
