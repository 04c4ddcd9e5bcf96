"""Types made of other types: arrays, maps, structs and the fields of structs."""

from collections.abc import Iterator
from typing import Any

from sparity.errors import (
    PySparkIndexError,
    PySparkKeyError,
    PySparkTypeError,
    PySparkValueError,
)
from sparity.types.atomic import StringType
from sparity.types.base import DataType
from sparity.types.row import Row

_COLLATIONS = "__COLLATIONS"
_UNLIMITED = 2**31 - 1


def _require(value: object, role: str) -> None:
    # PySpark raises a plain AssertionError here, and programs catch that.
    if not isinstance(value, DataType):
        raise AssertionError(f"{role} {value} should be an instance of {DataType}")


class ArrayType(DataType):
    """A list of elements of one type.

    Args:
        elementType: the type of the elements.
        containsNull: whether elements may be null.

    Raises:
        AssertionError: `elementType` is not a data type.

    Since Spark 3.4.
    """

    def __init__(self, elementType: DataType, containsNull: bool = True) -> None:
        _require(elementType, "elementType")
        self.elementType = elementType
        self.containsNull = containsNull

    def simpleString(self) -> str:
        """As in `array<int>`. Since Spark 3.4."""
        return f"array<{self.elementType.simpleString()}>"

    def jsonValue(self) -> dict[str, Any]:
        """The type as plain JSON data. Since Spark 3.4."""
        return {
            "type": self.typeName(),
            "elementType": self.elementType.jsonValue(),
            "containsNull": self.containsNull,
        }

    @classmethod
    def fromJson(
        cls,
        json: dict[str, Any],
        fieldPath: str = "",
        collationsMap: dict[str, str] | None = None,
    ) -> "ArrayType":
        """The type that `jsonValue` described.

        Args:
            json: what `jsonValue` gave.
            fieldPath: where in a struct field the type stands, to find its collations.
            collationsMap: collations by such places.

        Since Spark 3.4.
        """
        # Reading JSON needs every concrete type, all of which build on this module.
        from sparity.types.jsonvalue import read

        element = read(json["elementType"], _inside(fieldPath, "element"), collationsMap)
        return cls(element, json["containsNull"])

    def _as_nullable(self) -> "ArrayType":
        return self.toNullable()

    def toNullable(self) -> "ArrayType":
        """The same type in which everything may be null. Since Spark 4.0."""
        return ArrayType(self.elementType._as_nullable(), True)

    def needConversion(self) -> bool:
        """Whether its elements differ from their internal form. Since Spark 3.4."""
        return self.elementType.needConversion()

    def toInternal(self, obj: Any) -> Any:
        """The elements in their internal form. Since Spark 3.4."""
        if not self.needConversion():
            return obj
        return None if obj is None else [self.elementType.toInternal(item) for item in obj]

    def fromInternal(self, obj: Any) -> Any:
        """The elements as Python values. Since Spark 3.4."""
        if not self.needConversion():
            return obj
        return None if obj is None else [self.elementType.fromInternal(item) for item in obj]

    def __repr__(self) -> str:
        return f"ArrayType({self.elementType}, {self.containsNull})"


class MapType(DataType):
    """Values of one type by keys of another.

    Args:
        keyType: the type of the keys, which are never null.
        valueType: the type of the values.
        valueContainsNull: whether values may be null.

    Raises:
        AssertionError: one of the types is not a data type.

    Since Spark 3.4.
    """

    def __init__(
        self, keyType: DataType, valueType: DataType, valueContainsNull: bool = True
    ) -> None:
        _require(keyType, "keyType")
        _require(valueType, "valueType")
        self.keyType = keyType
        self.valueType = valueType
        self.valueContainsNull = valueContainsNull

    def simpleString(self) -> str:
        """As in `map<string,int>`. Since Spark 3.4."""
        return f"map<{self.keyType.simpleString()},{self.valueType.simpleString()}>"

    def jsonValue(self) -> dict[str, Any]:
        """The type as plain JSON data. Since Spark 3.4."""
        return {
            "type": self.typeName(),
            "keyType": self.keyType.jsonValue(),
            "valueType": self.valueType.jsonValue(),
            "valueContainsNull": self.valueContainsNull,
        }

    @classmethod
    def fromJson(
        cls,
        json: dict[str, Any],
        fieldPath: str = "",
        collationsMap: dict[str, str] | None = None,
    ) -> "MapType":
        """The type that `jsonValue` described; arguments as in `ArrayType.fromJson`.

        Since Spark 3.4.
        """
        from sparity.types.jsonvalue import read

        key = read(json["keyType"], _inside(fieldPath, "key"), collationsMap)
        value = read(json["valueType"], _inside(fieldPath, "value"), collationsMap)
        return cls(key, value, json["valueContainsNull"])

    def _as_nullable(self) -> "MapType":
        return self.toNullable()

    def toNullable(self) -> "MapType":
        """The same type in which everything but keys may be null. Since Spark 4.0."""
        return MapType(self.keyType._as_nullable(), self.valueType._as_nullable(), True)

    def needConversion(self) -> bool:
        """Whether keys or values differ from their internal form. Since Spark 3.4."""
        return self.keyType.needConversion() or self.valueType.needConversion()

    def toInternal(self, obj: Any) -> Any:
        """Keys and values in their internal form. Since Spark 3.4."""
        if not self.needConversion() or obj is None:
            return obj
        key, value = self.keyType.toInternal, self.valueType.toInternal
        return {key(name): value(item) for name, item in obj.items()}

    def fromInternal(self, obj: Any) -> Any:
        """Keys and values as Python values. Since Spark 3.4."""
        if not self.needConversion() or obj is None:
            return obj
        key, value = self.keyType.fromInternal, self.valueType.fromInternal
        return {key(name): value(item) for name, item in obj.items()}

    def __repr__(self) -> str:
        return f"MapType({self.keyType}, {self.valueType}, {self.valueContainsNull})"


class StructField(DataType):
    """One named part of a struct.

    Args:
        name: its name.
        dataType: its type.
        nullable: whether it may be null.
        metadata: anything to keep with it, as plain JSON data.

    Raises:
        AssertionError: the name is not text or the type not a data type.

    Since Spark 3.4.
    """

    def __init__(
        self,
        name: str,
        dataType: DataType,
        nullable: bool = True,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        _require(dataType, "dataType")
        if not isinstance(name, str):
            raise AssertionError(f"field name {name} should be a string")
        self.name = name
        self.dataType = dataType
        self.nullable = nullable
        self.metadata = metadata or {}

    def typeName(self) -> str:  # type: ignore[override]
        """Not for fields.

        Raises:
            PySparkTypeError: always.

        Since Spark 3.4.
        """
        raise PySparkTypeError(errorClass="INVALID_TYPENAME_CALL", messageParameters={})

    def simpleString(self) -> str:
        """As in `a:int`. Since Spark 3.4."""
        return f"{self.name}:{self.dataType.simpleString()}"

    def jsonValue(self) -> dict[str, Any]:
        """The field as plain JSON data, collations kept within its metadata. Since Spark 3.4."""
        collations = self.getCollationMetadata()
        metadata = {**self.metadata, _COLLATIONS: collations} if collations else self.metadata
        data_type = self.dataType
        return {
            "name": self.name,
            "type": _without_collations(data_type.jsonValue())
            if collations
            else data_type.jsonValue(),
            "nullable": self.nullable,
            "metadata": metadata,
        }

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> "StructField":
        """The field that `jsonValue` described.

        Raises:
            PySparkValueError: no type has this form, or nobody provides a collation of it.
            PySparkTypeError: something else than text has a collation.

        Since Spark 3.4.
        """
        from sparity.types.jsonvalue import read

        metadata = dict(json.get("metadata") or {})
        collations = _names_of_collations(metadata.pop(_COLLATIONS, {}))
        name = json["name"]
        return cls(name, read(json["type"], name, collations), json.get("nullable", True), metadata)

    def getCollationMetadata(self) -> dict[str, str]:
        """Provider and name of every collation by the place it holds for. Since Spark 4.0."""
        return dict(_collations(self.name, self.dataType))

    def getCollationsMap(self, metadata: dict[str, Any]) -> dict[str, str]:
        """Collation names by place, out of a field's metadata. Since Spark 4.0."""
        return _names_of_collations(metadata.get(_COLLATIONS, {}))

    def schemaCollationValue(self, dt: DataType) -> str:
        """Provider and name of the collation of a string type. Since Spark 4.0."""
        if not isinstance(dt, StringType):
            raise AssertionError(f"{dt} should be a StringType")
        return f"{dt.collationProvider(dt.collation)}.{dt.collation}"

    def needConversion(self) -> bool:
        """Whether its values differ from their internal form. Since Spark 3.4."""
        return self.dataType.needConversion()

    def toInternal(self, obj: Any) -> Any:
        """The value in its internal form. Since Spark 3.4."""
        return self.dataType.toInternal(obj)

    def fromInternal(self, obj: Any) -> Any:
        """The value as a Python value. Since Spark 3.4."""
        return self.dataType.fromInternal(obj)

    def __repr__(self) -> str:
        return f"StructField('{self.name}', {self.dataType}, {self.nullable})"


class StructType(DataType):
    """Named parts in an order: the type of a row.

    Args:
        fields: the parts.

    Since Spark 3.4.

    Examples:
        >>> from sparity.types import IntegerType
        >>> schema = StructType().add("a", IntegerType()).add("b", "string", False)
        >>> schema.simpleString()
        'struct<a:int,b:string>'
        >>> schema["b"].nullable
        False
    """

    def __init__(self, fields: list[StructField] | None = None) -> None:
        self.fields: list[StructField] = fields or []
        self.names = [field.name for field in self.fields]

    def add(
        self,
        field: str | StructField,
        data_type: str | DataType | None = None,
        nullable: bool = True,
        metadata: dict[str, Any] | None = None,
    ) -> "StructType":
        """Append a field, in place.

        Args:
            field: a field, or the name of a new one.
            data_type: the new field's type, or the name it has in JSON, as in `"integer"`.
            nullable: whether the new field may be null.
            metadata: what to keep with the new field.

        Returns:
            This struct.

        Raises:
            PySparkValueError: the type is missing, or no type has that name.

        Since Spark 3.4.
        """
        if not isinstance(field, StructField):
            if data_type is None:
                raise PySparkValueError(
                    errorClass="ARGUMENT_REQUIRED",
                    messageParameters={
                        "arg_name": "data_type",
                        "condition": "passing name of struct_field to create",
                    },
                )
            from sparity.types.jsonvalue import read

            parsed = read(data_type) if isinstance(data_type, str) else data_type
            field = StructField(field, parsed, nullable, metadata)
        self.fields.append(field)
        self.names.append(field.name)
        return self

    def __iter__(self) -> Iterator[StructField]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def __getitem__(self, key: str | int | slice) -> Any:
        if isinstance(key, str):
            for field in self.fields:
                if field.name == key:
                    return field
            raise PySparkKeyError(errorClass="KEY_NOT_EXISTS", messageParameters={"key": key})
        if isinstance(key, int):
            try:
                return self.fields[key]
            except IndexError:
                raise PySparkIndexError(
                    errorClass="INDEX_OUT_OF_RANGE",
                    messageParameters={"arg_name": "StructType", "index": str(key)},
                ) from None
        if isinstance(key, slice):
            return StructType(self.fields[key])
        raise PySparkTypeError(
            errorClass="NOT_EXPECTED_TYPE",
            messageParameters={
                "expected_type": "int, slice or str",
                "arg_name": "key",
                "arg_type": type(key).__name__,
            },
        )

    def fieldNames(self) -> list[str]:
        """The names of the fields, in order, in a new list. Since Spark 3.4."""
        return list(self.names)

    def simpleString(self) -> str:
        """As in `struct<a:int,b:string>`. Since Spark 3.4."""
        return f"struct<{','.join(field.simpleString() for field in self.fields)}>"

    def jsonValue(self) -> dict[str, Any]:
        """The struct as plain JSON data. Since Spark 3.4."""
        return {"type": self.typeName(), "fields": [field.jsonValue() for field in self.fields]}

    @classmethod
    def fromJson(cls, json: dict[str, Any]) -> "StructType":
        """The struct that `jsonValue` described. Since Spark 3.4."""
        return cls([StructField.fromJson(field) for field in json["fields"]])

    def toDDL(self) -> str:
        """The struct as columns of a SQL table. Since Spark 4.0.

        Examples:
            >>> StructType().add("a", "long", False).toDDL()
            'a BIGINT NOT NULL'
        """
        from sparity.types.ddl_text import columns

        return columns(self)

    def treeString(self, maxDepth: int = _UNLIMITED) -> str:
        """The struct drawn as a tree.

        Args:
            maxDepth: how many levels to draw; 0 and less means all.

        Since Spark 4.0.
        """
        from sparity.types.tree import draw

        return draw(self, maxDepth if maxDepth > 0 else _UNLIMITED)

    def _as_nullable(self) -> "StructType":
        return self.toNullable()

    def toNullable(self) -> "StructType":
        """The same struct in which everything may be null. Since Spark 4.0."""
        return StructType(
            [
                StructField(field.name, field.dataType._as_nullable(), True, field.metadata)
                for field in self.fields
            ]
        )

    def needConversion(self) -> bool:
        """Always: rows become tuples. Since Spark 3.4."""
        return True

    def toInternal(self, obj: Any) -> Any:
        """A tuple of the fields in their internal form.

        Args:
            obj: a row, tuple or list in the order of the fields, a dict, or an object with them.

        Raises:
            PySparkValueError: the value is none of these.

        Since Spark 3.4.
        """
        if obj is None:
            return None
        if isinstance(obj, dict):
            values = [obj.get(name) for name in self.names]
        elif isinstance(obj, tuple | list):
            values = list(obj)
        elif hasattr(obj, "__dict__"):
            values = [obj.__dict__.get(name) for name in self.names]
        else:
            raise PySparkValueError(
                errorClass="UNEXPECTED_TUPLE_WITH_STRUCT", messageParameters={"tuple": str(obj)}
            )
        pairs = zip(self.fields, values, strict=False)
        return tuple(field.toInternal(value) for field, value in pairs)

    def fromInternal(self, obj: Any) -> Any:
        """The row whose fields are in their internal form in a tuple. Since Spark 3.4."""
        if obj is None or isinstance(obj, Row):
            return obj
        pairs = zip(self.fields, obj, strict=False)
        row = Row(*(field.fromInternal(value) for field, value in pairs))
        row.__fields__ = self.names
        return row

    def __repr__(self) -> str:
        return f"StructType([{', '.join(map(str, self.fields))}])"


def _inside(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part


def _collations(path: str, data_type: DataType) -> Iterator[tuple[str, str]]:
    if isinstance(data_type, StringType):
        if not data_type.isUTF8BinaryCollation():
            provider = data_type.collationProvider(data_type.collation)
            yield path, f"{provider}.{data_type.collation}"
    elif isinstance(data_type, ArrayType):
        yield from _collations(f"{path}.element", data_type.elementType)
    elif isinstance(data_type, MapType):
        yield from _collations(f"{path}.key", data_type.keyType)
        yield from _collations(f"{path}.value", data_type.valueType)


def _names_of_collations(kept: dict[str, str]) -> dict[str, str]:
    names = {}
    for place, full in kept.items():
        provider, _, name = full.partition(".")
        if provider not in StringType.providers:
            raise PySparkValueError(
                errorClass="COLLATION_INVALID_PROVIDER",
                messageParameters={
                    "provider": provider,
                    "supportedProviders": ", ".join(StringType.providers),
                },
            )
        names[place] = name
    return names


def _without_collations(value: str | dict[str, Any]) -> str | dict[str, Any]:
    if isinstance(value, str):
        return "string" if value.startswith("string collate ") else value
    parts = {"elementType", "keyType", "valueType"} & value.keys()
    return {**value, **{part: _without_collations(value[part]) for part in parts}}
