"""Table functions written in Python: what they say of themselves, and that they cannot run yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sparity.sql.unavailable import PYTHON, refusal, unavailable
from sparity.types import DataType, StructType

if TYPE_CHECKING:
    from sparity.sql.session import SparkSession

__all__ = [
    "AnalyzeArgument",
    "AnalyzeResult",
    "OrderingColumn",
    "PartitioningColumn",
    "SelectedColumn",
    "SkipRestOfInputTableException",
    "UDTFRegistration",
]

#: How PySpark's wire names a table function in Python.
_SQL_TABLE_UDF = 300


@dataclasses.dataclass(frozen=True)
class AnalyzeArgument:
    """What `analyze` of a table function is told of an argument. Since Spark 3.5."""

    dataType: DataType
    value: Any
    isTable: bool
    isConstantExpression: bool


@dataclasses.dataclass(frozen=True)
class PartitioningColumn:
    """A column by which a table function wants its table divided. Since Spark 4.0."""

    name: str


@dataclasses.dataclass(frozen=True)
class OrderingColumn:
    """A column by which a table function wants its table ordered. Since Spark 4.0."""

    name: str
    ascending: bool = True
    overrideNullsFirst: bool | None = None


@dataclasses.dataclass(frozen=True)
class SelectedColumn:
    """A column or expression of its table that a table function asks for. Since Spark 4.0."""

    name: str
    alias: str = ""


@dataclasses.dataclass
class AnalyzeResult:
    """What `analyze` of a table function answers. Since Spark 3.5."""

    schema: StructType
    withSinglePartition: bool = False
    partitionBy: Sequence[PartitioningColumn] = dataclasses.field(default_factory=tuple)
    orderBy: Sequence[OrderingColumn] = dataclasses.field(default_factory=tuple)
    select: Sequence[SelectedColumn] = dataclasses.field(default_factory=tuple)


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
