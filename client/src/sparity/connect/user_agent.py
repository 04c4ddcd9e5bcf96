"""How a client introduces itself to the server; carries no identity of a user."""

from __future__ import annotations

import os
import platform
import urllib.parse

from sparity.errors import SparkConnectException

# Servers and proxies know Python clients by this word.
DEFAULT = "_SPARK_CONNECT_PYTHON"
VARIABLE = "SPARK_CONNECT_USER_AGENT"
_LONGEST = 2048


def user_agent(program: str | None = None) -> str:
    """`program` followed by the versions of this package, the system and Python.

    Args:
        program: the name to go first; else the environment's `SPARK_CONNECT_USER_AGENT`.

    Raises:
        SparkConnectException: `program` has more than 2048 characters when percent-encoded.

    Examples:
        >>> user_agent("my-job").startswith("my-job sparity/")
        True
    """
    program = program or os.environ.get(VARIABLE, DEFAULT)
    length = len(urllib.parse.quote(program))
    if length > _LONGEST:
        raise SparkConnectException(
            f"The user agent may have {_LONGEST} characters when percent-encoded, but has {length}."
        )
    import importlib.metadata  # slow to load, and needed once a client

    return " ".join(
        (
            program,
            f"sparity/{importlib.metadata.version('sparity')}",
            f"os/{platform.uname().system.lower()}",
            f"python/{platform.python_version()}",
        )
    )
