"""The one encoder: walks plan nodes top-down into protobuf messages through descriptors.

Linear in the plan: a child is written in place, never copied into its parent, and a work list
replaces recursion so that depth is no concern here. It also guards: what the server is too old to
know is said in its older spelling (`sparity.plan.spellings`) or refused, never dropped. It knows
nothing of sessions or gRPC.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sparity.errors import UnsupportedOnServerError
from sparity.plan.datatypes import write_data_type
from sparity.plan.literal_run import LiteralRun
from sparity.plan.node import Command, Node, PythonOrigin, Relation, held, look
from sparity.plan.spellings import older_spelling
from sparity.protocol import SparkVersion, descriptor, message_class, since
from sparity.protocol.depth import depth
from sparity.protocol.since import Line

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, FieldDescriptor

_DATA_TYPE = "spark.connect.DataType"
_NOTHING = ()
#: More children than this are taken one at a time.
_MANY = 32
#: Expressions carry their Python call site since this version; older servers have no place for it.
_ORIGIN_SINCE = since.message_since("spark.connect.Origin")
#: In an expression lies what all have in common, in that the origin, in that the one in Python.
_LEVELS_OF_COMMON = 3

#: What is still to be written: a node and the message that it goes to, or many nodes and what adds
#: a message for each; the full name of the type of that message, and how many it lies in, itself
#: included.
Pending = list[tuple[Any, Any, str | None, int]]
Step = Callable[["_Writing", Any, Any, int], None]


class Encoder:
    """Encodes nodes for one server version. Safe to use from several threads.

    Examples:
        >>> from sparity.plan.relations import Range
        >>> Encoder(SparkVersion(4, 1)).plan(Range(start=0, end=3, step=1)).root.range.end
        3
    """

    def __init__(self, version: SparkVersion) -> None:
        self.version = version
        self.line = version.line
        self.writes_origin = self.line >= _ORIGIN_SINCE
        self._plans = _PLANS.setdefault(self.line, {})

    def plan(self, node: Relation | Command) -> Any:
        """A `spark.connect.Plan` message for a relation or a command.

        Raises:
            UnsupportedOnServerError: the plan needs something that this server is too old for.
        """
        return self.measured_plan(node)[0]

    def measured_plan(self, node: Relation | Command) -> tuple[Any, int]:
        """The same, and how many messages are nested in each other at most."""
        plan = message_class("Plan")()
        holder = plan.root if isinstance(node, Relation) else plan.command
        return plan, self._write(node, holder, node.wrapper, 2)

    def message(self, node: Node) -> Any:
        """The message that `node` names, unwrapped.

        Raises:
            UnsupportedOnServerError: it needs something that this server is too old for.
        """
        return self.measured_message(node)[0]

    def measured_message(self, node: Node) -> tuple[Any, int]:
        """The same, and how many messages are nested in each other at most."""
        node = self._spelled(node)
        message = message_class(node.message)()
        return message, self._write(node, message, None, 1)

    def _write(self, first: Node, holder: Any, kind: str | None, level: int) -> int:
        """Put a node into `holder`, a message of its own type or of its wrapper.

        All that is done for every node is done in here: calls would cost more than the rest.

        Args:
            first: the node.
            holder: the message.
            kind: the full name of the type of `holder`, where that may be a wrapper.
            level: how many messages `holder` lies in, itself included.

        Returns:
            How many messages the deepest one lies in.
        """
        writing = _Writing(self)
        pending, common_of, plans = writing.pending, writing.common, self._plans
        writes_origin = self.writes_origin
        pending.append((first, holder, kind, level))
        deepest = level
        while pending:
            node, message, kind, level = pending.pop()
            plan = plans.get(node.__class__)
            if plan is None:
                if not isinstance(node, Node):
                    following = next(node, None)
                    if following is None:
                        continue
                    pending.append((node, message, kind, level))
                    node, message = following, message()
                plan = self._plan_of(node)
            asked = node
            if plan.guards:
                node = self._spelled(node)
                plan = self._plan_of(node)
            if plan.member is not None and kind == plan.wrapper:
                if plan.is_relation:
                    # Columns of the frame name it by this id, however it is spelled.
                    message.common.plan_id = look(asked, "plan_id")
                elif writes_origin and (origin := look(node, "origin")) is not None:
                    message.MergeFromString(common_of(origin))
                    deepest = max(deepest, level + _LEVELS_OF_COMMON)
                message = getattr(message, plan.member)
                level += 1
            if level > deepest:
                deepest = level
            empty = True
            steps = plan.steps
            for name, value in held(node):
                if value is None or name not in steps:
                    continue
                step = steps[name]
                if step is None:
                    setattr(message, name, value)
                    empty = False
                elif value is not _NOTHING:
                    step(writing, message, value, level)
                    empty = empty and not value
            if empty:
                message.SetInParent()
        return max(deepest, writing.deepest)

    def _plan_of(self, node: Node) -> _Plan:
        cls = type(node)
        found = self._plans.get(cls)
        if found is None:
            found = self._plans[cls] = _compile(cls, self.line)
        return found

    def _spelled(self, node: Node) -> Node:
        """`node`, or what says the same to a server that is too old for it."""
        while (missing := self._missing(node)) is not None:
            older = older_spelling(missing.name, node, self.line)
            if older is None:
                raise UnsupportedOnServerError(
                    feature=missing.name.removeprefix("spark.connect."),
                    required=".".join(map(str, missing.since)),
                    connected=str(self.version),
                )
            node = older
        return node

    def _missing(self, node: Node) -> Missing | None:
        """The first thing that `node` itself, not its children, needs and the server lacks."""
        for guard in self._plan_of(node).guards:
            missing = guard(node, self.line)
            if missing is not None:
                return missing
        return None

    def check_data_type(self, value: Any) -> None:
        """Refuse a data type that goes to the server as text and that it would not understand.

        Raises:
            UnsupportedOnServerError: a kind or a collation is newer than the server, which would
                leave out what it does not know.
        """
        if self.line < since.newest():
            self.data_type(value, message_class("DataType")())

    def data_type(self, value: Any, message: Any) -> None:
        """Write a data type; kinds newer than the server are refused."""
        write_data_type(value, message)
        message.SetInParent()
        if self.line < since.newest():
            self._refuse_newer(message)

    def _refuse_newer(self, message: Any) -> None:
        for field, value in message.ListFields():
            needed = since.field_since(field.containing_type.full_name, field.name)
            if needed > self.line:
                raise UnsupportedOnServerError(
                    feature=field.full_name.removeprefix("spark.connect."),
                    required=".".join(map(str, needed)),
                    connected=str(self.version),
                )
            if field.message_type is not None:
                for child in value if field.is_repeated else (value,):
                    self._refuse_newer(child)


class _Writing:
    """One message while it is written: what is still to be done, and what its parts share."""

    __slots__ = ("_origins", "deepest", "encoder", "pending")

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.pending: Pending = []
        #: How many messages the deepest of those lies in that no node stands for.
        self.deepest = 0
        self._origins: dict[PythonOrigin, bytes] = {}

    def common(self, origin: PythonOrigin) -> bytes:
        """What expressions of one place in the user's program have in common, as their field."""
        found = self._origins.get(origin)
        if found is None:
            expression = message_class("Expression")()
            python = expression.common.origin.python_origin
            python.fragment, python.call_site = origin
            found = self._origins[origin] = expression.SerializeToString()
        return found

    def add_literals(self, run: LiteralRun, number: int, message: Any, level: int) -> None:
        """Put many literals of one kind into a repeated field of `message`."""
        written = self.encoder.writes_origin and run.origin is not None
        common = self.common(run.origin) if written and run.origin is not None else b""
        message.MergeFromString(run.encoded(number, common))
        # The expression in the message, and in that the literal, or what expressions share.
        self.reach(level + 1 + (_LEVELS_OF_COMMON if common else 1))

    def data_type(self, value: Any, message: Any, level: int) -> None:
        """Write a data type into `message`, which lies in so many."""
        self.encoder.data_type(value, message)
        self.reach(level - 1 + depth(message))

    def reach(self, level: int) -> None:
        """Note that a message lies in so many."""
        self.deepest = max(self.deepest, level)


class Missing(NamedTuple):
    """Something that a server is too old for: its name and the first version that has it."""

    name: str
    since: Line


Guard = Callable[[Node, Line], Missing | None]


class _Plan(NamedTuple):
    """How the nodes of one class are written: where, and what to do for each field.

    A field without a step is plain: its value is assigned.
    """

    wrapper: str | None
    member: str | None
    is_relation: bool
    steps: dict[str, Step | None]
    guards: tuple[Guard, ...]


#: How each class of nodes is written for the servers of one line, found out on first use.
_PLANS: dict[Line, dict[type[Node], _Plan]] = {}


def _compile(cls: type[Node], line: Line) -> _Plan:
    message = descriptor(cls.message)
    fields = [message.fields_by_name[name] for name in cls.field_names]
    steps = {field.name: _step(field) for field in fields}
    whose = (cls.wrapper, cls.member, issubclass(cls, Relation))
    if line >= since.newest():
        return _Plan(*whose, steps, ())
    guards: list[Guard] = [g for g in map(_field_guard, fields) if g.since > line]
    guards = [*_class_guards(cls, line), *guards, *_enum_guards(fields, line)]
    return _Plan(*whose, steps, tuple(guards))


def _class_guards(cls: type[Node], line: Line) -> list[Guard]:
    if cls.member is not None and cls.wrapper is not None:
        needed = since.field_since(cls.wrapper, cls.member)
        if needed > line:
            missing = Missing(f"{cls.wrapper}.{cls.member}", needed)
            return [lambda _node, _line: missing]
    if cls.message == "spark.connect.Expression.UnresolvedFunction":
        return [_function_guard]
    return []


def _function_guard(node: Node, line: Line) -> Missing | None:
    if getattr(node, "is_user_defined_function", None):
        return None
    return _missing_function(node.function_name, len(node.arguments), line)  # type: ignore[attr-defined]


@functools.cache
def _missing_function(name: str, count: int, line: Line) -> Missing | None:
    needed = since.function_since(name)
    if needed is not None and needed > line:
        return Missing(f"function {name}", needed)
    needed = since.arguments_since(name, count)
    if needed is not None and needed > line:
        return Missing(f"function {name} with {count} arguments", needed)
    return None


class _FieldGuard:
    def __init__(self, name: str, full_name: str, since: Line) -> None:
        self.name, self.full_name, self.since = name, full_name, since

    def __call__(self, node: Node, _line: Line) -> Missing | None:
        value = getattr(node, self.name)
        # False is what an older server does anyway.
        if value is None or value is False or value == ():
            return None
        return Missing(self.full_name, self.since)


def _field_guard(field: FieldDescriptor) -> _FieldGuard:
    assert field.containing_type is not None
    needed = since.field_since(field.containing_type.full_name, field.name)
    return _FieldGuard(field.name, field.full_name, needed)


def _enum_guards(fields: list[FieldDescriptor], line: Line) -> list[Guard]:
    found: list[Guard] = []
    for field in fields:
        if field.enum_type is not None:
            enum = field.enum_type.full_name
            values = [value.name for value in field.enum_type.values]
            if any(since.enum_value_since(enum, value) > line for value in values):
                found.append(functools.partial(_enum_guard, field.name, enum))
    return found


def _enum_guard(name: str, enum: str, node: Node, line: Line) -> Missing | None:
    value = getattr(node, name)
    if value is None:
        return None
    needed = since.enum_value_since(enum, value)
    return Missing(f"{enum}.{value}", needed) if needed > line else None


def _step(field: FieldDescriptor) -> Step | None:
    """The way to write one field; None for a plain value."""
    element = field.message_type
    name = field.name
    if element is not None and element.GetOptions().map_entry:
        return _map_step(name, element)
    if field.enum_type is not None:
        numbers = {value.name: value.number for value in field.enum_type.values}
        return functools.partial(_write_enum, name, field.enum_type.full_name, numbers)
    if element is None:
        return functools.partial(_extend, name) if field.is_repeated else None
    if element.full_name == _DATA_TYPE:
        return functools.partial(_add_types if field.is_repeated else _write_type, name)
    if not element.full_name.startswith("spark.connect."):
        return functools.partial(_add_foreign if field.is_repeated else _copy_foreign, name)
    if field.is_repeated:
        return functools.partial(_add_nodes, name, element.full_name, field.number)
    return functools.partial(_write_node, name, element.full_name)


def _map_step(name: str, entry: Descriptor) -> Step:
    element = entry.fields_by_name["value"].message_type
    if element is None:
        return functools.partial(_update, name)
    return functools.partial(_put_nodes, name, element.full_name)


def _extend(name: str, _writing: _Writing, message: Any, value: Any, _level: int) -> None:
    getattr(message, name).extend(value)


def _update(
    name: str, _writing: _Writing, message: Any, value: Mapping[Any, Any], _level: int
) -> None:
    getattr(message, name).update(value)


def _write_enum(
    name: str,
    enum: str,
    numbers: Mapping[str, int],
    _writing: _Writing,
    message: Any,
    value: str,
    _level: int,
) -> None:
    if value not in numbers:
        raise ValueError(f"{enum} has no value {value!r}; it has {sorted(numbers)}")
    setattr(message, name, numbers[value])


def _write_node(
    name: str, kind: str, writing: _Writing, message: Any, value: Node, level: int
) -> None:
    writing.pending.append((value, getattr(message, name), kind, level + 1))


def _add_nodes(
    name: str, kind: str, number: int, writing: _Writing, message: Any, value: Any, level: int
) -> None:
    add = getattr(message, name).add
    push = writing.pending.append
    inside = level + 1
    if isinstance(value, LiteralRun):
        push((value.first, add(), kind, inside))
        writing.add_literals(value, number, message, level)
        return
    if len(value) > _MANY:
        push((iter(value), add, kind, inside))
        return
    for node in value:
        push((node, add(), kind, inside))


def _put_nodes(
    name: str, kind: str, writing: _Writing, message: Any, value: Any, level: int
) -> None:
    entries = getattr(message, name)
    for key, node in value.items():
        # An entry of a map is a message itself, in which the value lies.
        writing.pending.append((node, entries[key], kind, level + 2))


def _write_type(name: str, writing: _Writing, message: Any, value: Any, level: int) -> None:
    writing.data_type(value, getattr(message, name), level + 1)


def _add_types(name: str, writing: _Writing, message: Any, value: Any, level: int) -> None:
    repeated = getattr(message, name)
    for data_type in value:
        writing.data_type(data_type, repeated.add(), level + 1)


def _copy_foreign(name: str, writing: _Writing, message: Any, value: Any, level: int) -> None:
    getattr(message, name).CopyFrom(value)
    writing.reach(level + depth(value))


def _add_foreign(name: str, writing: _Writing, message: Any, value: Any, level: int) -> None:
    for foreign in value:
        getattr(message, name).add().CopyFrom(foreign)
        writing.reach(level + depth(foreign))
