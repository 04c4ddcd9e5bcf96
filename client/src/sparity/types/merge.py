"""Finds the type that holds the values of two types; infers nothing itself."""

from sparity.errors import PySparkTypeError
from sparity.types.atomic import StringType
from sparity.types.base import AtomicType, DataType, NullType
from sparity.types.complex import ArrayType, MapType, StructField, StructType
from sparity.types.geo import GeographyType, GeometryType
from sparity.types.temporal import TimestampNTZType, TimestampType


def merge(left: DataType, right: DataType) -> DataType:
    """The type that holds the values of both types.

    Nothing goes with everything, text with every atomic type; nested types merge part by part;
    shapes of two reference systems make a column of any.

    Raises:
        PySparkTypeError: there is no such type.

    Examples:
        >>> from sparity.types import LongType
        >>> merge(ArrayType(NullType()), ArrayType(LongType()))
        ArrayType(LongType(), True)
    """
    if isinstance(left, NullType):
        return right
    if isinstance(right, NullType):
        return left
    if isinstance(left, ArrayType) and isinstance(right, ArrayType):
        return ArrayType(merge(left.elementType, right.elementType), True)
    if isinstance(left, MapType) and isinstance(right, MapType):
        key = merge(left.keyType, right.keyType)
        return MapType(key, merge(left.valueType, right.valueType), True)
    if isinstance(left, StructType) and isinstance(right, StructType):
        return merge_structs(left, right)
    for shapes in (GeometryType, GeographyType):
        if isinstance(left, shapes) and isinstance(right, shapes):
            return left if left == right else shapes("ANY")
    if type(left) is type(right):
        return left
    if {type(left), type(right)} == {TimestampType, TimestampNTZType}:
        return TimestampType()
    text = isinstance(left, StringType) or isinstance(right, StringType)
    if text and isinstance(left, AtomicType) and isinstance(right, AtomicType):
        return StringType()
    raise PySparkTypeError(
        errorClass="CANNOT_MERGE_TYPE",
        messageParameters={
            "data_type1": type(left).__name__,
            "data_type2": type(right).__name__,
        },
    )


def merge_structs(left: StructType, right: StructType) -> StructType:
    """The struct with the fields of both, by name; raises as `merge` does."""
    others = {field.name: field.dataType for field in right.fields}
    merged = [
        StructField(field.name, merge(field.dataType, others.get(field.name, NullType())), True)
        for field in left.fields
    ]
    known = set(left.names)
    merged += [
        StructField(field.name, field.dataType, True)
        for field in right.fields
        if field.name not in known
    ]
    return StructType(merged)


def has_nulltype(data_type: DataType) -> bool:
    """Whether a type is, or contains, one of which nothing is known."""
    if isinstance(data_type, StructType):
        return any(has_nulltype(field.dataType) for field in data_type.fields)
    if isinstance(data_type, ArrayType):
        return has_nulltype(data_type.elementType)
    if isinstance(data_type, MapType):
        return has_nulltype(data_type.keyType) or has_nulltype(data_type.valueType)
    return isinstance(data_type, NullType)
