"""Groups and aggregates in the plan."""

import pytest
from fake_session import fake_session, plan_of

from sparity.errors import PySparkIndexError, PySparkNotImplementedError, PySparkTypeError
from sparity.sql import functions as F
from sparity.types import StructType


@pytest.fixture
def spark():
    spark, client = fake_session()
    client.schemas.append(StructType.fromDDL("k string, n int, x double"))
    return spark


def names(expressions):
    return [one.unresolved_attribute.unparsed_identifier for one in expressions]


def calls(aggregate):
    return [
        (one.unresolved_function.function_name, *names(one.unresolved_function.arguments))
        for one in aggregate.aggregate_expressions
    ]


@pytest.mark.parametrize(
    ("method", "group_type"), [("groupBy", 1), ("groupby", 1), ("rollup", 2), ("cube", 3)]
)
def test_kinds_of_grouping(spark, method, group_type):
    aggregate = plan_of(getattr(spark.range(1), method)("k", ["n"][0]).count()).aggregate
    assert aggregate.group_type == group_type
    assert names(aggregate.grouping_expressions) == ["k", "n"]


def test_grouping_sets_keep_empty_sets(spark):
    aggregate = plan_of(spark.range(1).groupingSets([["k"], []], "k").count()).aggregate
    assert aggregate.group_type == 5
    assert [names(one.grouping_set) for one in aggregate.grouping_sets] == [["k"], []]


def test_aggregates_by_dict_and_by_column(spark):
    grouped = spark.range(1).groupBy("k")
    aggregate = plan_of(grouped.agg({"n": "sum", "*": "count"})).aggregate
    first, second = aggregate.aggregate_expressions
    assert first.unresolved_function.function_name == "sum"
    assert second.unresolved_function.arguments[0].HasField("unresolved_star")
    assert calls(plan_of(grouped.agg(F.max("n"))).aggregate) == [("max", "n")]


@pytest.mark.parametrize("wrong", [(), ("n",), (F.lit(1), "n"), ({"n": 1},)])
def test_aggregates_of_another_kind_are_refused(spark, wrong):
    with pytest.raises(AssertionError):
        spark.range(1).groupBy("k").agg(*wrong)


def test_numeric_aggregates_take_all_columns_of_numbers(spark):
    df = spark.range(1)
    assert calls(plan_of(df.groupBy("k").sum()).aggregate) == [("sum", "n"), ("sum", "x")]
    assert calls(plan_of(df.groupBy("k").mean("x")).aggregate) == [("avg", "x")]
    with pytest.raises(PySparkTypeError) as caught:
        df.groupBy("k").max("k", "nope")
    assert caught.value.getCondition() == "NOT_NUMERIC_COLUMNS"
    assert caught.value.getMessageParameters() == {"invalid_columns": "['k', 'nope']"}


def test_positions_count_from_one(spark):
    df = spark.range(1)
    assert names(plan_of(df.groupBy(2).count()).aggregate.grouping_expressions) == ["n"]
    for position in (0, -1):
        with pytest.raises(PySparkIndexError) as caught:
            df.groupBy(position)
        assert caught.value.getCondition() == "INDEX_NOT_POSITIVE"
    with pytest.raises(PySparkTypeError):
        df.groupBy(1.5)


def test_pivot_with_and_without_values(spark):
    grouped = spark.range(1).groupBy("k")
    pivot = plan_of(grouped.pivot("n", [1, "a"]).count()).aggregate.pivot
    assert [value.WhichOneof("literal_type") for value in pivot.values] == ["integer", "string"]
    assert not plan_of(grouped.pivot("n").count()).aggregate.pivot.values


def test_pivot_only_after_group_by(spark):
    df = spark.range(1)
    for grouped in (df.rollup("k"), df.groupBy("k").pivot("n")):
        with pytest.raises(PySparkNotImplementedError) as caught:
            grouped.pivot("x")
        assert caught.value.getCondition() == "UNSUPPORTED_OPERATION"


@pytest.mark.parametrize("arguments", [(5,), ("n", "x"), ("n", [object()])])
def test_pivot_checks_its_arguments(spark, arguments):
    with pytest.raises(PySparkTypeError):
        spark.range(1).groupBy("k").pivot(*arguments)


def test_repr_tells_groups_columns_and_kind(spark):
    assert repr(spark.range(1).cube("k")) == (
        "GroupedData[grouping expressions: [k], value: [k: string, n: int, x: double], type: Cube]"
    )
