"""Whether two values of rows are equal within a tolerance; knows neither frames nor schemas."""

from __future__ import annotations

import decimal
import math
from typing import Any, NamedTuple

from sparity.types import VariantVal


class Tolerance(NamedTuple):
    """How far apart two numbers may be: `absolute + relative * |expected|`."""

    relative: float
    absolute: float

    def allows(self, actual: Any, expected: Any) -> bool:
        """Whether two floats or two decimals are near enough.

        What is not a finite number is near to nothing but itself, NaN to NaN.
        """
        if math.isnan(actual) or math.isnan(expected):
            return math.isnan(actual) and math.isnan(expected)
        if math.isinf(actual) or math.isinf(expected):
            return bool(actual == expected)
        kind = type(expected)
        return bool(
            abs(actual - expected) <= kind(self.absolute) + kind(self.relative) * abs(expected)
        )


def equal(actual: Any, expected: Any, tolerance: Tolerance) -> bool:
    """Whether two values are equal; floats and decimals within a tolerance, in containers too."""
    for kind in (float, decimal.Decimal):
        if isinstance(actual, kind) and isinstance(expected, kind):
            return tolerance.allows(actual, expected)
    for sequence in (list, tuple):
        if isinstance(actual, sequence) and isinstance(expected, sequence):
            return len(actual) == len(expected) and all(
                equal(one, other, tolerance) for one, other in zip(actual, expected, strict=True)
            )
    if isinstance(actual, dict) and isinstance(expected, dict):
        return actual.keys() == expected.keys() and all(
            equal(value, expected[key], tolerance) for key, value in actual.items()
        )
    if isinstance(actual, VariantVal) and isinstance(expected, VariantVal):
        return equal(actual.toPython(), expected.toPython(), tolerance)
    return bool(actual == expected)


def without_type(value: Any) -> Any:
    """A value as text, so that values of different types compare; whole numbers without a point.

    Containers keep their shape.
    """
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        return [without_type(element) for element in value]
    if isinstance(value, dict):
        return {without_type(key): without_type(element) for key, element in value.items()}
    return _whole(value) or str(value)


def _whole(value: Any) -> str | None:
    if not isinstance(value, (bool, int, float, decimal.Decimal, str)):
        return None
    try:
        number = decimal.Decimal(str(int(value)) if isinstance(value, bool) else str(value).strip())
    except decimal.InvalidOperation:
        return None
    if not number.is_finite() or number != number.to_integral_value():
        return None
    return str(int(number))
