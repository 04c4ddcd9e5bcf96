"""`VariantType` and its values; the binary form is read and written in `variant_binary`."""

import datetime
import json
from typing import Any

from sparity.errors import PySparkValueError
from sparity.types.base import AtomicType


class VariantVal:
    """A value of changing type, in Spark's binary form.

    Args:
        value: the value's bytes.
        metadata: the bytes of the dictionary of its keys.

    Since Spark 4.0.

    Examples:
        >>> VariantVal.parseJson('{"a": [1, true]}').toPython()
        {'a': [1, True]}
    """

    def __init__(self, value: bytes, metadata: bytes) -> None:
        self.value = value
        self.metadata = metadata

    def toPython(self) -> Any:
        """The value as plain Python objects; moments carry UTC as their time zone.

        Raises:
            PySparkValueError: the bytes are not a variant.

        Since Spark 4.0.
        """
        from sparity.types import variant_binary

        return variant_binary.decode(self.value, self.metadata)

    def toJson(self, zone_id: str = "UTC") -> str:
        """The value as JSON text.

        Args:
            zone_id: the time zone in which moments are written.

        Raises:
            PySparkValueError: the bytes are not a variant.

        Since Spark 4.0.
        """
        import zoneinfo  # slow to load

        return _json(self.toPython(), zoneinfo.ZoneInfo(zone_id))

    @classmethod
    def parseJson(cls, json_str: str) -> "VariantVal":
        """The variant that a JSON text describes.

        Raises:
            json.JSONDecodeError: the text is not JSON.

        Since Spark 4.0.
        """
        from sparity.types import variant_binary

        return cls(*variant_binary.encode_json(json_str))

    def __str__(self) -> str:
        return self.toJson()

    def __repr__(self) -> str:
        return f"VariantVal({self.value!r}, {self.metadata!r})"


class VariantType(AtomicType):
    """A column whose values may each be of another type. Since Spark 4.0."""

    def needConversion(self) -> bool:
        """Always. Since Spark 4.0."""
        return True

    def toInternal(self, variant: Any) -> Any:
        """The two byte strings of a `VariantVal`, by name.

        Raises:
            PySparkValueError: the value is no `VariantVal`.

        Since Spark 4.0.
        """
        if variant is None:
            return None
        if not isinstance(variant, VariantVal):
            raise PySparkValueError(errorClass="MALFORMED_VARIANT")
        return {"value": variant.value, "metadata": variant.metadata}

    def fromInternal(self, obj: Any) -> Any:
        """The `VariantVal` of two byte strings by name. Since Spark 4.0."""
        return None if obj is None else VariantVal(obj["value"], obj["metadata"])


def _json(value: Any, zone: datetime.tzinfo) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}:{_json(item, zone)}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_json(item, zone) for item in value) + "]"
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return f'"{value.astimezone(zone)}"'
    if isinstance(value, bytes):
        from sparity.types import variant_binary

        return f'"{variant_binary.base64_text(value)}"'
    if value is None or isinstance(value, bool | str):
        return json.dumps(value)
    if isinstance(value, datetime.date | datetime.timedelta):
        return f'"{value}"'
    return str(value)
