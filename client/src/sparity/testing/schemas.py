"""`assertSchemaEqual`; comparing data is in `frames`."""

from __future__ import annotations

import difflib

from sparity.errors import PySparkAssertionError
from sparity.sql.arguments import wrong_type
from sparity.types import ArrayType, DataType, MapType, StructField, StructType


def assertSchemaEqual(
    actual: StructType,
    expected: StructType,
    ignoreNullable: bool = True,
    ignoreColumnOrder: bool = False,
    ignoreColumnName: bool = False,
) -> None:
    """Raise unless two schemas are equal.

    Args:
        actual: the schema at hand.
        expected: the schema that it should be.
        ignoreNullable: nullability and metadata do not count, in nested types neither.
        ignoreColumnOrder: columns are compared in the order of their names.
        ignoreColumnName: names of columns do not count; those of nested fields do.

    Raises:
        PySparkAssertionError: DIFFERENT_SCHEMA.
        PySparkTypeError: NOT_EXPECTED_TYPE when one is no StructType.

    Since Spark 3.5.

    Examples:
        >>> assertSchemaEqual(df.schema, StructType.fromDDL("id bigint"))  # doctest: +SKIP
    """
    for arg_name, value in (("actual", actual), ("expected", expected)):
        if not isinstance(value, StructType):
            raise wrong_type(arg_name, "struct type", value)
    if ignoreColumnOrder:
        actual, expected = _sorted(actual), _sorted(expected)
    if ignoreColumnName:
        actual, expected = _numbered(actual), _numbered(expected)
    same = _like(actual, expected) if ignoreNullable else actual == expected
    if not same:
        raise PySparkAssertionError(
            errorClass="DIFFERENT_SCHEMA",
            messageParameters={"error_msg": _difference(actual, expected)},
        )


def _sorted(schema: StructType) -> StructType:
    return StructType(sorted(schema.fields, key=lambda field: field.name))


def _numbered(schema: StructType) -> StructType:
    return StructType(
        [
            StructField(str(number), field.dataType, field.nullable, field.metadata)
            for number, field in enumerate(schema.fields)
        ]
    )


def _like(actual: DataType, expected: DataType) -> bool:
    """Whether two types are equal but for nullability and metadata."""
    if isinstance(actual, StructType) and isinstance(expected, StructType):
        return len(actual.fields) == len(expected.fields) and all(
            one.name == other.name and _like(one.dataType, other.dataType)
            for one, other in zip(actual.fields, expected.fields, strict=True)
        )
    if isinstance(actual, ArrayType) and isinstance(expected, ArrayType):
        return _like(actual.elementType, expected.elementType)
    if isinstance(actual, MapType) and isinstance(expected, MapType):
        return _like(actual.keyType, expected.keyType) and _like(
            actual.valueType, expected.valueType
        )
    return actual == expected


def _difference(actual: StructType, expected: StructType) -> str:
    """Both schemas, marked where they differ."""
    return "\n".join(difflib.ndiff(str(actual).splitlines(), str(expected).splitlines()))
