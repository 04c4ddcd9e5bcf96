"""Functions that would run Python code on the server; each says that this is not possible yet."""

from __future__ import annotations

from typing import Any, NoReturn

from sparity.errors import PySparkNotImplementedError
from sparity.types import StringType


def _no_python_worker(feature: str) -> NoReturn:
    raise PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED",
        messageParameters={"feature": f"{feature} (Python code on the server)"},
    )


def udf(f: Any = None, returnType: Any = StringType(), *, useArrow: bool | None = None) -> Any:  # noqa: B008
    """A user-defined function; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.4.
    """
    _no_python_worker("udf")


def pandas_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """A function on pandas batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.4.
    """
    _no_python_worker("pandas_udf")


def arrow_udf(f: Any = None, returnType: Any = None, functionType: Any = None) -> Any:
    """A function on Arrow batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 4.1.
    """
    _no_python_worker("arrow_udf")


def udtf(cls: Any = None, *, returnType: Any = None, useArrow: bool | None = None) -> Any:
    """A user-defined table function; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 3.5.
    """
    _no_python_worker("udtf")


def arrow_udtf(cls: Any = None, *, returnType: Any = None) -> Any:
    """A table function on Arrow batches; this client cannot send Python code to a server yet.

    Raises:
        PySparkNotImplementedError: NOT_IMPLEMENTED, always.

    Since Spark 4.1.
    """
    _no_python_worker("arrow_udtf")


class PandasUDFType:
    """The numbers by which the wire tells kinds of pandas functions apart. Since Spark 3.4."""

    SCALAR = 200
    GROUPED_MAP = 201
    GROUPED_AGG = 202
    SCALAR_ITER = 204
    GROUPED_AGG_ITER = 217


class ArrowUDFType:
    """The numbers by which the wire tells kinds of Arrow functions apart. Since Spark 4.1."""

    SCALAR = 250
    SCALAR_ITER = 251
    GROUPED_AGG = 252
    GROUPED_AGG_ITER = 254
