"""`Observation`: metrics that the server measures while it runs a DataFrame for other reasons.

How they come out of the responses of a server is in `metrics` and `wire`.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sparity.errors import (
    PySparkAssertionError,
    PySparkException,
    PySparkValueError,
    UnsupportedOnServerError,
)
from sparity.plan.node import Node
from sparity.plan.relations import WithRelations
from sparity.sql.arguments import require_str
from sparity.sql.metric_names import measuring

__all__ = ["Observation"]

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame


class Observation:
    """Metrics under a name, to be read after the observed DataFrame was executed.

    Args:
        name: the name; a new unique one if None.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE, the name is no str.
        PySparkValueError: VALUE_NOT_NON_EMPTY_STR, the name is empty.

    Since Spark 3.4; over Spark Connect, PySpark has it since 4.0.

    Examples:
        >>> seen = Observation("seen")
        >>> spark.range(3).observe(seen, F.count(F.lit(1)).alias("rows")).count()
        3
        >>> seen.get
        {'rows': 3}
    """

    def __init__(self, name: str | None = None) -> None:
        if name is not None:
            require_str("name", name)
            if not name:
                raise PySparkValueError(
                    errorClass="VALUE_NOT_NON_EMPTY_STR",
                    messageParameters={"arg_name": "name", "arg_value": name},
                )
        self._name = name
        self._result: dict[str, Any] | None = None
        self._error: PySparkException | None = None

    def _on(self, frame: DataFrame, *exprs: Column) -> DataFrame:
        """Observe a DataFrame; an observation observes one only."""
        if self._result is not None:
            raise PySparkAssertionError(errorClass="REUSE_OBSERVATION", messageParameters={})
        if self._name is None:
            import uuid  # slow to load

            self._name = str(uuid.uuid4())
        observing = frame.observe(self._name, *exprs)
        self._result = {}
        plan = observing._plan
        node = plan.root if isinstance(plan, WithRelations) and plan.root else plan
        frame.sparkSession._wire.observations.add(node.plan_id, self)
        return observing

    def _receive(self, message: Any) -> None:
        if message.errors:
            from sparity.connect.enrich import exception_in

            self._error = exception_in(message)
            return
        from sparity.sql.metrics import observed

        told = observed(message)
        if not told._values:
            return  # the metrics are defined, but nothing was executed
        self._result, self._error = told.pairs, None

    def _unmeasured(self, refusal: UnsupportedOnServerError) -> None:
        """Take note that the server executed what is observed without a word about its metrics."""
        if not self._result:
            self._error = refusal

    @property
    def get(self) -> dict[str, Any]:
        """The metrics by name; empty until the observed DataFrame was executed.

        Raises:
            PySparkAssertionError: NO_OBSERVE_BEFORE_GET, nothing is observed.
            PySparkException: the metrics could not be measured, though the rows could.
            UnsupportedOnServerError: the observed DataFrame was only written, or stood twice in
                what was executed; servers before Spark 4.0 do not tell the metrics of writes, and
                Spark 4.0 not those of what is used twice.
        """
        if self._result is None:
            raise PySparkAssertionError(errorClass="NO_OBSERVE_BEFORE_GET", messageParameters={})
        if self._error is not None:
            raise self._error
        return self._result


class Observations:
    """The observations of one session, for as long as somebody else keeps them."""

    def __init__(self) -> None:
        self._by_plan: weakref.WeakValueDictionary[int, Observation] = weakref.WeakValueDictionary()

    def add(self, plan_id: int, observation: Observation) -> None:
        """Remember who wants the metrics of a `CollectMetrics` node."""
        self._by_plan[plan_id] = observation

    def receive(self, message: Any, plan: Node | None) -> None:
        """Hand the metrics that executing `plan` yielded to the observation that wants them.

        Servers before 4.0 do not say which node measured; there it is looked up by its name.
        """
        measured = (
            [message.plan_id]
            if message.plan_id
            else [node.plan_id for node in measuring(plan) if node.name == message.name]
        )
        for wanting in self._of(measured):
            wanting._receive(message)

    def unmeasured(self, plan_ids: Iterable[int], refusal: UnsupportedOnServerError) -> None:
        """Let the observations of executed nodes know that their metrics were not told."""
        for wanting in self._of(plan_ids):
            wanting._unmeasured(refusal)

    def _of(self, plan_ids: Iterable[int]) -> Iterator[Observation]:
        for plan_id in plan_ids:
            wanting = self._by_plan.get(plan_id)
            if wanting is not None:
                yield wanting
