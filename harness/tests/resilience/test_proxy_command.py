"""`sparity-lab proxy`: a process between a client and a server; what it breaks and says."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
import trustme
from lab_fakes.grpc_server import ANY_SIZE
from lab_fakes.requests import execute, range_relation

from sparity_lab.cli import invoke
from sparity_lab.fake.server import FakeServer
from sparity_lab.problems import EXIT_INFRA, EXIT_OK, EXIT_USAGE
from sparity_lab.record import schema
from sparity_lab.record.serving import handler
from sparity_lab.servers.address import parse_address
from sparity_lab.servers.probe import NotServing, probe

SESSION = "00000000-0000-4000-8000-000000000001"
OPERATION = "00000000-0000-4000-8000-000000000002"
COMMAND = (sys.executable, "-m", "sparity_lab", "proxy")
END = """
[[fault]]
do = "end"
name = "cut"
calls = ["ExecutePlan"]
condition = "INVALID_HANDLE.OPERATION_NOT_FOUND"
after = 1
times = 2

[[fault]]
do = "refuse"
calls = ["Interrupt"]
"""


class Proxy:
    """A proxy that runs, and what it has said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.first = self.line()
        self.url: str = self.first["url"]

    def line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert line["at"]
        return line

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, list[dict[str, Any]], str]:
        """The exit code, the lines that were not read yet, and stderr."""
        self.process.send_signal(number)
        out, complaints = self.process.communicate(timeout=30)
        return self.process.returncode, [json.loads(line) for line in out.splitlines()], complaints


Start = Callable[..., Proxy]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a proxy before a server, with a script."""
    started: list[subprocess.Popen[str]] = []

    def begin(url: str, script: str | None = None, *more: str, **environment: str) -> Proxy:
        file = tmp_path / "faults.toml"
        arguments = [*COMMAND, url, *more]
        if script is not None:
            file.write_text(script)
            arguments += ["--script", str(file)]
        process = subprocess.Popen(
            arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        started.append(process)
        return Proxy(process)

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer("4.1.1") as fake:
        yield fake


def responses(url: str, **fields: Any) -> tuple[int, str]:
    """How many responses a query had, and its status."""
    # A connection of its own: one that a fault has spoilt is not used again.
    with grpc.insecure_channel(parse_address(url).authority, options=ANY_SIZE) as channel:
        method: Any = channel.unary_stream(f"/{schema.SERVICE}/ExecutePlan")
        call = method(execute(range_relation(), SESSION, **fields), timeout=20)
        count = 0
        with suppress(grpc.RpcError):
            for _ in call:
                count += 1
        return count, call.code().name


def test_a_script_breaks_the_calls_it_names_and_each_fault_is_a_line(
    start: Start, server: FakeServer
) -> None:
    proxy = start(server.url, END)
    assert proxy.first["event"] == "listening"
    assert proxy.first["server"] == server.url
    assert proxy.first["faults"] == ["cut", "2 refuse"]
    whole = responses(server.url)
    assert whole[1] == "OK"
    assert responses(proxy.url, operation_id=OPERATION) == (1, "INTERNAL")
    line = proxy.line()
    del line["at"]
    assert line == {
        "event": "fault",
        "fault": "cut",
        "call": 1,
        "method": "ExecutePlan",
        "session_id": SESSION,
        "operation_id": OPERATION,
        "after": 1,
    }
    assert responses(proxy.url) == (1, "INTERNAL")
    assert responses(proxy.url) == whole
    assert probe(proxy.url) == "4.1.1"
    code, lines, complaints = proxy.stop()
    assert (code, complaints) == (EXIT_OK, "")
    again, stopped = lines
    assert (again["call"], again["operation_id"]) == (2, None)
    assert stopped["event"] == "stopped"
    assert stopped["calls"] == {"AnalyzePlan": 1, "ExecutePlan": 4, "ReleaseSession": 1}
    assert stopped["struck"] == [{"fault": "cut", "times": 2}, {"fault": "2 refuse", "times": 0}]


def test_a_refused_call_is_told_with_whose_it_was_and_never_arrives(
    start: Start, server: FakeServer
) -> None:
    proxy = start(server.url, '[[fault]]\ndo = "refuse"\nretry_after = 1\n')
    with pytest.raises(NotServing, match="UNAVAILABLE"):
        probe(proxy.url)
    told = proxy.line()
    assert (told["method"], told["after"]) == ("ExecutePlan", 0)
    assert told["session_id"]
    assert probe(proxy.url) == "4.1.1"
    assert proxy.stop()[0] == EXIT_OK


def test_a_connection_is_reset_and_the_next_one_works(start: Start, server: FakeServer) -> None:
    proxy = start(server.url, '[[fault]]\ndo = "reset"\ncalls = ["AnalyzePlan"]\n')
    with pytest.raises(NotServing, match="UNAVAILABLE"):
        probe(proxy.url)
    assert probe(proxy.url) == "4.1.1"
    assert proxy.line()["fault"] == "1 reset"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_in_the_middle_of_a_call(
    start: Start, server: FakeServer, number: int
) -> None:
    proxy = start(server.url, '[[fault]]\ndo = "stall"\n')
    with grpc.insecure_channel(parse_address(proxy.url).authority) as channel:
        method: Any = channel.unary_stream(f"/{schema.SERVICE}/ExecutePlan")
        call = method(execute(range_relation(), SESSION), timeout=60)
        assert proxy.line()["fault"] == "1 stall"
        code, lines, complaints = proxy.stop(number)
        assert (code, complaints) == (EXIT_OK, "")
        assert lines[-1]["event"] == "stopped"
        with pytest.raises(grpc.RpcError):
            next(call)


def test_nobody_who_listens_any_more_is_the_end(start: Start, server: FakeServer) -> None:
    proxy = start(server.url, '[[fault]]\ndo = "double"\n')
    assert proxy.process.stdout is not None
    proxy.process.stdout.close()
    with suppress(NotServing):
        probe(proxy.url)
    assert proxy.process.wait(timeout=30) == EXIT_OK
    assert proxy.process.stderr is not None
    assert proxy.process.stderr.read() == ""


def test_without_a_script_all_passes_on_the_port_that_was_asked_for(
    start: Start, server: FakeServer
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    proxy = start(server.url, None, "--port", str(port))
    assert proxy.url == f"sc://127.0.0.1:{port}"
    assert probe(proxy.url) == "4.1.1"


def test_the_proxy_makes_tls_and_passes_tokens_on_but_says_none(
    start: Start, tmp_path: Path
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    identity = authority.issue_cert("localhost")
    key = identity.private_key_pem.bytes()
    own = grpc.ssl_server_credentials([(key, identity.cert_chain_pems[0].bytes())])
    shown: list[Any] = []

    def answer(method: str, requests: list[bytes], context: Any) -> Iterator[bytes]:
        shown.append(dict(context.invocation_metadata()).get("authorization"))
        yield b""

    server = grpc.server(ThreadPoolExecutor(4))
    server.add_generic_rpc_handlers((handler(answer),))
    port = server.add_secure_port("localhost:0", own)
    server.start()
    try:
        proxy = start(
            f"sc://localhost:{port}/;use_ssl=true;token=s3cret",
            '[[fault]]\ndo = "delay"\nseconds = 0.01\nskip = 1\n',
            GRPC_DEFAULT_SSL_ROOTS_FILE_PATH=str(tmp_path / "ca.pem"),
        )
        bearer = "Bearer s3cret"
        with grpc.insecure_channel(parse_address(proxy.url).authority) as channel:
            method: Any = channel.unary_stream(f"/{schema.SERVICE}/ExecutePlan")
            headers = (("authorization", bearer),)
            # What is broken takes another way than what is not.
            for _ in range(2):
                assert list(method(b"", timeout=20, metadata=headers)) == [b""]
        assert shown == [bearer, bearer]
        code, lines, complaints = proxy.stop()
        assert code == EXIT_OK
        assert "s3cret" not in json.dumps([proxy.first, *lines]) + complaints
    finally:
        server.stop(None).wait()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], EXIT_USAGE, "say which server"),
        (["localhost:15002"], EXIT_USAGE, "sc://HOST"),
        (["sc://localhost", "--script", "/none.toml"], EXIT_USAGE, "there is no file /none.toml"),
        (["sc://localhost", "--port", "70000"], EXIT_USAGE, "--port"),
    ],
)
def test_wrong_requests_say_what_to_do(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(["proxy", *arguments]) == code
    assert said in capsys.readouterr().err


def test_a_port_that_is_taken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert invoke(["proxy", "sc://localhost", "--port", str(port)]) == EXIT_INFRA
    assert f"cannot listen on port {port}" in capsys.readouterr().err


def test_the_faults_are_listed_without_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["proxy", "--list"]) == EXIT_OK
    shown = capsys.readouterr().out
    assert 'do = "stall"' in shown
    assert "[[fault]] begins a fault" in shown
