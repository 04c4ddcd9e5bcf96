"""DataFrames used as expressions, and the relations that a plan refers to by their plan id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from sparity.plan.expressions import SubqueryExpression
from sparity.plan.node import Node, Relation, hold
from sparity.plan.relations import WithRelations


class Subquery(SubqueryExpression):
    """A subquery expression that remembers its relation, which the wire form names by id only."""

    relation: Relation

    _beside: ClassVar[tuple[str, ...]] = (*SubqueryExpression._beside, "relation")
    #: Whether this process ever made one; most never do, and need not look for them.
    exists: ClassVar[bool] = False

    def __init__(self, relation: Relation, **fields: Any) -> None:
        super().__init__(plan_id=relation.plan_id, **fields)
        hold(self, "relation", relation)
        Subquery.exists = True


def with_subqueries(plan: Relation) -> Relation:
    """`plan`, joined by the relations that the subqueries in its own expressions refer to."""
    if not Subquery.exists:
        return plan
    references = {query.plan_id: query.relation for query in _subqueries(plan)}
    if not references:
        return plan
    return WithRelations(root=plan, references=tuple(references.values()))


def _subqueries(plan: Relation) -> Iterator[Subquery]:
    pending: list[Any] = [value for _, value in plan.fields()]
    pending.reverse()
    while pending:
        value = pending.pop()
        if isinstance(value, (str, bytes, Relation)):
            continue
        if isinstance(value, (tuple, list)):
            pending.extend(reversed(value))
        elif isinstance(value, Node):
            if isinstance(value, Subquery):
                yield value
            pending.extend(reversed([inner for _, inner in value.fields()]))
