"""Types that users define on top of Spark's own; ships no example of one."""

from typing import Any

from sparity.errors import PySparkNotImplementedError, PySparkValueError
from sparity.types.base import DataType


class UserDefinedType(DataType):
    """The base of types that Spark stores as another type.

    A subclass says with `sqlType` how it is stored and converts its values with `serialize` and
    `deserialize`.

    Since Spark 3.4.
    """

    @classmethod
    def typeName(cls) -> str:
        """The name of the class in lower case. Since Spark 3.4."""
        return cls.__name__.lower()

    @classmethod
    def sqlType(cls) -> DataType:
        """The type in which values are stored; every subclass has its own. Since Spark 3.4."""
        raise _missing("sqlType()")

    @classmethod
    def module(cls) -> str:
        """The module that a worker imports to find the type. Since Spark 3.4."""
        return cls.__module__

    @classmethod
    def scalaUDT(cls) -> str:
        """The name of the class on the server that is its twin, else empty. Since Spark 3.4."""
        return ""

    def serialize(self, obj: Any) -> Any:
        """The value as `sqlType` has it; every subclass has its own. Since Spark 3.4."""
        raise _missing("toInternal()")

    def deserialize(self, datum: Any) -> Any:
        """The value that `serialize` stored; every subclass has its own. Since Spark 3.4."""
        raise _missing("fromInternal()")

    def needConversion(self) -> bool:
        """Always. Since Spark 3.4."""
        return True

    def toInternal(self, obj: Any) -> Any:
        """The stored value in its internal form. Since Spark 3.4."""
        return None if obj is None else self.sqlType().toInternal(self.serialize(obj))

    def fromInternal(self, obj: Any) -> Any:
        """The value whose stored form is in its internal form. Since Spark 3.4."""
        stored = self.sqlType().fromInternal(obj)
        return None if stored is None else self.deserialize(stored)

    def simpleString(self) -> str:
        """`udt`. Since Spark 3.4."""
        return "udt"

    def _python_class(self) -> str:
        """The dotted name by which the class is found again."""
        return f"{self.module()}.{type(self).__name__}"

    def _serialized_class(self) -> str | None:
        """The class as text for workers that cannot ask the server, which knows only its twin."""
        if self.scalaUDT():
            return None
        # Slow to load.
        import base64
        import pickle

        return base64.b64encode(pickle.dumps(type(self))).decode()

    def jsonValue(self) -> dict[str, Any]:
        """The type as plain JSON data. Since Spark 3.4."""
        serialized = self._serialized_class()
        own = {"class": self.scalaUDT()} if serialized is None else {"serializedClass": serialized}
        return {
            "type": "udt",
            "pyClass": self._python_class(),
            "sqlType": self.sqlType().jsonValue(),
            **own,
        }

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> "UserDefinedType":
        """The type that `jsonValue` described.

        The class is imported by its name; nothing that came from the server is unpickled.

        Raises:
            PySparkValueError: there is no such class here.

        Since Spark 3.4.
        """
        module, _, name = str(json["pyClass"]).rpartition(".")
        import importlib

        try:
            kind = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError):
            raise PySparkValueError(
                errorClass="UNSUPPORTED_DATA_TYPE",
                messageParameters={"data_type": str(json["pyClass"])},
            ) from None
        made: UserDefinedType = kind()
        return made

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


def _missing(feature: str) -> PySparkNotImplementedError:
    return PySparkNotImplementedError(
        errorClass="NOT_IMPLEMENTED", messageParameters={"feature": feature}
    )
