"""How a client introduces itself to the server; carries no identity of a user."""

from __future__ import annotations

import os

from sparity.errors import SparkConnectException

# Servers and proxies know Python clients by this word.
DEFAULT = "_SPARK_CONNECT_PYTHON"
VARIABLE = "SPARK_CONNECT_USER_AGENT"
_LONGEST = 2048
# Percent-encoded, a character is four bytes at most, each of three letters.
_LONGEST_LETTER = 12


def check_program(program: str | None = None) -> str:
    """The name that goes first: `program`, else the environment's `SPARK_CONNECT_USER_AGENT`.

    Raises:
        SparkConnectException: it has more than 2048 characters when percent-encoded.
    """
    program = program or os.environ.get(VARIABLE, DEFAULT)
    if len(program) * _LONGEST_LETTER > _LONGEST:
        import urllib.parse

        length = len(urllib.parse.quote(program))
        if length > _LONGEST:
            raise SparkConnectException(
                f"The user agent may have {_LONGEST} characters when percent-encoded, "
                f"but has {length}."
            )
    return program


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
    # Slow to load, and needed by the first call.
    import importlib.metadata
    import platform

    return " ".join(
        (
            check_program(program),
            f"sparity/{importlib.metadata.version('sparity')}",
            f"os/{platform.uname().system.lower()}",
            f"python/{platform.python_version()}",
        )
    )
