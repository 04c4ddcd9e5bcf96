"""Which addresses may have a proxy in front of them, and what the proxy's own address is."""

from urllib.parse import quote

from sparity_lab.servers.address import Address, parse_address


def refusal(url: str) -> str | None:
    """Why calls to this server are not recorded, None when they can be.

    A proxy would open what is encrypted, and offer a server that wants a token to everybody on
    this machine.
    """
    return "its connections are encrypted" if parse_address(url).secure else None


def in_front_of(url: str, port: int) -> str:
    """The address of a proxy of this machine that stands before a server, with its parameters.

    Who makes TLS, if the server wants it, is the proxy: nobody needs it to get there.

    >>> in_front_of("sc://spark:443/;use_ssl=true;user_id=ada", 4711)
    'sc://127.0.0.1:4711/;user_id=ada'
    >>> in_front_of("sc://spark:15002/;user_id=ada", 4711)
    'sc://127.0.0.1:4711/;user_id=ada'
    """
    return f"sc://127.0.0.1:{port}/{_parameters(parse_address(url))}"


def _parameters(address: Address) -> str:
    return "".join(
        f";{quote(name, safe='')}={quote(value, safe='')}"
        for name, value in address.parameters.items()
        if name != "use_ssl"
    )
