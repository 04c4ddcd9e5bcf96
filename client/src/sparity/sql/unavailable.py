"""Members of PySpark that this client does not have yet: they say so; they never pretend."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

from sparity.errors import PySparkNotImplementedError


class _Refusing(Protocol):
    def __call__(self, this: Any, *args: Any, **kwargs: Any) -> NoReturn: ...


def refusal(member: str, needs: str) -> PySparkNotImplementedError:
    """The error for a member that is not there, naming what it would need."""
    return PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED",
        messageParameters={"feature": f"{member} (needs {needs}, which this client has not)"},
    )


def unavailable(member: str, needs: str) -> _Refusing:
    """A method that raises NOT_IMPLEMENTED and names the reason."""

    def refuse(this: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise refusal(member, needs)

    refuse.__name__ = refuse.__qualname__ = member.rsplit(".", 1)[-1]
    refuse.__doc__ = f"Not available: it needs {needs}."
    return refuse


def unavailable_property(member: str, needs: str) -> property:
    """A property that raises NOT_IMPLEMENTED and names the reason."""

    def refuse(this: Any) -> NoReturn:
        raise refusal(member, needs)

    return property(refuse, doc=f"Not available: it needs {needs}.")
