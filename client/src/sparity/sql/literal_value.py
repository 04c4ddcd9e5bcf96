"""Python values of the literals that a server sends; making literals is `literal`'s work."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from sparity.errors import PySparkNotImplementedError
from sparity.types import Row

_EPOCH_DAY = datetime.date(1970, 1, 1).toordinal()
_EPOCH = datetime.datetime(1970, 1, 1)
_AS_IT_IS = frozenset(
    ("boolean", "byte", "short", "integer", "long", "float", "double", "string", "binary")
)


def literal_value(literal: Any) -> Any:
    """The value of a `Literal` message, as `collect` would give it.

    Raises:
        PySparkNotImplementedError: a kind of literal that servers do not send as a metric.
    """
    kind = literal.WhichOneof("literal_type")
    if kind in _AS_IT_IS:
        return getattr(literal, kind)
    if kind is None or kind == "null":
        return None
    if kind == "decimal":
        return decimal.Decimal(literal.decimal.value)
    if kind == "date":
        return datetime.date.fromordinal(_EPOCH_DAY + literal.date)
    if kind == "timestamp":
        aware = _EPOCH.replace(tzinfo=datetime.UTC)
        moment = aware + datetime.timedelta(microseconds=literal.timestamp)
        return moment.astimezone().replace(tzinfo=None)
    if kind == "timestamp_ntz":
        return _EPOCH + datetime.timedelta(microseconds=literal.timestamp_ntz)
    if kind == "day_time_interval":
        return datetime.timedelta(microseconds=literal.day_time_interval)
    if kind == "array":
        return [literal_value(element) for element in literal.array.elements]
    if kind == "specialized_array":
        elements = literal.specialized_array
        return list(getattr(elements, elements.WhichOneof("value_type")).values)
    if kind == "map":
        pairs = zip(literal.map.keys, literal.map.values, strict=True)
        return {literal_value(key): literal_value(value) for key, value in pairs}
    if kind == "struct":
        values = [literal_value(element) for element in literal.struct.elements]
        # Since 4.1 the type of a literal stands beside its value.
        own = literal.struct.struct_type.struct.fields
        names = [field.name for field in own or literal.data_type.struct.fields]
        return Row(*names)(*values)
    raise PySparkNotImplementedError(
        errorClass="UNSUPPORTED_LITERAL", messageParameters={"literal": str(literal)}
    )
