"""Calls are counted whichever way gRPC is used, and an execution can be held back when ready."""

import asyncio
import importlib
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
import grpc.aio
import grpc.experimental
import pytest
from benchmarks import calls as module
from benchmarks.calls import Calls

SERVICE = "spark.connect.SparkConnectService"
OPTIONS = {
    "single-threaded": [(grpc.experimental.ChannelOptions.SingleThreadedUnaryStream, 1)],
    "plain": [],
}


def _text(text):
    return text.encode()


class _Service(grpc.GenericRpcHandler):
    """Answers any method by what it was asked."""

    def service(self, details):
        if details.method.endswith("ExecutePlan"):
            return grpc.unary_stream_rpc_method_handler(lambda request, _: iter([request, request]))
        if details.method.endswith("AddArtifacts"):
            return grpc.stream_unary_rpc_method_handler(lambda requests, _: b"".join(requests))
        return grpc.unary_unary_rpc_method_handler(lambda request, _: request)


@pytest.fixture(scope="module")
def address():
    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((_Service(),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    server.stop(None)


@pytest.fixture
def calls(monkeypatch):
    for name, kinds in module.WATCHED.items():
        place = importlib.import_module(name)
        for kind in kinds:
            for way in module.WAYS:
                if way in vars(getattr(place, kind)):
                    callables = getattr(place, kind)
                    monkeypatch.setattr(callables, way, getattr(callables, way))
    made = Calls()
    made.watch()
    return made


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_blocking_calls_are_counted_once_each(calls, address, options):
    with grpc.insecure_channel(address, options=options) as channel:
        assert len(list(channel.unary_stream(f"/{SERVICE}/ExecutePlan")(b"x"))) == 2
        config = channel.unary_unary(f"/{SERVICE}/Config")
        config(b"x")
        config.with_call(b"x")
        config.future(b"x").result()
        channel.stream_unary(f"/{SERVICE}/AddArtifacts")(iter([b"x"]))
    assert calls.by_method() == {"ExecutePlan": 1, "Config": 3, "AddArtifacts": 1}


def test_calls_by_asyncio_are_counted_too(calls, address):
    async def run():
        async with grpc.aio.insecure_channel(address) as channel:
            assert [x async for x in channel.unary_stream(f"/{SERVICE}/ExecutePlan")(b"x")]
            await channel.unary_unary(f"/{SERVICE}/Config")(b"x")

    asyncio.run(run())
    assert calls.by_method() == {"ExecutePlan": 1, "Config": 1}


def test_calls_by_many_threads_are_all_counted(calls, address):
    with grpc.insecure_channel(address) as channel, ThreadPoolExecutor(8) as pool:
        config = channel.unary_unary(f"/{SERVICE}/Config")
        list(pool.map(lambda _: config(b"x"), range(200)))
    assert calls.by_method() == {"Config": 200}


def test_what_is_released_late_belongs_to_the_run_before(calls, address):
    with grpc.insecure_channel(address) as channel, ThreadPoolExecutor(1) as pool:
        release = channel.unary_unary(f"/{SERVICE}/ReleaseExecute")
        release(b"x")
        pool.submit(lambda: (time.sleep(0.02), release(b"x")))
        calls.settle()
        assert calls.by_method() == {"ReleaseExecute": 2}


def test_where_nothing_was_called_nothing_is_waited_for(calls):
    before = time.perf_counter()
    calls.settle()
    assert time.perf_counter() - before < module.QUIET_S


def test_a_held_back_execution_gives_its_bytes_and_is_not_sent(calls, address):
    with grpc.insecure_channel(address) as channel:
        execute = channel.unary_stream(f"/{SERVICE}/ExecutePlan", request_serializer=_text)
        before = time.perf_counter()
        ready = calls.ready(lambda: execute("plan"))
        assert ready.request == b"plan"
        assert before < ready.wall < time.perf_counter()
        assert calls.by_method() == {}
        list(execute("again"))
    assert calls.by_method() == {"ExecutePlan": 1}


def test_no_client_can_take_being_held_back_for_a_failure(calls, address):
    def retried():
        try:
            execute("first")
        except Exception:
            execute("second")

    with grpc.insecure_channel(address) as channel:
        execute = channel.unary_stream(f"/{SERVICE}/ExecutePlan", request_serializer=_text)
        assert calls.ready(retried).request == b"first"


def test_what_executes_nothing_cannot_be_ready(calls):
    with pytest.raises(RuntimeError, match="nothing was executed"):
        calls.ready(lambda: None)
