"""Python values in pandas columns made ready for Arrow, by the Spark type they are to have."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from sparity.types import (
    ArrayType,
    DataType,
    Geography,
    GeographyType,
    Geometry,
    GeometryType,
    MapType,
    StructType,
    TimestampType,
    UserDefinedType,
    VariantType,
    VariantVal,
)

Convert = Callable[[Any], Any]

_OPAQUE: tuple[tuple[type[DataType], type], ...] = (
    (VariantType, VariantVal),
    (GeometryType, Geometry),
    (GeographyType, Geography),
)


def ready(series: "pd.Series[Any]", data_type: DataType, timezone: str) -> "pd.Series[Any]":
    """A column of objects in the form that Arrow takes for a type.

    Structs may be dicts, matched by name, or sequences, matched by position: fields that a
    sequence does not reach are null, and values beyond the last field are dropped. Moments inside
    of containers that have no zone are times of the session.

    Args:
        series: the column.
        data_type: the type that it is to have.
        timezone: the session's time zone.

    Raises:
        TypeError: something that is not iterable stands for an array or a struct.
        AttributeError: something that has no items stands for a map.
        AssertionError: something else stands for a variant or a shape.
        ValueError: a moment that the time zone does not have, or has twice.
    """
    convert = None if isinstance(data_type, TimestampType) else _converter(data_type, timezone)
    if convert is None:
        return series
    values = np.empty(len(series), dtype=object)
    for index, value in enumerate(series):
        values[index] = None if _missing(value) else convert(value)
    return pd.Series(values, name=series.name)


def _missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _converter(data_type: DataType, timezone: str) -> Convert | None:
    """What to do to a value, None if Arrow takes it as it is."""
    if isinstance(data_type, TimestampType):
        return lambda value: _moment(value, timezone)
    if isinstance(data_type, ArrayType):
        return _array(_converter(data_type.elementType, timezone))
    if isinstance(data_type, MapType):
        key = _part(data_type.keyType, timezone)
        item = _part(data_type.valueType, timezone)
        return lambda value: [(key(name), item(part)) for name, part in value.items()]
    if isinstance(data_type, StructType):
        return _struct(data_type, timezone)
    if isinstance(data_type, UserDefinedType):
        stored = _part(data_type.sqlType(), timezone)
        return lambda value: stored(data_type.serialize(value))
    for kind, expected in _OPAQUE:
        if isinstance(data_type, kind):
            return _opaque(data_type, expected)
    return None


def _part(data_type: DataType, timezone: str) -> Convert:
    convert = _converter(data_type, timezone)
    if convert is None:
        return lambda value: value
    return lambda value: None if _missing(value) else convert(value)


def _flat(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        # Arrow takes a numpy array for a list only while it has one dimension.
        return value if value.ndim == 1 else value.tolist()
    return value if isinstance(value, list) else list(value)


def _array(convert: Convert | None) -> Convert:
    if convert is None:
        return _flat
    return lambda value: [None if _missing(part) else convert(part) for part in value]


def _struct(data_type: StructType, timezone: str) -> Convert:
    parts = [(field.name, _part(field.dataType, timezone)) for field in data_type.fields]

    def fields(value: Any) -> tuple[Any, ...]:
        if isinstance(value, dict):
            return tuple(convert(value.get(name)) for name, convert in parts)
        given = list(value)[: len(parts)]
        given += [None] * (len(parts) - len(given))
        return tuple(convert(part) for part, (_, convert) in zip(given, parts, strict=True))

    return fields


def _opaque(data_type: DataType, expected: type) -> Convert:
    def stored(value: Any) -> Any:
        if not isinstance(value, expected):
            # PySpark asserts this, and programs catch that.
            raise AssertionError(
                f"{type(data_type).__name__} does not take {type(value).__name__}: {value!r}"
            )
        return data_type.toInternal(value)

    return stored


def _moment(value: Any, timezone: str) -> Any:
    moment: Any = pd.Timestamp(value)
    zoned = moment.tz_localize(timezone) if moment.tzinfo is None else moment.tz_convert(timezone)
    return zoned.to_pydatetime()
