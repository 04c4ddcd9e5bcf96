"""More basics of a connected session: columns, hints, partitions, text, copies, big results."""

import copy
import pickle

from parity_suites.case import case


def _crew(spark):
    rows = [(1, "Ada", "math"), (2, "Grace", "navy"), (3, None, "math")]
    return spark.createDataFrame(rows, "id int, name string, team string")


# --- columns ----------------------------------------------------------------------------------


@case(mirrors="connect_basic.test_alias_metadata")
def metadata_of_an_alias(spark, F, api):
    """Metadata goes with one alias, and not with several."""
    noted = spark.range(1).select(F.col("id").alias("n", metadata={"max": 9, "tags": ["a"]}))
    error = api.error_of(lambda: F.explode("m").alias("k", "v", metadata={"a": 1}))
    return {"metadata": noted.schema["n"].metadata, "several": error}


@case(mirrors="connect_basic.test_column_regexp")
def columns_by_a_pattern(spark, api):
    """`colRegex` chooses columns by a pattern in backquotes."""
    crew = _crew(spark)
    return {
        "pattern": crew.select(crew.colRegex("`(id|na.*)`")),
        "qualified": crew.alias("c").select(crew.colRegex("c.`te.*`")),
        "plain": crew.select(crew.colRegex("id")),
        "none": crew.select(crew.colRegex("`zz.*`")).columns,
        "number": api.error_of(lambda: crew.colRegex(5)),
    }


@case(mirrors="connect_basic.test_df_get_item")
def items_of_a_frame(spark, F, api):
    """Conditions, lists, tuples, and columns as items."""
    crew = _crew(spark)
    return {
        "condition": crew[crew["id"] > 1],
        "list": crew[["id", crew.team]],
        "tuple": crew[("name", "id")],
        "expression": crew[F.col("team") == "navy"],
        "empty": crew[[]].columns,
        "negative": crew.select(crew[-1]),
        "slice": api.error_of(lambda: crew[1:2]),
    }


@case(mirrors="connect_basic.test_drop")
def columns_are_dropped(spark, F):
    """By name, by column, several, and what is not there."""
    crew = _crew(spark)
    return {
        "names": crew.drop("id", "team"),
        "column": crew.drop(crew.name, F.col("id")),
        "missing": crew.drop("nope"),
        "all": crew.drop("id", "name", "team").columns,
    }


@case(mirrors="connect_basic.test_select_star")
def stars(spark, F):
    """All columns, of a frame, of an alias and of a struct."""
    crew = _crew(spark)
    nested = crew.select(F.struct("id", "team").alias("s"), "name")
    return {
        "plain": crew.select("*"),
        "twice": crew.select("id", "*").columns,
        "alias": crew.alias("c").select("c.*", F.lit(1).alias("one")),
        "struct": nested.select("s.*"),
        "column": nested.select(F.col("s.*"), F.col("*")).columns,
    }


@case(mirrors="connect_basic.test_with_columns")
def columns_are_added_and_replaced(spark, F, api):
    """One, several, of the same name, and what is no column."""
    crew = _crew(spark).select("id", "team")
    return {
        "one": crew.withColumn("twice", F.col("id") * 2),
        "several": crew.withColumns({"a": F.lit(1), "id": F.col("id") + 100}),
        "literal": api.error_of(lambda: crew.withColumn("x", 5)),
        "not_a_dict": type(api.error_of(lambda: crew.withColumns(["a"]))).__name__,
    }


@case(mirrors="connect_basic.test_with_columns_renamed")
def columns_are_renamed(spark, api):
    """One, several, and what is not there."""
    crew = _crew(spark)
    return {
        "one": crew.withColumnRenamed("id", "number"),
        "missing": crew.withColumnRenamed("nope", "x").columns,
        "several": crew.withColumnsRenamed({"id": "i", "team": "t", "nope": "n"}).columns,
        "not_a_dict": api.error_of(lambda: crew.withColumnsRenamed("id")),
    }


@case(mirrors="connect_basic.test_with_columns_renamed", since="4.0")
def names_are_swapped(spark):
    """Two renames that touch each other's names."""
    return _crew(spark).withColumnsRenamed({"id": "name", "name": "id"}).columns


@case(mirrors="connect_basic.test_to")
def frames_are_fitted_to_a_schema(spark, T, api):
    """Columns are chosen, ordered, cast and filled; what cannot be cast is refused."""
    frame = spark.sql("select 1 as a, 'x' as b, 2.5D as c")
    field = T.StructField
    wide = [field("b", T.StringType()), field("a", T.LongType()), field("d", T.StringType())]
    wrong = [field("b", T.IntegerType(), False)]
    return {
        "fitted": frame.to(T.StructType(wide)),
        "wrong": type(api.error_of(lambda: frame.to(T.StructType(wrong)).collect())).__name__,
    }


# --- joins, hints, partitions -----------------------------------------------------------------


@case(mirrors="connect_basic.test_crossjoin")
def cross_joins(spark):
    """By `crossJoin`, and by `join` without a condition."""
    left, right = spark.range(2), spark.range(2).withColumnRenamed("id", "other")
    return {
        "cross": left.crossJoin(right),
        "join": left.join(right),
        "how": left.join(right, how="cross"),
    }


@case(mirrors="connect_basic.test_join_with_cte")
def joins_of_common_table_expressions(spark):
    """A frame of SQL with `with` is joined like another."""
    cte = spark.sql("with n as (select id, id * 10 as ten from range(3)) select * from n")
    return spark.range(2).join(cte, "id")


@case(mirrors="connect_basic.test_join_hint")
def hints_of_joins(spark):
    """Hints change how a join is done, not what it gives; unknown ones are ignored."""
    left, right = spark.range(3), spark.range(1, 4)
    return {
        name: left.join(right.hint(name), "id")
        for name in ("broadcast", "merge", "shuffle_hash", "shuffle_replicate_nl", "made_up")
    }


@case(mirrors="connect_basic.test_hint")
def hints_of_partitions(spark, F):
    """Hints with a number and columns decide about partitions; hints can be chained."""
    frame = spark.range(60, numPartitions=1)
    return {
        "coalesce": _parts(F, frame.repartition(4).hint("coalesce", 1)),
        "repartition": _parts(F, frame.hint("repartition", 3)),
        "by_range": _parts(F, frame.hint("repartition_by_range", 2, "id")),
        "chained": frame.limit(2).hint("made_up").hint("broadcast").hint("other", "x"),
    }


@case(mirrors="connect_basic.test_extended_hint_types", since="4.0")
def parameters_of_hints(spark, F, api):
    """Numbers, texts, columns and lists are sent; other things are refused by the client."""
    frame = spark.range(2)
    return {
        "unknown": frame.hint("made_up", 1, 2.5, "x", F.col("id"), [1, 2], ["a"], [1.5]),
        "rebalance": frame.hint("rebalance", 2, "id"),
        "number": api.error_of(lambda: frame.hint("broadcast", 5).collect()),
        "object": api.error_of(lambda: frame.hint("broadcast", object())),
        "dict": api.error_of(lambda: frame.hint("broadcast", {"a": 1})),
        "name": api.error_of(lambda: frame.hint(5)),
    }


def _parts(F, frame):
    """How many partitions have rows."""
    return int(frame.select(F.spark_partition_id().alias("p")).distinct().count())


@case(mirrors="connect_basic.test_repartition")
def frames_are_repartitioned_by_number(spark, F, api):
    """As many as asked for, or fewer by `coalesce`; none is refused."""
    frame = spark.range(60, numPartitions=1)
    return {
        "four": _parts(F, frame.repartition(4)),
        "one": _parts(F, frame.repartition(3).coalesce(1)),
        "zero": type(api.error_of(lambda: frame.repartition(0).collect())).__name__,
    }


@case(mirrors="connect_basic.test_repartition_by_expression")
def frames_are_repartitioned_by_columns(spark, F, api):
    """By columns, with a number of partitions and without."""
    frame = spark.range(6).selectExpr("id", "id % 2 as odd")
    return {
        "column": frame.repartition("odd"),
        "both": frame.repartition(2, F.col("odd"), "id"),
        "one": _parts(F, frame.filter("odd = 1").repartition(5, "odd")),
        "unknown": api.error_of(lambda: frame.repartition("nope").collect()),
    }


@case(mirrors="connect_basic.test_repartition_by_range")
def frames_are_repartitioned_by_range(spark, F, api):
    """By columns in an order, with a number of partitions and without."""
    frame = spark.range(6, numPartitions=1)
    return {
        "number": _parts(F, frame.repartitionByRange(3, "id")),
        "column": frame.repartitionByRange(F.col("id").desc()),
        "kind": api.error_of(lambda: frame.repartitionByRange([1], "id")),
    }


# --- text and meaning -------------------------------------------------------------------------


@case(mirrors="connect_basic.test_show")
def frames_are_shown(spark, api):
    """Cut, not cut, by width, vertically, and without rows."""
    crew = _crew(spark).withColumnRenamed("name", "a_longer_name_than_that")
    return {
        "plain": api.printed(lambda: crew.show()),
        "two": api.printed(lambda: crew.show(2)),
        "cut": api.printed(lambda: crew.show(truncate=4)),
        "not_cut": api.printed(lambda: crew.show(truncate=False)),
        "vertical": api.printed(lambda: crew.show(1, vertical=True)),
        "empty": api.printed(lambda: crew.limit(0).show()),
    }


@case(mirrors="connect_basic.test_print_schema")
def schemas_are_printed(spark, api):
    """The tree of a schema, nested types and nullability in it."""
    frame = spark.sql("select 1 as a, array(named_struct('x', 'y')) as b, map('k', 1.5D) as c")
    return api.printed(frame.printSchema)


@case(mirrors="connect_basic.test_repr")
def frames_as_text(spark):
    """Names and types, for wide frames too."""
    wide = spark.range(1).selectExpr(*[f"id as c{n}" for n in range(30)])
    return {"crew": repr(_crew(spark)), "wide": repr(wide), "none": repr(spark.range(1).select())}


@case(mirrors="connect_basic.test_semantic_hash")
def hashes_of_meaning(spark):
    """Equal plans have equal hashes, and others have not."""
    one, two = spark.range(3).filter("id > 1"), spark.range(3).filter("id > 1")
    return {
        "equal": one.semanticHash() == two.semanticHash(),
        "other": one.semanticHash() == spark.range(3).semanticHash(),
        "kind": isinstance(one.semanticHash(), int),
    }


@case(mirrors="connect_basic.test_is_streaming")
def frames_do_not_stream(spark):
    """Plain frames are no streams."""
    return (spark.range(1).isStreaming, _crew(spark).isStreaming)


@case(mirrors="connect_basic.test_simple_explain_string")
def explanations_name_the_operators(spark, api):
    """The physical plan is told under its heading."""
    text = api.printed(lambda: spark.range(3).filter("id > 1").explain())
    return {"heading": text.splitlines()[0], "has": ["Filter" in text, "Range" in text]}


@case(mirrors="connect_basic.test_verify_col_name")
def names_with_dots_and_quotes(spark, F, api):
    """Backquotes take a name with dots as one; without them it is a path."""
    frame = spark.sql("select 1 as `a.b`, named_struct('b', 2) as a, 3 as `c``d`")
    return {
        "quoted": frame.select("`a.b`", F.col("`c``d`")),
        "path": frame.select("a.b"),
        "item": frame.select(frame["`a.b`"], frame["a.b"]),
        "missing": api.error_of(lambda: frame.select("`a.c`").collect()),
    }


# --- actions ----------------------------------------------------------------------------------


@case(mirrors="connect_basic.test_count")
def rows_are_counted(spark):
    """All, none, and after a filter."""
    frames = (spark.range(7), spark.range(0), _crew(spark).filter("name is null"))
    return [int(frame.count()) for frame in frames]


@case(mirrors="connect_basic.test_is_empty_with_unsupported_types")
def emptiness_does_not_need_the_columns(spark):
    """Intervals, nulls and nested nulls are no obstacle."""
    frame = spark.sql(
        "select cast(null as void) as v, interval '1' month as m, array(array(null)) as n"
    )
    return {"full": frame.isEmpty(), "none": frame.filter("false").isEmpty()}


@case(mirrors="connect_basic.test_empty_dataset")
def results_without_rows(spark):
    """Schemas stay, whatever the way to the rows."""
    none = _crew(spark).filter("false")
    return {
        "frame": none,
        "columns": list(none.toPandas().columns),
        "collect": none.collect(),
        "first": none.first(),
        "literal": spark.sql("select 1 as a where 1 = 0"),
    }


@case(mirrors="connect_basic.test_df_caache", needs=("catalog",))
def frames_are_cached(spark):
    """A cached frame is read from the cache until it is told not to."""
    frame = spark.range(11).selectExpr("id * 7 as connect_basic_cached")
    seen = [frame.is_cached]
    same = frame.cache() is frame
    seen.append(frame.is_cached)
    rows = int(frame.count())
    frame.unpersist()
    return {"seen": [*seen, frame.is_cached], "same": same, "rows": rows}


@case(mirrors="connect_basic.test_input_files")
def files_of_a_frame(spark, tmp):
    """Each file once; none for a frame that is not of files."""
    path = str(tmp / "numbers")
    spark.range(4, numPartitions=2).write.parquet(path)
    files = spark.read.parquet(path).union(spark.read.parquet(path)).inputFiles()
    return {
        "count": len(files),
        "ends": sorted({f[-8:] for f in files}),
        "none": list(spark.range(1).inputFiles()),
    }


@case(mirrors="connect_basic.test_create_global_temp_view")
def views_of_all_sessions(spark, tmp, api):
    """Made, made again with leave, refused without, dropped."""
    name = "basic_" + tmp.name.replace("-", "_")  # all clients of a server see it
    frame = spark.range(2)
    try:
        frame.createGlobalTempView(name)
        twice = api.error_of(lambda: frame.createGlobalTempView(name))
        spark.range(5).createOrReplaceGlobalTempView(name)
        rows = spark.table("global_temp." + name).collect()
    finally:
        dropped = spark.catalog.dropGlobalTempView(name)
    return {"twice": type(twice).__name__, "rows": rows, "dropped": bool(dropped)}


@case(mirrors="connect_basic.test_namedargs_with_global_limit", since="3.5")
def arguments_beside_a_limit(spark):
    """Named arguments work where the text has a limit of its own, and within subqueries."""
    text = "select * from (select id from range(10) where id < :high limit 3) order by id limit :n"
    return spark.sql(text, args={"high": 8, "n": 2})


# --- copies and big things --------------------------------------------------------------------


@case(mirrors="connect_basic.test_serialization")
def columns_are_pickled_and_copied(spark, F):
    """A column that was pickled or copied is the same expression."""
    column = (F.col("id") * 2 + F.lit(1)).cast("string").alias("x")
    twins = {"pickled": pickle.loads(pickle.dumps(column)), "copied": copy.deepcopy(column)}
    return {name: spark.range(2).select(twin) for name, twin in twins.items()}


@case(mirrors="connect_basic.test_window_spec_serialization", since="4.0")
def windows_are_pickled(spark, F, Window):
    """A window that was pickled is the same window."""
    window = Window.partitionBy("team").orderBy(F.col("id").desc()).rowsBetween(-1, 0)
    twin = pickle.loads(pickle.dumps(window))
    return _crew(spark).select("id", F.sum("id").over(twin).alias("s"))


@case(mirrors="connect_basic.test_arrow_batch_result_chunking")
def rows_larger_than_a_message(spark, F):
    """Big rows and many of them arrive whole."""
    big = spark.range(3).select("id", F.repeat(F.lit("x"), 1_000_000).alias("x"))
    rows = big.collect()
    return {
        "lengths": sorted((row.id, len(row.x)) for row in rows),
        "many": sum(row.id for row in spark.range(50_000).collect()),
    }


@case(mirrors="connect_basic.test_plan_compression")
def plans_that_are_long(spark, F):
    """A plan with much text and many columns is understood."""
    wide = spark.range(1).select(*[F.lit("y" * 2_000).alias(f"c{n}") for n in range(100)])
    return {"columns": len(wide.columns), "length": len(wide.first()["c99"])}


@case(mirrors="connect_basic.test_garbage_collection_checkpoint", since="4.0")
def local_checkpoints(spark, api):
    """A checkpointed frame is computed once and read like any; it may be lazy."""
    frame = spark.range(4).selectExpr("id", "id % 2 as odd")
    return {
        "eager": frame.localCheckpoint(),
        "lazy": frame.localCheckpoint(eager=False),
        "no_folder": api.error_of(lambda: frame.checkpoint()),
    }


@case(mirrors="connect_basic.test_garbage_collection_derived_checkpoint", since="4.0")
def frames_derived_of_a_checkpoint(spark):
    """They stay readable when the checkpointed frame itself is gone."""
    frame = spark.range(4).localCheckpoint()
    derived = frame.filter("id > 1").selectExpr("id * 2 as twice")
    del frame
    return {"first": derived, "again": derived.filter("twice > 4")}
