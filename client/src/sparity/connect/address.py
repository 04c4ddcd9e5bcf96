"""Where a Spark Connect server is and how to talk to it, read from `sc://…`; opens nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeAlias

from sparity.connect.settings import Settings
from sparity.errors import PySparkValueError

#: A bearer token, or what gives one, alone or with the seconds for which it is good.
Token: TypeAlias = str | Callable[[], str | tuple[str, float]]

DEFAULT_PORT = 15002
# PySpark's limit, on both sides of the wire.
DEFAULT_MAX_MESSAGE_SIZE = 128 * 1024 * 1024
# The nesting of messages that Spark accepts, unless its `marshallerRecursionLimit` is changed.
DEFAULT_MAX_PLAN_DEPTH = 1024
# gRPC's Java server, and so Spark before 4.3, permits one ping in five minutes, and only while a
# call is open. It answers the third that comes too soon with GOAWAY, `too_many_pings`, which ends
# all calls of the connection: at one a minute, no call can be quiet for long. This is a bit more
# than what is permitted, and less than the 350 seconds after which clouds drop quiet connections.
DEFAULT_KEEPALIVE_MS = 320_000
# PySpark shares one token with a server it started by this variable; so do we.
TOKEN_VARIABLE = "SPARK_CONNECT_AUTHENTICATE_TOKEN"

_SCHEME = "sc://"
LOST_SESSION = ("fail", "fresh", "replay")

_HEADER_NAME = r"[0-9a-z_.\-]+"
_HEADER_VALUE = r"[\x20-\x7e]*"
_NOT_SENT = "what no header can have, such as the end of a line or a letter beyond ASCII"


class Address(Settings):
    """A Spark Connect server and the parameters of talking to it.

    A token makes the connection a TLS one, even where `use_ssl=false` is given. There are two
    exceptions. With the host `localhost` and without `use_ssl=true` the token goes over a
    connection that gRPC refuses to let leave the machine. With `allow_plain_token` it goes in
    the clear. A token never shows in `repr`, nor does the value of a header.

    Args:
        host: name or address; IPv6 in brackets.
        port: 15002 unless given.
        token: a bearer token, or a function that gives one; the function is asked again when the
            token's time is up or the server refuses it.
        use_ssl: whether to use TLS.
        user_id: the user on whose behalf the session runs.
        user_agent: how the program introduces itself to the server.
        session_id: a UUID, to join or name a session.
        max_message_size: bytes that one message may have.
        keepalive_enabled: whether to ping the server over a connection that is quiet.
        keepalive_time_ms: milliseconds between pings; each 320 seconds is what every server
            permits. Servers since Spark 4.3 permit 10 seconds, also while nothing runs.
        keepalive_timeout_ms: milliseconds after which a ping, or anything that was sent, counts
            as lost, and with it the connection.
        keepalive_without_calls: whether to ping while nothing runs.
        headers: what to send along with each call.
        tls_ca: authorities to trust instead of the system's: a PEM file, or its content as bytes.
        tls_cert: the client's own certificate chain, likewise.
        tls_key: the private key of `tls_cert`, likewise.
        tls_server_name: the name that the server's certificate must have, instead of the host's.
        allow_plain_token: whether a token may go over a connection that is not protected.
        connect_timeout: seconds to reach the server at first; 0 leaves it to the retry policies.
        max_result_rows: refuse results of more rows.
        max_result_bytes: refuse results of more bytes.
        preferred_chunk_size: bytes of the parts in which to ask for results. Since Spark 4.1.
        max_plan_depth: refuse plans of more nested messages; Spark's own limit by default.
        on_lost_session: what to do when the server has lost the session: `fail`, go on with a
            `fresh` one, or `replay` to a fresh one the settings, views and artifacts.
        telemetry: whether to report to OpenTelemetry; needs the extra `otel`.
        progress_bar: whether to show on a terminal how far queries are; by default, unless the
            environment's `SPARK_CONNECT_PROGRESS_BAR_ENABLED` is not `1`.

    Examples:
        >>> Address.parse("sc://spark.example.org/;user_id=ann").endpoint
        'spark.example.org:15002'
    """

    host: str
    port: int = DEFAULT_PORT
    token: Token | None = None
    use_ssl: bool = False
    user_id: str | None = None
    user_agent: str | None = None
    session_id: str | None = None
    max_message_size: int = DEFAULT_MAX_MESSAGE_SIZE
    keepalive_enabled: bool = True
    keepalive_time_ms: int = DEFAULT_KEEPALIVE_MS
    keepalive_timeout_ms: int = 20_000
    keepalive_without_calls: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    tls_ca: str | bytes | None = None
    tls_cert: str | bytes | None = None
    tls_key: str | bytes | None = None
    tls_server_name: str | None = None
    allow_plain_token: bool = False
    connect_timeout: float = 5.0
    max_result_rows: int | None = None
    max_result_bytes: int | None = None
    preferred_chunk_size: int | None = None
    max_plan_depth: int = DEFAULT_MAX_PLAN_DEPTH
    on_lost_session: str = "fail"
    telemetry: bool = False
    progress_bar: bool | None = None

    _hidden: ClassVar[frozenset[str]] = frozenset({"token", "headers", "tls_key"})

    def __init__(self, **given: Any) -> None:
        headers = given.get("headers")
        if isinstance(headers, Mapping):
            lower = ((name.lower(), value) for name, value in headers.items())
            given["headers"] = tuple(lower)
        super().__init__(**given)
        if self.on_lost_session not in LOST_SESSION:
            raise _bad(f"'on_lost_session' must be one of {', '.join(LOST_SESSION)}.")
        if self.tls_cert is not None and self.tls_key is None:
            raise _bad("'tls_cert' needs 'tls_key', the file of its private key.")
        if self.session_id is not None:
            check_session_id(self.session_id)
        for name, value in self.headers:
            if not re.fullmatch(_HEADER_NAME, name):
                raise _bad(f"'{name}' cannot be the name of a header.")
            binary = name.endswith("-bin") and isinstance(value, bytes)
            if not binary and not can_be_sent(value):
                raise _bad(f"the value of '{name}' has {_NOT_SENT}.")
        if isinstance(self.token, str) and not can_be_sent(self.token):
            raise _bad(f"'token' has {_NOT_SENT}.")

    @classmethod
    def parse(cls, url: str, **overrides: Any) -> Address:
        """Read `sc://host:port/;key=value;…`, values percent-encoded.

        The keys are the fields of `Address`, of which `max_message_size` and those of keepalive
        have the prefix `grpc_`. Any other key becomes a header of that name. Keywords named as
        the fields of `Address` win over the text.

        Raises:
            PySparkValueError: `INVALID_CONNECT_URL`, or `INVALID_SESSION_UUID_ID`.

        Examples:
            >>> Address.parse("sc://localhost:15002/;use_ssl=true").secure
            True
        """
        place, pairs = split(url)
        host, port = _host_and_port(place)
        found = _fields(pairs)
        return cls(**{"host": host, "port": port, **found, **overrides})

    @property
    def endpoint(self) -> str:
        """Host and port as gRPC wants them."""
        return f"{self.host}:{self.port}"

    @property
    def effective_token(self) -> Token | None:
        """The token, else the one in the environment that PySpark uses for the same purpose.

        Raises:
            PySparkValueError: `INVALID_CONNECT_URL`, no header can have what is in the environment.
        """
        if self.token is not None:
            return self.token
        token = os.environ.get(TOKEN_VARIABLE)
        if token is not None and not can_be_sent(token):
            raise _bad(f"the token in {TOKEN_VARIABLE} has {_NOT_SENT}.")
        return token

    @property
    def secure(self) -> bool:
        """Whether the connection is protected: TLS is asked for, or there is a token."""
        has_token = self.effective_token is not None and not self.allow_plain_token
        return self.use_ssl or has_token or self.has_certificates

    @property
    def has_certificates(self) -> bool:
        """Whether certificates of one's own are given, on either side."""
        return self.tls_ca is not None or self.tls_cert is not None

    def read_certificates(self) -> tuple[bytes | None, bytes | None, bytes | None]:
        """Authorities, private key and certificate, as far as they are given.

        Raises:
            PySparkValueError: `INVALID_CONNECT_URL`, a file cannot be read.
        """
        return (
            _content("tls_ca", self.tls_ca),
            _content("tls_key", self.tls_key),
            _content("tls_cert", self.tls_cert),
        )


def split(url: str) -> tuple[str, list[tuple[str, str]]]:
    """Where an address leads, and its parameters, decoded; nothing is checked but their form.

    Raises:
        PySparkValueError: `INVALID_CONNECT_URL`.

    Examples:
        >>> split("sc://host:1/;user_id=ann%20b")
        ('host:1', [('user_id', 'ann b')])
    """
    # Messages show nothing of the text but a key: anything else may hold a token.
    if not url.startswith(_SCHEME):
        raise _bad("it must start with 'sc://'.")
    place, _, parameters = url[len(_SCHEME) :].partition(";")
    place, slash, path = place.partition("/")
    if path:
        raise _bad("it has a path; only parameters may follow the '/', as in '/;a=b'.")
    if parameters and not slash:
        raise _bad("parameters start with '/;', as in 'sc://host:port/;a=b'.")
    return place, _pairs(parameters)


def joined(place: str, parameters: Mapping[str, str]) -> str:
    """The address that `split` takes apart.

    Examples:
        >>> joined("host:1", {"token": "a=="})
        'sc://host:1/;token=a%3D%3D'
    """
    from urllib.parse import quote  # slow to load, and few addresses are put together

    given = (f";{key}={quote(value, safe='')}" for key, value in parameters.items())
    return f"{_SCHEME}{place}/{''.join(given)}"


def can_be_sent(text: Any) -> bool:
    """Whether a header can have this value, which is never shown."""
    return isinstance(text, str) and re.fullmatch(_HEADER_VALUE, text) is not None


def check_session_id(text: str) -> str:
    """Give `text` back if it is a UUID.

    Raises:
        PySparkValueError: `INVALID_SESSION_UUID_ID`.
    """
    import uuid

    try:
        uuid.UUID(text)
    except ValueError as error:
        raise PySparkValueError(
            errorClass="INVALID_SESSION_UUID_ID",
            messageParameters={"arg_name": "session_id", "origin": str(error)},
        ) from None
    return text


def _content(name: str, path: str | bytes | None) -> bytes | None:
    if path is None or isinstance(path, bytes):
        return path
    from pathlib import Path

    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _bad(f"the file of '{name}' cannot be read: {error.strerror}: {path}") from None


def _bad(detail: str) -> PySparkValueError:
    return PySparkValueError(errorClass="INVALID_CONNECT_URL", messageParameters={"detail": detail})


def _host_and_port(place: str) -> tuple[str, int]:
    if "@" in place:
        raise _bad("user and password are not part of it; use the parameter 'token'.")
    if "?" in place or "#" in place:
        raise _bad("'?' and '#' have no meaning; parameters start with '/;'.")
    found = re.fullmatch(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[^:\[\]]*)(?::(?P<port>[^:]*))?", place)
    if found is None:
        raise _bad("that is no host and port; an IPv6 address goes in brackets.")
    host, port = found["host"], found["port"]
    if not host:
        raise _bad("the host is missing; expected something like 'sc://hostname:port'.")
    if port is None or port == "":
        return host, DEFAULT_PORT
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise _bad("the port must be a number from 1 to 65535.")
    return host, int(port)


def _pairs(parameters: str) -> list[tuple[str, str]]:
    pairs = []
    for part in parameters.removesuffix(";").split(";") if parameters.strip(";") else ():
        key, equals, value = part.partition("=")
        if not equals or not key or "=" in value:
            raise _bad(
                f"parameter '{_leading_word(key)}' must be given as 'key=value'; "
                "a '=' inside the value is written '%3D'."
            )
        pairs.append((key, _unquoted(value)))
    return pairs


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote  # slow to load, and few addresses need it

    return unquote(text)


def _leading_word(text: str) -> str:
    found = re.match(r"[\w.\-]*", text)
    return found[0] if found else ""


def _flag(key: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise _bad(f"'{key}' must be true or false.")
    return value.lower() == "true"


def _positive(key: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise _bad(f"'{key}' must be a positive number.")
    return int(value)


def _seconds(key: str, value: str) -> float:
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) is None:
        raise _bad(f"'{key}' must be a number of seconds.")
    return float(value)


def _fields(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    headers: dict[str, str] = {}
    for key, value in pairs:
        match key:
            case "token" | "user_id" | "user_agent" | "session_id" | "on_lost_session":
                fields[key] = value
            case "tls_ca" | "tls_cert" | "tls_key" | "tls_server_name":
                fields[key] = value
            case "use_ssl" | "allow_plain_token" | "telemetry" | "progress_bar":
                fields[key] = _flag(key, value)
            case "grpc_keepalive_enabled" | "grpc_keepalive_without_calls":
                fields[key.removeprefix("grpc_")] = _flag(key, value)
            case "grpc_max_message_size" | "grpc_keepalive_time_ms" | "grpc_keepalive_timeout_ms":
                fields[key.removeprefix("grpc_")] = _positive(key, value)
            case "max_result_rows" | "max_result_bytes" | "preferred_chunk_size":
                fields[key] = _positive(key, value)
            case "max_plan_depth":
                fields[key] = _positive(key, value)
            case "connect_timeout":
                fields[key] = _seconds(key, value)
            case _:
                # HTTP/2 knows lower-case header names only.
                headers[key.lower()] = value
    if headers:
        fields["headers"] = tuple(headers.items())
    return fields
