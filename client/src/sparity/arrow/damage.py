"""Arrow data that a server garbled: one clean error, whatever pyarrow makes of it."""

import contextlib
from collections.abc import Iterator

import pyarrow as pa

from sparity.errors import SparkConnectException


@contextlib.contextmanager
def clean_errors() -> Iterator[None]:
    """Say of data that pyarrow stumbles over that the server broke the protocol."""
    try:
        yield
    # pyarrow raises built-in errors too, such as OSError for a damaged message.
    except (pa.ArrowException, OSError, ValueError) as error:
        raise broken(str(error)) from error


def broken(what: str) -> SparkConnectException:
    """The error for Arrow data that is not what it should be."""
    return SparkConnectException(
        errorClass="PROTOCOL_ERROR",
        messageParameters={"failure": f"its Arrow data cannot be read: {what}"},
    )
