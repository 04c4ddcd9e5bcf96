"""`Observation`: metrics that the server measures while it runs a DataFrame for other reasons."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING, Any

from sparity.errors import (
    PySparkAssertionError,
    PySparkTypeError,
    PySparkValueError,
)
from sparity.plan.expressions import Alias
from sparity.plan.node import Expression
from sparity.types import Row

if TYPE_CHECKING:
    from sparity.sql.column import Column
    from sparity.sql.dataframe import DataFrame


class Observation:
    """Metrics under a name, to be read after the observed DataFrame ran.

    Args:
        name: the name; a new unique one if None.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE, the name is no string.
        PySparkValueError: VALUE_NOT_NON_EMPTY_STR, the name is empty.

    Since Spark 4.0 (3.5 servers measure too).

    Examples:
        >>> seen = Observation("seen")  # doctest: +SKIP
        >>> df.observe(seen, F.count(F.lit(1)).alias("rows")).collect()  # doctest: +SKIP
        >>> seen.get  # doctest: +SKIP
        {'rows': 3}
    """

    def __init__(self, name: str | None = None) -> None:
        if name is not None:
            if not isinstance(name, str):
                raise PySparkTypeError(
                    errorClass="NOT_EXPECTED_TYPE",
                    messageParameters={
                        "expected_type": "str",
                        "arg_name": "name",
                        "arg_type": type(name).__name__,
                    },
                )
            if name == "":
                raise PySparkValueError(
                    errorClass="VALUE_NOT_NON_EMPTY_STR",
                    messageParameters={"arg_name": "name", "arg_value": name},
                )
        self._name = name or str(uuid.uuid4())
        self._frame: DataFrame | None = None
        self._measured = threading.Event()
        self._metrics: dict[str, Any] = {}
        self._names: list[str] = []

    def _on(self, frame: DataFrame, *exprs: Column) -> DataFrame:
        """Observe a DataFrame; an observation observes one only."""
        if self._frame is not None:
            raise PySparkAssertionError(errorClass="REUSE_OBSERVATION", messageParameters={})
        observed = frame.observe(self._name, *exprs)
        self._frame = observed
        self._names = [_name(one._expr) for one in exprs]
        frame.sparkSession._wire.observations[self._name] = self
        return observed

    def _receive(self, keys: list[str], values: list[Any]) -> None:
        """Take the values; servers before 4.0 send no names with them."""
        self._metrics = dict(zip(keys or self._names, values, strict=True))
        self._measured.set()

    @property
    def get(self) -> dict[str, Any]:
        """The metrics by name; waits until an action on the observed DataFrame has run.

        Raises:
            PySparkAssertionError: NO_OBSERVE_BEFORE_GET, nothing was observed.
        """
        if self._frame is None:
            raise PySparkAssertionError(errorClass="NO_OBSERVE_BEFORE_GET", messageParameters={})
        self._measured.wait()
        return {
            name: value.asDict(True) if isinstance(value, Row) else value
            for name, value in self._metrics.items()
        }


def _name(expression: Expression) -> str:
    return expression.name[0] if isinstance(expression, Alias) else repr(expression)
