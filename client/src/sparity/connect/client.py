"""One session with one Spark Connect server: plans, analyses, configuration, interruption.

Speaks in encoded protocol messages; what they mean is the concern of its callers. What it decides
is written in `session`; here it is given a driver, blocking or for asyncio.
"""

from __future__ import annotations

import contextlib
import functools
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from sparity.connect.address import Address
from sparity.connect.channel_builder import ChannelBuilder
from sparity.connect.tags import check_tag
from sparity.connect.tokens import NO_TOKEN, tokens_of
from sparity.connect.user_agent import check_program, user_agent
from sparity.errors import PySparkImportError, PySparkValueError, SparkConnectException
from sparity.protocol import SparkVersion

if TYPE_CHECKING:
    import asyncio

    from sparity.connect import artifacts, bridge
    from sparity.connect.daemons import Daemons
    from sparity.connect.deadlines import Deadlines
    from sparity.connect.driver_async import AsyncDriver
    from sparity.connect.driver_sync import SyncDriver
    from sparity.connect.effects import Flow
    from sparity.connect.retry import RetryPolicy
    from sparity.connect.rpc import Metadata
    from sparity.connect.session import Session
    from sparity.connect.telemetry import Telemetry
    from sparity.connect.watch import Watch, Watcher

T = TypeVar("T")

# What a client whose channel somebody else opens has no use for, and so would ignore.
_FOR_WHO_OPENS = frozenset(
    {"host", "port", "token", "use_ssl", "allow_plain_token", "max_message_size", "channel_options"}
)
# Each of several connections may wait for who gives its tokens.
_MOST_ASKING = 16
# How long closing waits for the server to hear that results were consumed.
_DRAIN_SECONDS = 2.0


class Client:
    """A session on a Spark Connect server. Safe to use from several threads.

    Making one neither connects nor blocks. The first call tries for about `connect_timeout`
    seconds to reach the server, and else fails with one clear `SparkConnectGrpcException`: where
    nothing answers, the ten minutes of patience of the retry policy help nobody. They apply from
    then on.

    Args:
        address: `sc://…`, or an `Address`.
        channel_options: gRPC channel arguments.
        retry: when failed calls are made again; one policy or several.
        deadlines: how long calls may take.
        channel_builder: opens the channel instead of the address.
        reattachable: whether executions survive a broken stream where the server can do that.
        watchers: hear of each call.
        sleep: waits for so many seconds.
        clock: tells the time in seconds.
        options: fields of `Address`, which win over those of `address`; None leaves one as it is.

    Raises:
        PySparkValueError: `INVALID_CONNECT_URL` or `INVALID_SESSION_UUID_ID`.

    Examples:
        >>> client = Client("sc://localhost:15002/;user_id=ann")
        >>> client.user_id
        'ann'
    """

    def __init__(
        self,
        address: str | Address,
        *,
        channel_options: Sequence[tuple[str, Any]] = (),
        retry: RetryPolicy | Iterable[RetryPolicy] | None = None,
        deadlines: Deadlines | None = None,
        channel_builder: ChannelBuilder | None = None,
        reattachable: bool = True,
        watchers: Sequence[Watcher] = (),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        **options: Any,
    ) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        if isinstance(address, str):
            address = Address.parse(address, **given)
        elif given:
            address = address.replace(**given)
        self._address = address
        self._channel_options = tuple(channel_options)
        self._channel_builder = channel_builder
        self._watchers = tuple(watchers)
        self._sleep = sleep
        self._clock = clock
        self._tokens = tokens_of(address)
        self._retry = tuple(retry) if isinstance(retry, Iterable) else retry
        self._deadlines = deadlines
        self._reattachable = reattachable
        port_is_known = channel_builder is None or hasattr(channel_builder, "endpoint")
        self._telemetry = _telemetry(address, port_is_known) if address.telemetry else None
        self._program = check_program(address.user_agent)
        self._made: Session | None = None
        self._making = threading.Lock()
        self._lock = threading.Lock()
        self._driver: SyncDriver | None = None
        self._async_drivers: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncDriver] = (
            weakref.WeakKeyDictionary()
        )

    @property
    def _session(self) -> Session:
        """What is known of the session; loaded, like all that talks, when it is first needed."""
        if self._made is None:
            with self._making:
                if self._made is None:
                    self._made = self._make_session()
        return self._made

    def _make_session(self) -> Session:
        from sparity.connect.deadlines import Deadlines
        from sparity.connect.retry import RetryPolicy
        from sparity.connect.session import Session

        retry = RetryPolicy() if self._retry is None else self._retry
        return Session(
            self._address,
            user_agent=user_agent(self._program),
            policies=(retry,) if isinstance(retry, RetryPolicy) else retry,
            deadlines=self._deadlines or Deadlines(),
            reattachable=self._reattachable,
            tokens=self._tokens,
            clock=self._clock,
            place=None if self._channel_builder is None else self._channel_builder._called,
            watch=self._watch,
        )

    @functools.cached_property
    def _watch(self) -> Watch:
        from sparity.connect.watch import Watch

        return Watch(self._watchers, self._telemetry)

    @classmethod
    def through(cls, builder: ChannelBuilder, user_id: str | None = None, **options: Any) -> Client:
        """A client whose channel somebody else opens, who knows its parameters, too.

        Args:
            builder: opens the channel.
            user_id: on whose behalf; else the builder's.
            options: as those of `Client`, if they do not say how to open a channel. They win over
                the parameters of the builder.

        Raises:
            PySparkValueError: `INVALID_CONNECT_URL`, an option is for who opens the channel, or
                a parameter is wrong; `INVALID_SESSION_UUID_ID`.

        Examples:
            >>> from sparity.connect import DefaultChannelBuilder
            >>> builder = DefaultChannelBuilder("sc://localhost/;user_id=ann")
            >>> Client.through(builder, max_result_rows=10).address.max_result_rows
            10
        """
        given = {name: value for name, value in options.items() if value is not None}
        for name in given:
            if name in _FOR_WHO_OPENS or name.startswith(("tls_", "keepalive_")):
                detail = (
                    f"'{name}' is for who opens the channel; say it to {type(builder).__name__}."
                )
                raise PySparkValueError(
                    errorClass="INVALID_CONNECT_URL", messageParameters={"detail": detail}
                )
        own = builder._address
        address = own.replace(
            host=builder.host or own.host,
            token=builder.token or own.token,
            user_id=user_id if user_id is not None else builder.userId,
            session_id=builder.session_id,
            headers=tuple(builder.metadata()),
        )
        client = cls(address, channel_builder=builder, **given)
        if "user_agent" not in given:
            client._session.user_agent = builder.userAgent
        return client

    @property
    def address(self) -> Address:
        """Where the server is."""
        return self._address

    @property
    def session_id(self) -> str:
        """The UUID by which the server knows this session."""
        return self._session.session_id

    @property
    def user_id(self) -> str | None:
        """On whose behalf the session runs."""
        return self._session.user_id

    @property
    def user_agent(self) -> str:
        """How this client introduces itself."""
        return self._session.user_agent

    @property
    def is_closed(self) -> bool:
        """Whether the session ended, here or on the server."""
        return self._session.closed

    @property
    def server_version(self) -> SparkVersion:
        """The server's Spark version; asked for once.

        Raises:
            SparkConnectGrpcException: the server cannot be reached or is none.
            SparkConnectException: `PROTOCOL_ERROR`, what it tells is no version.
        """
        return self._run(self._session.version())

    def get_retry_policies(self) -> list[RetryPolicy]:
        """When failed calls of this session are made again. Since Spark 4.0."""
        return list(self._session.policies)

    def set_retry_policies(self, policies: Iterable[RetryPolicy]) -> None:
        """Decide when failed calls of this session are made again; with no policy, never.

        Args:
            policies: each failure takes the first one that covers it and has retries left.

        Since Spark 4.0.

        Examples:
            >>> Client("sc://localhost").set_retry_policies([RetryPolicy(max_retries=3)])
        """
        self._session.policies = tuple(policies)

    def execute(
        self,
        plan: Any,
        *,
        operation_id: str | None = None,
        keep: bool = False,
        depth: int | None = None,
    ) -> Generator[Any, None, None]:
        """Run `plan`; yields each `ExecutePlanResponse` as it arrives.

        Nothing is sent before the first response is asked for. Closing the iterator early stops
        the execution on the server.

        Args:
            plan: a `Plan` message; a large one may be compressed in place.
            operation_id: a UUID by which to interrupt it; else a new one.
            keep: let the server keep all results to the end, and go on if nobody listens, for
                others to `attach` to it.
            depth: how deeply messages are nested in the plan, if that is known; finding out takes
                as long as making a large plan.

        Raises:
            SparkConnectGrpcException: the execution failed.
            SparkConnectException: `OUTCOME_UNKNOWN`, a plan that does more than read may have been
                carried out or not; `PROTOCOL_ERROR`, the result is not whole.
            PlanTooDeepError: the plan is nested deeper than servers read.
            ResultTooLargeError: the result is larger than the address allows.
            UnsupportedOnServerError: this thread has tags, which Spark 3.4 does not know.
        """
        driver = self._connect()
        flow = self._session.execute(driver.aside, plan, operation_id, keep=keep, depth=depth)
        yield from self._watch.all_of(driver.iterate(flow))

    def attach(self, operation_id: str) -> Generator[Any, None, None]:
        """The responses of an execution that somebody else began in this session.

        Closing the iterator early lets the execution go on. Since Spark 3.5.

        Raises:
            SparkConnectGrpcException: the server does not know the execution, or no longer has
                its results from the beginning, or it failed.
        """
        driver = self._connect()
        flow = self._session.attach(driver.aside, operation_id)
        yield from self._watch.all_of(driver.iterate(flow))

    def add_hook(self, hook: Callable[[Any], Any]) -> None:
        """Let a function see, and change, each `ExecutePlanRequest` before it is sent."""
        self._session.hooks.append(hook)

    def analyze(self, request: Any, *, depth: int | None = None) -> Any:
        """The `AnalyzePlanResponse` to an `AnalyzePlanRequest` that has its question set.

        Args:
            request: the request; a large plan in it may be compressed in place.
            depth: how deeply messages are nested in it, if that is known.

        Raises:
            SparkConnectGrpcException: the server refuses the plan, or the call failed.
            PlanTooDeepError: the plan is nested deeper than servers read.
        """
        return self._run(self._session.analyze(request, depth))

    def config(self, operation: Any) -> Any:
        """The `ConfigResponse` to a `ConfigRequest.Operation`.

        Raises:
            SparkConnectGrpcException: the server refuses it, or the call failed.
        """
        return self._run(self._session.config(operation))

    def cache(self, blobs: Sequence[bytes]) -> list[str]:
        """Keep blobs on the server for this session; the hashes by which plans mean them.

        What the session has already is not sent again.

        Raises:
            UnsupportedOnServerError: Spark 3.4 keeps no blobs.
            SparkConnectGrpcException: the call failed.
        """
        return self._run(self._session.cache(blobs))

    def add_tag(self, tag: str) -> None:
        """Start further operations of this thread with `tag` too. Since Spark 3.5."""
        self._session.tags.add(tag)

    def remove_tag(self, tag: str) -> None:
        """No longer start operations of this thread with `tag`. Since Spark 3.5."""
        self._session.tags.remove(tag)

    def get_tags(self) -> set[str]:
        """The tags of this thread. Since Spark 3.5."""
        return self._session.tags.all()

    def clear_tags(self) -> None:
        """Start operations of this thread without tags. Since Spark 3.5."""
        self._session.tags.clear()

    def interrupt_all(self) -> list[str]:
        """Stop all operations of the session; the ids of those that stop. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_ALL")

    def interrupt_tag(self, tag: str) -> list[str]:
        """Stop the operations started with `tag`; the ids of those that stop. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_TAG", operation_tag=check_tag(tag))

    def interrupt_operation(self, operation_id: str) -> list[str]:
        """Stop one operation; its id if it stops. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_OPERATION_ID", operation_id=operation_id)

    def operation_statuses(self, *operation_ids: str) -> dict[str, str]:
        """The states of operations of this session by id; of all that are known, with no ids.

        A state is UNKNOWN, RUNNING, TERMINATING, SUCCEEDED, FAILED or CANCELLED.

        Raises:
            UnsupportedOnServerError: the server is older than Spark 4.2.

        Since Spark 4.2.
        """
        return self._run(self._session.statuses(operation_ids))

    def add_artifacts(self, added: Sequence[artifacts.Artifact]) -> None:
        """Copy files and blobs to the session on the server, in one call. Since Spark 3.5.

        Raises:
            SparkConnectException: one did not arrive as it was sent.
            SparkConnectGrpcException: the server refuses one.
        """
        self._run(self._session.add_artifacts(added))

    def sibling(self, session_id: str | None = None) -> Client:
        """A client with the same settings, for another session on the same server.

        Args:
            session_id: a UUID; else a new one.

        Raises:
            PySparkValueError: `INVALID_SESSION_UUID_ID`.
        """
        own = self._session
        made = Client(
            self._address.replace(session_id=session_id, user_id=own.user_id),
            channel_options=self._channel_options,
            retry=own.policies,
            deadlines=own.deadlines,
            channel_builder=self._channel_builder,
            reattachable=own.reattachable,
            watchers=self._watchers,
            sleep=self._sleep,
            clock=self._clock,
        )
        made._session.user_agent = own.user_agent
        return made

    def clone(self, new_session_id: str | None = None) -> Client:
        """Copy the session on the server, with its settings, views and artifacts. Since Spark 4.1.

        Args:
            new_session_id: a UUID; else the server chooses one.

        Raises:
            SparkConnectGrpcException: the id is no UUID, or the server has it already.
            UnsupportedOnServerError: the server is older than Spark 4.1.
        """
        session_id, server_side = self._run(self._session.clone(new_session_id))
        copy = self.sibling(session_id)
        copy._session.continue_as_copy_of(self._session, server_side)
        return copy

    def release_session(self) -> None:
        """End the session on the server, with all that runs in it.

        Spark before 4.0 has no call for this and forgets idle sessions by itself. Where no call
        was made, or the session is gone, there is nothing to end. Who ends a session does not want
        to wait for it: after some seconds it is left to the server.

        Raises:
            SparkConnectGrpcException: the server could not be reached, or refused.
        """
        driver = self._connect()
        # A server refuses the release of an execution whose session is gone.
        driver.drain(_DRAIN_SECONDS)
        self._run(self._session.release())

    def close(self) -> None:
        """Close the connection; what runs on the server goes on. May be called twice."""
        with self._lock:
            self._session.closed = True
            driver, self._driver = self._driver, None
            others = [
                (loop, one) for loop, one in self._async_drivers.items() if not loop.is_closed()
            ]
            self._async_drivers.clear()
        if driver is not None:
            driver.close(_DRAIN_SECONDS)
        for loop, one in others:
            import asyncio

            closing = asyncio.run_coroutine_threadsafe(one.close(_DRAIN_SECONDS), loop)
            if asyncio._get_running_loop() is not loop:
                with contextlib.suppress(TimeoutError):
                    closing.result(2 * _DRAIN_SECONDS)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    async def drain(self) -> None:
        """Wait a moment for what was sent aside on this event loop, such as releases, to arrive."""
        import asyncio

        driver = self._async_drivers.get(asyncio.get_running_loop())
        if driver is not None:
            await driver.drain(_DRAIN_SECONDS)

    def _interrupt(self, kind: str, **fields: str) -> list[str]:
        return self._run(self._session.interrupt(kind, **fields))

    def _run(self, flow: Flow[T]) -> T:
        with self._watch.one():
            return self._connect().run(flow)

    def _connect(self) -> SyncDriver | bridge.Bridged:
        """What makes the calls of the code that runs.

        Raises:
            SparkConnectException: `NO_ACTIVE_SESSION`, the session ended.
        """
        if self._session.closed:
            _refuse_closed()
        # Whatever loads gRPC, or asyncio, is loaded by the first call, not by making a client.
        from sparity.connect import bridge

        across = bridge.CURRENT.get()
        # A channel that somebody else opens is a blocking one; in worker threads that does no harm.
        if across is None or self._channel_builder is not None:
            return self._blocking()

        async def own() -> AsyncDriver:
            return self.async_driver()

        return across.over(self._async_drivers.get(across.loop) or across.wait(own))

    def _blocking(self) -> SyncDriver:
        from sparity.connect import channel
        from sparity.connect.driver_sync import SyncDriver

        with self._lock:
            if self._session.closed:
                _refuse_closed()
            if self._driver is None:
                opened = (
                    self._channel_builder.toChannel()
                    if self._channel_builder is not None
                    else channel.open_channel(
                        self._address, tokens=self._tokens, options=self._channel_options
                    )
                )
                self._driver = SyncDriver(
                    opened, self._metadata, watch=self._watch, sleep=self._sleep
                )
            return self._driver

    def async_driver(self) -> AsyncDriver:
        """What makes the calls of coroutines of the event loop that runs.

        Raises:
            SparkConnectException: `NO_ACTIVE_SESSION`, the session ended.
        """
        import asyncio

        from sparity.connect import channel
        from sparity.connect.driver_async import AsyncDriver

        loop = asyncio.get_running_loop()
        with self._lock:
            if self._session.closed:
                _refuse_closed()
            found = self._async_drivers.get(loop)
            if found is None:
                opened = channel.open_async_channel(
                    self._address, tokens=self._tokens, options=self._channel_options
                )
                found = AsyncDriver(
                    opened,
                    self._metadata_async,
                    blocking=self._blocking,
                    watch=self._watch,
                    sleep=self._sleep_async,
                )
                self._async_drivers[loop] = found
            return found

    async def _sleep_async(self, seconds: float) -> None:
        import asyncio

        if self._sleep is time.sleep:
            await asyncio.sleep(seconds)
        else:
            self._sleep(seconds)

    def _metadata(self) -> Metadata:
        if self._tokens is None or self._address.secure:
            return self._address.headers
        # Forced: over a protected connection gRPC itself adds the token.
        try:
            token = self._tokens.current()
        except Exception:
            from sparity.connect.effects import CallFailed
            from sparity.connect.failure import Failure

            # As gRPC tells of it where it adds the token; the session knows the reason.
            raise CallFailed(Failure(code="UNAVAILABLE", message=NO_TOKEN)) from None
        return (*self._address.headers, ("authorization", f"Bearer {token}"))

    async def _metadata_async(self) -> Metadata:
        if self._tokens is None or self._address.secure or self._tokens.at_hand:
            return self._metadata()
        import asyncio

        # Who gives tokens may take its time, which an event loop has not.
        return await asyncio.wrap_future(_asking().submit(self._metadata))


@functools.cache
def _asking() -> Daemons:
    from sparity.connect.daemons import Daemons  # few programs need it

    return Daemons(_MOST_ASKING, "sparity-token")


def _telemetry(address: Address, port_is_known: bool) -> Telemetry:
    try:
        from sparity.connect.telemetry import Telemetry
    except ImportError as error:
        raise PySparkImportError(
            errorClass="PACKAGE_NOT_INSTALLED",
            messageParameters={
                "package_name": "sparity[otel]",
                "minimum_version": "opentelemetry-api 1.20",
            },
        ) from error
    return Telemetry(address.host, address.port if port_is_known else None)


def _refuse_closed() -> NoReturn:
    raise SparkConnectException(errorClass="NO_ACTIVE_SESSION", messageParameters={})
