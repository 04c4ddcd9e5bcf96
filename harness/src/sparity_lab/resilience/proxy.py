"""Forwards every gRPC call to a server, changed as policies say; knows no Spark.

Messages are bytes that nobody looks into, so any client in any language and any server will do.
Headers, trailers (with the error details in them), status, deadline and cancellation pass in both
directions, messages of any size, one at a time: who reads slowly slows the sender down. What two
ends of a connection agree on between themselves (compression, pings, user agent) does not pass.
"""

import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from concurrent.futures import TimeoutError as WaitTimeout
from contextlib import suppress
from functools import partial
from typing import Any, cast

import grpc
from grpc import aio

from sparity_lab.problems import InfraProblem
from sparity_lab.record.loop import ProxyLoop
from sparity_lab.record.tape import Headers
from sparity_lab.resilience.policy import EndCall, Policies, Policy, Status
from sparity_lab.resilience.upload import END, UploadCall

_START_S = 10.0
_STOP_S = 5.0

_OF_THE_CONNECTION = ("user-agent", "content-type", "te")
"""Headers that each connection has of its own; gRPC writes them itself."""

_FOREVER_S = 10 * 365 * 86_400.0

_ANY_SIZE = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # Spark puts an error's details into trailers of up to many KB; the ends decide, not we.
    ("grpc.max_metadata_size", 64 * 2**20),
    ("grpc.absolute_max_metadata_size", 64 * 2**20),
    # What to retry is the client's decision.
    ("grpc.enable_retries", 0),
]

_TOWARDS_CLIENT = [
    *_ANY_SIZE,
    # Nobody else may ever share our port.
    ("grpc.so_reuseport", 0),
    # Whether pings come too often is for the server to say, not for us.
    ("grpc.http2.min_ping_interval_without_data_ms", 1),
    ("grpc.http2.max_ping_strikes", 0),
    ("grpc.keepalive_permit_without_calls", 1),
]

_TOWARDS_SERVER = [
    *_ANY_SIZE,
    # Drivers must not share a connection: one's trouble would be the other's.
    ("grpc.use_local_subchannel_pool", 1),
    # A server that has come back is found again soon. The minimum stays what it is: gRPC takes it
    # for the time that connecting may take, and a busy server needs it.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1_000),
]

Handler = Callable[[Any, Any], Awaitable[None]]

_ENDS: Any = (vars(aio)["EOF"], END)


class Proxy:
    """Listens on a port of this machine for one driver, until it is stopped.

    Args:
        authority: `host:port` of the server.
        policies: say what is to happen to a call on its way.
        one_request: the methods (`/package.Service/Method`) with one request; any other may
            stream both ways.
        secure: whether the server wants TLS, which is then made here; clients come without.

    Raises:
        InfraProblem: it cannot listen.
    """

    def __init__(
        self,
        authority: str,
        policies: Policies,
        *,
        one_request: Collection[str] = (),
        secure: bool = False,
    ) -> None:
        self._authority = authority
        self._secure = secure
        self._one_request = frozenset(one_request)
        self._policies = policies
        self._loop: ProxyLoop | None = ProxyLoop.enter()
        try:
            self.port = self._loop.wait_for(self._start(), _START_S)
        except (OSError, RuntimeError, WaitTimeout) as problem:
            self.stop()
            raise InfraProblem(
                "the proxy cannot listen on this machine", causes=[problem]
            ) from problem
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End all calls and close the port; may be called again, never fails."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        try:
            with suppress(Exception):
                loop.wait_for(self._stop(), _STOP_S)
        finally:
            loop.leave()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    async def _start(self) -> int:
        options = [*_TOWARDS_SERVER, *_direct(self._authority)]
        if self._secure:
            own = grpc.ssl_channel_credentials()
            self._channel: Any = aio.secure_channel(self._authority, own, options=options)
            self._uploads: Any = grpc.secure_channel(self._authority, own, options=options)
        else:
            self._channel = aio.insecure_channel(self._authority, options=options)
            self._uploads = grpc.insecure_channel(self._authority, options=options)
        self._server = aio.server(options=_TOWARDS_CLIENT)
        self._server.add_generic_rpc_handlers((_Methods(self),))
        port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()
        return int(port)

    async def _stop(self) -> None:
        await self._server.stop(None)
        await self._channel.close(None)
        self._uploads.close()

    def handler(self, method: str) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """How a method is forwarded."""
        if method in self._one_request:
            return grpc.unary_stream_rpc_method_handler(cast(Any, self._one_for_many(method)))
        return grpc.stream_stream_rpc_method_handler(cast(Any, self._many_for_many(method)))

    def _one_for_many(self, method: str) -> Handler:
        onward = self._channel.unary_stream(method)
        onward_changed = self._uploads.stream_stream(method)

        async def forward(request: bytes, context: Any) -> None:
            policy = self._policy(method, context)
            rest = _time_left(context)
            headers = _passed(context.invocation_metadata())
            if policy is None:
                call = onward(request, timeout=rest, metadata=headers)
            else:
                send = partial(onward_changed, timeout=rest, metadata=headers)
                call = UploadCall(send, policy.requests(_only(request)))
            await _answer(call, policy, context)

        return forward

    def _many_for_many(self, method: str) -> Handler:
        onward = self._uploads.stream_stream(method)

        async def forward(requests: AsyncIterator[bytes], context: Any) -> None:
            policy = self._policy(method, context)
            messages = requests if policy is None else policy.requests(requests)
            send = partial(
                onward,
                timeout=_time_left(context),
                metadata=_passed(context.invocation_metadata()),
            )
            await _answer(UploadCall(send, messages), policy, context)

        return forward

    def _policy(self, method: str, context: Any) -> Policy | None:
        return self._policies(method, tuple(context.invocation_metadata() or ()))


async def _answer(call: Any, policy: Policy | None, context: Any) -> None:
    """Pass the responses on, then how the call ended; who gives up here gives up there too."""
    responses = _responses(call)
    if policy is not None:
        responses = policy.responses(responses)
    try:
        begun = False
        async for response in responses:
            if not begun:
                begun = True
                await _send_headers(call, context)
            await context.write(response)
        if not begun:
            await _send_headers(call, context)
        status = await _status(call)
        status = policy.status(status) if policy is not None else status
    except EndCall as end:
        call.cancel()
        status = end.status
    except BaseException:
        call.cancel()
        raise
    _finish(status, context)


class _Methods(grpc.GenericRpcHandler):  # type: ignore[type-arg]
    """Answers for every method there is or may be."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._known: dict[str, grpc.RpcMethodHandler[bytes, bytes]] = {}

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> "grpc.RpcMethodHandler[bytes, bytes]":
        method = handler_call_details.method
        found = self._known.get(method)
        if found is None:
            found = self._proxy.handler(method)
            if len(self._known) < 100:
                self._known[method] = found
        return found


async def _only(message: bytes) -> AsyncIterator[bytes]:
    yield message


async def _responses(call: Any) -> AsyncIterator[bytes]:
    """The responses of a call, until it has ended, however it has."""
    with suppress(aio.AioRpcError):
        while (response := await call.read()) not in _ENDS:
            yield response


async def _send_headers(call: Any, context: Any) -> None:
    headers = _passed(await call.initial_metadata())
    # Without any, they go with the first message or the status, which saves a packet.
    if headers:
        await context.send_initial_metadata(headers)


async def _status(call: Any) -> Status:
    return Status(
        await call.code(), await call.details() or "", _passed(await call.trailing_metadata())
    )


def _finish(status: Status, context: Any) -> None:
    """End the call for the client."""
    if status.trailers:
        context.set_trailing_metadata(status.trailers)
    if status.code is not grpc.StatusCode.OK:
        context.set_code(status.code)
        context.set_details(status.details)


def _passed(headers: Iterable[tuple[str, str | bytes]] | None) -> Headers:
    """Headers without those that belong to a connection."""
    return tuple((name, value) for name, value in headers or () if name not in _OF_THE_CONNECTION)


def _time_left(context: Any) -> float | None:
    rest = context.time_remaining()
    return None if rest is None or rest > _FOREVER_S else rest


def _direct(authority: str) -> list[tuple[str, int]]:
    """Never take a detour through a configured HTTP proxy to a server on this machine."""
    host = authority.rpartition(":")[0].strip("[]")
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return [("grpc.enable_http_proxy", 0)] if local else []
