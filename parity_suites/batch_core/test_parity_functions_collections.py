"""Functions of arrays, maps, structs and JSON, with Python lambdas and generators."""

from parity_suites.case import case

# --- collections ------------------------------------------------------------------------------


@case(mirrors="functions.test_array_contains_function")
def array_functions(spark, F):
    """Search, set operations and reshaping of arrays."""
    frame = spark.createDataFrame(
        [([3, 1, None, 3], [1, 4]), ([], None), (None, [1])], "a array<int>, b array<int>"
    )
    return frame.select(
        F.array_contains("a", 3).alias("contains"),
        F.array_position("a", 1).alias("position"),
        F.array_distinct("a").alias("distinct"),
        F.array_union("a", "b").alias("union"),
        F.array_intersect("a", "b").alias("intersect"),
        F.array_except("a", "b").alias("except"),
        F.array_remove("a", 3).alias("remove"),
        F.array_repeat(F.lit("x"), 2).alias("repeat"),
        F.array_join(F.col("a").cast("array<string>"), "-", "?").alias("join"),
        F.array_max("a").alias("max"),
        F.array_min("a").alias("min"),
        F.arrays_overlap("a", "b").alias("overlap"),
        F.arrays_zip("a", "b").alias("zip"),
        F.sort_array("a", asc=False).alias("sorted"),
        F.slice("a", 2, 2).alias("slice"),
        F.size("a").alias("size"),
    )


@case(mirrors="functions.test_slice")
def array_functions_with_columns_as_arguments(spark, F):
    """element_at, slice and sequence take columns where numbers fit."""
    frame = spark.createDataFrame([([10, 20, 30], 2)], "a array<int>, n int")
    return frame.select(
        F.element_at("a", -1).alias("last"),
        F.slice("a", F.col("n"), F.col("n") - 1).alias("slice"),
        F.sequence(F.lit(1), "n").alias("sequence"),
        F.flatten(F.array("a", "a")).alias("flat"),
        F.concat("a", F.array("n")).alias("concat"),
        F.array_sort("a").alias("sort"),
    )


@case(mirrors="functions.test_map_functions")
def map_functions(spark, F):
    """Making maps, looking into them, joining them."""
    frame = spark.createDataFrame([({"k": 1, "l": None},)], "m map<string,int>")
    return frame.select(
        F.map_keys("m").alias("keys"),
        F.map_values("m").alias("values"),
        F.map_entries("m").alias("entries"),
        F.map_from_arrays(F.array(F.lit(1)), F.array(F.lit("x"))).alias("from_arrays"),
        F.map_concat("m", F.create_map(F.lit("z"), F.lit(9))).alias("concat"),
        F.map_contains_key("m", "k").alias("contains"),
        F.create_map(F.lit("a"), F.lit(1), F.lit("b"), F.lit(2)).alias("created"),
    )


@case(mirrors="connect_function.test_lambda_functions")
def higher_order_functions(spark, F):
    """Python lambdas over arrays and maps."""
    frame = spark.createDataFrame(
        [([1, 2, 3, None], {"a": 1, "b": 2})], "a array<int>, m map<string,int>"
    )
    return frame.select(
        F.transform("a", lambda x: x * 10).alias("transform"),
        F.transform("a", lambda x, i: x + i).alias("indexed"),
        F.filter("a", lambda x: x > 1).alias("filter"),
        F.exists("a", lambda x: x == 3).alias("exists"),
        F.forall(F.array(F.lit(1), F.lit(2)), lambda x: x > 0).alias("forall"),
        F.aggregate(F.array(F.lit(1), F.lit(2)), F.lit(0), lambda s, x: s + x).alias("sum"),
        F.aggregate(
            F.array(F.lit(3), F.lit(4)), F.lit(1), lambda s, x: s * x, lambda s: s + 100
        ).alias("finished"),
        F.zip_with("a", F.reverse("a"), lambda x, y: F.coalesce(x, y)).alias("zip_with"),
        F.transform_values("m", lambda k, v: F.concat(k, v.cast("string"))).alias("values"),
        F.transform_keys("m", lambda k, v: F.upper(k)).alias("keys"),
        F.map_filter("m", lambda k, v: v > 1).alias("map_filter"),
    )


@case(mirrors="functions.test_nested_higher_order_function")
def lambdas_inside_lambdas(spark, F):
    """Variables of nested lambdas do not hide each other."""
    frame = spark.createDataFrame([([1, 2], ["a", "b"])], "n array<int>, s array<string>")
    return frame.select(
        F.flatten(
            F.transform("n", lambda n: F.transform("s", lambda s: F.concat(s, n.cast("string"))))
        ).alias("pairs")
    )


@case(mirrors="functions.test_higher_order_function_failures")
def lambdas_of_the_wrong_shape(F, api):
    """Too many parameters, star arguments, and a result that is no column, are refused."""
    return {
        "four": api.error_of(lambda: F.transform(F.col("a"), lambda a, b, c, d: a)),
        "none": api.error_of(lambda: F.transform(F.col("a"), lambda: F.lit(1))),
        "star": api.error_of(lambda: F.transform(F.col("a"), lambda *x: x[0])),
        "keyword": api.error_of(lambda: F.transform(F.col("a"), lambda *, x: x)),
        "value": api.error_of(lambda: F.transform(F.col("a"), lambda x: 1)),
    }


@case(mirrors="functions.test_explode")
def generators(spark, F):
    """Explode in its four forms, and inline."""
    frame = spark.createDataFrame(
        [(1, ["a", "b"], {"k": 5}), (2, [], None)], "id int, l array<string>, m map<string,int>"
    )
    return {
        "explode": frame.select("id", F.explode("l")),
        "outer": frame.select("id", F.explode_outer("l").alias("x")),
        "pos": frame.select("id", F.posexplode("l")),
        "pos_outer": frame.select("id", F.posexplode_outer("m")),
        "map": frame.select("id", F.explode("m").alias("key", "val")),
        "inline": frame.select("id", F.inline(F.expr("array(struct(1 as p, 'x' as q))"))),
    }


@case(mirrors="connect_function.test_json_functions")
def json_and_csv(spark, F, T):
    """Parsing and writing JSON and CSV text with schemas as types, DDL and columns."""
    frame = spark.createDataFrame(
        [('{"a": 1, "b": ["x"]}', "1,z"), ("broken", "")], "j string, c string"
    )
    schema = T.StructType([T.StructField("a", T.LongType())])
    return frame.select(
        F.from_json("j", schema).alias("typed"),
        F.from_json("j", "a int, b array<string>").alias("ddl"),
        F.from_json("j", F.schema_of_json('{"a": 0}')).alias("inferred"),
        F.get_json_object("j", "$.b[0]").alias("path"),
        F.to_json(F.struct("c")).alias("json"),
        F.from_csv("c", "n int, t string").alias("csv"),
        F.to_csv(F.struct(F.lit(1), F.lit("a b"))).alias("to_csv"),
        F.schema_of_csv("1,a").alias("schema"),
    )


@case(mirrors="functions.test_json_tuple_empty_fields")
def json_tuples(spark, F):
    """json_tuple makes one text column a field."""
    frame = spark.createDataFrame([('{"a": 1, "b": null}',)], "j string")
    return frame.select(F.json_tuple("j", "a", "b", "c"))
