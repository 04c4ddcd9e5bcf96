"""Where a Spark Connect server is and how to talk to it, read from `sc://…`; opens nothing."""

from __future__ import annotations

import dataclasses
import os
import re
import urllib.parse
import uuid
from typing import Any

from sparity.errors import PySparkValueError

DEFAULT_PORT = 15002
# PySpark's limit, on both sides of the wire.
DEFAULT_MAX_MESSAGE_SIZE = 128 * 1024 * 1024
# PySpark shares one token with a server it started by this variable; so do we.
TOKEN_VARIABLE = "SPARK_CONNECT_AUTHENTICATE_TOKEN"

_SCHEME = "sc://"
_HEADER_NAME = re.compile(r"[0-9a-z_.\-]+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Address:
    """A Spark Connect server and the parameters of talking to it.

    A token makes the connection a TLS one, even where `use_ssl=false` is given. The one
    exception is the host `localhost` without `use_ssl=true`: there the token goes over a
    connection that gRPC refuses to let leave the machine. A token never shows in `repr`, nor
    does the value of a header.

    Args:
        host: name or address; IPv6 in brackets.
        port: 15002 unless given.
        token: a bearer token.
        use_ssl: whether to use TLS.
        user_id: the user on whose behalf the session runs.
        user_agent: how the program introduces itself to the server.
        session_id: a UUID, to join or name a session.
        max_message_size: bytes that one message may have.
        keepalive_enabled: whether to ping the server.
        keepalive_time_ms: milliseconds between pings.
        keepalive_timeout_ms: milliseconds after which a ping counts as lost.
        keepalive_without_calls: whether to ping while nothing runs.
        headers: what to send along with each call.

    Examples:
        >>> Address.parse("sc://spark.example.org/;user_id=ann").endpoint
        'spark.example.org:15002'
    """

    host: str
    port: int = DEFAULT_PORT
    token: str | None = dataclasses.field(default=None, repr=False)
    use_ssl: bool = False
    user_id: str | None = None
    user_agent: str | None = None
    session_id: str | None = None
    max_message_size: int = DEFAULT_MAX_MESSAGE_SIZE
    keepalive_enabled: bool = True
    keepalive_time_ms: int = 60_000
    keepalive_timeout_ms: int = 20_000
    keepalive_without_calls: bool = True
    headers: tuple[tuple[str, str], ...] = dataclasses.field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.session_id is not None:
            check_session_id(self.session_id)
        for name, _ in self.headers:
            if not _HEADER_NAME.fullmatch(name):
                raise _bad(f"'{name}' cannot be the name of a header.")

    @classmethod
    def parse(cls, url: str, **overrides: Any) -> Address:
        """Read `sc://host:port/;key=value;…`, values percent-encoded.

        Known keys: `token`, `use_ssl`, `user_id`, `user_agent`, `session_id`,
        `grpc_max_message_size`, `grpc_keepalive_enabled`, `grpc_keepalive_time_ms`,
        `grpc_keepalive_timeout_ms`, `grpc_keepalive_without_calls`. Any other key becomes a
        header of that name. Keywords named as the fields of `Address` win over the text.

        Raises:
            PySparkValueError: `INVALID_CONNECT_URL`, or `INVALID_SESSION_UUID_ID`.

        Examples:
            >>> Address.parse("sc://localhost:15002/;use_ssl=true").secure
            True
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
        host, port = _host_and_port(place)
        found = _fields(_pairs(parameters))
        return cls(**{"host": host, "port": port, **found, **overrides})

    def replace(self, **changes: Any) -> Address:
        """The same address with other values in the fields named."""
        return dataclasses.replace(self, **changes)

    @property
    def endpoint(self) -> str:
        """Host and port as gRPC wants them."""
        return f"{self.host}:{self.port}"

    @property
    def effective_token(self) -> str | None:
        """The token, else the one in the environment that PySpark uses for the same purpose."""
        return self.token if self.token is not None else os.environ.get(TOKEN_VARIABLE)

    @property
    def secure(self) -> bool:
        """Whether the connection is protected: TLS is asked for, or there is a token."""
        return self.use_ssl or self.effective_token is not None


def check_session_id(text: str) -> str:
    """Give `text` back if it is a UUID.

    Raises:
        PySparkValueError: `INVALID_SESSION_UUID_ID`.
    """
    try:
        uuid.UUID(text)
    except ValueError as error:
        raise PySparkValueError(
            errorClass="INVALID_SESSION_UUID_ID",
            messageParameters={"arg_name": "session_id", "origin": str(error)},
        ) from None
    return text


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
        pairs.append((key, urllib.parse.unquote(value)))
    return pairs


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


def _fields(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    headers: dict[str, str] = {}
    for key, value in pairs:
        match key:
            case "token" | "user_id" | "user_agent" | "session_id":
                fields[key] = value
            case "use_ssl":
                fields[key] = _flag(key, value)
            case "grpc_keepalive_enabled" | "grpc_keepalive_without_calls":
                fields[key.removeprefix("grpc_")] = _flag(key, value)
            case "grpc_max_message_size" | "grpc_keepalive_time_ms" | "grpc_keepalive_timeout_ms":
                fields[key.removeprefix("grpc_")] = _positive(key, value)
            case _:
                # HTTP/2 knows lower-case header names only.
                headers[key.lower()] = value
    if headers:
        fields["headers"] = tuple(headers.items())
    return fields
