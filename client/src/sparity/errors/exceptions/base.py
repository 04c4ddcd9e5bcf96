"""Exceptions by meaning, whoever raises them; what a server adds is in `exceptions.connect`."""

from _pickle import PicklingError  # that of `pickle`, which takes longer to load
from collections.abc import Iterable, Mapping
from typing import Any

from sparity.errors import conditions
from sparity.errors.context import QueryContext
from sparity.errors.context import QueryContextType as QueryContextType


def _revive(
    kind: type["PySparkException"], args: tuple[Any, ...], state: dict[str, Any]
) -> "PySparkException":
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    error.args = args
    return error


class PySparkException(Exception):
    """What every exception of this package is.

    Either carries a plain message, or a condition with parameters whose wording is looked up.

    Args:
        message: the text; wins over the wording of the condition.
        errorClass: the condition's name, as in `NOT_EXPECTED_TYPE`.
        messageParameters: the condition's parameters by name.
        contexts: places in the query that are to blame.

    Since Spark 3.4.

    Examples:
        >>> error = PySparkException(errorClass="KEY_NOT_EXISTS", messageParameters={"key": "a"})
        >>> str(error)
        '[KEY_NOT_EXISTS] There is no key `a`.'
    """

    def __init__(
        self,
        message: str | None = None,
        errorClass: str | None = None,
        messageParameters: Mapping[str, str] | None = None,
        contexts: Iterable[QueryContext] | None = None,
    ) -> None:
        if message is None:
            message = conditions.text(errorClass or "", messageParameters or {})
        self._message = message
        self._condition = errorClass
        self._parameters = dict(messageParameters) if messageParameters is not None else None
        self._contexts = list(contexts or ())
        super().__init__(f"[{errorClass}] {message}" if errorClass else message)

    def getCondition(self) -> str | None:
        """The condition's name, with its sub-condition after a dot; None for a plain message.

        Since Spark 4.0.
        """
        return self._condition

    def getErrorClass(self) -> str | None:
        """The same as `getCondition`, by its older name. Since Spark 3.4."""
        return self.getCondition()

    def getMessageParameters(self) -> dict[str, str] | None:
        """The condition's parameters by name. Since Spark 3.4."""
        return self._parameters

    def getSqlState(self) -> str | None:
        """The five characters that SQL gives this kind of error, if known. Since Spark 3.4."""
        return conditions.sql_state(self._condition)

    def getMessage(self) -> str:
        """The text for people, the condition's name in front. Since Spark 4.0."""
        return f"[{self._condition}] {self._message}" if self._condition else self._message

    def getBreakingChangeInfo(self) -> dict[str, Any] | None:
        """How to get over a change of behaviour between Spark versions, when that is the cause.

        A dict with `migration_message` (lines), `needs_audit` and maybe `mitigation_config`
        (`key`, `value`). Since Spark 4.2.
        """
        return None

    def getQueryContext(self) -> list[QueryContext]:
        """The places in the query that are to blame. Since Spark 4.0."""
        return self._contexts

    def __str__(self) -> str:
        return self.getMessage()

    def __reduce__(self) -> tuple[Any, ...]:
        return _revive, (type(self), self.args, self.__dict__)


class AnalysisException(PySparkException):
    """A query that cannot be resolved: unknown column, missing table, wrong types, …"""


class SessionNotSameException(PySparkException):
    """DataFrames of different sessions were mixed."""


class TempTableAlreadyExistsException(AnalysisException):
    """A temporary view of that name exists already."""


class ParseException(AnalysisException):
    """SQL text that does not parse."""


class IllegalArgumentException(PySparkException):
    """The server was given an argument it does not accept."""


class ArithmeticException(PySparkException):
    """An overflow, a division by zero, and the like."""


class UnsupportedOperationException(PySparkException):
    """An operation that does not exist for what it was asked of."""


class ArrayIndexOutOfBoundsException(PySparkException):
    """An array was asked for an element that it does not have."""


class DateTimeException(PySparkException):
    """Not a date or a time, or not one that fits the pattern."""


class NumberFormatException(IllegalArgumentException):
    """Text that is not a number."""


class StreamingQueryException(PySparkException):
    """A streaming query stopped with an error."""


class StreamingPythonRunnerInitializationException(PySparkException):
    """The server could not start the Python process of a streaming query."""


class QueryExecutionException(PySparkException):
    """A query that was resolved failed while it ran."""


class PythonException(PySparkException):
    """The user's Python code failed in a worker of the server."""


class SparkRuntimeException(PySparkException):
    """An error with a condition while a query ran."""


class SparkUpgradeException(PySparkException):
    """A result that would differ between Spark versions was refused."""


class SparkNoSuchElementException(PySparkException):
    """Something was looked up that does not exist, such as an unknown configuration key."""


class UnknownException(PySparkException):
    """The server failed with something that has no class here."""


class PySparkValueError(PySparkException, ValueError):
    """A `ValueError` with a condition."""


class PySparkTypeError(PySparkException, TypeError):
    """A `TypeError` with a condition."""


class PySparkIndexError(PySparkException, IndexError):
    """An `IndexError` with a condition."""


class PySparkAttributeError(PySparkException, AttributeError):
    """An `AttributeError` with a condition."""


class PySparkRuntimeError(PySparkException, RuntimeError):
    """A `RuntimeError` with a condition."""


class PySparkAssertionError(PySparkException, AssertionError):
    """An `AssertionError` with a condition.

    Args:
        data: the rows that differ, when two frames were compared.
    """

    def __init__(
        self,
        message: str | None = None,
        errorClass: str | None = None,
        messageParameters: Mapping[str, str] | None = None,
        data: Iterable[Any] | None = None,
    ) -> None:
        super().__init__(message, errorClass, messageParameters)
        self.data = data


class PySparkNotImplementedError(PySparkException, NotImplementedError):
    """A `NotImplementedError` with a condition."""


class PySparkPicklingError(PySparkException, PicklingError):
    """A `PicklingError` with a condition."""


class PySparkKeyError(PySparkException, KeyError):
    """A `KeyError` with a condition."""


class PySparkImportError(PySparkException, ImportError):
    """An `ImportError` with a condition."""


class PickleException(PySparkException):
    """The server could not unpickle what the user's Python code returned."""


class UnsupportedOnServerError(PySparkNotImplementedError, UnsupportedOperationException):
    """The connected server is too old for what was asked, and no older way to say it exists.

    Sparity's own. An old server would ignore the new field without a word and compute something
    else; this is raised instead.

    Args:
        feature: what was asked, in the words of the person who asked.
        required: the first Spark version that has it.
        connected: the version of the connected server.

    Examples:
        >>> error = UnsupportedOnServerError(feature="a", required="4.0", connected="3.5.9")
        >>> error.getMessageParameters()
        {'feature': 'a', 'required': '4.0', 'connected': '3.5.9'}
    """

    def __init__(self, *, feature: str, required: str, connected: str) -> None:
        super().__init__(
            errorClass="UNSUPPORTED_ON_SERVER",
            messageParameters={
                "feature": feature,
                "required": required,
                "connected": connected,
            },
        )
