"""`DataSourceRegistration`: data sources written in Python, which need Python on the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sparity.sql.unavailable import PYTHON, unavailable

if TYPE_CHECKING:
    from sparity.sql.session import SparkSession

__all__ = ["DataSourceRegistration"]


class DataSourceRegistration:
    """What `SparkSession.dataSource` gives.

    Since Spark 4.0.
    """

    def __init__(self, sparkSession: SparkSession) -> None:
        self.sparkSession = sparkSession

    @unavailable(PYTHON)
    def register(self, dataSource: Any) -> Any:
        """Make a Python class usable as a format of readers and writers. Since Spark 4.0."""
