"""What a plan node is: an immutable object that names one protocol message and holds its fields.

The classes themselves are generated from the schema; turning nodes into protobuf is the
encoder's work.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple, NoReturn, dataclass_transform

from sparity.protocol import since

set_field = object.__setattr__
_plan_ids = itertools.count()


def unused_plan_id() -> int:
    """A plan id that no other relation of this process has."""
    return next(_plan_ids)


def _unset(*, init: bool) -> Any:
    """Marks an attribute that is no parameter, for type checkers; there is no value yet."""


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(_unset,))
class Node:
    """One message of the protocol, with its fields as attributes; `None` and `()` mean not set.

    Every subclass names its `message`; its `field_names` are those of that message, which is
    checked when the class is defined. Fields are given by keyword. A node holds those that it was
    given and nothing else, so that neither making nor encoding it costs anything for the others.
    """

    field_names: ClassVar[tuple[str, ...]] = ()

    message: ClassVar[str] = ""
    #: The field of the wrapper (`Relation`, `Expression`, `Command`) that holds this message.
    member: ClassVar[str | None] = None
    wrapper: ClassVar[str | None] = None

    _parameters: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.message:
            known = since.message_fields(cls.message)
            if unknown := set(cls.field_names) - known:
                raise TypeError(
                    f"{cls.__qualname__} holds {sorted(unknown)}, which {cls.message} has not; "
                    f"it has {sorted(known)}"
                )
        own = ("origin",) if cls.wrapper == "spark.connect.Expression" else ()
        cls._parameters = frozenset((*cls.field_names, *own))

    def __init__(self, **fields: Any) -> None:
        if not fields.keys() <= self._parameters:
            unknown = ", ".join(sorted(fields.keys() - self._parameters))
            raise TypeError(f"{type(self).__qualname__} takes no {unknown}")
        _set_fields(self, fields)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable; make a new one")

    def __setstate__(self, state: dict[str, Any]) -> None:
        # What `pickle` and `copy` would set by assignment, which is refused here.
        _set_fields(self, state)

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Names and values of the fields that are set."""
        given = vars(self)
        for name in self.field_names:
            value = given.get(name)
            if value is not None and value != ():
                yield name, value

    def with_fields(self, **changes: Any) -> Any:
        """A new node of the same class with some fields changed."""
        return type(self)(**{**dict(self.fields()), **changes})

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.fields())
        return f"{type(self).__qualname__}({shown})"


_set_fields = Node.__dict__["__dict__"].__set__


class PythonOrigin(NamedTuple):
    """Where in the user's program an expression was written."""

    #: The operation, as the user spelt it.
    fragment: str
    #: File and line.
    call_site: str


class Expression(Node):
    """Something that yields a value for each row; knows where the user wrote it."""

    wrapper = "spark.connect.Expression"
    origin: PythonOrigin | None = None

    def with_fields(self, **changes: Any) -> Any:
        """A new expression of the same class and origin with some fields changed."""
        return super().with_fields(**{"origin": self.origin, **changes})


class Relation(Node):
    """Something that yields rows; carries the plan id by which columns refer to it."""

    wrapper = "spark.connect.Relation"
    plan_id: int = _unset(init=False)

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        set_field(self, "plan_id", next(_plan_ids))


class Command(Node):
    """Something that the server does; may yield rows about it."""

    wrapper = "spark.connect.Command"
