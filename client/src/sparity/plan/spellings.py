"""Older ways to say the same thing, by what a server lacks; a table that the encoder asks.

A spelling must mean exactly what the newer one means. Where an older server has no such words,
there is no entry, and the encoder refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sparity.plan.commands import SqlCommand
from sparity.plan.expressions import (
    Alias,
    CallFunction,
    Cast,
    ExpressionString,
    Literal,
    UnresolvedAttribute,
    UnresolvedExtractValue,
    UnresolvedFunction,
    UnresolvedStar,
)
from sparity.plan.node import Expression, Node
from sparity.plan.relations import SQL, WithColumnsRenamed
from sparity.plan.star import StarOfInput
from sparity.protocol.since import Line

Spelling = Callable[[Any, Line], Node | None]


def older_spelling(missing: str, node: Node, line: Line) -> Node | None:
    """`node` said without `missing` (a full name of the protocol), or None if that cannot be."""
    spelling = _SPELLINGS.get(missing)
    return None if spelling is None else spelling(node, line)


def _renamed_by_map(node: WithColumnsRenamed, _line: Line) -> Node | None:
    """A map says nothing of order, so renames that touch each other's names go one by one."""
    pairs = [(str(rename.col_name), str(rename.new_col_name)) for rename in node.renames]
    names = [name for pair in pairs for name in pair]
    if len(set(names)) == len(names):
        return WithColumnsRenamed(input=node.input, rename_columns_map=dict(pairs))
    relation = node.input
    for old, new in pairs:
        relation = WithColumnsRenamed(input=relation, rename_columns_map={old: new})
    return relation


def _sql_text(node: SqlCommand, _line: Line) -> Node | None:
    if not isinstance(node.input, SQL):
        return None
    query = node.input
    return SqlCommand(
        sql=query.query,
        args=query.args,
        pos_args=query.pos_args,
        named_arguments=query.named_arguments,
        pos_arguments=query.pos_arguments,
    )


def _literal_named(node: SQL | SqlCommand, _line: Line) -> Node | None:
    arguments = node.named_arguments or {}
    if not all(isinstance(value, Literal) for value in arguments.values()):
        return None
    literals = {name: value for name, value in arguments.items() if isinstance(value, Literal)}
    changed: Node = node.with_fields(named_arguments=None, args=literals)
    return changed


def _literal_positional(node: SQL | SqlCommand, _line: Line) -> Node | None:
    literals = [value for value in node.pos_arguments if isinstance(value, Literal)]
    if len(literals) < len(node.pos_arguments):
        return None
    changed: Node = node.with_fields(pos_arguments=(), pos_args=literals)
    return changed


def _try_cast_in_sql(node: Cast, _line: Line) -> Node | None:
    """`try_cast` was only SQL syntax before 4.0: a SQL lambda lets any expression pass through it.

    The alias gives the column the name that the cast would have had.
    """
    if node.eval_mode != "EVAL_MODE_TRY":
        return None
    type_text = node.type_str if node.type_str is not None else node.type.simpleString()  # type: ignore[union-attr]
    cast = UnresolvedExtractValue(
        child=UnresolvedFunction(
            function_name="transform",
            arguments=(
                UnresolvedFunction(function_name="array", arguments=(_present(node.expr),)),
                ExpressionString(expression=f"x -> try_cast(x AS {type_text})"),
            ),
        ),
        extraction=Literal(integer=0),
        origin=node.origin,
    )
    name = _column_name(node.expr)
    return Alias(expr=cast, name=(name,)) if name else cast


def _present(expression: Expression | None) -> Expression:
    assert expression is not None
    return expression


def _column_name(expression: Expression | None) -> str | None:
    """The name that Spark gives a cast of `expression`, where it takes that of its child."""
    if isinstance(expression, Alias) and len(expression.name) == 1:
        return expression.name[0]
    if isinstance(expression, UnresolvedAttribute) and expression.unparsed_identifier:
        identifier = expression.unparsed_identifier
        if identifier.endswith("`"):
            return identifier[:-1].rsplit("`", 1)[-1]
        return identifier.rsplit(".", 1)[-1]
    return None


def _called_by_name(node: CallFunction, _line: Line) -> Node:
    return UnresolvedFunction(
        function_name=node.function_name, arguments=node.arguments, origin=node.origin
    )


def _not_internal(node: UnresolvedFunction, _line: Line) -> Node:
    # An older server resolves internal names like any other, and says so when it has none.
    changed: Node = node.with_fields(is_internal=None)
    return changed


def _without_redundant_type(node: Literal, _line: Line) -> Node | None:
    """Since 4.1 a literal may repeat its type beside its value; the value's own is enough."""
    says_own_type = node.array is not None or node.map is not None or node.struct is not None
    if not says_own_type:
        return None
    changed: Node = node.with_fields(data_type=None)
    return changed


def _plain_star(node: UnresolvedStar, _line: Line) -> Node | None:
    """Only where it means the same: any other star with an id would take other columns."""
    if not isinstance(node, StarOfInput):
        return None
    return UnresolvedStar(unparsed_target=node.unparsed_target, origin=node.origin)


def _mode_of_any_tie(node: UnresolvedFunction, _line: Line) -> Node | None:
    """`mode` was never deterministic before it could be asked to be."""
    value, deterministic = node.arguments
    if not isinstance(deterministic, Literal) or deterministic.boolean is not False:
        return None
    changed: Node = node.with_fields(arguments=(value,))
    return changed


def _shuffle_without_seed(node: UnresolvedFunction, _line: Line) -> Node | None:
    """Seeds that nobody chose are drawn from 63 bits; a small one was chosen and must count."""
    value, seed = node.arguments
    if not isinstance(seed, Literal) or seed.long is None:
        return None
    changed: Node = node.with_fields(arguments=(value,))
    return changed


_SPELLINGS: dict[str, Spelling] = {
    "function mode with 2 arguments": _mode_of_any_tie,
    "function shuffle with 2 arguments": _shuffle_without_seed,
    "spark.connect.WithColumnsRenamed.renames": _renamed_by_map,
    "spark.connect.SqlCommand.input": _sql_text,
    "spark.connect.SqlCommand.named_arguments": _literal_named,
    "spark.connect.SqlCommand.pos_arguments": _literal_positional,
    "spark.connect.SQL.named_arguments": _literal_named,
    "spark.connect.SQL.pos_arguments": _literal_positional,
    "spark.connect.Expression.Cast.eval_mode": _try_cast_in_sql,
    "spark.connect.Expression.call_function": _called_by_name,
    "spark.connect.Expression.UnresolvedFunction.is_internal": _not_internal,
    "spark.connect.Expression.UnresolvedStar.plan_id": _plain_star,
    "spark.connect.Expression.Literal.data_type": _without_redundant_type,
}
