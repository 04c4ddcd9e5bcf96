"""Functions that users bring along: those of the JVM can be registered, those in Python not yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sparity.plan.expressions import JavaUDF
from sparity.plan.registration import RegisterFunction
from sparity.sql.arguments import require_str, wrong_type
from sparity.sql.unavailable import PYTHON, refusal, unavailable
from sparity.types import DataType, StringType

if TYPE_CHECKING:
    from sparity.sql.session import SparkSession

__all__ = ["UDFRegistration"]

#: How PySpark's wire names a Python function that takes and gives one value a row.
_SQL_BATCHED_UDF = 100


class UserDefinedFunction:
    """A Python function as a column; made by `udf`, which this client refuses.

    Since Spark 3.4.
    """

    def __init__(
        self,
        func: Callable[..., Any],
        returnType: DataType | str = StringType(),  # noqa: B008 - immutable, and shown by help()
        name: str | None = None,
        evalType: int = _SQL_BATCHED_UDF,
        deterministic: bool = True,
    ) -> None:
        raise refusal("UserDefinedFunction", PYTHON)

    @property
    def returnType(self) -> DataType:
        """The type of its values."""
        raise refusal("UserDefinedFunction.returnType", PYTHON)

    @unavailable(PYTHON)
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The column of its values."""

    @unavailable(PYTHON)
    def asNondeterministic(self) -> Any:
        """The same function, of which the server knows that values may change."""


class UDFRegistration:
    """What `SparkSession.udf` gives.

    Since Spark 3.4.

    Examples:
        >>> spark.udf.registerJavaFunction("length", "org.example.Length", "int")  # doctest: +SKIP
    """

    def __init__(self, sparkSession: SparkSession) -> None:
        self.sparkSession = sparkSession

    def register(self, name: str, f: Any, returnType: Any = None) -> Any:
        """Register a Python function; this client cannot send Python code to a server yet.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE, it cannot be called.
            PySparkNotImplementedError: NOT_IMPLEMENTED.

        Since Spark 3.4.
        """
        if not callable(f):
            raise wrong_type("func", "callable", f)
        raise refusal("UDFRegistration.register", PYTHON)

    def registerJavaFunction(
        self, name: str, javaClassName: str, returnType: DataType | str | None = None
    ) -> None:
        """Make a class of the JVM, one of Spark's `UDF0` to `UDF22`, a function in SQL.

        Args:
            name: the name in SQL.
            javaClassName: the class, which the server has or got by `addArtifacts`.
            returnType: the type of its values; else the server finds out.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            AnalysisException: the server has no such class, or it is no function.

        Since Spark 3.4.

        Examples:
            >>> spark.udf.registerJavaFunction("len", "org.example.Length")  # doctest: +SKIP
        """
        if isinstance(returnType, str):
            returnType = self.sparkSession._wire.parse_ddl(returnType)
        elif not isinstance(returnType, DataType | None):
            raise wrong_type("returnType", "DataType or str", returnType)
        self._register(name, javaClassName, output_type=returnType)

    def registerJavaUDAF(self, name: str, javaClassName: str) -> None:
        """Make a class of the JVM, a `UserDefinedAggregateFunction`, an aggregate in SQL.

        Args:
            name: the name in SQL.
            javaClassName: the class, which the server has or got by `addArtifacts`.

        Raises:
            PySparkTypeError: NOT_EXPECTED_TYPE.
            AnalysisException: the server has no such class, or it is no aggregate.

        Since Spark 3.4.

        Examples:
            >>> spark.udf.registerJavaUDAF("mean2", "org.example.Mean")  # doctest: +SKIP
        """
        self._register(name, javaClassName, aggregate=True)

    def _register(self, name: str, java_class: str, **about: Any) -> None:
        require_str("name", name)
        require_str("javaClassName", java_class)
        function = JavaUDF(class_name=java_class, **about)
        self.sparkSession._wire.run(RegisterFunction(function_name=name, java_udf=function))
