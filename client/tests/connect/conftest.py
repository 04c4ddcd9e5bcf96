"""Fake servers for the tests of talking to a server."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import ports
import pytest
from certificates import Authority
from fake_spark import FakeSpark, Served

from sparity.connect import bridge
from sparity_lab.record.serving import handler


@pytest.fixture(params=["blocking", "asyncio"])
def colour(request: pytest.FixtureRequest) -> Iterator[str]:
    """Has all calls of a test made by blocking, or on an event loop in another thread."""
    if request.param == "blocking":
        yield request.param
        return
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    token = bridge.CURRENT.set(bridge.Bridge(loop))
    yield request.param
    bridge.CURRENT.reset(token)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def free_port() -> int:
    return ports.free_port()


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom both sides trust."""
    return Authority(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="session")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whom nobody trusts."""
    return Authority(tmp_path_factory.mktemp("theirs"))


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, colour: str) -> Iterator[Callable[..., Served]]:
    """Starts fake servers for clients of both colours, and ends all of them."""
    monkeypatch.delenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", raising=False)
    servers: list[grpc.Server] = []
    all_served: list[Served] = []

    def start(
        version: str = "4.1.1",
        *,
        local: bool = False,
        known: bool = True,
        spark: FakeSpark | None = None,
    ) -> Served:
        spark = spark or FakeSpark(version)
        server = grpc.server(ThreadPoolExecutor(max_workers=4))
        if known:
            server.add_generic_rpc_handlers((handler(spark.answer),))
        port = (
            server.add_secure_port("127.0.0.1:0", grpc.local_server_credentials())
            if local
            else server.add_insecure_port("127.0.0.1:0")
        )
        server.start()
        servers.append(server)
        all_served.append(Served(spark, port, [], []))
        return all_served[-1]

    yield start
    for served in all_served:
        for client in served.clients:
            client.close()
    for server in servers:
        server.stop(None).wait()
    assert [one for served in all_served for one in served.spark.judge.complaints] == []
