"""The part of `GroupedData` that runs Python on the server: signatures that say no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.sql.cogroup import PandasCogroupedOps
from sparity.sql.unavailable import PYTHON, unavailable

if TYPE_CHECKING:
    from sparity.sql.group import GroupedData


class PythonOnGroups:
    """What every part of it raises: `PySparkNotImplementedError`, with the reason."""

    @unavailable(PYTHON)
    def apply(self, udf: Any) -> Any:
        """Map each group by a grouped-map pandas function. Since Spark 3.4; deprecated."""

    @unavailable(PYTHON)
    def applyInArrow(self, func: Any, schema: Any) -> Any:
        """Map each group as an Arrow table. Since Spark 4.0."""

    @unavailable(PYTHON)
    def applyInPandas(self, func: Any, schema: Any) -> Any:
        """Map each group as a pandas DataFrame. Since Spark 3.4."""

    @unavailable(PYTHON)
    def applyInPandasWithState(
        self,
        func: Any,
        outputStructType: Any,
        stateStructType: Any,
        outputMode: str,
        timeoutConf: str,
    ) -> Any:
        """Map each group of a stream, with a state per group. Since Spark 3.5."""

    @unavailable(PYTHON)
    def transformWithState(
        self,
        statefulProcessor: Any,
        outputStructType: Any,
        outputMode: str,
        timeMode: str,
        initialState: GroupedData | None = None,
        eventTimeColumnName: str = "",
    ) -> Any:
        """Run a stateful processor on the rows of each group. Since Spark 4.1."""

    @unavailable(PYTHON)
    def transformWithStateInPandas(
        self,
        statefulProcessor: Any,
        outputStructType: Any,
        outputMode: str,
        timeMode: str,
        initialState: GroupedData | None = None,
        eventTimeColumnName: str = "",
    ) -> Any:
        """The same on pandas DataFrames. Since Spark 4.1."""

    def cogroup(self, other: GroupedData) -> PandasCogroupedOps:
        """Put the groups of another grouping beside these. Since Spark 3.4."""
        return PandasCogroupedOps(self, other)  # type: ignore[arg-type]
