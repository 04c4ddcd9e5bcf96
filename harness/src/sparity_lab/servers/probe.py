"""Finds out whether a server is there, is Spark Connect, and answers; it starts nothing."""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from typing import cast

import grpc

from sparity_lab.matrix import without_secrets
from sparity_lab.problems import InfraProblem, LabError
from sparity_lab.servers import wire
from sparity_lab.servers.address import Address, parse_address

_SERVICE = "/spark.connect.SparkConnectService/"
_AGENT = "sparity-lab-probe"
_ROWS = 3
_POLL_S = 0.1
_CALL_S = 20.0


class NotServing(Exception):
    """The server did not answer as a Spark Connect server does; it may still be starting."""

    def __init__(self, message: str, *, spark: bool = False) -> None:
        super().__init__(message)
        self.spark = spark


def probe(url: str, *, timeout_s: float = _CALL_S) -> str:
    """Ask for the Spark version and run one query; the version that the server claims.

    Raises `NotServing` when either is not answered in time or not answered as expected.
    """
    address = parse_address(url)
    with _channel(address) as channel:
        return _ask(channel, address, timeout_s)


def wait_ready(
    url: str, *, timeout_s: float, alive: Callable[[], bool] = lambda: True, name: str = ""
) -> str:
    """Probe until the server answers; the version that it claims.

    Raises `InfraProblem` when it has died, or has not answered within `timeout_s`.
    """
    name = name or without_secrets(url)
    deadline = time.monotonic() + timeout_s
    last: Exception | None = None
    while True:
        left = deadline - time.monotonic()
        try:
            return probe(url, timeout_s=max(0.5, min(left, _CALL_S)))
        except NotServing as error:
            last = error
        if not alive():
            raise InfraProblem(f"the server of {name} ended before it was ready", causes=[last])
        if time.monotonic() > deadline:
            raise InfraProblem(
                f"the server of {name} was not ready after {timeout_s:.0f} s", causes=[last]
            )
        time.sleep(_POLL_S)


def must_serve(url: str, *, timeout_s: float) -> str:
    """Probe a server that somebody else runs: once, with words for what is wrong.

    Raises `InfraProblem` when nobody answers there, or what answers is not Spark Connect.
    """
    shown = without_secrets(url)
    try:
        return probe(url, timeout_s=timeout_s)
    except NotServing as error:
        raise _remote_problem(shown, error) from error


def _remote_problem(shown: str, error: NotServing) -> LabError:
    if error.spark:
        message = f"{shown} is Spark Connect but cannot run a query"
        hint = "look at the server's log"
    else:
        message = f"no Spark Connect server answers at {shown}"
        hint = "start it, or correct host, port, use_ssl and token of the address"
    return InfraProblem(message, hint=hint, causes=[error])


@contextlib.contextmanager
def _channel(address: Address) -> Iterator[grpc.Channel]:
    # One attempt at connecting per probe: gRPC's own backoff would make a server that has just
    # come up look dead for seconds.
    options = [("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]
    if address.secure:
        credentials = grpc.ssl_channel_credentials()
        channel = grpc.secure_channel(address.authority, credentials, options=options)
    else:
        channel = grpc.insecure_channel(address.authority, options=options)
    try:
        yield channel
    finally:
        channel.close()


def _ask(channel: grpc.Channel, address: Address, timeout_s: float) -> str:
    session = str(uuid.uuid4())
    user = address.parameters.get("user_id", "sparity-lab")
    metadata = address.headers
    analyze = channel.unary_unary(f"{_SERVICE}AnalyzePlan", bytes, bytes)
    execute = channel.unary_stream(f"{_SERVICE}ExecutePlan", bytes, bytes)
    version: str | None = None
    try:
        answer = analyze(
            wire.version_request(session, user, _AGENT), timeout=timeout_s, metadata=metadata
        )
        version = wire.version_answer(answer)
        if not version:
            raise NotServing("it answered the version request without a version")
        stream = execute(
            wire.range_request(session, user, _AGENT, _ROWS), timeout=timeout_s, metadata=metadata
        )
        rows = sum(wire.rows_answered(answer) for answer in stream)
    except grpc.RpcError as error:
        raise NotServing(_words(error), spark=version is not None) from error
    except ValueError as error:
        raise NotServing(str(error), spark=version is not None) from error
    if rows != _ROWS:
        raise NotServing(f"it gave {rows} rows instead of {_ROWS}", spark=True)
    # Releasing is a courtesy that Spark 3.4 and others do not know.
    with contextlib.suppress(grpc.RpcError):
        channel.unary_unary(f"{_SERVICE}ReleaseSession", bytes, bytes)(
            wire.release_request(session, user, _AGENT), timeout=timeout_s, metadata=metadata
        )
    return version


def _words(error: grpc.RpcError) -> str:
    # Every error that a call raises is also a `grpc.Call`; the published types do not say so.
    call = cast(grpc.Call, error)
    details = str(call.details() or "no details")
    return f"{call.code().name}: {details.splitlines()[0]}"
