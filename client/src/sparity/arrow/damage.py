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
    return _protocol_error(f"its Arrow data cannot be read: {what}")


def miscounted(claimed: int, got: int) -> SparkConnectException:
    """The error for a batch that has not as many rows as it claims."""
    # In the words by which programs that were written for PySpark may know it.
    return _protocol_error(f"Expected {claimed} rows in arrow batch but got {got}.")


def _protocol_error(failure: str) -> SparkConnectException:
    return SparkConnectException(
        errorClass="PROTOCOL_ERROR", messageParameters={"failure": failure}
    )
