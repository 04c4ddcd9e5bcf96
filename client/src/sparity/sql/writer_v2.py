"""`DataFrameWriterV2`: writing to tables of a catalog; the older writer is in `writer`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sparity.plan.commands import WriteOperationV2
from sparity.plan.node import Expression, Relation
from sparity.sql.arguments import expression
from sparity.sql.reader import set_options

if TYPE_CHECKING:
    from sparity.sql.metrics import ExecutionInfo
    from sparity.sql.session import SparkSession


class DataFrameWriterV2:
    """What `DataFrame.writeTo` gives.

    Since Spark 3.4.

    Examples:
        >>> df.writeTo("catalog.db.people").using("parquet").create()  # doctest: +SKIP
    """

    def __init__(
        self,
        plan: Relation,
        session: SparkSession,
        table: str,
        callback: Callable[[ExecutionInfo], None] | None = None,
    ) -> None:
        self._plan = plan
        self._session = session
        self._table = table
        self._callback = callback
        self._provider: str | None = None
        self._options: dict[str, str] = {}
        self._properties: dict[str, str] = {}
        self._partitions: list[Expression] = []
        self._clusters: list[str] = []

    def using(self, provider: str) -> DataFrameWriterV2:
        """Name the format of a new table. Since Spark 3.4."""
        self._provider = provider
        return self

    def option(self, key: str, value: Any) -> DataFrameWriterV2:
        """Set one option; None sets nothing. Since Spark 3.4."""
        set_options(self._options, {key: value})
        return self

    def options(self, **options: Any) -> DataFrameWriterV2:
        """Set several options. Since Spark 3.4."""
        set_options(self._options, options)
        return self

    def tableProperty(self, property: str, value: str) -> DataFrameWriterV2:
        """Set a property of a new table. Since Spark 3.4."""
        self._properties[property] = value
        return self

    def partitionedBy(self, col: Any, *cols: Any) -> DataFrameWriterV2:
        """Partition a new table by columns or transforms of them.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.

        Since Spark 3.4.

        Examples:
            >>> df.writeTo("c.db.t").partitionedBy("year").create()  # doctest: +SKIP
        """
        self._partitions = [expression(one) for one in (col, *cols)]
        return self

    def clusterBy(self, col: str, *cols: str) -> DataFrameWriterV2:
        """Keep equal values of columns of a new table together. Since Spark 4.0."""
        self._clusters = [col, *cols]
        return self

    def create(self) -> None:
        """Make the table from these rows.

        Raises:
            AnalysisException: TABLE_OR_VIEW_ALREADY_EXISTS.

        Since Spark 3.4.
        """
        self._write("MODE_CREATE")

    def replace(self) -> None:
        """Make the table from these rows in place of one that exists. Since Spark 3.4."""
        self._write("MODE_REPLACE")

    def createOrReplace(self) -> None:
        """Make the table from these rows, whether or not it exists. Since Spark 3.4."""
        self._write("MODE_CREATE_OR_REPLACE")

    def append(self) -> None:
        """Add these rows to the table. Since Spark 3.4."""
        self._write("MODE_APPEND")

    def overwrite(self, condition: Any) -> None:
        """Replace the rows of the table for which a condition holds.

        Args:
            condition: a Column, or the name of a column of booleans.

        Since Spark 3.4.
        """
        self._write("MODE_OVERWRITE", expression(condition))

    def overwritePartitions(self) -> None:
        """Replace the partitions of the table that these rows belong to. Since Spark 3.4."""
        self._write("MODE_OVERWRITE_PARTITIONS")

    def _write(self, mode: str, condition: Expression | None = None) -> None:
        self._session._wire.run_and_tell(
            WriteOperationV2(
                input=self._plan,
                table_name=self._table,
                provider=self._provider,
                partitioning_columns=tuple(self._partitions),
                options=self._options,
                table_properties=self._properties,
                mode=mode,
                overwrite_condition=condition,
                clustering_columns=tuple(self._clusters),
            ),
            self._callback,
        )
