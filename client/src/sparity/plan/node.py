"""What a plan node is: an immutable object that names one protocol message and holds its fields.

The classes themselves are generated from the schema; turning nodes into protobuf is the
encoder's work.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, NoReturn

from sparity.protocol import since

set_field = object.__setattr__
_plan_ids = itertools.count()


def unused_plan_id() -> int:
    """A plan id that no other relation of this process has."""
    return next(_plan_ids)


class Node:
    """One message of the protocol, with its fields as attributes; `None` and `()` mean not set.

    Every subclass names its `message`; its `__slots__` are names of that message's fields, which
    is checked when the class is defined.
    """

    __slots__: ClassVar[tuple[str, ...]] = ()

    message: ClassVar[str] = ""
    #: The field of the wrapper (`Relation`, `Expression`, `Command`) that holds this message.
    member: ClassVar[str | None] = None
    wrapper: ClassVar[str | None] = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.message:
            known = since.message_fields(cls.message)
            if unknown := set(cls.__slots__) - known:
                raise TypeError(
                    f"{cls.__qualname__} holds {sorted(unknown)}, which {cls.message} has not; "
                    f"it has {sorted(known)}"
                )

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable; make a new one")

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        # What `pickle` and `copy` would set by assignment, which is refused here.
        for name, value in state[1].items():
            set_field(self, name, value)

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Names and values of the fields that are set."""
        for name in self.__slots__:
            value = getattr(self, name)
            if value is not None and value != ():
                yield name, value

    def with_fields(self, **changes: Any) -> Any:
        """A new node of the same class with some fields changed."""
        return type(self)(**{**dict(self.fields()), **changes})

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.fields())
        return f"{type(self).__qualname__}({shown})"


class Relation(Node):
    """Something that yields rows; carries the plan id by which columns refer to it."""

    __slots__ = ("plan_id",)
    wrapper = "spark.connect.Relation"
    plan_id: int

    def __init__(self) -> None:
        set_field(self, "plan_id", next(_plan_ids))


class PythonOrigin(NamedTuple):
    """Where in the user's program an expression was written."""

    #: The operation, as the user spelt it.
    fragment: str
    #: File and line.
    call_site: str


class Expression(Node):
    """Something that yields a value for each row; knows where the user wrote it."""

    __slots__ = ("origin",)
    wrapper = "spark.connect.Expression"
    origin: PythonOrigin | None

    def __init__(self, origin: PythonOrigin | None = None) -> None:
        set_field(self, "origin", origin)

    def with_fields(self, **changes: Any) -> Any:
        """A new expression of the same class and origin with some fields changed."""
        return super().with_fields(**{"origin": self.origin, **changes})


class Command(Node):
    """Something that the server does; may yield rows about it."""

    __slots__ = ()
    wrapper = "spark.connect.Command"
