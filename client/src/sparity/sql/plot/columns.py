"""Which columns a plot of distributions is about, and between which values they lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkTypeError
from sparity.sql import functions as F
from sparity.types import NumericType

if TYPE_CHECKING:
    from sparity.sql.dataframe import DataFrame


def numeric_columns(data: DataFrame, asked: str | Sequence[str] | None) -> list[str]:
    """The columns that were asked for, or all that hold numbers.

    Raises:
        PySparkTypeError: PLOT_INVALID_TYPE_COLUMN for one that holds no numbers, or is not there.
    """
    types = {field.name: field.dataType for field in data.schema.fields}
    if asked is None:
        return [name for name, kind in types.items() if isinstance(kind, NumericType)]
    names = [asked] if isinstance(asked, str) else list(asked)
    for name in names:
        kind = types.get(name)
        if not isinstance(kind, NumericType):
            raise PySparkTypeError(
                errorClass="PLOT_INVALID_TYPE_COLUMN",
                messageParameters={
                    "col_name": name,
                    "valid_types": NumericType.__name__,
                    "col_type": "None" if kind is None else type(kind).__name__,
                },
            )
    return names


def bounds(data: DataFrame, names: Sequence[str]) -> tuple[Any, Any]:
    """The least and the greatest value of all the columns together."""
    if not names:
        raise IndexError("there is no column of numbers to draw")
    least = [F.min(name) for name in names]
    greatest = [F.max(name) for name in names]
    one = len(names) == 1
    [row] = data.select(
        least[0] if one else F.least(*least), greatest[0] if one else F.greatest(*greatest)
    ).collect()
    return row[0], row[1]
