"""The statuses by which a Spark Connect server fails a call, as they go over the wire."""

import json

import grpc

from sparity_lab.resilience.policy import Status
from sparity_lab.servers import wire

_DETAILS = "grpc-status-details-bin"
_INTERNAL, _UNAVAILABLE = 13, 14
_SPARK_ERROR = "org.apache.spark.SparkSQLException"

ENDED = Status(grpc.StatusCode.OK)
UNAVAILABLE = Status(grpc.StatusCode.UNAVAILABLE, "fault bench")


def come_back_after(seconds: float) -> Status:
    """UNAVAILABLE with a `RetryInfo`."""
    whole = int(seconds)
    delay = wire.integer(1, whole) + wire.integer(2, round((seconds - whole) * 1e9))
    info = wire.message(1, delay)
    return _packed(grpc.StatusCode.UNAVAILABLE, _UNAVAILABLE, "come back later", "RetryInfo", info)


def refused(
    condition: str,
    message: str = "fault bench",
    kind: str = _SPARK_ERROR,
    **about: str,
) -> Status:
    """INTERNAL with an `ErrorInfo` that names a condition, as Spark sends it.

    Args:
        condition: Spark's name for what went wrong.
        message: what a person is told.
        kind: the class of the JVM's exception.
        about: what else the `ErrorInfo` says, such as `sqlState` and `errorId`.
    """
    metadata = {"errorClass": condition, "classes": json.dumps([kind]), **about}
    info = wire.message(1, kind.encode())
    for key, value in metadata.items():
        entry = wire.message(1, key.encode()) + wire.message(2, value.encode())
        info += wire.message(3, entry)
    words = f"[{condition}] {message}"
    return _packed(grpc.StatusCode.INTERNAL, _INTERNAL, words, "ErrorInfo", info)


def _packed(code: grpc.StatusCode, number: int, words: str, kind: str, detail: bytes) -> Status:
    url = f"type.googleapis.com/google.rpc.{kind}".encode()
    packed = wire.integer(1, number) + wire.message(2, words.encode())
    packed += wire.message(3, wire.message(1, url) + wire.message(2, detail))
    return Status(code, words, ((_DETAILS, packed),))
