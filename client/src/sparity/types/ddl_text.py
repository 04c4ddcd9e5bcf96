"""Writes structs as columns of a SQL table; reading them back is `ddl`."""

import re

from sparity.types.atomic import StringType
from sparity.types.base import DataType
from sparity.types.complex import ArrayType, MapType, StructField, StructType

_UNQUOTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def columns(struct: StructType) -> str:
    """The fields of a struct as Spark lists columns."""
    return ",".join(_column(field, " ") for field in struct.fields)


def _column(field: StructField, separator: str) -> str:
    name = field.name
    if not _UNQUOTED.fullmatch(name):
        name = "`" + name.replace("`", "``") + "`"
    text = f"{name}{separator}{_type(field.dataType)}"
    if not field.nullable:
        text += " NOT NULL"
    comment = field.metadata.get("comment")
    if comment is not None:
        escaped = str(comment).replace("\\", "\\\\").replace("'", "\\'")
        text += f" COMMENT '{escaped}'"
    return text


def _type(data_type: DataType) -> str:
    if isinstance(data_type, StructType):
        return f"STRUCT<{', '.join(_column(field, ': ') for field in data_type.fields)}>"
    if isinstance(data_type, ArrayType):
        return f"ARRAY<{_type(data_type.elementType)}>"
    if isinstance(data_type, MapType):
        return f"MAP<{_type(data_type.keyType)}, {_type(data_type.valueType)}>"
    if isinstance(data_type, StringType) and not data_type.isUTF8BinaryCollation():
        return f"STRING COLLATE {data_type.collation}"
    return data_type.simpleString().upper()
