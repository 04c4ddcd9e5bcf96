"""TLS with authorities and certificates of one's own, against a server that asks for both."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
from certificates import Authority, Identity
from fake_spark import FakeSpark
from scripted import config_operation

from sparity import errors
from sparity.connect import Client
from sparity_lab.record.serving import handler

Start = Callable[[Identity], int]


@pytest.fixture
def start(ours: Authority) -> Iterator[Start]:
    """Starts a server that has a certificate and wants one from its clients; gives its port."""
    servers: list[grpc.Server] = []

    def begin(own: Identity) -> int:
        certificate, key = own
        server = grpc.server(ThreadPoolExecutor(max_workers=2))
        server.add_generic_rpc_handlers((handler(FakeSpark().answer),))
        credentials = grpc.ssl_server_credentials(
            [(key.read_bytes(), certificate.read_bytes())],
            root_certificates=ours.certificate.read_bytes(),
            require_client_auth=True,
        )
        port: int = server.add_secure_port("localhost:0", credentials)
        server.start()
        servers.append(server)
        return port

    yield begin
    for server in servers:
        server.stop(None).wait()


def ask(address: str) -> None:
    with Client(address, connect_timeout=1.0) as client:
        client.config(config_operation())


def parameters(authority: Authority, own: Identity | None) -> str:
    given = f"tls_ca={authority.certificate}"
    return given if own is None else f"{given};tls_cert={own[0]};tls_key={own[1]}"


def test_both_sides_know_each_other(start: Start, ours: Authority, colour: str) -> None:
    port = start(ours.issue("server"))
    own = ours.issue("client")
    ask(f"sc://localhost:{port}/;token=s3cret;{parameters(ours, own)}")
    contents = {
        "tls_ca": ours.certificate.read_bytes(),
        "tls_cert": own[0].read_bytes(),
        "tls_key": own[1].read_bytes(),
    }
    with Client(f"sc://localhost:{port}", **contents) as client:
        client.config(config_operation())


@pytest.mark.parametrize("fault", ["authority", "expired", "no certificate", "plain", "name"])
def test_what_is_not_in_order_is_refused(
    start: Start, ours: Authority, theirs: Authority, fault: str, colour: str
) -> None:
    own = ours.issue("client")
    port = start(ours.issue("server", expired=fault == "expired"))
    address = {
        "authority": f"sc://localhost:{port}/;{parameters(theirs, own)}",
        "expired": f"sc://localhost:{port}/;{parameters(ours, own)}",
        "no certificate": f"sc://localhost:{port}/;{parameters(ours, None)}",
        "plain": f"sc://localhost:{port}",
        "name": f"sc://localhost:{port}/;{parameters(ours, own)};tls_server_name=spark.example.org",
    }[fault]
    with pytest.raises(errors.SparkConnectGrpcException) as caught:
        ask(f"{address}/;token=s3cret" if fault == "plain" else f"{address};token=s3cret")
    assert "s3cret" not in str(caught.value)


def test_a_name_of_its_own_may_be_expected(start: Start, ours: Authority, colour: str) -> None:
    port = start(ours.issue("server"))
    own = ours.issue("client")
    ask(f"sc://127.0.0.1:{port}/;{parameters(ours, own)};tls_server_name=localhost")
