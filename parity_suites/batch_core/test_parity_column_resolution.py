"""Which column a name or a bound column means above other operators: shadowing, joins, unions."""

from parity_suites.case import case

STRICT = "spark.sql.analyzer.strictDataFrameColumnResolution"
MODES = {"strict": {"strict": "true"}, "lenient": {"strict": "false"}}


def _scores(spark):
    return spark.createDataFrame(
        [(1, "x", 30), (2, "y", 10), (3, "x", 20)], "k int, g string, n int"
    )


def _told(api, frames):
    """The rows of each frame, or why it has none."""
    told = {}
    for name, make in frames.items():
        error = api.error_of(lambda make=make: make().collect())
        told[name] = make() if error is None else error
    return told


# --- above one frame ----------------------------------------------------------------------------


@case(mirrors="column.test_df_col_resolution_mode", since="4.2", params=MODES)
def shadowed_columns_in_both_modes(spark, F, api, strict):
    """A bound column that another one of its name has replaced: an error, or the new one."""
    spark.conf.set(STRICT, strict)
    frame = _scores(spark)
    return _told(
        api,
        {
            "select": lambda: frame.select(F.upper("g").alias("g"), "k").select(frame.g),
            "withColumn": lambda: frame.withColumn("n", frame.n + 1).select(frame.n),
            "agg": lambda: frame.groupBy("g").agg(F.sum("n").alias("n")).select(frame.g, frame.n),
        },
    )


@case(mirrors="column.test_resolve_after_select_alias_shadow")
def bound_column_below_an_alias_of_its_name(spark, F, api):
    """The alias hides the column; its name still finds the alias."""
    frame = _scores(spark)
    shadowed = frame.select(F.upper("g").alias("g"), "k")
    return _told(
        api,
        {
            "bound": lambda: shadowed.select(frame["g"]),
            "name": lambda: shadowed.select(F.col("g")),
            "own": lambda: shadowed.select(shadowed.g, frame.k),
            "filter": lambda: shadowed.filter(frame.g == "X"),
            "filter_own": lambda: shadowed.filter(shadowed.g == "X"),
        },
    )


@case(mirrors="column.test_resolve_after_chained_withcolumn_shadow")
def bound_column_below_replaced_ones(spark, F, api):
    """Each `withColumn` of one name makes a new column."""
    frame = _scores(spark)
    once = frame.withColumn("n", frame.n * 2)
    return _told(
        api,
        {
            "by_name": lambda: once.withColumn("n", F.col("n") + 1).select("k", "n"),
            "by_the_last": lambda: once.withColumn("n", once.n + 1).select("k", "n"),
            "by_the_first": lambda: once.withColumn("n", frame.n + 1).select("k", "n"),
            "first_of_another_name": lambda: once.withColumn("m", frame.k + 1).select("m"),
        },
    )


@case(mirrors="column.test_resolve_after_agg_alias_shadow")
def bound_column_below_an_aggregate_of_its_name(spark, F, api):
    """Keys stay what they were; an aggregate that is called as its input is another column."""
    frame = _scores(spark)
    grouped = frame.groupBy(frame.g).agg(F.max(frame.n).alias("n"))
    return _told(
        api,
        {
            "key": lambda: grouped.select(frame.g),
            "input": lambda: grouped.select(frame.n),
            "output": lambda: grouped.select(grouped.n),
            "having": lambda: grouped.filter(F.col("n") > 10),
        },
    )


@case(mirrors="column.test_resolve_after_groupby_count")
def bound_key_after_counting(spark, F, api):
    """A key of the frame below a count, in filters and sorts; other columns are gone."""
    frame = _scores(spark)
    counted = frame.groupBy("g").count()
    return _told(
        api,
        {
            "filter": lambda: counted.filter(frame.g == "x"),
            "select": lambda: counted.select(frame["g"], counted["count"] + 1),
            "gone": lambda: counted.select(frame.k),
        },
    )


@case(mirrors="column.test_resolve_after_withcolumnrenamed")
def bound_column_after_a_rename(spark, F, api):
    """The old name is gone, by name and bound; the new one belongs to the renamed frame."""
    frame = _scores(spark)
    renamed = frame.withColumnRenamed("n", "points")
    return _told(
        api,
        {
            "old": lambda: renamed.select(frame.n),
            "old_name": lambda: renamed.select("n"),
            "new": lambda: renamed.select(renamed.points, frame.k),
            "swapped": lambda: frame.select(frame.k.alias("n"), frame.n.alias("k")).select("n"),
        },
    )


@case(mirrors="column.test_resolve_after_drop")
def bound_column_after_a_drop(spark, F, api):
    """A dropped column cannot be selected; dropping it again is nothing."""
    frame = _scores(spark)
    less = frame.drop("n")
    return _told(
        api,
        {
            "select": lambda: less.select(frame.n),
            "kept": lambda: less.select(frame.g, less.k),
            "again": lambda: less.drop(frame.k),
            "added_back": lambda: less.withColumn("n", F.lit(0)).select("k", "n"),
        },
    )


@case(mirrors="column.test_resolve_after_pivot")
def bound_column_after_a_pivot(spark, F, api):
    """Keys survive a pivot, the pivoted column does not."""
    frame = _scores(spark)
    wide = frame.groupBy("k").pivot("g", ["x", "y"]).agg(F.sum("n"))
    return _told(
        api,
        {
            "key": lambda: wide.select(frame.k, "x"),
            "pivoted": lambda: wide.select(frame.g),
            "value": lambda: wide.select(wide.x, wide["y"]),
        },
    )


@case(mirrors="column.test_resolve_after_union", since="4.0")
def bound_column_after_a_union(spark, F, api):
    """Columns of a side of a union are not those of the union."""
    frame = _scores(spark)
    other = spark.createDataFrame([(9, "z", 90)], "k int, g string, n int")
    both = frame.union(other)
    return _told(
        api,
        {
            "left": lambda: both.select(frame.k),
            "right": lambda: both.select(other.k),
            "own": lambda: both.select(both.k),
            "filter_left": lambda: both.filter(frame.k > 1),
            "with_itself": lambda: frame.union(frame).select(frame.k),
        },
    )


@case(mirrors="column.test_resolve_after_intersect", since="4.0")
def bound_column_after_set_operations(spark, F, api):
    """The same for intersections and differences."""
    frame = _scores(spark)
    other = frame.filter("k > 1")
    return _told(
        api,
        {
            "intersect_left": lambda: frame.intersect(other).select(frame.k),
            "intersect_own": lambda: frame.intersect(other).select(F.col("k")),
            "subtract_left": lambda: frame.subtract(other).select(frame.k),
            "exceptAll_own": lambda: frame.exceptAll(other).select("g"),
        },
    )


@case(mirrors="column.test_resolve_after_subquery_view", needs=("catalog",))
def bound_column_above_a_view(spark, F, api):
    """A view has columns of its own; the frame it was made of is not below it."""
    frame = _scores(spark)
    frame.createOrReplaceTempView("scores_below")
    view = spark.table("scores_below")
    return _told(
        api,
        {
            "of_frame": lambda: view.select(frame.k),
            "own": lambda: view.select(view.k, "scores_below.g"),
            "alias": lambda: view.alias("v").select("v.k", F.col("v.n") + 1),
            "wrong_alias": lambda: view.alias("v").select("w.k"),
        },
    )


@case(mirrors="column.test_resolve_through_distinct")
def bound_column_through_distinct(spark, api):
    """Distinct rows keep their columns; so do limits, samples and repartitions."""
    frame = _scores(spark)
    return _told(
        api,
        {
            "distinct": lambda: frame.select("g").distinct().select(frame.g),
            "dropDuplicates": lambda: frame.dropDuplicates(["k"]).select(frame.k),
            "limit": lambda: frame.limit(3).select(frame.k, frame.n),
            "repartition": lambda: frame.repartition(2, frame.g).select(frame.g),
            "hint": lambda: frame.hint("broadcast").select(frame.g),
            "na": lambda: frame.na.drop().select(frame.g),
        },
    )


@case(mirrors="column.test_resolve_through_sort", ordered=True)
def bound_column_through_sort(spark, F):
    """Sorts by bound columns, above and below projections."""
    frame = _scores(spark)
    return {
        "above": frame.sort(frame.n).select(frame.g, frame["k"]),
        "below": frame.select("k", "g").sort(frame.n.desc()),
        "twice": frame.sort("g").sort(frame.k.desc()).select(frame.k),
        "expression": frame.orderBy(frame.n % 7, F.desc("k")),
    }


@case(mirrors="column.test_resolve_sort_missing_attr_recovery", ordered=True)
def sort_and_filter_by_missing_columns(spark, F, api):
    """Sorts find columns below a projection, also through filters; aggregates hide them."""
    frame = _scores(spark)
    return {
        "filter": frame.select("g").filter(frame.n > 10).sort(frame.k.desc()),
        "two_below": frame.select("k", "n").select("k").sort(frame.n),
        "by_name": frame.select("k").sort("n"),
        "aggregate": api.error_of(
            lambda: frame.groupBy("g").agg(F.sum("n")).sort(frame.k).collect()
        ),
    }


@case(mirrors="column.test_resolve_df_star", since="4.0")
def stars_of_frames(spark, F, api):
    """The star of a frame, beside others, after joins, and as an argument."""
    left, right = _scores(spark), spark.createDataFrame([(1, True)], "k int, flag boolean")
    # Before 4.0 PySpark forgot whose star it was, and had no `try_cast`.
    long = left.k.try_cast("long").alias("long")
    joined = left.join(right, left.k == right.k)
    return _told(
        api,
        {
            "alone": lambda: left.select(left["*"]),
            "beside": lambda: left.select(left["*"], (left.n + 1).alias("m"), long),
            "left": lambda: joined.select(left["*"]),
            "right": lambda: joined.select(right["*"], left.g),
            "both": lambda: joined.select(left["*"], right["*"]),
            "struct": lambda: left.select(F.struct(left["*"]).alias("s")),
            "count": lambda: left.agg(F.count("*").alias("c")),
            "foreign": lambda: left.select(right["*"]),
        },
    )


@case(mirrors="column.test_drop_notexistent_col")
def dropping_what_is_not_there(spark, F, api):
    """Unknown names and columns of other frames are ignored by `drop`."""
    frame = _scores(spark)
    other = spark.range(1).withColumn("z", F.lit(1))
    return _told(
        api,
        {
            "name": lambda: frame.drop("nothing"),
            "column": lambda: frame.drop(F.col("nothing")),
            "mixed": lambda: frame.drop("nothing", "g"),
            "foreign": lambda: frame.drop(other.z),
            "all": lambda: frame.drop("k", "g", "n"),
        },
    )


# --- joins --------------------------------------------------------------------------------------


@case(mirrors="column.test_resolve_self_join_alias")
def self_join_by_aliases(spark, F, api):
    """Aliases tell the sides apart; without them a bound column is ambiguous."""
    frame = _scores(spark)
    a, b = frame.alias("a"), frame.alias("b")
    joined = a.join(b, F.col("a.k") == F.col("b.k") - 1)
    return _told(
        api,
        {
            "by_alias": lambda: joined.select("a.k", F.col("b.g"), "b.n"),
            "by_aliased_frame": lambda: joined.select(a.k, b.k),
            "bound": lambda: joined.select(frame.k),
            "name": lambda: joined.select("k"),
            "star": lambda: joined.select("a.*"),
            "condition": lambda: frame.join(frame, frame.k == frame.k),
        },
    )


@case(mirrors="column.test_resolve_self_join_withcolumnrenamed")
def self_join_after_renames(spark, F, api):
    """Renaming one side makes names unique, bound columns of the source stay ambiguous."""
    frame = _scores(spark)
    other = frame.withColumnRenamed("n", "m").withColumnRenamed("k", "j")
    joined = frame.join(other, frame.k == other.j)
    return _told(
        api,
        {
            "new_names": lambda: joined.select("k", "j", "m"),
            "renamed": lambda: joined.select(other.m, other.j),
            "shared": lambda: joined.select(frame.g),
            "unshared": lambda: joined.select(frame.n),
        },
    )


@case(mirrors="column.test_self_join_II")
def self_join_of_derived_frames(spark, F, api):
    """Both sides come from one frame by different steps."""
    frame = _scores(spark)
    big = frame.filter(frame.n > 15)
    plus = frame.select(frame.k, (frame.n + 1).alias("n"))
    return _told(
        api,
        {
            "sides": lambda: big.join(plus, big.k == plus.k).select(big.n, plus.n),
            "source": lambda: big.join(plus, big.k == plus.k).select(frame.n),
            "using": lambda: big.join(plus, "k").select("k", big.n, plus["n"]),
        },
    )


@case(mirrors="column.test_self_join_III")
def self_join_with_an_aggregate(spark, F, api):
    """A frame beside its own aggregate."""
    frame = _scores(spark)
    tops = frame.groupBy("g").agg(F.max("n").alias("top"))
    joined = frame.join(tops, frame.g == tops.g)
    return _told(
        api,
        {
            "columns": lambda: joined.select(frame.k, tops.g, tops.top),
            "filter": lambda: joined.filter(frame.n == tops.top).select(frame.k),
            "left": lambda: joined.select(frame.g),
        },
    )


@case(mirrors="column.test_self_join_IV")
def self_join_of_three(spark, F, api):
    """Three frames of one source, chained by keys."""
    frame = _scores(spark)
    one = frame.withColumn("i", F.lit(1))
    two = frame.withColumn("i", F.lit(2))
    three = frame.withColumn("i", F.lit(3))
    joined = one.join(two, one.k == two.k - 1).join(three, two.k == three.k - 1, "left")
    return _told(
        api,
        {
            "tags": lambda: joined.select(one.i, two.i, three.i, one.k),
            "source": lambda: joined.select(frame.k),
        },
    )


@case(mirrors="column.test_select_regular_column_with_reused_dataframe_hidden_in_natural_join")
def reused_frame_behind_using_joins(spark, F, api):
    """A frame that is joined on a name more than once."""
    frame = _scores(spark)
    keys = spark.createDataFrame([(1, "p"), (2, "q")], "k int, h string")
    joined = frame.join(keys, "k").join(frame.select("k", frame.n.alias("m")), "k")
    return _told(
        api,
        {
            "names": lambda: joined.select("k", "h", "m"),
            "regular": lambda: joined.select(keys.h),
            "outer": lambda: frame.join(keys, "k", "full").select("k", keys.h, frame.g),
            "keys": lambda: frame.join(keys, "k", "full").select(frame.k, keys.k),
            "semi": lambda: frame.join(keys, "k", "semi").select(frame.k),
            "anti_right": lambda: frame.join(keys, "k", "anti").select(keys.h),
        },
    )


@case(mirrors="column.test_resolve_cross_dataframe_illegal_reference")
def columns_of_unrelated_frames(spark, F, api):
    """A column of a frame that is not below, in each operator that takes columns."""
    frame, other = _scores(spark), spark.createDataFrame([(1,)], "z int")
    return {
        "select": api.error_of(lambda: frame.select(other.z).schema),
        "filter": api.error_of(lambda: frame.filter(other.z == 1).schema),
        "sort": api.error_of(lambda: frame.sort(other.z).schema),
        "groupBy": api.error_of(lambda: frame.groupBy(other.z).count().schema),
        "agg": api.error_of(lambda: frame.agg(F.sum(other.z)).schema),
        "withColumn": api.error_of(lambda: frame.withColumn("z", other.z + 1).schema),
        "join": api.error_of(lambda: frame.join(frame.toDF("a", "b", "c"), other.z == 1).schema),
        "window": api.error_of(
            lambda: frame.select(F.sum("n").over(api.Window.partitionBy(other.z))).schema
        ),
    }


# --- layers -------------------------------------------------------------------------------------


@case(mirrors="column.test_layered_semijoin_groupby_window")
def semi_join_below_group_below_window(spark, F, Window):
    """Bound columns through a semi join, a group and a window."""
    frame = _scores(spark)
    keep = spark.createDataFrame([("x",), ("w",)], "g string")
    kept = frame.join(keep, frame.g == keep.g, "left_semi")
    summed = kept.groupBy(frame.g).agg(F.sum(frame.n).alias("total"), F.max(frame.k).alias("k"))
    place = F.row_number().over(Window.orderBy(summed.total.desc()))
    return summed.select(frame.g, summed.total, place.alias("place"))


@case(mirrors="column.test_layered_struct_semijoin_cube_ntile")
def struct_semi_join_cube_and_ntile(spark, F, Window):
    """Fields of structs as keys of a semi join, a cube and a window."""
    frame = _scores(spark).select(F.struct("k", "g").alias("s"), "n")
    keys = spark.createDataFrame([(1,), (3,)], "k int")
    kept = frame.join(keys, frame.s.k == keys.k, "semi")
    cube = kept.cube(kept.s.g.alias("g")).agg(F.sum(kept.n).alias("total"))
    tile = F.ntile(2).over(Window.orderBy(F.col("total"), F.col("g").asc_nulls_last()))
    return cube.select("g", "total", tile.alias("tile"))


@case(mirrors="column.test_isinstance_dataframe")
def types_of_what_access_gives(spark, api):
    """Attribute and item access give columns, lists give frames."""
    frame = _scores(spark)
    return {
        "attribute": isinstance(frame.k, api.Column),
        "item": isinstance(frame["k"], api.Column),
        "list": isinstance(frame[["k", "g"]], api.DataFrame),
        "condition": isinstance(frame[frame.k > 1], api.DataFrame),
        "select": isinstance(frame.select("k"), api.DataFrame),
        "column_is_no_frame": isinstance(frame.k, api.DataFrame),
    }
