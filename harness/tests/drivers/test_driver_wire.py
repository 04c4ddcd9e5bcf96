"""What the driver sees of gRPC calls, against a real gRPC server that is not Spark."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import grpc
import pyarrow
import pytest

from sparity_lab.drivers.python_driver import Wire, describe_error

SERVICE = "spark.connect.SparkConnectService"


def ipc(table: pyarrow.Table) -> bytes:
    sink = io.BytesIO()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


TABLES = {
    b"two": pyarrow.table({"a": [1, 2]}),
    b"swapped": pyarrow.table({"a": [2, 1]}),
    b"other": pyarrow.table({"a": [1, 3]}),
    b"narrow": pyarrow.table({"a": pyarrow.array([1, 2], "int32")}),
}


class Batch:
    """A response as far as the driver looks at it."""

    def __init__(self, data: bytes) -> None:
        self.arrow_batch = SimpleNamespace(data=data)

    def HasField(self, name: str) -> bool:
        return name == "arrow_batch"


def execute(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
    if request == b"refused":
        context.set_trailing_metadata((("grpc-status-details-bin", b"details"),))
        context.abort(grpc.StatusCode.INTERNAL, "Spark says no")
    if request == b"gone":
        context.abort(grpc.StatusCode.UNAVAILABLE, "no connection")
    yield ipc(TABLES[request])


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    handler = grpc.unary_stream_rpc_method_handler(execute)
    unary = grpc.unary_unary_rpc_method_handler(lambda request, context: request)
    server = grpc.server(ThreadPoolExecutor(2))
    methods = {"ExecutePlan": handler, "ReleaseExecute": unary}
    generic = grpc.method_handlers_generic_handler(SERVICE, methods)
    server.add_generic_rpc_handlers((generic,))
    port = server.add_insecure_port("localhost:0")
    server.start()
    yield f"localhost:{port}"
    server.stop(None).wait()


class Tapped:
    def __init__(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("insecure_channel", "secure_channel"):
            monkeypatch.setattr(grpc, name, getattr(grpc, name))
        self.wire = Wire(f"sc://{address}/;user_id=x")
        self.wire.patch()
        self.channel = grpc.insecure_channel(address)
        self._execute = self.channel.unary_stream(
            f"/{SERVICE}/ExecutePlan", response_deserializer=Batch
        )
        self._release = self.channel.unary_unary(f"/{SERVICE}/ReleaseExecute")

    def execute(self, request: bytes) -> list[Any]:
        return list(self._execute(request))

    def release(self) -> bytes:
        answer: bytes = self._release(b"x")
        return answer

    def received(self, *requests: bytes) -> list[str]:
        self.wire.begin()
        for request in requests:
            self.execute(request)
        received: list[str] = self.wire.evidence()["received"]
        return received


@pytest.fixture
def tapped(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tapped]:
    tap = Tapped(address, monkeypatch)
    yield tap
    tap.channel.close()


def caught(tapped: Tapped, request: bytes) -> BaseException:
    with pytest.raises(grpc.RpcError) as error:
        tapped.execute(request)
    return error.value


def test_calls_are_counted_by_method(tapped: Tapped) -> None:
    tapped.execute(b"two")
    tapped.execute(b"two")
    assert tapped.release() == b"x"
    assert tapped.wire.evidence()["rpcs"] == {"ExecutePlan": 2, "ReleaseExecute": 1}


def test_a_new_case_starts_from_nothing(tapped: Tapped) -> None:
    tapped.execute(b"two")
    tapped.wire.begin()
    assert tapped.wire.evidence() == {"rpcs": {}, "received": []}


def test_equal_rows_in_any_order_have_equal_digests(tapped: Tapped) -> None:
    assert tapped.received(b"two") == tapped.received(b"swapped") == tapped.received(b"two", b"two")


def test_other_rows_and_other_types_have_other_digests(tapped: Tapped) -> None:
    digests = [tuple(tapped.received(name)) for name in (b"two", b"other", b"narrow")]
    assert len(set(digests)) == 3


def test_arrow_types_are_those_the_server_sent_last(tapped: Tapped) -> None:
    tapped.execute(b"two")
    tapped.execute(b"narrow")
    assert tapped.wire.last_arrow_fields() == [["a", "int32", True]]


def test_an_error_from_the_server_is_told_from_an_own_one(tapped: Tapped) -> None:
    error = caught(tapped, b"refused")
    assert describe_error(error, tapped.wire)["side"] == "server"
    assert describe_error(ValueError("own"), tapped.wire)["side"] == "client"


def test_an_error_made_from_a_failed_call_is_the_servers(tapped: Tapped) -> None:
    made = RuntimeError("translated")
    made.__context__ = caught(tapped, b"refused")
    assert describe_error(made, tapped.wire)["side"] == "server"


def test_housekeeping_after_a_failure_hides_nothing(tapped: Tapped) -> None:
    class SparkConnectException(Exception):
        pass

    caught(tapped, b"refused")
    tapped.release()
    assert describe_error(SparkConnectException(), tapped.wire)["side"] == "server"
    tapped.execute(b"two")
    assert describe_error(SparkConnectException(), tapped.wire)["side"] == "client"


def test_reading_a_setting_after_a_failure_hides_nothing(tapped: Tapped) -> None:
    """A client asks whether stack traces are wanted before it makes the exception."""
    error = type("AnalysisException", (type("SparkConnectException", (Exception,), {}),), {})("x")

    def config(operation: str) -> Any:
        asked = SimpleNamespace(HasField=lambda name: name == operation)
        return SimpleNamespace(operation=asked)

    caught(tapped, b"refused")
    tapped.wire.called("Config", config("get_option"))
    assert describe_error(error, tapped.wire)["side"] == "server"
    tapped.wire.called("Config", config("set"))
    assert describe_error(error, tapped.wire)["side"] == "client"


def test_what_a_kept_error_is_does_not_change_with_later_calls(tapped: Tapped) -> None:
    class SparkConnectException(Exception):
        pass

    caught(tapped, b"refused")
    kept = SparkConnectException()
    tapped.wire.remember(kept)
    tapped.execute(b"two")
    assert describe_error(kept, tapped.wire)["side"] == "server"


def test_a_refusal_by_spark_is_no_failure_of_the_transport(tapped: Tapped) -> None:
    caught(tapped, b"refused")
    assert tapped.wire.transport_failure() is None


def test_a_lost_connection_is_a_failure_of_the_transport(tapped: Tapped) -> None:
    caught(tapped, b"gone")
    assert tapped.wire.transport_failure() == "ExecutePlan failed with UNAVAILABLE: no connection"


def test_a_lost_connection_to_somebody_else_is_the_cases_own_business(
    tapped: Tapped,
) -> None:
    tapped.wire._address = "localhost:1"
    channel = grpc.insecure_channel("localhost:2")
    call = channel.unary_unary(f"/{SERVICE}/Config")
    with pytest.raises(grpc.RpcError):
        call(b"x", timeout=5)
    channel.close()
    assert tapped.wire.transport_failure() is None
