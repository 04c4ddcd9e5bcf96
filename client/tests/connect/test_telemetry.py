"""What OpenTelemetry is told: spans of the program's calls and of ours, counters, trace context."""

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from fake_spark import Abort, Served
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from scripted import RESULT, complete, config_operation, down, plan, refusal, rows

from sparity import errors
from sparity.connect import ChannelBuilder, Client
from sparity.sql import SparkSession

Serve = Callable[..., Served]
SERVICE = "spark.connect.SparkConnectService"


class Told:
    """What OpenTelemetry heard."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._spans, self._reader = InMemorySpanExporter(), InMemoryMetricReader()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._spans))
        self.tracer = provider.get_tracer("a program")
        patch.setattr(trace, "get_tracer", provider.get_tracer)
        patch.setattr(metrics, "get_meter", MeterProvider([self._reader]).get_meter)

    def span(self, name: str) -> Any:
        """The only span of a name that has ended."""
        (found,) = self.spans(name)
        return found

    def spans(self, name: str) -> list[Any]:
        return [span for span in self._spans.get_finished_spans() if span.name == name]

    def points(self, metric: str) -> list[Any]:
        """What was measured, by attributes."""
        told = self._reader.get_metrics_data()
        assert told is not None
        found = told.resource_metrics[0].scope_metrics[0].metrics
        return [point for one in found if one.name == metric for point in one.data.data_points]

    def total(self, metric: str) -> Any:
        return sum(point.value for point in self.points(metric))


@pytest.fixture
def told() -> Iterator[Told]:
    with pytest.MonkeyPatch.context() as patch:
        yield Told(patch)


def session(served: Served) -> SparkSession:
    served.spark.script["ExecutePlan"] = [RESULT]
    return SparkSession(served.client("telemetry=true"))


def test_a_call_has_the_attributes_of_the_conventions(serve: Serve, told: Told) -> None:
    served = serve()
    served.client("telemetry=true").config(config_operation())
    span = told.span(f"{SERVICE}/Config")
    assert span.kind is trace.SpanKind.CLIENT
    attributes = {
        "rpc.system": "grpc",
        "rpc.service": SERVICE,
        "rpc.method": "Config",
        "server.address": "localhost",
        "server.port": served.port,
        "rpc.grpc.status_code": 0,
    }
    assert dict(span.attributes) == attributes
    (point,) = told.points("rpc.client.duration")
    assert dict(point.attributes) == attributes
    assert (point.count, span.status.status_code) == (1, trace.StatusCode.UNSET)


def test_a_call_that_fails_is_told_without_its_words(serve: Serve, told: Told) -> None:
    served = serve()
    served.spark.script["Config"] = [refusal("A_CONDITION", "s3cret data")]
    with pytest.raises(errors.SparkConnectGrpcException):
        served.client("telemetry=true").config(config_operation())
    call, asked = told.span(f"{SERVICE}/Config"), told.span("spark.connect")
    assert call.attributes["rpc.grpc.status_code"] == grpc.StatusCode.INTERNAL.value[0]
    assert (call.attributes["error.type"], asked.attributes["error.type"]) == (
        "INTERNAL",
        "A_CONDITION",
    )
    for span in (call, asked):
        assert span.status.status_code is trace.StatusCode.ERROR
        assert "s3cret" not in span.to_json()


def test_the_call_of_the_program_is_a_span_around_ours(serve: Serve, told: Told) -> None:
    served = serve()
    spark = session(served)
    with told.tracer.start_as_current_span("the program's own") as own:
        assert len(spark.range(3).collect()) == 3
    asked, executed = told.span("DataFrame.collect"), told.span(f"{SERVICE}/ExecutePlan")
    assert asked.parent.span_id == own.get_span_context().span_id
    assert executed.parent.span_id == asked.context.span_id
    assert asked.attributes["sparity.rows"] == 3
    assert asked.attributes["sparity.bytes"] > 100
    assert told.total("sparity.rows") == 3
    assert told.total("sparity.bytes") == asked.attributes["sparity.bytes"]


@pytest.mark.parametrize(
    ("name", "ask"),
    [
        ("SparkSession.sql", lambda spark: spark.sql("SELECT 1")),
        ("DataFrame.toArrow", lambda spark: spark.range(3).toArrow()),
        ("iterate", lambda spark: list(spark.range(3).toLocalIterator())),
        ("DataFrameWriter.parquet", lambda spark: spark.range(3).write.parquet("p")),
        ("RuntimeConf.set", lambda spark: spark.conf.set("a", "b")),
        ("SparkSession.version", lambda spark: spark.version),
    ],
)
def test_spans_are_named_as_the_program_calls_us(
    serve: Serve, told: Told, name: str, ask: Callable[[SparkSession], object]
) -> None:
    ask(session(serve()))
    assert name in {span.name for span in told._spans.get_finished_spans()}


def test_the_server_is_told_whose_call_it_is(serve: Serve, told: Told) -> None:
    served = serve()
    list(served.client("telemetry=true;x-team=blue").execute(plan()))
    span = told.span(f"{SERVICE}/ExecutePlan")
    (headers,) = (one.metadata for one in served.spark.calls if one.method == "ExecutePlan")
    ids = f"{span.context.trace_id:032x}-{span.context.span_id:016x}"
    assert headers["traceparent"].startswith(f"00-{ids}-")
    assert headers["x-team"] == "blue"


def test_nothing_is_sent_along_without_telemetry(serve: Serve) -> None:
    served = serve()
    list(served.client().execute(plan()))
    assert not any("traceparent" in one.metadata for one in served.spark.calls)


def test_what_a_program_does_between_two_batches_is_its_own(serve: Serve, told: Told) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a", 2), rows("b", 2), complete()]]
    client = served.client("telemetry=true")
    responses = client.execute(plan())
    next(responses)
    assert not trace.get_current_span().get_span_context().is_valid
    client.config(config_operation())
    responses.close()
    (config,) = told.spans(f"{SERVICE}/Config")
    (executed,) = told.spans(f"{SERVICE}/ExecutePlan")
    assert config.context.trace_id != executed.context.trace_id
    (asked,) = (one for one in told.spans("spark.connect") if "sparity.rows" in one.attributes)
    # Nobody wanted more: that is no error.
    assert asked.status.status_code is trace.StatusCode.UNSET
    assert asked.attributes["sparity.rows"] == 2


def test_retries_are_counted(serve: Serve, told: Told) -> None:
    served = serve()
    served.spark.script["ExecutePlan"] = [[rows("a"), down()]]
    served.spark.script["ReattachExecute"] = [[Abort(grpc.StatusCode.UNAVAILABLE)], [complete()]]
    served.spark.script["Config"] = [down(), served.spark.default("Config", None)]
    client = served.client("telemetry=true")
    list(client.execute(plan()))
    client.config(config_operation())
    counted = {one.attributes["rpc.method"]: one.value for one in told.points("sparity.retries")}
    assert counted == {"ExecutePlan": 1, "ReattachExecute": 1, "Config": 1}


def test_a_port_that_nobody_knows_is_not_made_up(serve: Serve, told: Told) -> None:
    served = serve()

    class Opening(ChannelBuilder):
        def toChannel(self) -> grpc.Channel:
            return grpc.insecure_channel(f"localhost:{served.port}")

    with Client.through(Opening(), telemetry=True) as client:
        client.config(config_operation())
    assert "server.port" not in told.span(f"{SERVICE}/Config").attributes
