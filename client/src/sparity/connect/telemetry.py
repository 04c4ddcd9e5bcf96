"""Calls as OpenTelemetry spans and metrics; needs the extra `otel`, and sees no request.

Attributes have the names of OpenTelemetry's conventions for RPC (version 1.37). What becomes of
them is up to the program, which sets up OpenTelemetry as it likes.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any

import grpc
from opentelemetry import context, metrics, propagate, trace

from sparity.errors import PySparkException
from sparity.protocol import SERVICE

_NAME = "sparity"
#: How a call of the program is named that cannot be told from the stack, as of a background thread.
_UNNAMED = "spark.connect"

Attributes = dict[str, str | int]


class Telemetry:
    """Reports the calls to one server.

    A call of the program, such as `DataFrame.collect`, is a span of that name, with the rows and
    bytes that it brought. The gRPC calls that it takes are spans below it, and tell the server of
    it by the headers of the program's propagator, `traceparent` by default.

    Args:
        host: where the server is.
        port: its port; None if it is not known.
    """

    def __init__(self, host: str, port: int | None) -> None:
        self._tracer = trace.get_tracer(_NAME)
        meter = metrics.get_meter(_NAME)
        self._milliseconds = meter.create_histogram(
            "rpc.client.duration", unit="ms", description="How long calls took"
        )
        self._retries = meter.create_counter(
            "sparity.retries", unit="{call}", description="Calls that were made again"
        )
        self._rows = meter.create_counter(
            "sparity.rows", unit="{row}", description="Rows of results that arrived"
        )
        self._bytes = meter.create_counter(
            "sparity.bytes", unit="By", description="Arrow data of results that arrived"
        )
        self._server: Attributes = {"server.address": host}
        if port is not None:
            self._server["server.port"] = port

    def began(self, method: str) -> _Call:
        """Begin the span of a gRPC call."""
        told = self._about(method)
        span = self._tracer.start_span(
            f"{SERVICE}/{method}", kind=trace.SpanKind.CLIENT, attributes=told
        )
        return _Call(span, told, self._milliseconds)

    def retries(self, method: str) -> None:
        """Count a call that is made again."""
        self._retries.add(1, self._about(method))

    def one(self) -> contextlib.AbstractContextManager[None]:
        """In a `with`: what is called belongs to one call of the program."""
        return self._one(_called())

    @contextlib.contextmanager
    def _one(self, name: str) -> Iterator[None]:
        with (
            self._tracer.start_as_current_span(
                name,
                attributes=self._server,
                record_exception=False,
                set_status_on_exception=False,
            ) as span,
            _failing(span),
        ):
            yield

    def all_of(self, responses: Generator[Any, None, None]) -> Generator[Any, None, None]:
        """The responses, whose calls belong to one call of the program.

        Its span lasts until they end, or nobody wants more, but what the program itself does
        between two of them does not belong to it.
        """
        rows = size = 0
        span = self._tracer.start_span(_called(), attributes=self._server)
        within = trace.set_span_in_context(span)
        try:
            with _failing(span), contextlib.closing(_within(within, responses)) as coming:
                for response in coming:
                    if response.HasField("arrow_batch"):
                        rows += response.arrow_batch.row_count
                        size += len(response.arrow_batch.data)
                    yield response
        finally:
            span.set_attributes({"sparity.rows": rows, "sparity.bytes": size})
            span.end()
            self._rows.add(rows, self._server)
            self._bytes.add(size, self._server)

    def _about(self, method: str) -> Attributes:
        return {"rpc.system": "grpc", "rpc.service": SERVICE, "rpc.method": method, **self._server}


class _Call:
    """A gRPC call that goes on; called with its status at the end."""

    def __init__(self, span: trace.Span, told: Attributes, milliseconds: metrics.Histogram) -> None:
        self._span = span
        self._told = told
        self._milliseconds = milliseconds
        self._began = time.monotonic()
        carrier: dict[str, str] = {}
        propagate.inject(carrier, trace.set_span_in_context(span))
        #: What tells the server to whose call its own spans belong.
        self.headers = tuple((name.lower(), value) for name, value in carrier.items())

    def __call__(self, status: str) -> None:
        ended: Attributes = {"rpc.grpc.status_code": grpc.StatusCode[status].value[0]}
        if status not in ("OK", "CANCELLED"):
            ended["error.type"] = status
            self._span.set_status(trace.StatusCode.ERROR, status)
        self._span.set_attributes(ended)
        self._span.end()
        self._milliseconds.record((time.monotonic() - self._began) * 1000, {**self._told, **ended})


def _within(
    within: context.Context, responses: Generator[Any, None, None]
) -> Generator[Any, None, None]:
    """The responses, each fetched in a context that holds only while it is fetched."""
    end = object()
    try:
        while True:
            token = context.attach(within)
            try:
                response = next(responses, end)
            finally:
                context.detach(token)
            if response is end:
                return
            yield response
    finally:
        token = context.attach(within)
        try:
            responses.close()
        finally:
            context.detach(token)


@contextlib.contextmanager
def _failing(span: trace.Span) -> Iterator[None]:
    """Note on a span what kind of failure ended it; not its words, which may tell of data."""
    try:
        yield
    except GeneratorExit:
        raise  # nobody wants more
    except BaseException as error:
        condition = error.getCondition() if isinstance(error, PySparkException) else None
        kind = condition or type(error).__name__
        span.set_attribute("error.type", kind)
        span.set_status(trace.StatusCode.ERROR, kind)
        raise


def _called() -> str:
    """What the program called, as `DataFrame.collect`: the outermost public frame of our API."""
    found = _UNNAMED
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("sparity."):
        name = frame.f_code.co_name
        if frame.f_globals["__name__"].startswith("sparity.sql") and name[0] not in "_<":
            owner = frame.f_locals.get("self")
            found = name if owner is None else f"{type(owner).__name__}.{name}"
        frame = frame.f_back
    return found
