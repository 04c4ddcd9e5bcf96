"""Several DataFrames in one: joins, unions, set operations, pivots of shape; edge inputs."""

from parity_suites.case import case


def _left(spark):
    return spark.createDataFrame([(1, "a"), (2, "b"), (None, "n")], "k int, l string")


def _right(spark):
    return spark.createDataFrame([(2, "x"), (3, "y"), (None, "m")], "k int, r string")


# --- joins ------------------------------------------------------------------------------------


@case(
    mirrors="dataframe.test_invalid_join_method",
    params={
        how: {"how": how}
        for how in (
            "inner",
            "cross",
            "outer",
            "full",
            "fullouter",
            "full_outer",
            "left",
            "leftouter",
            "left_outer",
            "right",
            "rightouter",
            "right_outer",
            "semi",
            "leftsemi",
            "left_semi",
            "anti",
            "leftanti",
            "left_anti",
        )
    },
)
def every_name_of_a_join_type(spark, how):
    """On a name, nulls never match."""
    return _left(spark).join(_right(spark), "k", how)


@case(
    mirrors="dataframe.test_invalid_join_method",
    params={
        "unknown": {"how": "sideways"},
        "upper": {"how": "INNER"},
        "empty": {"how": ""},
        "spaces": {"how": "left outer"},
        "number": {"how": 1},
    },
)
def join_types_that_do_not_exist(spark, api, how):
    """The error lists the types there are."""
    return api.error_of(lambda: _left(spark).join(_right(spark), "k", how).collect())


@case(mirrors="dataframe.test_join_without_on")
def joins_by_every_kind_of_condition(spark, F):
    """Names, lists, conditions, several conditions, null-safe ones, none."""
    left, right = _left(spark), _right(spark)
    return {
        "list": left.join(right, ["k"]),
        "condition": left.join(right, left.k == right.k),
        "conditions": left.join(right, [left.k == right.k, right.r != "y"]),
        "null_safe": left.join(right, left.k.eqNullSafe(right.k)),
        "inequality": left.join(right, left.k < right["k"], "left"),
        "literal": left.join(right, F.lit(False), "full"),
        "none": left.join(right).count(),
        "none_left": left.join(right, how="left").count(),
        "self": left.alias("a").join(left.alias("b"), F.col("a.k") == F.col("b.k")),
        "empty": left.join(right.limit(0), "k", "left"),
        "empty_list": left.join(right, []).count(),
    }


@case(mirrors="dataframe.test_join_without_on")
def joins_refuse_other_types(spark, F, api):
    """What is no frame, names that do not exist, conditions that are none."""
    left, right = _left(spark), _right(spark)
    return {
        "no_frame": api.error_of(lambda: left.join("right", "k")),
        "none": api.error_of(lambda: left.join(None)),
        "unknown": api.error_of(lambda: left.join(right, "nope").collect()),
        "number": api.error_of(lambda: left.join(right, 1)),
        "mixed_list": api.error_of(lambda: left.join(right, ["k", left.k == right.k]).columns),
        "not_boolean": api.error_of(lambda: left.join(right, left.k + right.k).collect()),
        "ambiguous": api.error_of(lambda: left.join(right, left.k == right.k).select("k").schema),
        "cross_none": api.error_of(lambda: left.crossJoin(None)),
    }


@case(mirrors="dataframe.test_require_cross")
def products_and_their_configuration(spark, api):
    """Forbidden products need to be asked for by name."""
    left, right = _left(spark), _right(spark)
    spark.conf.set("spark.sql.crossJoin.enabled", "false")
    return {
        "implicit": api.error_of(lambda: left.join(right).collect()),
        "always_true": api.error_of(lambda: left.join(right, left.k == left.k).collect()),
        "explicit": left.crossJoin(right).count(),
        "by_type": left.join(right, how="cross").count(),
    }


@case(mirrors="subquery.test_lateral_join_with_different_join_types", since="4.0")
def lateral_joins_refuse_other_types(spark, F, api):
    """Only some join types; a frame and a column are wanted."""
    left = spark.range(2)
    right = spark.range(1).select((F.col("id").outer() + 1).alias("n"))
    return {
        "right": api.error_of(lambda: left.lateralJoin(right, how="right").collect()),
        "unknown": api.error_of(lambda: left.lateralJoin(right, how="sideways").collect()),
        "no_frame": api.error_of(lambda: left.lateralJoin("right")),
    }


# --- unions and sets --------------------------------------------------------------------------


@case(mirrors="dataframe.test_union_classmethod_usage")
def unions_by_position(spark, api):
    """Types are widened, nullability joined; the class method is the same."""
    ints = spark.createDataFrame([(1,), (1,)], "n int")
    return {
        "widened": ints.union(spark.createDataFrame([(2.5,)], "x double")),
        "text": ints.union(spark.createDataFrame([("t",)], "x string")).schema,
        "class": api.DataFrame.union(ints, ints).count(),
        "all": ints.unionAll(ints).count(),
        "empty": ints.union(ints.limit(0)),
        "null": ints.union(spark.sql("select null as n")),
        "names": ints.union(spark.range(1).toDF("other")).columns,
        "several": ints.union(ints).union(ints).distinct(),
    }


@case(mirrors="dataframe.test_union_classmethod_usage")
def unions_that_do_not_fit(spark, api):
    """Widths, types and things that are no frames."""
    ints = spark.createDataFrame([(1,)], "n int")
    nested = spark.sql("select array(1) as a")
    return {
        "width": api.error_of(lambda: ints.union(spark.sql("select 1, 2")).collect()),
        "type": api.error_of(lambda: ints.union(nested).collect()),
        "none": api.error_of(lambda: ints.union(None)),
        "list": api.error_of(lambda: ints.unionAll([1])),
        "by_name": api.error_of(lambda: ints.unionByName(5)),
        "except": api.error_of(lambda: ints.exceptAll("n")),
        "intersect": api.error_of(lambda: ints.intersect(None)),
        "intersect_all": api.error_of(lambda: ints.intersectAll(None)),
        "subtract": api.error_of(lambda: ints.subtract(None)),
        "map": api.error_of(
            lambda: (
                spark.sql("select map(1, 2) m").intersect(spark.sql("select map(1, 2) m")).collect()
            )
        ),
    }


@case(mirrors="connect_basic.test_union_by_name")
def unions_by_name_of_edge_inputs(spark, api):
    """Case of names, duplicates, nested fields, missing columns on both sides."""
    left = spark.sql("select 1 as a, 'x' as b")
    nested = spark.sql("select named_struct('p', 1, 'q', 2) as s")
    other = spark.sql("select named_struct('q', 3, 'r', 4) as s")
    twice = spark.sql("select 1 as a, 2 as a")
    return {
        "turned": left.unionByName(spark.sql("select 'y' as b, 2 as a")),
        "case": left.unionByName(spark.sql("select 'y' as B, 2 as A")),
        "both_missing": left.unionByName(
            spark.sql("select true as c, 2 as a"), allowMissingColumns=True
        ),
        "nested": nested.unionByName(other, allowMissingColumns=True),
        "nothing_common": left.unionByName(spark.sql("select 1 as z"), True),
        "duplicates": api.error_of(lambda: twice.unionByName(twice).collect()),
        "nested_refused": api.error_of(lambda: nested.unionByName(other).collect()),
        "flag_text": api.error_of(lambda: left.unionByName(left, "yes").count()),
    }


@case(mirrors="connect_stat.test_subtract")
def set_operations_on_nulls_and_duplicates(spark):
    """Nulls and NaN are equal; the `All` forms count copies; no rows on a side."""
    left = spark.sql(
        "select * from values (1, null), (1, null), (2, double('nan')), (3, 0D) as t(a, b)"
    )
    right = spark.sql("select * from values (1, null), (2, double('nan')), (3, -0D) as t(a, b)")
    none = left.limit(0)
    return {
        "intersect": left.intersect(right),
        "intersect_all": left.intersectAll(right),
        "subtract": left.subtract(right),
        "except_all": left.exceptAll(right),
        "from_nothing": none.subtract(left),
        "minus_nothing": left.subtract(none),
        "with_nothing": left.intersect(none),
    }


# --- shape ------------------------------------------------------------------------------------


@case(mirrors="dataframe.test_transpose", since="4.0")
def transposes_of_edge_inputs(spark, F):
    """No rows, one column, nulls among the names, wider types, a chosen index."""
    frame = spark.sql("select * from values ('x', 1, 2.5D), ('y', 3, null) as t(k, a, b)")
    return {
        "widened": frame.transpose(),
        "by_name": frame.transpose("k"),
        "by_column": frame.select("a", "b", "k").transpose(F.col("k")),
        "no_rows": frame.limit(0).transpose(),
        "index_only": frame.select("k").transpose(),
        "twice": frame.transpose().transpose(),
        "null_name": spark.sql("select * from values (null, 1), ('z', 2) t(k, a)").transpose(),
        "numbers": spark.sql("select * from values (1, 10), (2, 20) t(k, a)").transpose(),
    }


@case(mirrors="dataframe.test_transpose_with_invalid_index_columns", since="4.0")
def transposes_that_cannot_be(spark, F, api):
    """Expressions, unknown names, other types, no common type, too many rows."""
    frame = spark.sql("select 'x' as k, 1 as a, array(2) as b")
    spark.conf.set("spark.sql.transposeMaxValues", "2")
    frame.transpose("k")  # outside, so that a client without it fails the case
    return {
        "expression": api.error_of(lambda: frame.transpose(F.upper("k")).collect()),
        "literal": api.error_of(lambda: frame.transpose(F.lit(1)).collect()),
        "unknown": api.error_of(lambda: frame.transpose("nope").collect()),
        "number": api.error_of(lambda: frame.transpose(1)),
        "nested_index": api.error_of(lambda: frame.transpose("b").collect()),
        "no_common_type": api.error_of(lambda: frame.transpose("k").collect()),
        "too_many": api.error_of(
            lambda: spark.range(5).selectExpr("id", "id").transpose().collect()
        ),
        "no_columns": api.error_of(lambda: spark.range(1).select().transpose().collect()),
    }


@case(mirrors="connect_stat.test_unpivot")
def unpivots_of_edge_inputs(spark, F):
    """Nulls stay rows; identifiers may repeat and be none; names are free."""
    wide = spark.sql("select * from values (1, 2, null), (2, null, null) as t(id, a, b)")
    return {
        "nulls": wide.unpivot("id", ["a", "b"], "k", "v"),
        "no_ids": wide.unpivot([], ["a"], "k", "v"),
        "rest": wide.unpivot(["id"], None, "k", "v"),
        "everything": wide.unpivot([], None, "k", "v").count(),
        "same_names": wide.unpivot("id", ["a"], "id", "id").columns,
        "expressions": wide.unpivot(F.col("id"), [F.col("a").alias("z")], "k", "v"),
        "repeated": wide.unpivot("id", ["a", "a"], "k", "v"),
        "no_rows": wide.limit(0).unpivot("id", ["a"], "k", "v"),
        "odd_names": wide.unpivot("id", "a", "a.b", "").columns,
        "melt": wide.melt("id", None, "k", "v").count(),
        "widened": spark.sql("select 1 id, 2 a, 3L b").unpivot("id", ["a", "b"], "k", "v"),
    }


@case(mirrors="stat.test_unpivot_negative")
def unpivots_refuse_other_arguments(spark, api):
    """Names that do not exist, no values, types that do not meet, names that are no text."""
    wide = spark.sql("select 1 as id, 2 as a, 'x' as t")
    return {
        "unknown": api.error_of(lambda: wide.unpivot("id", ["nope"], "k", "v").collect()),
        "unknown_id": api.error_of(lambda: wide.unpivot("nope", ["a"], "k", "v").collect()),
        "no_values": api.error_of(lambda: wide.unpivot("id", [], "k", "v").collect()),
        "nothing_left": api.error_of(
            lambda: wide.unpivot(["id", "a", "t"], None, "k", "v").collect()
        ),
        "types": api.error_of(lambda: wide.unpivot("id", None, "k", "v").collect()),
        "number": api.error_of(lambda: wide.unpivot("id", 5, "k", "v")),
        "ids_none": api.error_of(lambda: wide.unpivot(None, ["a"], "k", "v").collect()),
    }
