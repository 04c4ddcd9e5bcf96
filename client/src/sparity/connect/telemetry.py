"""Calls as OpenTelemetry spans and counters; needs the extra `otel`, and sees no request.

What becomes of them is up to the program, which sets up OpenTelemetry as it likes.
"""

from __future__ import annotations

import time

from opentelemetry import metrics, trace

from sparity.connect.watch import Finish

_NAME = "sparity"


class Telemetry:
    """Reports the calls to one server.

    Args:
        endpoint: host and port of the server.
    """

    def __init__(self, endpoint: str) -> None:
        self._tracer = trace.get_tracer(_NAME)
        meter = metrics.get_meter(_NAME)
        self._calls = meter.create_counter(
            "sparity.calls", unit="{call}", description="Calls to a Spark Connect server"
        )
        self._seconds = meter.create_histogram(
            "sparity.call.duration", unit="s", description="How long calls took"
        )
        host, _, port = endpoint.rpartition(":")
        self._server: dict[str, str | int] = {"server.address": host, "server.port": int(port)}

    def began(self, method: str) -> Finish:
        """Begin the span of a call."""
        told: dict[str, str | int] = {"rpc.system": "grpc", "rpc.method": method, **self._server}
        span = self._tracer.start_span(
            f"spark.connect/{method}", kind=trace.SpanKind.CLIENT, attributes=told
        )
        began = time.monotonic()

        def finish(status: str) -> None:
            ended = {**told, "rpc.grpc.status": status}
            span.set_attribute("rpc.grpc.status", status)
            if status not in ("OK", "CANCELLED"):
                span.set_status(trace.StatusCode.ERROR, status)
            span.end()
            self._calls.add(1, ended)
            self._seconds.record(time.monotonic() - began, ended)

        return finish
