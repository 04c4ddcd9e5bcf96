"""One session with one Spark Connect server: plans, analyses, configuration, interruption.

Speaks in encoded protocol messages; what they mean is the concern of its callers.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from typing import Any, NoReturn

import grpc

from sparity.connect import artifacts, driver_sync
from sparity.connect.address import Address
from sparity.connect.channel import Tls, open_channel
from sparity.connect.channel_builder import ChannelBuilder
from sparity.connect.deadlines import Deadlines
from sparity.connect.enrich import exception_of
from sparity.connect.execution import Execution, GiveUp
from sparity.connect.failure import Failure, read_failure
from sparity.connect.retry import RetryPolicy
from sparity.connect.rpc import Rpc
from sparity.connect.tags import Tags, check_tag
from sparity.connect.user_agent import user_agent as build_user_agent
from sparity.errors import (
    PySparkAssertionError,
    PySparkException,
    SparkConnectException,
    SparkConnectGrpcException,
    UnsupportedOnServerError,
)
from sparity.protocol import SparkVersion, message_class

_HAS_REATTACH = (3, 5)
_HAS_INTERRUPT = (3, 5)
_HAS_TAGS = (3, 5)
_HAS_ARTIFACTS = (3, 5)
_HAS_CLONE = (4, 1)
_HAS_RELEASE_SESSION = (4, 0)
_HAS_CHUNKING = (4, 1)

_STACK_TRACE_CONF = "spark.sql.connect.serverStacktrace.enabled"
_OLDER_STACK_TRACE_CONF = "spark.sql.pyspark.jvmStacktrace.enabled"
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
        user_id: on whose behalf the session runs; else the address's, else `$USER`.
        session_id: a UUID; else the address's, else a new one.
        user_agent: how the program introduces itself; else the address's.
        tls: certificates.
        channel_options: gRPC channel arguments.
        retry: when failed calls are made again.
        deadlines: how long calls may take.
        connect_timeout: seconds to reach the server at first; None leaves it to `retry`.
        channel_builder: opens the channel instead of `tls` and `channel_options`.
        reattachable: whether executions survive a broken stream where the server can do that.
        sleep: waits for so many seconds.
        clock: tells the time in seconds.

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
        user_id: str | None = None,
        session_id: str | None = None,
        user_agent: str | None = None,
        tls: Tls | None = None,
        channel_options: Sequence[tuple[str, Any]] = (),
        retry: RetryPolicy | None = None,
        deadlines: Deadlines | None = None,
        connect_timeout: float | None = 5.0,
        channel_builder: ChannelBuilder | None = None,
        reattachable: bool = True,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        overrides = {"user_id": user_id, "session_id": session_id, "user_agent": user_agent}
        given = {name: value for name, value in overrides.items() if value is not None}
        if isinstance(address, str):
            address = Address.parse(address, **given)
        elif given:
            address = address.replace(**given)
        self._address = address
        self._tls = tls
        self._channel_options = tuple(channel_options)
        self._retry = retry or RetryPolicy()
        self._deadlines = deadlines or Deadlines()
        self._connect_timeout = connect_timeout
        self._channel_builder = channel_builder
        self._reattachable = reattachable
        self._sleep = sleep
        self._clock = clock
        self._session_id = address.session_id or str(uuid.uuid4())
        self._user_id = address.user_id if address.user_id is not None else os.environ.get("USER")
        self._user_agent = build_user_agent(address.user_agent)
        self._tags = Tags()
        self._lock = threading.Lock()
        self._channel: grpc.Channel | None = None
        self._rpc: Rpc | None = None
        self._releases: driver_sync.Releases | None = None
        self._reached = False
        self._closed = False
        self._server_version: SparkVersion | None = None
        self._server_side_session_id: str | None = None
        self._hooks: list[Callable[[Any], Any]] = []

    @classmethod
    def through(cls, builder: ChannelBuilder, user_id: str | None = None) -> Client:
        """A client whose channel somebody else opens, who knows user, session and headers too.

        Raises:
            PySparkValueError: `INVALID_SESSION_UUID_ID`.
        """
        address = Address(
            host=builder.host,
            user_id=user_id if user_id is not None else builder.userId,
            session_id=builder.session_id,
            headers=tuple(builder.metadata()),
        )
        client = cls(address, channel_builder=builder)
        client._user_agent = builder.userAgent
        return client

    @property
    def address(self) -> Address:
        """Where the server is."""
        return self._address

    @property
    def session_id(self) -> str:
        """The UUID by which the server knows this session."""
        return self._session_id

    @property
    def user_id(self) -> str | None:
        """On whose behalf the session runs."""
        return self._user_id

    @property
    def user_agent(self) -> str:
        """How this client introduces itself."""
        return self._user_agent

    @property
    def is_closed(self) -> bool:
        """Whether the session ended, here or on the server."""
        return self._closed

    @property
    def server_version(self) -> SparkVersion:
        """The server's Spark version; asked for once.

        Raises:
            SparkConnectGrpcException: the server cannot be reached or is none.
            SparkConnectException: `PROTOCOL_ERROR`, what it tells is no version.
        """
        if self._server_version is None:
            told = self._call("AnalyzePlan", self._version_request()).spark_version.version
            try:
                self._server_version = SparkVersion.parse(told)
            except ValueError as error:
                raise SparkConnectException(
                    errorClass="PROTOCOL_ERROR", messageParameters={"failure": str(error)}
                ) from None
        return self._server_version

    def execute(self, plan: Any, *, operation_id: str | None = None) -> Generator[Any, None, None]:
        """Run `plan`; yields each `ExecutePlanResponse` as it arrives.

        Nothing is sent before the first response is asked for. Closing the iterator early stops
        the execution on the server.

        Args:
            plan: a `Plan` message.
            operation_id: a UUID by which to interrupt it; else a new one.

        Raises:
            SparkConnectGrpcException: the execution failed.
            UnsupportedOnServerError: this thread has tags, which Spark 3.4 does not know.
        """
        version = self.server_version
        reattachable = self._reattachable and version.line >= _HAS_REATTACH
        request = self._fill(message_class("ExecutePlanRequest")())
        # Passing the plan to the constructor would parse it again, which has a depth limit.
        request.plan.CopyFrom(plan)
        if version.line >= _HAS_REATTACH:
            request.operation_id = operation_id or str(uuid.uuid4())
        if tags := self._tags.all():
            self._require("tagging operations", _HAS_TAGS)
            request.tags.extend(sorted(tags))
        if version.line >= _HAS_CHUNKING:
            # Otherwise an Arrow batch larger than a message may be cannot be received at all.
            chunking = request.request_options.add().result_chunking_options
            chunking.allow_arrow_batch_chunking = True
        for hook in self._hooks:
            request = hook(request)
        execution = Execution(request, self._retry.start(), reattachable=reattachable)

        def fail(given_up: GiveUp) -> PySparkException:
            error = self._exception(given_up.failure)
            if given_up.error is not None:
                given_up.error.__cause__ = error
                return given_up.error
            if isinstance(error, SparkConnectException):
                error._operation_id = execution.operation_id
            return error

        rpc, releases = self._connect()
        responses = driver_sync.run(
            execution,
            rpc,
            releases,
            on_failure=fail,
            bounded=reattachable,
            sleep=self._sleep,
        )
        with contextlib.closing(responses):
            for response in responses:
                self._verify(response)
                yield response

    def add_hook(self, hook: Callable[[Any], Any]) -> None:
        """Let a function see, and change, each `ExecutePlanRequest` before it is sent."""
        self._hooks.append(hook)

    def analyze(self, request: Any) -> Any:
        """The `AnalyzePlanResponse` to an `AnalyzePlanRequest` that has its question set.

        Raises:
            SparkConnectGrpcException: the server refuses the plan, or the call failed.
        """
        return self._call("AnalyzePlan", self._fill(request))

    def config(self, operation: Any) -> Any:
        """The `ConfigResponse` to a `ConfigRequest.Operation`.

        Raises:
            SparkConnectGrpcException: the server refuses it, or the call failed.
        """
        request = message_class("ConfigRequest")(operation=operation)
        return self._call("Config", self._fill(request))

    def cache(self, blobs: Sequence[bytes]) -> list[str]:
        """Keep blobs on the server for this session; the hashes by which plans mean them.

        What the session has already is not sent again.

        Raises:
            UnsupportedOnServerError: Spark 3.4 keeps no blobs.
            SparkConnectGrpcException: the call failed.
        """
        self._require("caching local data on the server", _HAS_ARTIFACTS)
        hashes = [artifacts.blob_hash(blob) for blob in blobs]
        request = message_class("ArtifactStatusesRequest")(
            names=[artifacts.cached_name(blob) for blob in hashes]
        )
        known = self._call("ArtifactStatus", self._fill(request)).statuses
        missing = {
            name: artifacts.Artifact(name, data)
            for name, data in zip(request.names, blobs, strict=True)
            if not (name in known and known[name].exists)
        }
        if missing:
            self.add_artifacts(list(missing.values()))
        return hashes

    def add_tag(self, tag: str) -> None:
        """Start further operations of this thread with `tag` too. Since Spark 3.5."""
        self._tags.add(tag)

    def remove_tag(self, tag: str) -> None:
        """No longer start operations of this thread with `tag`. Since Spark 3.5."""
        self._tags.remove(tag)

    def get_tags(self) -> set[str]:
        """The tags of this thread. Since Spark 3.5."""
        return self._tags.all()

    def clear_tags(self) -> None:
        """Start operations of this thread without tags. Since Spark 3.5."""
        self._tags.clear()

    def interrupt_all(self) -> list[str]:
        """Stop all operations of the session; the ids of those that stop. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_ALL")

    def interrupt_tag(self, tag: str) -> list[str]:
        """Stop the operations started with `tag`; the ids of those that stop. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_TAG", operation_tag=check_tag(tag))

    def interrupt_operation(self, operation_id: str) -> list[str]:
        """Stop one operation; its id if it stops. Since Spark 3.5."""
        return self._interrupt("INTERRUPT_TYPE_OPERATION_ID", operation_id=operation_id)

    def add_artifacts(self, added: Sequence[artifacts.Artifact]) -> None:
        """Copy files and blobs to the session on the server, in one call. Since Spark 3.5.

        Raises:
            SparkConnectException: one did not arrive as it was sent.
            SparkConnectGrpcException: the server refuses one.
        """
        self._require("artifacts", _HAS_ARTIFACTS)
        response = self._retried(
            lambda rpc: rpc.upload("AddArtifacts", map(self._fill, artifacts.requests(added)))
        )
        damaged = [told.name for told in response.artifacts if not told.is_crc_successful]
        if damaged:
            raise SparkConnectException(f"Artifacts were damaged on their way: {damaged}")

    def sibling(self, session_id: str | None = None) -> Client:
        """A client with the same settings, for another session on the same server.

        Args:
            session_id: a UUID; else a new one.

        Raises:
            PySparkValueError: `INVALID_SESSION_UUID_ID`.
        """
        made = Client(
            self._address.replace(session_id=session_id, user_id=self._user_id),
            tls=self._tls,
            channel_options=self._channel_options,
            retry=self._retry,
            deadlines=self._deadlines,
            connect_timeout=self._connect_timeout,
            channel_builder=self._channel_builder,
            reattachable=self._reattachable,
            sleep=self._sleep,
            clock=self._clock,
        )
        made._user_agent = self._user_agent
        return made

    def clone(self, new_session_id: str | None = None) -> Client:
        """Copy the session on the server, with its settings, views and artifacts. Since Spark 4.1.

        Args:
            new_session_id: a UUID; else the server chooses one.

        Raises:
            SparkConnectGrpcException: the server does not take the id, or has it already.
        """
        self._require("cloning a session", _HAS_CLONE)
        request = message_class("CloneSessionRequest")(new_session_id=new_session_id)
        response = self._call("CloneSession", self._fill(request))
        copy = self.sibling(response.new_session_id)
        copy._server_side_session_id = response.new_server_side_session_id or None
        return copy

    def release_session(self) -> None:
        """End the session on the server, with all that runs in it.

        Spark before 4.0 has no call for this and forgets idle sessions by itself. Where no call
        was made, there is nothing to end.
        """
        if self._reached and self.server_version.line >= _HAS_RELEASE_SESSION:
            self._call("ReleaseSession", self._fill(message_class("ReleaseSessionRequest")()))

    def close(self) -> None:
        """Close the connection; what runs on the server goes on. May be called twice."""
        with self._lock:
            self._closed = True
            channel, releases = self._channel, self._releases
            self._channel = self._rpc = self._releases = None
        if channel is not None and releases is not None:
            releases.finish(_DRAIN_SECONDS)
            channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _interrupt(self, kind: str, **fields: str) -> list[str]:
        self._require("interrupting operations", _HAS_INTERRUPT)
        request = message_class("InterruptRequest")(interrupt_type=kind, **fields)
        return list(self._call("Interrupt", self._fill(request)).interrupted_ids)

    def _require(self, feature: str, line: tuple[int, int]) -> None:
        if self.server_version.line < line:
            raise UnsupportedOnServerError(
                feature=feature,
                required=".".join(map(str, line)),
                connected=str(self.server_version),
            )

    def _version_request(self) -> Any:
        request = message_class("AnalyzePlanRequest")()
        request.spark_version.SetInParent()
        return self._fill(request)

    def _fill(self, request: Any) -> Any:
        """Set in `request` what every request has."""
        request.session_id = self._session_id
        request.client_type = self._user_agent
        if self._user_id is not None:
            request.user_context.user_id = self._user_id
        observed = "client_observed_server_side_session_id"
        if self._server_side_session_id and observed in request.DESCRIPTOR.fields_by_name:
            setattr(request, observed, self._server_side_session_id)
        return request

    def _connect(self) -> tuple[Rpc, driver_sync.Releases]:
        with self._lock:
            if self._closed:
                self._refuse_closed()
            if self._channel is None or self._rpc is None or self._releases is None:
                self._channel = self._open_channel()
                self._rpc = Rpc(self._channel, self._address.headers, self._deadlines)
                self._releases = driver_sync.Releases(self._rpc)
            return self._rpc, self._releases

    def _open_channel(self) -> grpc.Channel:
        if self._channel_builder is not None:
            return self._channel_builder.toChannel()
        options = self._channel_options
        if self._connect_timeout is not None:
            # By default gRPC waits 20 seconds for a peer that does not even refuse.
            patience = ("grpc.min_reconnect_backoff_ms", int(self._connect_timeout * 1000))
            options = (patience, *options)
        return open_channel(self._address, tls=self._tls, options=options)

    def _unreachable(self, why: str) -> SparkConnectGrpcException:
        return SparkConnectGrpcException(
            f"No Spark Connect server answers at {self._address.endpoint}; is it running there, "
            f"and is its port open? ({why})",
            grpc_status_code=grpc.StatusCode.UNAVAILABLE,
        )

    def _call(self, method: str, request: Any) -> Any:
        return self._retried(lambda rpc: rpc.unary(method, request))

    def _retried(self, send: Callable[[Rpc], Any]) -> Any:
        rpc, _ = self._connect()
        patience = None if self._reached else self._connect_timeout
        retries = self._retry.start(patience=patience, clock=self._clock)
        while True:
            try:
                response = send(rpc)
            except grpc.RpcError as error:
                failure = read_failure(error)
            else:
                self._reached = True
                self._verify(response)
                return response
            delay = retries.next_delay(failure)
            if delay is None:
                # Outside of the `except`: gRPC's own account would bury ours.
                raise self._exception(failure)
            self._sleep(delay)

    def _verify(self, response: Any) -> None:
        """Check that the server speaks of our session, and of the same as before."""
        if response.session_id and response.session_id != self._session_id:
            raise PySparkAssertionError(
                f"The server answered for session {response.session_id}, "
                f"but this is session {self._session_id}."
            )
        # Spark sends it since 4.0.
        told = response.server_side_session_id
        if not told:
            return
        if self._server_side_session_id is None:
            self._server_side_session_id = told
        elif told != self._server_side_session_id:
            self._closed = True
            raise PySparkAssertionError(
                "The server has lost this session, as after a restart; make a new one. "
                f"({self._server_side_session_id} became {told})"
            )

    def _exception(self, failure: Failure) -> PySparkException:
        """The exception for `failure`, with all that the server can tell about it."""
        if not self._reached:
            if (stranger := self._not_spark(failure)) is not None:
                return stranger
            if failure.code == "UNAVAILABLE" and self._connect_timeout is not None:
                return self._unreachable(failure.message)
            self._reached = True
        if failure.session_was_replaced:
            self._closed = True
            error = SparkConnectException(errorClass="NO_ACTIVE_SESSION", messageParameters={})
            error.__cause__ = exception_of(failure)
            return error
        details = self._details(failure)
        return exception_of(
            failure, details, show_stack_trace=self._shows_stack_trace(failure, details)
        )

    def _not_spark(self, failure: Failure) -> SparkConnectGrpcException | None:
        """The exception for a peer that speaks HTTP/2 or gRPC, but not Spark Connect."""
        if failure.code != "UNIMPLEMENTED" and "http2 header" not in failure.message:
            return None
        if self._ask("AnalyzePlan", self._version_request()) is not None:
            # A Spark Connect server that lacks just what was asked of it.
            return None
        return SparkConnectGrpcException(
            f"What answers at {self._address.endpoint} is not a Spark Connect server. "
            f"({failure.message})",
            grpc_status_code=grpc.StatusCode[failure.code],
        )

    def _details(self, failure: Failure) -> Any | None:
        if failure.error_id is None:
            return None
        request = self._fill(message_class("FetchErrorDetailsRequest")(error_id=failure.error_id))
        return self._ask("FetchErrorDetails", request)

    def _shows_stack_trace(self, failure: Failure, details: Any | None) -> bool:
        if details is None:
            # Before 4.0 the server sends a stack trace exactly when it was asked to.
            return failure.stack_trace is not None
        request = message_class("ConfigRequest")()
        request.operation.get_option.keys.extend([_STACK_TRACE_CONF, _OLDER_STACK_TRACE_CONF])
        response = self._ask("Config", self._fill(request))
        pairs = response.pairs if response is not None else ()
        values = [pair.value for pair in pairs if pair.HasField("value")]
        return bool(values) and values[0] == "true"

    def _ask(self, method: str, request: Any) -> Any | None:
        """The response to a call that is only about an error: None when it fails."""
        try:
            rpc, _ = self._connect()
            return rpc.unary(method, request)
        except (grpc.RpcError, SparkConnectException):
            return None

    def _refuse_closed(self) -> NoReturn:
        raise SparkConnectException(errorClass="NO_ACTIVE_SESSION", messageParameters={})
