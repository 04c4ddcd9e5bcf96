"""Table-valued functions of `spark.tvf`, on literals and beside lateral joins."""

from parity_suites.case import case


def _lists(spark):
    return spark.createDataFrame(
        [(1, ["a", "b"], {"x": 1}), (2, [], {}), (3, None, None)],
        "k int, l array<string>, m map<string,int>",
    )


@case(mirrors="tvf.test_explode", since="4.0")
def explode_arrays_and_maps(spark, F):
    """One row an element; a map gives key and value; none for empty and null."""
    return {
        "array": spark.tvf.explode(F.array(F.lit(1), F.lit(2))),
        "map": spark.tvf.explode(F.create_map(F.lit("a"), F.lit(1), F.lit("b"), F.lit(None))),
        "empty": spark.tvf.explode(F.array().cast("array<int>")),
        "null": spark.tvf.explode(F.lit(None).cast("array<int>")),
        "nested": spark.tvf.explode(F.array(F.array(F.lit(1)), F.array(F.lit(2), F.lit(3)))),
    }


@case(mirrors="tvf.test_explode_outer", since="4.0")
def explode_outer_keeps_a_row(spark, F):
    """Empty and null give one row of nulls."""
    return {
        "array": spark.tvf.explode_outer(F.array(F.lit(1), F.lit(2))),
        "empty": spark.tvf.explode_outer(F.array().cast("array<int>")),
        "null_map": spark.tvf.explode_outer(F.lit(None).cast("map<string,int>")),
    }


@case(
    mirrors="tvf.test_explode_with_lateral_join",
    since="4.0",
    params={how: {"how": how} for how in ("inner", "left")},
)
def explode_beside_a_lateral_join(spark, F, how):
    """Arrays and maps of the left row."""
    lists = _lists(spark)
    return {
        "array": lists.lateralJoin(spark.tvf.explode(F.col("l").outer()), how=how),
        "map": lists.lateralJoin(spark.tvf.explode(F.col("m").outer()), how=how),
    }


@case(mirrors="tvf.test_explode_outer_with_lateral_join", since="4.0")
def explode_outer_beside_a_lateral_join(spark, F):
    """Every left row stays."""
    lists = _lists(spark)
    return {
        "array": lists.lateralJoin(spark.tvf.explode_outer(F.col("l").outer())),
        "map": lists.lateralJoin(spark.tvf.explode_outer(F.col("m").outer())),
    }


@case(mirrors="tvf.test_posexplode", since="4.0")
def posexplode_counts(spark, F):
    """The position comes first, from zero."""
    return {
        "array": spark.tvf.posexplode(F.array(F.lit("a"), F.lit("b"))),
        "map": spark.tvf.posexplode(F.create_map(F.lit("a"), F.lit(1))),
        "empty": spark.tvf.posexplode(F.array().cast("array<int>")),
    }


@case(mirrors="tvf.test_posexplode_outer", since="4.0")
def posexplode_outer_counts(spark, F):
    """Null stands for position and element of nothing."""
    return {
        "array": spark.tvf.posexplode_outer(F.array(F.lit("a"), F.lit("b"))),
        "null": spark.tvf.posexplode_outer(F.lit(None).cast("array<int>")),
    }


@case(mirrors="tvf.test_posexplode_with_lateral_join", since="4.0")
def posexplode_beside_a_lateral_join(spark, F):
    """Positions begin anew for each row."""
    lists = _lists(spark)
    return lists.lateralJoin(spark.tvf.posexplode(F.col("l").outer()))


@case(mirrors="tvf.test_posexplode_outer_with_lateral_join", since="4.0")
def posexplode_outer_beside_a_lateral_join(spark, F):
    """Every left row stays, with or without position."""
    lists = _lists(spark)
    return lists.lateralJoin(spark.tvf.posexplode_outer(F.col("l").outer()))


@case(mirrors="tvf.test_inline", since="4.0")
def inline_structs(spark, F):
    """Fields become columns."""
    pairs = F.expr("array(struct(1 AS a, 'x' AS b), struct(2 AS a, 'y' AS b))")
    return {
        "rows": spark.tvf.inline(pairs),
        "empty": spark.tvf.inline(F.array().cast("array<struct<a:int,b:string>>")),
        "hole": spark.tvf.inline(F.array(F.struct(F.lit(1).alias("a")), F.lit(None))),
    }


@case(mirrors="tvf.test_inline_outer", since="4.0")
def inline_outer_structs(spark, F):
    """Nothing is one row of nulls."""
    return {
        "rows": spark.tvf.inline_outer(F.array(F.struct(F.lit(1).alias("a")))),
        "empty": spark.tvf.inline_outer(F.array().cast("array<struct<a:int,b:string>>")),
        "null": spark.tvf.inline_outer(F.lit(None).cast("array<struct<a:int>>")),
    }


def _structs(spark):
    return spark.sql(
        "SELECT * FROM VALUES (1, array(struct(1 AS a, 'x' AS b), struct(2 AS a, 'y' AS b))),"
        " (2, array()), (3, null) AS t(k, s)"
    )


@case(mirrors="tvf.test_inline_with_lateral_join", since="4.0")
def inline_beside_a_lateral_join(spark, F):
    """Fields of the left row's structs."""
    return _structs(spark).lateralJoin(spark.tvf.inline(F.col("s").outer()))


@case(mirrors="tvf.test_inline_outer_with_lateral_join", since="4.0")
def inline_outer_beside_a_lateral_join(spark, F):
    """Every left row stays."""
    return _structs(spark).lateralJoin(spark.tvf.inline_outer(F.col("s").outer()))


@case(mirrors="tvf.test_json_tuple", since="4.0")
def json_tuple_reads_fields(spark, F, api):
    """One column a field; what is absent is null; a field is needed."""
    text = F.lit('{"a": 1, "b": "x", "c": [1, 2]}')
    return {
        "fields": spark.tvf.json_tuple(text, F.lit("b"), F.lit("a"), F.lit("c"), F.lit("z")),
        "broken": spark.tvf.json_tuple(F.lit("{oops"), F.lit("a")),
        "none": api.error_of(lambda: spark.tvf.json_tuple(text)),
    }


@case(mirrors="tvf.test_json_tuple_with_lateral_join", since="4.0")
def json_tuple_beside_a_lateral_join(spark, F):
    """Fields of the left row's text."""
    texts = spark.createDataFrame([(1, '{"a": "x"}'), (2, "no"), (3, None)], "k int, t string")
    return texts.lateralJoin(spark.tvf.json_tuple(F.col("t").outer(), F.lit("a"), F.lit("b")))


@case(mirrors="tvf.test_stack", since="4.0")
def stack_makes_rows(spark, F):
    """The first argument is the number of rows; the last may be filled with nulls."""
    one, two, three = F.lit(1), F.lit(2), F.lit(3)
    return {
        "even": spark.tvf.stack(F.lit(3), one, two, three),
        "filled": spark.tvf.stack(F.lit(2), one, two, three).select("col0", "col1"),
    }


@case(mirrors="tvf.test_stack_with_lateral_join", since="4.0")
def stack_beside_a_lateral_join(spark, F):
    """Values of the left row in rows."""
    frame = spark.createDataFrame([(1, 10, 11), (2, 20, 21)], "k int, a int, b int")
    stacked = spark.tvf.stack(
        F.lit(2), F.lit("a"), F.col("a").outer(), F.lit("b"), F.col("b").outer()
    )
    return frame.lateralJoin(stacked)


@case(mirrors="tvf.test_collations", since="4.0")
def collations_can_be_listed(spark):
    """The list holds the collations of Spark's own."""
    names = spark.tvf.collations().where("NAME IN ('UTF8_BINARY', 'UTF8_LCASE')")
    return names.select("CATALOG", "SCHEMA", "NAME").orderBy("NAME")


@case(mirrors="tvf.test_sql_keywords", since="4.0")
def keywords_can_be_listed(spark):
    """Each keyword, and whether it is reserved."""
    return spark.tvf.sql_keywords().where("keyword IN ('SELECT', 'TABLE', 'ZONE')")


@case(mirrors="connect_basic.test_range", since="4.0")
def ranges_as_table_function(spark):
    """With an end; a start; a step and partitions."""
    return {
        "end": spark.tvf.range(3),
        "start": spark.tvf.range(2, 4),
        "step": spark.tvf.range(10, 0, -4),
        "partitions": spark.tvf.range(0, 4, 2, 2),
    }


@case(mirrors="tvf.test_variant_explode", since="4.0")
def variants_explode(spark, F):
    """Position, key and value of arrays and objects; nothing of a scalar."""
    return {
        "array": _told(spark.tvf.variant_explode(F.parse_json(F.lit('["x", 2]')))),
        "object": _told(spark.tvf.variant_explode(F.parse_json(F.lit('{"a": true, "b": 1.5}')))),
        "scalar": _told(spark.tvf.variant_explode(F.parse_json(F.lit("7")))),
        "null": _told(spark.tvf.variant_explode(F.lit(None).cast("variant"))),
    }


def _told(frame):
    return frame.selectExpr("pos", "key", "to_json(value) AS value")


@case(mirrors="tvf.test_variant_explode_outer", since="4.0")
def variants_explode_outer(spark, F):
    """One row of nulls where there is nothing."""
    return {
        "array": _told(spark.tvf.variant_explode_outer(F.parse_json(F.lit('["x", 2]')))),
        "empty": _told(spark.tvf.variant_explode_outer(F.parse_json(F.lit("[]")))),
    }


def _variants(spark):
    return spark.sql(
        "SELECT k, parse_json(t) AS v FROM VALUES (1, '[1, 2]'), (2, '{\"a\": 3}'), (3, '[]')"
        " AS t(k, t)"
    )


@case(mirrors="tvf.test_variant_explode_with_lateral_join", since="4.0")
def variants_explode_beside_a_lateral_join(spark, F):
    """Elements of the left row's variant."""
    exploded = _variants(spark).lateralJoin(spark.tvf.variant_explode(F.col("v").outer()))
    return exploded.selectExpr("k", "pos", "key", "to_json(value) AS value")


@case(mirrors="tvf.test_variant_explode_outer_with_lateral_join", since="4.0")
def variants_explode_outer_beside_a_lateral_join(spark, F):
    """Every left row stays."""
    exploded = _variants(spark).lateralJoin(spark.tvf.variant_explode_outer(F.col("v").outer()))
    return exploded.selectExpr("k", "pos", "key", "to_json(value) AS value")
