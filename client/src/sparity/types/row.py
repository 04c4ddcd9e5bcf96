"""The row of a result; fast building of many rows is in `sparity.arrow`."""

from collections.abc import Sequence
from typing import Any

from sparity.errors import (
    PySparkAttributeError,
    PySparkRuntimeError,
    PySparkTypeError,
    PySparkValueError,
)


def _make(fields: Sequence[str], values: Sequence[Any]) -> "Row":
    row = Row(*values)
    row.__fields__ = fields
    return row


class Row(tuple[Any, ...]):
    """A tuple whose values also have names.

    `Row(a=1, b=2)` is a row with names. `Row("a", "b")` is a template: calling it with values
    gives a row with those names.

    Raises:
        PySparkValueError: values with and without names were mixed.

    Since Spark 3.4.

    Examples:
        >>> row = Row(name="Ada", age=36)
        >>> row.name, row["age"], "age" in row
        ('Ada', 36, True)
        >>> Point = Row("x", "y")
        >>> Point(1, 2)
        Row(x=1, y=2)
    """

    __fields__: Sequence[str]

    def __new__(cls, *args: Any, **kwargs: Any) -> "Row":
        """Make a row, or a template; see the class."""
        if args and kwargs:
            raise PySparkValueError(
                errorClass="CANNOT_SET_TOGETHER", messageParameters={"arg_list": "args and kwargs"}
            )
        if not kwargs:
            return tuple.__new__(cls, args)
        row = tuple.__new__(cls, kwargs.values())
        row.__fields__ = list(kwargs)
        return row

    def asDict(self, recursive: bool = False) -> dict[str, Any]:
        """The row as a dict; of values that share a name the last one stays.

        Args:
            recursive: also turn rows inside, and inside lists and dicts, into dicts.

        Raises:
            PySparkTypeError: the row has no names.

        Since Spark 3.4.

        Examples:
            >>> Row(a=1, b=Row(c=2)).asDict(recursive=True)
            {'a': 1, 'b': {'c': 2}}
        """
        if not hasattr(self, "__fields__"):
            raise PySparkTypeError(
                errorClass="CANNOT_CONVERT_TYPE",
                messageParameters={"from_type": "Row", "to_type": "dict"},
            )
        values = map(_plain, self) if recursive else self
        return dict(zip(self.__fields__, values, strict=False))

    def __contains__(self, item: Any) -> bool:
        return (
            item in self.__fields__ if hasattr(self, "__fields__") else super().__contains__(item)
        )

    def __call__(self, *args: Any) -> "Row":
        """A row with this template's values as names.

        Raises:
            PySparkValueError: there are more values than names.
        """
        if len(args) > len(self):
            raise PySparkValueError(
                errorClass="TOO_MANY_VALUES",
                messageParameters={
                    "expected": str(len(self)),
                    "item": "fields",
                    "actual": str(len(args)),
                },
            )
        return _make(self, args)

    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, int | slice):
            return super().__getitem__(item)
        try:
            return super().__getitem__(self.__fields__.index(item))
        except (IndexError, ValueError):
            raise PySparkValueError(item) from None

    def __getattr__(self, item: str) -> Any:
        if not item.startswith("__"):
            try:
                return self[self.__fields__.index(item)]
            except (IndexError, ValueError):
                pass
        raise PySparkAttributeError(
            errorClass="ATTRIBUTE_NOT_SUPPORTED", messageParameters={"attr_name": item}
        )

    def __setattr__(self, key: str, value: Any) -> None:
        if key != "__fields__":
            raise PySparkRuntimeError(errorClass="READ_ONLY", messageParameters={"object": "Row"})
        # Rows of one result share their dict: a changed one gets its own.
        object.__setattr__(self, "__dict__", {**self.__dict__, key: value})

    def __delattr__(self, key: str) -> None:
        object.__setattr__(self, "__dict__", dict(self.__dict__))
        super().__delattr__(key)

    def __reduce__(self) -> str | tuple[Any, ...]:
        if hasattr(self, "__fields__"):
            return _make, (self.__fields__, tuple(self))
        return super().__reduce__()

    def __repr__(self) -> str:
        if hasattr(self, "__fields__"):
            pairs = zip(self.__fields__, self, strict=False)
            return f"Row({', '.join(f'{name}={value!r}' for name, value in pairs)})"
        return f"<Row({', '.join(map(repr, self))})>"


def _plain(value: Any) -> Any:
    if isinstance(value, Row):
        return value.asDict(recursive=True)
    if isinstance(value, list):
        return [_plain(element) for element in value]
    if isinstance(value, dict):
        return {key: _plain(element) for key, element in value.items()}
    return value
