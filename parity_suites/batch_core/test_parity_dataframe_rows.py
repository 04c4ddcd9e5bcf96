"""Rows of a DataFrame: filtering, sorting, limiting, sampling, deduplicating; edge inputs."""

from parity_suites.case import case


def _marks(spark):
    return spark.createDataFrame(
        [(1, "x", 2.5), (2, None, None), (3, "x", float("nan")), (4, "y", -0.0)],
        "id int, tag string, mark double",
    )


@case(mirrors="dataframe.test_where")
def filters_by_every_kind_of_condition(spark, F):
    """Null is not true; NaN is greater than any number; subconditions in SQL."""
    frame = _marks(spark)
    return {
        "null": frame.filter(F.lit(None)),
        "null_boolean": frame.where(F.lit(None).cast("boolean")),
        "nan": frame.filter(frame.mark > 100),
        "null_safe": frame.filter(frame.tag.eqNullSafe(None)),
        "not": frame.filter(~(frame.tag == "x")),
        "sql": frame.where("tag is null or mark = 0"),
        "empty": frame.limit(0).filter("id > 0"),
        "chain": frame.filter("id > 1").where(frame.id < 4),
        "true": frame.filter("true").count(),
    }


@case(mirrors="dataframe.test_where")
def filters_refuse_other_types(spark, F, api):
    """Lists, conditions that are no booleans, SQL that is none; PySpark stumbles over True."""
    frame = _marks(spark)
    return {
        "list": api.error_of(lambda: frame.where(["id > 1"])),
        "number_column": api.error_of(lambda: frame.filter(frame.id).collect()),
        "text_column": api.error_of(lambda: frame.filter(F.lit("x")).collect()),
        "broken": api.error_of(lambda: frame.filter("id >").collect()),
        "empty_text": api.error_of(lambda: frame.filter("").collect()),
        "unknown": api.error_of(lambda: frame.filter("nope = 1").collect()),
        "aggregate": api.error_of(lambda: frame.filter(F.sum("id") > 1).collect()),
    }


@case(mirrors="connect_basic.test_sort", ordered=True)
def sorts_put_nulls_and_nan_somewhere(spark, F):
    """Null before everything or after everything, NaN after all numbers."""
    frame = _marks(spark)
    return {
        "up": frame.sort("mark"),
        "down": frame.sort(F.desc("mark")),
        "nulls_last": frame.sort(F.asc_nulls_last("mark")),
        "nulls_first_down": frame.sort(F.desc_nulls_first("mark")),
        "expression": frame.orderBy(F.length("tag"), -F.col("id")),
        "list": frame.sort(["tag", "id"], ascending=False),
        "flags": frame.sort("tag", "id", ascending=[0, 1]),
        "position_of_list": frame.orderBy([F.col("tag").desc(), "id"]),
        "empty": frame.limit(0).sort("id"),
        "tuple": frame.sort(("tag", "id")),
    }


@case(mirrors="connect_basic.test_sort")
def sorts_refuse_other_types(spark, api):
    """No column, unknown columns, flags of a wrong kind or number."""
    frame = _marks(spark)
    return {
        "none": api.error_of(lambda: frame.sort()),
        "empty_list": api.error_of(lambda: frame.sort([])),
        "null": api.error_of(lambda: frame.sort(None)),
        "float": api.error_of(lambda: frame.sort(1.5)),
        "unknown": api.error_of(lambda: frame.sort("nope").collect()),
        "flag_text": api.error_of(lambda: frame.sort("id", ascending="up")),
        "flag_none": api.error_of(lambda: frame.sort("id", ascending=None)),
        "more_flags": api.error_of(lambda: frame.sort("id", ascending=[True, False]).columns),
        "fewer_flags": frame.sort("id", "tag", ascending=[False]).columns,
        "within": api.error_of(lambda: frame.sortWithinPartitions()),
        "unsortable": api.error_of(lambda: spark.sql("select map(1, 2) as m").sort("m").collect()),
        "unknown_option": api.error_of(lambda: frame.sort("id", descending=True).columns),
    }


@case(mirrors="connect_basic.test_limit_offset", ordered=True)
def limits_and_offsets_at_the_edges(spark, api):
    """Zero, more than there is, one after the other, negative."""
    frame = spark.range(5).sort("id")
    return {
        "zero": frame.limit(0),
        "more": frame.limit(99).count(),
        "offset_more": frame.offset(99),
        "offset_zero": frame.offset(0).count(),
        "offset_then_limit": frame.offset(1).limit(2),
        "limit_then_offset": frame.limit(3).offset(2),
        "twice": frame.limit(4).limit(1),
        "negative": api.error_of(lambda: frame.limit(-1).collect()),
        "negative_offset": api.error_of(lambda: frame.offset(-1).collect()),
        "tail_zero": frame.tail(0),
        "tail_negative": api.error_of(lambda: frame.tail(-1)),
        "head_none": spark.range(0).head(),
        "head_one": frame.head(1),
        "first_of_none": frame.limit(0).first(),
    }


@case(mirrors="connect_basic.test_limit_offset")
def limits_refuse_other_types(spark, api):
    """Text and null are no numbers."""
    frame = spark.range(5)
    return {
        "text": type(api.error_of(lambda: frame.limit("2").collect())).__name__,
        "float": type(api.error_of(lambda: frame.limit(2.5).collect())).__name__,
        "offset": type(api.error_of(lambda: frame.offset("2").collect())).__name__,
        "tail": type(api.error_of(lambda: frame.tail("2"))).__name__,
        "too_much": type(api.error_of(lambda: frame.limit(2**40).collect())).__name__,
    }


@case(mirrors="dataframe.test_drop_duplicates")
def duplicates_of_edge_inputs(spark, api):
    """Nulls and NaN are equal; an empty list of names means all; varying spellings."""
    frame = spark.sql(
        "select * from values (1, null, double('nan')), (1, null, double('nan')),"
        " (2, 'a', 0.0D), (2, 'a', -0.0D) as t(n, t, x)"
    )
    return {
        "all": frame.dropDuplicates(),
        "none": frame.dropDuplicates(None).count(),
        "columns": frame.dropDuplicates(["n", "t"]).select("n", "t"),
        "snake": frame.drop_duplicates(["x"]).count(),
        "tuple": api.error_of(lambda: frame.dropDuplicates(("n",)).count()),
        "repeated": frame.dropDuplicates(["n", "n"]).count(),
        "other_case": frame.dropDuplicates(["N"]).count(),
        "no_rows": frame.limit(0).distinct(),
        "no_columns": spark.range(3).select().distinct().count(),
    }


@case(mirrors="dataframe.test_drop_duplicates")
def duplicates_refuse_other_types(spark, F, api):
    """Names that do not exist, columns, text instead of a list."""
    frame = _marks(spark)
    return {
        "unknown": api.error_of(lambda: frame.dropDuplicates(["nope"]).collect()),
        "text": api.error_of(lambda: frame.dropDuplicates("id")),
        "number": api.error_of(lambda: frame.dropDuplicates(1)),
        "map": api.error_of(lambda: spark.sql("select map(1, 2) as m").distinct().collect()),
    }


@case(mirrors="dataframe.test_drop_duplicates_with_ambiguous_reference")
def duplicates_by_a_name_that_two_columns_have(spark):
    """Both columns of the name count, after a join too."""
    twice = spark.sql("select * from values (1, 2, 'x'), (1, 3, 'x'), (1, 2, 'y') as t(a, a, b)")
    left, right = spark.range(3), spark.range(3)
    joined = left.join(right, left.id <= right.id)
    return {
        "both": twice.dropDuplicates(["a"]).count(),
        "joined": joined.dropDuplicates(["id"]).count(),
        "distinct": joined.distinct().count(),
    }


@case(mirrors="connect_error.test_deduplicate_within_watermark_in_batch", since="3.5")
def watermarks_do_nothing_in_batch(spark, api):
    """A watermark keeps the rows; deduplicating within one needs a stream."""
    frame = spark.sql("select timestamp'2024-01-01 00:00:00Z' as at, 1 as n")
    return {
        "watermark": frame.withWatermark("at", "10 minutes").count(),
        "within": api.error_of(
            lambda: frame.withWatermark("at", "1 hour").dropDuplicatesWithinWatermark().collect()
        ),
        "within_names": api.error_of(lambda: frame.dropDuplicatesWithinWatermark(["n"]).collect()),
        "text": api.error_of(lambda: frame.dropDuplicatesWithinWatermark("n")),
        "no_delay": api.error_of(lambda: frame.withWatermark("at", "")),
        "no_column": api.error_of(lambda: frame.withWatermark("", "1 hour")),
        "number": api.error_of(lambda: frame.withWatermark("at", 5)),
        "bad_delay": api.error_of(lambda: frame.withWatermark("at", "soon").collect()),
        "not_a_time": api.error_of(lambda: frame.withWatermark("n", "1 hour").collect()),
        "streaming": frame.isStreaming,
    }


# --- samples ----------------------------------------------------------------------------------


@case(
    mirrors="dataframe.test_sample",
    params={
        "all_positions": {"given": (False, 0.3, 5)},
        "replacement": {"given": (True, 1.5, 5)},
        "named": {"named": {"fraction": 0.3, "seed": 5}},
        "fraction_and_seed": {"given": (0.3, 5)},
        "none": {"given": (0.0, 1)},
        "all": {"given": (1.0, 1)},
        "negative_seed": {"given": (0.5, -7)},
    },
)
def samples_by_every_signature(spark, given=(), named=None):
    """The same seed gives the same rows; PySpark forgets a named seed after a bare fraction."""
    return spark.range(0, 40, 1, 1).sample(*given, **(named or {}))


@case(
    mirrors="dataframe.test_sample_with_random_seed",
    params={
        "nothing": {},
        "text": {"given": ("0.5",)},
        "bool_only": {"given": (True,)},
        "none": {"given": (None,)},
        "fraction_text": {"given": (False, "0.5")},
        "replacement_text": {"given": ("yes", 0.5, 1)},
        "seed_text": {"given": (0.5, "seed")},
        "too_much": {"given": (1.5, 1)},
        "negative": {"given": (-0.1, 1)},
        "negative_replacement": {"given": (True, -0.5, 1)},
        "twice": {"given": (0.5,), "named": {"fraction": 0.5}},
        "list": {"given": ([0.5],)},
    },
)
def samples_refuse_other_arguments(spark, api, given=(), named=None):
    """Kinds of arguments are checked by the client, ranges by the server."""
    return api.error_of(lambda: spark.range(3).sample(*given, **(named or {})).collect())


@case(mirrors="dataframe.test_sample_with_random_seed", since="3.5")
def samples_without_a_seed_stay_the_same(spark):
    """A sample is drawn once for a frame, not for each action."""
    drawn = spark.range(0, 500, 1, 1).sample(0.5)
    return {
        "same": drawn.collect() == drawn.collect(),
        "count": drawn.count() == len(drawn.collect()),
        "some": 0 < drawn.count() < 500,
    }


@case(
    mirrors="connect_stat.test_stat_sample_by",
    params={
        "name": {"column": "k", "fractions": {0: 0.5, 1: 0.1}},
        "all": {"column": "k", "fractions": {0: 1.0, 1: 1.0, 2: 1.0}},
        "none": {"column": "k", "fractions": {}},
        "unknown_stratum": {"column": "k", "fractions": {9: 1.0}},
        "text": {"column": "t", "fractions": {"a": 1.0, "b": 0.2}},
    },
)
def stratified_samples(spark, F, column, fractions):
    """A share of each stratum; strata without share are left out."""
    frame = spark.range(0, 30, 1, 1).selectExpr(
        "id", "cast(id % 3 as int) as k", "if(id % 2 = 0, 'a', 'b') as t"
    )
    return {
        "name": frame.sampleBy(column, fractions, seed=3),
        "column": frame.sampleBy(F.col(column), fractions, 3),
        "stat": frame.stat.sampleBy(column, fractions, 3).count(),
    }


@case(mirrors="connect_stat.test_stat_sample_by")
def stratified_samples_refuse_other_arguments(spark, api):
    """Shares have to be numbers of a dict, strata simple values."""
    frame = spark.range(3)
    return {
        "column": api.error_of(lambda: frame.sampleBy(1, {0: 0.5})),
        "list": api.error_of(lambda: frame.sampleBy("id", [0.5])),
        "stratum": api.error_of(lambda: frame.sampleBy("id", {None: 0.5}, 1)),
        "stratum_tuple": api.error_of(lambda: frame.sampleBy("id", {(1,): 0.5}, 1)),
        "share_text": api.error_of(lambda: frame.sampleBy("id", {0: "half"}, 1)),
        "share_great": api.error_of(lambda: frame.sampleBy("id", {0: 1.5}, 1).collect()),
        "share_negative": api.error_of(lambda: frame.sampleBy("id", {0: -0.5}, 1).collect()),
        "unknown": api.error_of(lambda: frame.sampleBy("nope", {0: 0.5}, 1).collect()),
        "seed": api.error_of(lambda: frame.sampleBy("id", {0: 0.5}, "x")),
    }


@case(
    mirrors="connect_stat.test_random_split",
    params={
        "halves": {"weights": [1.0, 1.0], "seed": 4},
        "not_normal": {"weights": [2.0, 6.0], "seed": 4},
        "three": {"weights": [0.2, 0.3, 0.5], "seed": 4},
        "one": {"weights": [1.0], "seed": 4},
        "empty_part": {"weights": [1.0, 0.0], "seed": 4},
        "whole_numbers": {"weights": [1, 3], "seed": 4},
        "negative_seed": {"weights": [1.0, 1.0], "seed": -4},
    },
)
def random_splits(spark, weights, seed):
    """Parts by weight; the same seed splits the same way."""
    parts = spark.range(0, 30, 1, 1).randomSplit(weights, seed)
    return {f"part_{number}": part for number, part in enumerate(parts)}


@case(mirrors="connect_stat.test_random_split")
def random_splits_refuse_other_arguments(spark, api):
    """Weights below zero, none at all, text; parts drawn without a seed fit together."""
    frame = spark.range(0, 100, 1, 1)
    left, right = frame.randomSplit([0.5, 0.5])
    return {
        "negative": api.error_of(lambda: frame.randomSplit([1.0, -1.0], 1)),
        "text": type(api.error_of(lambda: frame.randomSplit(["a"], 1))).__name__,
        "number": type(api.error_of(lambda: frame.randomSplit(1.0, 1))).__name__,
        "without_seed": left.union(right).distinct().count(),
    }


@case(mirrors="connect_stat.test_random_split")
def random_splits_of_unordered_and_nested_rows(spark):
    """Rows are sorted first, so that parts are disjoint; maps cannot be sorted."""
    frame = spark.sql("select id, array(id) as l, struct(id) as s from range(0, 20, 1, 1)")
    parts = frame.randomSplit([1.0, 1.0], 9)
    maps = spark.sql("select id, map(id, id) as m from range(0, 20, 1, 1)")
    return {"first": parts[0], "maps": [part.count() for part in maps.randomSplit([1.0, 1.0], 9)]}
