"""What programs take from `pyspark.sql.utils`: exceptions, and whether Spark is remote."""

from sparity.errors import (
    AnalysisException,
    IllegalArgumentException,
    ParseException,
    PySparkImportError,
    PySparkNotImplementedError,
    PySparkRuntimeError,
    PythonException,
    QueryExecutionException,
    SparkUpgradeException,
    StreamingQueryException,
    UnknownException,
)


def is_remote() -> bool:
    """Whether Spark runs elsewhere: with a Spark Connect client, always.

    Since Spark 4.0.

    Examples:
        >>> is_remote()
        True
    """
    return True


__all__ = [
    "AnalysisException",
    "IllegalArgumentException",
    "ParseException",
    "PySparkImportError",
    "PySparkNotImplementedError",
    "PySparkRuntimeError",
    "PythonException",
    "QueryExecutionException",
    "SparkUpgradeException",
    "StreamingQueryException",
    "UnknownException",
    "is_remote",
]
