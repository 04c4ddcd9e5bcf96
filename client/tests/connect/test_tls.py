"""TLS with authorities and certificates of one's own, against a server that asks for both."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from certificates import Authority, Identity
from fake_spark import FakeSpark
from scripted import config_operation

from sparity import errors
from sparity.connect import Client
from sparity_lab.record.serving import handler

Start = Callable[..., int]
OF_THE_SYSTEM = ("SSL_CERT_FILE", "SSL_CERT_DIR", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH")


@pytest.fixture
def start(ours: Authority) -> Iterator[Start]:
    """Starts a server that has a certificate and wants one from its clients; gives its port."""
    servers: list[grpc.Server] = []

    def begin(own: Identity, mutual: bool = True) -> int:
        certificate, key = own
        server = grpc.server(ThreadPoolExecutor(max_workers=2))
        server.add_generic_rpc_handlers((handler(FakeSpark().answer),))
        credentials = grpc.ssl_server_credentials(
            [(key.read_bytes(), certificate.read_bytes())],
            root_certificates=ours.certificate.read_bytes() if mutual else None,
            require_client_auth=mutual,
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


@pytest.mark.parametrize("whose", ["ours", "theirs"])
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH"])
def test_the_authorities_of_the_system_decide_where_none_are_given(
    start: Start, ours: Authority, theirs: Authority, tmp_path: Path, variable: str, whose: str
) -> None:
    port = start(ours.issue("server"), mutual=False)
    trusted = ours if whose == "ours" else theirs
    program = tmp_path / "program.py"
    # gRPC reads its own variable once in a process.
    program.write_text(
        "from sparity.connect import Client\n"
        f"client = Client('sc://localhost:{port}/;use_ssl=true;connect_timeout=2')\n"
        "print(client.server_version)\n"
    )
    ran = subprocess.run(
        [sys.executable, program],
        env={
            **{name: value for name, value in os.environ.items() if name not in OF_THE_SYSTEM},
            variable: str(trusted.certificate),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if whose == "ours":
        assert ran.stdout == "4.1.1\n", ran.stderr
    else:
        assert "is not accepted" in ran.stderr
        assert "SSL_CERT_FILE" in ran.stderr


def test_tls_ca_wins_over_the_system(
    start: Start, ours: Authority, theirs: Authority, monkeypatch: pytest.MonkeyPatch, colour: str
) -> None:
    port = start(ours.issue("server"), mutual=False)
    for name in OF_THE_SYSTEM:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(theirs.certificate))
    ask(f"sc://localhost:{port}/;{parameters(ours, None)}")
    with pytest.raises(errors.SparkConnectGrpcException, match="is not accepted"):
        ask(f"sc://localhost:{port}/;use_ssl=true")
    monkeypatch.setenv("SSL_CERT_FILE", str(ours.certificate))
    ask(f"sc://localhost:{port}/;use_ssl=true")
