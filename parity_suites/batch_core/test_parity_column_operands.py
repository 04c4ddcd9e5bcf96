"""Every operator and method of a column with every kind of operand, and what each refuses."""

from parity_suites.case import case

KINDS = (
    ("column", "F.col('b')"),
    ("none", "None"),
    ("bool", "True"),
    ("int", "3"),
    ("long", "2**40"),
    ("huge", "2**70"),
    ("float", "1.5"),
    ("text", "'7'"),
    ("bytes", "b'7'"),
    ("decimal", "decimal.Decimal('2.50')"),
    ("date", "datetime.date(2020, 1, 2)"),
    ("timestamp", "datetime.datetime(2020, 1, 2, 3)"),
    ("list", "[1]"),
    ("tuple", "(1, 2)"),
    ("set", "{1}"),
    ("dict", "{'k': 1}"),
    ("object", "object()"),
    ("type", "int"),
)


def _frame(spark):
    return spark.createDataFrame([(7, 2), (-7, 3), (0, None)], "a int, b int")


def _names(F, **more):
    import datetime
    import decimal

    return dict(more, F=F, datetime=datetime, decimal=decimal)


def _each(api, names, template, kinds=KINDS):
    """The text of the column that each kind of operand makes, or the error."""
    told = {}
    for label, source in kinds:
        made = []
        text = template.replace("Y", f"({source})")
        error = api.error_of(lambda text=text, made=made: made.append(eval(text, dict(names))))
        told[label] = repr(made[0]) if error is None else error
    return told


OPERATORS = {
    "add": "F.col('a') + Y",
    "subtract": "F.col('a') - Y",
    "multiply": "F.col('a') * Y",
    "divide": "F.col('a') / Y",
    "modulo": "F.col('a') % Y",
    "power": "F.col('a') ** Y",
    "equal": "F.col('a') == Y",
    "unequal": "F.col('a') != Y",
    "less": "F.col('a') < Y",
    "atleast": "F.col('a') >= Y",
    "and": "F.col('a') & Y",
    "or": "F.col('a') | Y",
    "eqNullSafe": "F.col('a').eqNullSafe(Y)",
    "bitwiseAND": "F.col('a').bitwiseAND(Y)",
    "bitwiseXOR": "F.col('a').bitwiseXOR(Y)",
    "contains": "F.col('a').contains(Y)",
    "startswith": "F.col('a').startswith(Y)",
    "like": "F.col('a').like(Y)",
    "between": "F.col('a').between(Y, 9)",
}


@case(
    mirrors="column.test_column_operators",
    params={name: {"template": template} for name, template in OPERATORS.items()},
)
def right_operand_of_each_kind(spark, F, api, template):
    """What stands on the right: plain values are literals, anything else is refused."""
    return _each(api, _names(F), template)


@case(
    mirrors="connect_column.test_column_operator",
    params={
        name: {"template": template}
        for name, template in {
            "add": "Y + F.col('a')",
            "subtract": "Y - F.col('a')",
            "multiply": "Y * F.col('a')",
            "divide": "Y / F.col('a')",
            "modulo": "Y % F.col('a')",
            "power": "Y ** F.col('a')",
            "less": "Y < F.col('a')",
            "and": "Y & F.col('a')",
            "or": "Y | F.col('a')",
        }.items()
    },
)
def left_operand_of_each_kind(spark, F, api, template):
    """The same on the left, where Python asks the other operand first."""
    # Text on the left of % formats, before a column is asked.
    kinds = [kind for kind in KINDS if kind[0] not in ("text", "bytes") or "%" not in template]
    return _each(api, _names(F), template, kinds)


@case(
    mirrors="column.test_field_accessor",
    params={
        "getItem": {"template": "F.col('a').getItem(Y)"},
        "getField": {"template": "F.col('a').getField(Y)"},
        "item": {"template": "F.col('a')[Y]"},
        "slice_from": {"template": "F.col('a')[Y:1]"},
        "slice_to": {"template": "F.col('a')[1:Y]"},
        "substr_start": {"template": "F.col('a').substr(Y, 1)"},
        "substr_both": {"template": "F.col('a').substr(Y, Y)"},
    },
)
def keys_of_each_kind(spark, F, api, template):
    """Items, fields, slices and substrings by each kind of key."""
    return _each(api, _names(F), template)


@case(
    mirrors="connect_column.test_isin",
    params={
        "one": {"template": "F.col('a').isin(Y)"},
        "second": {"template": "F.col('a').isin(1, Y)"},
        "in_a_list": {"template": "F.col('a').isin([Y])"},
    },
)
def members_of_each_kind(spark, F, api, template):
    """What `isin` takes alone, among others, and in a list."""
    # The order of a set is Python's affair, and a list in a list is a literal since 3.5.
    return _each(api, _names(F), template, [kind for kind in KINDS if kind[0] != "list"])


@case(
    mirrors="column.test_alias_negative",
    params={
        "cast": {"template": "F.col('a').cast(Y)"},
        "astype": {"template": "F.col('a').astype(Y)"},
        "over": {"template": "F.sum('a').over(Y)"},
        "withField_name": {"template": "F.col('a').withField(Y, F.lit(1))"},
        "withField_value": {"template": "F.col('a').withField('x', Y)"},
        "dropFields": {"template": "F.col('a').dropFields(Y)"},
        "when_condition": {"template": "F.when(Y, 1)"},
        "when_value": {"template": "F.when(F.col('a'), Y)"},
        "second_condition": {"template": "F.when(F.col('a'), 1).when(Y, 1)"},
        "otherwise": {"template": "F.when(F.col('a'), 1).otherwise(Y)"},
    },
)
def arguments_of_each_kind(spark, F, api, template):
    """Methods that check their argument themselves."""
    return _each(api, _names(F), template, [kind for kind in KINDS if kind[0] != "list"])


@case(mirrors="column.test_cast_negative", since="4.0")
def type_classes_instead_of_types(spark, F, T, api):
    """A class where an instance is wanted is a frequent slip."""
    names = _names(F, T=T)
    kinds = (
        ("int_class", "T.IntegerType"),
        ("string_class", "T.StringType"),
        ("decimal_class", "T.DecimalType"),
        ("timestamp_class", "T.TimestampType"),
        ("null_class", "T.NullType"),
        ("field", "T.StructField('x', T.LongType())"),
        ("instance", "T.DecimalType(3, 1)"),
    )
    tried = _each(api, names, "F.col('a').try_cast(Y)", kinds)
    return {
        **_each(api, names, "F.col('a').cast(Y)", kinds),
        **{f"try_{label}": told for label, told in tried.items()},
    }


@case(mirrors="column.test_over_negative")
def windows_that_are_none(spark, F, Window, api):
    """`over` wants a window specification; the class of windows is none."""
    total = F.sum("a")
    return {
        "class": api.error_of(lambda: total.over(Window)),
        "none": api.error_of(lambda: total.over(None)),
        "text": api.error_of(lambda: total.over("b")),
        "column": api.error_of(lambda: total.over(F.col("b"))),
    }


@case(mirrors="column.test_alias_negative")
def aliases_that_are_refused(spark, F, api):
    """Keywords, metadata for several names, and names for what yields one column."""
    frame = _frame(spark)
    a = F.col("a")
    return {
        "keyword": api.error_of(lambda: a.alias("x", meta={})),
        "several_with_metadata": api.error_of(lambda: a.alias("x", "y", metadata={})),
        "several_for_one": api.error_of(lambda: frame.select(a.alias("x", "y")).schema),
        "same_name_twice": frame.select(a.alias("x"), a.alias("x")).columns,
    }


@case(mirrors="column.test_and_in_expression")
def columns_as_truth_values(spark, F, api):
    """`and`, `or`, `not`, `if`, chains and `in` are refused, each with the column in question."""
    a = F.col("a")
    return {
        "and": api.error_of(lambda: (a > 1) and (a < 5)),
        "or": api.error_of(lambda: a.isNull() or True),
        "not": api.error_of(lambda: not a),
        "if": api.error_of(lambda: 1 if a == 2 else 0),
        "chain": api.error_of(lambda: 1 < a < 5),
        "in": api.error_of(lambda: 1 in a),
        "in_list": api.error_of(lambda: a in [F.col("b")]),
        "assert": api.error_of(lambda: bool(F.lit(True))),
        "any": api.error_of(lambda: any([a])),
        "filter": api.error_of(lambda: list(filter(None, [a]))),
    }


@case(mirrors="dataframe.test_column_iterator")
def columns_as_sequences(spark, F, api):
    """Not iterable, no length, no hash, no call, no number; attributes are fields."""
    a = F.col("a")
    return {
        "for": api.error_of(lambda: list(a)),
        "star": api.error_of(lambda: [*a]),
        "unpack": api.error_of(lambda: dict(**a)),
        "hash": api.error_of(lambda: {a}),
        "call": api.error_of(lambda: a.nothing(1)),
        "int": api.error_of(lambda: int(a)),
        "dunder": api.error_of(lambda: a.__nothing__),
        "jvm": api.error_of(lambda: a._jc),
        "underscore": repr(a._field),
        "floor": api.error_of(lambda: a // 2),
        "shift": api.error_of(lambda: a << 2),
    }


@case(mirrors="column.test_eqnullsafe_classmethod_usage")
def null_safe_equality_through_the_class(spark, F, api):
    """The method taken from the class is the same."""
    frame = _frame(spark)
    return frame.select(
        api.Column.eqNullSafe(frame.b, None).alias("null"),
        api.Column.eqNullSafe(frame.a, frame["b"]).alias("column"),
        frame.b.eqNullSafe(2).alias("value"),
        (~frame.b.eqNullSafe(F.lit(None))).alias("not"),
    )


@case(mirrors="functions.test_when")
def choices_in_the_wrong_order(spark, F, api):
    """`when` and `otherwise` continue a choice that is open."""
    a = F.col("a")
    open_, closed = F.when(a, 1), F.when(a, 1).otherwise(2)
    return {
        "when_on_a_column": api.error_of(lambda: a.when(a, 1)),
        "when_after_otherwise": api.error_of(lambda: closed.when(a, 1)),
        "otherwise_on_a_column": api.error_of(lambda: a.otherwise(1)),
        "otherwise_twice": api.error_of(lambda: closed.otherwise(1)),
        "when_on_an_alias": api.error_of(lambda: open_.alias("x").when(a, 1)),
        "otherwise_on_a_sum": api.error_of(lambda: (open_ + 1).otherwise(1)),
        "when_as_text": api.error_of(lambda: open_.when("a", 1)),
        "unfinished": repr(open_),
    }


@case(mirrors="connect_column.test_column_bitwise_ops")
def bits_of_columns(spark, F):
    """Bitwise methods and functions on two columns with null."""
    frame = _frame(spark)
    return frame.select(
        frame.a.bitwiseAND(frame.b).alias("and"),
        frame.a.bitwiseOR(6).alias("or"),
        frame.a.bitwiseXOR(F.lit(1)).alias("xor"),
        F.bitwise_not("a").alias("not"),
        frame.a.bitwiseAND(None).alias("null"),
    )


@case(mirrors="connect_column.test_invalid_ops")
def operands_that_analysis_refuses(spark, F, api):
    """Types that do not fit: the server's word."""
    frame = spark.sql("SELECT 1 AS i, 'x' AS s, array(1) AS a, map('k', 1) AS m, true AS f")
    i, a, m, f = (F.col(name) for name in "iamf")
    return {
        "bool_plus": api.error_of(lambda: frame.select(f + 1).schema),
        "array_less_map": api.error_of(lambda: frame.select(a < m).schema),
        "int_and_bool": api.error_of(lambda: frame.select(i & f).schema),
        "not_int": api.error_of(lambda: frame.select(~i).schema),
        "bits_of_text": api.error_of(lambda: frame.select(a.bitwiseAND(1)).schema),
        "isin_mixed": api.error_of(lambda: frame.select(a.isin(1, 2)).schema),
        "field_of_int": api.error_of(lambda: frame.select(i["x"]).schema),
        "field_of_array": api.error_of(lambda: frame.select(a["x"]).schema),
        "between_array": api.error_of(lambda: frame.select(i.between(a, a)).schema),
        "like_number": api.error_of(lambda: frame.select(a.like("x")).schema),
        "map_equality": api.error_of(lambda: frame.select(m == m).schema),
        "sort_in_select": api.error_of(lambda: frame.select(i.desc()).schema),
    }


@case(mirrors="column.test_with_field")
def fields_of_nested_structs(spark, F, api):
    """Fields are added, replaced and dropped at any depth; dots in names take back quotes."""
    frame = spark.sql(
        "SELECT named_struct('x', 1, 'in', named_struct('y', 2, 'a.b', 3)) AS s,"
        " CAST(NULL AS STRUCT<x: INT>) AS n"
    )
    s = F.col("s")
    return {
        "several": frame.select(
            s.withField("x", F.lit("q")).withField("in.z", s["x"] + 1).alias("s")
        ),
        "of_null": frame.select(F.col("n").withField("y", F.lit(1)).alias("n")),
        "quoted": frame.select(s.withField("in.`a.b`", F.lit(9)).alias("s")),
        "whole": frame.select(s.withField("in", F.lit(None)).alias("s")),
        "dropped": frame.select(s.dropFields("in.y", "x").alias("s")),
        "drop_quoted": frame.select(s.dropFields("in.`a.b`").alias("s")),
        "both": frame.select(s.withField("w", F.lit(0)).dropFields("x", "in.y").alias("s")),
        "unknown_parent": api.error_of(lambda: frame.select(s.withField("no.y", F.lit(1))).schema),
        "parent_no_struct": api.error_of(lambda: frame.select(s.withField("x.y", s)).schema),
        "drop_below_unknown": api.error_of(lambda: frame.select(s.dropFields("no.y")).schema),
        "drop_nothing": api.error_of(lambda: s.dropFields()),
    }


@case(mirrors="connect_column.test_column_string_ops")
def text_methods_with_columns(spark, F):
    """Patterns, prefixes and parts from columns; escapes; empty text."""
    frame = spark.createDataFrame(
        [("apple", "a%", 1, 2), ("Banana", "%na", 2, 9), ("", "", 0, 0), (None, "x", 1, 1)],
        "s string, p string, i int, n int",
    )
    return frame.select(
        frame.s.like(frame.p).alias("like"),
        frame.s.ilike("%B%").alias("ilike"),
        frame.s.rlike("[pn]{2}|an").alias("rlike"),
        frame.s.startswith(F.lower(frame.p)).alias("starts"),
        frame.s.endswith("").alias("ends"),
        frame.s.contains(F.substring(frame.p, 1, 1)).alias("contains"),
        frame.s.substr(frame.i, frame.n).alias("part"),
        frame.s.substr(-3, 2).alias("tail"),
        frame.s.substr(0, 2).alias("zero"),
        frame.s[2:2].alias("slice"),
    )


@case(mirrors="connect_column.test_between")
def bounds_of_each_type(spark, F):
    """Between numbers, text, dates, nulls, and with the bounds the wrong way round."""
    import datetime

    frame = spark.sql("SELECT 5 AS i, 'm' AS s, DATE'2024-05-05' AS d, CAST(NULL AS INT) AS z")
    return frame.select(
        frame.i.between(1, 5).alias("number"),
        frame.i.between(6, 1).alias("reversed"),
        frame.i.between(frame.z, 9).alias("null_below"),
        frame.i.between(6, frame.z).alias("false_and_null"),
        frame.s.between("a", F.col("s")).alias("text"),
        frame.d.between(datetime.date(2024, 1, 1), "2024-12-31").alias("date"),
        frame.z.between(1, 2).alias("null"),
    )
