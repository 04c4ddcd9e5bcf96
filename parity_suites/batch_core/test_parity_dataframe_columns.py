"""Columns of a DataFrame: selecting, adding, renaming, dropping, describing them; edge inputs."""

from parity_suites.case import case


def _abc(spark):
    return spark.createDataFrame([(1, "x", 1.5), (2, None, None)], "a int, b string, c double")


def _twice(spark):
    return spark.sql("select 1 as a, 2 as a, 3 as b")


# --- one column -------------------------------------------------------------------------------


@case(mirrors="dataframe.test_column_iterator")
def items_of_a_frame(spark, F, api):
    """A frame is subscripted by name, position, columns, lists and conditions."""
    frame = _abc(spark)
    return {
        "name": frame.select(frame["a"]),
        "position": frame.select(frame[1]),
        "last": frame.select(frame[-1]),
        "list": frame[["c", "a"]],
        "tuple": frame["c", frame.a],
        "condition": frame[frame.a > 1],
        "dotted": spark.sql("select named_struct('x', 7) as s").select(F.col("s")["x"]),
        "star": frame.select(frame["*"]),
        "empty_list": frame[[]],
    }


@case(mirrors="dataframe.test_column_iterator")
def items_that_cannot_be(spark, api):
    """Positions beyond the end, other types, names that two columns have."""
    frame = _abc(spark)
    return {
        "beyond": api.error_of(lambda: frame[3]),
        "before": api.error_of(lambda: frame[-4]),
        "float": api.error_of(lambda: frame[1.5]),
        "none": api.error_of(lambda: frame[None]),
        "slice": api.error_of(lambda: frame[0:1]),
        "ambiguous": api.error_of(lambda: _twice(spark).select("a").collect()),
    }


@case(mirrors="dataframe.test_column_iterator", since="4.2")
def items_that_are_no_columns(spark, api):
    """Unknown names are found out by the server, when the rows are asked for."""
    frame = _abc(spark)
    item, attribute = frame["nope"], frame.nope
    return {
        "name": api.error_of(lambda: frame.select(item).collect()),
        "attribute": api.error_of(lambda: frame.select(attribute).collect()),
    }


@case(mirrors="dataframe.test_colregex")
def column_patterns(spark, api):
    """Backquoted patterns, plain names, patterns that match nothing."""
    wide = spark.createDataFrame([(1, 2, 3, 4)], "ab int, ac int, B int, `x.y` int")
    return {
        "prefix": wide.select(wide.colRegex("`a.*`")).columns,
        "any": wide.select(wide.colRegex("`.*`")).columns,
        "case": wide.select(wide.colRegex("`b`")).columns,
        "dotted": wide.select(wide.colRegex("`x\\.y`")).columns,
        "nothing": api.error_of(lambda: wide.select(wide.colRegex("`z`")).columns),
        "no_quotes": wide.select(wide.colRegex("ab")).columns,
        "plain_pattern": api.error_of(lambda: wide.select(wide.colRegex("a.*")).columns),
        "broken": api.error_of(lambda: wide.select(wide.colRegex("`(`")).columns),
        "number": api.error_of(lambda: wide.colRegex(1)),
    }


@case(mirrors="dataframe.test_metadata_column", since="4.0")
def hidden_columns(spark, tmp, api):
    """Frames without hidden columns, a plain column asked for as hidden one, a number."""
    path = str(tmp / "files")
    spark.range(2).coalesce(1).write.json(path)
    read = spark.read.schema("id long").json(path)
    return {
        "fields": read.select(read.metadataColumn("_metadata"))
        .schema["_metadata"]
        .dataType.fieldNames()[:3],
        "not_in_star": read.columns,
        "plain": api.error_of(lambda: read.select(read.metadataColumn("id")).collect()),
        "absent": api.error_of(
            lambda: spark.range(1).select(spark.range(1).metadataColumn("_metadata")).collect()
        ),
        "unknown": api.error_of(lambda: read.select(read.metadataColumn("nope")).collect()),
        "number": api.error_of(lambda: read.metadataColumn(1)),
        "none": api.error_of(lambda: read.metadataColumn(None)),
    }


# --- select -----------------------------------------------------------------------------------


@case(mirrors="connect_basic.test_select_expr")
def select_nothing_and_select_expressions(spark, F, api):
    """Empty lists, SQL texts, names with dots and backticks."""
    frame = _abc(spark)
    dotted = spark.sql("select 1 as `a.b`, named_struct('b', 2) as a")
    return {
        "none": frame.select().columns,
        "empty_list": frame.select([]).columns,
        "expr": frame.selectExpr("a + 1 as n", "upper(b)", "*"),
        "expr_list": frame.selectExpr(["a", "c"]),
        "expr_none": frame.selectExpr().columns,
        "field": dotted.select("a.b"),
        "quoted": dotted.select("`a.b`"),
        "repeated": frame.select("a", "a"),
        "tuple": frame.select(("a", "b")).columns,
    }


@case(mirrors="connect_error.test_select_none")
def select_refuses_other_types(spark, F, api):
    """Numbers, null, frames, and SQL that is none."""
    frame = _abc(spark)
    return {
        "number": api.error_of(lambda: frame.select(1)),
        "none": api.error_of(lambda: frame.select(None)),
        "nested_none": api.error_of(lambda: frame.select([None])),
        "frame": api.error_of(lambda: frame.select(frame)),
        "list_and_name": api.error_of(lambda: frame.select(["a"], "b")),
        "expr_number": api.error_of(lambda: frame.selectExpr(1)),
        "expr_broken": api.error_of(lambda: frame.selectExpr("a +").schema),
        "expr_column": api.error_of(lambda: frame.selectExpr(F.col("a"))),
        "function": api.error_of(lambda: frame.select(len)),
    }


# --- adding and renaming ----------------------------------------------------------------------


@case(mirrors="dataframe.test_with_columns")
def with_columns_of_edge_inputs(spark, F, api):
    """No column, names in other case, duplicate names below."""
    frame = _abc(spark)
    return {
        "empty": api.error_of(lambda: frame.withColumns({})),
        "other_case": frame.withColumn("A", F.lit("new")),
        "case_sensitive": _case_sensitive(spark, F),
        "duplicates_below": _twice(spark).withColumn("a", F.lit(0)),
        "new_beside_duplicates": _twice(spark).withColumn("z", F.lit(0)),
        "empty_name": frame.limit(0).withColumn("", F.lit(1)).columns,
        "dotted_name": frame.withColumn("a.b", F.lit(1)).columns,
        "condition": frame.withColumn("old", F.when(frame.a > 1, "yes")),
    }


def _case_sensitive(spark, F):
    spark.conf.set("spark.sql.caseSensitive", "true")
    columns = _abc(spark).withColumn("A", F.lit(1)).columns
    spark.conf.set("spark.sql.caseSensitive", "false")
    return columns


@case(mirrors="dataframe.test_with_columns")
def with_columns_refuses_other_types(spark, F, api):
    """Values that are no columns, names that are no text."""
    frame = _abc(spark)
    return {
        "value": api.error_of(lambda: frame.withColumn("z", 1)),
        "text": api.error_of(lambda: frame.withColumn("z", "a")),
        "none": api.error_of(lambda: frame.withColumn("z", None)),
        "name": api.error_of(lambda: frame.withColumn(1, F.lit(1)).columns),
        "dict_of_values": api.error_of(lambda: frame.withColumns({"z": 1})),
        "no_dict": api.error_of(lambda: frame.withColumns("z")),
        "two_dicts": api.error_of(lambda: frame.withColumns({"z": F.lit(1)}, {"y": F.lit(2)})),
        "aggregate": api.error_of(lambda: frame.withColumn("z", F.sum("a")).collect()),
        "unknown": api.error_of(lambda: frame.withColumn("z", F.col("nope")).collect()),
    }


@case(mirrors="dataframe.test_with_columns_renamed_with_duplicated_names")
def renaming_into_names_that_exist(spark, api):
    """Duplicates may arise, and all columns of one name are renamed together."""
    frame = _abc(spark)
    return {
        "to_existing": frame.withColumnRenamed("a", "b").columns,
        "duplicates": _twice(spark).withColumnRenamed("a", "z").columns,
        "same": frame.withColumnRenamed("a", "a").columns,
        "other_case": frame.withColumnRenamed("A", "z").columns,
        "one_of_many": _twice(spark).withColumnsRenamed({"a": "p", "b": "q"}).columns,
    }


@case(mirrors="dataframe.test_with_columns_renamed_with_duplicated_names", since="4.0")
def renaming_several_to_one_name(spark, api):
    """Two names become one, or swap."""
    frame = _abc(spark)
    return {
        "one_name": api.error_of(lambda: frame.withColumnsRenamed({"a": "z", "b": "z"}).columns),
        "reading": api.error_of(
            lambda: frame.withColumnsRenamed({"a": "z", "b": "z"}).select("z").collect()
        ),
    }


@case(mirrors="dataframe.test_with_columns_renamed")
def renaming_refuses_other_types(spark, api):
    """Numbers and lists for names."""
    frame = _abc(spark)
    return {
        "list": api.error_of(lambda: frame.withColumnsRenamed([("a", "z")])),
        "none": api.error_of(lambda: frame.withColumnsRenamed(None)),
    }


@case(mirrors="dataframe.test_toDF_with_string")
def new_names_for_all_columns(spark, api):
    """As many names as columns, also equal ones; a list is no name."""
    frame = _abc(spark)
    return {
        "names": frame.toDF("p", "q", "r"),
        "duplicates": frame.toDF("p", "p", "p").columns,
        "odd": frame.toDF("a.b", "", "with space").columns,
        "too_many": api.error_of(lambda: frame.toDF("p", "q", "r", "s").columns),
        "none": api.error_of(lambda: frame.toDF().columns),
        "number": api.error_of(lambda: frame.toDF("p", "q", 3)),
        "list": api.error_of(lambda: frame.toDF(["p", "q", "r"])),
    }


@case(mirrors="connect_basic.test_with_metadata")
def metadata_of_a_column(spark, api):
    """It travels with the column, is replaced, and needs a dict and a column that exists."""
    frame = _abc(spark)
    noted = frame.withMetadata("a", {"unit": "kg", "deep": {"list": [1, 2]}, "flag": True})
    return {
        "metadata": noted.schema["a"].metadata,
        "kept": noted.select("a").filter("a > 0").schema["a"].metadata,
        "lost": noted.selectExpr("a + 1 as a").schema["a"].metadata,
        "replaced": noted.withMetadata("a", {"x": 1}).schema["a"].metadata,
        "removed": noted.withMetadata("a", {}).schema["a"].metadata,
        "renamed": noted.withColumnRenamed("a", "z").schema["z"].metadata,
        "rows": noted,
        "list": api.error_of(lambda: frame.withMetadata("a", ["kg"])),
        "none": api.error_of(lambda: frame.withMetadata("a", None)),
        "name": api.error_of(lambda: frame.withMetadata(1, {"x": 1})),
    }


@case(mirrors="connect_basic.test_with_metadata", since="4.1")
def metadata_of_a_column_that_is_missing(spark):
    """The server finds out; only PySpark 4.0 tells the line that asked."""
    return _abc(spark).withMetadata("nope", {"x": 1}).schema


# --- dropping ---------------------------------------------------------------------------------


@case(mirrors="dataframe.test_drop_empty_column")
def drop_without_columns(spark, F):
    """Nothing to drop, and nothing that is left."""
    return {
        "none": _abc(spark).drop(),
        "empty_name": _abc(spark).drop(""),
        "columnless": spark.range(1).drop("id").columns,
        "twice": _abc(spark).drop("a", "a").columns,
        "other_case": _abc(spark).drop("A").columns,
        "duplicates": _twice(spark).drop("a").columns,
    }


@case(mirrors="dataframe.test_drop_col_from_different_dataframe")
def drop_of_a_column_of_another_frame(spark, F, api):
    """A column bound to a frame that is not part of this one cannot be resolved."""
    frame, other = _abc(spark), spark.createDataFrame([(9, 8)], "a int, z int")
    return {
        "same_name": api.error_of(lambda: frame.drop(other["a"]).columns),
        "absent": api.error_of(lambda: frame.drop(other["z"]).columns),
        "by_col": frame.drop(F.col("a")).columns,
        "parent": frame.select("a", "b").drop(frame["a"]).columns,
        "expression": frame.drop(F.col("a") + 1).columns,
    }


@case(mirrors="dataframe.test_drop_join")
def drop_from_joins_by_name_and_by_column(spark, F):
    """A name drops both sides, a bound column its own."""
    left, right = _abc(spark), spark.createDataFrame([(1, "r")], "a int, z string")
    joined = left.join(right, left.a == right.a)
    return {
        "name": joined.drop("a"),
        "left": joined.drop(left.a),
        "right": joined.drop(right["a"]),
        "both": joined.drop(left.a, right.a),
        "mixed": joined.drop("b", right["z"]),
        "using": left.join(right, "a").drop("a"),
    }


@case(mirrors="dataframe.test_drop")
def drop_refuses_other_types(spark, F, api):
    """Lists and null are no columns; a free column must not be ambiguous."""
    frame = _abc(spark)
    return {
        "list": api.error_of(lambda: frame.drop(["a"])),
        "none": api.error_of(lambda: frame.drop(None)),
        "frame": api.error_of(lambda: frame.drop(frame)),
        "ambiguous": api.error_of(lambda: _twice(spark).drop(F.col("a")).columns),
    }


# --- to a schema ------------------------------------------------------------------------------


@case(mirrors="dataframe.test_to")
def to_a_schema(spark, T, api):
    """Order, width and nested fields follow the target; what is missing is null."""
    frame = spark.sql("select 1 as a, named_struct('x', 1, 'y', 'z') as s, array(1, 2) as l")
    target = T.StructType(
        [
            T.StructField("l", T.ArrayType(T.LongType())),
            T.StructField("a", T.DoubleType()),
            T.StructField("missing", T.StringType()),
            T.StructField("s", T.StructType([T.StructField("x", T.LongType())])),
        ]
    )
    return {
        "nested": frame.to(target),
        "metadata": frame.to(T.StructType([T.StructField("a", T.IntegerType(), True, {"k": 1})]))
        .schema["a"]
        .metadata,
        "nothing": frame.to(T.StructType([])).columns,
        "same": frame.to(frame.schema),
    }


@case(mirrors="dataframe.test_to")
def to_a_schema_that_does_not_fit(spark, T, api):
    """Missing columns that must not be null, narrowing casts, duplicates.

    Not here: what is no schema, which PySpark notices late or not at all.
    """
    frame = _abc(spark)

    def to(name, data_type, nullable=True):
        return T.StructType([T.StructField(name, data_type, nullable)])

    return {
        "missing": api.error_of(lambda: frame.to(to("z", T.IntegerType(), False)).collect()),
        "narrow": api.error_of(lambda: frame.to(to("c", T.ByteType())).collect()),
        "text": api.error_of(lambda: frame.to(to("b", T.IntegerType())).collect()),
        "nullable": api.error_of(lambda: frame.to(to("a", T.IntegerType(), False)).collect()),
        "duplicate": api.error_of(lambda: _twice(spark).to(to("a", T.IntegerType())).collect()),
        "array": api.error_of(lambda: frame.to(to("a", T.ArrayType(T.IntegerType()))).collect()),
    }


@case(mirrors="dataframe.test_create_df_with_collation", since="4.0")
def collated_columns(spark, T):
    """A collation is part of the type, in schemas given and in SQL."""
    lower = T.StringType("UTF8_LCASE")
    frame = spark.createDataFrame(
        [("a",), ("A",), ("b",)], T.StructType([T.StructField("t", lower)])
    )
    return {
        "frame": frame,
        "distinct": frame.distinct().count(),
        "equal": frame.filter("t = 'a'").count(),
        "sql": spark.sql("select 'x' collate UNICODE_CI as t"),
        "type": frame.schema["t"].dataType.simpleString(),
    }


@case(mirrors="connect_basic.test_simple_transform")
def transforming_by_functions(spark, F, api):
    """The function gets the frame and what else is given, and must return a frame."""
    frame = _abc(spark)

    def plus(given, by, name="n"):
        return given.withColumn(name, given.a + by)

    return {
        "plain": frame.transform(lambda given: given.select("a")),
        "arguments": frame.transform(plus, 2, name="m"),
        "chain": frame.transform(plus, 1).transform(plus, 2, "o"),
        "no_frame": api.error_of(lambda: frame.transform(lambda given: given.columns)),
        "too_few": api.error_of(lambda: frame.transform(plus)),
    }
