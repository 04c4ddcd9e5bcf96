"""What `analyze` of a table function is told and what it answers; `udtf` knows the rest."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from sparity.types import DataType, StructType


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
