"""`SparkSession.builder`: collects where to connect and how; the session itself is elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkValueError
from sparity.sql.conf import as_text

if TYPE_CHECKING:
    from sparity.conf import SparkConf
    from sparity.connect import ChannelBuilder, Client
    from sparity.sql.session import SparkSession

_REMOTE = "spark.remote"
_MASTER = "spark.master"
_NAME = "spark.app.name"
#: Where the builder itself keeps things; no server has use for them.
_LOCAL_OPTIONS = frozenset({_REMOTE, _MASTER})


class Builder:
    """Makes sessions.

    Since Spark 3.4.

    Examples:
        >>> spark = SparkSession.builder.remote("sc://localhost").getOrCreate()  # doctest: +SKIP
    """

    def __init__(self) -> None:
        self._options: dict[str, Any] = {}
        self._channel_builder: ChannelBuilder | None = None
        self._connection: dict[str, Any] = {}
        self._make: Callable[[Any], SparkSession] | None = None

    def config(
        self,
        key: str | None = None,
        value: Any = None,
        conf: SparkConf | None = None,
        *,
        map: dict[str, Any] | None = None,
    ) -> Builder:
        """Add one setting, or those of a `SparkConf` or a dict.

        Args:
            key: name of the setting.
            value: its value; booleans become `true` and `false`.
            conf: several settings, instead of `key` and `value`.
            map: likewise.

        Since Spark 3.4.

        Examples:
            >>> SparkSession.builder.config("spark.sql.ansi.enabled", True)  # doctest: +SKIP
        """
        given: Mapping[Any, Any] = {key: value}
        if conf is not None:
            given = dict(conf.getAll())
        elif map is not None:
            given = map
        for name, one in given.items():
            if name is not None:
                self._options[name] = None if one is None else as_text(one)
        return self

    def master(self, master: str) -> Builder:
        """Taken for compatibility; a Spark Connect client has no master. Since Spark 3.4."""
        return self.config(_MASTER, master)

    def appName(self, name: str) -> Builder:
        """Name the application. Since Spark 3.4."""
        return self.config(_NAME, name)

    def remote(self, location: str = "sc://localhost") -> Builder:
        """Say where the server is.

        Args:
            location: `sc://host:port/;key=value…`.

        Since Spark 3.4.
        """
        return self.config(_REMOTE, location)

    def channelBuilder(self, channelBuilder: ChannelBuilder) -> Builder:
        """Let somebody else open the channel to the server, instead of `remote`.

        Args:
            channelBuilder: opens it.

        Since Spark 3.5.

        Examples:
            >>> from sparity.connect import DefaultChannelBuilder
            >>> opener = DefaultChannelBuilder("sc://localhost", [("grpc.enable_retries", 0)])
            >>> SparkSession.builder.channelBuilder(opener).create()  # doctest: +SKIP
        """
        self._channel_builder = channelBuilder
        return self

    def connection(self, **options: Any) -> Builder:
        """Say how to talk to the server, beside what `remote` says. Only Sparity has this method.

        Args:
            options: fields of `sparity.connect.Address`, such as `token`, `headers`, `tls_ca`,
                `max_result_rows` or `on_lost_session`, and arguments of `sparity.connect.Client`,
                such as `retry` or `deadlines`. They win over the address.

        Examples:
            >>> builder = SparkSession.builder.remote("sc://spark.example.org")
            >>> builder = builder.connection(token=lambda: "s3cret", max_result_rows=1_000_000)
        """
        self._connection.update(options)
        return self

    def enableHiveSupport(self) -> Builder:
        """Taken for compatibility; whether there is Hive is up to the server. Since Spark 3.4."""
        return self

    def create(self) -> SparkSession:
        """A new session, which becomes the active one if there is none.

        Raises:
            PySparkValueError: SESSION_NEED_CONN_STR_OR_BUILDER without an address, or with both, or
                INVALID_CONNECT_URL.

        Since Spark 3.5.
        """
        from sparity.sql.session import SparkSession

        location = self._options.get(_REMOTE)
        if self._channel_builder is None:
            location = location or os.environ.get("SPARK_REMOTE")
        place = self._channel_builder or location
        if not place:
            raise self._without_address()
        if location and self._channel_builder:
            raise PySparkValueError(
                errorClass="SESSION_NEED_CONN_STR_OR_BUILDER", messageParameters={}
            )
        session = (self._make or SparkSession)(self._connected(place))
        SparkSession._activate(session)
        self._apply(session)
        return session

    def getOrCreate(self) -> SparkSession:
        """The active session with the settings added, or a new one.

        Raises:
            PySparkValueError: as `create`.

        Since Spark 3.4.
        """
        from sparity.sql.session import SparkSession

        session = SparkSession.getActiveSession()
        if session is None:
            return self.create()
        self._apply(session)
        return session

    def _connected(self, place: str | ChannelBuilder) -> str | ChannelBuilder | Client:
        if not self._connection:
            return place
        from sparity.connect import Client

        make = Client if isinstance(place, str) else Client.through
        return make(place, **self._connection)  # type: ignore[arg-type]

    def _without_address(self) -> PySparkValueError:
        error = PySparkValueError(
            errorClass="SESSION_NEED_CONN_STR_OR_BUILDER", messageParameters={}
        )
        master = self._options.get(_MASTER)
        if master is not None:
            error.add_note(
                f"master({master!r}) starts Spark inside the program, which a Spark Connect client "
                "cannot: start a server and give its address instead."
            )
        return error

    def _apply(self, session: SparkSession) -> None:
        options = {
            key: value
            for key, value in self._options.items()
            if key not in _LOCAL_OPTIONS and value is not None
        }
        if options:
            # Silent, because a shared server may have fixed some of these for everybody.
            session._wire.configure(options, silent=True)
