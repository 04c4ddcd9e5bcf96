"""Local data as a relation, for `createDataFrame`: tells the kinds apart and picks the schema.

Types, coercion and Arrow are those of `sparity.types` and `sparity.arrow`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sparity.errors import PySparkTypeError, PySparkValueError
from sparity.plan.node import Relation
from sparity.plan.relations import LocalRelation
from sparity.sql import local_cache
from sparity.sql.arguments import wrong_type
from sparity.types import AtomicType, DataType, StructField, StructType

if TYPE_CHECKING:
    import pyarrow

    from sparity.sql.wire import Wire
    from sparity.types.infer import InferOptions

_PREFIX = "spark.sql.pyspark."
_TIMESTAMP_TYPE = "spark.sql.timestampType"
_TIME_ZONE = "spark.sql.session.timeZone"
_DICT_AS_STRUCT = f"{_PREFIX}inferNestedDictAsStruct.enabled"
_ARRAY_FROM_FIRST = f"{_PREFIX}legacy.inferArrayTypeFromFirstElement.enabled"
_MAP_FROM_FIRST = f"{_PREFIX}legacy.inferMapTypeFromFirstPair.enabled"
_SAFE_PANDAS = "spark.sql.execution.pandas.convertToArrowArraySafely"
_PANDAS_DICT_AS_MAP = "spark.sql.execution.pandas.inferPandasDictAsMap"
_SETTINGS = (
    _TIMESTAMP_TYPE,
    _TIME_ZONE,
    _DICT_AS_STRUCT,
    _ARRAY_FROM_FIRST,
    _MAP_FROM_FIRST,
    _SAFE_PANDAS,
    _PANDAS_DICT_AS_MAP,
)

#: A struct, the type of single values, names of columns, or nothing.
Schema = DataType | Sequence[str] | None


def relation(wire: Wire, data: Any, schema: Any, verify: bool | None = None) -> Relation:
    """The relation that holds `data`.

    Args:
        wire: the session, asked for its settings and to parse DDL.
        data: rows, single values, a pandas or Polars frame, a NumPy array or an Arrow table.
        schema: StructType, DDL text, names, the type of single values, or None.
        verify: kept for compatibility: Arrow checks every value in any case.

    Raises:
        PySparkTypeError: NOT_EXPECTED_TYPE for the schema; what does not fit it.
        PySparkValueError: CANNOT_INFER_EMPTY_SCHEMA, AXIS_LENGTH_MISMATCH, ….
        UnsupportedOnServerError: for a type that is newer than the server.
    """
    wanted = _wanted(wire, schema)
    if isinstance(wanted, DataType):
        wire.check_type(wanted)
    if _is_instance(data, "numpy", "ndarray") and data.ndim not in (1, 2):
        raise PySparkValueError(
            errorClass="INVALID_NDARRAY_DIMENSION", messageParameters={"dimensions": "1 or 2"}
        )
    if _has_no_rows(data):
        if not isinstance(wanted, DataType):
            raise PySparkValueError(errorClass="CANNOT_INFER_EMPTY_SCHEMA", messageParameters={})
        return LocalRelation(schema=_as_struct(wanted).json())
    # One request for all settings that matter here; servers leave out what they do not know.
    settings = wire.options(*_SETTINGS, *local_cache.SETTINGS)
    table, found = _Converter(settings).table(data, wanted)
    wire.check_type(found)
    return local_cache.hold(wire, table, found.json(), settings)


def _wanted(wire: Wire, schema: Any) -> Schema:
    if isinstance(schema, str):
        schema = wire.parse_ddl(schema)
    if schema is None or isinstance(schema, (StructType, AtomicType, list, tuple)):
        return schema
    raise wrong_type("schema", "list, None or StructType", schema)


def _as_struct(data_type: DataType) -> StructType:
    if isinstance(data_type, StructType):
        return data_type
    return StructType([StructField("value", data_type, True)])


def _has_no_rows(data: Any) -> bool:
    if _is_instance(data, "pandas", "DataFrame"):
        return len(data) == 0  # not `empty`: a frame without columns still has rows
    if _is_instance(data, "numpy", "ndarray"):
        return bool(data.size == 0)
    if _is_instance(data, "pyarrow", "Table"):
        return bool(data.num_rows == 0)
    return isinstance(data, (list, tuple)) and not data


def _is_instance(value: Any, package: str, name: str) -> bool:
    """Whether `value` is of a class of a package, which is not imported to find out."""
    module = sys.modules.get(package)
    return module is not None and isinstance(value, getattr(module, name))


class _Converter:
    """Local data of any kind to an Arrow table and the Spark schema of it."""

    def __init__(self, settings: Mapping[str, str | None]) -> None:
        self._settings = settings

    def table(self, data: Any, schema: Schema) -> tuple[pyarrow.Table, StructType]:
        if _is_instance(data, "pandas", "DataFrame"):
            return self._from_pandas(data, schema)
        if _is_instance(data, "polars", "DataFrame"):
            from sparity.arrow.polars import to_arrow

            return self._from_arrow(to_arrow(data), schema)
        if _is_instance(data, "pyarrow", "Table"):
            return self._from_arrow(data, schema)
        if _is_instance(data, "numpy", "ndarray"):
            return self._from_numpy(data, schema)
        from sparity.arrow import rows_to_table
        from sparity.types.infer import local_rows

        rows, found = local_rows(data, schema, self._infer_options)
        return rows_to_table(rows, found), found

    def _from_pandas(self, data: Any, schema: Schema) -> tuple[pyarrow.Table, StructType]:
        import pyarrow as pa

        from sparity.arrow.pandas import PandasOptions, from_pandas

        if isinstance(schema, DataType) and not isinstance(schema, StructType):
            raise PySparkTypeError(
                errorClass="UNSUPPORTED_DATA_TYPE_FOR_ARROW",
                messageParameters={"data_type": repr(schema)},
            )
        columns = _columns_or_names(schema, data.shape[1])
        options = PandasOptions(
            timezone=self._time_zone,
            safe=self._settings.get(_SAFE_PANDAS) != "false",
            dicts_as_maps=self._settings.get(_PANDAS_DICT_AS_MAP) == "true",
        )
        table, found = from_pandas(data, columns, options)
        if not found.fields:
            return table, found  # a cast would forget how many rows there are
        nullable = [
            arrow.with_nullable(field.nullable)
            for arrow, field in zip(table.schema, found.fields, strict=True)
        ]
        return table.cast(pa.schema(nullable)), found

    def _from_arrow(self, data: Any, schema: Schema) -> tuple[pyarrow.Table, StructType]:
        from sparity.arrow.tables import from_arrow

        if isinstance(schema, DataType) and not isinstance(schema, StructType):
            schema = _as_struct(schema)
            data = data.rename_columns(schema.names)
        return from_arrow(
            data,
            _columns_or_names(schema, data.num_columns),
            timezone=self._time_zone,
            prefer_timestamp_ntz=self._prefers_ntz,
        )

    def _from_numpy(self, data: Any, schema: Schema) -> tuple[pyarrow.Table, StructType]:
        import pyarrow as pa

        columns = [data] if data.ndim == 1 else [data[:, index] for index in range(data.shape[1])]
        if isinstance(schema, DataType):
            names = list(_as_struct(schema).names)
        elif schema is not None:
            names = list(schema)
        else:
            names = ["value"] if data.ndim == 1 else [f"_{i + 1}" for i in range(len(columns))]
        if len(names) != len(columns):
            raise _length_mismatch(len(names), len(columns))
        table = pa.table([pa.array(column) for column in columns], names=names)
        return self._from_arrow(table, _as_struct(schema) if isinstance(schema, DataType) else None)

    @property
    def _time_zone(self) -> str:
        return self._settings.get(_TIME_ZONE) or "UTC"

    @property
    def _prefers_ntz(self) -> bool:
        return self._settings.get(_TIMESTAMP_TYPE) == "TIMESTAMP_NTZ"

    @property
    def _infer_options(self) -> InferOptions:
        from sparity.types.infer import InferOptions

        return InferOptions(
            dict_as_struct=self._settings.get(_DICT_AS_STRUCT) == "true",
            array_from_first_element=self._settings.get(_ARRAY_FROM_FIRST) == "true",
            map_from_first_pair=self._settings.get(_MAP_FROM_FIRST) == "true",
            prefer_timestamp_ntz=self._prefers_ntz,
        )


def _columns_or_names(schema: Schema, width: int) -> StructType | Sequence[str] | None:
    """The schema of a frame or table, or a name for each of its columns."""
    if schema is None:
        return None
    if isinstance(schema, DataType):
        return _as_struct(schema)
    columns = list(schema)
    if len(columns) > width:
        raise _length_mismatch(len(columns), width)
    return [*columns, *(f"_{index + 1}" for index in range(len(columns), width))]


def _length_mismatch(expected: int, actual: int) -> PySparkValueError:
    return PySparkValueError(
        errorClass="AXIS_LENGTH_MISMATCH",
        messageParameters={"expected_length": str(expected), "actual_length": str(actual)},
    )
