"""TLS with authorities and certificates of one's own, against a server that asks for both."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from fake_spark import FakeSpark
from scripted import config_operation

from sparity import errors
from sparity.connect import Client

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


class Authority:
    """Signs certificates, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.certificate = folder / "ca.pem"
        self._key = folder / "ca.key"
        self._openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority",
            f"-keyout {self._key} -out {self.certificate}",
        )

    def issue(self, name: str, days: int = 2) -> tuple[Path, Path]:
        """A certificate for `localhost` and its key; of negative days, it has expired."""
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        request, extra = self._folder / f"{name}.csr", self._folder / f"{name}.ext"
        extra.write_text("subjectAltName=DNS:localhost")
        self._openssl(
            f"req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout {key} -out {request}"
        )
        self._openssl(
            f"x509 -req -in {request} -CA {self.certificate} -CAkey {self._key} -CAcreateserial",
            f"-days {days} -extfile {extra} -out {certificate}",
        )
        return certificate, key

    @staticmethod
    def _openssl(*arguments: str) -> None:
        command = ["openssl", *" ".join(arguments).split()]
        subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def ours(folder: Path) -> Authority:
    return Authority(folder / "ours")


@pytest.fixture(scope="module")
def theirs(folder: Path) -> Authority:
    return Authority(folder / "theirs")


Start = Callable[[tuple[Path, Path]], int]


@pytest.fixture
def start(ours: Authority) -> Iterator[Start]:
    """Starts a server that has a certificate and wants one from its clients; gives its port."""
    servers: list[grpc.Server] = []

    def begin(own: tuple[Path, Path]) -> int:
        certificate, key = own
        server = grpc.server(ThreadPoolExecutor(max_workers=2))
        server.add_generic_rpc_handlers((FakeSpark(),))
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


def parameters(authority: Authority, own: tuple[Path, Path] | None) -> str:
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
    port = start(ours.issue("server", days=-1 if fault == "expired" else 2))
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
