"""Names of observed metrics, found in the plan: servers before Spark 4.0 send values only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sparity.plan.expressions import Alias
from sparity.plan.node import Node, Relation
from sparity.plan.relations import Aggregate, CollectMetrics


def measuring(plan: Node | None) -> Iterator[CollectMetrics]:
    """The nodes of a plan that measure something."""
    pending: list[Any] = [plan]
    while pending:
        value = pending.pop()
        if isinstance(value, CollectMetrics):
            yield value
        if isinstance(value, Node):
            pending.extend(inner for _, inner in value.fields())
        elif isinstance(value, (tuple, list)):
            pending.extend(value)


def metric_names(
    node: CollectMetrics, columns: Callable[[Relation], Sequence[str]]
) -> Sequence[str]:
    """The names of the metrics of a node.

    Args:
        node: measures them.
        columns: asks the server for the names of a relation's columns.
    """
    aliases = [one.name[0] for one in node.metrics if isinstance(one, Alias)]
    if len(aliases) == len(node.metrics):
        return aliases
    # Only the server knows how it spells an expression; it does so for aggregates alike.
    return columns(
        Aggregate(
            input=node.input,
            group_type="GROUP_TYPE_GROUPBY",
            aggregate_expressions=node.metrics,
        )
    )
