"""Writes an expression as `repr(column)` shows it; nothing here is read by a server."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

from sparity.plan import expressions as e
from sparity.plan.node import Expression

_UNBOUNDED = {"lower": -(2**63), "upper": 2**63 - 1}
_MICROSECOND = datetime.timedelta(microseconds=1)
_EPOCH = datetime.datetime(1970, 1, 1)


def text(expression: Expression) -> str:
    """The expression in the notation of PySpark's `repr`, as in `+(a, 1)`."""
    write = _WRITERS.get(type(expression))
    return write(expression) if write is not None else repr(expression)


def _joined(expressions: Any) -> str:
    return ", ".join(text(one) for one in expressions)


def _duration(span: datetime.timedelta) -> str:
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = f"{seconds}.{span.microseconds:06d}".rstrip("0").rstrip(".")
    return f"P{span.days}DT{hours}H{minutes}M{exact}S"


def _local(micros: int) -> datetime.datetime:
    seconds, rest = divmod(micros, 1_000_000)
    return datetime.datetime.fromtimestamp(seconds).replace(microsecond=rest)


def _element(node: e.Literal) -> str:
    """An element of an array, which is shown as Python shows an element of a list."""
    if node.null is not None:
        return "None"
    if node.array is not None:
        return _literal(node)
    if node.date is not None:
        return repr(datetime.date.fromordinal(node.date + _EPOCH.toordinal()))
    if node.time is not None:
        return repr((_EPOCH + (node.time.nano or 0) // 1000 * _MICROSECOND).time())
    if node.timestamp is not None:
        return repr(_local(node.timestamp))
    if node.timestamp_ntz is not None:
        return repr(_EPOCH + node.timestamp_ntz * _MICROSECOND)
    if node.day_time_interval is not None:
        return repr(node.day_time_interval * _MICROSECOND)
    if node.decimal is not None:
        return f"Decimal({str(node.decimal.value)!r})"
    return next(f"{value!r}" for _, value in node.fields())


def _literal(node: e.Literal) -> str:
    if node.date is not None:
        return datetime.date.fromordinal(node.date + _EPOCH.toordinal()).strftime("%Y-%m-%d")
    if node.time is not None:
        clock = _EPOCH + (node.time.nano or 0) // 1000 * _MICROSECOND
        return clock.strftime("%H:%M:%S.%f")
    if node.timestamp is not None:
        return _local(node.timestamp).strftime("%Y-%m-%d %H:%M:%S.%f")
    if node.timestamp_ntz is not None:
        return (_EPOCH + node.timestamp_ntz * _MICROSECOND).strftime("%Y-%m-%d %H:%M:%S.%f")
    if node.day_time_interval is not None:
        return _duration(node.day_time_interval * _MICROSECOND)
    if node.decimal is not None:
        return str(node.decimal.value)
    if node.array is not None:
        return f"[{', '.join(_element(item) for item in node.array.elements)}]"
    if node.null is not None:
        return "NULL"
    return next(f"{value}" for _, value in node.fields())


def _function(node: e.UnresolvedFunction) -> str:
    if node.function_name == "when":
        return _case(node)
    distinct = "distinct " if node.is_distinct else ""
    return f"{node.function_name}({distinct}{_joined(node.arguments)})"


def _case(node: e.UnresolvedFunction) -> str:
    parts = [text(argument) for argument in node.arguments]
    otherwise = f" ELSE {parts.pop()}" if len(parts) % 2 else ""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    branches = "".join(f" WHEN {condition} THEN {value}" for condition, value in pairs)
    return f"CASE{branches}{otherwise} END"


def _cast(node: e.Cast) -> str:
    to = node.type_str if node.type is None else node.type.simpleString()
    verb = "TRY_CAST" if node.eval_mode == "EVAL_MODE_TRY" else "CAST"
    return f"{verb}({_of(node.expr)} AS {str(to).upper()})"


def _of(expression: Expression | None) -> str:
    return "" if expression is None else text(expression)


def _star(node: e.UnresolvedStar) -> str:
    return f"unresolvedstar({node.unparsed_target or ''})"


def _sort_order(node: e.SortOrder) -> str:
    direction = "ASC" if node.direction == "SORT_DIRECTION_ASCENDING" else "DESC"
    nulls = "FIRST" if node.null_ordering == "SORT_NULLS_FIRST" else "LAST"
    return f"{_of(node.child)} {direction} NULLS {nulls}"


def _boundary(side: str, boundary: Any) -> str:
    if boundary.unbounded:
        return str(_UNBOUNDED[side])
    return "0" if boundary.current_row else text(boundary.value)


def window_spec(partition: Any, order: Any, frame: e.Window.WindowFrame | None) -> str:
    """A window specification in the notation of PySpark's `repr`."""
    parts = []
    if partition:
        parts.append(f"PartitionBy({_joined(partition)})")
    if order:
        parts.append(f"OrderBy({_joined(order)})")
    if frame is not None:
        kind = "ROW_FRAME" if frame.frame_type == "FRAME_TYPE_ROW" else "RANGE_FRAME"
        lower, upper = _boundary("lower", frame.lower), _boundary("upper", frame.upper)
        parts.append(f"WindowFrame({kind}, {lower}, {upper})")
    return f"WindowSpec({', '.join(parts)})"


def _window(node: e.Window) -> str:
    spec = window_spec(node.partition_spec, node.order_spec, node.frame_spec)
    return f"WindowExpression({_of(node.window_function)}, ({spec}))"


def _update_fields(node: e.UpdateFields) -> str:
    target = f"{_of(node.struct_expression)}, {node.field_name}"
    if node.value_expression is None:
        return f"drop_field({target})"
    return f"update_field({target}, {text(node.value_expression)})"


def _lambda(node: e.LambdaFunction) -> str:
    return f"LambdaFunction({_of(node.function)}, {_joined(node.arguments)})"


def _call_function(node: e.CallFunction) -> str:
    arguments = "".join(f", {text(argument)}" for argument in node.arguments)
    return f"CallFunction({node.function_name!r}{arguments})"


_WRITERS: dict[type[Expression], Callable[[Any], str]] = {
    e.Literal: _literal,
    e.UnresolvedAttribute: lambda node: str(node.unparsed_identifier),
    e.UnresolvedFunction: _function,
    e.UnresolvedStar: _star,
    e.UnresolvedRegex: lambda node: f"UnresolvedRegex({node.col_name})",
    e.ExpressionString: lambda node: str(node.expression),
    e.Alias: lambda node: f"{_of(node.expr)} AS {','.join(node.name)}",
    e.Cast: _cast,
    e.SortOrder: _sort_order,
    e.UnresolvedExtractValue: lambda node: f"{_of(node.child)}['{_of(node.extraction)}']",
    e.UpdateFields: _update_fields,
    e.Window: _window,
    e.LambdaFunction: _lambda,
    e.UnresolvedNamedLambdaVariable: lambda node: ".".join(node.name_parts),
    e.CallFunction: _call_function,
    e.NamedArgumentExpression: lambda node: f"{node.key} => {_of(node.value)}",
    e.SubqueryExpression: lambda node: f"SubqueryExpression({json.dumps(node.subquery_type)})",
}
