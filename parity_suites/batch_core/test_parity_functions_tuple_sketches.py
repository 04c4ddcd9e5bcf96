"""Tuple sketches: modes and sizes of their set operations, told by what they estimate."""

from parity_suites.case import case

KINDS = ("integer", "double")
MODES = ("sum", "min", "max", "alwaysone")


def _by_kind(names):
    return {f"{name}_{kind}": {"name": name, "kind": kind} for name in names for kind in KINDS}


def _call(F, name, kind, *arguments):
    return getattr(F, f"tuple_{name}_{kind}")(*arguments)


def _rows(spark, kind, start, end):
    return spark.range(start, end).selectExpr(
        "CAST(id AS int) AS k", f"CAST(id + 1 AS {kind}) AS v", "id % 2 AS part"
    )


def _sketch(spark, F, kind, start, end, name, *arguments):
    made = _call(F, "sketch_agg", kind, "k", "v", *arguments)
    return _rows(spark, kind, start, end).agg(made.alias(name))


def _pair(spark, F, kind, theta=False):
    one = _sketch(spark, F, kind, 0, 6, "a")
    if theta:
        return one.crossJoin(
            spark.range(3, 9).agg(F.theta_sketch_agg(F.col("id").cast("int")).alias("b"))
        )
    return one.crossJoin(_sketch(spark, F, kind, 3, 9, "b"))


def _estimate(F, kind, made, name):
    return _call(F, "sketch_estimate", kind, made).alias(name)


def _modes(spark, F, name, kind, theta=False):
    pair = _pair(spark, F, kind, theta)
    told = {}
    for mode in MODES:
        made = (
            _call(F, name, kind, "a", "b", 12, mode)
            if name.startswith("union")
            else _call(F, name, kind, "a", "b", mode)
        )
        told[mode] = pair.select(
            _estimate(F, kind, made, "keys"),
            _call(F, "sketch_summary", kind, made, mode).alias("summary"),
        )
    return told


@case(
    mirrors="functions.test_tuple_union_integer_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def unions_in_each_mode(spark, F, kind):
    """What becomes of the values of keys on both sides."""
    return _modes(spark, F, "union", kind)


@case(
    mirrors="functions.test_tuple_intersection_integer_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def intersections_in_each_mode(spark, F, kind):
    """Only keys of both sides, values as the mode says."""
    return _modes(spark, F, "intersection", kind)


@case(
    mirrors="functions.test_tuple_intersection_double_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def intersections_of_disjoint_sketches(spark, F, kind):
    """No key in common leaves an empty sketch."""
    pair = _sketch(spark, F, kind, 0, 3, "a").crossJoin(_sketch(spark, F, kind, 5, 9, "b"))
    made = _call(F, "intersection", kind, "a", "b")
    return pair.select(
        _estimate(F, kind, made, "keys"), _call(F, "sketch_summary", kind, made).alias("summary")
    )


@case(
    mirrors="functions.test_tuple_union_theta_integer_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def unions_with_theta_in_each_mode(spark, F, kind):
    """Keys that come from a theta sketch have a value by default."""
    return _modes(spark, F, "union_theta", kind, theta=True)


@case(
    mirrors="functions.test_tuple_intersection_theta_integer_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def intersections_with_theta_in_each_mode(spark, F, kind):
    """Values stay those of the tuple sketch."""
    return _modes(spark, F, "intersection_theta", kind, theta=True)


@case(
    mirrors="functions.test_tuple_intersection_theta_double_basic",
    since="4.2",
    params={k: {"kind": k} for k in KINDS},
)
def theta_intersections_summed_up(spark, F, kind):
    """Keys and the sum of their values after an intersection with a theta sketch."""
    made = _call(F, "intersection_theta", kind, "a", "b")
    return _pair(spark, F, kind, theta=True).select(
        _estimate(F, kind, made, "keys"), _call(F, "sketch_summary", kind, made).alias("summary")
    )


DIFFERENCES = {
    "tuple": {"name": "difference", "theta": False},
    "theta": {"name": "difference_theta", "theta": True},
}


def _difference(spark, F, kind, name, theta):
    made = _call(F, name, kind, "a", "b")
    return _pair(spark, F, kind, theta).select(
        _estimate(F, kind, made, "keys"), _call(F, "sketch_summary", kind, made).alias("summary")
    )


@case(mirrors="functions.test_tuple_difference_integer_basic", since="4.2", params=DIFFERENCES)
def differences_of_integer_sketches(spark, F, name, theta):
    """Keys of the left side alone."""
    return _difference(spark, F, "integer", name, theta)


@case(mirrors="functions.test_tuple_difference_double_basic", since="4.2", params=DIFFERENCES)
def differences_of_double_sketches(spark, F, name, theta):
    """The same for doubles."""
    return _difference(spark, F, "double", name, theta)


@case(mirrors="functions.test_tuple_difference_theta_integer_basic", since="4.2")
def difference_of_itself(spark, F):
    """A sketch without its own keys is empty."""
    frame = _sketch(spark, F, "integer", 0, 5, "a")
    made = F.tuple_difference_integer("a", "a")
    return frame.select(_estimate(F, "integer", made, "keys"))


@case(mirrors="functions.test_tuple_difference_theta_double_basic", since="4.2")
def difference_with_a_theta_of_all(spark, F):
    """A theta sketch with all keys leaves nothing."""
    frame = _sketch(spark, F, "double", 0, 5, "a")
    theta = spark.range(9).agg(F.theta_sketch_agg(F.col("id").cast("int")).alias("b"))
    made = F.tuple_difference_theta_double("a", "b")
    return frame.crossJoin(theta).select(_estimate(F, "double", made, "keys"))


def _sets_over_rows(spark, F, name, kind):
    rows = _rows(spark, kind, 0, 6)
    sketches = rows.groupBy("part").agg(_call(F, "sketch_agg", kind, "k", "v").alias("s"))
    whole = sketches.union(rows.agg(F.lit(9).alias("part"), _call(F, "sketch_agg", kind, "k", "v")))
    made = _call(F, name, kind, "s")
    return {
        "groups": sketches.agg(_estimate(F, kind, made, "keys")),
        "with_whole": whole.filter("part > 0").agg(
            _estimate(F, kind, made, "keys"), _call(F, "sketch_summary", kind, made).alias("v")
        ),
    }


@case(mirrors="functions.test_tuple_union_agg_integer_basic", since="4.2")
def unions_over_integer_rows(spark, F):
    """Sketches of groups and of all rows, merged by an aggregate."""
    return _sets_over_rows(spark, F, "union_agg", "integer")


@case(mirrors="functions.test_tuple_intersection_agg_integer_basic", since="4.2")
def intersections_over_integer_rows(spark, F):
    """Groups that share no key, and a group with the whole."""
    return _sets_over_rows(spark, F, "intersection_agg", "integer")


@case(mirrors="functions.test_tuple_intersection_agg_double_basic", since="4.2")
def intersections_over_double_rows(spark, F):
    """The same for doubles."""
    return _sets_over_rows(spark, F, "intersection_agg", "double")


@case(mirrors="functions.test_tuple_sketch_agg_integer_basic", since="4.2")
def sizes_and_modes_of_a_sketch(spark, F, api):
    """The size as number and column; sizes and modes that do not exist."""
    rows = _rows(spark, "integer", 0, 6)
    agg = F.tuple_sketch_agg_integer
    return {
        "number": rows.agg(_estimate(F, "integer", agg("k", "v", 5), "keys")),
        "column": rows.agg(_estimate(F, "integer", agg(F.col("k"), "v", F.lit(20)), "keys")),
        "mode": rows.agg(_estimate(F, "integer", agg("k", "v", mode="max"), "keys")),
        "too_small": api.error_of(lambda: rows.agg(agg("k", "v", 1)).collect()),
        "too_large": api.error_of(lambda: rows.agg(agg("k", "v", 99)).collect()),
        "no_mode": api.error_of(lambda: rows.agg(agg("k", "v", 12, "median")).collect()),
        "double_value": api.error_of(lambda: rows.agg(agg("k", F.lit("x"))).collect()),
    }


@case(mirrors="functions.test_tuple_sketch_comprehensive_integer", since="4.2")
def sketches_of_each_key_type(spark, F):
    """Keys of text, numbers and bytes."""
    rows = spark.sql("SELECT * FROM VALUES ('a', 1), ('b', 2), ('a', 3) AS t(s, v)")
    keys = {
        "text": F.col("s"),
        "int": F.col("v"),
        "long": F.col("v").cast("long"),
        "double": F.col("v").cast("double"),
        "binary": F.col("s").cast("binary"),
        "array": F.array("v"),
    }
    agg = F.tuple_sketch_agg_integer
    return rows.agg(*[_estimate(F, "integer", agg(key, "v"), name) for name, key in keys.items()])


@case(mirrors="functions.test_tuple_sketch_estimate_and_summary_integer", since="4.2")
def estimates_of_what_is_no_sketch(spark, F, api):
    """Other bytes, other types, and a sketch of the other kind."""
    frame = _sketch(spark, F, "integer", 0, 3, "s")
    return {
        "theta": frame.select(F.tuple_sketch_theta_integer("s").alias("t")),
        "null": frame.select(
            F.tuple_sketch_estimate_integer(F.lit(None).cast("binary")).alias("n")
        ),
        "bytes": api.error_of(
            lambda: frame.select(F.tuple_sketch_estimate_integer(F.lit(b"\x01\x02"))).collect()
        ),
        "text": api.error_of(
            lambda: frame.select(F.tuple_sketch_estimate_integer(F.lit("x"))).schema
        ),
    }
