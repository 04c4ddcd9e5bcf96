"""`ChannelBuilder`: for programs that open the channel to their server in a way of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sparity.connect.address import Address, joined, split
from sparity.connect.user_agent import user_agent
from sparity.errors import PySparkNotImplementedError

if TYPE_CHECKING:
    import grpc


class ChannelBuilder:
    """Opens channels; override `toChannel`, and give it to `SparkSession.builder.channelBuilder`.

    Args:
        channelOptions: gRPC channel arguments.
        params: what an address would say after its `;`, not encoded: `user_id`, `session_id`,
            `user_agent`, `max_result_rows` and so on; what else is there is sent along with each
            call. Those that say how to protect a channel are up to `toChannel`, but a `token` is
            sent along where `allow_plain_token` says so.

    Since Spark 3.5.

    Examples:
        >>> class Proxied(ChannelBuilder):
        ...     def toChannel(self):
        ...         return grpc.insecure_channel("proxy:8080")
        >>> SparkSession.builder.channelBuilder(Proxied()).create()  # doctest: +SKIP
    """

    def __init__(
        self,
        channelOptions: Sequence[tuple[str, Any]] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> None:
        self._options: dict[str, Any] = dict(channelOptions or ())
        self._params: dict[str, str] = dict(params or {})
        self._interceptors: list[Any] = []

    def toChannel(self) -> grpc.Channel:
        """The channel to use.

        Raises:
            PySparkNotImplementedError: NOT_IMPLEMENTED, it is for subclasses to say.
        """
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED", messageParameters={"feature": "toChannel"}
        )

    def setChannelOption(self, key: str, value: Any) -> None:
        """Set one gRPC channel argument."""
        self._options[key] = value

    def add_interceptor(self, interceptor: Any) -> None:
        """Have an interceptor see the calls on channels that are opened from now on."""
        self._interceptors.append(interceptor)

    def set(self, key: str, value: str) -> None:
        """Set one of the parameters."""
        self._params[key] = value

    def get(self, key: str) -> str:
        """One of the parameters.

        Raises:
            KeyError: it is not set.
        """
        return self._params[key]

    def getDefault(self, key: str, default: Any) -> Any:
        """One of the parameters, else `default`."""
        return self._params.get(key, default)

    _place = "localhost"

    @property
    def _address(self) -> Address:
        """The parameters as those of an address; of the place, only a subclass knows."""
        return Address.parse(joined(self._place, self._params))

    @property
    def _called(self) -> str:
        """What errors call the server."""
        endpoint = getattr(self, "endpoint", None)
        return str(endpoint) if endpoint else f"the channel of {type(self).__name__}"

    @property
    def host(self) -> str:
        """The name of the server."""
        return self._address.host

    @property
    def userId(self) -> str | None:
        """On whose behalf the session runs."""
        return self._address.user_id

    @property
    def userAgent(self) -> str:
        """How the program introduces itself."""
        return user_agent(self._address.user_agent)

    @property
    def token(self) -> str | None:
        """The bearer token."""
        token = self._address.token
        return token if isinstance(token, str) else None

    @property
    def session_id(self) -> str | None:
        """The UUID of the session; a new one if None."""
        return self._address.session_id

    def metadata(self) -> Iterable[tuple[str, str]]:
        """What is sent along with each call."""
        return list(self._address.headers)

    def _intercepted(self, channel: grpc.Channel) -> grpc.Channel:
        import grpc

        return grpc.intercept_channel(channel, *self._interceptors)


class DefaultChannelBuilder(ChannelBuilder):
    """Opens the channel that an address describes.

    Args:
        url: `sc://host:port/;key=value…`.
        channelOptions: gRPC channel arguments, which win over those that follow from the address.

    Raises:
        PySparkValueError: INVALID_CONNECT_URL.

    Since Spark 3.5.

    Examples:
        >>> DefaultChannelBuilder("sc://localhost").endpoint
        'localhost:15002'
    """

    def __init__(self, url: str, channelOptions: Sequence[tuple[str, Any]] | None = None) -> None:
        Address.parse(url)
        self._place, parameters = split(url)
        super().__init__(channelOptions, dict(parameters))

    @property
    def endpoint(self) -> str:
        """Host and port."""
        return self._address.endpoint

    @property
    def secure(self) -> bool:
        """Whether the connection is a TLS one."""
        return self._address.secure

    def toChannel(self) -> grpc.Channel:
        """A channel to the address."""
        from sparity.connect.channel import open_channel  # only here: it loads gRPC

        channel = open_channel(self._address, options=tuple(self._options.items()))
        return self._intercepted(channel)
