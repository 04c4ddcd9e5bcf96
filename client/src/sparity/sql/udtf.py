"""Table functions written in Python: what they say of themselves, and that they cannot run yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sparity.sql.unavailable import PYTHON, refusal, unavailable

if TYPE_CHECKING:
    from sparity.sql.session import SparkSession
    from sparity.sql.udtf_analysis import (
        AnalyzeArgument,
        AnalyzeResult,
        OrderingColumn,
        PartitioningColumn,
        SelectedColumn,
    )
    from sparity.types import StructType

__all__ = [
    "AnalyzeArgument",
    "AnalyzeResult",
    "OrderingColumn",
    "PartitioningColumn",
    "SelectedColumn",
    "SkipRestOfInputTableException",
    "UDTFRegistration",
]

#: What a table function is told and answers is loaded when a program names it.
_OF_ANALYSIS = frozenset(
    {"AnalyzeArgument", "AnalyzeResult", "OrderingColumn", "PartitioningColumn", "SelectedColumn"}
)
#: How PySpark's wire names a table function in Python.
_SQL_TABLE_UDF = 300


def __getattr__(name: str) -> Any:
    if name in _OF_ANALYSIS:
        from sparity.sql import udtf_analysis

        return getattr(udtf_analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class SkipRestOfInputTableException(Exception):
    """Raised by a table function that needs no more rows of its partition. Since Spark 4.0."""


class UserDefinedTableFunction:
    """A table function written in Python; made by `udtf`, which this client refuses.

    Since Spark 3.5.
    """

    def __init__(
        self,
        func: type,
        returnType: StructType | str | None,
        name: str | None = None,
        evalType: int = _SQL_TABLE_UDF,
        deterministic: bool = False,
    ) -> None:
        raise refusal("UserDefinedTableFunction", PYTHON)

    @unavailable(PYTHON)
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The table that it gives."""

    @unavailable(PYTHON)
    def asDeterministic(self) -> Any:
        """The same function, of which the server knows that its rows do not change."""


class UDTFRegistration:
    """What `SparkSession.udtf` gives. Since Spark 3.5."""

    def __init__(self, sparkSession: SparkSession) -> None:
        self.sparkSession = sparkSession

    @unavailable(PYTHON)
    def register(self, name: str, f: Callable[..., Any]) -> Any:
        """Register a Python class as a table function. Since Spark 3.5."""
