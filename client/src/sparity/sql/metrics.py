"""What running a plan cost and measured; asking a server to measure is in `observation`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sparity.errors import PySparkValueError, UnsupportedOnServerError
from sparity.protocol.since import Line
from sparity.sql.literal_value import literal_value

__all__ = ["CollectedMetrics", "ExecutionInfo", "MetricValue", "ObservedMetrics", "PlanMetrics"]
#: The metrics that the tree of lines tells; operators have dozens of others.
_TOLD = frozenset({"numOutputRows", "numPartitions", "peakMemory", "spillSize"})
#: Older servers send the operators without their parents, and several under the number 0.
_TELLS_PARENTS = (4, 0)

Refusal = Callable[[str, Line], UnsupportedOnServerError | None]


class MetricValue:
    """One metric of one operator of a physical plan. Since Spark 4.0."""

    def __init__(self, name: str, value: float, type: str) -> None:
        self._name = name
        self._value = value
        self._type = type

    @property
    def name(self) -> str:
        """What was measured."""
        return self._name

    @property
    def value(self) -> float:
        """How much."""
        return self._value

    @property
    def metric_type(self) -> str:
        """The kind of quantity: sum, size, timing, nsTiming or average."""
        return self._type

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict of name, value and type."""
        return {"name": self._name, "value": self._value, "type": self._type}

    def __repr__(self) -> str:
        return f"<{self._name}={self._value} ({self._type})>"


class PlanMetrics:
    """The metrics of one operator of a physical plan. Since Spark 4.0."""

    def __init__(self, name: str, id: int, parent: int, metrics: list[MetricValue]) -> None:
        self._name = name
        self._id = id
        self._parent = parent
        self._metrics = metrics

    @property
    def name(self) -> str:
        """The name of the operator."""
        return self._name

    @property
    def plan_id(self) -> int:
        """The number of the operator, unique in its plan."""
        return self._id

    @property
    def parent_plan_id(self) -> int:
        """The number of the operator that takes its rows; that of the top one is its own."""
        return self._parent

    @property
    def metrics(self) -> list[MetricValue]:
        """What was measured of the operator."""
        return self._metrics

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict."""
        return {
            "name": self._name,
            "plan_id": self._id,
            "parent_plan_id": self._parent,
            "metrics": [metric.to_dict() for metric in self._metrics],
        }

    def __repr__(self) -> str:
        return f"Plan({self._name}: {self._id}->{self._parent})={self._metrics}"


class CollectedMetrics:
    """The metrics of all operators of a physical plan. Since Spark 4.0.

    Examples:
        >>> df = spark.range(3)
        >>> df.collect()
        [Row(id=0), Row(id=1), Row(id=2)]
        >>> df.executionInfo.metrics.toText().startswith("+- ")
        True
    """

    @dataclasses.dataclass
    class Node:
        """One operator, its metrics and the numbers of those that feed it."""

        id: int
        name: str = ""
        metrics: list[MetricValue] = dataclasses.field(default_factory=list)
        children: list[int] = dataclasses.field(default_factory=list)

    #: Why the tree of operators is not known, if it is not.
    _no_tree: UnsupportedOnServerError | None = None

    def __init__(self, metrics: list[PlanMetrics]) -> None:
        self._metrics = metrics

    def extract_graph(self) -> tuple[int, dict[int, CollectedMetrics.Node]]:
        """The number of the top operator, and all operators by number.

        Raises:
            AssertionError: there is not exactly one operator at the top.
            UnsupportedOnServerError: servers before Spark 4.0 do not tell which operator feeds
                which, nor give each a number of its own.
        """
        if self._no_tree is not None:
            raise self._no_tree
        graph: dict[int, CollectedMetrics.Node] = {}
        for plan in self._metrics:
            node = graph.setdefault(plan.plan_id, CollectedMetrics.Node(plan.plan_id))
            node.name, node.metrics = plan.name, plan.metrics
            parent = graph.setdefault(
                plan.parent_plan_id, CollectedMetrics.Node(plan.parent_plan_id)
            )
            parent.children.append(plan.plan_id)
        fed = {child for node in graph.values() for child in node.children if child != node.id}
        tops = [number for number in graph if number not in fed]
        if len(tops) != 1:
            raise AssertionError(f"a plan has one operator at its top, this one {len(tops)}")
        return tops[0], graph

    def text(
        self,
        current: CollectedMetrics.Node,
        graph: dict[int, CollectedMetrics.Node],
        prefix: str = "",
    ) -> str:
        """An operator and what feeds it as a tree of lines, with the metrics that matter most."""
        measured = ",".join(
            f"{metric.name}: {metric.value} ({metric.metric_type})"
            for metric in current.metrics
            if metric.name in _TOLD
        )
        feeding = [graph[child] for child in current.children if child != current.id]
        below = "".join(self.text(node, graph, prefix + "  ") for node in feeding)
        return f"{prefix}+- {current.name}({measured})\n{below}"

    def toText(self) -> str:
        """The whole plan as a tree of lines.

        Raises:
            AssertionError: there is not exactly one operator at the top.
            UnsupportedOnServerError: the server is older than Spark 4.0.
        """
        top, graph = self.extract_graph()
        return self.text(graph[top], graph)

    def toDot(self, filename: str | None = None, out_format: str = "png") -> Any:
        """The plan as a picture, by the package graphviz.

        Args:
            filename: where to write it; nowhere if None.
            out_format: the format of the file.

        Returns:
            A `graphviz.Digraph`.

        Raises:
            PySparkValueError: PACKAGE_NOT_INSTALLED.
            UnsupportedOnServerError: the server is older than Spark 4.0.
        """
        try:
            import importlib

            graphviz = importlib.import_module("graphviz")
        except ImportError:
            raise PySparkValueError(
                errorClass="PACKAGE_NOT_INSTALLED",
                messageParameters={"package_name": "graphviz", "minimum_version": "0.20"},
            ) from None
        _, graph = self.extract_graph()
        picture = graphviz.Digraph(node_attr={"shape": "box"})
        for node in graph.values():
            label = "\n".join([node.name, *(f"{m.name}: {m.value}" for m in node.metrics)])
            picture.node(str(node.id), label)
            for child in node.children:
                if child != node.id:
                    picture.edge(str(node.id), str(child))
        if filename is not None:
            picture.render(filename, format=out_format, cleanup=True)
        return picture


class ObservedMetrics:
    """Metrics that were asked for by `DataFrame.observe`. Since Spark 4.0."""

    def __init__(self, name: str, keys: list[str], values: list[Any]) -> None:
        self._name = name
        self._keys = keys
        self._values = values

    @property
    def name(self) -> str:
        """Their name."""
        return self._name

    @property
    def keys(self) -> list[str]:
        """The names of the values."""
        return self._keys

    @property
    def pairs(self) -> dict[str, Any]:
        """The values by name."""
        # There are names without values when nothing was executed.
        return dict(zip(self._keys, self._values, strict=False))


class ExecutionInfo:
    """What is known of one execution. Since Spark 4.0."""

    def __init__(
        self,
        metrics: list[PlanMetrics] | None,
        obs: Sequence[ObservedMetrics] | None,
        operation_id: str | None = None,
    ) -> None:
        self._metrics = CollectedMetrics(metrics) if metrics else None
        self._observations = obs or ()
        self._operation_id = operation_id
        self._no_flows: UnsupportedOnServerError | None = None

    @property
    def metrics(self) -> CollectedMetrics | None:
        """What its operators measured; None for what runs no operator."""
        return self._metrics

    @property
    def flows(self) -> list[tuple[str, dict[str, Any]]]:
        """The names and values of the metrics that were asked for by `DataFrame.observe`.

        Raises:
            UnsupportedOnServerError: servers before Spark 4.0 do not tell the metrics of writes.
        """
        if self._no_flows is not None:
            raise self._no_flows
        return [(observed.name, observed.pairs) for observed in self._observations]

    @property
    def operation_id(self) -> str | None:
        """The number under which the server knows it."""
        return self._operation_id


class Recorder:
    """Reads from the responses of one execution what `ExecutionInfo` tells.

    Args:
        refusal: the error for a feature that needs a version of Spark, if the server is older.
    """

    def __init__(self, refusal: Refusal) -> None:
        self._refusal = refusal
        self._no_flows: UnsupportedOnServerError | None = None
        self._plans: list[PlanMetrics] = []
        self._observed: list[ObservedMetrics] = []
        self._operation_id: str | None = None

    def note(self, response: Any) -> None:
        """Take what one response has to say."""
        self._operation_id = response.operation_id or self._operation_id
        if response.HasField("metrics"):
            self._plans = [_plan(one) for one in response.metrics.metrics]

    def measured(self, message: Any) -> None:
        """Take what was observed."""
        self._observed.append(observed(message))

    def unmeasured(self, refusal: UnsupportedOnServerError) -> None:
        """Take note that the server does not tell what was observed."""
        self._no_flows = refusal

    def info(self) -> ExecutionInfo:
        """All that was said."""
        info = ExecutionInfo(self._plans, self._observed, self._operation_id)
        info._no_flows = self._no_flows
        if info.metrics is not None:
            info.metrics._no_tree = self._refusal("The tree of operators", _TELLS_PARENTS)
        return info


def observed(message: Any) -> ObservedMetrics:
    """What a message of the protocol has to say of observed metrics."""
    return ObservedMetrics(message.name, list(message.keys), _values(message.values))


def _values(literals: Iterable[Any]) -> list[Any]:
    return [literal_value(literal) for literal in literals]


def _plan(message: Any) -> PlanMetrics:
    # The key names a metric for programs, the name inside of it for people.
    metrics = [
        MetricValue(key, metric.value, metric.metric_type)
        for key, metric in message.execution_metrics.items()
    ]
    return PlanMetrics(message.name, message.plan_id, message.parent, metrics)
