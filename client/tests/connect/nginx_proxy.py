"""An nginx of one test: ends TLS, asks for certificates and tokens, passes calls on."""

import contextlib
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from certificates import Authority, Identity
from ports import free_port

_READY_S = 10.0
_CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log info;
events {{ }}
http {{
    log_format calls '$uri $status $ssl_client_verify';
    access_log {folder}/access.log calls;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {own.certificate};
        ssl_certificate_key {own.key};
        ssl_client_certificate {trusted};
        ssl_verify_client on;
        location / {{
            auth_request /token;
            grpc_pass grpc://127.0.0.1:{behind};
            grpc_read_timeout {silence_ms}ms;
        }}
        location = /token {{
            internal;
            proxy_pass http://127.0.0.1:{doorman};
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
        }}
    }}
}}
"""


def why_not() -> str | None:
    """Why no nginx can be run here; None if one can."""
    # Debian keeps it off the search path of users.
    return None if _program() else "nginx is not here: apt-get install nginx-light"


@dataclass
class Doorman:
    """Knows which tokens are good, and which were shown; nginx asks it about each call."""

    good: set[str] = field(default_factory=lambda: {"good"})
    shown: list[str] = field(default_factory=list)

    def lets_in(self, header: str) -> bool:
        """Whether a call with this header may pass."""
        token = header.removeprefix("Bearer ")
        self.shown.append(token)
        return token in self.good


@dataclass(frozen=True)
class Nginx:
    """A proxy that runs."""

    port: int
    folder: Path
    doorman: Doorman

    @property
    def url(self) -> str:
        """Its address."""
        return f"sc://localhost:{self.port}"

    def told(self) -> str:
        """All that it wrote into its logs."""
        return "".join(log.read_text() for log in self.folder.glob("*.log"))


@contextlib.contextmanager
def nginx(
    folder: Path, behind: int, own: Identity, trusted: Authority, *, silence_s: float = 60.0
) -> Iterator[Nginx]:
    """An nginx in front of a server.

    Args:
        folder: where it may write.
        behind: the port of the server.
        own: its certificate.
        trusted: the authority of those whom it lets in.
        silence_s: how long a call may be quiet before it cuts it.
    """
    program = _program()
    assert program is not None, why_not()
    folder.mkdir()
    with _door() as (doorman, door):
        port = free_port()
        configuration = folder / "nginx.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=folder,
                port=port,
                own=own,
                trusted=trusted.certificate,
                behind=behind,
                doorman=door,
                silence_ms=int(silence_s * 1000),
            )
        )
        command = [program, "-p", str(folder), "-c", str(configuration)]
        with (folder / "stderr.log").open("wb") as complaints:
            process = subprocess.Popen(command, stderr=complaints)
        try:
            running = Nginx(port, folder, doorman)
            deadline = time.monotonic() + _READY_S
            while not _listens(port):
                assert process.poll() is None, running.told()
                assert time.monotonic() < deadline, running.told()
                time.sleep(0.02)
            yield running
        finally:
            process.terminate()
            process.wait(timeout=10)


@contextlib.contextmanager
def _door() -> Iterator[tuple[Doorman, int]]:
    doorman = Doorman()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            admitted = doorman.lets_in(self.headers.get("Authorization", ""))
            self.send_response(200 if admitted else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield doorman, server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _program() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
