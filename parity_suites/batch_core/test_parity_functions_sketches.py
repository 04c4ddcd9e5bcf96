"""Sketches: KLL, tuple, theta, HyperLogLog, told by what they estimate."""

from parity_suites.case import case

KINDS = {"bigint": {"kind": "bigint"}, "float": {"kind": "float"}, "double": {"kind": "double"}}
SUMMARIES = {"integer": {"kind": "integer"}, "double": {"kind": "double"}}


def _numbers(spark, kind):
    return spark.range(1, 8).selectExpr(f"CAST(id AS {kind}) AS v", "id % 2 AS part")


def _kll(F, name, kind, *arguments):
    return getattr(F, f"kll_{name}_{kind}")(*arguments)


# --- KLL --------------------------------------------------------------------------------------


@case(
    mirrors={
        "bigint": "functions.test_kll_sketch_get_quantile_bigint",
        "float": "functions.test_kll_sketch_float_variants",
        "double": "functions.test_kll_sketch_double_variants",
    },
    since="4.1",
    params=KINDS,
)
def kll_sketches_count_and_rank(spark, F, kind):
    """Number of values, quantiles and ranks of a small sketch, which is exact."""
    sketch = _numbers(spark, kind).agg(_kll(F, "sketch_agg", kind, "v").alias("s"))
    value = F.lit(4).cast(kind)
    return sketch.select(
        _kll(F, "sketch_get_n", kind, "s").alias("n"),
        _kll(F, "sketch_get_quantile", kind, "s", F.lit(0.5)).alias("median"),
        _kll(F, "sketch_get_rank", kind, "s", value).alias("rank"),
    )


@case(
    mirrors={kind: f"functions.test_kll_sketch_agg_{kind}" for kind in KINDS},
    since="4.1",
    params=KINDS,
)
def kll_sketches_of_a_given_size(spark, F, kind):
    """The size as a number and as a column; by group."""
    numbers = _numbers(spark, kind)
    sized = numbers.agg(
        _kll(F, "sketch_agg", kind, "v", 16).alias("a"),
        _kll(F, "sketch_agg", kind, F.col("v"), F.lit(400)).alias("b"),
    )
    grouped = numbers.groupBy("part").agg(_kll(F, "sketch_agg", kind, "v").alias("s"))
    return {
        "sizes": sized.select(*[_kll(F, "sketch_get_n", kind, c).alias(c) for c in "ab"]),
        "groups": grouped.select("part", _kll(F, "sketch_get_n", kind, "s").alias("n")),
    }


@case(mirrors="functions.test_kll_sketch_get_quantile_bigint_array", since="4.1", params=KINDS)
def kll_quantiles_of_several_ranks(spark, F, kind):
    """An array of ranks gives an array of quantiles; one of values gives ranks."""
    sketch = _numbers(spark, kind).agg(_kll(F, "sketch_agg", kind, "v").alias("s"))
    values = F.array(F.lit(1), F.lit(7)).cast(f"array<{kind}>")
    return sketch.select(
        _kll(
            F, "sketch_get_quantile", kind, "s", F.array(F.lit(0.0), F.lit(0.5), F.lit(1.0))
        ).alias("q"),
        _kll(F, "sketch_get_rank", kind, "s", values).alias("r"),
    )


@case(mirrors="functions.test_kll_sketch_merge_bigint", since="4.1", params=KINDS)
def kll_sketches_merge(spark, F, kind):
    """Two sketches become one of all values."""
    numbers = _numbers(spark, kind)
    both = numbers.agg(
        _kll(F, "sketch_agg", kind, "v").alias("a"),
        _kll(F, "sketch_agg", kind, (F.col("v") + 10).cast(kind)).alias("b"),
    )
    merged = both.select(_kll(F, "sketch_merge", kind, "a", "b").alias("m"))
    return merged.select(
        _kll(F, "sketch_get_n", kind, "m").alias("n"),
        _kll(F, "sketch_get_quantile", kind, "m", F.lit(1.0)).alias("top"),
    )


@case(mirrors="functions.test_kll_sketch_with_nulls", since="4.1", params=KINDS)
def kll_sketches_skip_nulls(spark, F, kind):
    """Nulls are not counted; no value at all still gives a sketch."""
    gaps = spark.sql(f"SELECT CAST(v AS {kind}) AS v FROM VALUES (1), (null), (3) AS t(v)")
    counted = _kll(F, "sketch_get_n", kind, _kll(F, "sketch_agg", kind, "v")).alias("n")
    return {"gaps": gaps.agg(counted), "none": gaps.where("v > 9").agg(counted)}


@case(mirrors="functions.test_kll_sketch_to_string_bigint", since="4.1", params=KINDS)
def kll_sketches_as_text(spark, F, kind):
    """The text names the number of values."""
    text = _kll(F, "sketch_to_string", kind, _kll(F, "sketch_agg", kind, "v"))
    return _numbers(spark, kind).agg(text.contains("7").alias("seven"))


@case(
    mirrors={kind: f"functions.test_kll_merge_agg_{kind}" for kind in KINDS},
    since="4.2",
    params=KINDS,
)
def kll_sketches_merge_as_aggregate(spark, F, kind):
    """Sketches of groups become one, whatever their size."""
    sketches = (
        _numbers(spark, kind).groupBy("part").agg(_kll(F, "sketch_agg", kind, "v").alias("s"))
    )
    return sketches.agg(
        _kll(F, "sketch_get_n", kind, _kll(F, "merge_agg", kind, "s")).alias("n"),
        _kll(F, "sketch_get_n", kind, _kll(F, "merge_agg", kind, "s", 64)).alias("sized"),
    )


@case(mirrors="functions.test_kll_merge_agg_with_nulls", since="4.2", params=KINDS)
def kll_merging_skips_nulls(spark, F, kind):
    """A null sketch is skipped."""
    sketches = (
        _numbers(spark, kind).groupBy("part").agg(_kll(F, "sketch_agg", kind, "v").alias("s"))
    )
    holes = sketches.withColumn("s", F.when(F.col("part") == 1, F.col("s")))
    return holes.agg(_kll(F, "sketch_get_n", kind, _kll(F, "merge_agg", kind, "s")).alias("n"))


@case(mirrors="functions.test_kll_merge_agg_with_different_k", since="4.2")
def kll_merging_of_other_sizes(spark, F):
    """Sketches of two sizes merge."""
    small = spark.range(5).agg(F.kll_sketch_agg_bigint("id", 8).alias("s"))
    large = spark.range(5).agg(F.kll_sketch_agg_bigint("id", 200).alias("s"))
    return small.union(large).agg(F.kll_sketch_get_n_bigint(F.kll_merge_agg_bigint("s")).alias("n"))


@case(mirrors="functions.test_kll_sketch_double_variants", since="4.1")
def kll_sketches_refuse_other_types(spark, F, api):
    """Text has no quantiles; a size below eight is refused."""
    frame = spark.range(3)
    return {
        "text": api.error_of(lambda: frame.agg(F.kll_sketch_agg_double(F.lit("x"))).collect()),
        "size": api.error_of(lambda: frame.agg(F.kll_sketch_agg_bigint("id", 2)).collect()),
    }


# --- tuple sketches ---------------------------------------------------------------------------


def _pairs(spark, kind, start=0):
    return spark.range(start, start + 6).selectExpr(
        "CAST(id AS int) AS k", f"CAST(id * 2 AS {kind}) AS v", "id % 2 AS part"
    )


def _tuple(F, name, kind, *arguments):
    return getattr(F, f"tuple_{name}_{kind}")(*arguments)


def _two(spark, F, kind):
    one = _pairs(spark, kind).agg(_tuple(F, "sketch_agg", kind, "k", "v").alias("a"))
    two = _pairs(spark, kind, 4).agg(_tuple(F, "sketch_agg", kind, "k", "v").alias("b"))
    return one.crossJoin(two)


def _told(F, kind, made):
    return [
        _tuple(F, "sketch_estimate", kind, made).alias("keys"),
        _tuple(F, "sketch_summary", kind, made).alias("sum"),
    ]


@case(
    mirrors={kind: f"functions.test_tuple_sketch_agg_{kind}_basic" for kind in SUMMARIES},
    since="4.2",
    params=SUMMARIES,
)
def tuple_sketches_count_keys_and_sum(spark, F, kind):
    """Distinct keys and the sum of their values."""
    return _pairs(spark, kind).agg(*_told(F, kind, _tuple(F, "sketch_agg", kind, "k", "v")))


@case(
    mirrors={
        f"{kind}_{mode}": f"functions.test_tuple_sketch_comprehensive_{kind}"
        for kind in ("integer", "double")
        for mode in ("sum", "min", "max", "alwaysone")
    },
    since="4.2",
    params={
        f"{kind}_{mode}": {"kind": kind, "mode": mode}
        for kind in ("integer", "double")
        for mode in ("sum", "min", "max", "alwaysone")
    },
)
def tuple_sketches_of_each_mode(spark, F, kind, mode):
    """How values of one key, and of all keys, meet."""
    doubled = _pairs(spark, kind).union(_pairs(spark, kind))
    made = _tuple(F, "sketch_agg", kind, "k", "v", 12, mode)
    return doubled.agg(
        _tuple(F, "sketch_estimate", kind, made).alias("keys"),
        _tuple(F, "sketch_summary", kind, made, mode).alias("summary"),
    )


@case(mirrors="functions.test_tuple_sketch_with_nulls", since="4.2", params=SUMMARIES)
def tuple_sketches_skip_nulls(spark, F, kind):
    """A null key or value is not there."""
    gaps = spark.sql(
        f"SELECT k, CAST(v AS {kind}) AS v FROM VALUES (1, 2), (null, 3), (4, null) AS t(k, v)"
    )
    return gaps.agg(*_told(F, kind, _tuple(F, "sketch_agg", kind, "k", "v")))


@case(
    mirrors={
        f"{name}_{kind}": f"functions.test_tuple_{name}_{kind}_basic"
        for name in ("union", "intersection", "difference")
        for kind in ("integer", "double")
    },
    since="4.2",
    params={
        f"{name}_{kind}": {"name": name, "kind": kind}
        for name in ("union", "intersection", "difference")
        for kind in ("integer", "double")
    },
)
def tuple_sketches_as_sets(spark, F, name, kind):
    """Union, intersection and difference of two sketches."""
    return _two(spark, F, kind).select(*_told(F, kind, _tuple(F, name, kind, "a", "b")))


@case(
    mirrors={
        f"{name}_{kind}": f"functions.test_tuple_{name}_{kind}_basic"
        for name in ("union_agg", "intersection_agg")
        for kind in ("integer", "double")
    },
    since="4.2",
    params={
        f"{name}_{kind}": {"name": name, "kind": kind}
        for name in ("union_agg", "intersection_agg")
        for kind in ("integer", "double")
    },
)
def tuple_sketches_as_sets_over_rows(spark, F, name, kind):
    """The same over the sketches of groups."""
    one = _pairs(spark, kind).agg(_tuple(F, "sketch_agg", kind, "k", "v").alias("s"))
    two = _pairs(spark, kind, 3).agg(_tuple(F, "sketch_agg", kind, "k", "v").alias("s"))
    return one.union(two).agg(*_told(F, kind, _tuple(F, name, kind, "s")))


@case(
    mirrors={
        f"{name}_{kind}": f"functions.test_tuple_{name}_{kind}_basic"
        for name in ("union_theta", "intersection_theta", "difference_theta")
        for kind in ("integer", "double")
    },
    since="4.2",
    params={
        f"{name}_{kind}": {"name": name, "kind": kind}
        for name in ("union_theta", "intersection_theta", "difference_theta")
        for kind in ("integer", "double")
    },
)
def tuple_sketches_with_theta_sketches(spark, F, name, kind):
    """A tuple sketch and a theta sketch of keys."""
    one = _pairs(spark, kind).agg(_tuple(F, "sketch_agg", kind, "k", "v").alias("a"))
    two = _pairs(spark, kind, 4).agg(F.theta_sketch_agg("k").alias("b"))
    made = _tuple(F, name, kind, "a", "b")
    return one.crossJoin(two).select(_tuple(F, "sketch_estimate", kind, made).alias("keys"))


@case(
    mirrors={
        kind: f"functions.test_tuple_sketch_estimate_and_summary_{kind}" for kind in SUMMARIES
    },
    since="4.2",
    params=SUMMARIES,
)
def tuple_sketches_by_group(spark, F, kind):
    """Estimate, summary and theta of each group's sketch."""
    made = _tuple(F, "sketch_agg", kind, "k", "v")
    return (
        _pairs(spark, kind)
        .groupBy("part")
        .agg(*_told(F, kind, made), _tuple(F, "sketch_theta", kind, made).alias("theta"))
    )


# --- theta and HyperLogLog --------------------------------------------------------------------


@case(mirrors="connect_function.test_function_parity", since="4.1")
def theta_sketches(spark, F):
    """Estimate, union, intersection and difference."""
    sketches = spark.range(6).agg(
        F.theta_sketch_agg("id").alias("a"), F.theta_sketch_agg(F.col("id") + 3, 14).alias("b")
    )
    return sketches.select(
        F.theta_sketch_estimate("a").alias("a"),
        F.theta_sketch_estimate(F.theta_union("a", "b")).alias("union"),
        F.theta_sketch_estimate(F.theta_intersection("a", "b")).alias("both"),
        F.theta_sketch_estimate(F.theta_difference("a", "b")).alias("only_a"),
    )


@case(mirrors="connect_function.test_function_parity", since="3.5")
def hyperloglog_sketches(spark, F, api):
    """Estimate and union; sketches of other sizes only when allowed."""
    sketches = spark.range(20).agg(
        F.hll_sketch_agg("id").alias("a"), F.hll_sketch_agg(F.col("id") + 5, 8).alias("b")
    )
    return {
        "estimate": sketches.select(
            F.hll_sketch_estimate("a").alias("a"), F.hll_sketch_estimate("b").alias("b")
        ),
        "refused": api.error_of(lambda: sketches.select(F.hll_union("a", "b")).collect()),
        "allowed": sketches.select(F.hll_sketch_estimate(F.hll_union("a", "b", True)).alias("u")),
    }
