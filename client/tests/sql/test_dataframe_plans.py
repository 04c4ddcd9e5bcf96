"""What DataFrame operations put into the plan."""

import pytest
from fake_session import fake_session, plan_of

from sparity.errors import (
    AnalysisException,
    PySparkIndexError,
    PySparkTypeError,
    PySparkValueError,
    SessionNotSameException,
    UnsupportedOnServerError,
)
from sparity.sql import functions as F
from sparity.types import StructType


@pytest.fixture
def spark():
    return fake_session()[0]


def attributes(expressions):
    return [one.unresolved_attribute.unparsed_identifier for one in expressions]


def test_select_takes_names_columns_and_one_list(spark):
    df = spark.range(1)
    ways = (df.select("id", "a"), df.select(["id", "a"]), df.select(F.col("id"), "a"))
    for chosen in (*ways, df.select(("id", "a"))):
        assert attributes(plan_of(chosen).project.expressions) == ["id", "a"]


def test_a_star_is_a_star_and_not_a_column_of_that_name(spark):
    whole, part = plan_of(spark.range(1).select("*", "a.*")).project.expressions
    assert whole.WhichOneof("expr_type") == "unresolved_star"
    assert part.unresolved_star.unparsed_target == "a.*"


def test_the_star_of_a_dataframe_names_it(spark):
    other = spark.range(2)
    df = spark.range(1).join(other)
    [own, others] = plan_of(df.select(df["*"], other["*"])).project.expressions
    assert own.unresolved_star.plan_id == plan_of(df).common.plan_id
    assert others.unresolved_star.plan_id == plan_of(other).common.plan_id


def test_an_old_server_is_told_the_plain_star_only_where_it_means_the_same():
    df = fake_session("3.5.9")[0].range(1)
    [star] = plan_of(df.select(df["*"])).project.expressions
    assert star.WhichOneof("expr_type") == "unresolved_star"
    assert not star.unresolved_star.HasField("plan_id")
    for choose in (lambda: df.limit(1).select(df["*"]), lambda: df.select(F.struct(df["*"]))):
        with pytest.raises(UnsupportedOnServerError, match=r"UnresolvedStar\.plan_id"):
            plan_of(choose())


@pytest.mark.parametrize("wrong", [1, {}, None, ["id"]])
def test_select_refuses_what_is_no_column(spark, wrong):
    with pytest.raises(PySparkTypeError) as caught:
        spark.range(1).select("id", wrong)
    assert caught.value.getCondition() == "NOT_EXPECTED_TYPE"
    assert caught.value.getMessageParameters()["arg_name"] == "cols"


def test_columns_of_a_dataframe_carry_its_plan_id(spark):
    left, right = spark.range(1), spark.range(1)
    joined = plan_of(left.join(right, left.id == right["id"])).join
    ids = [
        argument.unresolved_attribute.plan_id
        for argument in joined.join_condition.unresolved_function.arguments
    ]
    assert ids == [joined.left.common.plan_id, joined.right.common.plan_id]
    assert ids[0] != ids[1]


def test_a_column_of_a_derived_dataframe_does_not_carry_the_id_of_its_source(spark):
    df = spark.range(1)
    assert df.id._expr.plan_id != df.filter("id > 0").id._expr.plan_id


def test_filter_takes_sql_text_and_columns(spark):
    df = spark.range(1)
    assert plan_of(df.filter("id > 1")).filter.condition.expression_string.expression == "id > 1"
    assert plan_of(df.where(df.id > 1)).filter.condition.unresolved_function.function_name == ">"
    assert plan_of(df[df.id > 1]).HasField("filter")


@pytest.mark.parametrize(
    ("how", "kind"),
    [(None, 1), ("FULL", 2), ("left_outer", 3), ("right", 4), ("anti", 5), ("semi", 6)],
)
def test_join_types_have_many_names(spark, how, kind):
    df = spark.range(1)
    assert plan_of(df.join(df, "id", how)).join.join_type == kind


def test_join_by_names_uses_the_names_and_by_conditions_all_of_them(spark):
    df = spark.range(1)
    assert list(plan_of(df.join(df, ["id", "a"])).join.using_columns) == ["id", "a"]
    condition = plan_of(df.join(df, [df.id == 1, df.id == 2, df.id == 3])).join.join_condition
    assert condition.unresolved_function.function_name == "and"
    assert condition.unresolved_function.arguments[0].unresolved_function.function_name == "and"


def test_an_unknown_join_type_is_refused_before_anything_is_sent(spark):
    with pytest.raises(AnalysisException) as caught:
        spark.range(1).join(spark.range(1), "id", "sideways")
    assert caught.value.getCondition() == "UNSUPPORTED_JOIN_TYPE"
    assert caught.value.getMessageParameters()["typ"] == "sideways"


@pytest.mark.parametrize("operation", ["join", "union", "intersect", "exceptAll", "crossJoin"])
def test_dataframes_of_two_sessions_do_not_mix(spark, operation):
    stranger = fake_session()[0].range(1)
    for other in (stranger, 3):
        with pytest.raises(SessionNotSameException):
            getattr(spark.range(1), operation)(other)


@pytest.mark.parametrize(
    ("operation", "kind", "is_all"),
    [
        ("union", 2, True),
        ("unionAll", 2, True),
        ("intersect", 1, False),
        ("intersectAll", 1, True),
        ("subtract", 3, False),
        ("exceptAll", 3, True),
    ],
)
def test_set_operations(spark, operation, kind, is_all):
    df = spark.range(1)
    set_op = plan_of(getattr(df, operation)(df)).set_op
    assert (set_op.set_op_type, set_op.is_all, set_op.by_name) == (kind, is_all, False)


def test_sort_directions(spark):
    order = plan_of(spark.range(1).sort("a", F.desc("b"), ascending=[False, True])).sort.order
    assert [key.direction for key in order] == [2, 2]
    assert [key.null_ordering for key in order] == [2, 2]
    order = plan_of(spark.range(1).sort("a", F.asc_nulls_last("b"))).sort.order
    assert [(key.direction, key.null_ordering) for key in order] == [(1, 1), (1, 2)]


def test_sort_refuses_position_zero_and_no_columns(spark):
    with pytest.raises(PySparkIndexError) as caught:
        spark.range(1).sort(0)
    assert caught.value.getCondition() == "ZERO_INDEX"
    with pytest.raises(PySparkValueError):
        spark.range(1).sort()


def test_drop_keeps_names_and_columns_apart(spark):
    df = spark.range(1)
    drop = plan_of(df.drop("a", df.id)).drop
    assert (list(drop.column_names), attributes(drop.columns)) == (["a"], ["id"])


def test_with_columns_needs_columns(spark):
    df = spark.range(1)
    aliases = plan_of(df.withColumns({"a": F.lit(1), "b": df.id})).with_columns.aliases
    assert [list(alias.name) for alias in aliases] == [["a"], ["b"]]
    with pytest.raises(PySparkTypeError):
        df.withColumn("a", 1)
    with pytest.raises(AssertionError):
        df.withColumns({"a": 1})


def test_renaming_says_it_in_the_words_of_the_server():
    new, old = fake_session("4.3.0")[0], fake_session("3.5.9")[0]
    renames = plan_of(new.range(1).withColumnRenamed("id", "x")).with_columns_renamed.renames
    assert [(one.col_name, one.new_col_name) for one in renames] == [("id", "x")]
    message = plan_of(old.range(1).withColumnRenamed("id", "x")).with_columns_renamed
    assert dict(message.rename_columns_map) == {"id": "x"}


def test_drop_duplicates_by_all_or_by_some_columns(spark):
    df = spark.range(1)
    assert plan_of(df.distinct()).deduplicate.all_columns_as_keys
    some = plan_of(df.dropDuplicates(["id"])).deduplicate
    assert (list(some.column_names), some.all_columns_as_keys) == (["id"], False)
    with pytest.raises(PySparkTypeError):
        df.dropDuplicates("id")


@pytest.mark.parametrize(
    ("arguments", "least"),
    [({}, None), ({"how": "all"}, 1), ({"thresh": 2}, 2), ({"how": "all", "thresh": 3}, 3)],
)
def test_dropna_counts_values(spark, arguments, least):
    message = plan_of(spark.range(1).dropna(**arguments)).drop_na
    assert (message.min_non_nulls if message.HasField("min_non_nulls") else None) == least


def test_integers_fill_as_longs_and_replace_as_doubles(spark):
    df = spark.range(1)
    assert plan_of(df.fillna(1)).fill_na.values[0].long == 1
    assert plan_of(df.fillna(True)).fill_na.values[0].boolean is True
    replacement = plan_of(df.na.replace(1, 2)).replace.replacements[0]
    assert (replacement.old_value.double, replacement.new_value.double) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ((1,), "ARGUMENT_REQUIRED"),
        (([1, 2], [1]), "LENGTH_SHOULD_BE_THE_SAME"),
        (({"a": 1},), "MIXED_TYPE_REPLACEMENT"),
        ((object(), 1), "NOT_EXPECTED_TYPE"),
    ],
)
def test_replace_refuses_what_makes_no_sense(spark, arguments, condition):
    with pytest.raises((PySparkTypeError, PySparkValueError)) as caught:
        spark.range(1).replace(*arguments)
    assert caught.value.getCondition() == condition


def test_random_splits_are_adjacent_and_share_a_seed(spark):
    parts = [plan_of(part).sample for part in spark.range(1).randomSplit([1.0, 3.0])]
    assert [(part.lower_bound, part.upper_bound) for part in parts] == [(0.0, 0.25), (0.25, 1.0)]
    assert parts[0].seed == parts[1].seed
    assert all(part.deterministic_order for part in parts)


def test_sample_takes_its_arguments_in_three_ways(spark):
    df = spark.range(1)
    for sampled in (df.sample(0.5, 7), df.sample(False, 0.5, 7), df.sample(fraction=0.5, seed=7)):
        message = plan_of(sampled).sample
        assert (message.upper_bound, message.with_replacement, message.seed) == (0.5, False, 7)
    assert plan_of(df.sample(True, 0.5)).sample.with_replacement
    with pytest.raises(PySparkTypeError):
        df.sample()


def test_repartition_by_number_by_columns_and_by_both(spark):
    df = spark.range(1)
    assert plan_of(df.repartition(3)).repartition.shuffle
    assert not plan_of(df.coalesce(3)).repartition.shuffle
    by = plan_of(df.repartition(3, "id")).repartition_by_expression
    assert (by.num_partitions, attributes(by.partition_exprs)) == (3, ["id"])
    ranged = plan_of(df.repartitionByRange("id")).repartition_by_expression
    assert ranged.partition_exprs[0].sort_order.direction == 1
    with pytest.raises(PySparkValueError):
        df.repartition(0)


def test_hints_flatten_one_list_and_make_arrays_of_others(spark):
    hint = plan_of(spark.range(1).hint("x", [1, "a"])).hint
    assert [one.literal.WhichOneof("literal_type") for one in hint.parameters] == [
        "integer",
        "string",
    ]
    nested = plan_of(spark.range(1).hint("x", 1, ["a"])).hint.parameters[1]
    assert nested.unresolved_function.function_name == "array"
    with pytest.raises(PySparkTypeError):
        spark.range(1).hint("x", {})


def test_unpivot_without_values_leaves_them_to_the_server(spark):
    df = spark.range(1)
    assert not plan_of(df.unpivot("id", None, "k", "v")).unpivot.HasField("values")
    assert attributes(plan_of(df.melt("id", ["a"], "k", "v")).unpivot.values.values) == ["a"]


def test_a_subquery_brings_its_relation_once(spark):
    df = spark.range(5)
    most = df.select(F.max("id"))
    both = plan_of(df.filter((df.id == most.scalar()) | (df.id > most.scalar()))).with_relations
    assert len(both.references) == 1
    assert both.references[0].common.plan_id == most._plan.plan_id
    assert both.root.HasField("filter")


def test_a_subquery_in_a_list_of_values_brings_its_relation(spark):
    df, other = spark.range(5), spark.range(2)
    message = plan_of(df.filter(df.id.isin(other))).with_relations
    assert [one.common.plan_id for one in message.references] == [other._plan.plan_id]


def test_a_plan_without_subqueries_is_not_wrapped(spark):
    assert plan_of(spark.range(1).filter("id > 0")).HasField("filter")


def test_positions_count_from_the_left_and_need_the_schema():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("a int, b int"))
    df = spark.range(1)
    assert df[1]._expr.unparsed_identifier == "b"
    with pytest.raises(IndexError):
        df[2]
    assert len(client.questions) == 1


def test_transform_wants_a_dataframe_back(spark):
    assert plan_of(spark.range(1).transform(lambda df, n: df.limit(n), 3)).limit.limit == 3
    with pytest.raises(AssertionError):
        spark.range(1).transform(lambda df: 5)


@pytest.mark.parametrize(
    "operation",
    [
        lambda df: df.groupBy("id").count(),
        lambda df: df.groupBy("id").pivot("id").count(),
        lambda df: df.select(df["*"]),
        lambda df: df.withColumnsRenamed({}),
        lambda df: df.drop("id").dropna().sort("id").describe(),
        lambda df: df.distinct().repartition(2).sample(0.5),
        lambda df: df.unpivot("id", None, "k", "v").hint("broadcast"),
    ],
)
def test_the_oldest_server_understands_what_is_as_old(operation):
    assert plan_of(operation(fake_session("3.4.4")[0].range(1))).WhichOneof("rel_type")
