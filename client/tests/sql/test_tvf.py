"""Table-valued functions and table arguments: what they send and what they refuse."""

import pytest
from fake_session import fake_session, plan_of

from sparity.errors import (
    IllegalArgumentException,
    PySparkTypeError,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.sql import functions as F
from sparity.sql.column import Column
from sparity.sql.subquery import Subquery


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("explode", 1),
        ("explode_outer", 1),
        ("posexplode", 1),
        ("posexplode_outer", 1),
        ("inline", 1),
        ("inline_outer", 1),
        ("json_tuple", 2),
        ("stack", 3),
        ("variant_explode", 1),
        ("variant_explode_outer", 1),
        ("collations", 0),
        ("sql_keywords", 0),
        ("python_worker_logs", 0),
    ],
)
def test_each_function_is_sent_by_its_name_with_its_arguments(name, count):
    spark, _ = fake_session()
    columns = [F.lit(number) for number in range(count)]
    sent = plan_of(getattr(spark.tvf, name)(*columns)).unresolved_table_valued_function
    assert sent.function_name == name
    assert [argument.literal.integer for argument in sent.arguments] == list(range(count))


def test_range_is_that_of_the_session():
    spark, _ = fake_session()
    sent = plan_of(spark.tvf.range(1, 9, 2, 3)).range
    assert (sent.start, sent.end, sent.step, sent.num_partitions) == (1, 9, 2, 3)


def test_names_of_columns_are_columns():
    spark, _ = fake_session()
    (argument,) = plan_of(spark.tvf.explode("a")).unresolved_table_valued_function.arguments
    assert argument.unresolved_attribute.unparsed_identifier == "a"


def test_what_is_no_column_is_refused():
    with pytest.raises(PySparkTypeError) as caught:
        fake_session()[0].tvf.explode(5)
    assert caught.value.getMessageParameters() == {
        "arg_name": "col",
        "arg_type": "int",
        "expected_type": "Column or str",
    }


def test_json_without_fields_is_refused():
    with pytest.raises(PySparkValueError) as caught:
        fake_session()[0].tvf.json_tuple(F.lit("{}"))
    assert caught.value.getMessageParameters() == {"item": "field"}


def test_servers_before_4_0_are_too_old():
    spark, _ = fake_session("3.5.9")
    with pytest.raises(UnsupportedOnServerError):
        plan_of(spark.tvf.sql_keywords())


@pytest.fixture
def table():
    return fake_session()[0].range(3).asTable()


def options(arg):
    return arg._expr.table_arg_options


def test_a_table_argument_names_its_relation():
    frame = fake_session()[0].range(3)
    inner = frame.asTable()._expr
    assert isinstance(inner, Subquery)
    assert inner.subquery_type == "SUBQUERY_TYPE_TABLE_ARG"
    assert (inner.plan_id, inner.relation) == (frame._plan.plan_id, frame._plan)


def test_a_table_argument_brings_its_relation_along():
    spark, _ = fake_session()
    inner = spark.range(3).asTable().partitionBy("k").orderBy(F.desc("id"))._expr
    sent = plan_of(spark.range(1).select(Column(inner)))
    (reference,) = sent.with_relations.references
    assert reference.common.plan_id == inner.plan_id
    (expression,) = sent.with_relations.root.project.expressions
    told = expression.subquery_expression.table_arg_options
    assert told.partition_spec[0].unresolved_attribute.unparsed_identifier == "k"
    assert told.order_spec[0].direction == 2


def test_partitions_and_order_add_up_without_changing_what_they_start_from(table):
    divided = table.partitionBy(["a", "b"])
    ordered = divided.orderBy("c").orderBy(F.col("d").desc())
    assert options(table) is None
    assert len(options(divided).partition_spec) == 2
    assert not options(divided).order_spec
    assert [order.direction for order in options(ordered).order_spec] == [
        "SORT_DIRECTION_ASCENDING",
        "SORT_DIRECTION_DESCENDING",
    ]


def test_one_partition_may_be_ordered(table):
    told = options(table.withSinglePartition().orderBy("a"))
    assert told.with_single_partition
    assert len(told.order_spec) == 1


@pytest.mark.parametrize(
    "say",
    [
        lambda arg: arg.orderBy("a"),
        lambda arg: arg.partitionBy("a").partitionBy("b"),
        lambda arg: arg.partitionBy("a").withSinglePartition(),
        lambda arg: arg.withSinglePartition().partitionBy("a"),
        lambda arg: arg.withSinglePartition().withSinglePartition(),
    ],
)
def test_rows_are_dealt_out_once_and_before_they_are_ordered(table, say):
    with pytest.raises(IllegalArgumentException, match="partitionBy"):
        say(table)


@pytest.mark.parametrize(
    "say", [lambda arg: arg.partitionBy(5), lambda arg: arg.partitionBy(["a"], "b")]
)
def test_partitions_are_columns(table, say):
    with pytest.raises(PySparkTypeError):
        say(table)


def test_a_table_argument_is_no_column():
    spark, _ = fake_session()
    with pytest.raises(PySparkTypeError):
        spark.range(1).select(spark.range(1).asTable())
