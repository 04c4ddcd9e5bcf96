"""What a plan node is: an immutable object that names one protocol message and holds its fields.

The classes themselves are generated from the schema; turning nodes into protobuf is the
encoder's work.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, NoReturn, dataclass_transform

from sparity.protocol import since

# A node is a dict of what it was given: one object, where one with attributes would be two. Plans
# may have 100,000 nodes, and the garbage collector walks them all while they are made. Nobody else
# needs to know: nodes are equal, and true, as other objects are.
if TYPE_CHECKING:
    _Given = object
else:
    _Given = dict

_plan_ids = itertools.count()

#: The names and values of what a node holds: the fields it was given, and what lies beside them.
held: Any = dict.items
#: Have a node that is being made hold something beside its fields.
hold: Any = dict.__setitem__
_fill: Any = dict.__init__
#: What a node holds under a name, else None.
look: Any = dict.get


def unused_plan_id() -> int:
    """A plan id that no other relation of this process has."""
    return next(_plan_ids)


def _unset(*, init: bool) -> Any:
    """Marks an attribute that is no parameter, for type checkers; there is no value yet."""


def _read(name: str, default: Any) -> Any:
    """The attribute that reads what a node was given under a name."""
    return property(lambda self: look(self, name, default))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(_unset,))
class Node(_Given):
    """One message of the protocol, with its fields as attributes; `None` and `()` mean not set.

    Every subclass names its `message`; its `field_names` are those of that message, which is
    checked when the class is defined. Fields are given by keyword. A node holds those that it was
    given and nothing else, so that neither making nor encoding it costs anything for the others.
    """

    __slots__ = ()

    field_names: ClassVar[tuple[str, ...]] = ()

    message: ClassVar[str] = ""
    #: The field of the wrapper (`Relation`, `Expression`, `Command`) that holds this message.
    member: ClassVar[str | None] = None
    wrapper: ClassVar[str | None] = None

    #: What belongs to a node beside the fields of its message.
    _beside: ClassVar[tuple[str, ...]] = ()
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
        for name in (*cls.field_names, *cls._beside):
            if name in cls.__dict__ or not hasattr(cls, name):
                setattr(cls, name, _read(name, cls.__dict__.get(name)))
        own = ("origin",) if cls.wrapper == "spark.connect.Expression" else ()
        cls._parameters = frozenset((*cls.field_names, *own))

    def __init__(self, **fields: Any) -> None:
        if not self._parameters.issuperset(fields):
            unknown = ", ".join(sorted(fields.keys() - self._parameters))
            raise TypeError(f"{type(self).__qualname__} takes no {unknown}")
        _fill(self, fields)

    def _refuse(self, *_given: Any, **_named: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__qualname__} is immutable; make a new one")

    __setattr__ = __delattr__ = __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        return True

    def __copy__(self) -> Any:
        return _revived(type(self), dict(held(self)))

    def __reduce__(self) -> Any:
        return _revived, (type(self), dict(held(self)))

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Names and values of the fields that are set."""
        for name in self.field_names:
            value = look(self, name)
            if value is not None and value != ():
                yield name, value

    def with_fields(self, **changes: Any) -> Any:
        """A new node of the same class with some fields changed."""
        return type(self)(**{**dict(self.fields()), **changes})

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.fields())
        return f"{type(self).__qualname__}({shown})"


def _revived(kind: Any, holds: dict[str, Any]) -> Any:
    """A node as it was, plan id and all."""
    node = kind.__new__(kind)
    for name, value in holds.items():
        hold(node, name, value)
    return node


class PythonOrigin(NamedTuple):
    """Where in the user's program an expression was written."""

    #: The operation, as the user spelt it.
    fragment: str
    #: File and line.
    call_site: str


class Expression(Node):
    """Something that yields a value for each row; knows where the user wrote it."""

    __slots__ = ()

    wrapper = "spark.connect.Expression"
    origin: PythonOrigin | None = None

    _beside: ClassVar[tuple[str, ...]] = ("origin",)

    def with_fields(self, **changes: Any) -> Any:
        """A new expression of the same class and origin with some fields changed."""
        return super().with_fields(**{"origin": self.origin, **changes})


class Relation(Node):
    """Something that yields rows; carries the plan id by which columns refer to it."""

    __slots__ = ()

    wrapper = "spark.connect.Relation"
    plan_id: int = _unset(init=False)

    _beside: ClassVar[tuple[str, ...]] = ("plan_id",)

    def __init__(self, **fields: Any) -> None:
        super().__init__(**fields)
        hold(self, "plan_id", next(_plan_ids))


class Command(Node):
    """Something that the server does; may yield rows about it."""

    __slots__ = ()

    wrapper = "spark.connect.Command"
