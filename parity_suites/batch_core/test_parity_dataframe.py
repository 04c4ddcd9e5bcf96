"""Operations that shape a DataFrame; grouping, reading and creation have suites of their own."""

from parity_suites.case import case


def _crew(spark):
    return spark.createDataFrame(
        [
            (1, "Ada", "math", 36.5),
            (2, "Grace", "navy", 85.0),
            (3, "Edsger", "math", None),
            (4, None, "navy", 41.25),
        ],
        "id int, name string, team string, score double",
    )


def _teams(spark):
    return spark.createDataFrame(
        [("math", "Turing"), ("navy", "Hopper"), ("music", "Bach")], "team string, lead string"
    )


# --- projection -------------------------------------------------------------------------------


@case(mirrors="dataframe.test_dataframe_star")
def select_star_of_a_frame(spark, F):
    """`df["*"]` brings the columns of the frame, beside others."""
    crew = _crew(spark)
    return crew.select(crew["*"], F.lit(1).alias("one"))


@case(mirrors="column.test_column_select")
def select_with_names_columns_and_lists(spark, F):
    """`select` takes names, columns, and a list of either."""
    crew = _crew(spark)
    return {
        "names": crew.select("name", "id"),
        "list": crew.select(["team", F.col("score") * 2]),
        "star_and_more": crew.select("*", F.upper("team").alias("loud")),
    }


@case(mirrors="dataframe.test_with_column_with_existing_name")
def with_column_replaces_in_place(spark, F):
    """A column of an existing name keeps its place, whatever its new type."""
    return _crew(spark).withColumn("name", F.length("name")).withColumn("late", F.lit(True))


@case(mirrors="dataframe.test_with_columns")
def with_columns_adds_and_replaces_at_once(spark, F):
    """All expressions of one `withColumns` see the input, not each other."""
    return _crew(spark).withColumns(
        {"id": F.col("id") + 100, "old_id": F.col("id"), "both": F.concat_ws("/", "team", "name")}
    )


@case(mirrors="dataframe.test_with_columns")
def with_columns_refuses_anything_but_a_dict(spark, F, api):
    """A list where the dict belongs is an error of the client."""
    return api.error_of(lambda: _crew(spark).withColumns([F.lit(1)]))


@case(mirrors="dataframe.test_with_column_and_generator")
def with_column_explodes(spark, F):
    """A generator in `withColumn` multiplies the rows."""
    numbers = spark.createDataFrame([(1, [10, 20]), (2, [])], "id int, items array<int>")
    return numbers.withColumn("item", F.explode("items"))


@case(mirrors="dataframe.test_with_columns_renamed")
def with_column_renamed_renames_one(spark):
    """The column keeps place and type; a name that is not there changes nothing."""
    crew = _crew(spark)
    return {
        "renamed": crew.withColumnRenamed("team", "group"),
        "absent": crew.withColumnRenamed("nobody", "somebody"),
    }


@case(mirrors="dataframe.test_with_columns_renamed")
def with_column_renamed_of_a_range(spark):
    """Nothing else is asked of the server, so that nothing else can be in the way."""
    return spark.range(2).withColumnRenamed("id", "number")


@case(mirrors="dataframe.test_with_columns_renamed")
def with_columns_renamed_of_a_range(spark):
    """The same for several names at a time."""
    return spark.range(2).withColumnsRenamed({"id": "number"})


@case(mirrors="dataframe.test_with_columns_renamed")
def with_columns_renamed_renames_several(spark):
    """A dict of old to new names; unknown old names are ignored."""
    return _crew(spark).withColumnsRenamed({"id": "number", "score": "points", "x": "y"})


@case(mirrors="dataframe.test_ordering_of_with_columns_renamed")
def with_columns_renamed_takes_several_names(spark):
    """Names that do not cross each other; how crossing ones go differs by version and by run."""
    pair = spark.createDataFrame([(1, 2, 3)], "a int, b int, c int")
    return {
        "all": pair.withColumnsRenamed({"c": "z", "a": "x", "b": "y"}).columns,
        "unknown_ignored": pair.withColumnsRenamed({"b": "y", "nope": "n"}).columns,
        "none": pair.withColumnsRenamed({}).columns,
    }


@case(mirrors="dataframe.test_with_columns_renamed")
def with_columns_renamed_refuses_a_list(spark, api):
    """Anything but a dict is an error of the client."""
    return api.error_of(lambda: _crew(spark).withColumnsRenamed(["id", "number"]))


@case(mirrors="dataframe.test_drop")
def drop_of_an_absent_name_changes_nothing(spark):
    """A name that is not there is ignored, alone and beside one that is."""
    crew = _crew(spark)
    return {"alone": crew.drop("salary"), "beside": crew.drop("salary", "score")}


@case(mirrors="dataframe.test_drop")
def drop_by_name_and_by_column(spark, F):
    """Names, free columns and columns of the frame; all of them may go."""
    crew = _crew(spark)
    return {
        "names": crew.drop("id", "score"),
        "column": crew.drop(F.col("team")),
        "bound": crew.drop(crew["name"]),
        "everything": crew.drop("id", "name", "team", "score").columns,
    }


@case(mirrors="dataframe.test_drop_column_name_with_dot")
def drop_a_name_with_a_dot(spark, F):
    """A dot in a name given to `drop` is part of the name."""
    dotted = spark.range(2).select(F.col("id").alias("a.b"), F.lit(7).alias("c"))
    return {"dotted": dotted.drop("a.b"), "kept": dotted.drop("a").columns}


@case(mirrors="dataframe.test_drop_join")
def drop_one_of_two_equal_names_after_a_join(spark):
    """`drop(right["team"])` drops the right one."""
    crew, teams = _crew(spark), _teams(spark)
    joined = crew.join(teams, crew["team"] == teams["team"], "inner")
    return joined.drop(teams["team"])


@case(mirrors="dataframe.test_drop")
def drop_refuses_a_number(spark, api):
    """`drop(1)` is an error of the client."""
    return api.error_of(lambda: _crew(spark).drop(1))


@case(mirrors="connect_basic.test_toDF")
def to_df_gives_new_names(spark, api):
    """`toDF` needs as many names as there are columns."""
    two = spark.range(2).selectExpr("id", "id * id as square")
    return {
        "named": two.toDF("n", "n2"),
        "too_few": api.error_of(lambda: two.toDF("n").collect()),
    }


@case(mirrors="dataframe.test_colregex")
def col_regex_selects_by_pattern(spark):
    """A back-quoted pattern selects every column that matches whole."""
    wide = spark.createDataFrame([(1, 2, 3)], "c1 int, c2 int, d1 int")
    return wide.select(wide.colRegex("`c[0-9]`"), wide.colRegex("`.*1`"))


@case(mirrors="dataframe.test_to")
def to_reorders_casts_and_drops(spark, T):
    """`to` follows the target schema by name."""
    target = T.StructType(
        [T.StructField("score", T.DoubleType()), T.StructField("id", T.LongType())]
    )
    return _crew(spark).to(target)


@case(mirrors="dataframe.test_to")
def to_refuses_nulls_and_impossible_casts(spark, T, api):
    """A non-nullable target, and a string that would have to be a number, are errors."""
    crew = _crew(spark)
    strict = T.StructType([T.StructField("score", T.DoubleType(), nullable=False)])
    wrong = T.StructType([T.StructField("name", T.IntegerType())])
    return {
        "nullability": api.error_of(lambda: crew.to(strict).collect()),
        "type": api.error_of(lambda: crew.to(wrong).collect()),
    }


# --- rows -------------------------------------------------------------------------------------


@case(mirrors="dataframe.test_where")
def where_and_filter_take_columns_and_sql(spark, F):
    """`filter` and `where` are one; SQL text and columns give the same rows."""
    crew = _crew(spark)
    return {
        "column": crew.filter((F.col("score") > 40) & (crew.team == "navy")),
        "sql": crew.where("score > 40 and team = 'navy'"),
        "null_is_not_true": crew.filter(F.col("name") != "Ada"),
    }


@case(mirrors="dataframe.test_where")
def where_refuses_a_number(spark, api):
    """`where(10)` is an error of the client."""
    return api.error_of(lambda: _crew(spark).where(10))


@case(mirrors="connect_basic.test_sort", ordered=True)
def sort_by_several_keys_and_directions(spark, F):
    """Directions by column method and by `ascending`; nulls first or last on request."""
    crew = _crew(spark)
    return {
        "methods": crew.sort(F.col("team").desc(), F.col("score").asc_nulls_last()),
        "ascending": crew.orderBy(["team", "id"], ascending=[True, False]),
        "one_flag": crew.orderBy("score", ascending=False),
        "nulls_first": crew.sort(crew.name.desc_nulls_first()),
    }


@case(mirrors="connect_basic.test_sort", ordered=True)
def sort_within_one_partition(spark):
    """In a frame of one partition, sorting within partitions is sorting."""
    return _crew(spark).repartition(1).sortWithinPartitions("team", "id", ascending=[False, True])


@case(mirrors="connect_basic.test_sort")
def sort_without_a_key_is_refused(spark, api):
    """`sort()` and an `ascending` of a wrong type are errors of the client."""
    crew = _crew(spark)
    return {
        "no_key": api.error_of(lambda: crew.sort()),
        "bad_ascending": api.error_of(lambda: crew.sort("id", ascending="yes")),
    }


@case(mirrors="connect_basic.test_limit_offset", ordered=True)
def limit_and_offset_after_a_sort(spark):
    """Limits and offsets apply in the order they are written."""
    ordered = spark.range(20).sort("id")
    return {
        "limit": ordered.limit(3),
        "offset": ordered.offset(17),
        "page": ordered.offset(5).limit(2),
        "nothing": ordered.limit(0),
    }


@case(mirrors="dataframe.test_drop_duplicates")
def distinct_and_drop_duplicates(spark):
    """`distinct` compares whole rows, nulls being equal; `dropDuplicates` may look at some."""
    twice = spark.createDataFrame(
        [(1, "a"), (1, "a"), (2, None), (2, None), (3, "a")], "n int, s string"
    )
    return {
        "distinct": twice.distinct(),
        "all": twice.dropDuplicates(),
        "by_n": twice.drop_duplicates(["n", "s"]).select("s"),
        "count_by_s": twice.dropDuplicates(["s"]).count(),
    }


@case(mirrors="dataframe.test_drop_duplicates")
def drop_duplicates_refuses_unknown_and_bare_names(spark, api):
    """The subset must be a list of names that exist."""
    twos = spark.range(2)
    return {
        "unknown": api.error_of(lambda: twos.dropDuplicates(["no"]).collect()),
        "string": api.error_of(lambda: twos.dropDuplicates("id").collect()),
    }


@case(mirrors="dataframe.test_sample")
def sample_with_a_seed_repeats_itself(spark, api):
    """The same seed gives the same rows; the fraction is checked before anything is sent."""
    many = spark.range(0, 1000, 1, 1)
    return {
        "rows": many.sample(False, 0.02, 7),
        "replaced": many.sample(True, 0.01, 42).count(),
        "no_fraction": api.error_of(lambda: many.sample()),
        "fraction_of_text": api.error_of(lambda: many.sample("some")),
        "below_zero": api.error_of(lambda: many.sample(-0.5).collect()),
    }


@case(mirrors="connect_stat.test_random_split")
def random_split_parts_are_disjoint_and_complete(spark, api):
    """The parts add up to the frame; the same seed splits the same way."""
    parts = spark.range(0, 200, 1, 1).randomSplit([1.0, 3.0], seed=11)
    return {
        "parts": len(parts),
        "small": parts[0],
        "together": parts[0].union(parts[1]).distinct().count(),
        "negative": api.error_of(lambda: spark.range(3).randomSplit([1.0, -1.0])),
    }


# --- joins ------------------------------------------------------------------------------------


@case(
    mirrors="connect_basic.test_join_condition_column_list_columns",
    params={
        how: {"how": how}
        for how in ("inner", "left", "right", "outer", "left_semi", "left_anti", "cross")
    },
)
def join_of_each_type(spark, how):
    """Every join type by a condition over both frames; a cross join takes the condition too."""
    crew, teams = _crew(spark), _teams(spark)
    return crew.join(teams, crew["team"] == teams["team"], how)


@case(mirrors="dataframe.test_join_without_on")
def join_using_names_keeps_one_key(spark):
    """Joining on a name, or a list of names, keeps one column of it."""
    crew, teams = _crew(spark), _teams(spark)
    return {
        "name": crew.join(teams, "team"),
        "names_outer": crew.join(teams, ["team"], "full_outer"),
        "semi": teams.join(crew, "team", "semi"),
        "anti": teams.join(crew, "team", "anti"),
    }


@case(mirrors="dataframe.test_invalid_join_method")
def join_refuses_an_unknown_type(spark, api):
    """An unknown join type is named in the error."""
    return api.error_of(lambda: _crew(spark).join(_teams(spark), "team", "sideways").collect())


@case(mirrors="dataframe.test_require_cross")
def join_without_condition_is_a_cross_join(spark):
    """`crossJoin` and a join without a condition both give the product."""
    few = spark.range(2).toDF("a")
    other = spark.range(2).toDF("b")
    return {"cross": few.crossJoin(other), "no_condition": few.join(other)}


# --- set operations ---------------------------------------------------------------------------


@case(mirrors="connect_stat.test_subtract")
def set_operations_with_and_without_duplicates(spark):
    """`union` keeps duplicates; `intersect` and `subtract` drop them; the `All` forms count."""
    left = spark.createDataFrame([(1,), (1,), (2,), (3,), (None,)], "n int")
    right = spark.createDataFrame([(1,), (3,), (3,), (None,)], "n int")
    return {
        "union": left.union(right),
        "unionAll": left.unionAll(right),
        "intersect": left.intersect(right),
        "intersectAll": left.intersectAll(right),
        "subtract": left.subtract(right),
        "exceptAll": left.exceptAll(right),
    }


@case(mirrors="connect_basic.test_union_by_name")
def union_by_name_with_missing_columns(spark, api):
    """Columns are matched by name; missing ones become null only when that is allowed."""
    left = spark.createDataFrame([(1, "a")], "n int, s string")
    right = spark.createDataFrame([("b", 2, True)], "s string, n int, extra boolean")
    return {
        "same": left.unionByName(right.drop("extra")),
        "missing": left.unionByName(right, allowMissingColumns=True),
        "refused": api.error_of(lambda: left.unionByName(right).collect()),
    }


@case(mirrors="connect_stat.test_subtract")
def union_widens_types_by_position(spark, api):
    """Types are widened by position; unequal widths are refused."""
    ints = spark.createDataFrame([(1, 2)], "a int, b int")
    longs = spark.createDataFrame([(2**40, 0.5)], "x long, y double")
    return {
        "widened": ints.union(longs),
        "width": api.error_of(lambda: ints.union(spark.range(1)).collect()),
    }


# --- shape and text ---------------------------------------------------------------------------


@case(mirrors="connect_stat.test_unpivot")
def unpivot_and_melt(spark, api):
    """Values turn into rows; the identifiers repeat; types are widened."""
    wide = spark.createDataFrame([(1, 11, 1.5), (2, 12, 2.5)], "id int, a int, b double")
    return {
        "unpivot": wide.unpivot(["id"], ["a", "b"], "var", "val"),
        "melt": wide.melt("id", "a", "k", "v"),
        "rest": wide.unpivot("id", None, "var", "val"),
        "mixed": api.error_of(
            lambda: wide.selectExpr("id", "a", "'t' as t").unpivot("id", None, "k", "v").collect()
        ),
    }


@case(mirrors="dataframe.test_transpose", since="4.0")
def transpose_turns_columns_into_rows(spark, F):
    """The index column gives the new names."""
    points = spark.createDataFrame([("x", 1, 2), ("y", 3, 4)], "axis string, p int, q int")
    return {"default": points.transpose(), "by_column": points.transpose(F.col("axis"))}


@case(mirrors="repartition.test_repartition")
def repartition_family_keeps_the_rows(spark, F, api):
    """Repartitioning by number, column and range changes no row; zero partitions are refused."""
    crew = _crew(spark)
    return {
        "number": crew.repartition(3),
        "column": crew.repartition("team"),
        "both": crew.repartition(2, F.col("team")),
        "range": crew.repartitionByRange(2, "id"),
        "coalesce": crew.coalesce(1),
        "one": spark.range(10).repartition(1).select(F.spark_partition_id()).distinct(),
        "not_a_number": api.error_of(lambda: crew.repartition(1.5)),
        "zero": api.error_of(lambda: crew.repartition(0).collect()),
    }


@case(mirrors="dataframe.test_df_show")
def show_prints_tables(spark, api):
    """Width, truncation and the vertical form of `show`."""
    crew = _crew(spark).withColumnRenamed("name", "a name that is long").sort("id")
    return {
        "default": api.printed(lambda: crew.show()),
        "two": api.printed(lambda: crew.show(2)),
        "cut": api.printed(lambda: crew.show(truncate=3)),
        "whole": api.printed(lambda: crew.show(truncate=False)),
        "vertical": api.printed(lambda: crew.show(3, vertical=True)),
        "empty": api.printed(lambda: crew.limit(0).show()),
    }


@case(mirrors="dataframe.test_df_show")
def show_checks_its_arguments(spark, api):
    """Rows, truncation and direction have types, checked by the client."""
    crew = _crew(spark)
    return {
        "n": api.error_of(lambda: crew.show(True)),
        "truncate": api.error_of(lambda: crew.show(truncate="much")),
        "vertical": api.error_of(lambda: crew.show(vertical="up")),
    }


@case(mirrors="dataframe.test_print_schema")
def print_schema_draws_the_tree(spark, api):
    """Nested types, nullability, and a tree cut at a level."""
    nested = spark.sql(
        "select named_struct('x', 1, 'ys', array(1.5D)) as s, map('k', array(true)) as m"
    )
    return api.printed(lambda: nested.printSchema())


@case(mirrors="dataframe.test_print_schema", since="3.5")
def print_schema_stops_at_a_level(spark, api):
    """`printSchema(level)` hides what is deeper."""
    nested = spark.sql("select named_struct('x', named_struct('y', 1)) as s, array(1) as a")
    return {
        "one": api.printed(lambda: nested.printSchema(1)),
        "two": api.printed(lambda: nested.printSchema(2)),
    }


@case(mirrors="dataframe.test_lateral_column_alias")
def lateral_alias_in_one_select(spark, F):
    """A later expression may use an alias of the same select."""
    return spark.range(3).select((F.col("id") + 1).alias("n"), (F.col("n") * 10).alias("tens"))


@case(mirrors="dataframe.test_duplicated_column_names")
def duplicate_names_are_kept(spark):
    """Two columns of one name come back as two values."""
    same = spark.createDataFrame([(1, "x")], "a int, b string").toDF("c", "c")
    return {"frame": same, "row": same.first(), "tuple": tuple(same.first())}


@case(mirrors="dataframe.test_generic_hints")
def hints_change_no_rows(spark, api):
    """Hints with and without parameters; an unsupported parameter is refused."""
    crew, teams = _crew(spark), _teams(spark)
    return {
        "broadcast": crew.join(teams.hint("broadcast"), "team"),
        "parameters": crew.hint("REPARTITION", 2).hint("made_up", "a", 1),
        "bad": api.error_of(lambda: crew.hint("broadcast", object())),
        "bad_name": api.error_of(lambda: crew.hint(7)),
    }


@case(mirrors="dataframe.test_cache_dataframe", needs=("catalog",))
def caching_and_its_storage_levels(spark, api):
    """A cached frame reports its level until it is unpersisted."""
    frame = spark.range(5).selectExpr("id * 3 as caching_subject")
    before = str(frame.storageLevel)
    cached = str(frame.cache().storageLevel)
    frame.count()
    frame.unpersist()
    disk = str(frame.persist(api.StorageLevel.DISK_ONLY).storageLevel)
    frame.unpersist(blocking=True)
    return {
        "before": before,
        "cached": cached,
        "disk": disk,
        "after": str(frame.storageLevel),
        "rows": frame,
    }


@case(mirrors="dataframe.test_local_checkpoint_dataframe", since="4.0")
def local_checkpoint_keeps_the_rows(spark):
    """A local checkpoint is a frame with the same rows."""
    frame = _crew(spark)
    return {"eager": frame.localCheckpoint(), "lazy": frame.localCheckpoint(eager=False)}


@case(mirrors="dataframe.test_metadata_column", since="4.0")
def metadata_column_needs_a_source_that_has_it(spark, tmp, F):
    """Files carry a hidden `_metadata` struct."""
    path = str(tmp / "numbers")
    spark.range(3).coalesce(1).write.parquet(path)
    read = spark.read.parquet(path)
    return read.select("id", (read.metadataColumn("_metadata").file_size > 0).alias("has_size"))


@case(mirrors="dataframe.test_table")
def temp_views_and_tables(spark, api):
    """A temp view is found by `table`, replaced on request and refused otherwise."""
    crew = _crew(spark)
    crew.createOrReplaceTempView("dataframe_crew")
    spark.range(1).createOrReplaceTempView("dataframe_crew")
    crew.createTempView("dataframe_crew_once")
    return {
        "table": spark.table("dataframe_crew"),
        "sql": spark.sql("select count(*) as n from dataframe_crew_once"),
        "again": api.error_of(lambda: crew.createTempView("dataframe_crew_once")),
    }


@case(mirrors="catalog.test_catalog_drop_view")
def dropped_temp_view_is_gone(spark, api):
    """Dropping tells whether there was a view; reading it afterwards fails."""
    spark.range(1).createOrReplaceTempView("dataframe_short_lived")
    return {
        "dropped": spark.catalog.dropTempView("dataframe_short_lived"),
        "dropped_again": spark.catalog.dropTempView("dataframe_short_lived"),
        "read": api.error_of(lambda: spark.table("dataframe_short_lived").collect()),
    }


@case(mirrors="dataframe.test_input_files")
def input_files_of_a_read(spark, tmp):
    """Every file read is listed, once."""
    path = tmp / "parts"
    spark.range(0, 4, 1, 2).write.json(str(path))
    files = spark.read.schema("id long").json(str(path)).inputFiles()
    return {"files": len(files), "inside": all("/parts/part-" in file for file in files)}


@case(mirrors="dataframe.test_zip_with_index", since="4.2")
def zip_with_index_numbers_the_rows(spark):
    """`zipWithIndex` numbers rows from zero."""
    return spark.range(5, 9, 1, 1).zipWithIndex()
