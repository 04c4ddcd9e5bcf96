"""Observations and execution facts: which response's metrics reach whom."""

import gc
import weakref

import pyarrow as pa
import pytest
from fake_session import fake_session, plan_of, rows_answer

from sparity.errors import (
    ArithmeticException,
    PySparkAssertionError,
    PySparkTypeError,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.protocol import message_class
from sparity.sql import Observation
from sparity.sql import functions as F
from sparity.sql.metrics import CollectedMetrics, ExecutionInfo, MetricValue, PlanMetrics
from sparity.types import StructType


@pytest.fixture
def session():
    return fake_session()


def measured(name, plan_id=0, keys=(), values=(), operation_id="op"):
    """A response with metrics of whole numbers."""
    response = message_class("ExecutePlanResponse")(operation_id=operation_id)
    metrics = response.observed_metrics.add(name=name, plan_id=plan_id, keys=keys)
    for value in values:
        metrics.values.add(long=value)
    return response


def rows():
    return rows_answer(pa.table({"id": [1]}), "id bigint")


def observed(spark, observation, *metrics):
    return spark.range(3).observe(observation, *(metrics or [F.count("id").alias("n")]))


def test_metrics_reach_the_observation_whose_node_measured(session):
    spark, client = session
    first, second = Observation("same"), Observation("same")
    frame = observed(spark, first)
    observed(spark, second)
    client.results.append([*rows(), measured("same", frame._plan.plan_id, ["n"], [3])])
    frame.filter("id > 1").collect()
    assert (first.get, second.get) == ({"n": 3}, {})


def test_without_the_node_the_name_decides_among_the_observations_of_the_plan():
    spark, client = fake_session("3.5.9")
    first, second = Observation("same"), Observation("same")
    frame = observed(spark, first)
    observed(spark, second)
    client.results.append([*rows(), measured("same", values=[3])])
    frame.filter("id > 1").collect()
    assert (first.get, second.get) == ({"n": 3}, {})
    assert client.questions == []


def test_how_expressions_are_spelled_is_asked_of_servers_that_send_no_names():
    spark, client = fake_session("3.5.9")
    observation = Observation("o")
    frame = observed(spark, observation, F.count("id").alias("n"), F.max("id") + 1)
    client.results.append([*rows(), measured("o", values=[3, 3])])
    client.schemas.append(StructType.fromDDL("n bigint, `(max(id) + 1)` bigint"))
    frame.filter("id > 1").collect()
    assert observation.get == {"n": 3, "(max(id) + 1)": 3}
    (question,) = client.questions
    asked = question.schema.plan.root
    assert asked.aggregate.input.range.end == 3
    assert list(asked.aggregate.aggregate_expressions) == list(
        plan_of(frame).collect_metrics.metrics
    )


def test_servers_that_tell_no_metrics_of_writes_are_told_of():
    spark, _ = fake_session("3.5.9")
    other = Observation()
    observed(spark, other)
    for write in (
        lambda frame: frame.write.format("noop").save(),
        lambda frame: frame.writeTo("t").append(),
    ):
        observation = Observation()
        written = observed(spark, observation).filter("id > 1")
        write(written)
        with pytest.raises(UnsupportedOnServerError) as caught:
            _ = observation.get
        assert caught.value.getMessageParameters() == {
            "feature": "Telling the metrics of writes",
            "required": "4.0",
            "connected": "3.5.9",
        }
        with pytest.raises(UnsupportedOnServerError, match="metrics of writes"):
            _ = written.executionInfo.flows
    assert other.get == {}


@pytest.mark.parametrize("server", ["4.0.5", "4.1.1"])
@pytest.mark.parametrize("times", [1, 2])
def test_spark_4_0_does_not_tell_the_metrics_of_what_is_used_twice(server, times):
    spark, client = fake_session(server)
    observation = Observation("o")
    frame = observed(spark, observation)
    client.results.append([*rows(), measured("o", frame._plan.plan_id)])
    (frame.union(frame) if times == 2 else frame).collect()
    if server == "4.0.5" and times == 2:
        with pytest.raises(UnsupportedOnServerError, match=r"used twice.*4\.1"):
            _ = observation.get
    else:
        assert observation.get == {}


def test_rows_tell_the_metrics_that_a_write_did_not():
    spark, client = fake_session("3.5.9")
    observation = Observation("o")
    frame = observed(spark, observation)
    frame.write.format("noop").save()
    client.results.append([*rows(), measured("o", values=[3])])
    frame.collect()
    assert observation.get == {"n": 3}
    frame.write.format("noop").save()
    assert observation.get == {"n": 3}


def test_writes_of_what_nobody_observes_are_not_refused():
    spark, _ = fake_session("3.5.9")
    frame = spark.range(1)
    frame.write.format("noop").save()
    assert frame.executionInfo.flows == []


def test_a_view_of_what_is_observed_measures_nothing():
    spark, _ = fake_session("3.5.9")
    observation = Observation()
    observed(spark, observation).createOrReplaceTempView("v")
    assert observation.get == {}


def test_commands_measure_too(session):
    spark, client = session
    observation = Observation()
    frame = observed(spark, observation)
    client.results.append([measured("any", frame._plan.plan_id, ["n"], [3])])
    frame.write.format("noop").save()
    assert observation.get == {"n": 3}


def test_names_without_values_change_nothing(session):
    spark, client = session
    observation = Observation()
    frame = observed(spark, observation)
    client.results.append([*rows(), measured("any", frame._plan.plan_id, ["n"])])
    frame.collect()
    assert observation.get == {}


def test_metrics_that_could_not_be_measured_raise_when_they_are_read(session):
    spark, client = session
    observation = Observation()
    frame = observed(spark, observation)
    failed = measured("any", frame._plan.plan_id, ["n"])
    failed.observed_metrics[0].root_error_idx = 0
    error = failed.observed_metrics[0].errors.add(message="by zero")
    error.error_type_hierarchy.append("java.lang.ArithmeticException")
    error.spark_throwable.error_class = "DIVIDE_BY_ZERO"
    client.results.append([*rows(), failed])
    assert len(frame.collect()) == 1
    with pytest.raises(ArithmeticException) as caught:
        _ = observation.get
    assert caught.value.getCondition() == "DIVIDE_BY_ZERO"


def test_a_name_is_sent_and_a_missing_one_is_made_up_once(session):
    spark, _ = session
    named = plan_of(observed(spark, Observation("seen"))).collect_metrics
    first = plan_of(observed(spark, Observation())).collect_metrics
    second = plan_of(observed(spark, Observation())).collect_metrics
    assert named.name == "seen"
    assert first.name != second.name


def test_an_observation_observes_one_frame(session):
    observation = Observation()
    observed(session[0], observation)
    with pytest.raises(PySparkAssertionError) as caught:
        observed(session[0], observation)
    assert caught.value.getCondition() == "REUSE_OBSERVATION"


def test_an_observation_that_was_refused_may_be_used_again(session):
    observation = Observation()
    with pytest.raises(PySparkValueError):
        session[0].range(1).observe(observation)
    observed(session[0], observation)
    assert observation.get == {}


def test_nothing_observed_is_nothing_to_get():
    with pytest.raises(PySparkAssertionError) as caught:
        _ = Observation().get
    assert caught.value.getCondition() == "NO_OBSERVE_BEFORE_GET"


@pytest.mark.parametrize(
    ("name", "error", "condition"),
    [
        (5, PySparkTypeError, "NOT_EXPECTED_TYPE"),
        ("", PySparkValueError, "VALUE_NOT_NON_EMPTY_STR"),
    ],
)
def test_a_name_is_text(name, error, condition):
    with pytest.raises(error) as caught:
        Observation(name)
    assert caught.value.getCondition() == condition


def test_the_session_keeps_no_observation_alive(session):
    observation = Observation()
    frame = observed(session[0], observation)
    gone = weakref.ref(observation)
    del observation
    gc.collect()
    assert gone() is None
    assert frame is not None


def executed(spark, client):
    frame = spark.range(3).observe("o", F.count("id"))
    response = measured("o", frame._plan.plan_id, ["n"], [3])
    for name, number, parent in (("top", 2, 2), ("source", 1, 2)):
        plan = response.metrics.metrics.add(name=name, plan_id=number, parent=parent)
        metric = plan.execution_metrics["numOutputRows"]
        metric.name, metric.value, metric.metric_type = "rows", 3, "sum"
    client.results.append([*rows(), response])
    return frame


@pytest.mark.parametrize("act", ["collect", "toArrow", "toPandas", "to_polars"])
def test_what_gives_all_rows_leaves_facts_of_its_execution(session, act):
    frame = executed(*session)
    assert frame.executionInfo is None
    getattr(frame, act)()
    info = frame.executionInfo
    assert info.flows == [("o", {"n": 3})]
    assert info.operation_id == "op"
    assert info.metrics.toText() == (
        "+- top(numOutputRows: 3 (sum))\n  +- source(numOutputRows: 3 (sum))\n"
    )


def test_writers_and_views_leave_facts_too(session):
    spark, client = session
    for act in (
        lambda frame: frame.write.save(),
        lambda frame: frame.writeTo("t").append(),
        lambda frame: frame.mergeInto("t", F.lit(True)).merge(),
        lambda frame: frame.createOrReplaceTempView("v"),
    ):
        frame = spark.range(1)
        client.results.append([measured("x", operation_id="mine")])
        act(frame)
        assert frame.executionInfo.operation_id == "mine"


def test_what_gives_some_rows_leaves_none(session):
    frame = executed(*session)
    frame.head()
    assert frame.executionInfo is None


def test_a_statement_leaves_facts_of_its_own_execution(session):
    spark, client = session
    client.results.append([measured("x", operation_id="mine")])
    assert spark.sql("SHOW TABLES").executionInfo.operation_id == "mine"
    assert spark.range(1).executionInfo is None


def test_flows_of_servers_that_send_no_names_have_those_of_the_plan():
    spark, client = fake_session("3.5.9")
    frame = spark.range(3).observe("o", F.count("id").alias("n"), F.max("id").alias("top"))
    client.results.append([*rows(), measured("o", values=[3, 2])])
    frame.collect()
    assert frame.executionInfo.flows == [("o", {"n": 3, "top": 2})]


def test_metrics_without_names_of_somebody_elses_plan_are_no_flows():
    spark, client = fake_session("3.5.9")
    frame = spark.table("view")
    client.results.append([*rows(), measured("o", values=[7])])
    frame.collect()
    assert frame.executionInfo.flows == []


def test_servers_that_tell_no_tree_of_operators_are_told_of():
    frame = executed(*fake_session("3.5.9"))
    frame.collect()
    metrics = frame.executionInfo.metrics
    for tell in (metrics.toText, metrics.extract_graph):
        with pytest.raises(UnsupportedOnServerError) as caught:
            tell()
        assert caught.value.getMessageParameters() == {
            "feature": "The tree of operators",
            "required": "4.0",
            "connected": "3.5.9",
        }


def test_metrics_tell_of_themselves():
    metric = MetricValue("rows", 3, "sum")
    plan = PlanMetrics("Range", 1, 2, [metric])
    assert (repr(metric), repr(plan)) == ("<rows=3 (sum)>", "Plan(Range: 1->2)=[<rows=3 (sum)>]")
    assert plan.to_dict() == {
        "name": "Range",
        "plan_id": 1,
        "parent_plan_id": 2,
        "metrics": [{"name": "rows", "value": 3, "type": "sum"}],
    }
    assert ExecutionInfo(None, None).metrics is None


def test_a_plan_has_one_top():
    lost = CollectedMetrics([PlanMetrics("a", 1, 1, []), PlanMetrics("b", 2, 2, [])])
    with pytest.raises(AssertionError, match="2"):
        lost.toText()
    with pytest.raises(AssertionError, match="0"):
        CollectedMetrics([]).extract_graph()
