"""Reads an `sc://` address, as far as the lab needs it to knock at a server."""

from dataclasses import dataclass
from urllib.parse import unquote

from sparity_lab.problems import UsageProblem

DEFAULT_PORT = 15002
_FORM = "sc://HOST[:PORT][/;name=value…], for example sc://localhost:15002"
# Parameters with a meaning of their own; every other one is sent as a header.
_RESERVED = ("user_id", "user_agent", "session_id", "use_ssl", "token")


@dataclass(frozen=True, slots=True)
class Address:
    """A Spark Connect address taken apart."""

    host: str
    port: int
    parameters: dict[str, str]

    @property
    def authority(self) -> str:
        """`host:port`, as gRPC wants it."""
        return f"{self.host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether it leads to this very machine, as far as its name tells."""
        return self.host in ("localhost", "127.0.0.1", "[::1]")

    @property
    def secure(self) -> bool:
        """Whether the channel is encrypted; a token is only ever sent over such a one."""
        asked = self.parameters.get("use_ssl", "").lower() == "true"
        return asked or ("token" in self.parameters and not self.is_local)

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The metadata that goes with every request."""
        headers = [(k, v) for k, v in self.parameters.items() if k not in _RESERVED]
        if "token" in self.parameters:
            headers.append(("authorization", f"Bearer {self.parameters['token']}"))
        return tuple(headers)


def parse_address(url: str) -> Address:
    """Take an `sc://` address apart; raises `UsageProblem` when it is none.

    >>> parse_address("sc://localhost:15411/;user_id=ada").authority
    'localhost:15411'
    """
    if not url.startswith("sc://"):
        raise UsageProblem(f"{url!r} is not a Spark Connect address", hint=f"write {_FORM}")
    place, *rest = url.removeprefix("sc://").split(";")
    place = place.removesuffix("/")
    if not place or "/" in place:
        raise UsageProblem(f"{place!r} is not a host and port", hint=f"write {_FORM}")
    host, colon, port = place.rpartition(":")
    if not colon or place.endswith("]"):
        host, port = place, str(DEFAULT_PORT)
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise UsageProblem(f"{place!r} is not a host and port", hint=f"write {_FORM}")
    parameters = {}
    for item in filter(None, rest):
        name, equals, value = item.partition("=")
        if not name or not equals:
            raise UsageProblem(f"{item!r} in an address is not name=value", hint=f"write {_FORM}")
        parameters[unquote(name)] = unquote(value)
    return Address(host, int(port), parameters)
