"""Column operators and methods, their text, and which frame a bound column belongs to."""

from parity_suites.case import case


def _numbers(spark):
    return spark.createDataFrame(
        [(7, 2, "spark"), (-7, 3, "Park"), (0, None, None)], "a int, b int, s string"
    )


# --- operators --------------------------------------------------------------------------------


@case(mirrors="column.test_column_operators")
def arithmetic_on_both_sides(spark, F):
    """Arithmetic works with a column on either side, and nulls spread."""
    frame = _numbers(spark)
    a, b = F.col("a"), F.col("b")
    return frame.select(
        (a + b).alias("add"),
        (10 - a).alias("rsub"),
        (a * 2.5).alias("mul"),
        (a / 2).alias("div"),
        (a % 4).alias("mod"),
        (100 % (b + 4)).alias("rmod"),
        (-a).alias("neg"),
        (1 / (b + 1)).alias("rdiv"),
    )


@case(mirrors="column.test_column_operators")
def power_of_columns_and_numbers(spark, F):
    """`**` gives doubles from both sides."""
    return _numbers(spark).select((F.col("a") ** 2).alias("sq"), (2 ** F.col("b")).alias("exp"))


@case(mirrors="column.test_column_operators")
def comparisons_and_null_safe_equality(spark, F):
    """Comparison with null is null, except for `eqNullSafe`."""
    frame = _numbers(spark)
    b = F.col("b")
    return frame.select(
        (b == 2).alias("eq"),
        (b != 2).alias("ne"),
        (b < 3).alias("lt"),
        (b <= 2).alias("le"),
        (b > 2).alias("gt"),
        (3 >= b).alias("rge"),
        b.eqNullSafe(None).alias("safe_null"),
        b.eqNullSafe(2).alias("safe_two"),
    )


@case(mirrors="column.test_and_in_expression")
def boolean_logic_is_three_valued(spark, F):
    """And, or, not over true, false and null."""
    flags = spark.createDataFrame(
        [(x, y) for x in (True, False, None) for y in (True, False, None)], "x boolean, y boolean"
    )
    x, y = flags.x, flags.y
    return flags.select("x", "y", (x & y).alias("and"), (x | y).alias("or"), (~x).alias("not"))


@case(mirrors="column.test_column_operators")
def logic_with_python_booleans(spark, F):
    """A Python boolean may stand on either side of `&` and `|`."""
    frame = _numbers(spark)
    big = F.col("a") > 1
    return frame.select((True & big).alias("l"), (big | False).alias("r"), (True | big).alias("t"))


@case(mirrors="column.test_bitwise_operations")
def bitwise_methods(spark, F):
    """`bitwiseAND`, `bitwiseOR`, `bitwiseXOR` take columns and numbers."""
    a = F.col("a")
    return _numbers(spark).select(
        a.bitwiseAND(5).alias("and"),
        a.bitwiseOR(F.col("b")).alias("or"),
        a.bitwiseXOR(7).alias("x"),
    )


@case(mirrors="column.test_and_in_expression")
def column_has_no_truth_value(spark, F, api):
    """`and`, `not`, `if` and `in` on columns are refused with advice."""
    a = _numbers(spark).a
    return {
        "bool": api.error_of(lambda: bool(a > 1)),
        "and": api.error_of(lambda: (a > 1) and (a < 5)),
        "in": api.error_of(lambda: 1 in a),
    }


@case(mirrors="dataframe.test_column_iterator")
def column_cannot_be_iterated(spark, F, api):
    """A column is not a sequence, though it has items."""

    def loop():
        for _ in F.col("a"):
            break

    return api.error_of(loop)


# --- predicates and text ----------------------------------------------------------------------


@case(mirrors="connect_column.test_between")
def between_includes_both_ends(spark, F):
    """Bounds may be values or columns."""
    a = F.col("a")
    return _numbers(spark).select(a.between(0, 7).alias("v"), a.between(F.col("b"), 9).alias("c"))


@case(mirrors="connect_column.test_isin")
def isin_takes_values_lists_and_sets(spark, F):
    """Membership over values, a list, an empty list, and with null."""
    frame = _numbers(spark)
    return frame.select(
        frame.a.isin(7, 0).alias("values"),
        frame.a.isin([-7]).alias("list"),
        frame.a.isin([]).alias("empty"),
        frame.s.isin("spark", None).alias("with_null"),
        frame.b.isin(frame.a, 3).alias("columns"),
    )


@case(mirrors="connect_column.test_column_with_null")
def null_and_nan_tests(spark, F):
    """`isNull`, `isNotNull`; NaN is not null."""
    floats = spark.createDataFrame([(1.0,), (float("nan"),), (None,)], "x double")
    return floats.select(
        "x", floats.x.isNull().alias("n"), floats.x.isNotNull().alias("nn"), F.isnan("x").alias("k")
    )


@case(mirrors="column.test_column_operators", since="4.0")
def is_nan_as_a_method(spark):
    """`Column.isNaN` says what `isnan` says."""
    floats = spark.createDataFrame([(1.0,), (float("nan"),), (None,)], "x double")
    return floats.select(floats.x.isNaN().alias("nan"))


@case(mirrors="connect_column.test_column_string_ops")
def text_predicates(spark, F):
    """Like, ilike, rlike, and the plain text searches."""
    s = F.col("s")
    return _numbers(spark).select(
        s.like("%ar_").alias("like"),
        s.ilike("pARK").alias("ilike"),
        s.rlike("^[a-z]+$").alias("rlike"),
        s.contains("par").alias("contains"),
        s.startswith("P").alias("starts"),
        s.endswith(F.lit("k")).alias("ends"),
        s.substr(2, 3).alias("part"),
        s.substr(F.lit(1), F.length(s) - 1).alias("part_by_columns"),
    )


@case(mirrors="connect_column.test_column_string_ops")
def substr_refuses_mixed_arguments(spark, F, api):
    """Start and length must be both numbers or both columns."""
    s = _numbers(spark).s
    return {
        "mixed": api.error_of(lambda: s.substr(1, F.lit(2))),
        "text": api.error_of(lambda: s.substr("1", "2")),
    }


# --- cast -------------------------------------------------------------------------------------


@case(mirrors="connect_column.test_cast")
def cast_by_type_and_by_name(spark, F, T):
    """The target is a data type or its DDL text; `astype` is the same."""
    a = F.col("a")
    return _numbers(spark).select(
        a.cast(T.LongType()).alias("long"),
        a.cast("string").alias("string"),
        a.cast(T.DecimalType(6, 2)).alias("decimal"),
        a.astype("boolean").alias("boolean"),
        F.array(a).cast("array<double>").alias("array"),
        F.lit("2021-03-04").cast("date").alias("date"),
    )


@case(mirrors="column.test_cast_negative")
def cast_refuses_what_is_no_type(spark, F, api):
    """A number is refused by the client, an unknown name by the parser, a bad pair by analysis."""
    frame = _numbers(spark)
    return {
        "number": api.error_of(lambda: F.col("a").cast(123)),
        "unknown": api.error_of(lambda: frame.select(F.col("a").cast("whole")).collect()),
        "impossible": api.error_of(lambda: frame.select(F.col("a").cast("map<int,int>")).collect()),
    }


@case(mirrors="column.test_cast_negative", since="4.0")
def try_cast_gives_null_for_bad_text(spark, F):
    """`try_cast` never fails on a value."""
    texts = spark.createDataFrame([("12",), ("twelve",), (None,)], "t string")
    return texts.select(F.col("t").try_cast("int").alias("i"), texts.t.try_cast("date").alias("d"))


@case(mirrors="column.test_cast_negative", since="4.0")
def try_cast_gives_null_for_a_number_that_does_not_fit(spark, F):
    """A server that took it for a plain cast would wrap the number around without a word."""
    numbers = spark.createDataFrame([(12,), (3_000_000_000,)], "n bigint")
    return numbers.select(F.col("n").try_cast("int").alias("i"))


@case(mirrors="column.test_cast_negative", since="4.0")
def try_cast_of_a_range(spark, F):
    """Nothing else is asked of the server: the number that does not fit is null."""
    start = 2_147_483_646
    return spark.range(start, start + 3).select(F.col("id").try_cast("int").alias("i"))


# --- names and text ---------------------------------------------------------------------------


@case(mirrors="column.test_alias_metadata")
def alias_with_metadata(spark, F):
    """Metadata given to `alias` ends in the schema."""
    named = _numbers(spark).select(F.col("a").alias("n", metadata={"unit": "m", "k": [1, 2]}))
    return {"frame": named, "metadata": named.schema["n"].metadata}


@case(mirrors="column.test_alias_negative")
def alias_refuses_wrong_keywords(spark, F, api):
    """Unknown keywords, and metadata for several names, are refused."""
    a = F.col("a")
    return {
        "keyword": api.error_of(lambda: a.alias("n", comment="x")),
        "several": api.error_of(lambda: a.alias("n", "m", metadata={"k": 1})),
    }


@case(mirrors="connect_basic.test_alias")
def alias_of_a_generator_names_each_column(spark, F):
    """A generator with two columns takes two names; `name` is `alias`."""
    maps = spark.createDataFrame([({"k": 1},)], "m map<string,int>")
    return maps.select(F.explode("m").alias("key", "value"), F.lit(1).name("one"))


@case(
    mirrors="column.test_expr_str_representation",
    params={
        "col": {"source": "F.col('a')"},
        "add": {"source": "F.col('a') + 1"},
        "radd": {"source": "1 - F.col('a')"},
        "logic": {"source": "(F.col('a') > 1) & ~F.col('b')"},
        "compare": {"source": "F.col('a') == F.lit('x')"},
        "safe": {"source": "F.col('a').eqNullSafe(None)"},
        "isin": {"source": "F.col('a').isin(1, 2)"},
        "between": {"source": "F.col('a').between(1, 2)"},
        "like": {"source": "F.col('a').like('x%')"},
        "cast": {"source": "F.col('a').cast('int')"},
        "alias": {"source": "F.col('a').alias('b')"},
        "sort": {"source": "F.col('a').desc_nulls_last()"},
        "function": {"source": "F.concat(F.col('a'), F.lit('-'))"},
        "nested": {"source": "F.upper(F.substring('a', 1, 2))"},
        "count": {"source": "F.count('*')"},
        "expr": {"source": "F.expr('a + b')"},
        "when": {"source": "F.when(F.col('a') > 1, 'x').otherwise('y')"},
        "window": {"source": "F.sum('a').over(Window.partitionBy('b').orderBy('a'))"},
        "field": {"source": "F.col('a').getField('x')"},
        "item": {"source": "F.col('a')[0]"},
        "null": {"source": "F.lit(None)"},
        "star": {"source": "F.col('*')"},
    },
)
def column_text(F, Window, source):
    """What `repr` of a column says."""
    return repr(eval(source, {"F": F, "Window": Window}))


@case(mirrors="column.test_column_name_with_non_ascii")
def non_ascii_names(spark, F):
    """Names in any script can be made, read and compared."""
    frame = spark.createDataFrame([(1, "é")], ["数量", "naïve"])
    return {
        "frame": frame.select("数量", F.col("naïve").alias("ключ")),
        "columns": frame.columns,
        "text": repr(frame["数量"]),
    }


@case(mirrors="connect_basic.test_parse_col_name")
def quoted_names_with_dots_and_ticks(spark, F):
    """Back quotes keep dots, spaces and back quotes inside of a name."""
    odd = spark.range(1).select(
        F.lit(1).alias("a.b"),
        F.lit(2).alias("c d"),
        F.lit(3).alias("e`f"),
        F.struct("id").alias("s"),
    )
    return odd.select("`a.b`", F.col("`c d`"), odd["`e``f`"], "s.id")


@case(mirrors="connect_error.test_invalid_column")
def unresolved_names_suggest_others(spark, F, api):
    """An unknown name is an analysis error that lists what there is."""
    frame = _numbers(spark)
    return {
        "select": api.error_of(lambda: frame.select("c").collect()),
        "filter": api.error_of(lambda: frame.filter(F.col("aa") > 1).schema),
        "field": api.error_of(lambda: frame.select(F.struct("a").alias("s")).select("s.z").schema),
    }


@case(mirrors="connect_column.test_invalid_ops")
def type_mismatches_are_analysis_errors(spark, F, api):
    """Operators on types that do not fit fail in analysis, with the offending types."""
    frame = spark.sql("select map('k', 1) as m, true as flag, array(1) as arr")
    return {
        "map_plus_one": api.error_of(lambda: frame.select(F.col("m") + 1).schema),
        "not_array": api.error_of(lambda: frame.select(~F.col("arr")).schema),
        "filter_by_array": api.error_of(lambda: frame.filter(F.col("arr")).schema),
    }


# --- nested -----------------------------------------------------------------------------------


@case(mirrors="column.test_field_accessor")
def items_and_fields(spark, F):
    """Structs by field, arrays by index, maps by key, by item and by method."""
    frame = spark.sql(
        "select named_struct('r', 1, 'q', 'x') as s, array(5, 6) as a, map('k', 9) as m"
    )
    return frame.select(
        frame.s.r,
        frame.s["q"].alias("q"),
        frame.a[1].alias("second"),
        frame.a.getItem(0).alias("first"),
        frame.m["k"].alias("k"),
        frame.m.getItem("k").alias("k2"),
        F.col("s").getField("r").alias("r2"),
    )


@case(mirrors="column.test_field_accessor")
def slices_are_substrings(spark, F, api):
    """A slice of a text column is a substring; a step is refused."""
    s = F.col("s")
    return {
        "part": _numbers(spark).select(s[2:3].alias("p")),
        "step": api.error_of(lambda: s[1:2:3]),
    }


@case(mirrors="column.test_with_field")
def with_field_adds_and_replaces(spark, F, api):
    """Fields are added at the end or replaced in place, also deep inside."""
    frame = spark.sql("select named_struct('x', 1, 'in', named_struct('y', 2)) as s")
    s = F.col("s")
    return {
        "added": frame.select(s.withField("z", F.lit(3)).alias("s")),
        "replaced": frame.select(s.withField("x", F.lit("one")).alias("s")),
        "deep": frame.select(s.withField("in.w", s["in"]["y"] + 1).alias("s")),
        "not_a_column": api.error_of(lambda: s.withField("z", 3)),
        "not_a_name": api.error_of(lambda: s.withField(1, F.lit(3))),
        "not_a_struct": api.error_of(
            lambda: frame.select(F.lit(1).withField("z", F.lit(3))).schema
        ),
    }


@case(mirrors="column.test_drop_fields")
def drop_fields_of_a_struct(spark, F, api):
    """Fields are dropped by path; the last one cannot go."""
    frame = spark.sql(
        "select named_struct('x', 1, 'y', 2, 'in', named_struct('u', 3, 'v', 4)) as s"
    )
    s = F.col("s")
    return {
        "two": frame.select(s.dropFields("x", "y").alias("s")),
        "deep": frame.select(s.dropFields("in.u").alias("s")),
        "absent": frame.select(s.dropFields("nothing").alias("s")),
        "all": api.error_of(lambda: frame.select(s.dropFields("x", "y", "in")).schema),
    }


@case(mirrors="column.test_transform", since="4.1")
def transform_chains_functions(spark, F):
    """`Column.transform` applies a Python function to the column."""
    return _numbers(spark).select(F.col("s").transform(F.upper).transform(F.reverse).alias("t"))


# --- conditionals -----------------------------------------------------------------------------


@case(mirrors="connect_function.test_when_otherwise")
def when_chains_and_falls_through(spark, F, api):
    """The first true branch wins; without `otherwise` the rest is null."""
    a = F.col("a")
    sign = F.when(a > 0, "plus").when(a < 0, F.lit("minus"))
    return {
        "open": _numbers(spark).select(sign.alias("sign")),
        "closed": _numbers(spark).select(sign.otherwise("zero").alias("sign")),
        "not_after_when": api.error_of(lambda: a.when(a > 1, 1)),
        "twice": api.error_of(lambda: sign.otherwise(1).otherwise(2)),
        "no_condition": api.error_of(lambda: F.when(True, 1)),
    }


# --- which frame a column belongs to ----------------------------------------------------------


@case(mirrors="column.test_self_join")
def self_join_by_bound_columns(spark, F):
    """Frames derived from one source keep their own columns apart."""
    base = spark.createDataFrame([(1, 2), (2, 3), (3, 1)], "src int, dst int")
    left = base.withColumn("tag", F.lit("l"))
    right = base.withColumn("tag", F.lit("r"))
    joined = left.join(right, left["dst"] == right["src"])
    return joined.select(left["src"], right["dst"], left["tag"], right["tag"])


@case(mirrors="column.test_select_join_keys")
def bound_keys_of_using_joins(spark):
    """After a join on a name, the key of the left side can still be asked for."""
    left = spark.createDataFrame([(1, "a"), (2, "b")], "id int, l string")
    right = spark.createDataFrame([(2, "x"), (3, "y")], "id int, r string")
    joined = left.join(right, "id")
    return joined.select(left["id"].alias("l_id"), "id", left.l, right["r"])


@case(mirrors="column.test_resolve_cross_dataframe_illegal_reference")
def column_of_another_frame_is_refused(spark, api):
    """A column of a frame that is not below cannot be resolved."""
    one = spark.range(3).toDF("x")
    other = spark.range(3).toDF("y")
    return api.error_of(lambda: one.select(other["y"]).collect())


@case(mirrors="column.test_resolve_through_filter", ordered=True)
def bound_columns_survive_filter_sort_and_distinct(spark):
    """A column of the source can be used above operators that keep it."""
    frame = _numbers(spark)
    return (
        frame.filter(frame.a != 0).distinct().sort(frame.a.desc()).select(frame.s, frame["a"] + 1)
    )


@case(mirrors="column.test_resolve_sort_missing_attr_recovery", ordered=True)
def sort_by_a_column_that_was_projected_away(spark):
    """Sorting may use a column of the frame below the projection."""
    frame = _numbers(spark)
    return frame.select("s").sort(frame.a)


@case(mirrors="column.test_enum_literals", since="4.1")
def enum_members_stand_for_their_values(spark, F):
    """A member of an enum in an operator is its value."""
    from enum import Enum

    class Level(Enum):
        LOW = 1
        HIGH = 7

    return _numbers(spark).select("a", (F.col("a") >= Level.HIGH).alias("high"))


@case(mirrors="column.test_access_column")
def access_by_wrong_kinds(spark, api):
    """A frame's item can be a name, a position, a column or a list, nothing else."""
    frame = _numbers(spark)
    return {
        "attribute_and_item": frame.select(frame.a, frame["b"], frame[2]),
        "dict": api.error_of(lambda: frame[{"a": 1}]),
        "negative": api.error_of(lambda: frame[-9]),
    }


@case(mirrors="column.test_column_date_time_op", since="3.5")
def datetime_values_beside_columns(spark, F):
    """Python dates and timedeltas take part in column arithmetic."""
    import datetime

    frame = spark.sql("select date'2024-02-28' as d, timestamp_ntz'2024-02-28 12:00:00' as t")
    day = datetime.timedelta(days=1)
    return frame.select(
        (F.col("t") + day).alias("next"),
        (F.col("d") > datetime.date(2024, 1, 1)).alias("later"),
        (F.lit(datetime.datetime(2024, 3, 1)).cast("timestamp_ntz") - F.col("t")).alias("gap"),
    )
