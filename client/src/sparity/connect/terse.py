"""What can be said of an error of a server before Spark 4.0, which tells class and message only."""

from __future__ import annotations

import re

from sparity.connect.failure import Failure
from sparity.errors.exceptions.connect import SparkConnectGrpcException
from sparity.errors.sql_states_3_x import sql_state
from sparity.protocol import SparkVersion

_TELLS_DETAILS = (4, 0)
# A name of one word would be anything in brackets; no condition of these servers is one.
_CONDITION = re.compile(r"\s*\[(?=[A-Z0-9]*[_.])([A-Z_][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\](?=\s|$)")
_OF_SPARK = "org.apache.spark."


def is_terse(failure: Failure) -> bool:
    """Whether Spark told of an error, but neither its condition nor how to ask for more."""
    return bool(failure.reason) and failure.error_id is None and failure.condition is None


def _condition_in(failure: Failure) -> str | None:
    """The condition with which the message of an error of Spark's own begins.

    What other libraries and programs put in brackets is theirs, as in `[SQLITE_ERROR]`.
    """
    found = _CONDITION.match(failure.message) if failure.reason.startswith(_OF_SPARK) else None
    return found[1] if found is not None else None


def complete(
    error: SparkConnectGrpcException, failure: Failure, server: SparkVersion | None
) -> SparkConnectGrpcException:
    """Give the error of a terse failure what its message tells; let it refuse what nobody told.

    Servers since 4.0, and those of an unknown version, meant what they said: nothing.
    """
    if server is None or server.line >= _TELLS_DETAILS:
        return error
    condition = _condition_in(failure)
    if condition is not None:
        error._condition = condition
        error._sql_state = sql_state(condition)
    error._untold_by = str(server)
    return error
