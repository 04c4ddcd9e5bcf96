"""The part of `DataFrame` that runs Python on the server, or streams: signatures that say no."""

from __future__ import annotations

from typing import Any

from sparity.errors import PySparkNotImplementedError
from sparity.sql.unavailable import PYTHON, STREAMING, unavailable, unavailable_property


class PythonOnServer:
    """What every part of it raises: `PySparkNotImplementedError`, with the reason."""

    @unavailable(PYTHON)
    def foreach(self, f: Any) -> Any:
        """Call a function with each row. Since Spark 4.0."""

    @unavailable(PYTHON)
    def foreachPartition(self, f: Any) -> Any:
        """Call a function with the rows of each partition. Since Spark 4.0."""

    @unavailable(PYTHON)
    def mapInArrow(self, func: Any, schema: Any, barrier: bool = False, profile: Any = None) -> Any:
        """Map batches of rows as Arrow record batches. Since Spark 3.4."""

    @unavailable(PYTHON)
    def mapInPandas(
        self, func: Any, schema: Any, barrier: bool = False, profile: Any = None
    ) -> Any:
        """Map batches of rows as pandas DataFrames. Since Spark 3.4."""

    @unavailable("pandas on Spark")
    def pandas_api(self, index_col: str | list[str] | None = None) -> Any:
        """The rows as a pandas-on-Spark DataFrame. Since Spark 3.4."""

    writeStream = unavailable_property("DataFrame.writeStream", STREAMING)

    @property
    def rdd(self) -> Any:
        """Not available: Spark Connect has no RDDs, in PySpark neither."""
        raise PySparkNotImplementedError(
            errorClass="NOT_IMPLEMENTED", messageParameters={"feature": "rdd"}
        )
