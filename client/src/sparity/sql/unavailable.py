"""Members of PySpark that this client does not have yet: they say so; they never pretend."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from sparity.errors import PySparkNotImplementedError

PYTHON = "Python functions on the server"
STREAMING = "structured streaming"

F = TypeVar("F", bound=Callable[..., Any])


def refusal(member: str, needs: str) -> PySparkNotImplementedError:
    """The error for a member that is not there, naming what it would need."""
    return PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED",
        messageParameters={"feature": f"{member} (needs {needs}, which this client has not)"},
    )


def unavailable(needs: str) -> Callable[[F], F]:
    """Make a method that has a signature, but no body, raise NOT_IMPLEMENTED and name the reason.

    Called with arguments that do not fit, it raises TypeError like any other.
    """

    def decorate(method: F) -> F:
        @functools.wraps(method)
        def refuse(this: Any, *args: Any, **kwargs: Any) -> Any:
            # Empty, but it is Python's own way to look at the arguments.
            method(this, *args, **kwargs)
            raise refusal(f"{type(this).__name__}.{method.__name__}", needs)

        return refuse  # type: ignore[return-value]

    return decorate


def unavailable_property(member: str, needs: str) -> property:
    """A property that raises NOT_IMPLEMENTED and names the reason."""

    def refuse(this: Any) -> Any:
        raise refusal(member, needs)

    return property(refuse, doc=f"Not available: it needs {needs}.")
